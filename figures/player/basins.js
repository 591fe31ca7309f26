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
