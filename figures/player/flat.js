import LOOK from "./look.json" with {type: "json"};
import {axisOf} from "./plotly_private.js";
import {Polyline} from "./trail.js";

const FAR = 400; // pixels beyond the axes to which a line is kept
const LEAP = 2; // pixels: before a longer step, the place where the run lingered is kept, or the tip would run ahead

/** A 2-D panel's geometry: Plotly's axes as one affine map, read anew whenever the person zooms or pans. */
export class FlatView {
  /** @type {[boolean, boolean]} */ logs;
  /** @type {import("./types.js").Rect} */ rect;
  /** @type {import("./types.js").Pair} */ scale;
  /** @type {import("./types.js").Pair} */ shift;
  /** @type {import("./types.js").Description | null} */ panel = null;

  /** @param {import("./types.js").Graph} gd */
  constructor(gd) {
    this.gd = gd;
    this.signature = "";
  }

  /** Read the axes; true if they have moved. */
  refresh() {
    const [x, y] = [axisOf(this.gd, "xaxis"), axisOf(this.gd, "yaxis")];
    const signature = [x, y].flatMap(({log, offset, length, range}) => [log, offset, length, ...range]).join();
    if (signature === this.signature) return false;
    this.signature = signature;
    this.logs = [x.log, y.log];
    this.rect = {x: x.offset, y: y.offset, w: x.length, h: y.length};
    this.scale = [x.length / (x.range[1] - x.range[0]), -y.length / (y.range[1] - y.range[0])];
    this.shift = [x.offset - x.range[0] * this.scale[0], y.offset + y.length - y.range[0] * this.scale[1]];
    return true;
  }

  /**
   * Data → CSS pixels; NaN where the axis has no such place.
   * @returns {import("./types.js").Pair}
   */
  project(x, y) {
    const [logX, logY] = this.logs;
    return [
      this.shift[0] + (logX ? Math.log10(x) : x) * this.scale[0],
      this.shift[1] + (logY ? Math.log10(y) : y) * this.scale[1],
    ];
  }

  /** CSS pixels → data. */
  unproject(px, py) {
    const at = [(px - this.shift[0]) / this.scale[0], (py - this.shift[1]) / this.scale[1]];
    return at.map((value, i) => (this.logs[i] ? 10 ** value : value));
  }

  contains(px, py, slack = 0) {
    const {x, y, w, h} = this.rect;
    return px >= x - slack && px <= x + w + slack && py >= y - slack && py <= y + h + slack;
  }

  /** A track's pixels, cut where it leaves the neighbourhood of the picture. */
  polyline(track, axes) {
    const {x: xs, y: ys, length} = coordinates(track, axes);
    const faint = track.channels[axes.faint];
    const line = new Polyline();
    /** @type {import("./types.js").Pair | null} */ let before = null;
    for (let k = 0; k < length; k++) {
      const [px, py] = this.project(xs ? xs[k] : k, ys[k]);
      if (!Number.isFinite(px + py)) {
        before = null;
        continue;
      }
      if (before) this.join(line, before, [px, py], k, faint?.[k] > 0 ? 2 : 1);
      else if (this.contains(px, py, FAR)) line.push(px, py, k, 0);
      before = [px, py];
    }
    return line;
  }

  join(line, [ax, ay], [bx, by], k, pen) {
    const [from, to] = this.clip(ax, ay, bx, by, FAR);
    if (from > to) return;
    const [ex, ey] = [ax + (bx - ax) * to, ay + (by - ay) * to];
    if (from > 0 || line.length === 0) line.push(ax + (bx - ax) * from, ay + (by - ay) * from, k - 1 + from, 0);
    else if (to === 1 && line.endsAt(ex, ey)) return;
    else if (Math.hypot(bx - ax, by - ay) > LEAP && line.at[line.length - 1] < k - 1) line.push(ax, ay, k - 1, pen);
    line.push(ex, ey, k - 1 + to, pen);
  }

  /** The part of a segment within the axes, widened by `slack`, as two shares; from > to if there is none. */
  clip(ax, ay, bx, by, slack = 0) {
    const {x, y, w, h} = this.rect;
    let [from, to] = [0, 1];
    const sides = [[ax, bx - ax, x - slack, x + w + slack], [ay, by - ay, y - slack, y + h + slack]];
    for (const [a, d, low, high] of sides) {
      if (d === 0) {
        if (a < low || a > high) return [1, 0];
        continue;
      }
      const [near, far] = d > 0 ? [(low - a) / d, (high - a) / d] : [(high - a) / d, (low - a) / d];
      from = Math.max(from, near);
      to = Math.min(to, far);
    }
    return [from, to];
  }

  /** Where a head stands at position t, between steps on a straight line: {x, y, inside, seen}; null if nowhere. */
  head(track, axes, t) {
    const {x: xs, y: ys, length} = coordinates(track, axes);
    const k = Math.min(Math.floor(t), length - 1);
    const share = Math.min(t - k, 1);
    let [px, py] = this.project(xs ? xs[k] : k, ys[k]);
    if (share > 0 && k + 1 < length) {
      const [qx, qy] = this.project(xs ? xs[k + 1] : k + 1, ys[k + 1]);
      if (Number.isFinite(qx + qy)) [px, py] = [px + (qx - px) * share, py + (qy - py) * share];
    }
    return Number.isFinite(px + py) ? {x: px, y: py, inside: this.contains(px, py, LOOK.head.slack), seen: true} : null;
  }
}

function coordinates(track, axes) {
  const x = axes.x === "step" ? null : track.channels[axes.x];
  const y = track.channels[axes.y];
  return {x, y, length: y.length};
}
