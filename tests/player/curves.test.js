import assert from "node:assert/strict";
import test from "node:test";
import {Curves} from "../../figures/player/curves.js";
import LOOK from "../../figures/player/look.json" with {type: "json"};

const WHOLE = LOOK.run.whole;
const BRIGHT = LOOK.run.width;

/** A context that notes what is asked of it, on a canvas of 80 × 60 device pixels, each half a pixel of the page. */
function context(name, log, [width, height] = [80, 60]) {
  const ctx = {
    canvas: {width, height}, globalAlpha: 1, scale: 2,
    getTransform: () => ({a: ctx.scale}),
    setTransform: ({a}) => (ctx.scale = a),
    resetTransform: () => (ctx.scale = 1),
    save: () => log.push([name, "save"]),
    restore: () => log.push([name, "restore"]),
    clip: (path) => log.push([name, "clip", path.rects[0]]),
    clearRect: (...box) => log.push([name, "clear", ...box]),
    drawImage: (from, ...boxes) => log.push([name, "image", from.name, ctx.scale, ...boxes]),
    stroke: (path) => log.push([name, "stroke", path, ctx.strokeStyle, ctx.globalAlpha, ctx.lineWidth]),
  };
  return ctx;
}

class Box {
  rects = [];
  rect(...box) {
    this.rects.push(box);
  }
}

function scene(t) {
  const log = [];
  let made = 0;
  const kept = {Path2D: globalThis.Path2D, OffscreenCanvas: globalThis.OffscreenCanvas};
  t.after(() => Object.assign(globalThis, kept));
  Object.assign(globalThis, {
    Path2D: Box,
    OffscreenCanvas: class {
      constructor(width, height) {
        Object.assign(this, {width, height, name: `layer ${(made += 1)}`});
        this.ctx = context(this.name, log, [width, height]);
      }
      getContext() {
        return this.ctx;
      }
    },
  });
  const ctx = context("page", log);
  const trail = {whole: "line", draw: (on, until, style) => log.push(["trail", until, style.width, style.color])};
  const curves = [{trail, style: {color: "red", alpha: 0.5}}];
  const view = {project: (x) => [10 + x, 0]};
  const draw = (it, now, {axis = "step", panel = "white"} = {}) => {
    log.length = 0;
    it.draw(ctx, curves, view, axis, now, {theme: {panel}});
    return log.map((each) => [...each]);
  };
  return {ctx, curves, draw};
}

const faint = ["page", "stroke", "line", "red", WHOLE.opacity * 0.5, WHOLE.width];

test("curves that are new are drawn as they are, bright up to the present step", (t) => {
  const {draw, ctx} = scene(t);
  assert.deepEqual(draw(new Curves(), 5), [
    faint, ["page", "save"], ["page", "clip", [0, 0, 15, 30]], ["trail", Infinity, BRIGHT, "red"], ["page", "restore"],
  ]);
  assert.equal(ctx.globalAlpha, 1);
  assert.deepEqual(draw(new Curves(), -10), [faint], "before the first pixel nothing is bright");
});

test("curves that stand are drawn once into layers, of which a frame copies its part", (t) => {
  const {draw} = scene(t);
  const it = new Curves();
  draw(it, 5);
  const second = draw(it, 6);
  assert.deepEqual(second, [
    ["layer 1", "clear", 0, 0, 80, 60], ["layer 1", ...faint.slice(1)],
    ["layer 2", "clear", 0, 0, 80, 60], ["trail", Infinity, BRIGHT, "red"],
    ["page", "save"], ["page", "image", "layer 1", 1, 0, 0, 80, 60, 0, 0, 80, 60], ["page", "restore"],
    ["page", "save"], ["page", "image", "layer 2", 1, 0, 0, 32, 60, 0, 0, 32, 60], ["page", "restore"],
  ]);
});

test("layers are kept for the next frame, and no more is copied than there is", (t) => {
  const {draw, ctx} = scene(t);
  const it = new Curves();
  draw(it, 5);
  draw(it, 6);
  ctx.scale = 2;
  const images = (log) => log.filter(([, what]) => what === "image").map(([, , name, , , , width]) => [name, width]);
  const later = draw(it, 30);
  assert.deepEqual(images(later), [["layer 1", 80], ["layer 2", 80]]);
  assert.ok(!later.some(([, what]) => what === "clear"));
  ctx.scale = 2;
  assert.deepEqual(images(draw(it, -9.5)), [["layer 1", 80], ["layer 2", 1]]);
  ctx.scale = 2;
  assert.deepEqual(images(draw(it, -10)), [["layer 1", 80]]);
});

test("another look, another size and being told to forget draw them anew", (t) => {
  const {draw, ctx, curves} = scene(t);
  const it = new Curves();
  const anew = (log) => log[0][1] === "stroke" && log[0][0] === "page";
  assert.ok(anew(draw(it, 5)));
  draw(it, 6);
  const again = (change, look) => {
    change();
    ctx.scale = 2;
    const first = anew(draw(it, 6, look));
    ctx.scale = 2;
    const layered = draw(it, 6, look).some(([, what]) => what === "clear");
    ctx.scale = 2;
    return [first, layered];
  };
  assert.deepEqual(again(() => {}, {panel: "black"}), [true, true]);
  assert.deepEqual(again(() => (ctx.canvas.width = 90), {panel: "black"}), [true, true]);
  assert.deepEqual(again(() => (ctx.canvas.height = 70), {panel: "black"}), [true, true]);
  assert.deepEqual(again(() => (curves[0].style.alpha = 1), {panel: "black"}), [true, true]);
  assert.deepEqual(again(() => it.forget(), {panel: "black"}), [true, true]);
  assert.deepEqual(again(() => {}, {panel: "black"}), [false, false]);
});

test("over another axis than the step a curve is bright as far as its run is", (t) => {
  const {draw, ctx} = scene(t);
  const it = new Curves();
  assert.deepEqual(draw(it, 5, {axis: "evals"}), [faint, ["trail", 5, BRIGHT, "red"]]);
  const second = draw(it, 6, {axis: "evals"});
  assert.deepEqual(second.filter(([, what]) => what === "image").map(([, , name]) => name), ["layer 1"]);
  assert.deepEqual(second.at(-1), ["trail", 6, BRIGHT, "red"]);
  assert.equal(ctx.scale, 1);
});
