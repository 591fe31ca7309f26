import LOOK from "./look.json" with {type: "json"};

const {width: BRIGHT, whole: WHOLE} = LOOK.run;

/** A chart's curves, drawn once into two layers, faint and bright; a frame only copies the part that was played. */
export class Curves {
  /** @type {string | null} */ key = null;

  constructor() {
    this.forget();
  }

  forget() {
    this.key = null;
  }

  /** Draw curves = [{trail, style}] with what has been played, up to position t, bright. */
  draw(ctx, curves, view, axis, t, look) {
    const {canvas} = ctx;
    const styles = curves.map(({style}) => style.color + style.alpha);
    const key = [look.theme.panel, canvas.width, canvas.height, ...styles].join();
    if (key !== this.key) {
      this.key = key;
      this.faint = layer(ctx, (below) => curves.forEach(({trail, style}) => faintly(below, trail, style)));
      this.bright = axis !== "step" ? null : layer(ctx, (above) => {
        for (const {trail, style} of curves) trail.draw(above, Infinity, {...style, width: BRIGHT});
      });
    }
    this.copy(ctx, this.faint, canvas.width);
    if (this.bright) this.copy(ctx, this.bright, Math.round(view.project(t, 1)[0] * ctx.getTransform().a));
    else for (const {trail, style} of curves) trail.draw(ctx, t, {...style, width: BRIGHT});
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

/** A canvas of the size and scale of another, with something drawn on it. */
function layer(like, draw) {
  const canvas = new OffscreenCanvas(like.canvas.width, like.canvas.height);
  const ctx = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
  ctx.setTransform(like.getTransform());
  ctx.lineJoin = ctx.lineCap = "round";
  draw(ctx);
  return canvas;
}

function faintly(ctx, trail, {color, alpha}) {
  ctx.globalAlpha = WHOLE.opacity * alpha;
  ctx.lineWidth = WHOLE.width;
  ctx.strokeStyle = color;
  ctx.stroke(trail.whole);
  ctx.globalAlpha = 1;
}
