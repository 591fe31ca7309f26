import LOOK from "./look.json" with {type: "json"};

const CLOSE = 0.35; // pixels
const {halo: HALO, shade: SHADE, hidden: HIDDEN} = LOOK.trail;

/** A line in pixels with the step at which each vertex is reached. pen: 0 move here, 1 draw here, 2 draw hidden. */
export class Polyline {
  /** @type {number[]} */ x = [];
  /** @type {number[]} */ y = [];
  /** @type {number[]} */ at = [];
  /** @type {number[]} */ pen = [];
  /** @type {Set<number>} */ exits = new Set(); // vertices at which the line leaves the picture, for good or a while

  get length() {
    return this.x.length;
  }

  push(x, y, at, pen) {
    this.x.push(x);
    this.y.push(y);
    this.at.push(at);
    this.pen.push(pen);
  }

  /** Whether a place can hardly be told from the last vertex, and so may be left out. */
  endsAt(x, y) {
    const last = this.length - 1;
    return last >= 0 && Math.abs(this.x[last] - x) < CLOSE && Math.abs(this.y[last] - y) < CLOSE;
  }

  /** The last vertex reached at position t; −1 before the first. */
  reached(t) {
    let [low, high] = [-1, this.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.at[middle] <= t) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /**
   * The point between vertex i and the next one at position t.
   * @returns {import("./types.js").Pair}
   */
  between(i, t) {
    const span = this.at[i + 1] - this.at[i];
    const share = span > 0 ? Math.min((t - this.at[i]) / span, 1) : 0;
    return [this.x[i] + (this.x[i + 1] - this.x[i]) * share, this.y[i] + (this.y[i + 1] - this.y[i]) * share];
  }
}

/** A polyline as two growing canvas paths, the seen and the hidden parts: going on costs only what is new. */
export class Trail {
  /** @type {Path2D} */ seen;
  /** @type {Path2D} */ hidden;
  /** @type {Path2D | null} */ all = null;
  next = 0;

  /** @param {Polyline} line */
  constructor(line) {
    this.line = line;
    this.begin();
  }

  begin() {
    this.seen = new Path2D();
    this.hidden = new Path2D();
    this.next = 0;
  }

  /** Grow (or start again) up to position t. */
  advance(t) {
    const {line} = this;
    const target = line.reached(t) + 1;
    if (target < this.next) this.begin();
    for (let i = this.next; i < target; i++) {
      if (line.pen[i] === 0) continue;
      const path = line.pen[i] === 1 ? this.seen : this.hidden;
      if (line.pen[i] !== line.pen[i - 1]) path.moveTo(line.x[i - 1], line.y[i - 1]);
      path.lineTo(line.x[i], line.y[i]);
    }
    this.next = target;
  }

  /** Draw what has been travelled by position t, with a halo so that it stands out from the ground. */
  draw(ctx, t, {color, halo, width, alpha}) {
    this.advance(t);
    const {line, next} = this;
    const tip = next > 0 && next < line.length && line.pen[next] > 0 ? line.between(next - 1, t) : null;
    const strokes = (path, hidden) => {
      ctx.stroke(path);
      if (tip && (line.pen[next] === 2) === hidden) segment(ctx, line.x[next - 1], line.y[next - 1], ...tip);
    };
    ctx.lineWidth = width;
    ctx.strokeStyle = color;
    ctx.globalAlpha = alpha * HIDDEN;
    strokes(this.hidden, true);
    if (halo && alpha === 1) {
      ctx.globalAlpha = SHADE;
      ctx.lineWidth = width + 2 * HALO;
      ctx.strokeStyle = halo;
      strokes(this.seen, false);
      ctx.lineWidth = width;
      ctx.strokeStyle = color;
    }
    ctx.globalAlpha = alpha;
    strokes(this.seen, false);
    ctx.globalAlpha = 1;
  }

  /** Draw the last `length` steps before t, fading out. */
  drawTail(ctx, t, length, style) {
    const {bands} = LOOK.tail;
    for (let band = 0; band < bands; band++) {
      const from = t - length * (1 - band / bands);
      const to = t - length * (1 - (band + 1) / bands);
      if (to > 0) this.drawBand(ctx, from, to, (band + 1) / bands, style);
    }
  }

  drawBand(ctx, from, to, strength, {color, halo, width, alpha}) {
    const {thinnest} = LOOK.tail;
    for (const hidden of [true, false]) {
      const path = this.piece(from, to, hidden);
      if (!path) continue;
      if (!hidden && halo && alpha === 1) {
        ctx.globalAlpha = LOOK.tail.shade * strength;
        ctx.lineWidth = width + 2 * HALO;
        ctx.strokeStyle = halo;
        ctx.stroke(path);
      }
      ctx.globalAlpha = alpha * strength * (hidden ? HIDDEN : 1);
      ctx.lineWidth = width * (thinnest + (1 - thinnest) * strength);
      ctx.strokeStyle = color;
      ctx.stroke(path);
    }
    ctx.globalAlpha = 1;
  }

  /** The part between two positions, as a path; null if there is none. */
  piece(from, to, hidden) {
    const {line} = this;
    const path = new Path2D();
    let any = false;
    for (let i = Math.max(line.reached(from), 0); i + 1 < line.length && line.at[i] < to; i++) {
      if (line.pen[i + 1] === 0 || (line.pen[i + 1] === 2) !== hidden || line.at[i + 1] <= from) continue;
      path.moveTo(...line.between(i, Math.max(from, line.at[i])));
      path.lineTo(...line.between(i, Math.min(to, line.at[i + 1])));
      any = true;
    }
    return any ? path : null;
  }

  /** The whole run at once, for a chart's faint curves. */
  get whole() {
    if (!this.all) {
      this.all = new Path2D();
      const {line} = this;
      for (let i = 0; i < line.length; i++) {
        if (line.pen[i] === 0) this.all.moveTo(line.x[i], line.y[i]);
        else this.all.lineTo(line.x[i], line.y[i]);
      }
    }
    return this.all;
  }
}

function segment(ctx, ax, ay, bx, by) {
  ctx.beginPath();
  ctx.moveTo(ax, ay);
  ctx.lineTo(bx, by);
  ctx.stroke();
}
