// What the player's own painter draws, as a list of strokes, fills, discs and words: run without a browser by test_parity.py.
import {groupTime, readFilm} from "../../figures/player/film.js";
import {FlatView} from "../../figures/player/flat.js";
import {compact} from "../../figures/player/format.js";
import {Painter} from "../../figures/player/painter.js";
import {SpaceView} from "../../figures/player/space.js";

globalThis.atob = (text) => {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  let [bits, held, out] = [0, 0, ""];
  for (const letter of text.replace(/=+$/, "")) {
    held = (held << 6) | letters.indexOf(letter);
    bits += 6;
    if (bits >= 8) out += String.fromCharCode((held >> (bits -= 8)) & 255);
  }
  return out;
};

globalThis.Path2D = class {
  constructor() {
    this.lines = [];
    this.arcs = [];
  }
  moveTo(x, y) {
    this.lines.push([[x, y]]);
  }
  lineTo(x, y) {
    if (this.lines.length) this.lines.at(-1).push([x, y]);
    else this.moveTo(x, y);
  }
  closePath() {
    this.lines.at(-1).push(this.lines.at(-1)[0]);
  }
  arc(x, y, r) {
    if (this.lines.at(-1)?.length === 1) this.lines.pop();
    this.arcs.push([x, y, r]);
  }
  rect(x, y, width) {
    this.right = x + width;
  }
};

/** Reads colours as the browser does, of the two forms that themes and racers have. */
globalThis.OffscreenCanvas = class {
  constructor(width, height) {
    Object.assign(this, {width, height, context: new Recorder(this)});
  }
  getContext() {
    return this.context;
  }
};

class Recorder {
  constructor(canvas) {
    this.canvas = canvas;
    this.drawn = [];
    this.stack = [];
    this.style = {globalAlpha: 1, lineWidth: 1, strokeStyle: "#000", fillStyle: "#000", dash: [], at: [0, 0, 0], cut: Infinity};
    for (const name of ["globalAlpha", "lineWidth", "strokeStyle", "fillStyle"]) {
      Object.defineProperty(this, name, {get: () => this.style[name], set: (value) => (this.style[name] = value)});
    }
  }
  save() {
    this.stack.push({...this.style});
  }
  restore() {
    this.style = this.stack.pop();
  }
  setLineDash(dash) {
    this.style.dash = dash;
  }
  translate(x, y) {
    this.style.at = [x, y, 0];
  }
  rotate(angle) {
    this.style.at = [...this.style.at.slice(0, 2), angle];
  }
  getTransform() {
    return {a: 1};
  }
  setTransform() {}
  resetTransform() {}
  clip(path) {
    if (path) this.style.cut = Math.min(this.style.cut, path.right);
  }
  clearRect() {}
  rect() {}
  beginPath() {
    this.path = new Path2D();
  }
  moveTo(x, y) {
    this.path.moveTo(x, y);
  }
  lineTo(x, y) {
    this.path.lineTo(x, y);
  }
  closePath() {
    this.path.closePath();
  }
  arc(x, y, r) {
    this.path.arc(x, y, r);
  }
  placed([x, y]) {
    const [dx, dy, angle] = this.style.at;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    return [dx + c * x - s * y, dy + s * x + c * y];
  }
  record(op, facts) {
    const {globalAlpha: alpha, cut} = this.style;
    this.drawn.push({op, alpha, ...facts, ...(cut < Infinity ? {cut} : {})});
  }
  stroke(path = this.path) {
    const {strokeStyle: color, lineWidth: width, dash} = this.style;
    for (const [x, y, r] of path.arcs) this.record("ring", {x, y, r, width, color});
    const lines = path.lines.filter((line) => line.length > 1).map((line) => line.map((point) => this.placed(point)));
    if (lines.length) this.record("stroke", {lines, width, color, dash: [...dash]});
  }
  fill(path = this.path) {
    for (const [x, y, r] of path.arcs) this.record("disc", {x, y, r, color: this.style.fillStyle});
    for (const line of path.lines) {
      if (line.length > 2) this.record("fill", {points: line.map((point) => this.placed(point)), color: this.style.fillStyle});
    }
  }
  fillRect(x, y, w, h) {
    if (this.canvas.width === 1) return;
    this.record("fill", {points: [[x, y], [x + w, y], [x + w, y + h], [x, y + h]], color: this.style.fillStyle});
  }
  measureText(text) {
    return {width: 6 * text.length};
  }
  strokeText(text, x, y) {
    this.halo = {width: this.style.lineWidth, color: this.style.strokeStyle};
  }
  fillText(text, x, y) {
    this.record("words", {text, x, y, align: this.textAlign, color: this.style.fillStyle, halo: this.halo});
  }
  getImageData() {
    const color = this.style.fillStyle;
    const hex = /^#(..)(..)(..)$/.exec(color);
    if (hex) return {data: [...hex.slice(1).map((part) => parseInt(part, 16)), 255]};
    return {data: [.../rgba?\(([^)]*)\)/.exec(color)[1].split(",").slice(0, 3).map(Number), 255]};
  }
  /** A layer, of which only the left part is copied. */
  drawImage(layer, sx, sy, width) {
    for (const each of layer.context.drawn) this.drawn.push({...each, ...(width < this.canvas.width ? {cut: width} : {})});
  }
}

function viewOf({layout, rect, space}, panel) {
  if (!space) {
    const axis = (name, offset, length) => ({...layout[name], _offset: offset, _length: length});
    return new FlatView({_fullLayout: {xaxis: axis("xaxis", rect.x, rect.w), yaxis: axis("yaxis", rect.y, rect.h)}});
  }
  const scene = {...layout.scene, domain: {x: [0, 1], y: [0, 1]}, _scene: {
    dataScale: space.scale, glplot: {cameraParams: {...space, _ortho: false}},
  }};
  return new SpaceView({_fullLayout: {scene, _size: {l: rect.x, t: rect.y, w: rect.w, h: rect.h}}}, panel);
}

/** All that a panel draws at position t of the film. */
function painted(document, seat, theme, dark, t) {
  const film = readFilm(document);
  const panel = film.panels.find(({id}) => id === seat.id);
  const view = viewOf(seat, panel);
  view.refresh();
  const color = (id) => film.racers.get(id)[dark ? "dark" : "color"];
  const look = {trail: film.trail, hidden: new Set(), isolated: null, labels: false, rate: film.rate, color, name: (id) => id,
    theme: {...theme, dark, font: "sans"}};
  const painter = new Painter(panel, view);
  const [fresh, again] = [0, 1].map(() => {
    const ctx = new Recorder({width: 4000, height: 4000});
    painter.paint(ctx, groupTime(film, panel.group, t), look);
    return ctx.drawn;
  });
  if (JSON.stringify(fresh) !== JSON.stringify(again)) throw new Error("A second picture of the same is another one.");
  return fresh;
}

globalThis.compact = compact;
globalThis.answer = (text) => JSON.stringify(painted(...JSON.parse(text)));
