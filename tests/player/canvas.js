/** A canvas that only writes down what is drawn on it: paths in its own pixels, with colour, width and opacity. */

export class Path {
  constructor() {
    this.ops = [];
  }

  moveTo(x, y) {
    this.ops.push(["M", x, y]);
  }

  lineTo(x, y) {
    this.ops.push(["L", x, y]);
  }

  arc(x, y, radius) {
    this.ops.push(["A", x, y, radius]);
  }

  closePath() {
    this.ops.push(["Z"]);
  }
}

export class Ink {
  constructor() {
    Object.assign(this, {globalAlpha: 1, lineWidth: 1, strokeStyle: "", fillStyle: "", dash: [], matrix: [1, 0, 0, 1, 0, 0]});
    Object.assign(this, {drawn: [], stack: [], path: new Path(), textAlign: "left"});
  }

  save() {
    const {globalAlpha, lineWidth, strokeStyle, fillStyle, dash, matrix} = this;
    this.stack.push({globalAlpha, lineWidth, strokeStyle, fillStyle, dash, matrix});
  }

  restore() {
    Object.assign(this, this.stack.pop());
  }

  translate(x, y) {
    const [a, b, c, d, e, f] = this.matrix;
    this.matrix = [a, b, c, d, e + a * x + c * y, f + b * x + d * y];
  }

  rotate(angle) {
    const [a, b, c, d, e, f] = this.matrix;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    this.matrix = [a * cos + c * sin, b * cos + d * sin, c * cos - a * sin, d * cos - b * sin, e, f];
  }

  setLineDash(dash) {
    this.dash = dash;
  }

  beginPath() {
    this.path = new Path();
  }

  moveTo(x, y) {
    this.path.moveTo(...this.place(x, y));
  }

  lineTo(x, y) {
    this.path.lineTo(...this.place(x, y));
  }

  arc(x, y, radius) {
    this.path.arc(...this.place(x, y), radius);
  }

  closePath() {
    this.path.closePath();
  }

  place(x, y) {
    const [a, b, c, d, e, f] = this.matrix;
    return [a * x + c * y + e, b * x + d * y + f];
  }

  stroke(path = this.path) {
    this.note("stroke", path.ops, this.strokeStyle, {width: this.lineWidth, dash: this.dash});
  }

  fill(path = this.path) {
    this.note("fill", path.ops, this.fillStyle);
  }

  fillRect(x, y, w, h) {
    this.note("rect", [[x, y, w, h]], this.fillStyle);
  }

  strokeText() {}

  fillText(words, x, y) {
    this.note("words", [[x, y]], this.fillStyle, {words, align: this.textAlign});
  }

  measureText(words) {
    return {width: 6 * words.length};
  }

  note(how, ops, color, more = {}) {
    if (ops.length) this.drawn.push({how, ops: structuredClone(ops), color, alpha: this.globalAlpha, ...more});
  }

  /** What was drawn in a colour, in order. */
  in(color) {
    return this.drawn.filter((each) => each.color === color);
  }
}

function parts(color) {
  if (color.startsWith("#")) return [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16));
  return color.match(/[\d.]+/g).slice(0, 3).map(Number);
}

globalThis.Path2D = Path;
globalThis.OffscreenCanvas = class {
  getContext() {
    return {fillRect() {}, getImageData() { return {data: [...parts(this.fillStyle), 255]}; }};
  }
};

export const THEME = {
  ground: "#ffffff", ink: "#101010", accent: "#0000ff", panel: "#fefefe", muted: "#808080", line: "#dddddd", font: "sans",
  dark: false,
};

/** A plane of 100 by 100 pixels from (0, 0): data (x, y) from 0 to 10, up is up. */
export async function plane({logs = [], ranges = [[0, 10], [0, 10]]} = {}) {
  const {FlatView} = await import("../../figures/player/flat.js");
  const axis = (i) => ({
    type: logs[i] ? "log" : "linear", range: ranges[i], _offset: 0, _length: 100,
  });
  const view = new FlatView({_fullLayout: {xaxis: axis(0), yaxis: axis(1)}});
  view.refresh();
  return view;
}

export function near(actual, expected, slack = 1e-9) {
  const flat = [actual, expected].map((value) => [value].flat(Infinity));
  const same = flat[0].length === flat[1].length
    && flat[0].every((value, i) => value === flat[1][i] || Math.abs(value - flat[1][i]) <= slack
      || (Number.isNaN(value) && Number.isNaN(flat[1][i])));
  if (!same) throw new Error(`${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
}
