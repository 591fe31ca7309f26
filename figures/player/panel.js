import {drawBase, tameWheel} from "./base.js";
import {el, put, write} from "./dom.js";
import {groupTime} from "./film.js";
import {FlatView} from "./flat.js";
import {Handles} from "./handles.js";
import {icon} from "./icons.js";
import {countOf} from "./overlays.js";
import {Painter} from "./painter.js";
import {Scene, shownLayout} from "./plotly_private.js";
import {SpaceView} from "./space.js";

const APPLE = /Mac|iP(hone|ad)/.test(navigator.platform);
const DOUBLE = 300; // ms in which a second click makes a double click
const GLIDE = 250; // ms for which a camera goes on after a person has touched it
const STILL = 5; // CSS pixels by which a click may move
const TOUCHES = ["pointerdown", "pointermove", "pointerup", "touchmove", "wheel"];

/** One panel: Plotly's base, the canvas above it, and what a person does there. */
export class Panel {
  /** @type {import("./types.js").Description} */ description;
  /** @type {FlatView | SpaceView} */ view; // none until the base has been drawn
  /** @type {Painter | undefined} */ painter;
  /** @type {string | null} */ drawn = null; // what the base was drawn for
  explained = "[]";
  /** @type {[number, number]} */ size = [0, 0];
  /** @type {HTMLElement | undefined} */ fault;
  /** @type {{now: number, x: number, y: number} | undefined} */ tapped;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ click;
  /** @type {HTMLElement} */ plot;
  /** @type {import("./types.js").Graph} */ gd;
  /** @type {HTMLCanvasElement} */ canvas;
  /** @type {CanvasRenderingContext2D} */ ctx;
  /** @type {Scene | null} */ scene;
  /** @type {Handles} */ handles;
  onScreen = true;
  gone = false;

  constructor(player, description) {
    this.player = player;
    this.build(description);
    this.describe(description);
  }

  build({id, kind}) {
    this.title = el("div", {class: "dh-title", role: "heading", "aria-level": "3"}, el("span"));
    this.subtitle = el("div", {class: "dh-subtitle"});
    this.caption = el("div", {class: "dh-caption"});
    this.legend = el("ul", {class: "dh-key", "aria-label": "Colours"});
    this.gd = el("div", {class: "dh-base"});
    this.canvas = el("canvas", {role: "img"});
    this.hint = el("div", {class: "dh-hint", "aria-hidden": "true", text: `${APPLE ? "⌘" : "Ctrl"} + wheel zooms`});
    this.plot = el("div", {class: "dh-plot"}, this.gd, this.canvas, this.hint);
    this.resetButton = el("button", {
      class: "dh-button dh-small dh-reset", type: "button", "aria-label": "Reset view", title: "Reset view",
      onclick: () => this.resetView(),
    }, icon("fit"));
    const head = el("header", {class: "dh-head"}, this.title, this.subtitle, this.resetButton);
    const foot = el("div", {class: "dh-foot"}, this.legend, this.caption);
    this.root = el("section", {class: "dh-panel", "data-panel": id, "data-kind": kind}, head, this.plot, foot);
    this.ctx = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    tameWheel(this.plot, this.hint);
    this.scene = kind === "space" ? new Scene(this.gd) : null;
    if (this.scene) this.plot.addEventListener("dblclick", () => this.resetView());
    const touched = (event) => this.touched(event);
    if (this.scene) for (const name of TOUCHES) this.plot.addEventListener(name, touched, true);
    this.handles = new Handles(this);
    this.plot.addEventListener("pointerdown", (event) => this.pressed(event), true);
  }

  /** Take over a (new) description of the same panel: words, tracks, overlays. */
  describe(description) {
    this.description = description;
    this.entitle(description.title ?? "", description.link ?? "");
    write(this.subtitle, description.subtitle ?? "");
    write(this.caption, description.caption ?? "");
    this.explain(description.legend ?? []);
    put(this.root, "aria-label", description.title ?? description.id);
    const dots = (description.overlays ?? []).filter(({type}) => type === "dots").reduce((sum, each) => sum + countOf(each), 0);
    const told = [[description.tracks.length, "moving line"], [dots, "dot"]].filter(([count]) => count);
    put(this.canvas, "aria-label", told.map(([count, name]) => `${count} ${name}${count === 1 ? "" : "s"}`).join(", ") || "Nothing moves");
    this.root.toggleAttribute("data-clickable", Boolean(description.clickable));
    this.root.toggleAttribute("data-fresh", Boolean(description.fresh));
    this.plot.style.setProperty("--aspect", description.aspect ?? 1);
    this.plot.style.setProperty("--named-rows", description.rows ?? 0);
    this.handles.describe(description.handles);
    if (!this.painter) return;
    this.painter.panel = this.view.panel = description;
    this.painter.forget();
  }

  /** What the colours mean. */
  explain(legend) {
    const text = JSON.stringify(legend);
    if (text === this.explained) return;
    this.explained = text;
    this.legend.replaceChildren(...legend.map(({color, label}) => {
      const swatch = el("i", {"aria-hidden": "true"});
      swatch.style.background = color[0] === "@" ? `var(--dh-${color.slice(1)})` : color;
      return el("li", {}, ...(color ? [swatch] : []), el("span", {text: label}));
    }));
  }

  /** Show the title, as a link where the panel leads somewhere. */
  entitle(words, link) {
    const shown = /** @type {HTMLElement} */ (this.title.firstChild);
    write(shown, words);
    this.root.toggleAttribute("data-link", Boolean(link));
    if (!link === (shown.tagName === "SPAN") && (!link || shown.getAttribute("href") === link)) return;
    this.title.replaceChildren(link ? el("a", {href: link, target: "_self", text: words}) : el("span", {text: words}));
  }

  /** A click on the picture follows its link; a drag, which turns it, does not. Plotly covers the page meanwhile. */
  pressed({button, clientX, clientY, target}) {
    const {link} = this.description;
    if (!link || button !== 0 || target.closest("button, .dh-handle, .modebar")) return;
    const released = (event) => {
      if (Math.hypot(event.clientX - clientX, event.clientY - clientY) <= STILL) location.assign(link);
    };
    addEventListener("pointerup", released, {once: true, capture: true});
  }

  /** Draw the base if its key, the theme or the size has changed since it was last drawn. */
  async drawBase(theme) {
    const {clientWidth: width, clientHeight: height} = this.plot;
    if (!width || !height) return;
    const wanted = [this.description.key, width, height, theme.ground, theme.ink, theme.accent].join();
    if (this.drawn === wanted) return;
    const first = this.drawn === null;
    this.drawn = wanted;
    this.size = [width, height];
    Object.assign(this.canvas.style, {width: `${width}px`, height: `${height}px`});
    const {key} = this.description;
    try {
      await this.toldPlotly((plotly) => drawBase(plotly, this.gd, this.description, theme));
    } catch (error) {
      this.failed(error);
      return;
    }
    if (this.gone) return;
    this.fault?.remove();
    if (first) this.begin();
    this.painter?.forget();
    put(this.canvas, "data-drawn", key);
    this.player.wake();
  }

  /** Tell Plotly something, and have what follows drawn. */
  async toldPlotly(tell) {
    this.scene?.open();
    try {
      return await tell(this.player.plotly);
    } finally {
      if (!this.gone) this.scene?.close();
    }
  }

  /** Say that a base could not be drawn; the next film, size or theme tries again. */
  failed(error) {
    if (this.gone) return;
    console.warn(error);
    this.drawn = null;
    const fault = el("div", {class: "dh-fault", role: "alert", text: "This picture could not be drawn."});
    this.fault?.remove();
    this.fault = fault;
    this.plot.append(fault);
  }

  /** A person's hand is on the scene: its camera will move for a while. */
  touched({type, buttons, pointerType}) {
    if (type === "pointermove" && !buttons && pointerType !== "touch") return;
    this.player.stir(GLIDE);
  }

  begin() {
    const {gd, player, description} = this;
    if (this.scene && !this.scene.plot) return; // no WebGL: Plotly says so in the panel
    this.view = this.scene ? new SpaceView(gd, description) : new FlatView(gd);
    this.painter = new Painter(description, this.view);
    gd.on("plotly_relayouting", () => player.wake());
    gd.on("plotly_relayout", () => {
      this.resetButton.classList.toggle("dh-on", this.moved());
      player.wake();
    });
    gd.on("plotly_click", (event) => this.clicked(event));
  }

  /** Whether the person has changed what is seen of the base. */
  moved() {
    const given = this.description.figure.layout ?? {};
    const now = shownLayout(this.gd);
    if (this.description.kind === "space") {
      const eye = given.scene?.camera?.eye;
      return !eye || ["x", "y", "z"].some((i) => Math.abs(eye[i] - now.scene.camera.eye[i]) > 1e-3);
    }
    return ["xaxis", "yaxis"].some((name) => {
      const [range, shown] = [given[name]?.range, now[name].range];
      return !range || range.some((end, i) => Math.abs(end - shown[i]) > 1e-3 * Math.abs(range[1] - range[0]));
    });
  }

  /** The camera, or the ranges of the axes, as they are now. */
  seen() {
    const {scene, xaxis, yaxis} = shownLayout(this.gd);
    if (this.description.kind !== "space") return {x: [...xaxis.range], y: [...yaxis.range]};
    const {eye, center, up} = scene.camera;
    const plain = ({x, y, z}) => ({x, y, z});
    return {eye: plain(eye), center: plain(center), up: plain(up)};
  }

  /** Report a click as a start; when zoomed, only after it is clear that it is not half of a double click. */
  clicked({event}) {
    const {clickable, id} = this.description;
    if (event.detail > 1) clearTimeout(this.click);
    const {clientX, clientY} = event.changedTouches?.[0] ?? event; // Plotly's own are those of its last hover
    if (!clickable || event.detail > 1 || this.repeats(clientX, clientY)) return;
    const box = this.plot.getBoundingClientRect();
    const [x, y] = /** @type {FlatView} */ (this.view).unproject(clientX - box.left, clientY - box.top);
    const report = () => this.handles.take(x, y) || this.player.emit({type: "start", panel: id, x, y});
    if (this.moved()) this.click = setTimeout(report, DOUBLE);
    else report();
  }

  /** Whether this is the last click again: Plotly reports a tap twice, as a touch and as the click made of it. */
  repeats(x, y) {
    const now = performance.now();
    const {tapped} = this;
    const again = tapped && now - tapped.now < DOUBLE && Math.hypot(x - tapped.x, y - tapped.y) < 4;
    this.tapped = {now, x, y};
    return again;
  }

  resetView() {
    const {layout = {}} = this.description.figure;
    const change = {};
    if (this.description.kind === "space") change["scene.camera"] = layout.scene?.camera ?? null;
    else for (const name of ["xaxis", "yaxis"]) {
      if (layout[name]?.range) change[`${name}.range`] = [...layout[name].range];
      else change[`${name}.autorange`] = true;
    }
    this.toldPlotly((plotly) => plotly.relayout(this.gd, change));
  }

  /** Clear the canvas; it gets a new size only when the layout or the display's density has changed. */
  clear() {
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = this.size.map((length) => Math.round(length * ratio));
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, {width, height});
    this.ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.ctx.clearRect(0, 0, ...this.size);
  }

  /** Let what is drawn fade out over what will be. */
  fade() {
    if (!this.view) return;
    const {width, height, style} = this.canvas;
    const ghost = /** @type {HTMLCanvasElement} */ (el("canvas", {class: "dh-ghost", "aria-hidden": "true", width, height}));
    Object.assign(ghost.style, {width: style.width, height: style.height});
    ghost.getContext("2d")?.drawImage(this.canvas, 0, 0);
    ghost.addEventListener("animationend", () => ghost.remove());
    this.plot.append(ghost);
  }

  /** Draw what moves, at the film's position t. */
  paint(film, t, look) {
    if (!this.painter || (look.playing && !this.onScreen)) return;
    this.scene?.tick(); // in the same frame as what stands on it, so that trails do not lag behind the surface
    if (this.view.refresh()) this.painter.forget();
    this.clear();
    this.handles.place(look.theme);
    const heads = this.painter.paint(this.ctx, groupTime(film, this.description.group, t), look);
    if (!look.playing) {
      put(this.canvas, "data-heads", heads.map(({id, x, y}) => `${id}:${x.toFixed(2)},${y.toFixed(2)}`).join(";"));
    }
  }

  destroy() {
    this.gone = true;
    clearTimeout(this.click);
    this.handles.destroy();
    if (this.scene) this.scene.purge(this.player.plotly);
    else this.player.plotly.purge(this.gd);
    this.root.remove();
  }
}
