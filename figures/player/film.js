const TYPES = {
  f4: Float32Array, f8: Float64Array, i1: Int8Array, u1: Uint8Array,
  i2: Int16Array, u2: Uint16Array, i4: Int32Array, u4: Uint32Array,
};

/**
 * A numeric array of the film: a list, a typed array Plotly's {dtype, bdata, shape} or what was decoded; null stays null.
 * @returns {import("./types.js").Decoded | null}
 */
export function decode(source) {
  if (source == null) return null;
  if (ArrayBuffer.isView(source)) return given(/** @type {any} */ (source));
  if (Array.isArray(source)) {
    const nested = Array.isArray(source[0]);
    const flat = nested ? source.flat() : source;
    const shape = nested ? [source.length, source[0].length] : [source.length];
    return {values: Float64Array.from(flat, (v) => (v == null ? NaN : v)), shape};
  }
  if (ArrayBuffer.isView(source.values)) return source;
  const bytes = Uint8Array.from(atob(source.bdata), (c) => c.charCodeAt(0));
  const values = new TYPES[source.dtype](bytes.buffer);
  const shape = source.shape == null ? [values.length] : String(source.shape).split(",").map(Number);
  return {values, shape};
}

/** @param {import("./types.js").Numbers} values */
function given(values) {
  return {values, shape: [values.length]};
}

/** An array that must be there. */
export function decoded(source) {
  const array = decode(source);
  if (!array) throw new Error("the film lacks an array");
  return array;
}

/**
 * The film with its arrays decoded; panels keep their own description, and get the tracks they draw.
 * @returns {import("./types.js").Film}
 */
export function readFilm(film) {
  const tracks = film.tracks.map(readTrack);
  const racers = new Map(film.racers.map((racer) => [racer.id, racer]));
  const groups = film.groups ?? {};
  return {
    steps: film.steps, rate: film.rate ?? 30, autoplay: film.autoplay ?? false, loop: film.loop ?? false,
    trail: film.trail ?? "whole", beat: film.beat ?? "step", predict: film.predict ?? false, readout: film.readout ?? null,
    racers, groups, tracks,
    panels: film.panels.map((panel) => ({
      ...panel,
      tracks: tracks.filter((track) => belongs(track, panel)),
      overlays: (panel.overlays ?? []).map(readOverlay),
      handles: panel.handles ?? [],
    })),
  };
}

/** Whether a panel draws a track: its group and racer, and a channel for each of its axes. */
function belongs({group, racer, channels}, panel) {
  const complete = Object.values(panel.axes ?? {}).every((name) => name === "step" || name in channels);
  return complete && group === panel.group && (panel.racers ?? [racer]).includes(racer);
}

/**
 * A film that was read, with other tracks, another length and panels changed by `moved`: the clock's own stay. What was
 * computed of the old tracks is left out; what their rules went by is marked as that of the race before.
 */
export function withTracks(film, tracks, steps, moved) {
  const groups = {...film.groups, main: {...film.groups.main, steps}};
  const panels = film.panels.map(moved).map((panel) => ({
    ...panel, tracks: tracks.filter((track) => belongs(track, panel)),
    overlays: panel.overlays.filter(({settled}) => !settled).map((own) => (own.inside && !own.now ? {...own, before: true} : own)),
  }));
  return {...film, steps, groups, tracks, panels};
}

/** A film that was read with panels changed by `changed`. */
export function withPanels(film, changed) {
  return {...film, panels: film.panels.map(changed)};
}

function readTrack(track) {
  const channels = {};
  for (const [name, source] of Object.entries(track.channels)) channels[name] = decoded(source).values;
  return {racer: track.racer, group: track.group, divergedAt: track.diverged_at ?? null, lost: track.lost, channels};
}

function readOverlay(overlay) {
  const arrays = {};
  for (const name of ["x", "y", "z", "dx", "dy", "dz", "codes"]) arrays[name] = decode(overlay[name]);
  return {...overlay, ...arrays};
}

/** Where a group stands when the film is at position t: it rests at its own end. */
export function groupTime(film, group, t) {
  const {steps = film.steps, clock = 1} = film.groups[group] ?? {};
  return Math.min(t * clock, steps);
}
