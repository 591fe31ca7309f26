import {basinOf} from "./basins.js";

const MOVING = 20; // starts a side while a hand is on something
const ENTRIES = 1e6; // places that are kept, of all dots and steps
const NONE = "@muted";
const SIZE = 4; // pixels of a dot

/** The dots of a panel's swarm: a grid of starts that run at once under one rule (figures/swarm.py). */
export function swarmed(engine, spec, {rule: id, side, domain, minima, colors}, rested) {
  const rule = spec.rules.find((each) => each.id === id);
  if (!rule) return [];
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
