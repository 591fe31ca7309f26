// What a page without a server is built with: the player, its dials, and the address that remembers what was set.
import {Dials} from "./player/dials.js";
import {el} from "./player/dom.js";
import {takingMenu} from "./player/taking.js";
import {mount} from "./player.js";

const NUMBERS = /^[-+.\deE]+$/;

/** Play a film beside the dials of its sections ([{title, color, dark, dials}]); the address keeps what is set. */
export function open(root, film, sections, {plotly, address = hashAddress()}) {
  const stage = el("div", {class: "dh-stage"});
  const side = el("aside", {class: "dh-side", "aria-label": "Settings"});
  root.classList.toggle("dh-live", sections.length > 0);
  root.replaceChildren(...(sections.length ? [side] : []), stage);
  const player = mount(stage, film, {plotly, onEvent: (event) => remember(event, address, stage)});
  stage.append(takingMenu(player.player, () => document.title));
  side.append(...sections.map((section, i) => drawn(section, i < 1 || sections.length < 4, address)));
  recall(sections, address);
  return player;
}

/** What a handle of a player within an element was let go at goes into the address. */
export function remember({type, panel, id, x, y}, address, within) {
  const put = (name, value) => address.put(name, String(Number(value.toPrecision(4))));
  if (type === "start") for (const [name, value] of Object.entries({x, y})) put(name, value);
  if (type !== "handle") return;
  const own = within.querySelector("[data-player]").panels().find((each) => each.id === panel);
  const {sets = []} = own.handles.find((each) => each.id === id);
  for (const {name, axis, over = 1} of sets) put(name, {x, y}[axis] / over);
}

/** Words about the film's own race are hidden while the page shows another, and `entitle(ahead)` is asked for its title. */
export function hideWhenChanged(words, entitle) {
  document.addEventListener("downhill:ahead", (event) => {
    const {ahead} = /** @type {CustomEvent} */ (event).detail;
    words.style.visibility = ahead ? "hidden" : "visible";
    entitle(ahead);
  });
}

/** A page's title while it shows its film's own race, and the plain one that stands in the heading's data otherwise. */
export function titles(heading) {
  const {textContent: own, dataset: {plain}} = heading;
  return (ahead) => {
    document.title = heading.textContent = ahead ? plain : own;
  };
}

/** A section of dials, which a person opens and closes. */
export function drawn({title, color, dark, dials}, opened, address) {
  const board = el("div", {class: "downhill-dials"});
  const dot = el("i", {class: "dh-dot"});
  dot.style.setProperty("--own", color ?? "transparent");
  dot.style.setProperty("--own-dark", dark ?? color ?? "transparent");
  const section = el("details", {class: "dh-section"}, el("summary", {}, ...(color ? [dot] : []), el("span", {text: title})), board);
  section.toggleAttribute("open", opened);
  const group = new Dials(board);
  const defaults = new Map(dials.map((dial) => [dial.name, dial.value]));
  group.send = (_, {name, value}) => address.put(name, value === defaults.get(name) ? null : String(value));
  const kept = dials.map((dial) => ({
    ...dial, default: dial.value, value: legal(dial, address.get(dial.name)),
    grid: [...new Set([...dial.grid, dial.value])].sort((a, b) => a - b), // the way back is a mark, too
  }));
  group.update(kept);
  return section;
}

/** What the address says is set, as if by a hand. */
function recall(sections, address) {
  for (const dial of sections.flatMap(({dials}) => dials)) {
    const value = legal(dial, address.get(dial.name));
    if (value !== dial.value) set(dial.name, value);
  }
}

export function set(name, value) {
  document.dispatchEvent(new CustomEvent("downhill:commit", {detail: {name, value}}));
}

/** A dial's value out of an address; what is no legal number is the dial's own. */
export function legal({value: own, low, high, open: ends, integer}, text) {
  const value = text && NUMBERS.test(text) ? Number(text) : NaN;
  const inside = (low === null || (ends[0] ? value > low : value >= low)) &&
    (high === null || (ends[1] ? value < high : value <= high));
  return Number.isFinite(value) && inside && (!integer || Number.isInteger(value)) ? value : own;
}

/** The part of the address behind #, in the app's own keys, as what is set is kept in it. */
export function hashAddress() {
  const read = () => new URLSearchParams(location.hash.slice(1));
  return {
    get: (name) => read().get(name),
    getAll: (name) => read().getAll(name),
    put(name, value) {
      const now = read();
      now.delete(name);
      for (const each of [value].flat()) if (each !== null) now.append(name, each);
      const text = now.toString().replaceAll("%7E", "~");
      history.replaceState(null, "", text ? `#${text}` : `${location.pathname}${location.search}`);
    },
  };
}
