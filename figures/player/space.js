import {Heights} from "./heights.js";
import LOOK from "./look.json" with {type: "json"};
import {spaceOf} from "./plotly_private.js";
import {Polyline} from "./trail.js";

const LEVELS = 200; // at which a pixel's ray is tested against the surface
const FAR_EYE = 1e4; // how far away the eye of a parallel projection stands

/** A 3-D panel's geometry: Plotly's camera. */
export class SpaceView {
  /** @type {import("./types.js").Rect} */ rect;
  /** @type {import("./types.js").Pair[]} */ ranges;
  /** @type {number[]} */ matrix;
  /** @type {import("./types.js").Triple} */ eye;
  /** @type {Heights | null} */ heights = null;
  grid = "";

  /**
   * @param {import("./types.js").Graph} gd
   * @param {import("./types.js").Description} panel
   */
  constructor(gd, panel) {
    this.gd = gd;
    this.panel = panel;
    this.signature = "";
  }

  /** Read the camera; true if it has moved. */
  refresh() {
    const {rect, ranges, dataScale, projection, view, model, parallel} = spaceOf(this.gd);
    const places = [...ranges.flat(), ...Object.values(rect)];
    const signature = [...projection, ...view, ...model, ...places, this.panel.key].join();
    if (signature === this.signature) return false;
    this.signature = signature;
    Object.assign(this, {rect, ranges});
    const box = boxed(ranges, dataScale);
    const seen = multiply(multiply(view, model), box);
    this.matrix = multiply(projection, seen);
    this.eye = eyeOf(seen, parallel);
    this.measure(ranges);
    return true;
  }

  /** Read the surface's heights, unless they are those of before. */
  measure(ranges) {
    const grid = [this.panel.key, ...ranges.flat()].join();
    if (grid === this.grid) return;
    this.grid = grid;
    const surface = this.panel.figure.data?.find((trace) => trace.type === "surface");
    this.heights = surface ? new Heights(surface, ranges) : null;
  }

  /**
   * Data → shares of the box, 0…1 along each axis.
   * @returns {import("./types.js").Triple}
   */
  share(x, y, z) {
    const part = (value, [low, high]) => (value - low) / (high - low);
    return [part(x, this.ranges[0]), part(y, this.ranges[1]), part(z, this.ranges[2])];
  }

  /**
   * Shares of the box → CSS pixels; NaN behind the eye.
   * @returns {import("./types.js").Pair}
   */
  pixel([u, v, w]) {
    const m = this.matrix;
    const depth = m[3] * u + m[7] * v + m[11] * w + m[15];
    if (depth <= 0) return [NaN, NaN];
    const {x, y, w: width, h} = this.rect;
    return [
      x + (0.5 + (0.5 * (m[0] * u + m[4] * v + m[8] * w + m[12])) / depth) * width,
      y + (0.5 - (0.5 * (m[1] * u + m[5] * v + m[9] * w + m[13])) / depth) * h,
    ];
  }

  /** Data → CSS pixels; without a height, on the surface. */
  project(x, y, z = null) {
    const [u, v, w] = this.share(x, y, z ?? 0);
    return this.pixel([u, v, z === null ? this.heights?.at(u, v) ?? NaN : w]);
  }

  /** CSS pixels → the place [x, y] of the surface that is seen there; beside it, where its lowest plane would be. */
  unproject(px, py) {
    /** @type {{at: number[], above: number} | null} */ let before = null;
    for (let level = 1; level >= 0; level -= 1 / LEVELS) {
      const [u, v] = this.across(px, py, level);
      const height = Math.min(Math.max(this.heights?.at(u, v) ?? NaN, 0), 1);
      if (height >= level) {
        const share = before && before.above > 0 ? before.above / (before.above + height - level) : 1;
        return this.place(before ? blend(before.at, [u, v], share) : [u, v]);
      }
      before = Number.isNaN(height) ? null : {at: [u, v], above: level - height};
    }
    return this.place(this.across(px, py, 0));
  }

  /** Where a pixel's ray meets a level of the box, as shares of its sides: two linear equations. */
  across(px, py, level) {
    const m = this.matrix;
    const {x, y, w, h} = this.rect;
    const row = (i, seen) => [0, 4, 8, 12].map((j) => m[i + j] - seen * m[3 + j]);
    const [a, b, c, d] = row(0, 2 * ((px - x) / w - 0.5));
    const [e, f, g, k] = row(1, 2 * (0.5 - (py - y) / h));
    const [p, q] = [-(c * level + d), -(g * level + k)];
    const determinant = a * f - b * e;
    return [(p * f - b * q) / determinant, (a * q - p * e) / determinant];
  }

  place(shares) {
    return shares.map((share, i) => this.ranges[i][0] + share * (this.ranges[i][1] - this.ranges[i][0]));
  }

  contains() {
    return true;
  }

  /** Whether the surface hides a place in the box; from far outside of it a ray would never come there. */
  hides(point) {
    return this.heights !== null && inside(point) && this.heights.hides(point, this.eye);
  }

  /** A track's pixels within the box, cut fine enough for perspective, each piece seen or hidden. */
  polyline(track, {x, y, z, faint}) {
    const [xs, ys, zs, back] = [x, y, z, faint].map((name) => track.channels[name]);
    const line = new Polyline();
    let before = this.share(xs[0], ys[0], zs[0]);
    if (inside(before)) line.push(...this.pixel(before), 0, 0);
    for (let k = 1; k < xs.length; k++) {
      const now = this.share(xs[k], ys[k], zs[k]);
      this.join(line, before, now, k, back?.[k] > 0);
      before = now;
    }
    return line;
  }

  join(line, a, b, k, back) {
    const [from, to] = clip(a, b);
    if (!(from <= to)) return;
    const start = this.pixel(blend(a, b, from));
    const end = this.pixel(blend(a, b, to));
    const length = Math.hypot(end[0] - start[0], end[1] - start[1]);
    if (!Number.isFinite(length)) return;
    if (from > 0 || line.length === 0) line.push(...start, k - 1 + from, 0);
    else if (to === 1 && line.endsAt(...end)) return;
    const pieces = Math.min(Math.max(Math.ceil(length / LOOK.space.piece), 1), LOOK.space.pieces);
    for (let i = 1; i <= pieces; i++) {
      const share = from + ((to - from) * i) / pieces;
      const point = blend(a, b, share);
      line.push(...this.pixel(point), k - 1 + share, back || this.hides(point) ? 2 : 1);
    }
    if (to < 1) line.exits.add(line.length - 1);
  }

  /** Where a head stands at position t: {x, y, inside, seen}; null where there is none. */
  head(track, {x, y, z}, t) {
    const channels = [x, y, z].map((name) => track.channels[name]);
    const k = Math.min(Math.floor(t), channels[0].length - 1);
    const at = (i) => this.share(...channels.map((values) => values[i]));
    const between = t > k && k + 1 < channels[0].length ? blend(at(k), at(k + 1), t - k) : at(k);
    const point = finite(between) ? between : at(k);
    const [px, py] = this.pixel(point);
    if (!finite(point) || !Number.isFinite(px + py)) return null;
    return {x: px, y: py, inside: inside(point), seen: !this.hides(point)};
  }
}

function finite(point) {
  return point.every(Number.isFinite);
}

function inside(point) {
  return point.every((share) => share >= -1e-6 && share <= 1 + 1e-6);
}

function blend(a, b, share) {
  return a.map((value, i) => value + (b[i] - value) * share);
}

/** The part of a segment within the unit box, as two shares; NaN or from > to if there is none. */
function clip(a, b) {
  let [from, to] = [0, 1];
  for (let i = 0; i < 3; i++) {
    const d = b[i] - a[i];
    if (Number.isNaN(d)) return [1, 0];
    if (d === 0) {
      if (a[i] < 0 || a[i] > 1) return [1, 0];
      continue;
    }
    const [near, far] = d > 0 ? [-a[i] / d, (1 - a[i]) / d] : [(1 - a[i]) / d, -a[i] / d];
    from = Math.max(from, near);
    to = Math.min(to, far);
  }
  return [from, to];
}

/** The matrix from shares of the box to Plotly's scaled data. */
function boxed(ranges, scale) {
  const [[x0, x1], [y0, y1], [z0, z1]] = ranges;
  return [
    (x1 - x0) * scale[0], 0, 0, 0, 0, (y1 - y0) * scale[1], 0, 0, 0, 0, (z1 - z0) * scale[2], 0,
    x0 * scale[0], y0 * scale[1], z0 * scale[2], 1,
  ];
}

/** The product of two 4×4 matrices, stored by columns. */
function multiply(a, b) {
  const product = new Array(16).fill(0);
  for (let column = 0; column < 4; column++) {
    for (let row = 0; row < 4; row++) {
      for (let i = 0; i < 4; i++) product[4 * column + row] += a[4 * i + row] * b[4 * column + i];
    }
  }
  return product;
}

/**
 * The point that an affine matrix takes to the eye (0, 0, 0), or for a parallel projection far behind it.
 * @returns {import("./types.js").Triple}
 */
function eyeOf(m, parallel) {
  /** @type {import("./types.js").Triple[]} */
  const [a, b, c] = [[m[0], m[1], m[2]], [m[4], m[5], m[6]], [m[8], m[9], m[10]]];
  /** @type {import("./types.js").Triple} */ const target = [-m[12], -m[13], (parallel ? FAR_EYE : 0) - m[14]];
  const volume = dot(a, cross(b, c));
  return [dot(target, cross(b, c)) / volume, dot(target, cross(c, a)) / volume, dot(target, cross(a, b)) / volume];
}

/** @returns {import("./types.js").Triple} */
function cross([a, b, c], [d, e, f]) {
  return [b * f - c * e, c * d - a * f, a * e - b * d];
}

function dot(a, b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
