// A race in the page as the engine takes it, and what comes of it as a film has it.

import {decoded} from "./film.js";

export const DIGITS = 4; // of a start, as the address has it
const DOWNHILL = "off downhill"; // as `Track.lost` of figures/film.py

/** A rule with the programs that it has on a surface with noise, or on one without. */
export function programmed(rule, noisy) {
  const {inside} = rule;
  const chosen = ({noisy: tilted, program}) => (noisy ? tilted : program);
  return {...rule, program: chosen(rule), inside: inside && chosen(inside), shapes: inside?.shapes};
}

/** How a run ended, as a track says it: where it diverged, and that it went down beyond all numbers if it did. */
export function endOf({at, downhill}) {
  return at < 0 ? {divergedAt: null} : {divergedAt: at, ...(downhill ? {lost: DOWNHILL} : {})};
}

/** The film's `live` with its table of draws, and where each number stands. */
export function read(live) {
  const places = new Map();
  for (const {names, numbers: given} of [live.surface, ...live.rules]) {
    names.forEach((name, i) => places.set(name, {value: given[i]}));
  }
  return {...live, noise: decoded(live.noise).values, tables: (live.tables ?? []).map((table) => decoded(table).values), places};
}

export function rounded(value) {
  return Number(value.toPrecision(DIGITS));
}

/** The number that a handle's place stands for, to as many decimals as its control holds: or the app's would be another. */
export function meant({axis, over = 1, less = 0, decimals}, place) {
  const value = (place[axis] - less) / over;
  return decimals == null ? value : Number(value.toFixed(decimals));
}

export function same(one, other) {
  return String(one) === String(other);
}
