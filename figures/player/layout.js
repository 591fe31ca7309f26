const NARROWEST = 270; // CSS pixels a panel of weight 1 needs, up to three in a row
const AMPLE = 340; // and beyond three
const SPANS = 60;

/** How panels share rows: as few rows as fit, evenly filled; a list of spans out of 60 and the number of rows. */
export function shareRows(weights, width) {
  const fit = Math.min(3, Math.floor(width / NARROWEST));
  const perRow = Math.max(1, fit, Math.floor(width / AMPLE));
  const total = weights.reduce((sum, w) => sum + w, 0);
  const rows = Math.min(weights.length, Math.max(1, Math.ceil(total / perRow - 0.01)));
  const spans = [];
  let first = 0;
  for (let row = rows; row > 0; row--) {
    const count = Math.ceil((weights.length - first) / row);
    spans.push(...shares(weights.slice(first, first + count)));
    first += count;
  }
  return {spans, rows};
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
