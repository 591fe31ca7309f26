/** What the player touches of Plotly's insides: all of it stands here. Seen in this version of plotly.js; a test tells
 *  when another one is installed. */
export const SEEN_IN = "4.1.1";

/** The layer of a plane or a chart on which a person drags. */
export const DRAG_LAYER = ".nsewdrag";

/** Plotly's layout with its defaults filled in, as it is shown now: ranges, cameras. */
export function shownLayout(gd) {
  return gd._fullLayout;
}

/** An axis of a plane or a chart: its range (in decades on a log axis) and the pixels that it takes. */
export function axisOf(gd, name) {
  const {type, range, _offset: offset, _length: length} = gd._fullLayout[name];
  return {log: type === "log", range, offset, length};
}

/** A panel's scene in space: its place in pixels, its axes' ranges, and the matrices of its camera. */
export function spaceOf(gd) {
  const {scene, _size: size} = gd._fullLayout;
  const {glplot, dataScale} = scene._scene;
  const {projection, view, model, _ortho: parallel} = glplot.cameraParams;
  const {x: [left, right], y: [bottom, top]} = scene.domain;
  return {
    rect: {
      x: size.l + left * size.w, y: size.t + (1 - top) * size.h, w: (right - left) * size.w, h: (top - bottom) * size.h,
    },
    ranges: ["xaxis", "yaxis", "zaxis"].map((name) => scene[name].range), dataScale, projection, view, model, parallel,
  };
}

/**
 * The drawing of a scene in space. Plotly asks for a frame for ever, though nothing changes; here its loop is brought
 * to an end (it ends where it finds itself stopped), and a frame is drawn only when the camera has moved. While Plotly
 * is told something it must not find itself stopped: between `open` and `close`.
 */
export class Scene {
  constructor(gd) {
    this.gd = gd;
    this.opened = 0;
  }

  get plot() {
    return this.gd._fullLayout?.scene?._scene?.glplot ?? null; // null without WebGL
  }

  open() {
    this.opened++;
    if (this.plot) this.plot._stopped = false;
  }

  close() {
    this.opened--;
    this.draw();
  }

  draw() {
    const {plot, opened} = this;
    if (!plot || opened) return;
    plot._stopped = false;
    plot.redraw();
    plot._stopped = true;
  }

  /** Draw the scene if its camera has moved since it was last drawn. */
  tick() {
    if (!this.opened && this.plot?.camera.tick()) this.draw();
  }

  /** Have Plotly forget everything, and give the graphics memory back at once: a page may have few such contexts. */
  purge(plotly) {
    const {plot} = this;
    this.open();
    plotly.purge(this.gd);
    plot?.gl?.getExtension("WEBGL_lose_context")?.loseContext();
  }
}
