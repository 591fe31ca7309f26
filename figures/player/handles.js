import {el, put, write} from "./dom.js";
import {decoded} from "./film.js";
import {compact} from "./format.js";
import LOOK from "./look.json" with {type: "json"};
import {Lines} from "./marks.js";
import {resolveTokens} from "./theme.js";

const PAUSE = 100; // ms between two reports of one drag
export const TRUST = 1500; // ms for which a person's own position outweighs an older one that comes back from the app
const ARROWS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};

/** The points of a panel that a person can drag, as elements above the canvas. */
export class Handles {
  constructor(panel) {
    this.panel = panel;
    this.handles = new Map();
  }

  describe(list) {
    const wanted = new Map(list.map((item) => [item.id, item]));
    for (const [id, handle] of this.handles) {
      if (wanted.has(id)) continue;
      handle.remove();
      this.handles.delete(id);
    }
    for (const [id, item] of wanted) {
      if (!this.handles.has(id)) this.handles.set(id, new Handle(this.panel));
      this.handles.get(id).describe(item);
    }
  }

  place(theme) {
    const names = new Lines();
    for (const handle of this.handles.values()) handle.place(theme, names);
  }

  /** Bring the one handle that sets numbers of the race to a place that was clicked; false if there is none. */
  take(x, y) {
    const own = [...this.handles.values()].filter(({item}) => item.sets);
    if (own.length !== 1) return false;
    own[0].moveTo(...this.panel.view.project(x, y));
    own[0].report(false);
    return true;
  }

  destroy() {
    for (const handle of this.handles.values()) handle.remove();
  }
}

class Handle {
  x = NaN;
  y = NaN;
  held = false;
  touched = -Infinity;
  reported = -Infinity;
  breadth = 0; // of its name, once it has been asked for
  /** @type {ReturnType<typeof setTimeout> | undefined} */ later;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ settling;

  constructor(panel) {
    this.panel = panel;
    this.words = el("span", {"aria-hidden": "true"});
    this.root = el("div", {
      class: "dh-handle", tabindex: "0", role: "slider",
      onpointerdown: (event) => this.grab(event), onpointermove: (event) => this.held && this.drag(event),
      onpointerup: () => this.drop(), onpointercancel: () => this.drop(), onkeydown: (event) => this.key(event),
      ondblclick: (event) => event.stopPropagation(),
    }, this.words);
    panel.plot.append(this.root);
  }

  describe(item) {
    this.item = item;
    this.along = item.along && ["x", "y"].map((name) => decoded(item.along[name]).values);
    const words = item.quiet ? "" : item.label ?? "";
    if (words !== this.words.textContent) this.breadth = 0;
    write(this.words, words);
    put(this.root, "aria-label", item.label ?? item.id);
    put(this.root, "data-handle", item.id);
    if (!this.held && performance.now() - this.touched > TRUST) this.adopt();
  }

  adopt() {
    [this.x, this.y] = [this.item.x, this.height(this.item)];
    this.say();
    this.panel.player.wake();
  }

  /** What a screen reader hears: also of a picture that is out of sight and not yet drawn. */
  say() {
    const {axis} = this.item;
    const along = axis === "y" ? this.y : this.x;
    put(this.root, "aria-valuenow", along);
    put(this.root, "aria-valuetext", axis ? compact(along) : `${compact(this.x)}, ${compact(this.y)}`);
  }

  place(theme, names) {
    const {view} = this.panel;
    const [px, py] = view.project(this.x, this.y);
    const shown = view.contains(px, py, 2);
    this.root.style.visibility = shown ? "" : "hidden";
    if (!shown) return;
    this.root.style.transform = `translate(${px}px, ${py}px)`;
    this.root.style.setProperty("--handle", resolveTokens(this.item.color ?? LOOK.default.handle, theme));
    const flip = px > view.rect.x + 0.75 * view.rect.w;
    this.root.classList.toggle("dh-flip", flip);
    this.root.style.setProperty("--aside", `${this.aside(px, py, flip, names)}px`);
  }

  /** How far down its name stands, so as not to be over another handle's. */
  aside(px, py, flip, names) {
    if (!this.words.textContent || this.item.id === "start") return 0;
    this.breadth ||= this.words.offsetWidth;
    const {beside} = LOOK.handle;
    return names.free(flip ? px - beside - this.breadth : px + beside, py, this.breadth, this.panel.view.rect) - py;
  }

  grab(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    this.root.focus({preventScroll: true});
    this.root.setPointerCapture(event.pointerId);
    this.held = true;
    this.root.classList.add("dh-held");
  }

  drag(event) {
    const box = this.panel.plot.getBoundingClientRect();
    this.moveTo(event.clientX - box.left, event.clientY - box.top);
    this.report(true);
  }

  drop() {
    if (!this.held) return;
    this.held = false;
    this.root.classList.remove("dh-held");
    this.report(false);
  }

  key(event) {
    const way = ARROWS[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const {view} = this.panel;
    const stride = (event.shiftKey ? 0.1 : 0.01) * Math.max(view.rect.w, view.rect.h);
    const [px, py] = view.project(this.x, this.y);
    this.moveTo(px + way[0] * stride, py + way[1] * stride);
    this.report(false);
  }

  /** Go to a place in pixels, as far as the axes reach. */
  moveTo(px, py) {
    const {view} = this.panel;
    const {x: left, y: top, w, h} = view.rect;
    const at = view.unproject(Math.min(Math.max(px, left), left + w), Math.min(Math.max(py, top), top + h));
    const [x, y] = this.snapped(at) ?? at.map((value, i) => this.bounded(value, i));
    if (this.item.axis !== "y") this.x = x;
    if (this.item.axis !== "x") this.y = y;
    this.y = this.height(this);
    this.say();
    this.touched = performance.now();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.held || this.adopt(), TRUST);
    this.panel.player.live.pulled(this.item, this);
    this.panel.player.wake();
  }

  /** The place on which the handle almost stands, of those that it has to snap to. */
  snapped([x, y]) {
    const {places = [], within} = this.item.snaps ?? {};
    return places.find((place) => Math.abs(place[0] - x) <= within[0] && Math.abs(place[1] - y) <= within[1]);
  }

  /** How high a handle is that keeps to a curve; any other, as it is. */
  height({x, y}) {
    if (!this.along) return y;
    const [xs, ys] = this.along;
    const i = Math.min(Math.max(xs.findIndex((each) => each >= x), 1), xs.length - 1);
    const share = Math.min(Math.max((x - xs[i - 1]) / (xs[i] - xs[i - 1]), 0), 1);
    return x > xs[xs.length - 1] ? ys[xs.length - 1] : ys[i - 1] + share * (ys[i] - ys[i - 1]);
  }

  /** A coordinate within its bounds, to so many digits or decimals, if the handle has any. */
  bounded(value, i) {
    const {within, digits, decimals} = this.item;
    const inside = within ? Math.min(Math.max(value, within[i][0]), within[i][1]) : value;
    if (decimals?.[i] != null) return Number(inside.toFixed(decimals[i]));
    return digits ? Number(inside.toPrecision(digits)) : inside;
  }

  /** Tell the app: at most ten times a second, and surely where it ends. */
  report(dragging) {
    if ((this.item.emits || this.item.sets) && dragging && !this.item.heard) return; // the app hears where it ends
    const due = this.reported + PAUSE - performance.now();
    clearTimeout(this.later);
    if (due > 0) {
      this.later = setTimeout(() => this.report(this.held), due);
      return;
    }
    this.reported = performance.now();
    const {player, description} = this.panel;
    const {id, emits} = this.item;
    if (emits) player.emit({type: emits, panel: description.id, x: this.x, y: this.y});
    else player.emit({type: "handle", panel: description.id, id, x: this.x, y: this.y, dragging});
  }

  remove() {
    clearTimeout(this.later);
    clearTimeout(this.settling);
    this.root.remove();
  }
}
