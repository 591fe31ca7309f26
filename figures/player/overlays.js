import LOOK from "./look.json" with {type: "json"};
import {drawWords} from "./marks.js";
import {faded, resolveTokens} from "./theme.js";

const DRAW = {arrow: drawArrow, curve: drawCurve, ellipse: drawEllipse, dots: drawDots, bars: drawBars, raster: drawRaster, text: drawText};
const {corners} = LOOK.ellipse;
const CIRCLE = Array.from({length: corners + 1}, (_, i) => {
  const angle = 2 * Math.PI * (i % corners) / corners;
  return {cos: Math.cos(angle), sin: Math.sin(angle)};
});
const LAYERS = {ground: ["raster", "curve", "ellipse", "dots", "bars"], middle: ["arrow"], top: ["text"]};

/** Draw a panel's overlays at position t of its group: the layer under the trails, under the heads, or over all. */
export function drawOverlays(ctx, panel, view, t, look, layer) {
  for (const overlay of panel.overlays) {
    const {type, racer, inside, before, every = 1} = overlay;
    if (!LAYERS[layer].includes(type) || (racer && look.hidden.has(racer))) continue;
    const full = !before && (!inside || look.isolated === racer || alone(panel, look));
    const color = racer ? look.color(racer) : resolveTokens(overlay.color ?? LOOK.default.overlay, look.theme);
    ctx.save();
    const own = before ? LOOK.inside.before : full ? 1 : LOOK.inside.opacity;
    ctx.globalAlpha = look.isolated && racer && racer !== look.isolated ? LOOK.trail.faint : own;
    DRAW[type](ctx, full ? overlay : {...overlay, label: ""}, view, t / every, {...look, color});
    ctx.restore();
  }
}

/** Whether a panel shows one racer only, so that what is inside it has room for words. */
function alone({tracks}, look) {
  return new Set(tracks.map(({racer}) => racer).filter((id) => !look.hidden.has(id))).size === 1;
}

/** An array's entry at position t, as a function of the index along its second axis. */
function entry(array, t, hold) {
  if (!array) return () => NaN;
  const {values, shape: [count, width = 1]} = array;
  const k = Math.min(Math.floor(t), count - 1);
  const share = hold || k + 1 >= count ? 0 : t - k;
  return (i = 0) => {
    const here = values[k * width + i];
    const next = share > 0 ? values[(k + 1) * width + i] : here;
    return Number.isNaN(next) ? here : here + (next - here) * share;
  };
}

/** How many places an overlay has at each step. */
export function countOf({x, y}) {
  return Math.max(x.shape[1] ?? 1, y.shape[1] ?? 1);
}

/** The places (x, y and z where it is given) of an overlay, in pixels. */
function places({x, y, z, hold}, view, t) {
  const [px, py, pz] = [entry(x, t, hold), entry(y, t, hold), z ? entry(z, t, hold) : () => null];
  return Array.from({length: countOf({x, y})}, (_, i) => view.project(px(i), py(i), pz(i)));
}

function drawArrow(ctx, {x, y, z, dx, dy, dz, hold, label}, view, t, {color, theme, lines}) {
  const [px, py, vx, vy] = [x, y, dx, dy].map((array) => entry(array, t, hold)());
  const [pz, vz] = z ? [entry(z, t, hold)(), dz ? entry(dz, t, hold)() : 0] : [null, 0];
  const [ax, ay] = view.project(px, py, pz);
  const [bx, by] = view.project(px + vx, py + vy, pz === null ? null : pz + vz);
  const length = Math.hypot(bx - ax, by - ay);
  const {shortest, width, halo, share, shaft: end, spread, beside, aside} = LOOK.arrow;
  if (!(length > shortest)) return;
  const [ux, uy] = [(bx - ax) / length, (by - ay) / length];
  const barb = Math.min(LOOK.arrow.barb, share * length);
  const shaft = new Path2D();
  shaft.moveTo(ax, ay);
  shaft.lineTo(bx - ux * barb * end, by - uy * barb * end);
  const head = new Path2D();
  head.moveTo(bx, by);
  head.lineTo(bx - ux * barb - uy * barb * spread, by - uy * barb + ux * barb * spread);
  head.lineTo(bx - ux * barb + uy * barb * spread, by - uy * barb - ux * barb * spread);
  head.closePath();
  ctx.strokeStyle = theme.panel;
  ctx.lineWidth = width + 2 * halo;
  ctx.stroke(shaft);
  ctx.lineWidth = width;
  ctx.stroke(head);
  ctx.strokeStyle = ctx.fillStyle = color;
  ctx.stroke(shaft);
  ctx.fill(head);
  const align = ux < -aside ? "right" : ux > aside ? "left" : "center";
  if (label) drawWords(ctx, label, bx + ux * beside, by + uy * beside, theme, {align, edges: view.rect, lines});
}

/** A closed curve about its centre, given with two half-axes. */
function drawEllipse(ctx, overlay, view, t, look) {
  const [x, y] = [entry(overlay.x, t, overlay.hold), entry(overlay.y, t, overlay.hold)];
  const points = CIRCLE.map(({cos, sin}) => view.project(x(0) + x(1) * cos + x(2) * sin, y(0) + y(1) * cos + y(2) * sin));
  drawLine(ctx, overlay, view, points, look);
}

function drawCurve(ctx, overlay, view, t, look) {
  drawLine(ctx, overlay, view, places(overlay, view, t), look);
}

function drawLine(ctx, overlay, view, points, {color, theme, lines}) {
  const path = new Path2D();
  let down = false;
  for (const [px, py] of points) {
    const here = Number.isFinite(px + py);
    if (here) path[down ? "lineTo" : "moveTo"](clamped(px), clamped(py));
    down = here;
  }
  const {fill, dash, width = LOOK.curve.width, label} = overlay;
  if (fill) {
    ctx.fillStyle = fill === true ? faded(color, LOOK.curve.fill) : resolveTokens(fill, theme);
    ctx.fill(path);
  }
  if (dash) ctx.setLineDash(Array.isArray(dash) ? dash : LOOK.curve.dashes[dash] ?? LOOK.curve.dashes.dash);
  if (width > 0) { // a canvas takes no width of 0, and would draw with the one before
    ctx.lineWidth = width;
    ctx.strokeStyle = color;
    ctx.stroke(path);
  }
  if (label) labelCurve(ctx, overlay, points, view, {color, theme, lines});
}

/** Beside the end of a curve; over the top of a closed one, or under its foot. */
function labelCurve(ctx, {label, below}, points, view, {color, theme, lines}) {
  const seen = points.filter(([px, py]) => view.contains(px, py));
  if (!seen.length) return;
  const [first, last] = [points[0], points.at(-1)];
  const closed = points.length > 2 && Math.hypot(first[0] - last[0], first[1] - last[1]) < LOOK.curve.closed;
  const [px, py] = closed ? seen.reduce((a, b) => ((below ? b[1] > a[1] : b[1] < a[1]) ? b : a)) : seen.at(-1);
  const align = closed ? "center" : "right";
  const [x, y] = [closed ? px : px - LOOK.curve.beside, py - (below && closed ? -1 : 1) * LOOK.curve.above];
  drawWords(ctx, label, x, y, theme, {align, color, edges: view.rect, lines});
}

/** Canvas paths go wrong with coordinates of millions of pixels. */
function clamped(pixel) {
  return Math.min(Math.max(pixel, -1e5), 1e5);
}

function drawDots(ctx, overlay, view, t, {color, theme, lines}) {
  const {colors, size = LOOK.dots.size, label} = overlay;
  const paths = new Map();
  const points = places(overlay, view, t);
  points.forEach(([px, py], i) => {
    if (!Number.isFinite(px + py) || !view.contains(px, py, size)) return;
    const own = colors ? colors[i] : color;
    if (!paths.has(own)) paths.set(own, new Path2D());
    const path = paths.get(own);
    path.moveTo(px + size / 2, py);
    path.arc(px, py, size / 2, 0, 2 * Math.PI);
  });
  for (const [own, path] of paths) {
    ctx.fillStyle = resolveTokens(own, theme);
    ctx.fill(path);
    if (size < LOOK.dots.rimmed) continue;
    ctx.lineWidth = LOOK.dots.rim;
    ctx.strokeStyle = faded(theme.panel, LOOK.dots.shade);
    ctx.stroke(path);
  }
  if (label && points.length && Number.isFinite(points[0][0])) {
    const gap = size / 2 + LOOK.dots.beside;
    drawWords(ctx, label, points[0][0] + gap, points[0][1], theme, {align: "left", edges: view.rect, gap, lines});
  }
}

function drawBars(ctx, {x, y, hold}, view, t, {color}) {
  const heights = entry(y, t, hold);
  const xs = x.values;
  const foot = view.logs?.[1] ? view.rect.y + view.rect.h : view.project(xs[0], 0)[1];
  const gap = xs.length > 1 ? Math.abs(view.project(xs[1], 1)[0] - view.project(xs[0], 1)[0]) : LOOK.bars.alone;
  const width = Math.max(LOOK.bars.share * gap, LOOK.bars.thinnest);
  ctx.fillStyle = color;
  xs.forEach((value, i) => {
    const [px, py] = view.project(value, heights(i));
    if (Number.isFinite(px + py)) ctx.fillRect(px - width / 2, Math.min(py, foot), width, Math.abs(foot - py));
  });
}

/**
 * Cells in colours, centred on a grid from one end of x and y to the other; a code below 0 leaves its cell bare. Those of
 * one colour in a row are drawn at once, on whole pixels, so that no seam shows.
 */
function drawRaster(ctx, {x, y, codes, colors}, view, t, {theme}) {
  const [rows, columns] = codes.shape;
  const [x0, x1, y0, y1] = [...x.values, ...y.values];
  const {x: left, y: top, w, h} = view.rect;
  const [[left0, foot0], [left1, foot1]] = [view.project(x0, y0), view.project(x1, y1)];
  const across = (i) => left0 + ((left1 - left0) / (columns - 1)) * (i - 0.5); // even on a log axis, too
  const along = (i) => foot0 + ((foot1 - foot0) / (rows - 1)) * (i - 0.5);
  const at = (px, low, size) => Math.round(Math.min(Math.max(px, low), low + size));
  const own = colors.map((color) => resolveTokens(color, theme));
  ctx.globalAlpha *= LOOK.raster.opacity;
  for (let row = 0; row < rows; row++) {
    const [foot, head] = [at(along(row), top, h), at(along(row + 1), top, h)];
    for (let from = 0, to = 0; from < columns && foot !== head; from = to) {
      const code = codes.values[row * columns + from];
      do to++; while (to < columns && codes.values[row * columns + to] === code);
      const [start, end] = [at(across(from), left, w), at(across(to), left, w)];
      if (code < 0 || start === end) continue;
      const cell = new Path2D();
      cell.moveTo(start, foot);
      for (const [px, py] of [[end, foot], [end, head], [start, head]]) cell.lineTo(px, py);
      cell.closePath();
      ctx.fillStyle = own[code];
      ctx.fill(cell);
    }
  }
}

function drawText(ctx, {x, y, z, texts, hold}, view, t, {color, theme}) {
  const [px, py] = places({x, y, z, hold}, view, t)[0];
  const words = texts[Math.min(Math.floor(t), texts.length - 1)];
  if (words && Number.isFinite(px + py)) drawWords(ctx, words, px, py, theme, {align: "center", color, edges: view.rect});
}
