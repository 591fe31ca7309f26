import assert from "node:assert/strict";
import test from "node:test";
import {
  copySign, floorDivide, fmax, fmin, heaviside, hypotenuse, nearest, power, remainder,
} from "../../figures/player/engine-arithmetic.js";

/** What NumPy 2.4 answers: the arguments of a call, and the result. */
const NUMPY = [
  [power, [
    [1, NaN, 1], [-1, Infinity, 1], [-1, -Infinity, 1], [-1, 3, -1], [NaN, 0, 1], [2, 3, 8], [2, NaN, NaN], [-8, 1 / 3, NaN],
  ]],
  [hypotenuse, [[3, 4, 5], [-4, 3, 5], [0, 0, 0], [0, -3, 3], [7, 0, 7], [Infinity, NaN, Infinity], [NaN, -Infinity, Infinity]]],
  [nearest, [[0.5, 0], [1.5, 2], [2.5, 2], [-1.5, -2], [-2.5, -2], [2.4, 2], [2.6, 3], [-0.6, -1], [7, 7], [NaN, NaN]]],
  [copySign, [[3, -1, -3], [-3, 1, 3], [3, -0, -3], [-3, 0, 3], [-2, -5, -2]]],
  [remainder, [
    [5, 3, 2], [-5, 3, 1], [5, -3, -1], [-5, -3, -2], [6, 3, 0], [6, -3, 0], [0, 3, 0],
    [0.5, 3, 0.5], [0.75, 0.5, 0.25], [5.5, 2, 1.5], [1, 0, NaN],
  ]],
  [floorDivide, [[7, 2, 3], [-7, 2, -4], [7, -2, -4], [-7, -2, 3], [6, 3, 2], [1, 0.1, 9], [0.3, 0.1, 2], [-1, 0.1, -10], [5, 0.2, 24]]],
  [fmax, [[1, 2, 2], [2, 1, 2], [NaN, 1, 1], [1, NaN, 1], [NaN, NaN, NaN]]],
  [fmin, [[1, 2, 1], [2, 1, 1], [NaN, 1, 1], [1, NaN, 1], [NaN, NaN, NaN]]],
  [heaviside, [[-2, 0.5, 0], [3, 0.5, 1], [0.5, 0.25, 1], [0, 0.5, 0.5], [0, 1, 1], [NaN, 0.5, NaN]]],
];

for (const [call, cases] of NUMPY) {
  test(`${call.name} answers as NumPy does`, () => {
    for (const each of cases) {
      const [given, expected] = [each.slice(0, -1), each.at(-1)];
      assert.equal(call(...given) + 0, expected, `${call.name}(${given})`);
    }
  });
}

test("a hypotenuse of sides whose squares are too large or too small", () => {
  assert.ok(Math.abs(hypotenuse(3e200, 4e200) / 5e200 - 1) < 1e-15);
  assert.ok(Math.abs(hypotenuse(3e-200, 4e-200) / 5e-200 - 1) < 1e-15);
});
