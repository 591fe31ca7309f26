/** A number in few characters: three digits, an exponent where it is very large or small. */
export function compact(value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size === 0) return "0";
  let text;
  if (size >= 99999.5 || size < 1e-3) text = value.toExponential(1).replace("e+", "e");
  else text = size >= 999.5 ? value.toFixed(0) : value.toPrecision(3);
  return text.replaceAll("-", "−");
}

/** A number to three digits, without zeros at its end: as Python writes a measured one. */
export function measured(value) {
  const size = Math.abs(value);
  const far = size && (size < 1e-3 || size >= 1e5);
  const text = far ? value.toExponential(2).replace(/\.?0*e\+?/, "e") : String(Number(value.toPrecision(3)) + 0);
  return text.replaceAll("-", "−");
}

/** A share in percent, which says 0% and 100% only of none and all. */
export function percent(share, digits = 0) {
  const unit = 10 ** digits;
  if (share > 0 && 100 * share <= 0.5 / unit) return `under ${1 / unit}%`;
  if (share < 1 && 100 * share >= 100 - 0.5 / unit) return `over ${100 - 1 / unit}%`;
  return `${(nearestWhole(100 * unit * share) / unit).toFixed(digits)}%`;
}

/** The shares of a whole in percent, which add up to 100%; as `percents` of catalog.py. */
export function percents(shares) {
  for (const digits of [0, 1]) {
    const whole = 100 * 10 ** digits;
    const sum = shares.reduce((total, share) => total + nearestWhole(whole * share), 0);
    if (sum === whole) return shares.map((share) => percent(share, digits));
  }
  const exact = shares.map((share) => Number((1000 * share).toFixed(9)));
  const tenths = exact.map(Math.floor);
  const over = exact.map((value, i) => i).sort((a, b) => (
    Number((tenths[a] - exact[a]).toFixed(9)) - Number((tenths[b] - exact[b]).toFixed(9))
  ));
  const missing = 1000 - tenths.reduce((total, tenth) => total + tenth, 0);
  for (const i of over.slice(0, missing)) tenths[i]++;
  return tenths.map((tenth, i) => (tenth || !shares[i] ? `${(tenth / 10).toFixed(1)}%` : "under 0.1%"));
}

/** Rounded, halves to even, as Python does. */
export function nearestWhole(value) {
  const whole = Math.floor(value);
  return value - whole === 0.5 ? whole + Math.abs(whole % 2) : Math.round(value);
}
