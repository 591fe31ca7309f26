// Operations in which JavaScript differs from NumPy, or which it lacks. Each stands alone: the engine compiles them
// anew beside every pair of programs, where they can be inlined.

export function power(a, b) {
  return a === 1 || (a === -1 && (b === Infinity || b === -Infinity)) ? 1 : Math.pow(a, b);
}

export function hypotenuse(a, b) {
  const [x, y] = [Math.abs(a), Math.abs(b)];
  if (x === Infinity || y === Infinity) return Infinity;
  const large = x > y ? x : y;
  const share = (x > y ? y : x) / large;
  return large === 0 ? 0 : large * Math.sqrt(1 + share * share);
}

export function nearest(a) {
  const low = Math.floor(a);
  const rest = a - low;
  return rest < 0.5 ? low : rest > 0.5 ? low + 1 : low % 2 === 0 ? low : low + 1;
}

export function copySign(a, b) {
  return b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a);
}

export function remainder(a, b) {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
}

export function floorDivide(a, b) {
  const rest = a % b;
  const share = (a - rest) / b - (rest !== 0 && rest < 0 !== b < 0 ? 1 : 0);
  const floor = Math.floor(share);
  return share - floor > 0.5 ? floor + 1 : floor;
}

export function fmax(a, b) {
  return Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.max(a, b);
}

export function fmin(a, b) {
  return Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.min(a, b);
}

export function heaviside(a, middle) {
  return Number.isNaN(a) ? NaN : a < 0 ? 0 : a > 0 ? 1 : middle;
}
