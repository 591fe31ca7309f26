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
export function percent(share) {
  return inPercent(share, 0);
}

function inPercent(share, digits) {
  const unit = 10 ** digits;
  if (share > 0 && 100 * share <= 0.5 / unit) return `under ${1 / unit}%`;
  if (share < 1 && 100 * share >= 100 - 0.5 / unit) return `over ${100 - 1 / unit}%`;
  return `${(nearestWhole(100 * unit * share) / unit).toFixed(digits)}%`;
}

/** The shares of a whole in percent, each rounded by itself; as `percents` of catalog.py. */
export function percents(shares) {
  const whole = shares.reduce((total, share) => total + nearestWhole(100 * share), 0) === 100;
  return shares.map((share) => inPercent(share, whole ? 0 : 1));
}

/** Rounded, halves to even, as Python does. */
export function nearestWhole(value) {
  const whole = Math.floor(value);
  return value - whole === 0.5 ? whole + Math.abs(whole % 2) : Math.round(value);
}
