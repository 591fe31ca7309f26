const NEAR = 0.02; // as optim/_measure.py: a share of the picture's width

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
  minima.forEach(([a, b], i) => {
    const distance = Math.hypot((x - a) / (right - left), (y - b) / (high - low));
    if (distance <= least) [index, least] = [i, distance];
  });
  return index;
}

/** The code of the cell in which a point lies, of rows of digits from below; −1 outside. */
export function cellOf(x, y, rows, [[left, right], [low, high]]) {
  const at = [(x - left) / (right - left), (y - low) / (high - low)];
  if (!at.every((share) => share >= 0 && share <= 1)) return -1;
  const [column, row] = at.map((share, i) => nearestWhole(share * ((i ? rows.length : rows[0].length) - 1)));
  return Number(rows[row][column]);
}

/** Rounded, halves to even, as Python does. */
export function nearestWhole(value) {
  const whole = Math.floor(value);
  return value - whole === 0.5 ? whole + (whole % 2) : Math.round(value);
}
