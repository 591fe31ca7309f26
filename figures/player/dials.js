// Numbers that a person sets: a range and a field for each, which tell the page at every move (downhill:set) and the
// app when they are let go (downhill:commit, and `send`). Made from declarations by figures/dials.py.

import { Retry } from "./retry.js";

const STANDS = 4000; // ms for which what a person has set stands against an older answer of the server

const DIAL_STYLE = `
.downhill-dials { display: flex; flex-direction: column; gap: 0.55rem; font-size: 0.875rem; color: var(--st-text-color); }
.downhill-dial { display: grid; grid-template-columns: minmax(0, 1fr) auto; column-gap: 0.5rem; align-items: center; }
.downhill-dial label { overflow-wrap: anywhere; line-height: 1.25; }
.downhill-dial i { font-family: "Latin Modern Math", "STIX Two Math", "Cambria Math", Georgia, serif; padding-left: 0.15em; }
.downhill-dial .entry { display: flex; align-items: center; gap: 0.15rem; }
.downhill-dial input[type="text"] {
  width: 5.4em; box-sizing: border-box; padding: 0.15rem 0.4rem; text-align: right; font: inherit; color: inherit;
  font-variant-numeric: tabular-nums; background: var(--st-background-color);
  border: 1px solid var(--st-border-color); border-radius: 0.4rem;
}
.downhill-dial input[type="text"]:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 0; }
.downhill-dial input[aria-invalid="true"] { border-color: #d23b3b; }
.downhill-dial button {
  width: 1.6rem; height: 1.6rem; padding: 0; border: 0; border-radius: 0.4rem; background: none; color: inherit;
  font-size: 1rem; line-height: 1; cursor: pointer; opacity: 0.75;
}
.downhill-dial button:hover, .downhill-dial button:focus-visible { opacity: 1; background: var(--st-secondary-background-color); }
.downhill-dial button[disabled] { visibility: hidden; }
.downhill-dial .way { grid-column: 1 / -1; position: relative; height: 1.35rem; }
.downhill-dial input[type="range"] {
  position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; accent-color: var(--st-primary-color);
  cursor: pointer; touch-action: pan-y;
}
.downhill-dial .mark {
  position: absolute; bottom: -0.05rem; width: 2px; height: 0.35rem; margin-left: -1px; border-radius: 1px;
  background: var(--st-text-color); opacity: 0.55; pointer-events: none;
}
.downhill-dial .fault { grid-column: 1 / -1; color: #c62f2f; font-size: 0.8rem; }
.downhill-dial .fault:empty { display: none; }
@media (prefers-color-scheme: dark) { .downhill-dial .fault { color: #ff8a8a; } }
[data-theme="light"] .downhill-dial .fault { color: #c62f2f; }
[data-theme="dark"] .downhill-dial .fault { color: #ff8a8a; }
`;

const groups = (globalThis.downhillDials ??= new WeakMap());

/** Draw the dials, or bring those that are drawn up to date. */
export function show({ data, parentElement, setTriggerValue }) {
  let group = groups.get(parentElement);
  if (!group) {
    group = new Dials(parentElement.querySelector(".downhill-dials"));
    groups.set(parentElement, group);
  }
  group.send = setTriggerValue;
  group.answered = true;
  group.update(data.dials);
}

/** The component has left the page. */
export function leave(parentElement) {
  groups.delete(parentElement);
}

export class Dials {
  /** @type {(name: string, value: any) => void} */ send = () => {};
  answered = false; // whether what is sent comes back in an update

  constructor(root) {
    this.root = root;
    this.rows = new Map();
    if (!document.getElementById("downhill-dials-style")) {
      const style = document.createElement("style");
      style.id = "downhill-dials-style";
      style.textContent = DIAL_STYLE;
      document.head.append(style);
    }
    const followed = (event) => {
      const { detail } = /** @type {CustomEvent} */ (event);
      if (!root.isConnected) document.removeEventListener("downhill:moved", followed);
      this.rows.get(detail.name)?.follow(detail.value);
    };
    document.addEventListener("downhill:moved", followed);
  }

  update(dials) {
    const kept = new Set(dials.map(({ name }) => name));
    for (const [name, row] of this.rows) {
      if (kept.has(name)) continue;
      row.element.remove();
      row.retry.stop();
      this.rows.delete(name);
    }
    dials.forEach((dial, i) => {
      const row = this.rows.get(dial.name) ?? new Dial(dial, (value) => this.tell(dial.name, value));
      this.rows.set(dial.name, row);
      row.update(dial);
      if (this.root.children[i] !== row.element) this.root.insertBefore(row.element, this.root.children[i] ?? null);
    });
  }

  /** Tell the app a value, and again if it does not come back. */
  tell(name, value) {
    this.send("set", { name, value });
    const row = this.rows.get(name);
    if (this.answered) row.retry.start(() => (this.root.isConnected ? this.send("set", { name, value }) : row.retry.stop()));
  }
}

class Dial {
  retry = new Retry();

  constructor(dial, commit) {
    this.commit = commit;
    this.touched = -Infinity;
    const id = `dial-${dial.name}`;
    this.element = make("div", { className: "downhill-dial" });
    this.label = make("label", { htmlFor: id });
    this.field = make("input", { type: "text", id, inputMode: "decimal", autocomplete: "off", spellcheck: false });
    this.back = make("button", { type: "button", textContent: "↺" });
    this.range = make("input", { type: "range", min: "0", step: "1" });
    this.mark = make("span", { className: "mark" });
    this.fault = make("div", { className: "fault" });
    this.fault.setAttribute("role", "alert");
    const entry = make("span", { className: "entry" });
    entry.append(this.field, this.back);
    const way = make("div", { className: "way" });
    way.append(this.range, this.mark);
    this.element.append(this.label, entry, way, this.fault);
    this.range.addEventListener("input", () => this.move(this.dial.grid[Number(this.range.value)]));
    this.range.addEventListener("change", () => this.settle());
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("change", () => this.typed() && this.settle());
    this.field.addEventListener("keydown", (event) => this.stepped(event));
    this.back.addEventListener("click", () => {
      this.move(this.dial.default);
      this.settle();
      this.field.focus();
    });
  }

  update(dial) {
    const fresh = !this.dial || this.dial.value !== dial.value;
    this.dial = dial;
    const symbol = make("i", { textContent: dial.symbol });
    this.label.replaceChildren(dial.words, ...(dial.symbol ? [" ", symbol] : []));
    this.label.title = dial.help;
    const spoken = [dial.of, dial.words].filter(Boolean).join(", ");
    this.field.setAttribute("aria-label", `${spoken}${dial.symbol ? ` ${dial.symbol}` : ""}`);
    this.range.setAttribute("aria-label", `${spoken}, slider`);
    this.back.setAttribute("aria-label", `${spoken}: back to ${asWritten(dial.default)}`);
    this.back.title = `Back to ${asWritten(dial.default)}`;
    this.range.max = String(dial.grid.length - 1);
    this.mark.style.left = `calc(0.5rem + ${portion(dial.grid, dial.default)} * (100% - 1rem))`;
    const own = performance.now() - this.touched < STANDS || document.activeElement === this.field;
    if (this.value === undefined || (fresh && !own)) this.draw(dial.value);
    if (this.value === dial.value) {
      this.touched = -Infinity;
      this.retry.stop();
    }
  }

  /** Show a value; the field is left alone while a person types in it. */
  draw(value, typing = false) {
    this.value = value;
    if (!typing) this.field.value = asWritten(value);
    this.range.value = String(nearestMark(this.dial.grid, value));
    this.range.setAttribute("aria-valuetext", asWritten(value));
    this.back.disabled = value === this.dial.default;
    this.complain("");
  }

  /** A person moves it: the page answers at once. */
  move(value, typing = false) {
    this.touched = performance.now();
    this.draw(value, typing);
    announce("downhill:set", this.dial.name, value);
  }

  /** A handle in a picture has set it. */
  follow(value) {
    this.touched = performance.now();
    this.draw(value);
  }

  /** A person lets it go: the server hears of it. */
  settle() {
    this.touched = performance.now();
    this.field.value = asWritten(this.value);
    announce("downhill:commit", this.dial.name, this.value);
    this.commit(this.value);
  }

  /** What stands in the field, if it is legal; otherwise the reason is shown and the old value stays. */
  typed() {
    const text = this.field.value.trim().replace(",", ".").replace("−", "-");
    const value = text === "" ? NaN : Number(text);
    const fault = this.wrong(value);
    if (fault) this.complain(fault);
    else this.move(value, true);
    return !fault;
  }

  wrong(value) {
    const { integer, legal, low, high, open } = this.dial;
    if (!Number.isFinite(value) || (integer && !Number.isInteger(value))) {
      return integer ? "A whole number, please." : "A number, please: 0.01, or 1e-3.";
    }
    const inside = (low === null || (open[0] ? value > low : value >= low)) &&
      (high === null || (open[1] ? value < high : value <= high));
    return inside ? "" : `It has to be in ${legal}.`;
  }

  complain(text) {
    this.fault.textContent = text;
    if (text) this.field.setAttribute("aria-invalid", "true");
    else this.field.removeAttribute("aria-invalid");
  }

  /** Arrow keys in the field go to the next mark of the range; Escape gives back what was. */
  stepped(event) {
    if (event.key === "Escape") {
      this.draw(this.value);
      return;
    }
    if (event.key === "Enter") {
      if (this.typed()) this.settle();
      return;
    }
    const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    const { grid } = this.dial;
    const next = way > 0 ? grid.find((value) => value > this.value) : grid.findLast((value) => value < this.value);
    if (next === undefined) return;
    this.move(next);
    this.settle();
  }
}

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

function announce(type, name, value) {
  document.dispatchEvent(new CustomEvent(type, { detail: { name, value } }));
}

/** A number as a person would write it. */
function asWritten(value) {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return value.toExponential().replace("e+", "e");
  return String(value);
}

function nearestMark(grid, value) {
  let best = 0;
  grid.forEach((other, i) => {
    if (Math.abs(other - value) < Math.abs(grid[best] - value)) best = i;
  });
  return best;
}

/** Where a value stands on the range, 0 to 1. */
function portion(grid, value) {
  return grid.length < 2 ? 0 : nearestMark(grid, value) / (grid.length - 1);
}
