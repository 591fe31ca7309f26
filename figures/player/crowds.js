import {PAUSED} from "./bases.js";
import {mapOf} from "./maps.js";
import {swarmOf} from "./swarm.js";

const QUICK = 4; // ms of a frame that a first, coarse picture may take while a hand moves
const SLICE = 8; // ms of a frame for what follows
const SIDES = [8, 12]; // of the coarsest picture, and of the first one

/** The panels in which one rule runs many times, each at once and coarse, and whole as soon as the hand rests. */
export class Crowds {
  jobs = new Map();

  /** What a panel shows of a race: {overlays, legend, caption}; null for a panel of another kind. */
  picture(engine, spec, panel) {
    const many = panel.map ?? panel.swarm;
    const rule = many && !many.filled && spec.rules.find(({id}) => id === many.rule);
    if (!rule) return null;
    const key = keyOf(spec, rule, many);
    const last = this.jobs.get(panel.id);
    if (last?.key === key) return last.picture;
    const begin = performance.now();
    const make = panel.map ? mapOf : swarmOf;
    const fixed = many.starts || many.domain?.length === 1; // counted one by one, and few
    const side = fixed ? many.side : Math.min(last?.side ?? SIDES[1], many.side);
    const picture = whole(make(engine, spec, many, side));
    const faster = Math.sqrt(QUICK / Math.max(performance.now() - begin, 0.1));
    const next = Math.min(Math.max(Math.round(side * Math.min(faster, 1.5)), SIDES[0]), many.side);
    this.jobs.set(panel.id, {
      key, picture, side: next, since: last ? begin : -Infinity, // what has just come need not wait
      rest: !fixed && side < many.side ? make(engine, spec, many, many.side) : null,
    });
    return picture;
  }

  /** Forget the panels that are no longer there. */
  keep(ids) {
    for (const id of this.jobs.keys()) if (!ids.has(id)) this.jobs.delete(id);
  }

  /** Whether there is more to be run. */
  get busy() {
    return [...this.jobs.values()].some(({rest}) => rest);
  }

  /** Run on for a part of a frame; whether a picture has become whole. */
  work() {
    const end = performance.now() + SLICE;
    for (const job of this.jobs.values()) {
      if (!job.rest || performance.now() - job.since < PAUSED) continue;
      while (performance.now() < end) {
        const {done, value} = job.rest.next();
        if (!done) continue;
        Object.assign(job, {picture: value, rest: null});
        return true;
      }
    }
    return false;
  }
}

/** All that a picture depends on. */
function keyOf(spec, rule, {kind, rule: id, side, domain, axes, minima}) {
  const asked = axes?.map(({key, low, high, log}) => [key, low, high, log]);
  const free = new Set(axes?.map(({key}) => key)); // these are the plane's own
  const numbers = rule.numbers.map((value, i) => (free.has(rule.names[i]) ? null : value));
  const {surface, start, steps, sigma, delay, noise} = spec;
  return JSON.stringify([
    kind, id, side, domain, asked, minima, rule.program, numbers, surface.program, surface.numbers, axes ? start : null, steps,
    sigma, delay, noise?.reduce((sum, draw, i) => sum + draw * (i + 1), 0),
  ]);
}

/** A picture of many runs over what a panel shows of a surface that moves. */
export function laid({overlays = []}, picture) {
  if (!picture?.overlays) return picture;
  return {...picture, overlays: [...overlays.filter(({moves}) => moves !== undefined), ...picture.overlays]};
}

function whole(making) {
  for (;;) {
    const {done, value} = making.next();
    if (done) return value;
  }
}
