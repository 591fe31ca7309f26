import {Drifting} from "../../figures/player/drifting.js";
import {compile} from "../../figures/player/engine.js";
import {decoded} from "../../figures/player/film.js";
import {endOf} from "../../figures/player/racing.js";
import {ranged} from "../../figures/player/ranges.js";

const CHANNELS = ["x", "y", "f", "gap", "g", "evals", "z"];
const DISTANCE = "away"; // from the equilibrium, what counts in a game
const BY_STEP = "step";
const SECONDS = 8; // how long a race is meant to last

/** The film of a plan (race.js), its tracks run here. */
export function filmFor(plan, facts, first) {
  const {ground, entrants, steps, sigma, seed, start} = plan;
  const live = {
    ...raceOn(ground), start, steps, sigma, seed, noise: facts.noise[seed], alone: true, fallback: {},
    channels: ground.goal ? [...CHANNELS, DISTANCE] : CHANNELS,
    programs: Object.assign({}, ground.programs, ...entrants.map(({rule}) => rule.programs)),
    rules: entrants.map(({id, variant, numbers}) => ({
      id, program: variant.program, noisy: variant.noisy, numbers, names: variant.names.map((name) => `${id}.${name}`),
    })),
  };
  const engine = compile(live.programs);
  const tracks = raced(engine, live);
  const drifting = new Drifting();
  const panels = drawable(plan).flatMap((name) => panelsOf(name, plan, facts, tracks))
    .map((panel) => (ground.moving && entrants.length ? drifting.of(engine, live, panel) : panel));
  const aspect = panels.find(({kind}) => kind === "plane")?.aspect ?? 1;
  return {
    steps, rate: plan.rate ?? Math.min(Math.max(steps / SECONDS, 1.5), 30), autoplay: first, loop: false, trail: "whole",
    racers: entrants.map(({id, name, color, dark}) => ({id, name, color, dark})), groups: {main: {steps}},
    readout: {group: "main", channel: "f", label: "f"}, tracks, live: entrants.length ? live : null,
    panels: panels.map((panel) => (panel.racers ? panel : {...panel, aspect: aspect / panel.weight})),
  };
}

function raceOn({surface, domain, minima, minimum, bottom, goal, moving, height, plane}) {
  return {surface, domain, minima, minimum, bottom, goal, moving, height, plane};
}

/** The pictures that the surface has; if that is none of those asked for, or not in space, the contour: as `film_of`. */
export function drawable({panels, ground: {without}}) {
  const seen = panels.map((name) => (name === "surface" && name in without ? "contour" : name));
  const found = [...new Set(seen)].filter((name) => !(name in without));
  return found.length ? found : ["contour"];
}

function raced(engine, live) {
  const noisy = live.sigma > 0;
  const rules = live.rules.map((rule) => ({...rule, program: noisy ? rule.noisy : rule.program}));
  const arrays = rules.map(() => Object.fromEntries(live.channels.map((name) => [name, new Float32Array(live.steps + 1)])));
  const spec = {...live, rules, noise: noisy ? decoded(live.noise).values : null};
  const ends = engine.race(spec, arrays);
  return rules.map(({id}, i) => {
    const {divergedAt, lost} = endOf(ends[i]);
    return {racer: id, group: "main", diverged_at: divergedAt, lost, outcome: "", channels: arrays[i]};
  });
}

function panelsOf(name, plan, facts, tracks) {
  const {plane, space} = plan.ground.panels_of;
  const {start, entrants, over} = plan;
  if (name === "contour") return [{...plane, start}];
  if (name === "surface") return [{...space, start}];
  if (name === "multiples") {
    return entrants.map(({id, name: title}) => ({...plane, start, id: `${plane.id}-${id}`, title, racers: [id]}));
  }
  if (name in CROWDS) return entrants.length ? CROWDS[name](plan, facts) : [];
  const charted = facts.charts[name === "gradient" ? "g" : plan.ground.goal ? DISTANCE : above(tracks) ? "gap" : "f"];
  const title = over === "step" ? charted.title : charted.title.replace("against step", "against evaluations");
  const panel = {...charted, title, axes: {...charted.axes, x: over}};
  const key = `${panel.key} ${over} ${plan.surface} ${plan.steps} ${JSON.stringify(entrants.map(({numbers}) => numbers))} ${start}`;
  return [{...panel, key, figure: ranged(panel, tracks)}];
}

const CROWDS = {swarm: swarmHere, basins: basinsHere, rates: ratesHere};

/** A picture on the plane of starts under one rule, whose runs are left to the player. */
function overStarts({ground, start}, {id, name}, words, {colors}) {
  const {wells, domain} = ground;
  const kinds = {domain, minima: wells, rule: id, colors: wells.map((_, i) => colors[i % colors.length])};
  return {panel: {...ground.panels_of.plane, start, id: words.toLowerCase(), title: `${words} of ${name}`, racers: [id]}, kinds};
}

function swarmHere(plan, {swarm}) {
  const {panel, kinds} = overStarts(plan, manyOf(plan), "Swarm", swarm);
  const {side} = plan.crowd;
  const words = kinds.minima.length ? swarm.words : "";
  return [{...panel, subtitle: `${side} × ${side} starts${words}`, swarm: {...kinds, side, words}}];
}

function basinsHere(plan, {swarm, maps}) {
  const {panel, kinds} = overStarts(plan, manyOf(plan), "Basins", swarm);
  return [{...panel, subtitle: "Where it ends, by where it starts", map: {...kinds, kind: "basins", side: maps.sides.basins}}];
}

/** The plane of two numbers of a rule, on axes that reach over where it stands. */
function ratesHere(plan, {maps}) {
  const entrant = manyOf(plan);
  const pair = pairOf(entrant.rule, plan.crowd);
  if (!pair) return [];
  const axes = pair.map((name) => axisFor(entrant, name, plan.steps));
  const {rates} = maps;
  const given = rates.figure.layout;
  const layout = {...given, xaxis: laidOut(given.xaxis, axes[0]), yaxis: laidOut(given.yaxis, axes[1])};
  const stepped = pair[1] === BY_STEP;
  const handle = {
    ...rates.handles[0], label: entrant.name, x: axes[0].value, y: axes[1].value,
    within: axes.map(({low, high}) => [low, high]), axis: stepped ? "x" : undefined,
    sets: axes.flatMap(({key}, i) => (key === null ? [] : [{name: key, axis: "xy"[i]}])),
  };
  return [{
    ...rates, figure: {...rates.figure, layout}, key: `${rates.key} ${JSON.stringify(axes)}`, title: `Rates of ${entrant.name}`,
    subtitle: stepped ? "What is left, by the step" : "What is left, by two of its numbers", handles: [handle],
    map: {kind: "rates", rule: entrant.id, side: maps.sides.rates, axes, colors: maps.left},
  }];
}

/** Whose runs are shown. */
export function manyOf({entrants, crowd}) {
  return entrants.find(({id}) => id === crowd.id) ?? entrants[0];
}

/** The names across and up, as `pair_of` of figures/maps.py chooses them; null for a rule without numbers. */
export function pairOf({axes, up}, {across, upward}) {
  const names = Object.keys(axes);
  if (!names.length) return null;
  const first = names.includes(across) ? across : names[0];
  return [first, upward !== first && (upward === BY_STEP || names.includes(upward)) ? upward : up[first]];
}

function axisFor({id, rule, variant, numbers}, name, steps) {
  if (name === BY_STEP) return {name, key: null, low: 0.5, high: steps + 0.5, log: false, words: "Step", value: steps / 2};
  const axis = rule.axes[name];
  const value = numbers[variant.names.indexOf(name)];
  const reach = axis.log && !(value > 0) ? [] : [value];
  return {...axis, key: `${id}.${name}`, low: Math.min(axis.low, ...reach), high: Math.max(axis.high, ...reach), value};
}

function laidOut(axis, {low, high, log, words}) {
  const range = log ? [Math.log10(low), Math.log10(high)] : [low, high];
  const every = Math.max(1, Math.round((range[1] - range[0]) / 5));
  const scale = log ? {type: "log", exponentformat: "power", dtick: every} : {type: "linear", dtick: null};
  return {...axis, ...scale, range, title: {...axis.title, text: words}};
}

/** Whether no run is below the least known value. */
function above(tracks) {
  return tracks.every(({channels: {gap, f}}) => f.every((value, i) => Number.isFinite(value) === Number.isFinite(gap[i])));
}
