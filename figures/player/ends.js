import {basinOf, inParts, rasterOf} from "./basins.js";

const TOLERANCE = 1e-3; // of the height between its start and its end: from where on a run has arrived; as optim/_maps.py
// As in lessons/winner/maps.py: where heights are looked at, and the kinds of ends.
const RING = Array.from({length: 8}, (_, i) => [Math.cos((Math.PI * i) / 4 + 0.1), Math.sin((Math.PI * i) / 4 + 0.1)]);
const NEWTON_STEPS = 4;
const [ELSEWHERE, SADDLE, MAXIMUM, MINIMUM, OUTSIDE, DIVERGED] = [0, 1, 2, 3, 4, 5];

/**
 * The plane of starts, each in the colour of the minimum in which it ends, paler the longer it takes, or of what it stands on
 * instead: `shades` colours for each minimum, then one for each kind of end. What is still is told by these shares.
 */
export function* endsOf(engine, spec, {rule: id, domain, minima, others, colors, shades, still, reaches, level, flat, smooth}, side) {
  const rule = spec.rules.find((each) => each.id === id);
  const starts = nodes(domain, side);
  const known = [...minima, ...others];
  const codes = new Uint16Array(side * side);
  const steps = new Float64Array(side * side).fill(-1);
  const kinds = new Int8Array(side * side);
  const slope = level * median(engine, spec, starts);
  const heights = minima.map((place) => engine.ready(spec, rule).f(...place));
  yield* inParts(engine, spec, rule, starts, (swarm, first) => {
    const values = [];
    for (let k = 0; k <= spec.steps; k++) {
      swarm.go(k);
      values.push(Float64Array.from(swarm.values));
    }
    for (let lane = 0; lane < swarm.values.length; lane++) {
      const place = [swarm.points[2 * lane], swarm.points[2 * lane + 1]];
      const nearest = swarm.diverged[lane] < 0 ? basinOf(...place, known, spec.domain) : -1;
      const basin = nearest < minima.length ? nearest : -1;
      codes[first + lane] = basin < 0 ? 0 : basin * shades;
      const ended = swarm.diverged[lane] < 0 && place;
      kinds[first + lane] = basin < 0 ? kindAt(engine, spec, rule, ended, {slope, still, reaches, flat, smooth}) : -1;
      if (basin >= 0) steps[first + lane] = arrivedAt(values, lane, heights[basin]);
    }
  });
  const limit = Math.log1p(steps.reduce((most, own) => Math.max(most, own), 1));
  for (let i = 0; i < codes.length; i++) {
    const slow = steps[i] < 0 ? 1 : Math.log1p(steps[i]) / limit;
    codes[i] = kinds[i] < 0 ? codes[i] + Math.min(Math.floor(slow * shades), shades - 1) : minima.length * shades + kinds[i];
  }
  return {overlays: [rasterOf(codes, side, domain, colors, id)]};
}

/** The step from which a run's value stays about the height of the minimum where it ended; −1 for never. */
function arrivedAt(values, lane, height) {
  const enough = TOLERANCE * Math.abs(values[0][lane] - height);
  const last = values.findLastIndex((all) => !(Math.abs(all[lane] - height) <= enough));
  return last + 1 < values.length ? last + 1 : -1;
}

/** What a run stands on that is in no known minimum. */
function kindAt(engine, spec, rule, place, {slope, still, reaches, flat, smooth}) {
  if (!place) return DIVERGED;
  if (!spec.domain.every(([low, high], i) => place[i] >= low && place[i] <= high)) return OUTSIDE;
  const ready = engine.ready(spec, rule);
  const {f} = ready;
  const sides = spec.domain.map(([low, high]) => high - low);
  const reach = still * Math.max(...sides);
  const there = stationary(ready, place, slope, reach, flat);
  const {steep, axes, rounding, curved, jumps, next} = newtonStep(ready, there, flat);
  if (!(steep <= slope) || !axes || !jumps.every((jump) => Math.abs(jump) <= reach)) return ELSEWHERE;
  const bends = axes.map((axis) => (curved.includes(axis) ? [axis.curvature] : bendsAlong(f, there, axis.way, reach, rounding)));
  const all = bends.flat();
  const sloping = bends.some((both) => Math.min(...both) < 0 && Math.max(...both) > 0);
  if (!curved.length || sloping || !all.every(Number.isFinite)) return ELSEWHERE;
  const flattest = all.every((bend) => bend <= 0) ? MAXIMUM : SADDLE;
  const kind = all.every((bend) => bend >= 0) ? MINIMUM : flattest;
  const seen = reaches.map((far) => seenAround(f, next, axes.map(({way}) => way), sides, far, flat));
  if (!smooth) return seen[0];
  return seen.includes(kind) ? kind : ELSEWHERE;
}

/** Where Newton's method leads from a place on a slope; itself where that is farther than a reach. */
function stationary(ready, place, slope, reach, flat) {
  let found = place;
  for (let k = 0; k < NEWTON_STEPS; k++) {
    const {steep, axes, next} = newtonStep(ready, found, flat);
    if (steep > slope && axes) found = next;
  }
  return Math.hypot(...found.map((w, i) => w - place[i])) <= reach ? found : place;
}

/** A slope, the Hessian's axes (none where there is no Hessian), those with a curvature, and Newton's steps along these. */
function newtonStep({A, grad, hess}, place, flat) {
  grad(...place);
  const [a, b] = A;
  hess(...place);
  const [h, c, d] = A;
  if (![h, c, d].every(Number.isFinite)) return {steep: Math.hypot(a, b)};
  const turn = Math.atan2(2 * c, h - d) / 2;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const [middle, apart] = [(h + d) / 2, Math.hypot((h - d) / 2, c)];
  const axes = [
    {curvature: middle + apart, way: [cos, sin]},
    {curvature: middle - apart, way: [-sin, cos]},
  ];
  const rounding = flat * Math.max(...axes.map(({curvature}) => Math.abs(curvature)));
  const curved = axes.filter(({curvature}) => Math.abs(curvature) > rounding);
  const jumps = curved.map(({curvature, way: [u, v]}) => (a * u + b * v) / curvature);
  const next = place.map((w, i) => curved.reduce((sum, {way}, k) => sum - jumps[k] * way[i], w));
  return {steep: Math.hypot(a, b), axes, rounding, curved, jumps, next};
}

/** What a place is by the heights so far off: on a ring in the picture, and along the axes. */
function seenAround(f, place, axes, sides, far, flat) {
  const along = axes.map((way) => way.map((part) => part / Math.hypot(...way.map((each, i) => each / sides[i]))));
  const ways = [...along, ...along.map((way) => way.map((part) => -part)), ...RING.map((way) => way.map((part, i) => part * sides[i]))];
  const here = f(...place);
  const rises = ways.map((way) => f(...place.map((w, i) => w + far * way[i])) - here);
  const rounding = flat * Math.max(...rises.map(Math.abs));
  const [below, above] = [rises.some((rise) => rise < -rounding), rises.some((rise) => rise > rounding)];
  if (below && above) return SADDLE;
  if (below) return MAXIMUM;
  return above ? MINIMUM : ELSEWHERE;
}

/** How both sides of a place lie along an axis, as the curvature that would raise them so; 0 for mere rounding. */
function bendsAlong(f, place, axis, reach, rounding) {
  const [[x, y], [u, v]] = [place, axis];
  const here = f(x, y);
  const bends = [-reach, reach].map((way) => (2 / reach ** 2) * (f(x + way * u, y + way * v) - here));
  return bends.map((bend) => (Math.abs(bend) <= rounding ? 0 : bend));
}

/** The median of the slopes at some places. */
function median(engine, spec, places) {
  const {A, grad} = engine.ready(spec, spec.rules[0]);
  const slopes = [];
  for (let i = 0; i < places.length; i += 2) {
    grad(places[i], places[i + 1]);
    const slope = Math.hypot(A[0], A[1]);
    if (!Number.isNaN(slope)) slopes.push(slope);
  }
  slopes.sort((one, other) => one - other);
  return (slopes[Math.floor((slopes.length - 1) / 2)] + slopes[Math.ceil((slopes.length - 1) / 2)]) / 2;
}

/** The nodes of a grid from one end of each side to the other, row by row. */
function nodes([[left, right], [low, high]], side) {
  const places = new Float64Array(2 * side * side);
  for (let i = 0; i < side * side; i++) {
    places[2 * i] = left + ((right - left) * (i % side)) / (side - 1);
    places[2 * i + 1] = low + ((high - low) * Math.floor(i / side)) / (side - 1);
  }
  return places;
}
