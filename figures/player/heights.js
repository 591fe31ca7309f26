import {decode, decoded} from "./film.js";
import LOOK from "./look.json" with {type: "json"};

const STRIDE = 1 / LOOK.space.rays; // of the box's side: how far apart a ray is tested
const SKIN = LOOK.space.skin; // of its height: nearer than this to the surface, a point counts as lying on it

/** A surface trace as heights over the unit square of its axes' ranges, to find what it hides from the eye. */
export class Heights {
  constructor(trace, [[x0, x1], [y0, y1], [z0, z1]]) {
    const z = decoded(trace.z);
    const [rows, columns] = z.shape;
    this.z = Float64Array.from(z.values, (height) => (height - z0) / (z1 - z0));
    this.columns = columns;
    this.x = axis(decode(trace.x)?.values, columns, x0, x1);
    this.y = axis(decode(trace.y)?.values, rows, y0, y1);
  }

  /** The surface's height over (u, v), both 0…1 across the box, as a share of the box; NaN where there is none. */
  at(u, v) {
    const {z, x, y, columns} = this;
    const i = place(x, u);
    const j = place(y, v);
    if (i < 0 || j < 0) return NaN;
    const column = Math.floor(i);
    const row = Math.floor(j);
    const k = row * columns + column;
    const low = z[k] + (z[k + 1] - z[k]) * (i - column);
    const high = z[k + columns] + (z[k + columns + 1] - z[k + columns]) * (i - column);
    return low + (high - low) * (j - row);
  }

  /** Whether the surface stands between a point of the box and the eye: whether the way there changes its side. */
  hides([u, v, w], eye) {
    const du = eye[0] - u;
    const dv = eye[1] - v;
    const dw = eye[2] - w;
    const stride = STRIDE / Math.hypot(du, dv, dw);
    const end = Math.min(1, until(u, du, 0, 1), until(v, dv, 0, 1), until(w, dw, -SKIN, 1 + SKIN));
    let side = 0;
    for (let s = stride; s < end; s += stride) {
      const above = w + dw * s;
      const height = this.at(u + du * s, v + dv * s);
      if (!(height >= 0 && height <= 1)) side = 0;
      else if (Math.abs(above - height) > SKIN) {
        const now = above > height ? 1 : -1;
        if (now === -side) return true;
        side = now;
      }
    }
    return false;
  }
}

/** How far a ray goes from a place, in units of its step d, until it leaves an interval. */
function until(from, d, low, high) {
  return d > 0 ? (high - from) / d : d < 0 ? (low - from) / d : Infinity;
}

/** An evenly spaced axis as shares of the box: where its first node lies and how far apart they are. */
function axis(values, count, low, high) {
  const first = values ? values[0] : 0;
  const last = values ? values[count - 1] : count - 1;
  return {first: (first - low) / (high - low), gap: (last - first) / (high - low) / (count - 1), count};
}

function place({first, gap, count}, share) {
  const i = (share - first) / gap;
  if (i < -1e-6 || i > count - 1 + 1e-6) return -1;
  return Math.min(Math.max(i, 0), count - 1 - 1e-9);
}
