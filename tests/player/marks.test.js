import assert from "node:assert/strict";
import test from "node:test";
import {Ink, near, plane, THEME} from "./canvas.js";
import {drawGone, drawHead, drawStart, Labels, lastSeen} from "../../figures/player/marks.js";
import {Polyline} from "../../figures/player/trail.js";

test("a head is a disc with a rim and a hairline, the widest first", () => {
  const ink = new Ink();
  drawHead(ink, {x: 3, y: 4}, "red", THEME, 0.5);
  assert.deepEqual(ink.drawn.map(({ops, color, alpha}) => [...ops[0], color, alpha]), [
    ["A", 3, 4, 7, "rgba(16, 16, 16, 0.45)", 0.5], ["A", 3, 4, 6.4, THEME.panel, 0.5], ["A", 3, 4, 5, "red", 0.5],
  ]);
  assert.equal(ink.globalAlpha, 1);
});

test("the start is a star with four long points, the first one up", () => {
  const ink = new Ink();
  drawStart(ink, 10, 20, THEME);
  const [edge, star] = ink.drawn;
  assert.deepEqual([edge.how, edge.color, edge.width, star.how, star.color], ["stroke", THEME.panel, 3, "fill", THEME.ink]);
  const lengths = star.ops.filter(([how]) => how === "L").map(([, x, y]) => Math.hypot(x - 10, y - 20));
  near(lengths, [9.5, 2.9, 9.5, 2.9, 9.5, 2.9, 9.5, 2.9]);
  near(star.ops[0].slice(1), [10, 10.5]);
  near(star.ops[2].slice(1), [19.5, 20]);
});

test("a run that ended has a cross", () => {
  const ink = new Ink();
  drawGone(ink, {x: 50, y: 60, inside: true}, "red", THEME, 1);
  assert.deepEqual(ink.drawn.map(({color, width}) => [color, width]), [[THEME.panel, 5.5], ["red", 2.6]]);
  const ends = ink.drawn[1].ops.map(([, x, y]) => [x - 50, y - 60]);
  near(ends, [[-4.5, -4.5], [4.5, 4.5], [-4.5, 4.5], [4.5, -4.5]]);
});

test("a run that left has a wedge that points where it went", () => {
  for (const [dx, dy, back] of [[1, 0, [-11, 0]], [0, 2, [0, -11]], [-3, 0, [11, 0]]]) {
    const ink = new Ink();
    drawGone(ink, {x: 50, y: 60, dx, dy, inside: false}, "red", THEME, 0.13);
    const [edge, wedge] = ink.drawn;
    assert.deepEqual([edge.width, edge.color, wedge.color, wedge.alpha], [3, THEME.panel, "red", 0.13]);
    const [tip, one, other] = wedge.ops.map(([, x, y]) => [x - 50, y - 60]);
    near(tip, [0, 0]);
    near([(one[0] + other[0]) / 2, (one[1] + other[1]) / 2], back);
    near(Math.hypot(one[0] - other[0], one[1] - other[1]), 12);
  }
});

test("where a run was last seen", async () => {
  const view = await plane();
  const line = new Polyline();
  [[10, 50, 0, 0], [60, 50, 1, 1], [160, 50, 2, 1], [160, 20, 3, 1], [90, 20, 4, 1]].forEach((v) => line.push(...v));
  near(Object.values(lastSeen(view, line, 1)), [60, 50, 50, 0, 1]);
  near(Object.values(lastSeen(view, line, 1.2)), [100, 50, 100, 0, 0]);
  near(Object.values(lastSeen(view, line, 3)), [100, 50, 100, 0, 0]);
  near(Object.values(lastSeen(view, line, 4)), [90, 20, -70, 0, 1]);
  assert.equal(lastSeen(view, line, -1), null);
  line.exits.add(4);
  assert.equal(lastSeen(view, line, 4).inside, false);
});

test("a run that ends on the very edge is seen there", async () => {
  const line = new Polyline();
  line.push(50, 50, 0, 0);
  line.push(100.3, 50, 1, 1);
  assert.equal(lastSeen(await plane(), line, 1).inside, true);
});

const BOUNDS = {x: 0, y: 0, w: 300, h: 100};

function placed(labels, heads) {
  const ink = new Ink();
  labels.draw(ink, heads, BOUNDS, THEME);
  return Object.fromEntries(ink.drawn.map(({words, ops: [[x, y]]}) => [words, [x, y]]));
}

test("a name stands to the right of its head, to the left at the right edge, and never over another", () => {
  near(placed(new Labels(), [{id: "a", name: "Adam", x: 50, y: 50}]).Adam, [60, 50]);
  near(placed(new Labels(), [{id: "a", name: "Adam", x: 290, y: 50}]).Adam, [290 - 10 - 24, 50]);
  const two = placed(new Labels(), [{id: "a", name: "Adam", x: 50, y: 50}, {id: "b", name: "SGD", x: 52, y: 52}]);
  assert.ok(Math.abs(two.Adam[1] - two.SGD[1]) >= 16 || two.SGD[0] + 18 <= 43 || two.SGD[0] >= 84);
});

test("a name keeps its side as long as it can", () => {
  const labels = new Labels();
  near(placed(labels, [{id: "a", name: "Adam", x: 290, y: 50}]).Adam, [256, 50]);
  near(placed(labels, [{id: "a", name: "Adam", x: 150, y: 50}]).Adam, [116, 50]);
});

test("a name that fits nowhere is left out", () => {
  assert.deepEqual(placed(new Labels(), [{id: "a", name: "x".repeat(60), x: 150, y: 50}]), {});
});

test("a run that left is marked where it crossed the edge, in the way it went", async () => {
  const line = new Polyline();
  line.push(60, 50, 0, 0);
  line.push(160, 100, 1, 1);
  near(Object.values(lastSeen(await plane(), line, 0.1)), [100, 70, 100, 50, 0]);
});

test("a name finds room above, below or aslant", () => {
  const named = (bounds, others = []) => {
    const ink = new Ink();
    new Labels().draw(ink, [{id: "a", name: "Adam", x: 50, y: 50}, ...others], bounds, THEME);
    return ink.drawn.find(({words}) => words === "Adam")?.ops[0];
  };
  near(named({x: 36, y: 0, w: 28, h: 100}), [38, 32]);
  near(named({x: 36, y: 30, w: 28, h: 100}), [38, 68]);
  near(named({x: 0, y: 0, w: 300, h: 100}, [{id: "b", name: "", x: 72, y: 52}]), [16, 50]);
  near(named({x: 30, y: 0, w: 300, h: 100}, [{id: "b", name: "", x: 72, y: 52}]), [38, 32]);
  near(named({x: 45, y: 0, w: 300, h: 100}, [{id: "b", name: "", x: 72, y: 59}]), [59, 36]);
  near(named({x: 45, y: 0, w: 300, h: 100}, [{id: "b", name: "", x: 72, y: 41}]), [59, 65]);
});

test("a name may touch what stands beside, above and below it", () => {
  for (const [x, y] of [[91, 50], [43, 50], [72, 65], [72, 35]]) {
    near(placed(new Labels(), [{id: "a", name: "Adam", x: 50, y: 50}, {id: "b", name: "", x, y}]).Adam, [60, 50]);
  }
});
