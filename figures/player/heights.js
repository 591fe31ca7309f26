import {decode, decoded} from "./film.js";
import LOOK from "./look.json" with {type: "json"};

const STRIDE = 1 / LOOK.space.rays; // of the box's side: how far apart a ray is tested
const SKIN = LOOK.space.skin; // of its height: nearer than this to the surface, a point counts as lying on it

/** A surface trace as heights over the unit square of its axes' ranges, to find what it hides from the eye. */
export class Heights {
  constructor(trace, [[x0, x1], [y0, y1], [z0, z1]]) {
    const z = decoded(trace.z);
    const [rows, columns] = z.shape;
    this.z = z.values;
    this.columns = columns;
    this.x = axis(decode(trace.x)?.values, columns, x0, x1);
    this.y = axis(decode(trace.y)?.values, rows, y0, y1);
    this.range = [z0, z1];
  }

  /** The surface's height over (u, v), both 0…1 across the box, as a share of the box; NaN where there is none. */
  at(u, v) {
    const i = place(this.x, u);
    const j = place(this.y, v);
    if (i < 0 || j < 0) return NaN;
    const [column, row] = [Math.floor(i), Math.floor(j)];
    const [a, b] = [i - column, j - row];
    const k = row * this.columns + column;
    const low = this.z[k] + (this.z[k + 1] - this.z[k]) * a;
    const high = this.z[k + this.columns] + (this.z[k + this.columns + 1] - this.z[k + this.columns]) * a;
    const [bottom, top] = this.range;
    return (low + (high - low) * b - bottom) / (top - bottom);
  }

  /** Whether the surface stands between a point of the box and the eye: whether the way there changes its side. */
  hides([u, v, w], eye) {
    const [du, dv, dw] = [eye[0] - u, eye[1] - v, eye[2] - w];
    const stride = STRIDE / Math.hypot(du, dv, dw);
    let side = 0;
    for (let s = stride; s < 1; s += stride) {
      const [pu, pv, pw] = [u + du * s, v + dv * s, w + dw * s];
      if (pu < 0 || pu > 1 || pv < 0 || pv > 1 || pw < -SKIN || pw > 1 + SKIN) return false;
      const height = this.at(pu, pv);
      if (!(height >= 0 && height <= 1)) side = 0;
      else if (Math.abs(pw - height) > SKIN) {
        const now = Math.sign(pw - height);
        if (side !== 0 && now !== side) return true;
        side = now;
      }
    }
    return false;
  }
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
