import assert from "node:assert/strict";
import test from "node:test";
import {Ink, near} from "./canvas.js";
import {Polyline, Trail} from "../../figures/player/trail.js";

const STYLE = {color: "red", halo: "white", width: 2.5, alpha: 1};

/** Ten pixels a step to the right; from step 2 to 3 it is hidden, at step 5 it begins anew further down. */
function line() {
  const made = new Polyline();
  [[0, 0, 0, 0], [10, 0, 1, 1], [20, 0, 2, 1], [30, 0, 3, 2], [40, 0, 4, 1], [50, 9, 5, 0], [60, 9, 6, 1]]
    .forEach((vertex) => made.push(...vertex));
  return made;
}

test("the last vertex that was reached", () => {
  const at = (t) => line().reached(t);
  assert.deepEqual([-1, 0, 0.9, 1, 3.5, 6, 99].map(at), [-1, 0, 0, 1, 3, 6, 6]);
  near(line().between(1, 1.25), [12.5, 0]);
  near(line().between(1, 9), [20, 0]);
});

test("places that can hardly be told apart", () => {
  const made = line();
  assert.deepEqual([[60.3, 9.3], [60.4, 9], [60, 9.4], [59.6, 9]].map((place) => made.endsAt(...place)),
    [true, false, false, false]);
  assert.equal(new Polyline().endsAt(0, 0), false);
});

test("a trail goes to the head, on the way between two steps too", () => {
  const ink = new Ink();
  new Trail(line()).draw(ink, 1.5, STYLE);
  const seen = ink.in("red");
  near(seen[0].ops.map(([, ...place]) => place), [[0, 0], [10, 0]]);
  near(seen[1].ops.map(([, ...place]) => place), [[10, 0], [15, 0]]);
  assert.deepEqual(seen.map(({width, alpha}) => [width, alpha]), [[2.5, 1], [2.5, 1]]);
});

test("a halo lies under the trail, and only there", () => {
  const ink = new Ink();
  new Trail(line()).draw(ink, 1.5, STYLE);
  assert.deepEqual(ink.drawn.map(({color, width, alpha}) => [color, width, alpha]),
    [["white", 5, 0.85], ["white", 5, 0.85], ["red", 2.5, 1], ["red", 2.5, 1]]);
  const faint = new Ink();
  new Trail(line()).draw(faint, 6, {...STYLE, alpha: 0.13});
  near(faint.drawn.map(({alpha}) => alpha), [0.13 * 0.38, 0.13]);
  assert.ok(faint.drawn.every(({color}) => color === "red"));
});

test("what is hidden is faint and has no halo", () => {
  const ink = new Ink();
  new Trail(line()).draw(ink, 4, STYLE);
  const hidden = ink.in("red").filter(({alpha}) => alpha < 1);
  assert.equal(hidden.length, 1);
  assert.equal(hidden[0].alpha, 0.38);
  near(hidden[0].ops.map(([, ...place]) => place), [[20, 0], [30, 0]]);
  const tip = new Ink();
  new Trail(line()).draw(tip, 2.5, STYLE);
  near(tip.in("red").filter(({alpha}) => alpha < 1)[0].ops.map(([, ...place]) => place), [[20, 0], [25, 0]]);
});

test("a gap stays a gap", () => {
  const ink = new Ink();
  new Trail(line()).draw(ink, 6, STYLE);
  assert.deepEqual(ink.in("red").at(-1).ops, [
    ["M", 0, 0], ["L", 10, 0], ["L", 20, 0], ["M", 30, 0], ["L", 40, 0], ["M", 50, 9], ["L", 60, 9],
  ]);
  const between = new Ink();
  new Trail(line()).draw(between, 4.5, STYLE);
  assert.deepEqual(between.in("red").at(-1).ops.at(-1), ["L", 40, 0]);
});

test("a trail goes back as it came", () => {
  const [ink, trail] = [new Ink(), new Trail(line())];
  trail.advance(6);
  trail.draw(ink, 1, STYLE);
  assert.deepEqual(ink.in("red").at(-2).ops, [["M", 0, 0], ["L", 10, 0]]);
});

test("a tail has ten bands that grow stronger and wider towards the head", () => {
  const [ink, plain] = [new Ink(), new Polyline()];
  for (let k = 0; k <= 20; k++) plain.push(10 * k, 0, k, k ? 1 : 0);
  new Trail(plain).drawTail(ink, 15, 5, STYLE);
  const bands = ink.in("red");
  assert.equal(bands.length, 10);
  near(bands[0].ops[0].slice(1), [100, 0]);
  near(bands[9].ops.at(-1).slice(1), [150, 0]);
  near(bands.map(({alpha}) => alpha), [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
  near(bands.map(({width}) => width), Array.from({length: 10}, (_, i) => 2.5 * (0.45 + 0.055 * (i + 1))));
  near(ink.in("white").map(({alpha, width}) => [alpha, width]), bands.map(({alpha}) => [0.6 * alpha, 5]));
});

test("bands before the start are left out", () => {
  const ink = new Ink();
  const made = new Polyline();
  for (let k = 0; k <= 20; k++) made.push(10 * k, 0, k, k ? 1 : 0);
  new Trail(made).drawTail(ink, 2.5, 10, STYLE);
  near(ink.in("red").map(({alpha}) => alpha), [0.8, 0.9, 1]);
  near(ink.in("red").map(({ops}) => ops[0].slice(1)), [[0, 0], [5, 0], [15, 0]]);
});

test("a tail's hidden part is faint", () => {
  const ink = new Ink();
  new Trail(line()).drawTail(ink, 3, 1, STYLE);
  near(ink.in("red").map(({alpha}) => alpha), Array.from({length: 10}, (_, i) => 0.38 * (i + 1) / 10));
  assert.equal(ink.in("white").length, 0);
});

test("the whole run, for a chart", () => {
  assert.deepEqual(new Trail(line()).whole.ops.map(([how]) => how).join(""), "MLLLLML");
});

test("a slanting trail keeps its heights, where it begins to be hidden too", () => {
  const slanting = new Polyline();
  [[0, 0, 0, 0], [10, 20, 1, 1], [20, 60, 2, 2], [30, 90, 2, 2]].forEach((vertex) => slanting.push(...vertex));
  near(slanting.between(0, 0.25), [2.5, 5]);
  near(slanting.between(2, 2), [20, 60]);
  const ink = new Ink();
  new Trail(slanting).draw(ink, 1.5, STYLE);
  near(ink.in("red").filter(({alpha}) => alpha < 1).at(-1).ops.map(([, ...place]) => place), [[10, 20], [15, 40]]);
  const all = new Ink();
  new Trail(slanting).draw(all, 3, STYLE);
  near(all.in("red").find(({alpha}) => alpha < 1).ops.map(([, ...place]) => place), [[10, 20], [20, 60], [30, 90]]);
});

test("what is drawn later is as opaque as before", () => {
  const ink = new Ink();
  new Trail(line()).draw(ink, 3.5, STYLE);
  assert.equal(ink.globalAlpha, 1);
  new Trail(line()).drawTail(ink, 3.5, 2, {...STYLE, alpha: 0.13});
  assert.equal(ink.globalAlpha, 1);
  near(Math.max(...ink.drawn.slice(-3).map(({alpha}) => alpha)), 0.13, 0.02);
});
