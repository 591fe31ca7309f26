import {nearestWhole, percents} from "./format.js";

const NEAR = 0.02; // as optim/_measure.py: a share of the picture's width
const NAMED = 8; // minima that the legend names, as figures/swarm.py
const PART = 48; // starts that run before others may have their turn
export const NONE = "@muted";
export const GONE = "@ink";

/** Where each of many starts ends: the index of its minimum, one more than there are where it diverges, between: none. */
export function kindOf(swarm, lane, minima, domain) {
  if (swarm.diverged[lane] >= 0) return minima.length + 1;
  const index = basinOf(swarm.points[2 * lane], swarm.points[2 * lane + 1], minima, domain);
  return index < 0 ? minima.length : index;
}

/** Which of the minima of a curve a place lies at, within a share of the picture's width; −1 for none. */
export function dipOf(x, minima, [[left, right]], near = NEAR) {
  let [index, least] = [-1, near];
  minima.forEach(([a], i) => {
    const distance = Math.abs((x - a) / (right - left));
    if (distance <= least) [index, least] = [i, distance];
  });
  return index;
}

/** Which of the minima a point lies at, −1 for none. */
export function basinOf(x, y, minima, [[left, right], [low, high]]) {
  let [index, least] = [-1, NEAR];
  for (let i = 0; i < minima.length; i++) {
    if (!minima[i]) continue;
    const distance = Math.hypot((x - minima[i][0]) / (right - left), (y - minima[i][1]) / (high - low));
    if (distance <= least) [index, least] = [i, distance];
  }
  return index;
}

/** The code of the cell in which a point lies, of rows of digits from below; −1 outside. */
export function cellOf(x, y, rows, [[left, right], [low, high]]) {
  const at = [(x - left) / (right - left), (y - low) / (high - low)];
  if (!at.every((share) => share >= 0 && share <= 1)) return -1;
  const [column, row] = at.map((share, i) => nearestWhole(share * ((i ? rows.length : rows[0].length) - 1)));
  return Number(rows[row][column]);
}

/** The minima as the surface has them now. */
export function minimaOf(engine, spec, minima) {
  return spec.shaped ? engine.minima(spec, minima) : minima;
}

/** Run many starts, some at a time, and have each part `taken` with its first lane; in between others have their turn. */
export function* inParts(engine, spec, rule, starts, taken) {
  for (let first = 0; 2 * first < starts.length; first += PART) {
    taken(engine.swarm(spec, rule, starts.subarray(2 * first, 2 * (first + PART))), first);
    yield;
  }
}

/** What each colour means, and its share; as `ends_legend` of figures/swarm.py. */
export function endsLegend(minima, colors, kinds) {
  let counts = new Array(minima.length + 2).fill(0);
  for (const kind of kinds) counts[kind]++;
  let ends = minima.map((place, i) => place && [colors[i], `(${short(place[0])}, ${short(place[1])})`]);
  if (minima.length > NAMED) {
    counts = [counts.slice(0, -2).reduce((sum, count) => sum + count, 0), ...counts.slice(-2)];
    ends = [["", `at one of ${minima.length} minima`]];
  }
  ends.push([NONE, minima.some(Boolean) ? "at none of these" : "not diverged"], [GONE, "diverged"]);
  const shares = percents(counts.map((count) => count / kinds.length));
  return ends.flatMap((end, i) => (
    end && (counts[i] || end[0] !== GONE) ? [{color: end[0], label: `${end[1]} ${shares[i]}`}] : []
  ));
}

function short(value) {
  return String(Math.round(value * 100) / 100 + 0).replace("-", "−");
}

/** Cells centred on a grid, `columns` in a row, from below: each in the colour of its code. */
export function rasterOf(codes, columns, domain, colors, racer) {
  const [x, y] = domain.map((ends) => ({values: Float64Array.from(ends), shape: [1, 2]}));
  return {type: "raster", x, y, codes: {values: codes, shape: [codes.length / columns, columns]}, colors, racer};
}
