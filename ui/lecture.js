// The bar of a lecture's page: to slides, from one to the next, out again; links to copy, and the handout.

const ON = ["ArrowRight", "PageDown"];
const BACK = ["ArrowLeft", "PageUp"];
const HELD = "input, textarea, select, [contenteditable], [role=slider], [role=combobox], [role=dialog], [data-baseweb=popover]";
const NARROW = 640; // CSS pixels: a phone's window, in which panels stand one below the other
const PAPER = 687; // CSS pixels across A4 within the margins of lecture.css
const SIDE = 1100; // CSS pixels from which on a page's first picture is fitted into the window
const LOWEST = 130; // of a panel's plot on a slide
const LOW = 170; // and on a page, which can be scrolled
const HANDS = ["pointerdown", "keydown", "wheel"];
const bars = (globalThis.downhillBars ??= new WeakMap());

export default function ({ data, parentElement, setTriggerValue }) {
  const bar = parentElement.querySelector(".dh-bar");
  const go = (way) => setTriggerValue("go", way);
  const state = JSON.stringify(data);
  if (bars.get(bar) !== state) {
    bars.set(bar, state);
    bar.classList.toggle("dh-slide", data.slide !== null && !data.embedded);
    bar.replaceChildren(...(data.embedded ? source(data) : data.slide === null ? onPage(go) : onSlide(data, go)));
  }
  globalThis.downhillUnbind?.(); // a component that is only updated is not ended first
  globalThis.downhillUnbind = null;
  if (data.slide === null || data.embedded) {
    addEventListener("beforeprint", onPaper);
    const unfit = data.slide === null ? fitted(bar, false) : () => {};
    const unbind = () => {
      removeEventListener("beforeprint", onPaper);
      unfit();
    };
    globalThis.downhillUnbind = unbind;
    return unbind;
  }
  const pressed = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return;
    const target = event.composedPath()[0];
    const clicker = event.key.startsWith("Page");
    if (!clicker && (target.closest?.(HELD) || target.closest?.("[data-player]"))) return;
    if (ON.includes(event.key)) go("next");
    else if (BACK.includes(event.key)) go("back");
    else if (event.key === "Escape" && !document.fullscreenElement) go("leave");
    else if (event.key === "f") fullScreen();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener("keydown", pressed, true); // before the player, whose arrow keys go by steps
  const unfit = fitted(bar, true);
  const unbind = () => {
    document.removeEventListener("keydown", pressed, true);
    unfit();
  };
  globalThis.downhillUnbind = unbind;
  return unbind;
}

/** Tell the style how large each picture is here and how much smaller on paper: it is printed as it was drawn. */
function onPaper() {
  const main = document.querySelector("[data-testid=stMainBlockContainer]");
  if (!main) return;
  const { paddingLeft, paddingRight } = getComputedStyle(main);
  const width = main.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
  document.documentElement.style.setProperty("--dh-paper", String(Math.min(1, PAPER / width)));
  for (const player of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-player]"))) {
    player.style.setProperty("--dh-wide", `${player.offsetWidth}px`);
    for (const plot of /** @type {NodeListOf<HTMLElement>} */ (player.querySelectorAll(".dh-plot"))) {
      plot.style.setProperty("--dh-across", `${plot.clientWidth}px`);
      plot.style.setProperty("--dh-down", `${plot.clientHeight}px`);
    }
  }
}

/** Keep a slide's last picture above the bar, or a page's first one in the window as the page opens: panels get lower. */
function fitted(bar, slide) {
  const seat = document.querySelector(slide ? ".st-key-slide" : "[class*=st-key-_section]");
  const fit = () => {
    const player = [...(seat?.querySelectorAll("[data-player]") ?? [])].at(slide ? -1 : 0);
    const panels = /** @type {HTMLElement | null | undefined} */ (player?.querySelector(".dh-panels"));
    if (!player || !panels) return;
    panels.style.removeProperty("--dh-most"); // measured as it would be by itself
    panels.toggleAttribute("data-fitted", innerWidth > (slide ? NARROW : SIDE));
    if (!panels.hasAttribute("data-fitted")) return;
    const scrolled = player.closest("[data-testid=stMain]")?.scrollTop ?? 0;
    const foot = slide ? bar.getBoundingClientRect().top : innerHeight;
    const over = player.getBoundingClientRect().bottom + scrolled - foot;
    const heights = [...panels.querySelectorAll(".dh-plot")].map((plot) => plot.getBoundingClientRect().height);
    if (over <= 0 || !heights.length) return;
    const rows = Number(panels.style.getPropertyValue("--rows")) || 1;
    const most = Math.max(slide ? LOWEST : LOW, Math.floor(Math.max(...heights) - over / rows));
    panels.style.setProperty("--dh-most", `${most}px`);
  };
  const soon = () => requestAnimationFrame(fit);
  const watch = new ResizeObserver(soon);
  const rest = () => watch.disconnect(); // from then on nothing moves under the hand
  for (const each of [seat, seat?.parentElement]) if (each) watch.observe(each);
  if (!slide) HANDS.forEach((type) => addEventListener(type, rest, true));
  addEventListener("resize", soon);
  return () => {
    rest();
    HANDS.forEach((type) => removeEventListener(type, rest, true));
    removeEventListener("resize", soon);
  };
}

function onPage(go) {
  const present = button("Lecture mode", () => {
    if (!matchMedia("(max-width: 600px)").matches) document.documentElement.requestFullscreen?.().catch(() => {});
    go("present");
  });
  return [present, handout()];
}

function onSlide(data, go) {
  const { index, count, slide, title } = data;
  return [
    button("‹", () => go("back"), "Back"),
    button("›", () => go("next"), "Next"),
    make("span", { className: "dh-place", textContent: `${title} · ${slide} · ${index + 1} of ${count}` }),
    share(slide),
    button("Full screen", fullScreen, "", "dh-wide"),
    button("Leave", () => go("leave")),
  ];
}

function source({ slide }) {
  const link = make("a", { textContent: "Open in Downhill", target: "_blank", rel: "noopener" });
  link.href = address({ embed: null });
  return slide === null ? [] : [link];
}

function share(title) {
  const sheet = make("div", { className: "dh-sheet" });
  const details = make("details", {}, make("summary", { textContent: "Share" }), sheet);
  details.addEventListener("toggle", () => {
    if (!details.open) return;
    const frame = make("iframe", { src: address({ embed: "true" }), title, width: "100%", height: "760" });
    frame.setAttribute("style", "border: 0");
    sheet.replaceChildren(field("A link to this slide, as it is set", address({})), field("To embed it in a page", frame.outerHTML));
  });
  return details;
}

function field(label, text) {
  const area = make("textarea", { value: text, readOnly: true, rows: Math.min(5, Math.ceil(text.length / 46)) });
  area.addEventListener("focus", () => area.select());
  const copy = button("Copy", async () => {
    area.select();
    try {
      await navigator.clipboard.writeText(text);
      copy.textContent = "Copied";
    } catch {
      copy.textContent = "Selected: copy it with the keyboard";
    }
  });
  return make("div", { className: "dh-field" }, make("label", { textContent: label }, area), copy);
}

function address(changes) {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(changes)) value === null ? url.searchParams.delete(name) : url.searchParams.set(name, value);
  return url.href;
}

function handout() {
  const range = make("input", { type: "range", min: 0, max: 100, value: 100 });
  const told = make("span", { textContent: "at the end of every run" });
  const seek = () => {
    const reached = range.valueAsNumber / 100;
    told.textContent = reached === 1 ? "at the end of every run" : `after ${range.value}% of every run’s steps`;
    document.dispatchEvent(new CustomEvent("downhill:seek", { detail: { share: reached } }));
  };
  range.addEventListener("input", seek);
  const print = button("Print", () => {
    seek();
    onPaper();
    details.open = false;
    requestAnimationFrame(() => requestAnimationFrame(() => window.print()));
  });
  const sheet = make("div", { className: "dh-sheet" },
    make("p", { textContent: "The page on paper, or as a PDF by the browser’s print." }),
    make("label", {}, make("span", {}, "Pictures ", told), range), print);
  const details = make("details", {}, make("summary", { textContent: "Handout" }), sheet);
  return details;
}

function fullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => {});
}

function button(text, pressed, label = "", className = "") {
  const made = make("button", { type: "button", textContent: text, className });
  if (label) {
    made.title = label;
    made.setAttribute("aria-label", label);
  }
  made.addEventListener("click", pressed);
  return made;
}

function make(tag, facts, ...children) {
  const made = Object.assign(document.createElement(tag), facts);
  made.append(...children);
  return made;
}
