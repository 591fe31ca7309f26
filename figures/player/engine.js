import {copySign, floorDivide, fmax, fmin, heaviside, hypotenuse, nearest, power, remainder} from "./engine-arithmetic.js";
import {lap, march} from "./engine-loops.js";

const OWN = [copySign, floorDivide, fmax, fmin, heaviside, hypotenuse, nearest, power, remainder, lap, march];
const HANDED_OUT = "A, D, K, P, Q, W, S, N, T, M, ticks, shape, stand, begin, tick, step, rate, lap, march";
const MOST_STEPS = 5000;
const LARGEST = 3.4028234663852886e38; // what a channel of single numbers can hold

/** Programs by key (live/README.md), compiled when a surface and a rule first meet. */
export function compile(programs) {
  const pairs = new Map();

  function pair(surface, rule, late = false, inside = "") {
    const key = `${surface} ${rule} ${late} ${inside}`;
    if (!pairs.has(key)) pairs.set(key, joined(programs[surface], programs[rule], late, programs[inside]));
    return pairs.get(key);
  }

  /** The pair of a surface and a rule, each {program, numbers}, with these numbers in it. */
  function ready({surface, tables, minimum, delay}, rule) {
    const made = pair(surface.program, rule.program, delay > 0, rule.inside ?? "");
    if (tables?.length) made.feed(tables);
    made.Q.set(surface.numbers);
    made.P.set(rule.numbers);
    if (minimum) made.M.set(minimum);
    made.shape();
    made.stand(0);
    return made;
  }

  return {
    pair,
    ready,

    /**
     * Run every rule of a race; `out[i]` are the channels' arrays of the i-th, `beliefs[i]` takes what it goes by at each
     * step, if it has a program that tells. Returns for each {at, downhill} (`lap`).
     */
    race(spec, out, beliefs = []) {
      return spec.rules.map((rule, i) => {
        const made = ready(spec, rule);
        const end = made.lap(made, spec, out[i], beliefs[i]);
        if (out[i].f instanceof Float32Array) narrow(out[i]);
        return end;
      });
    },

    /** The lowest minimum near those that are known, for numbers other than theirs: {minimum, bottom}; null for none. */
    lowest(spec) {
      if (spec.start.length !== 2 || !spec.minima.length) return {minimum: null, bottom: null};
      const made = ready(spec, spec.rules[0]);
      const found = spec.minima.map((place) => settled(made, place)).filter((place) => place !== null);
      const values = found.map(([x, y]) => made.f(x, y));
      const bottom = Math.min(...values);
      return Number.isFinite(bottom) ? {minimum: found[values.indexOf(bottom)], bottom} : {minimum: null, bottom: null};
    },

    /** Each of some minima where it is now that the surface's numbers have moved; null for those that are none any more. */
    minima(spec, places) {
      if (!spec.minima.length) return places.map(() => null); // of a surface with kinks
      const made = ready(spec, spec.rules[0]);
      const width = spec.domain.map(([low, high]) => high - low);
      return places.map((place) => {
        const found = settled(made, place);
        const step = found && newton(made, found);
        return step?.every((each, i) => Math.abs(each) <= 1e-6 * width[i]) ? found : null;
      });
    },

    /** Where the minimum of a surface that drifts is at so many steps 0, every, …, and its Hessian there. */
    drift(spec, every, count) {
      const made = ready(spec, spec.rules[0]);
      let last = spec.moving;
      return Array.from({length: count}, (_, i) => {
        made.stand(i * every);
        last = settled(made, last) ?? last;
        made.hess(...last);
        return [last, [...made.A.subarray(0, 3)]];
      });
    },

    /** f at a place. */
    value(spec, place) {
      return ready(spec, spec.rules[0]).f(...place);
    },

    /** f on a grid, row by row. */
    grid(spec, xs, ys) {
      const {f} = ready(spec, spec.rules[0]);
      return ys.map((y) => xs.map((x) => f(x, y)));
    },

    /**
     * Many starts (x₀, y₀, x₁, …) under one rule, at once: `go(k)` takes them to step k, from wherever they are. With a
     * stride each lane has draws of its own, so many after those of the one before.
     */
    swarm(spec, rule, starts, stride = 0) {
      const made = ready(spec, rule);
      const dims = made.W.length;
      const lanes = starts.length / dims;
      const swarm = {
        points: new Float64Array(starts), states: new Float64Array(lanes * made.S.length),
        values: new Float64Array(lanes), diverged: new Int32Array(lanes).fill(-1),
        noise: spec.noise, sigma: spec.sigma, delay: spec.delay, sampled: spec.sampled, step: 0, stride,
        past: new Float64Array(spec.delay ? lanes * dims * (spec.delay + 1) : 0),
      };
      for (let i = 0; i < lanes; i++) swarm.values[i] = made.f(starts[i * dims], starts[i * dims + 1]);
      const go = (k) => {
        if (k <= swarm.step) return;
        made.march(ready(spec, rule), swarm, swarm.step, k);
        swarm.step = k;
      };
      return Object.assign(swarm, {go, rate: made.rate});
    },

    /** Where a first step of a rule leads from each of some places, as it sees the surface at each of some later steps. */
    led(spec, rule, xs, ys, {first, count}) {
      const made = ready(spec, rule);
      const {W, stand, begin, tick, step} = made;
      const [x, y] = [0, 1].map(() => new Float32Array(xs.length * count));
      tick(1, 0);
      for (let place = 0, at = 0; place < xs.length; place++) {
        for (let k = first; k < first + count; k++, at++) {
          [W[0], W[1]] = [xs[place], ys[place]];
          stand(k);
          begin();
          step(1, 0);
          [x[at], y[at]] = W;
        }
      }
      return [x, y];
    },

    /** What is left after a run from the start with every pair of two of a rule's numbers, by their places in it. */
    pairs(spec, rule, [first, firsts], [second, seconds]) {
      const made = ready(spec, rule);
      const values = new Float64Array(firsts.length * seconds.length);
      const diverged = new Int32Array(values.length).fill(-1);
      const one = single(made, spec);
      const [initial] = one.values;
      for (let j = 0; j < seconds.length; j++) {
        for (let i = 0; i < firsts.length; i++) {
          made.P[first] = firsts[i];
          made.P[second] = seconds[j];
          one.points.set(spec.start);
          one.values[0] = initial;
          one.diverged[0] = -1;
          made.march(made, one, 0, spec.steps);
          values[j * firsts.length + i] = one.values[0];
          diverged[j * firsts.length + i] = one.diverged[0];
        }
      }
      return {values, diverged};
    },

    /** What is left after each of some steps, for each value of one of a rule's numbers: rows of steps. */
    falls(spec, rule, [place, numbers], steps) {
      const made = ready(spec, rule);
      const values = new Float64Array(steps.length * numbers.length);
      const diverged = new Int32Array(values.length);
      numbers.forEach((number, i) => {
        made.P[place] = number;
        const one = single(made, spec);
        steps.forEach((k, j) => {
          made.march(made, one, steps[j - 1] ?? 0, k);
          values[j * numbers.length + i] = one.values[0];
          diverged[j * numbers.length + i] = one.diverged[0];
        });
      });
      return {values, diverged};
    },
  };
}

/** One lane at the start of a race. */
function single({f, stand, S}, {start, noise, sigma, delay, sampled}) {
  stand(0);
  return {
    points: new Float64Array(start), states: new Float64Array(S.length), values: Float64Array.of(f(...start)),
    diverged: Int32Array.of(-1), noise, sigma, delay, sampled, past: new Float64Array(start.length * ((delay ?? 0) + 1)),
  };
}

/** One function of both programs' text and the loops', in which a browser's compiler can see through every call. */
function joined(surface, rule, late, inside = "") {
  if (!surface || !rule) throw new Error("a program of this race has not arrived");
  const text = [
    '"use strict";', "const A = new Float64Array(256), D = new Float64Array(2);", late ? shifted(surface) : surface, rule, inside,
    `const K = new Float64Array(Math.max(ticks, 1) * ${MOST_STEPS + 1});`, ...OWN.map(String),
    `return {${HANDED_OUT}, ${surface.includes("function feed(") ? "feed, " : ""}${inside && "H, believe, "}${late ? "f: seen.f, grad: seen.grad, hess: seen.hess" : "f, grad, hess"}};`,
  ];
  return new Function(text.join("\n"))();
}

/** A surface that answers a rule as at a place that is D away; as it is, it stands in `seen`. */
function shifted(surface) {
  const asked = ["f", "grad", "hess", "res", "jac"].filter((name) => surface.includes(`function ${name}(`));
  const fed = surface.includes("function feed(") ? "feed, " : "";
  const answers = asked.map((name) => `function ${name}(x, y) { return seen.${name}(x - D[0], y - D[1]); }`);
  return [
    "const seen = (() => {", surface, `return {Q, shape, stand, ${fed}${asked.join(", ")}};`, "})();", `const {Q, shape, stand, ${fed}} = seen;`, ...answers,
  ].join("\n");
}

/** Where Newton's method comes to from a place near a minimum, or the place where that is not lower; null at a saddle. */
function settled(made, place) {
  let [x, y] = place;
  for (let i = 0; i < 60; i++) {
    const step = newton(made, [x, y]);
    if (step === null) return null;
    if (!step.every(Number.isFinite)) break;
    [x, y] = [x - step[0], y - step[1]];
    if (Math.abs(step[0]) + Math.abs(step[1]) <= 1e-16 * (Math.abs(x) + Math.abs(y))) break;
  }
  return made.f(x, y) <= made.f(...place) ? [x, y] : place;
}

/** Newton's step at a place, to be taken off; null where the surface does not curve upwards, NaN where it is flat. */
function newton({A, grad, hess}, [x, y]) {
  grad(x, y);
  const [a, b] = A;
  hess(x, y);
  const [h, c, d] = A;
  const determinant = h * d - c * c;
  if (determinant < 0 || h < 0 || d < 0) return null;
  if (!(determinant > 0)) return [NaN, NaN];
  return [(d * a - c * b) / determinant, (h * b - c * a) / determinant];
}

/** Into the range of single numbers, as Python has its channels. */
function narrow(channels) {
  for (const values of Object.values(channels)) {
    if (!values) continue;
    for (let i = 0; i < values.length; i++) {
      if (values[i] > LARGEST) values[i] = LARGEST;
      else if (values[i] < -LARGEST) values[i] = -LARGEST;
    }
  }
}
