import assert from "node:assert/strict";
import test from "node:test";
import {near} from "./canvas.js";
import {compact, nearestWhole, percent} from "../../figures/player/format.js";
import {ranged} from "../../figures/player/ranges.js";

const panel = (x = "step") => ({axes: {x, y: "f"}, figure: {data: [], layout: {xaxis: {a: 1}, yaxis: {b: 2}, annotations: ["none"]}}});
const run = (...f) => ({channels: {f: Float64Array.from(f)}});
const axes = (tracks, x) => ranged(panel(x), tracks).layout;
const even = (from, to, count) => Array.from({length: count}, (_, i) => from + ((to - from) * i) / (count - 1));

test("a chart is as long as its longest run, and at least a step", () => {
  assert.deepEqual(axes([run(1, 2), run(1, 2, 3, 4)]).xaxis, {a: 1, range: [0, 3]});
  assert.deepEqual(axes([run(1)]).xaxis.range, [0, 1]);
  assert.deepEqual(axes([]).xaxis.range, [0, 1]);
  const counted = (...evals) => ({channels: {f: Float64Array.of(1, 2), evals: Float64Array.from(evals)}});
  assert.deepEqual(axes([counted(1, 7, NaN), counted(2, 30, Infinity)], "evals").xaxis.range, [0, 30]);
});

test("a chart without values says so, and one with values does not", () => {
  assert.deepEqual(axes([run(NaN)]).annotations, ["none"]);
  assert.deepEqual(axes([run(NaN)]).yaxis, {
    b: 2, type: "linear", dtick: null, tickfont: {size: 12}, tickvals: null, ticktext: null, range: [0, 1],
  });
  assert.deepEqual(axes([run(1, 2)]).annotations, []);
});

test("a range has a twentieth of room around what lies within three times the middle nine tenths", () => {
  const close = (range, low, high) => [low, high].forEach((end, i) => near(range[i], end, 1e-9));
  close(axes([run(...even(-2, 8, 101))]).yaxis.range, -2.5, 8.5);
  // 0 to 1 by hundredths, and far beyond: from 0.05 to 0.95, three times 0.9 further
  const values = [...even(0, 1, 101)];
  const [low, high] = axes([run(...values, -6, 7)]).yaxis.range;
  const sorted = [-6, ...values, 7];
  const quantile = (q) => {
    const at = q * (sorted.length - 1);
    const below = Math.floor(at);
    return sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]);
  };
  const [lower, upper] = [quantile(0.05), quantile(0.95)];
  const [from, to] = [lower - 3 * (upper - lower), upper + 3 * (upper - lower)];
  close([low, high], from - 0.05 * (to - from), to + 0.05 * (to - from));
});

test("a flat run lies in the middle", () => {
  assert.deepEqual(axes([run(3, 3, 3)]).yaxis.range, [1.5, 4.5]);
  assert.deepEqual(axes([run(-0.2, -0.2)]).yaxis.range, [-0.7, 0.3]);
  assert.deepEqual(axes([run(0, 0)]).yaxis.range, [-0.5, 0.5]);
});

test("what is never negative and spans more than two decades is drawn on a log axis, ten decades deep at most", () => {
  assert.equal(axes([run(100, 1)]).yaxis.type, "linear");
  const {yaxis} = axes([run(101, 1, 0)]);
  assert.deepEqual([yaxis.type, yaxis.exponentformat, yaxis.dtick, yaxis.tickfont.size], ["log", "power", 1, 9.6]);
  near(yaxis.range[0], -0.04 * Math.log10(101));
  near(yaxis.range[1], 1.04 * Math.log10(101));
  assert.equal(axes([run(101, 1, -0.1)]).yaxis.type, "linear");
  assert.equal(axes([run(0, 0)]).yaxis.type, "linear");
  const deep = axes([run(1e6, 1, 1e-30)]).yaxis;
  near(deep.range[0], -4.4);
  near(deep.range[1], 6.4);
  assert.equal(deep.dtick, 2);
});

test("what is more than a hundred times what runs begin with, or mostly are, is not shown", () => {
  near(axes([run(1, 1, 1, 1000)]).yaxis.range[1], 1.5);
  near(axes([run(1, 1, 1, 100, 0.99)]).yaxis.range[1], 2 + 0.04 * (2 - Math.log10(0.99)), 1e-6);
  near(axes([run(10, 1, 1, 1000)]).yaxis.range[1], 3.12);
  near(axes([run(-10, 1, 1, 1), run(1, 1, 1001)]).yaxis.range[1], axes([run(-10, 1, 1, 1), run(1, 1)]).yaxis.range[1]);
});

test("shares say 0% and 100% only of none and all", () => {
  const said = [0, 0.0049, 0.005, 0.0051, 0.125, 0.5, 0.995, 0.9951, 1].map(percent);
  assert.deepEqual(said, ["0%", "under 1%", "under 1%", "1%", "12%", "50%", "over 99%", "over 99%", "100%"]);
});

test("halves are rounded to even numbers", () => {
  assert.deepEqual([0.5, 1.5, 2.5, -1.5, -2.5, 2.4, 2.6].map(nearestWhole), [0, 2, 2, -2, -2, 2, 3]);
});

test("numbers change their form where they do in Python", () => {
  const said = [999.4, 999.5, 99999.4, 99999.5, 0.001, 0.000999, -0.5, 0, NaN, Infinity].map(compact);
  assert.deepEqual(said, ["999", "1000", "99999", "1.0e5", "0.00100", "1.0e−3", "−0.500", "0", "–", "–"]);
});
