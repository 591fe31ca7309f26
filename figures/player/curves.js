import LOOK from "./look.json" with {type: "json"};

const {width: BRIGHT, whole: WHOLE} = LOOK.run;

/**
 * A chart's curves, faint as a whole and bright as far as they were played. Curves that stand are drawn once into two
 * layers, of which a frame only copies its part; those that are others at every frame of a drag are drawn as they come.
 */
export class Curves {
  /** @type {string | null} */ key = null;
  /** @type {string | null} */ layered = null;

  /** Other curves than before, or another view of them. */
  forget() {
    this.key = this.layered = null;
  }

  /** Draw curves = [{trail, style}] with what has been played, up to position t, bright. */
  draw(ctx, curves, view, axis, t, look) {
    const {canvas} = ctx;
    const played = axis === "step" ? Math.round(view.project(t, 1)[0] * ctx.getTransform().a) : null; // device pixels
    const styles = curves.map(({style}) => style.color + style.alpha);
    const key = [look.theme.panel, canvas.width, canvas.height, ...styles].join();
    if (key === this.key) this.copied(ctx, curves, played, key);
    else this.drawn(ctx, curves, played);
    this.key = key;
    if (played === null) for (const {trail, style} of curves) trail.draw(ctx, t, {...style, width: BRIGHT});
  }

  drawn(ctx, curves, played) {
    faintly(ctx, curves);
    if (!(played >= 1)) return;
    const left = new Path2D();
    const scale = ctx.getTransform().a;
    left.rect(0, 0, played / scale, ctx.canvas.height / scale);
    ctx.save();
    ctx.clip(left);
    brightly(ctx, curves);
    ctx.restore();
  }

  copied(ctx, curves, played, key) {
    if (this.layered !== key) {
      this.layered = key;
      this.faint = layer(ctx, this.faint, (below) => faintly(below, curves));
      if (played !== null) this.bright = layer(ctx, this.bright, (above) => brightly(above, curves));
    }
    this.copy(ctx, this.faint, ctx.canvas.width);
    if (played !== null) this.copy(ctx, this.bright, played);
  }

  /** Copy the left part of a layer, pixel for pixel. */
  copy(ctx, from, width) {
    if (!(width >= 1)) return;
    const shown = Math.min(width, from.width);
    ctx.save();
    ctx.resetTransform();
    ctx.drawImage(from, 0, 0, shown, from.height, 0, 0, shown, from.height);
    ctx.restore();
  }
}

/** A canvas of the size and scale of another, with something drawn on it; the last one again if it can be had. */
function layer(like, last, draw) {
  const {width, height} = like.canvas;
  const canvas = last?.width === width && last.height === height ? last : new OffscreenCanvas(width, height);
  const ctx = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
  ctx.resetTransform();
  ctx.clearRect(0, 0, width, height);
  ctx.setTransform(like.getTransform());
  ctx.lineJoin = ctx.lineCap = "round";
  draw(ctx);
  return canvas;
}

function faintly(ctx, curves) {
  for (const {trail, style: {color, alpha}} of curves) {
    ctx.globalAlpha = WHOLE.opacity * alpha;
    ctx.lineWidth = WHOLE.width;
    ctx.strokeStyle = color;
    ctx.stroke(trail.whole);
  }
  ctx.globalAlpha = 1;
}

function brightly(ctx, curves) {
  for (const {trail, style} of curves) trail.draw(ctx, Infinity, {...style, width: BRIGHT});
}
