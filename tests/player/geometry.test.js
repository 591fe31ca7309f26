import assert from "node:assert/strict";
import test from "node:test";
import {near, plane} from "./canvas.js";
import {Heights} from "../../figures/player/heights.js";

const track = (x, y) => ({channels: {x, y}});
const AXES = {x: "x", y: "y"};
const vertices = ({x, y, at, pen}) => x.map((_, i) => [x[i], y[i], at[i], pen[i]]);

test("a plane's pixels and back, on log axes too", async () => {
  const view = await plane();
  near(view.project(2, 3), [20, 70]);
  near(view.unproject(20, 70), [2, 3]);
  const log = await plane({logs: [false, true], ranges: [[0, 10], [-1, 3]]});
  near(log.project(5, 10), [50, 50]);
  near(log.unproject(50, 50), [5, 10]);
  assert.ok(!Number.isFinite(log.project(5, 0)[1]));
});

test("a point is within the axes, with as much slack as is given", async () => {
  const view = await plane();
  const at = (places, slack) => places.map(([x, y]) => view.contains(x, y, slack));
  assert.deepEqual(at([[0, 0], [100, 100], [-0.4, 50], [50, 100.4]]), [true, true, false, false]);
  assert.deepEqual(at([[-0.4, 50], [100.4, 50], [50, -0.6], [50, 100.6]], 0.5), [true, true, false, false]);
});

test("a segment is clipped to the axes", async () => {
  const view = await plane();
  near(view.clip(-50, 50, 150, 50), [0.25, 0.75]);
  near(view.clip(50, 150, 50, -50), [0.25, 0.75]);
  near(view.clip(10, 10, 90, 90), [0, 1]);
  const [from, to] = view.clip(-10, 50, -20, 60);
  assert.ok(from > to);
  near(view.clip(-10, 5, -10, 50), [1, 0]);
});

test("a track is a line, cut far outside, broken where it is unknown", async () => {
  const view = await plane();
  near(vertices(view.polyline(track([1, 2, NaN, 4, 5], [1, 1, 1, 1, 1]), AXES)),
    [[10, 90, 0, 0], [20, 90, 1, 1], [40, 90, 3, 0], [50, 90, 4, 1]]);
  near(vertices(view.polyline(track([1, 101], [1, 1]), AXES)), [[10, 90, 0, 0], [500, 90, 0.49, 1]]);
  near(vertices(view.polyline(track([101, 1], [1, 1]), AXES)), [[500, 90, 0.51, 0], [10, 90, 1, 1]]);
});

test("a step to where a run stands back is drawn as hidden", async () => {
  const view = await plane();
  const run = {channels: {x: [1, 2, 4, 6], y: [1, 1, 1, 1], far: [0, 0, 1, 0]}};
  near(vertices(view.polyline(run, {...AXES, faint: "far"})),
    [[10, 90, 0, 0], [20, 90, 1, 1], [40, 90, 2, 2], [60, 90, 3, 1]]);
});

test("steps too small to see are left out, but not where a leap begins", async () => {
  const view = await plane();
  const line = view.polyline(track([1, 1.01, 1.02, 5], [1, 1, 1, 1]), AXES);
  near(vertices(line), [[10, 90, 0, 0], [10.2, 90, 2, 1], [50, 90, 3, 1]]);
});

test("a head is between its steps, and waits at the last place that is known", async () => {
  const view = await plane();
  const run = track([0, 1, 2, 3, NaN, NaN], [1, 1, 1, 1, NaN, NaN]);
  const at = (t) => view.head(run, AXES, t);
  near([at(1.25).x, at(1.25).y], [12.5, 90]);
  for (const t of [3, 3.2, 3.999]) near(at(t).x, 30);
  assert.equal(at(4), null);
  near(view.head(track([0, 4], [1, 1]), AXES, 7).x, 40);
  near(view.head({channels: {y: [1, 2]}}, {x: "step", y: "y"}, 0.5).x, 5);
});

test("a head on the edge is in the picture, beyond half a pixel it is not", async () => {
  const view = await plane();
  assert.equal(view.head(track([10.04], [1]), AXES, 0).inside, true);
  assert.equal(view.head(track([10.06], [1]), AXES, 0).inside, false);
});

const SLOPE = {x: [0, 1, 2], y: [0, 2], z: [[0, 1, 2], [4, 5, 6]]};

test("a surface's height is that between its nodes", () => {
  const heights = new Heights(SLOPE, [[0, 2], [0, 2], [0, 8]]);
  near(heights.at(0.5, 0.5), 3 / 8);
  near(heights.at(0.25, 1), 4.5 / 8);
  near(heights.at(1, 0), 2 / 8);
  assert.ok(Number.isNaN(heights.at(1.1, 0.5)));
  assert.ok(Number.isNaN(heights.at(0.5, -0.1)));
});

test("a surface over a part of the box has no height beside it", () => {
  const heights = new Heights(SLOPE, [[-2, 2], [0, 4], [0, 8]]);
  near(heights.at(0.75, 0.25), 3 / 8);
  assert.ok(Number.isNaN(heights.at(0.25, 0.25)));
  assert.ok(Number.isNaN(heights.at(0.75, 0.75)));
});

test("a ridge hides what is behind it, a hole does not", () => {
  const x = Array.from({length: 41}, (_, i) => -5 + i / 4);
  const ridge = (hole) => new Heights(
    {x, y: x, z: x.map(() => x.map((v) => (hole && Math.abs(v) < 2 ? null : 10 * Math.exp(-v * v))))},
    [[-5, 5], [-5, 5], [0, 20]],
  );
  const eye = [3, 0.5, 0.6];
  assert.equal(ridge(false).hides([0.1, 0.5, 0.005], eye), true);
  assert.equal(ridge(false).hides([0.1, 0.5, 0.95], eye), false);
  assert.equal(ridge(false).hides([0.9, 0.5, 0.005], eye), false);
  assert.equal(ridge(true).hides([0.1, 0.5, 0.005], eye), false);
  assert.equal(ridge(false).hides([0.5, 0.5, 0.499], [0.5, 0.5, 3]), false);
});

test("a ridge hides only what lies behind it on the way to the eye", () => {
  const x = Array.from({length: 41}, (_, i) => i / 40);
  const z = x.map((v) => x.map((u) => (v < 0.5 && Math.abs(u - 0.5) < 0.1 ? 10 : 0)));
  const half = new Heights({x, y: x, z}, [[0, 1], [0, 1], [0, 20]]);
  assert.equal(half.hides([0.1, 0.9, 0.01], [3, -1, 0.6]), false);
  assert.equal(half.hides([0.1, 0.9, 0.01], [3, -5, 0.6]), true);
  assert.equal(half.hides([0.1, 0.2, 0.01], [3, 0.2, 0.6]), true);
  assert.equal(half.hides([0.1, 0.2, 0.01], [3, 0.2, 9]), false);
  assert.equal(half.hides([0.1, 0.2, 0.01], [3, 4, 0.6]), false);
});

test("a surface without axes of its own counts its nodes", () => {
  near(new Heights({z: [[0, 1, 2], [4, 5, 6]]}, [[0, 2], [0, 1], [0, 8]]).at(0.5, 0.5), 3 / 8);
});

test("heights between the later rows, over a floor that is not zero", () => {
  const z = [[0, 1, 2], [4, 5, 6], [2, 0, 4]];
  const heights = new Heights({x: [0, 1, 2], y: [0, 1, 2], z}, [[0, 2], [0, 2], [-2, 6]]);
  near(heights.at(0.75, 0.75), ((5 + 6) / 2 + (0 + 4) / 2) / 2 / 8 + 2 / 8);
  near(heights.at(1, 1), 6 / 8);
  near(heights.at(0, 0), 2 / 8);
});

test("the way to an eye that is lower goes down", () => {
  const x = Array.from({length: 41}, (_, i) => i / 40);
  const wall = new Heights({x, y: x, z: x.map(() => x.map((u) => (Math.abs(u - 0.5) < 0.1 ? 10 : 0)))},
    [[0, 1], [0, 1], [0, 20]]);
  assert.equal(wall.hides([0.1, 0.2, 0.47], [3, 0.2, 0.2]), true);
  assert.equal(wall.hides([0.1, 0.2, 0.47], [3, 0.2, 1.4]), false);
  assert.equal(wall.hides([0.1, 0.2, 0.3], [-3, 0.2, 0.4]), false);
  assert.equal(wall.hides([0.9, 0.2, 0.3], [-3, 0.2, 0.4]), true);
});

test("the way leads to the eye in each coordinate", () => {
  const x = Array.from({length: 41}, (_, i) => i / 40);
  const tower = new Heights({x, y: x, z: x.map((v) => x.map((u) => (Math.hypot(u - 0.5, v - 0.7) < 0.1 ? 10 : 0)))},
    [[0, 1], [0, 1], [0, 20]]);
  assert.equal(tower.hides([0.1, 0.9, 0.01], [0.9, 0.5, 0.05]), true);
  assert.equal(tower.hides([0.9, 0.5, 0.01], [0.1, 0.9, 0.05]), true);
  assert.equal(tower.hides([0.5, 0.9, 0.6], [0.5, 0.1, 0.1]), true);
  assert.equal(tower.hides([0.5, 0.9, 0.6], [0.5, 0.1, 1.4]), false);
});

test("nothing is asked of a place far outside the box: a ray from there would never come to its end", async () => {
  const {SpaceView} = await import("../../figures/player/space.js");
  const asked = [];
  const view = {heights: {hides: (point) => asked.push(point) > 0}, eye: [3, -1, 0.6]};
  const hides = (...point) => SpaceView.prototype.hides.call(view, point);
  for (const far of [1e300, -1e300, 1.1]) {
    assert.equal(hides(far, 0.5, 0.5), false);
    assert.equal(hides(0.5, 0.5, far), false);
  }
  assert.deepEqual(asked, []);
  assert.equal(hides(0.5, 0.5, 1), true);
});
