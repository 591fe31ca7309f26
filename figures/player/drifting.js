const OWN_STEPS = 400; // steps with an entry of their own, as figures/drifting.py

/** The levels and the minimum of a surface that moves with the steps, as overlays, at the numbers that it has now. */
export class Drifting {
  key = "";
  seen = []; // where its minimum is, and its half-axes, by step

  /** A panel whose overlays that move with the surface are those of this race. */
  of(engine, spec, panel) {
    if (!panel.overlays.some(({moves}) => moves !== undefined)) return panel;
    const every = Math.max(Math.ceil(spec.steps / OWN_STEPS), 1);
    const key = JSON.stringify([spec.surface.numbers, spec.steps]);
    if (key !== this.key) [this.key, this.seen] = [key, stations(engine, spec, every)];
    const made = (own) => (own.moves === undefined ? own : moved(own, this.seen, every));
    return {...panel, overlays: panel.overlays.map(made)};
  }
}

/** The minimum and the two half-axes of a level, the longer one of length 1, at every so many steps. */
function stations(engine, spec, every) {
  const count = Math.ceil(spec.steps / every) + 1;
  return engine.drift(spec, every, count).map(([middle, [h, c, d]]) => {
    const steepest = (h + d) / 2 + Math.hypot((h - d) / 2, c);
    const flattest = (h * d - c * c) / steepest;
    const angle = Math.atan2(2 * c, h - d) / 2;
    const [across, up] = [Math.cos(angle), Math.sin(angle)];
    const share = Math.sqrt(flattest / steepest);
    return {middle, long: [-up, across], short: [share * across, share * up]};
  });
}

function moved(overlay, seen, every) {
  const {moves, type} = overlay;
  const dots = type === "dots";
  const own = (axis) => seen.flatMap(({middle, long, short}) => (
    dots ? [middle[axis]] : [middle[axis], moves * long[axis], moves * short[axis]]
  ));
  const rows = (axis) => ({values: Float64Array.from(own(axis)), shape: [seen.length, dots ? 1 : 3]});
  return {...overlay, every, x: rows(0), y: rows(1)};
}
