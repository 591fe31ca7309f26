import {basinOf} from "./basins.js";

const MOVING = 20; // starts a side while a hand is on something
const ENTRIES = 1e6; // places that are kept, of all dots and steps
const NONE = "@muted";
const SIZE = 4; // pixels of a dot
const COARSE = 40; // cells a side of a painted plane while a hand is on something
const KEPT = 8; // painted planes
const planes = new Map(); // by all that they depend on

/** The dots of a panel's swarm: a grid of starts that run at once under one rule (figures/swarm.py). */
export function swarmed(engine, spec, asked, rested) {
  const {rule: id, side, domain, minima, colors, paint} = asked;
  const rule = spec.rules.find((each) => each.id === id);
  if (!rule) return [];
  if (paint) return [painted(engine, spec, rule, asked, rested)];
  const starts = grid(rested ? side : Math.min(side, MOVING), domain);
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
  return [{type: "dots", x: {values: x, shape}, y: {values: y, shape}, colors: own, size: SIZE, every, racer: id}];
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
