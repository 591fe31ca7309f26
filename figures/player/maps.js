import {endsLegend, GONE, inParts, kindOf, minimaOf, NONE, rasterOf} from "./basins.js";
import {endsOf} from "./ends.js";

const SEEN = 61; // a side, of the grid on which the lowest value is looked for where no minimum is known
const FLOOR = 8; // decades that colours tell apart; as figures/maps.py
const WELL = 8; // pixels of the dot at a minimum

/** A map as figures/maps.py describes it, painted by runs in the page: {overlays, legend, caption}. */
export function* mapOf(engine, spec, map, side) {
  return yield* {basins, ends: endsOf, rates}[map.kind](engine, spec, map, side);
}

function* basins(engine, spec, {rule: id, domain, minima: given, colors}, side) {
  const rule = spec.rules.find((each) => each.id === id);
  const [xs, ys] = domain.map(([low, high]) => centres({low, high, log: false}, side));
  const starts = new Float64Array(2 * side * side);
  for (let i = 0; i < side * side; i++) {
    starts[2 * i] = xs[i % side];
    starts[2 * i + 1] = ys[Math.floor(i / side)];
  }
  const minima = minimaOf(engine, spec, given);
  const kinds = new Uint16Array(side * side);
  yield* inParts(engine, spec, rule, starts, (swarm, first) => {
    swarm.go(spec.steps);
    for (let lane = 0; lane < swarm.diverged.length; lane++) kinds[first + lane] = kindOf(swarm, lane, minima, spec.domain);
  });
  const known = minima.map((place, i) => ({place, color: colors[i]})).filter(({place}) => place);
  const shape = [1, known.length];
  const [x, y] = [0, 1].map((i) => ({values: Float64Array.from(known, ({place}) => place[i]), shape}));
  return {
    overlays: [
      rasterOf(kinds, side, [outermost(xs), outermost(ys)], [...colors, NONE, GONE], id),
      ...(known.length ? [{type: "dots", x, y, colors: known.map(({color}) => color), size: WELL}] : []),
    ],
    legend: endsLegend(minima, colors, kinds),
    caption: `${after(spec.steps)} from each of ${side} × ${side} starts.`,
  };
}

function* rates(engine, spec, {rule: id, axes, colors}, side) {
  const rule = spec.rules.find((each) => each.id === id);
  const [across, up] = axes.map(({key}) => rule.names.indexOf(key));
  const xs = centres(axes[0], side);
  const rows = axes[1].key === null ? stepRows(spec.steps, side) : centres(axes[1], side);
  const values = new Float64Array(rows.length * side);
  const diverged = new Int32Array(values.length);
  if (axes[1].key === null) {
    for (let i = 0; i < side; i++) {
      const column = engine.falls(spec, rule, [across, [xs[i]]], rows);
      for (let j = 0; j < rows.length; j++) {
        values[j * side + i] = column.values[j];
        diverged[j * side + i] = column.diverged[j];
      }
      yield;
    }
  } else {
    for (let j = 0; j < side; j++) {
      const row = engine.pairs(spec, rule, [across, xs], [up, [rows[j]]]);
      values.set(row.values, j * side);
      diverged.set(row.diverged, j * side);
      yield;
    }
  }
  const first = engine.value(spec, spec.start);
  const known = spec.bottom != null;
  const lowest = known ? spec.bottom : lowestSeen(engine, spec);
  const levels = Uint16Array.from(values, (value, i) => (
    diverged[i] >= 0 ? colors.length : levelOf((value - lowest) / (first - lowest), colors.length - 1)
  ));
  return {
    overlays: [rasterOf(levels, side, [outermost(xs), outermost(rows)], [...colors, GONE], id)],
    legend: leftLegend(colors, levels.includes(colors.length)),
    caption: captionOf(spec.steps, axes[1].key === null, known),
  };
}

/** The lowest value at the nodes of a grid over the picture. */
function lowestSeen(engine, spec) {
  const nodes = spec.domain.map(([low, high]) => Array.from({length: SEEN}, (_, i) => low + ((high - low) * i) / (SEEN - 1)));
  return engine.grid(spec, ...nodes).flat().reduce((a, b) => (b < a ? b : a), Infinity);
}

function levelOf(share, top) {
  const log = share <= 0 ? -FLOOR : Number.isNaN(share) ? 0 : Math.log10(share);
  return Math.floor(Math.min(Math.max(1 + log / FLOOR, 0), 1) * top + 0.5);
}

/** As `left_legend` of figures/maps.py. */
function leftLegend(colors, diverged) {
  const named = ["all or more", "10⁻²", "10⁻⁴", "10⁻⁶", "10⁻⁸ or less"];
  const legend = named.map((label, i) => ({color: colors[Math.round((colors.length - 1) * (1 - (2 * i) / FLOOR))], label}));
  return diverged ? [...legend, {color: GONE, label: "diverged"}] : legend;
}

function captionOf(steps, stepped, known) {
  const when = stepped ? "From bottom to top: after each step" : after(steps);
  const above = known ? "f*" : "the lowest value in the picture";
  return `${when}, as a share of what there was at the start, above ${above}.`;
}

/** The middles of so many cells from one end to the other. */
function centres({low, high, log}, count) {
  return Float64Array.from({length: count}, (_, i) => {
    const share = (i + 0.5) / count;
    return log ? low * (high / low) ** share : low + (high - low) * share;
  });
}

/** The steps that rows show: every one, or as many as there are rows, evenly spaced. */
function stepRows(steps, side) {
  const count = Math.min(steps, side);
  return Array.from({length: count}, (_, i) => Math.ceil(((i + 1) * steps) / count - 1e-9));
}

/** The first and the last of some places. */
function outermost(places) {
  return [places[0], places[places.length - 1]];
}

function after(steps) {
  return `After ${steps} ${steps === 1 ? "step" : "steps"}`;
}
