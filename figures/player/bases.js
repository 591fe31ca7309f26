import {ranged, reached} from "./ranges.js";

const NODES = 61; // a side, of a base that is drawn while its surface moves
const FINE = 201; // of a curve
export const PAUSED = 150; // ms without a change, after which a hand rests
const PATIENCE = 4; // times as long as a base took, until the next one

/** The bases that a race in the page makes anew: those of a surface whose numbers have moved, and of charts. */
export class Bases {
  shaped = {key: "", since: 0, next: 0, drawn: 0}; // what moves, since when, when a base is due, was last drawn
  rested = {key: "", since: 0};
  figures = new Map(); // of panels whose surface has moved: id → {figure, key}
  ranges = new Map(); // of charts whose axes follow the race: id → {figure, key}

  /** `again` is called when a hand rests, and there is time for what takes longer. */
  constructor(again) {
    this.again = again;
  }

  /** What takes the place of a panel's own figure, if anything. */
  of({id}) {
    return {...this.figures.get(id), ...this.ranges.get(id)};
  }

  clear() {
    this.figures.clear();
    this.ranges.clear();
  }

  /** A frame has been drawn: how long it took says when the next base is due. */
  tick() {
    if (!this.shaped.drawn) return;
    const now = performance.now();
    this.shaped.next = now + PATIENCE * (now - this.shaped.drawn);
    this.shaped.drawn = 0;
  }

  /**
   * The bases of a surface whose numbers have moved, at a drag's resolution. Plotly takes long: a contour gets a fifth of
   * the time, a surface in space waits until the hand rests.
   */
  shape(engine, spec, panels) {
    clearTimeout(this.reshaping);
    if (!spec.shaped) {
      this.figures.clear();
      return;
    }
    const now = performance.now();
    const key = JSON.stringify(spec.surface.numbers);
    if (key !== this.shaped.key) this.shaped = {...this.shaped, key, since: now};
    const rested = now - this.shaped.since >= PAUSED;
    if (!rested) this.reshaping = setTimeout(() => this.again(), PAUSED);
    for (const panel of panels) {
      const due = rested || (panel.kind === "plane" && now >= this.shaped.next);
      const figure = due && panel.group === "main" ? base(engine, panel, spec) : null;
      if (!figure) continue;
      this.figures.set(panel.id, {figure, key: `${panel.key} ${key}`});
      this.shaped.drawn = now;
    }
  }

  /** Whether the hand rests, so that there is time for what takes longer; if not, the race is drawn again when it does. */
  rests({surface, rules, start, steps, sigma}) {
    clearTimeout(this.resting);
    const key = JSON.stringify([surface.numbers, rules.map(({numbers}) => numbers), start, steps, sigma]);
    const now = performance.now();
    if (key !== this.rested.key) this.rested = {key, since: now};
    if (now - this.rested.since >= PAUSED) return true;
    this.resting = setTimeout(() => this.again(), PAUSED);
    return false;
  }

  /** Where no app gives charts their axes, they get those of the race in the page. */
  range(panels, tracks) {
    for (const panel of panels) {
      if (panel.kind !== "chart" || panel.group !== "main" || panel.figure.data.length) continue;
      const drawn = tracks.filter(({racer}) => !panel.racers || panel.racers.includes(racer));
      this.ranges.set(panel.id, {figure: ranged(panel, drawn), key: `${panel.key} ${this.rested.key}`});
    }
  }

  /** A panel's vertical axis is to reach as far as these values do. */
  reach(panel, values) {
    this.ranges.set(panel.id, {figure: reached(panel, values), key: `${panel.key} ${this.rested.key}`});
  }

  destroy() {
    clearTimeout(this.reshaping);
    clearTimeout(this.resting);
  }
}

/** A panel's figure with other heights, in the plane without the marks of the old surface; null if it shows none. */
function base(engine, {figure, axes}, spec) {
  const [trace, ...marks] = figure.data;
  if (trace?.type === "scatter" && axes?.y === "f") {
    const x = spread(figure.layout.xaxis.range, FINE);
    return {...figure, data: [{...trace, x, y: engine.grid(spec, x, [0])[0]}, ...marks]};
  }
  const scale = {contour: spec.plane, surface: spec.height}[trace?.type];
  if (!scale) return null;
  const {xaxis, yaxis} = figure.layout.scene ?? figure.layout;
  const sides = [xaxis, yaxis].map(({range}) => spread(range, NODES));
  const height = (value) => (scale.scale === null ? value : Math.asinh((value - scale.center) / scale.scale) / Math.LN10);
  const z = engine.grid(spec, ...sides).map((row) => row.map(height));
  return {...figure, data: [{...trace, x: sides[0], y: sides[1], z}]};
}

/** So many numbers from one end of an axis to the other. */
function spread([low, high], count) {
  return Array.from({length: count}, (_, i) => low + ((high - low) * i) / (count - 1));
}
