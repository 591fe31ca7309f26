import {withTracks} from "./film.js";
import {measured} from "./format.js";

/** A film whose picture is a function of some numbers (README.md, at *Live*), as it is at those of `spec`. */
export function sketched(live, spec, film) {
  const {engine, bases} = live;
  const {arrays, tracks: channels, ranges, each} = spec.sketch;
  const states = (each?.values ?? [null]).map((value) => stateAt(engine, spec, each?.name, value));
  const part = (name) => {
    const [first, count] = arrays[name];
    if (!each?.arrays.includes(name)) return states[0].slice(first, first + count);
    const whole = new Float64Array(count * states.length);
    states.forEach((state, k) => whole.set(state.subarray(first, first + count), k * count));
    return whole;
  };
  const parts = (names) => Object.fromEntries(Object.entries(names ?? {}).map(([key, name]) => [key, part(name)]));
  const tracks = film.tracks.map((track) => ({...track, channels: {...track.channels, ...parts(channels[track.racer])}}));
  bases.shape(engine, spec, film.panels);
  if (bases.rests(spec)) {
    for (const panel of film.panels.filter(({id}) => ranges[id])) bases.reach(panel, ranges[panel.id].map(part));
  }
  const moved = (panel) => ({...live.moved(panel, spec), ...bases.of(panel), overlays: panel.overlays.map((own) => refilled(own, part))});
  return withTracks(film, tracks, film.steps, moved);
}

/** Overlays that are drawn of a race's surface (README.md, at `drawn`), as it is at the numbers of `spec`. */
export function redrawn(engine, spec, overlays) {
  if (!spec.drawn || !overlays.some(({drawn}) => drawn)) return overlays;
  const {arrays, rule} = spec.drawn;
  const state = stateAt(engine, {...spec, rules: [rule]});
  return overlays.map((overlay) => refilled(overlay, (name) => state.slice(arrays[name][0], arrays[name][0] + arrays[name][1])));
}

/** An overlay with the arrays that are parts of a picture. */
function refilled(overlay, part) {
  const own = Object.entries(overlay.drawn ?? {}).map(([name, asked]) => [name, {values: part(asked), shape: overlay[name].shape}]);
  return {...overlay, ...Object.fromEntries(own), ...told(overlay, part)};
}

/** All arrays of the picture, one after another, with one of its numbers set to a value. */
function stateAt(engine, spec, name = undefined, value = undefined) {
  const [rule] = spec.rules;
  const numbers = rule.numbers.map((own, i) => (rule.names[i] === name ? value : own));
  const made = engine.ready(spec, {...rule, numbers});
  made.W.set(spec.start);
  made.begin();
  return made.S.slice();
}

/** An overlay's label, or its words at each step, where they say a number of the picture. */
function told({told: asked, type}, part) {
  if (!asked) return {};
  const texts = Array.from(part(asked.name), (value) => (Number.isFinite(value) ? `${asked.words}${measured(value)}` : ""));
  return type === "text" ? {texts} : {label: texts[0]};
}
