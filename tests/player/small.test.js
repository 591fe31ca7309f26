import assert from "node:assert/strict";
import test from "node:test";
import {near} from "./canvas.js";
import {Clock} from "../../figures/player/clock.js";
import {decode, groupTime, readFilm} from "../../figures/player/film.js";
import {compact, measured, percents} from "../../figures/player/format.js";
import {shareRows} from "../../figures/player/layout.js";

const clock = (facts = {}) => new Clock({steps: 10, rate: 20, loop: false, ...facts});

test("a measured number is written as in Python: three digits, no zeros at the end", () => {
  const told = [-9, 19.1, 0.5, 0.00123456, 1234.5, 99999, 123456, -1e-7, 1.05e-5, 0, -0].map(measured);
  const want = ["−9", "19.1", "0.5", "0.00123", "1230", "100000", "1.23e5", "−1e−7", "1.05e−5", "0", "0"];
  assert.deepEqual(told, want);
});

test("the shares of a whole are told as in Python, equal ones as equal", () => {
  const of = (...counts) => {
    const all = counts.reduce((sum, count) => sum + count, 0);
    return percents(counts.map((count) => count / all));
  };
  assert.deepEqual(of(50, 30, 20), ["50%", "30%", "20%"]);
  assert.deepEqual(of(1, 1, 6), ["12.5%", "12.5%", "75.0%"]);
  assert.deepEqual(of(110, 188, 2), ["36.7%", "62.7%", "0.7%"]);
  assert.deepEqual(of(1, 1, 1), ["33.3%", "33.3%", "33.3%"]);
  assert.deepEqual(of(3, 997), ["under 1%", "over 99%"]);
});

test("a clock goes so many steps a second, and no further than the end", () => {
  const made = clock();
  made.play();
  made.tick(1000);
  assert.equal(made.tick(1050), false);
  near(made.position, 1);
  made.speed = 2;
  made.tick(1100);
  near(made.position, 3);
  made.seek(9.5);
  assert.equal(made.tick(1150), true);
  assert.deepEqual([made.position, made.playing], [10, false]);
  made.play();
  assert.equal(made.position, 0);
});

test("a tab that slept does not leap", () => {
  const made = clock();
  made.play();
  made.tick(0);
  made.tick(60_000);
  near(made.position, 2);
});

test("a looping clock rests on its last picture, then begins again", () => {
  const made = clock({loop: true});
  made.play();
  made.seek(9.9);
  for (let now = 0; now <= 900; now += 50) made.tick(now);
  assert.deepEqual([made.position, made.playing], [10, true]);
  made.tick(1000);
  assert.equal(made.position, 0);
});

test("a clock that is held stays, and steps go to whole ones", () => {
  const made = clock();
  made.play();
  made.hold(4.5);
  made.tick(0);
  made.tick(50);
  assert.deepEqual([made.position, made.step], [4.5, 4]);
  made.release();
  made.move(1);
  assert.equal(made.position, 5);
  made.seek(4.5);
  made.move(-1);
  assert.equal(made.position, 4);
  made.move(-9);
  assert.equal(made.position, 0);
  made.seek(99);
  made.adopt({steps: 6, rate: 5});
  assert.deepEqual([made.position, made.rate, made.atEnd], [6, 5, true]);
});

test("a clock a hair from a whole step is at it", () => {
  const made = clock();
  made.seek(3 - 1e-9);
  assert.equal(made.step, 3);
  made.move(1);
  assert.equal(made.position, 4);
  made.seek(3 + 1e-9);
  made.move(-1);
  assert.equal(made.position, 2);
});

test("numbers are written in few characters", () => {
  const written = [0, 1, 0.022, 12.34, 1234.5, 99999, 123456, 1e-12, -0.5, -3e-7, NaN, Infinity, 999.4, 999.6, 0.001];
  assert.deepEqual(written.map(compact), [
    "0", "1.00", "0.0220", "12.3", "1235", "99999", "1.2e5", "1.0e−12", "−0.500", "−3.0e−7", "–", "–", "999", "1000",
    "0.00100",
  ]);
});

test("arrays of every form are read", () => {
  const read = (source) => {
    const array = decode(source);
    return array && [[...array.values], array.shape];
  };
  assert.deepEqual(read({dtype: "i4", bdata: "AQAAAAIAAAADAAAABAAAAA==", shape: "2, 2"}), [[1, 2, 3, 4], [2, 2]]);
  assert.deepEqual(read([1, null]), [[1, NaN], [2]]);
  assert.deepEqual(read([[1, 2, 3], [4, 5, 6]]), [[1, 2, 3, 4, 5, 6], [2, 3]]);
  assert.deepEqual(read(Float32Array.of(1, 2)), [[1, 2], [2]]);
  assert.equal(decode(null), null);
});

test("a panel draws its group's tracks of its racers that have its channels", () => {
  const track = (racer, group, ...names) => ({racer, group, channels: Object.fromEntries(names.map((n) => [n, [0]]))});
  const tracks = [track("a", "main", "x", "y"), track("b", "main", "x", "y"), track("a", "other", "x", "y"),
    track("c", "main", "x")];
  const panel = (facts) => readFilm({steps: 1, racers: [], tracks, panels: [{group: "main", ...facts}]}).panels[0].tracks;
  const ids = (facts) => panel(facts).map(({racer, group}) => racer + group[0]);
  assert.deepEqual(ids({axes: {x: "x", y: "y"}}), ["am", "bm"]);
  assert.deepEqual(ids({axes: {x: "step", y: "x"}, racers: null}), ["am", "bm", "cm"]);
  assert.deepEqual(ids({axes: {x: "x", y: "y"}, racers: ["b", "c"]}), ["bm"]);
  assert.deepEqual(ids({axes: {x: "x", y: "y"}, group: "other"}), ["ao"]);
});

test("a group rests at its own end and may have a faster clock", () => {
  const film = {steps: 9, groups: {short: {steps: 4}, fast: {steps: 20, clock: 4}}};
  assert.deepEqual(["short", "fast", "free"].map((group) => groupTime(film, group, 3)), [3, 12, 3]);
  assert.deepEqual(["short", "fast", "free"].map((group) => groupTime(film, group, 8)), [4, 20, 8]);
});

test("rows are filled evenly", () => {
  const rows = [
    [[1, 1, 1], 1130, 1], [[1, 1, 1], 350, 3], [[1, 1, 1, 0.8], 1130, 2], [[1, 1, 1, 1], 1600, 1], [[1], 200, 1],
    [[1, 1, 0.9], 850, 1], [Array(6).fill(0.6), 1130, 2], [[1, 1], 0, 2], [[], 500, 0],
  ];
  for (const [weights, width, count] of rows) {
    const {spans, rows: found} = shareRows(weights, width);
    assert.equal(found, count);
    assert.equal(spans.length, weights.length);
    assert.equal(spans.reduce((sum, span) => sum + span, 0), 60 * count);
  }
  assert.deepEqual(shareRows([1, 1, 1, 0.8], 1130).spans, [32, 28, 32, 28]);
  assert.deepEqual(shareRows([1, 1, 1, 1, 1], 900, true), {spans: [20, 20, 20, 20, 20], rows: 2});
  assert.deepEqual(shareRows([1, 1, 1, 1, 1], 900), {spans: [20, 20, 20, 30, 30], rows: 2});
  assert.deepEqual(shareRows([2, 1], 1130).spans, [40, 20]);
  assert.deepEqual(shareRows([3, 1, 1], 1000), {spans: [60, 30, 30], rows: 2}); // a large board stands alone
  assert.deepEqual(shareRows([3, 1, 1], 1700), {spans: [36, 12, 12], rows: 1});
});
