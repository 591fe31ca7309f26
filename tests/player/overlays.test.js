import assert from "node:assert/strict";
import test from "node:test";
import {Ink, near, plane, THEME} from "./canvas.js";
import {Lines} from "../../figures/player/marks.js";
import {countOf, drawOverlays} from "../../figures/player/overlays.js";
import {readFilm, withTracks} from "../../figures/player/film.js";

const LOOK = {hidden: new Set(), isolated: null, theme: THEME, color: (id) => ({adam: "red"})[id]};
const LAYER = {curve: "ground", ellipse: "ground", dots: "ground", bars: "ground", raster: "ground", arrow: "middle", text: "top"};

async function drawn(overlay, t, look = {}, view = null) {
  const panel = {group: "main", overlays: [{color: "blue", ...overlay}]};
  const [read] = readFilm({steps: 9, racers: [], tracks: [], panels: [panel]}).panels;
  const ink = new Ink();
  for (const layer of ["ground", "middle", "top"]) {
    drawOverlays(ink, read, view ?? await plane(), t, {...LOOK, ...look}, layer);
    if (layer !== LAYER[overlay.type] && ink.drawn.length && !ink.layer) assert.equal(layer, "after");
    if (ink.drawn.length) ink.layer = true;
  }
  return ink;
}

const places = ({ops}) => ops.filter(([how]) => how !== "Z").map(([, x, y]) => [x, y]);
const ARROW = {type: "arrow", x: [2, 4, null], y: [5, 5, 5], dx: [3, 3, 3], dy: [0, 2, 0]};

test("a raster's cells are centred on its grid, one colour in a row at once, bare below 0", async () => {
  const codes = [[0, 0, 1], [-1, 1, 1]];
  const {drawn: cells} = await drawn({type: "raster", x: [[2, 6]], y: [[3, 7]], codes, colors: ["#ff0000", "@accent"]}, 0);
  assert.deepEqual(cells.map(({color, alpha}) => [color, alpha]), [["#ff0000", 0.8], [THEME.accent, 0.8], [THEME.accent, 0.8]]);
  const boxes = cells.map(({ops}) => ops.slice(0, 3).map(([, ...place]) => place));
  near(boxes, [[[10, 90], [50, 90], [50, 50]], [[50, 90], [70, 90], [70, 50]], [[30, 50], [70, 50], [70, 10]]]);
});

test("places are counted that move along one axis alone", () => {
  for (const [x, y, count] of [[[1], [9], 1], [[1], [9, 1], 1], [[9, 4], [9, 4], 4], [[1], [9, 4], 4]]) {
    assert.equal(countOf({x: {shape: x}, y: {shape: y}}), count);
  }
});

test("an arrow goes from its foot along its way, between steps too", async () => {
  const [edge, rim, shaft, head] = (await drawn(ARROW, 0)).drawn;
  assert.deepEqual([edge.color, edge.width, rim.color, rim.width], [THEME.panel, 5, THEME.panel, 2.5]);
  assert.deepEqual([shaft.color, shaft.width, head.color, head.how], ["blue", 2.5, "blue", "fill"]);
  near(places(shaft), [[20, 50], [42, 50]]);
  near(places(head), [[50, 50], [40, 54.5], [40, 45.5]]);
  near(places((await drawn(ARROW, 0.5)).drawn[3])[0], [60, 40]);
  near(places((await drawn({...ARROW, hold: true}, 0.5)).drawn[3])[0], [50, 50]);
});

test("an arrow stays where its next place is unknown, and is not drawn without one", async () => {
  near(places((await drawn(ARROW, 1.5)).drawn[2])[0], [40, 50]);
  assert.equal((await drawn(ARROW, 2)).drawn.length, 0);
  assert.equal((await drawn({...ARROW, dx: [0.1], dy: [0.1]}, 0)).drawn.length, 0);
});

test("a short arrow has a small head", async () => {
  const [, , shaft, head] = (await drawn({...ARROW, dx: [1], dy: [0]}, 0)).drawn;
  near(places(head)[1], [24, 52.7]);
  near(places(shaft)[1], [25.2, 50]);
});

test("words that the edge would cut move inwards, but not those of what is out of sight", async () => {
  const at = async (x, label) => (await drawn({type: "text", x: [x], y: [5], texts: [label]}, 0)).drawn.at(-1).ops[0][0];
  assert.deepEqual([await at(0, "four"), await at(5, "four"), await at(9.9, "four")], [12, 50, 88]);
  assert.equal(await at(5, "wider than the whole picture is"), 50);
  assert.equal(await at(-1, "four"), -10);
  const beside = async (x) => (await drawn({type: "dots", x: [[x]], y: [[5]], size: 4, label: "four"}, 0)).drawn.at(-1).ops[0][0];
  const gap = await beside(5) - 50;
  assert.ok(gap > 2);
  assert.deepEqual([await beside(9), await beside(1)], [90 - gap - 24, 10 + gap]); // to the left of it
});

test("words of one picture stand on lines of their own, in it, in the order in which they come", async () => {
  const arrow = {...ARROW, dx: [3], dy: [0]};
  const heights = async (y, labels, share = true) => {
    const overlays = labels.map((label) => ({...arrow, y: [y], label, color: "blue"}));
    const [read] = readFilm({steps: 9, racers: [], tracks: [], panels: [{group: "main", overlays}]}).panels;
    const ink = new Ink();
    drawOverlays(ink, read, await plane(), 0, {...LOOK, lines: share ? new Lines() : undefined}, "middle");
    return ink.drawn.filter(({words}) => words).map(({ops: [[, height]]}) => height);
  };
  near(await heights(5, ["one", "two", "three"]), [50, 35, 65]);
  near(await heights(5, ["one", "two"], false), [50, 50]);
  near(await heights(9.5, ["one", "two"]), [20, 35]); // not beyond the upper edge
  near(await heights(5, Array(8).fill("one")), [50, 35, 65, 20, 80, 50, 50, 50]); // where no line is free
});

test("a race that is run in the page keeps what rules went by before, as that, and nothing else of its runs", () => {
  const overlays = [{...ARROW, racer: "adam", inside: true}, {...ARROW, settled: true}, ARROW];
  const film = readFilm({steps: 9, racers: [], tracks: [], panels: [{group: "main", overlays}]});
  const [raced] = withTracks(film, [], 5, (panel) => panel).panels;
  assert.deepEqual(raced.overlays.map(({before, inside}) => [before, inside]), [[true, true], [undefined, undefined]]);
  assert.equal(film.panels[0].overlays[0].before, undefined); // its own come back with the app's film
});

test("what rules went by in the race before is faint and has no words", async () => {
  const own = {...ARROW, racer: "adam", inside: true, label: "step"};
  const panel = {tracks: [{racer: "adam"}]};
  const [now, before] = [await drawn(own, 0, panel), await drawn({...own, before: true}, 0, panel)];
  assert.deepEqual(before.drawn.map(({alpha}) => alpha), [0.18, 0.18, 0.18, 0.18]);
  assert.ok(!before.drawn.some(({words}) => words));
  assert.ok(now.drawn.every(({alpha}) => alpha > 0.5));
});

test("an arrow's label stands before its tip", async () => {
  for (const [dx, dy, at, align] of [[3, 0, [59, 50], "left"], [-1, 0, [18, 50], "right"], [0, 3, [20, 11], "center"]]) {
    const label = (await drawn({...ARROW, dx: [dx], dy: [dy], label: "−∇f"}, 0)).drawn.at(-1);
    near(label.ops[0], at);
    assert.deepEqual([label.words, label.align, label.color], ["−∇f", align, THEME.ink]);
  }
});

const CURVE = {type: "curve", x: [[1, 2, 3, 4]], y: [[1, 2, null, 4], [3, 4, null, 6]]};

test("a curve has a gap where it is unknown, and moves", async () => {
  const [curve] = (await drawn(CURVE, 0.5)).drawn;
  assert.deepEqual([curve.color, curve.width, curve.dash], ["blue", 2, []]);
  near(curve.ops.map(([how, ...place]) => [how === "M" ? 0 : 1, ...place]), [[0, 10, 80], [1, 20, 70], [0, 40, 50]]);
});

test("a curve is dashed, dotted, filled and as wide as it says", async () => {
  const dash = async (value) => (await drawn({...CURVE, dash: value, width: 3}, 0)).drawn[0];
  assert.deepEqual((await dash(true)).dash, [6, 5]);
  assert.deepEqual((await dash("dash")).dash, [6, 5]);
  assert.deepEqual((await dash("dot")).dash, [1, 5]);
  assert.deepEqual((await dash([2, 3])).dash, [2, 3]);
  assert.equal((await dash("dot")).width, 3);
  const fills = await Promise.all([true, "@accent"].map((fill) => drawn({...CURVE, color: "#0000ff", fill}, 0)));
  assert.deepEqual(fills.map(({drawn: [first]}) => [first.how, first.color]),
    [["fill", "rgba(0, 0, 255, 0.16)"], ["fill", "#0000ff"]]);
});

test("a curve's label stands by its end, that of a closed one over its top", async () => {
  const open = (await drawn({...CURVE, label: "model"}, 0)).drawn.at(-1);
  near(open.ops[0], [34, 49]);
  assert.deepEqual([open.align, open.color], ["right", "blue"]);
  const ring = (await drawn({type: "curve", x: [[3, 5, 3, 1, 3]], y: [[2, 5, 8, 5, 2]], label: "ring"}, 0)).drawn.at(-1);
  near(ring.ops[0], [30, 9]);
  assert.equal(ring.align, "center");
});

test("dots have their own colours, a rim if they are large, and stay in the picture", async () => {
  const dots = {type: "dots", x: [[1, 2, 30, null]], y: [[1, 2, 3, 4]]};
  const plain = (await drawn(dots, 0)).drawn;
  assert.deepEqual(plain.map(({how, color}) => [how, color]), [["fill", "blue"], ["stroke", "rgba(254, 254, 254, 0.8)"]]);
  near(plain[0].ops.filter(([how]) => how === "A"), [["A", 10, 90, 2.5], ["A", 20, 80, 2.5]]);
  assert.equal(plain[1].width, 1);
  assert.deepEqual((await drawn({...dots, size: 3.9}, 0)).drawn.map(({how}) => how), ["fill"]);
  const two = (await drawn({...dots, colors: ["green", "@accent", "a", "b"], size: 2}, 0)).drawn;
  assert.deepEqual(two.map(({color, ops}) => [color, ops.length]), [["green", 2], ["#0000ff", 2]]);
  near((await drawn({...dots, label: "swarm"}, 0)).drawn.at(-1).ops[0], [17.5, 90]);
});

test("bars stand on zero, up and down, three quarters of their distance wide", async () => {
  const view = await plane({ranges: [[0, 10], [-5, 5]]});
  const bars = (await drawn({type: "bars", x: [2, 4, 6], y: [[3, -2, null]]}, 0, {}, view)).drawn;
  near(bars.map(({ops}) => ops[0]), [[12.4, 20, 15.2, 30], [32.4, 50, 15.2, 20]]);
  near((await drawn({type: "bars", x: [5], y: [[5]]}, 0, {}, view)).drawn[0].ops[0], [50 - 15.2, 0, 30.4, 50]);
});

test("bars on a log axis stand on its foot", async () => {
  const view = await plane({logs: [false, true], ranges: [[0, 10], [-1, 1]]});
  near((await drawn({type: "bars", x: [2, 4], y: [[1, 10]]}, 0, {}, view)).drawn.map(({ops: [[, y, , h]]}) => [y, h]),
    [[50, 50], [0, 100]]);
});

test("words change at whole steps", async () => {
  const text = {type: "text", x: [1, 3], y: [1, 1], texts: ["one", "two"]};
  const said = async (t) => (await drawn(text, t)).drawn.map(({words, ops: [place], align}) => [words, place, align]);
  assert.deepEqual(await said(0.5), [["one", [20, 90], "center"]]);
  assert.deepEqual((await said(7))[0][0], "two");
});

test("a racer's overlay has its colour, hides with it and stands back for another", async () => {
  const own = {...CURVE, racer: "adam"};
  assert.equal((await drawn(own, 0)).drawn[0].color, "red");
  assert.equal((await drawn(own, 0, {hidden: new Set(["adam"])})).drawn.length, 0);
  assert.equal((await drawn(own, 0, {isolated: "sgd"})).drawn[0].alpha, 0.13);
  assert.equal((await drawn(own, 0, {isolated: "adam"})).drawn[0].alpha, 1);
  assert.equal((await drawn(CURVE, 0, {isolated: "sgd"})).drawn[0].alpha, 1);
  assert.equal((await drawn({...CURVE, color: undefined}, 0)).drawn[0].color, THEME.ink);
});

test("an arrow up has its barbs on both sides, and moves at later steps too", async () => {
  const up = {type: "arrow", x: [2, 4, 8], y: [5, 5, 6], dx: [0, 0, 0], dy: [3, 3, 3]};
  const [, , shaft, head] = (await drawn(up, 0)).drawn;
  near(places(shaft), [[20, 50], [20, 28]]);
  near(places(head), [[20, 20], [24.5, 30], [15.5, 30]]);
  near(places((await drawn(up, 1.5)).drawn[2])[0], [60, 45]);
  const slanted = (await drawn({type: "arrow", x: [0], y: [0], dx: [6], dy: [8]}, 0)).drawn[3];
  near(places(slanted), [[60, 20], [60 - 6 + 3.6, 20 + 8 + 2.7], [60 - 6 - 3.6, 20 + 8 - 2.7]]);
});

test("a curve of no width is only its filling", async () => {
  assert.deepEqual((await drawn({...CURVE, width: 0}, 0)).drawn, []);
  assert.equal((await drawn({...CURVE, width: 0.5}, 0)).drawn[0].width, 0.5);
});

test("a closed curve's label stands over its top, wherever that is", async () => {
  const ring = {type: "curve", x: [[6, 8, 6, 1, 6]], y: [[2, 5, 8, 5, 2]], label: "ring"};
  near((await drawn(ring, 0)).drawn.at(-1).ops[0], [60, 9]);
  const apart = {...ring, x: [[6, 8, 6, 1, 6.2]]};
  near((await drawn(apart, 0)).drawn.at(-1).ops[0], [62 - 6, 80 - 11]);
});

test("what has no words or no place says nothing", async () => {
  const text = {type: "text", x: [1, null], y: [1, 1], texts: ["", "two"]};
  assert.deepEqual([(await drawn(text, 0)).drawn, (await drawn(text, 1)).drawn], [[], []]);
});

test("dots at the edge are drawn as far as they reach in", async () => {
  const at = async (x) => (await drawn({type: "dots", x: [[x]], y: [[5]], size: 2}, 0)).drawn.length;
  assert.deepEqual([await at(10.15), await at(10.25)], [1, 0]);
});

test("an ellipse goes round its centre by its half-axes, between steps too, and is closed", async () => {
  const ellipse = {type: "ellipse", x: [[5, 3, 0], [6, 3, 0]], y: [[5, 0, 1], [5, 0, 1]]};
  for (const [t, middle] of [[0, 50], [0.5, 55]]) {
    const [line] = (await drawn(ellipse, t)).drawn;
    const around = places(line);
    near(around[0], [middle + 30, 50]);
    near(around[around.length / 4 - 0.25], [middle, 40]);
    near(around.at(-1), around[0]);
  }
});
