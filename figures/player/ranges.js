// The ranges of charts of races that were run in the page; as figures/charts.py chooses them.

import LOOK from "./look.json" with {type: "json"};

const DECADES = 2; // a channel that is never negative and spans more is drawn on a log axis
const DEEPEST = 10; // decades below the top at which a log axis ends
const ROOM = 100; // how many times what runs begin with, or mostly are, an axis shows at most

/** A chart's figure with the axes that fit its tracks. */
export function ranged(panel, tracks) {
  const {x, y} = panel.axes;
  const end = x === "step" ? (track) => track.channels[y].length - 1 : (track) => topmost(track.channels[x]);
  const length = reach(tracks, end);
  const values = pooled(tracks.map((track) => track.channels[y]));
  const log = values.length > 0 && spans(values);
  const [low, high] = log ? logRange(values) : linearRange(values);
  const {layout} = panel.figure;
  const scale = log
    ? {type: "log", exponentformat: "power", dtick: Math.max(1, Math.round((high - low) / 6))}
    : {type: "linear", dtick: null};
  const tickfont = {...panel.figure.layout.yaxis.tickfont, size: log ? LOOK.ticks.powers : LOOK.ticks.letters};
  Object.assign(scale, {tickfont, tickvals: null, ticktext: null});
  return {
    ...panel.figure,
    layout: {
      ...layout, xaxis: {...layout.xaxis, range: [0, length]}, yaxis: {...layout.yaxis, ...scale, range: [low, high]},
      annotations: values.length ? [] : layout.annotations,
    },
  };
}

function reach(tracks, of) {
  return tracks.reduce((most, track) => Math.max(most, of(track)), 0) || 1;
}

function topmost(values) {
  return values.reduce((most, value) => (Number.isFinite(value) && value > most ? value : most), 0);
}

/** Every finite value but those far beyond where the runs began and where they mostly are, in order. */
function pooled(runs) {
  const finite = runs.map((run) => run.filter(Number.isFinite));
  const all = finite.flatMap((run) => [...run]);
  if (!all.length) return [];
  const sizes = Float64Array.from(all, Math.abs).sort();
  const starts = finite.filter((run) => run.length).map((run) => Math.abs(run[0]));
  const most = ROOM * Math.max(...starts, quantile(sizes, 0.5));
  return Float64Array.from(all.filter((value) => Math.abs(value) <= most)).sort();
}

function spans(values) {
  const least = values.find((value) => value > 0);
  return values[0] >= 0 && least !== undefined && Math.log10(values[values.length - 1] / least) > DECADES;
}

function logRange(values) {
  const high = Math.log10(values[values.length - 1]);
  const low = Math.max(Math.log10(values.find((value) => value > 0)), high - DEEPEST);
  return padded(low, high, 0.04);
}

function linearRange(values) {
  if (!values.length) return [0, 1];
  const [lower, upper] = [quantile(values, 0.05), quantile(values, 0.95)];
  const room = 3 * (upper - lower) || Infinity;
  return padded(Math.max(values[0], lower - room), Math.min(values[values.length - 1], upper + room), 0.05);
}

function padded(low, high, share) {
  const half = high > low ? 0 : Math.max(Math.abs(low), 1) / 2; // a flat run lies in the middle
  const pad = half || share * (high - low);
  return [low - pad, high + pad];
}

/** The q-quantile of sorted values, between its neighbours on a straight line. */
function quantile(sorted, q) {
  const at = q * (sorted.length - 1);
  const below = Math.floor(at);
  return sorted[below] + (at - below) * ((sorted[below + 1] ?? sorted[below]) - sorted[below]);
}

/** A panel's figure, whose vertical axis reaches as far as some values do. */
export function reached({figure}, values) {
  const finite = values.flatMap((part) => [...part].filter(Number.isFinite));
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  if (!(low <= high)) return figure;
  const pad = LOOK.range.free * (high - low) || LOOK.range.level;
  const yaxis = {...figure.layout.yaxis, range: [low - pad, high + pad]};
  return {...figure, layout: {...figure.layout, yaxis}};
}
