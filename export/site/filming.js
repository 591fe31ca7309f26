import {compile} from "../../figures/player/engine.js";
import {decoded} from "../../figures/player/film.js";
import {ranged} from "../../figures/player/ranges.js";

const CHANNELS = ["x", "y", "f", "gap", "g", "evals", "z"];
const SECONDS = 8; // how long a race is meant to last

/** The film of a plan (race.js), its tracks run here. */
export function filmFor(plan, facts, first) {
  const {ground, entrants, steps, sigma, seed, start} = plan;
  const live = {
    ...pick4(ground), start, steps, sigma, seed, noise: facts.noise[seed], channels: CHANNELS, alone: true, fallback: {},
    programs: Object.assign({}, ground.programs, ...entrants.map(({rule}) => rule.programs)),
    rules: entrants.map(({id, variant, numbers}) => ({
      id, program: variant.program, noisy: variant.noisy, numbers, names: variant.names.map((name) => `${id}.${name}`),
    })),
  };
  const tracks = raced(live);
  const panels = plan.panels.flatMap((name) => panelsOf(name, plan, facts, tracks));
  const aspect = panels.find(({kind}) => kind === "plane")?.aspect ?? 1;
  return {
    steps, rate: plan.rate ?? Math.min(Math.max(steps / SECONDS, 1.5), 30), autoplay: first, loop: false, trail: "whole",
    racers: entrants.map(({id, name, color, dark}) => ({id, name, color, dark})), groups: {main: {steps}},
    readout: {group: "main", channel: "f", label: "f"}, tracks, live: entrants.length ? live : null,
    panels: panels.map((panel) => (panel.racers ? panel : {...panel, aspect: aspect / panel.weight})),
  };
}

function pick4({surface, domain, minima, minimum, bottom, height, plane}) {
  return {surface, domain, minima, minimum, bottom, height, plane};
}

function raced(live) {
  const noisy = live.sigma > 0;
  const rules = live.rules.map((rule) => ({...rule, program: noisy ? rule.noisy : rule.program}));
  const arrays = rules.map(() => Object.fromEntries(CHANNELS.map((name) => [name, new Float32Array(live.steps + 1)])));
  const spec = {...live, rules, noise: noisy ? decoded(live.noise).values : null};
  const ends = compile(live.programs).race(spec, arrays);
  return rules.map(({id}, i) => ({
    racer: id, group: "main", diverged_at: ends[i] < 0 ? null : ends[i], outcome: "", channels: arrays[i],
  }));
}

function panelsOf(name, plan, facts, tracks) {
  const {plane, space} = plan.ground.panels_of;
  const {start, entrants, over} = plan;
  if (name === "contour") return [{...plane, start}];
  if (name === "surface") return [{...space, start}];
  if (name === "multiples") {
    return entrants.map(({id, name: title}) => ({...plane, start, id: `${plane.id}-${id}`, title, racers: [id]}));
  }
  if (name === "swarm") return entrants.length ? [swarmOf(plan, facts)] : [];
  const charted = facts.charts[name === "gradient" ? "g" : above(tracks) ? "gap" : "f"];
  const title = over === "step" ? charted.title : charted.title.replace("against step", "against evaluations");
  const panel = {...charted, title, axes: {...charted.axes, x: over}};
  const key = `${panel.key} ${over} ${plan.surface} ${plan.steps} ${JSON.stringify(entrants.map(({numbers}) => numbers))} ${start}`;
  return [{...panel, key, figure: ranged(panel, tracks)}];
}

/** The picture of a swarm, whose dots the player runs. */
function swarmOf({ground, entrants, swarm}, facts) {
  const {id, name} = entrants.find((entrant) => entrant.id === swarm.id) ?? entrants[0];
  const {wells, domain} = ground;
  const words = wells.length ? facts.swarm.words : {ends: "", moved: ""};
  const colors = wells.map((_, i) => facts.swarm.colors[i % facts.swarm.colors.length]);
  return {
    ...ground.panels_of.plane, id: "swarm", title: `Swarm of ${name}`, racers: [id], clickable: false, start: null, handles: [],
    subtitle: `${swarm.side} × ${swarm.side} starts${words.ends}`,
    swarm: {rule: id, side: swarm.side, domain, minima: wells, colors, words},
  };
}

/** Whether no run is below the least known value. */
function above(tracks) {
  return tracks.every(({channels: {gap, f}}) => f.every((value, i) => Number.isFinite(value) === Number.isFinite(gap[i])));
}
