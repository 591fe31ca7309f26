const NARROWEST = 270; // CSS pixels a panel of weight 1 needs, up to three in a row
const AMPLE = 340; // and beyond three
const SPANS = 60;

/**
 * How panels share rows: as few rows as fit, evenly filled; a list of spans out of 60 and the number of rows.
 * A panel that asks for a whole row stands alone in it. With `even` all panels are of one width, and a shorter row leaves room at its end.
 */
export function shareRows(weights, width, even = false) {
  if (weights.length === 0) return {spans: [], rows: 0};
  const fit = Math.min(3, Math.floor(width / NARROWEST));
  const perRow = Math.max(1, fit, Math.floor(width / AMPLE));
  const total = weights.reduce((sum, w) => sum + w, 0);
  const rows = Math.min(weights.length, Math.max(1, Math.ceil(total / perRow - 0.01)));
  const lines = [];
  for (let first = 0, left = rows; left > 0; first += lines.at(-1).length, left--) {
    const alone = left > 1 && weights[first] >= perRow;
    lines.push(weights.slice(first, first + (alone ? 1 : Math.ceil((weights.length - first) / left))));
  }
  const most = Math.max(...lines.map(({length}) => length));
  if (even && lines.some(({length}) => length < most)) return {spans: weights.map(() => Math.floor(SPANS / most)), rows};
  return {spans: aligned(lines).flatMap(shares), rows};
}

/** Rows of equal length get common columns. */
function aligned(lines) {
  if (lines.some(({length}) => length !== lines[0].length)) return lines;
  const columns = lines[0].map((_, i) => lines.reduce((sum, line) => sum + line[i], 0));
  return lines.map(() => columns);
}

/** A row's spans, in whole units that add up to the full width. */
function shares(weights) {
  const total = weights.reduce((sum, w) => sum + w, 0);
  let before = 0;
  let used = 0;
  return weights.map((weight) => {
    before += weight;
    const span = Math.round((before / total) * SPANS) - used;
    used += span;
    return span;
  });
}
