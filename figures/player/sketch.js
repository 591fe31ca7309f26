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
  const refilled = (overlay) => {
    const own = Object.entries(parts(overlay.drawn)).map(([name, values]) => [name, {values, shape: overlay[name].shape}]);
    return {...overlay, ...Object.fromEntries(own), ...told(overlay, part)};
  };
  bases.shape(engine, spec, film.panels);
  if (bases.rests(spec)) {
    for (const panel of film.panels.filter(({id}) => ranges[id])) bases.reach(panel, ranges[panel.id].map(part));
  }
  const moved = (panel) => ({...live.moved(panel, spec), ...bases.of(panel), overlays: panel.overlays.map(refilled)});
  return withTracks(film, tracks, film.steps, moved);
}

/** All arrays of the picture, one after another, with one of its numbers set to a value. */
function stateAt(engine, spec, name, value) {
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
