// The table under a race, a cell as [text, number, curve]: sorted in the page by any column. Pointing at a row makes the
// other runs stand back in the player, and shows what the run has come to at the player's step.

const STYLE = `
.downhill-table { position: relative; color: var(--st-text-color); font-size: 0.9rem; }
.downhill-table table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
.downhill-table :is(th, td) { padding: 0.4rem 0.55rem; text-align: left; font-weight: 400; }
.downhill-table thead th { vertical-align: bottom; padding-bottom: 0.3rem; }
.downhill-table tbody :is(th, td) { border-top: 1px solid color-mix(in srgb, currentColor 14%, transparent); }
.downhill-table .number { text-align: right; white-space: nowrap; }
.downhill-table thead .number { white-space: normal; }
.downhill-table tbody th { min-width: 9rem; }
.downhill-table tbody th > div { display: flex; align-items: baseline; overflow-wrap: anywhere; }
.downhill-table tbody td.text { min-width: 12rem; }
.downhill-table tbody tr:is(:hover, :focus-within) { background: color-mix(in srgb, currentColor 5%, transparent); }
.downhill-table .dot { flex: none; width: 0.7rem; height: 0.7rem; border-radius: 50%; margin-right: 0.55rem;
  background: light-dark(var(--light), var(--dark)); box-shadow: 0 0 0 1px color-mix(in srgb, currentColor 25%, transparent); }
.downhill-table button { all: unset; cursor: pointer; border-radius: 4px; }
.downhill-table thead th { font-size: 0.8125rem; line-height: 1.25; color: color-mix(in srgb, currentColor 78%, transparent); }
.downhill-table tbody button { cursor: default; }
.downhill-table button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
.downhill-table thead th:is([aria-sort], :hover) { color: inherit; }
.downhill-table thead th button::after { content: "\\2195"; padding-left: 0.25em; opacity: 0; }
.downhill-table thead th button:is(:hover, :focus-visible)::after { opacity: 0.6; }
.downhill-table thead th[aria-sort=ascending] button::after { content: "\\2191"; opacity: 1; }
.downhill-table thead th[aria-sort=descending] button::after { content: "\\2193"; opacity: 1; }
.downhill-table svg { display: block; width: 8.5rem; height: 2rem; overflow: visible; }
.downhill-table svg path { fill: none; stroke: light-dark(var(--light), var(--dark)); stroke-width: 1.8;
  stroke-linejoin: round; vector-effect: non-scaling-stroke; }
.downhill-table svg rect { fill: color-mix(in srgb, var(--st-text-color) 12%, transparent); }
.downhill-table svg circle { fill: var(--st-text-color); }
.downhill-table .told { min-height: 1.3rem; margin-bottom: 0.35rem; font-size: 0.8125rem; font-variant-numeric: tabular-nums;
  color: color-mix(in srgb, currentColor 78%, transparent); }
@media (max-width: 640px) { .downhill-table .scroll { overflow-x: auto; } }
`;
const HINT = "Point at a row to see where its run is now.";
const FOLLOW = 120; // ms between two looks at the player, while a row is pointed at
const tables = (globalThis.downhillTables ??= new WeakMap());

export function show({ data, parentElement }) {
  if (!document.getElementById("downhill-table-style")) {
    document.head.append(Object.assign(document.createElement("style"), { id: "downhill-table-style", textContent: STYLE }));
  }
  const root = parentElement.querySelector(".downhill-table");
  const table = tables.get(parentElement) ?? { by: null, way: 1, pointed: null, timer: 0 };
  tables.set(parentElement, table);
  Object.assign(table, { root, data });
  draw(table);
}

/** The component has left the page, or its data will be others. */
export function leave(parentElement) {
  const table = tables.get(parentElement);
  if (!table) return;
  clearInterval(table.timer);
  point(table, null);
}

function draw(table) {
  const { root, data } = table;
  const active = /** @type {HTMLElement | null} */ (document.activeElement);
  const focused = root.contains(active) ? active?.dataset.at ?? null : null;
  const body = el("tbody", {}, ...order(table).map((i) => row(table, i)));
  const head = el("thead", {}, el("tr", {}, ...heads(table)));
  table.told = el("div", { className: "told", textContent: HINT });
  root.replaceChildren(table.told, el("div", { className: "scroll" }, el("table", {}, head, body)));
  if (focused !== null) root.querySelector(`[data-at="${CSS.escape(focused)}"]`)?.focus();
  if (data.racers.some(({ id }) => id === table.pointed)) follow(table);
}

function heads(table) {
  const { columns } = table.data;
  const sorts = [{ head: "Optimizer", help: "", kind: "text" }, ...columns];
  return sorts.map(({ head, help, kind }, i) => {
    const th = el("th", { scope: "col", className: kind, title: help });
    if (kind === "curve") {
      th.append(head);
      return th;
    }
    const button = el("button", { type: "button", textContent: head });
    button.dataset.at = `head ${i}`;
    button.onclick = () => sort(table, i);
    if (table.by === i) th.setAttribute("aria-sort", table.way > 0 ? "ascending" : "descending");
    th.append(button);
    return th;
  });
}

// A click sorts upwards, another downwards, a third as it was.
function sort(table, i) {
  if (table.by !== i) Object.assign(table, { by: i, way: 1 });
  else if (table.way > 0) table.way = -1;
  else table.by = null;
  draw(table);
}

function order(table) {
  const { racers, columns } = table.data;
  const rows = racers.map((_, i) => i);
  if (table.by === null || table.by > columns.length) return rows;
  const key = (i) => {
    if (table.by === 0) return racers[i].name;
    const { kind, cells } = columns[table.by - 1];
    return cells[i][kind === "text" ? 0 : 1];
  };
  const compare = (a, b) => (typeof a === "string" ? a.localeCompare(b) : a - b);
  return rows.sort((i, j) => {
    const [a, b] = [key(i), key(j)];
    if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0); // what has no number comes last
    return table.way * compare(a, b);
  });
}

function row(table, i) {
  const { racers, columns } = table.data;
  const { id, name, light, dark } = racers[i];
  const dot = el("span", { className: "dot" });
  const pointer = el("button", { type: "button", textContent: name });
  pointer.dataset.at = `row ${id}`;
  const head = el("th", { scope: "row" }, el("div", {}, dot, pointer));
  const tr = el("tr", {}, head, ...columns.map(({ kind, cells }) => cell(kind, cells[i])));
  tr.dataset.row = id;
  tr.style.setProperty("--light", light);
  tr.style.setProperty("--dark", dark);
  tr.onpointerenter = (event) => event.pointerType !== "touch" && point(table, id);
  tr.onpointerleave = () => point(table, null);
  pointer.onfocus = () => pointer.matches(":focus-visible") && point(table, id);
  pointer.onblur = () => point(table, null);
  pointer.onclick = () => point(table, table.pointed === id ? null : id);
  return tr;
}

function cell(kind, [text, , curve]) {
  const td = el("td", { className: kind });
  if (kind !== "curve") td.textContent = text;
  else td.append(curve ? small(curve) : "–");
  return td;
}

function small({ x, y, band, dot }) {
  const svg = shape("svg", { viewBox: "0 0 100 32", preserveAspectRatio: "none", "aria-hidden": "true" });
  if (band) {
    const width = Math.max(100 * (band[1] - band[0]), 1.2);
    svg.append(shape("rect", { x: Math.min(100 * band[0], 100 - width), y: -2, width, height: 36 }));
  }
  const places = x.map((across, i) => `${(100 * across).toFixed(1)},${(32 * (1 - y[i])).toFixed(1)}`);
  svg.append(shape("path", { d: `M${places.join("L")}` }));
  if (dot === undefined) return svg;
  const at = Math.max(x.findIndex((across) => across >= dot), 0);
  const before = Math.max(at - 1, 0);
  const share = x[at] > x[before] ? (dot - x[before]) / (x[at] - x[before]) : 0;
  const height = 32 * (1 - (y[before] + share * (y[at] - y[before])));
  svg.append(shape("ellipse", { cx: 100 * dot, cy: height, rx: 2.4, ry: 3.3, fill: "currentColor" }));
  return svg;
}

function point(table, id) {
  if (table.pointed === id) return;
  table.pointed = id;
  clearInterval(table.timer);
  player(table)?.point?.(id);
  if (id === null) {
    table.told.textContent = HINT;
    return;
  }
  follow(table);
  table.timer = setInterval(() => follow(table), FOLLOW);
}

function player({ data }) {
  return /** @type {any} */ (document.querySelector(`.st-key-${CSS.escape(data.of)}-stage [data-player]`));
}

// What the run that is pointed at has come to at the player's step, in the line above the table.
function follow(table) {
  const shown = player(table), racer = table.data.racers.find(({ id }) => id === table.pointed);
  const track = shown?.tracks?.().find((one) => one.racer === table.pointed);
  const text = track && racer ? `${racer.name}, ${words(track, shown.state().step, table.data.unit)}` : HINT;
  if (table.told.textContent !== text) table.told.textContent = text;
}

function words(track, step, unit) {
  const { channels, divergedAt } = track;
  const k = Math.min(Math.floor(step), channels.f.length - 1);
  if (divergedAt !== null && divergedAt <= k) return `step ${k}: ${track.lost ?? "diverged"} at step ${divergedAt}`;
  const at = unit === "evals" && channels.evals ? `step ${k}, after ${channels.evals[k]} evaluations` : `step ${k}`;
  const where = channels.x && channels.y ? ` at (${short(channels.x[k])}, ${short(channels.y[k])})` : "";
  const slope = channels.g ? `, |∇f| = ${short(channels.g[k])}` : "";
  return `${at}: f = ${short(channels.f[k])}${where}${slope}`;
}

function short(value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const brief = size !== 0 && (size < 1e-3 || size >= 1e5);
  const text = brief ? value.toExponential(2).replace("e+", "e") : String(Number(value.toPrecision(3)));
  return text.replaceAll("-", "−");
}

function el(tag, properties, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

function shape(tag, attributes) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  return node;
}
