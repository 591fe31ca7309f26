// The loops over steps and lanes. Each stands alone: the engine compiles them anew beside every pair of programs, so
// that a browser's compiler sees which functions they call. A pair (engine.js) has the programs' functions, and W, the
// point; S, the rule's state; N, how often it has asked; P and Q, the numbers; T, the tilt of this step's surface; D, how
// far from here the place is that a late surface answers for.

/**
 * `optim.run`, written into channels: from the step at which it diverges a run holds NaN. Returns that step, or −1, and
 * whether the value fell with every step from the last one in the picture on (`_downhill` of optim/_outcome.py). What
 * the rule believes at each step, if it is asked for, comes into `beliefs`.
 */
export function lap(pair, spec, out, /** @type {any} */ beliefs = undefined) {
  const {start, steps, noise, sigma, delay, sampled, bottom, goal, height, domain} = spec;
  const {W, N, T, A, D, H, begin, believe, stand, tick, step, rate, f, grad} = pair;
  const {x, y, f: values, gap, away, g, z, evals, rate: rates, dx, dy} = out;
  const [absurd, tiny] = [1e12, 1.1754943508222875e-38];
  const floor = bottom ?? NaN; // where no minimum is known
  const smallest = Math.max(2.220446049250313e-16 * Math.abs(floor), tiny);
  const dims = W.length;
  const rows = (delay ?? 0) + 1;
  const past = new Float64Array(delay ? rows * dims : 0); // the latest points, of which the oldest is what is seen
  W.set(start);
  D.fill(0);
  stand(0);
  begin();
  if (dx) dx[0] = NaN;
  if (dy) dy[0] = NaN;
  let [before, beside] = [W[0], W[1]];
  let [gone, falling, last] = [false, false, NaN]; // out of the picture; downhill since it left; the value before
  let k = 0;
  for (; k <= steps; k++) {
    if (k > 0) {
      stand(k);
      if (noise) for (let i = 0; i < dims; i++) T[i] = sigma * noise[(k - 1) * dims + i];
      if (beliefs) {
        D.fill(0); // what a rule goes by is asked of the surface itself
        believe(k);
        beliefs.set(H, (k - 1) * H.length);
      }
      if (delay) {
        const [now, then] = [(k - 1) % rows, Math.max(k - rows, 0) % rows];
        for (let i = 0; i < dims; i++) {
          past[now * dims + i] = W[i];
          D[i] = W[i] - past[then * dims + i];
        }
      }
      tick(k, 0);
      step(k, 0);
      if (sampled) stand(0); // what is measured is the whole
    }
    const value = f(W[0], W[1]);
    const near = Math.abs(W[0]) <= absurd && (dims < 2 || Math.abs(W[1]) <= absurd);
    if (evals) evals[k] = N[0] + N[1] + N[2];
    if (!near || !Number.isFinite(value)) break;
    x[k] = W[0];
    if (y) y[k] = W[1];
    if (dx && k > 0) dx[k] = before - W[0];
    if (dy && k > 0) dy[k] = beside - W[1];
    before = W[0];
    beside = W[1];
    values[k] = value;
    gone = !(W[0] >= domain[0][0] && W[0] <= domain[0][1] && (dims < 2 || (W[1] >= domain[1][0] && W[1] <= domain[1][1])));
    falling = gone ? falling && value < last : true;
    last = value;
    if (gap) gap[k] = !(value - floor >= -smallest) ? NaN : Math.max(value - floor, smallest);
    if (away) away[k] = Math.max(Math.sqrt((W[0] - goal[0]) * (W[0] - goal[0]) + (W[1] - goal[1]) * (W[1] - goal[1])), tiny);
    if (z) z[k] = height.scale === null ? value : Math.asinh((value - height.center) / height.scale) / Math.LN10;
    if (g) {
      grad(W[0], W[1]);
      g[k] = Math.max(dims < 2 ? Math.abs(A[0]) : Math.sqrt(A[0] * A[0] + A[1] * A[1]), tiny);
    }
  }
  if (rates) for (let i = 0; i <= steps; i++) rates[i] = rate(Math.max(i, 1));
  const downhill = gone && falling && !goal;
  if (k > steps) return {at: -1, downhill};
  for (const channel of [x, y, values, gap, away, g, z, dx, dy]) channel?.fill(NaN, k, steps + 1);
  evals?.fill(evals[k], k, steps + 1);
  return {at: k, downhill};
}

/** Take many lanes on from one step to another: their points, states, values and where they diverged stand in `swarm`. */
export function march(pair, swarm, from, to) {
  const {W, S, T, D, ticks, begin, stand, tick, step, f} = pair;
  const {points, states, values, diverged, noise, sigma, delay, sampled, past, stride = 0} = swarm; // stride: of each lane's draws
  const absurd = 1e12;
  const [lanes, dims, size] = [diverged.length, W.length, S.length];
  const rows = (delay ?? 0) + 1;
  D.fill(0);
  for (let k = from + 1; k <= to; k++) tick(k, (k - from - 1) * ticks);
  for (let lane = 0; lane < lanes; lane++) {
    if (diverged[lane] >= 0) continue;
    for (let i = 0; i < dims; i++) W[i] = points[lane * dims + i];
    if (from === 0) {
      stand(0);
      begin();
    } else for (let i = 0; i < size; i++) S[i] = states[lane * size + i];
    let value = values[lane];
    for (let k = from + 1; k <= to; k++) {
      stand(k);
      if (noise) for (let i = 0; i < dims; i++) T[i] = sigma * noise[lane * stride + (k - 1) * dims + i];
      if (delay) {
        const [now, then] = [lane * rows + (k - 1) % rows, lane * rows + Math.max(k - rows, 0) % rows];
        for (let i = 0; i < dims; i++) {
          past[now * dims + i] = W[i];
          D[i] = W[i] - past[then * dims + i];
        }
      }
      step(k, (k - from - 1) * ticks);
      if (sampled) stand(0);
      const now = f(W[0], W[1]);
      if (!(Math.abs(W[0]) <= absurd && (dims < 2 || Math.abs(W[1]) <= absurd)) || !Number.isFinite(now)) {
        diverged[lane] = k;
        W.fill(NaN);
        break;
      }
      value = now;
    }
    values[lane] = value;
    for (let i = 0; i < dims; i++) points[lane * dims + i] = W[i];
    for (let i = 0; i < size; i++) states[lane * size + i] = S[i];
  }
}
