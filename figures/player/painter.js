import {Curves} from "./curves.js";
import LOOK from "./look.json" with {type: "json"};
import {drawGone, drawHead, drawStart, Labels, lastSeen, Lines} from "./marks.js";
import {drawOverlays} from "./overlays.js";
import {Trail} from "./trail.js";

const {width: WIDTH, faint: FAINT} = LOOK.trail;

/** Draws a panel's trails, heads and marks; pixel lines are kept until the view or the tracks change. */
export class Painter {
  trails = new Map();

  constructor(panel, view) {
    this.panel = panel;
    this.view = view;
    this.labels = new Labels();
    this.curves = new Curves();
    this.forget();
  }

  forget() {
    this.trails = new Map();
    this.curves.forget();
  }

  trail(track) {
    if (!this.trails.has(track)) this.trails.set(track, new Trail(this.view.polyline(track, this.panel.axes)));
    return this.trails.get(track);
  }

  /** Draw everything at position t of the panel's group; the heads that were drawn, as [{id, name, x, y}]. */
  paint(ctx, t, seen) {
    const tracks = this.panel.tracks.filter((track) => !seen.hidden.has(track.racer));
    tracks.sort((a, b) => Number(a.racer === seen.isolated) - Number(b.racer === seen.isolated));
    const worded = this.panel.overlays.some(({label}) => label);
    const look = {...seen, lines: worded ? new Lines(this.headsAt(tracks, t), this.starts()) : undefined};
    ctx.lineJoin = ctx.lineCap = "round";
    this.clipped(ctx, () => {
      look.lines?.hold();
      this.paintOverlays(ctx, t, look, "ground");
      if (this.panel.kind === "chart") this.paintCurves(ctx, tracks, t, look);
      else this.paintTrails(ctx, tracks, t, look);
      this.paintStart(ctx, look);
      look.lines?.release();
      this.paintOverlays(ctx, t, look, "middle");
    });
    const heads = this.paintHeads(ctx, tracks, t, look);
    this.clipped(ctx, () => this.paintOverlays(ctx, t, look, "top"));
    return heads;
  }

  /** Where the shared start is, if it can be seen. */
  starts() {
    if (!this.panel.start) return [];
    const [x, y] = this.view.project(...this.panel.start);
    return Number.isFinite(x + y) ? [{x, y}] : [];
  }

  /** Where heads will stand: words keep clear of them. */
  headsAt(tracks, t) {
    return tracks.map((track) => this.view.head(track, this.panel.axes, t)).filter((head) => head?.inside);
  }

  paintOverlays(ctx, t, look, layer) {
    if (look.veiled) return; // what would tell how it ends
    drawOverlays(ctx, this.panel, this.view, t, look, layer);
  }

  clipped(ctx, draw) {
    const {x, y, w, h} = this.view.rect;
    ctx.save();
    ctx.beginPath();
    ctx.rect(x, y, w, h);
    ctx.clip();
    draw();
    ctx.restore();
  }

  style(track, look) {
    const alpha = look.isolated && look.isolated !== track.racer ? FAINT : 1;
    return {color: look.color(track.racer), halo: look.theme.panel, width: WIDTH, alpha};
  }

  paintTrails(ctx, tracks, t, look) {
    if (look.trail === "none") return;
    for (const track of tracks) {
      const style = this.style(track, look);
      if (look.trail === "tail") this.trail(track).drawTail(ctx, t, look.rate * LOOK.tail.seconds, style);
      else this.trail(track).draw(ctx, t, style);
    }
  }

  paintCurves(ctx, tracks, t, look) {
    if (look.veiled) return;
    const {follow, axes} = this.panel;
    const curves = tracks.map((track) => ({trail: this.trail(track), style: this.style(track, look)}));
    this.curves.draw(ctx, curves, this.view, axes.x, t, look);
    if (follow && axes.x === "step") this.paintCursor(ctx, t, look);
  }

  paintCursor(ctx, t, {theme}) {
    const {y, h} = this.view.rect;
    const [x] = this.view.project(t, 1);
    ctx.save();
    ctx.setLineDash(LOOK.cursor.dash);
    ctx.lineCap = "butt";
    ctx.lineWidth = LOOK.cursor.width;
    ctx.strokeStyle = theme.muted;
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x, y + h);
    ctx.stroke();
    ctx.restore();
  }

  paintStart(ctx, {theme}) {
    for (const {x, y} of this.starts()) drawStart(ctx, x, y, theme);
  }

  paintHeads(ctx, tracks, t, look) {
    const heads = [];
    for (const track of tracks) {
      const {color, alpha} = this.style(track, look);
      const head = this.view.head(track, this.panel.axes, t);
      if (head?.inside) {
        drawHead(ctx, head, color, look.theme, alpha * (head.seen ? 1 : LOOK.head.behind));
        heads.push({id: track.racer, name: look.name(track.racer), x: head.x, y: head.y, alpha});
      } else if (head || (track.divergedAt !== null && t >= track.divergedAt)) {
        const place = lastSeen(this.view, this.trail(track).line, t);
        if (place) drawGone(ctx, place, color, look.theme, alpha);
      }
    }
    if (look.labels) this.labels.draw(ctx, heads.filter((head) => head.alpha === 1), this.view.rect, look.theme);
    return heads;
  }
}
