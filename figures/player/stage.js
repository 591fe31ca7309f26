import {arrange, el, put} from "./dom.js";
import {shareRows} from "./layout.js";
import {Panel} from "./panel.js";

const SETTLED = 50; // ms without another size

// What has been drawn is on the screen: the frame after it has begun.
function seen() {
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}

/** The panels, side by side. */
export class Stage {
  turns = 0; // of drawing the first bases

  constructor(player) {
    this.player = player;
    this.root = el("div", {class: "dh-panels"});
    this.panels = new Map();
    /** @type {Panel[]} */ this.list = [];
    this.none = el("p", {class: "dh-none", text: "No picture is chosen."});
    this.sizes = new ResizeObserver(() => this.resized());
    this.sizes.observe(this.root);
    this.sight = new IntersectionObserver((entries) => entries.forEach((entry) => this.sighted(entry)));
  }

  /** Bring the panels into line with the film: what stays keeps its base, its zoom and its camera. */
  describe(film) {
    const wanted = new Map(film.panels.map((panel) => [panel.id, panel]));
    for (const [id, panel] of this.panels) if (wanted.get(id)?.kind !== panel.description.kind) this.remove(id);
    for (const [id, description] of wanted) {
      if (this.panels.has(id)) this.panels.get(id).describe(description);
      else this.add(new Panel(this.player, description));
    }
    this.list = [...wanted.keys()].map((id) => this.panels.get(id));
    if (this.list.length) this.none.remove();
    arrange(this.root, this.list.length ? this.list.map(({root}) => root) : [this.none]);
  }

  add(panel) {
    this.panels.set(panel.description.id, panel);
    this.sizes.observe(panel.plot);
    this.sight.observe(panel.root);
  }

  remove(id) {
    const panel = this.panels.get(id);
    this.panels.delete(id);
    this.sizes.unobserve(panel.plot);
    this.sight.unobserve(panel.root);
    panel.destroy();
  }

  sighted({target, isIntersecting}) {
    const panel = this.list.find(({root}) => root === target);
    if (!panel) return;
    panel.onScreen = isIntersecting;
    this.player.wake();
  }

  get onScreen() {
    return this.list.some((panel) => panel.onScreen);
  }

  /** Wait until the size has settled: Plotly takes long to draw, and a window is dragged through many sizes. */
  resized() {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.layOut(this.player.look.theme), SETTLED);
  }

  /** Share the width among the panels, and draw the bases that are new, or have another size or theme. */
  layOut(theme) {
    const keys = new Set(this.list.map(({description}) => description.key));
    const multiples = keys.size < this.list.length; // several panels on one base are compared: all are of one size
    const weights = this.list.map(({description}) => description.weight ?? 1);
    const {spans, rows} = shareRows(weights, this.root.clientWidth, multiples);
    this.list.forEach(({root}, i) => root.style.setProperty("--span", spans[i]));
    this.root.style.setProperty("--rows", rows);
    put(this.root, "data-rows", rows);
    for (const panel of this.list) if (panel.drawn !== null) panel.drawBase(theme);
    this.begin(theme);
    this.player.wake();
  }

  /** Draw the bases of panels that have none yet, one a frame, those in space last: the first does not wait for them. */
  async begin(theme) {
    const turn = ++this.turns;
    const bare = this.list.filter(({drawn}) => drawn === null);
    bare.sort((a, b) => Number(a.description.kind === "space") - Number(b.description.kind === "space"));
    for (const panel of bare) {
      if (this.list.some(({drawn}) => drawn !== null)) await seen();
      if (turn !== this.turns) return; // they are laid out anew, or gone
      panel.drawBase(theme);
    }
  }

  /** By panel, how a person has turned or zoomed it: {eye, center, up} or {x, y}. */
  views() {
    const moved = this.list.filter((panel) => panel.view && panel.moved());
    return Object.fromEntries(moved.map((panel) => [panel.description.id, panel.seen()]));
  }

  fade() {
    for (const panel of this.list) panel.fade();
  }

  paint(film, position, look) {
    for (const panel of this.list) panel.paint(film, position, look);
  }

  destroy() {
    clearTimeout(this.settling);
    this.turns++;
    this.sizes.disconnect();
    this.sight.disconnect();
    for (const panel of this.list) panel.destroy();
    this.list = [];
  }
}
