import {basinOf, cellOf, dipOf} from "./basins.js";
import {percent} from "./format.js";

const MOVING = 20; // starts a side while a hand is on something
const ENTRIES = 1e6; // places that are kept, of all dots and steps
const NONE = "@muted";
const SIZE = 4; // pixels of a dot
const COARSE = 40; // cells a side of a painted plane while a hand is on something
const KEPT = 8; // painted planes
const planes = new Map(); // by all that they depend on

/** What a race in the page changes of a panel with a swarm: its overlays, and what is said of them. */
export function swarmPanel(engine, spec, {swarm, subtitle}, rested) {
  const rule = spec.rules.find(({id}) => id === swarm.rule);
  if (!rule) return {overlays: []};
  if (swarm.starts) return each(engine, spec, rule, swarm);
  if (swarm.domain.length === 1) return onCurve(engine, spec, rule, swarm);
  if (swarm.paint) return {overlays: [painted(engine, spec, rule, swarm, rested)], subtitle};
  const side = rested ? swarm.side : Math.min(swarm.side, MOVING);
  const ends = spec.shaped ? swarm.words.moved : swarm.words.ends;
  return {overlays: [dotted(engine, spec, rule, swarm, side)], subtitle: `${side} × ${side} starts${ends}`};
}

/** Starts along a curve: each in the colour of the minimum in which it has stayed for the last steps, counted. */
function onCurve(engine, spec, rule, {side, domain: [[low, high]], minima, colors, none, near, stay, told}) {
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
  const shape = [spec.steps + 1, side];
  const own = Array.from(where, (i) => colors[i] ?? none);
  const share = where.filter((i) => i === told.index).length / side;
  const overlay = {type: "dots", x: {values: x, shape}, y: {values: y, shape}, colors: own, size: 7, racer: rule.id};
  return {overlays: [overlay], subtitle: `${percent(share)} ${told.words}`};
}

/** Given starts, each with noise of its own, in the colour of the basin in which it ends, counted. */
function each(engine, spec, rule, {starts, domain, basins, colors, none, told, axes}) {
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
  const ends = Array.from({length: lanes}, (_, lane) => cellOf(swarm.points[2 * lane], swarm.points[2 * lane + 1], basins, domain));
  const shape = [steps + 1, lanes];
  const [x, y] = axes.map((axis) => ({values: places[axis], shape}));
  const overlay = {type: "dots", x, y, colors: ends.map((code) => colors[code] ?? none), size: 7, racer: rule.id};
  const share = ends.filter((code) => code === told.index).length / lanes;
  return {overlays: [overlay], subtitle: `${percent(share)} ${told.words}`};
}

/** A grid of starts that run at once under one rule (figures/swarm.py). */
function dotted(engine, spec, rule, {domain, minima, colors}, side) {
  const starts = grid(side, domain);
  const lanes = starts.length / 2;
  const every = Math.ceil((lanes * (spec.steps + 1)) / ENTRIES);
  const count = Math.floor(spec.steps / every) + 1;
  const [x, y] = [new Float32Array(count * lanes), new Float32Array(count * lanes)];
  const swarm = engine.swarm(spec, rule, starts);
  for (let i = 0; i < count; i++) {
    swarm.go(i * every);
    for (let lane = 0; lane < lanes; lane++) {
      x[i * lanes + lane] = swarm.points[2 * lane];
      y[i * lanes + lane] = swarm.points[2 * lane + 1];
    }
  }
  swarm.go(spec.steps);
  const known = spec.shaped ? [] : minima; // those of a surface whose numbers have moved are not known here
  const own = Array.from({length: lanes}, (_, lane) => (
    colors[basinOf(swarm.points[2 * lane], swarm.points[2 * lane + 1], known, spec.domain)] ?? NONE
  ));
  const shape = [count, lanes];
  return {type: "dots", x: {values: x, shape}, y: {values: y, shape}, colors: own, size: SIZE, every, racer: rule.id};
}

/** The plane of starts, each cell in the colour of the place at which the run from there ends. */
function painted(engine, spec, rule, {side: finest, domain, minima, colors}, rested) {
  const side = rested ? finest : Math.min(finest, COARSE);
  const {surface, steps} = spec;
  const key = JSON.stringify([surface, rule, steps, side, domain, minima]);
  let codes = planes.get(key);
  if (!codes) {
    const swarm = engine.swarm(spec, rule, grid(side, domain));
    swarm.go(steps);
    const known = spec.shaped ? [] : minima;
    codes = Int8Array.from({length: side * side}, (_, i) => basinOf(swarm.points[2 * i], swarm.points[2 * i + 1], known, domain));
    planes.set(key, codes);
    if (planes.size > KEPT) planes.delete(planes.keys().next().value);
  }
  const ends = ([low, high]) => ({values: Float64Array.of(low, high), shape: [1, 2]});
  return {type: "raster", x: ends(domain[0]), y: ends(domain[1]), codes: {values: codes, shape: [side, side]}, colors, racer: rule.id};
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
