import {basinOf, cellOf, dipOf, endsLegend, GONE, inParts, kindOf, minimaOf, NONE, rasterOf} from "./basins.js";
import {percent} from "./format.js";

const ENTRIES = 1e6; // places that are kept, of all dots and steps
const SIZE = 3.8; // pixels of a dot: with a rim, dots on one another were white

/** What a panel with a swarm shows of a race: many starts that run under one rule (figures/swarm.py). */
export function* swarmOf(engine, spec, asked, side) {
  const rule = spec.rules.find(({id}) => id === asked.rule);
  if (asked.starts) return each(engine, spec, rule, asked);
  if (asked.domain.length === 1) return onCurve(engine, spec, rule, asked);
  return yield* (asked.paint ? painted : dotted)(engine, spec, rule, asked, side);
}

/** Dots: a grid of starts, `side` along each side. */
function* dotted(engine, spec, rule, {domain, minima: given, colors, words = ""}, side) {
  const starts = grid(side, domain);
  const lanes = starts.length / 2;
  const every = Math.ceil((lanes * (spec.steps + 1)) / ENTRIES);
  const count = Math.floor(spec.steps / every) + 1;
  const [x, y] = [new Float32Array(count * lanes), new Float32Array(count * lanes)];
  const minima = minimaOf(engine, spec, given);
  const kinds = new Uint16Array(lanes);
  yield* inParts(engine, spec, rule, starts, (swarm, first) => {
    const own = swarm.diverged.length;
    for (let i = 0; i < count; i++) {
      swarm.go(i * every);
      const {points} = swarm;
      for (let lane = 0, at = i * lanes + first; lane < own; lane++, at++) {
        x[at] = points[2 * lane];
        y[at] = points[2 * lane + 1];
      }
    }
    swarm.go(spec.steps);
    for (let lane = 0; lane < own; lane++) kinds[first + lane] = kindOf(swarm, lane, minima, spec.domain);
  });
  const shape = [count, lanes];
  const palette = [...colors, NONE, GONE];
  return {
    overlays: [{
      type: "dots", x: {values: x, shape}, y: {values: y, shape}, colors: Array.from(kinds, (kind) => palette[kind]), size: SIZE,
      every, racer: rule.id,
    }],
    legend: endsLegend(minima, colors, kinds),
    subtitle: `${side} × ${side} starts${minima.some(Boolean) ? words : ""}`,
  };
}

/** Starts along a curve: each in the colour of the minimum in which it has stayed for the last steps, counted; whose
 * limit the rate was above all the while holds none (lessons/decay/escape.py, settled). */
function onCurve(engine, spec, rule, {side, domain: [[low, high]], minima, limits, colors, none, near, stay, told}) {
  const starts = Float64Array.from({length: side}, (_, i) => low + ((high - low) * i) / (side - 1));
  const [x, y] = [new Float32Array((spec.steps + 1) * side), new Float32Array((spec.steps + 1) * side)];
  const swarm = engine.swarm(spec, rule, starts);
  const where = new Int8Array(side);
  for (let k = 0; k <= spec.steps; k++) {
    swarm.go(k);
    x.set(swarm.points, k * side);
    swarm.points.forEach((w, i) => {
      y[k * side + i] = Number.isFinite(w) ? swarm.values[i] : NaN;
      const here = dipOf(w, minima, [[low, high]], near);
      where[i] = k <= spec.steps - stay + 1 || here === where[i] ? here : -1;
    });
  }
  const least = Math.min(...Array.from({length: stay}, (_, i) => swarm.rate(spec.steps - i)));
  const held = where.map((index) => (least < limits[index] ? index : -1));
  const shape = [spec.steps + 1, side];
  const own = Array.from(held, (i) => colors[i] ?? none);
  const share = held.filter((i) => i === told.index).length / side;
  const overlay = {type: "dots", x: {values: x, shape}, y: {values: y, shape}, colors: own, size: 7, racer: rule.id};
  return {overlays: [overlay], subtitle: `${percent(share)} ${told.words}`};
}

/** Given starts, each with noise of its own, in the colour of the basin in which it ends, counted. */
function each(engine, spec, rule, {starts, domain, basins, careful, valleys, colors, none, told, axes}) {
  const {steps} = spec;
  const lanes = starts.length / 2;
  const swarm = engine.swarm(spec, rule, starts, spec.noise ? spec.noise.length / lanes : 0);
  const places = [0, 1, 2].map(() => new Float32Array((steps + 1) * lanes)); // w₁, w₂ and E
  for (let k = 0; k <= steps; k++) {
    swarm.go(k);
    for (let lane = 0; lane < lanes; lane++) {
      const at = k * lanes + lane;
      [places[0][at], places[1][at]] = [swarm.points[2 * lane], swarm.points[2 * lane + 1]];
      places[2][at] = Number.isFinite(swarm.points[2 * lane]) ? swarm.values[lane] : NaN;
    }
  }
  const {grad, A} = engine.ready(spec, rule);
  const ends = Array.from({length: lanes}, (_, lane) => {
    const place = [swarm.points[2 * lane], swarm.points[2 * lane + 1]];
    const cell = cellOf(...place, basins, domain);
    return cell < valleys.length ? cell : ledTo(grad, A, place, careful, valleys); // at the border descent itself is asked
  });
  const shape = [steps + 1, lanes];
  const [x, y] = axes.map((axis) => ({values: places[axis], shape}));
  const overlay = {type: "dots", x, y, colors: ends.map((code) => colors[code] ?? none), size: 7, racer: rule.id};
  const share = ends.filter((code) => code === told.index).length / lanes;
  return {overlays: [overlay], subtitle: `${percent(share)} ${told.words}`};
}

/** The index of the valley to which careful descent without noise leads from a place. */
function ledTo(grad, slope, place, {lr, steps}, valleys) {
  let [x, y] = place;
  for (let k = 0; k < steps; k++) {
    grad(x, y);
    [x, y] = [x - lr * slope[0], y - lr * slope[1]];
  }
  const away = valleys.map(([u, v]) => Math.hypot(x - u, y - v));
  return away.indexOf(Math.min(...away));
}

/** The plane of starts, each cell in the colour of the place at which the run from there ends. */
function* painted(engine, spec, rule, {domain, minima, colors}, side) {
  const codes = new Int8Array(side * side);
  const known = spec.shaped ? [] : minima;
  yield* inParts(engine, spec, rule, grid(side, domain), (swarm, first) => {
    swarm.go(spec.steps);
    const {points} = swarm;
    for (let lane = 0; 2 * lane < points.length; lane++) {
      codes[first + lane] = basinOf(points[2 * lane], points[2 * lane + 1], known, domain);
    }
  });
  return {overlays: [rasterOf(codes, side, domain, colors, rule.id)]};
}

function grid(side, [[left, right], [low, high]]) {
  const starts = new Float64Array(2 * side * side);
  for (let j = 0; j < side; j++) {
    for (let i = 0; i < side; i++) {
      starts[2 * (j * side + i)] = left + ((right - left) * i) / (side - 1);
      starts[2 * (j * side + i) + 1] = low + ((high - low) * j) / (side - 1);
    }
  }
  return starts;
}
