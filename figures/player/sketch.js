import {withTracks} from "./film.js";

/** A film whose picture is a function of some numbers (README.md, at *Live*), as it is at those of `spec`. */
export function sketched(live, spec, film) {
  const {engine, bases} = live;
  const made = engine.ready(spec, spec.rules[0]);
  made.W.set(spec.start);
  made.begin();
  const {arrays, tracks: channels, ranges} = spec.sketch;
  const part = (name) => made.S.slice(arrays[name][0], arrays[name][0] + arrays[name][1]);
  const parts = (names) => Object.fromEntries(Object.entries(names ?? {}).map(([key, name]) => [key, part(name)]));
  const tracks = film.tracks.map((track) => ({...track, channels: {...track.channels, ...parts(channels[track.racer])}}));
  const refilled = (overlay) => {
    const own = Object.entries(parts(overlay.drawn)).map(([name, values]) => [name, {values, shape: overlay[name].shape}]);
    return {...overlay, ...Object.fromEntries(own)};
  };
  bases.shape(engine, spec, film.panels);
  if (bases.rests(spec)) {
    for (const panel of film.panels.filter(({id}) => ranges[id])) bases.reach(panel, ranges[panel.id].map(part));
  }
  const moved = (panel) => ({...live.moved(panel, spec), ...bases.of(panel), overlays: panel.overlays.map(refilled)});
  return withTracks(film, tracks, film.steps, moved);
}
