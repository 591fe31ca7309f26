import {basinOf} from "../../figures/player/basins.js";
import {el, write} from "../../figures/player/dom.js";
import {compact} from "../../figures/player/format.js";

const DONE = 1e-3; // of the way to the lowest known minimum, what may be left of it
const HEADS = ["Optimizer", "Final value", "Left to gain", "Evaluations until done", "Evaluations", "How it ended"];
const LEFT = 2; // of these, what a game has another word for
const TINY = 1e-37; // what stands for nothing left on a logarithmic axis
const BETWEEN = 120; // ms between two tables while something moves

/** The table under a race: how each run that is drawn ended. It follows the race as the page runs it anew. */
export class Outcomes {
  /** @type {any} */ known = null; // of the race that is shown: {racers, minima, domain, goal}
  /** @type {ReturnType<typeof setTimeout> | undefined} */ timer;

  constructor(root) {
    this.body = el("tbody");
    this.heads = HEADS.map((text) => el("th", {scope: "col", text}));
    const head = el("thead", {}, el("tr", {}, ...this.heads));
    const table = el("table", {}, el("caption", {text: "How the runs ended"}), head, this.body);
    root.append(el("div", {class: "dh-outcomes"}, table));
    document.addEventListener("downhill:raced", (event) => this.raced(/** @type {CustomEvent} */ (event).detail));
  }

  /** Another race is shown, and this is what its player tells of it. */
  describe(known, told) {
    this.known = known;
    this.raced(told);
  }

  raced(race) {
    this.race = race;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.draw();
    }, BETWEEN);
  }

  draw() {
    const {race, known} = this;
    if (!known || !race) return;
    const {domain, goal} = known;
    const places = {domain, goal, minima: race.minima(known.minima), moving: race.moving()};
    write(this.heads[LEFT], goal ? "Distance left" : HEADS[LEFT]);
    const rows = race.tracks.flatMap((track) => {
      const racer = known.racers.find(({id}) => id === track.racer);
      return racer ? [row(racer, outcomeOf(track, places))] : [];
    });
    this.body.replaceChildren(...rows);
  }
}

function row({name, color, dark}, {value, left, done, asked, words}) {
  const dot = el("i", {class: "dh-dot"});
  dot.style.setProperty("--own", color);
  dot.style.setProperty("--own-dark", dark ?? color);
  const counted = (number) => (Number.isNaN(number) ? compact(number) : String(number));
  const texts = [compact(value), compact(left < TINY ? 0 : left), counted(done), counted(asked)];
  const cells = texts.map((text) => el("td", {class: "dh-number", text}));
  return el("tr", {}, el("th", {scope: "row"}, dot, name), ...cells, el("td", {text: words}));
}

/** What can be said of a run from its track alone; NaN where it is not known. */
export function outcomeOf({divergedAt, lost, channels}, places) {
  const {f, evals} = channels;
  const gap = channels.away ?? channels.gap; // in a game what counts is how far it is from the equilibrium
  const end = divergedAt === null ? f.length - 1 : divergedAt - 1;
  const known = gap && Number.isFinite(gap[0]) && gap[0] > 0;
  let done = end + 1; // for good: from the end on, as far back as it was
  while (known && done > 0 && gap[done - 1] <= DONE * gap[0]) done--;
  return {
    value: end < 0 ? NaN : f[end], left: known && end >= 0 ? gap[end] : NaN, done: !known || done > end || !evals ? NaN : evals[done],
    asked: evals ? evals[evals.length - 1] : NaN, words: saidOf(divergedAt, lost, end, channels, places),
  };
}

/** How it ended, in the words of optim/_outcome.py as far as a track alone can tell. */
function saidOf(divergedAt, lost, end, {x, y, f}, {minima, domain, goal, moving}) {
  if (divergedAt === 0) return "No value at the start";
  const inside = (k) => [x[k], y[k]].every((value, i) => value >= domain[i][0] && value <= domain[i][1]);
  let left = end + 1;
  while (left > 0 && !inside(left - 1)) left--;
  if (divergedAt !== null && !lost) return `Diverged at step ${divergedAt}`;
  if (left <= end) {
    if (left === 0) return "Outside the picture";
    const downhill = lost || (!goal && f.slice(left, end + 1).every((value, i) => value < f[left - 1 + i]));
    return `Left the picture at step ${left}${downhill ? ", downhill" : ""}`;
  }
  const away = (place) => `${shareOf(place, [x[end], y[end]], domain)} of the picture from the`;
  if (goal) return `${away(goal)} equilibrium`;
  if (moving) return `${away(moving)} minimum, which moves`;
  const index = basinOf(x[end], y[end], minima, domain);
  if (index < 0) return "At no marked minimum";
  let since = end;
  while (since > 0 && basinOf(x[since - 1], y[since - 1], minima, domain) === index) since--;
  return `Near the minimum (${compact(minima[index][0])}, ${compact(minima[index][1])}) since step ${since}`;
}

/** How far two places are apart in the picture, as optim/_outcome_words.py writes it. */
function shareOf([a, b], [x, y], [[left, right], [low, high]]) {
  const share = Math.hypot((x - a) / (right - left), (y - b) / (high - low));
  return share >= 1e-4 ? `${Number((100 * share).toPrecision(2))}%` : "under 0.01%";
}
