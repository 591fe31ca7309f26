const BRIGHT = 2.25;

/** A chart's curves, drawn once into two layers, the whole run faint and bright; a frame only copies the played part. */
export class Curves {
  constructor() {
    this.forget();
  }

  forget() {
    this.key = null;
  }

  /** Draw curves = [{trail, style}] with what has been played, up to position t, bright. */
  draw(ctx, curves, view, axis, t, look) {
    const {x, y, w, h} = view.rect;
    const ratio = ctx.getTransform().a;
    const key = [look.theme.panel, ratio, ...curves.map(({style}) => `${style.color}${style.alpha}`)].join();
    if (key !== this.key) {
      this.key = key;
      this.faint = this.layer(view.rect, ratio, (below) => curves.forEach(({trail, style}) => faintly(below, trail, style)));
      this.bright = axis !== "step" ? null : this.layer(view.rect, ratio, (above) => {
        for (const {trail, style} of curves) trail.draw(above, Infinity, {...style, width: BRIGHT});
      });
    }
    ctx.drawImage(this.faint, x, y, w, h);
    if (axis === "step") this.drawPlayed(ctx, view, t);
    else for (const {trail, style} of curves) trail.draw(ctx, t, {...style, width: BRIGHT});
  }

  layer({x, y, w, h}, ratio, draw) {
    const canvas = new OffscreenCanvas(Math.max(Math.ceil(w * ratio), 1), Math.max(Math.ceil(h * ratio), 1));
    const ctx = canvas.getContext("2d");
    ctx.scale(canvas.width / w, canvas.height / h);
    ctx.translate(-x, -y);
    ctx.lineJoin = ctx.lineCap = "round";
    draw(ctx);
    return canvas;
  }

  drawPlayed(ctx, view, t) {
    const {x, y, w, h} = view.rect;
    const cursor = Math.min(Math.max(view.project(t, 1)[0] - x, 0), w);
    const width = this.bright.width * (cursor / w);
    if (width >= 1) ctx.drawImage(this.bright, 0, 0, width, this.bright.height, x, y, cursor, h);
  }
}

function faintly(ctx, trail, {color, alpha}) {
  ctx.globalAlpha = 0.3 * alpha;
  ctx.lineWidth = 1.25;
  ctx.strokeStyle = color;
  ctx.stroke(trail.whole);
  ctx.globalAlpha = 1;
}
