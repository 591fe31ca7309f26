import LOOK from "./look.json" with {type: "json"};
import {faded} from "./theme.js";

const {radius: RADIUS, rim: RIM, hair: HAIR, hairline: HAIRLINE, slack: SLACK} = LOOK.head;

/** A head: a dot with a rim in the ground colour and a hairline around it. */
export function drawHead(ctx, {x, y}, color, theme, alpha = 1) {
  ctx.globalAlpha = alpha;
  disc(ctx, x, y, RADIUS + HAIR, faded(theme.ink, HAIRLINE));
  disc(ctx, x, y, RADIUS + RIM, theme.panel);
  disc(ctx, x, y, RADIUS, color);
  ctx.globalAlpha = 1;
}

/** The shared start: a four-pointed star. */
export function drawStart(ctx, x, y, theme) {
  ctx.beginPath();
  for (let i = 0; i < 8; i++) {
    const size = i % 2 ? LOOK.start.short : LOOK.start.long;
    const angle = (i * Math.PI) / 4;
    ctx.lineTo(x + size * Math.sin(angle), y - size * Math.cos(angle));
  }
  ctx.closePath();
  ctx.lineWidth = LOOK.start.edge;
  ctx.strokeStyle = theme.panel;
  ctx.stroke();
  ctx.fillStyle = theme.ink;
  ctx.fill();
}

/** A run that is no longer in the picture: a cross where it ended, or an arrowhead where it left. */
export function drawGone(ctx, place, color, theme, alpha) {
  ctx.save();
  ctx.globalAlpha = alpha;
  ctx.translate(place.x, place.y);
  ctx.beginPath();
  if (place.inside) {
    const {arm, width, edge} = LOOK.cross;
    for (const way of [1, -1]) {
      ctx.moveTo(-arm, -way * arm);
      ctx.lineTo(arm, way * arm);
    }
    outlined(ctx, edge, theme.panel, width, color);
  } else {
    const {length, half, edge} = LOOK.wedge;
    ctx.rotate(Math.atan2(place.dy, place.dx));
    ctx.moveTo(0, 0);
    ctx.lineTo(-length, -half);
    ctx.lineTo(-length, half);
    ctx.closePath();
    ctx.lineWidth = edge;
    ctx.strokeStyle = theme.panel;
    ctx.stroke();
    ctx.fillStyle = color;
    ctx.fill();
  }
  ctx.restore();
}

function outlined(ctx, wide, below, width, color) {
  ctx.lineWidth = wide;
  ctx.strokeStyle = below;
  ctx.stroke();
  ctx.lineWidth = width;
  ctx.strokeStyle = color;
  ctx.stroke();
}

/** Where a run was last seen before position t, and which way it went; null if it never was in the picture. */
export function lastSeen(view, line, t) {
  for (let i = line.reached(t); i >= 0; i--) {
    if (!view.contains(line.x[i], line.y[i], SLACK)) continue;
    const next = i + 1 < line.length && line.pen[i + 1] > 0 && line.at[i] < t ? i + 1 : null;
    if (next !== null && !view.contains(line.x[next], line.y[next], SLACK)) return crossing(view, line, i, next);
    const before = line.pen[i] > 0 ? i - 1 : i;
    return {
      x: line.x[i], y: line.y[i], dx: line.x[i] - line.x[before], dy: line.y[i] - line.y[before],
      inside: !line.exits.has(i),
    };
  }
  return null;
}

function crossing(view, line, i, next) {
  const [dx, dy] = [line.x[next] - line.x[i], line.y[next] - line.y[i]];
  const [from, out] = view.clip(line.x[i], line.y[i], line.x[next], line.y[next]);
  const to = from <= out ? out : 0;
  return {x: line.x[i] + dx * to, y: line.y[i] + dy * to, dx, dy, inside: false};
}

function disc(ctx, x, y, radius, color) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fillStyle = color;
  ctx.fill();
}

/**
 * Words with a halo; with `edges`, those of a picture, they are not cut there, and with `lines` not over others.
 *
 * @param {{align: string, color?: any, edges?: any, gap?: number, lines?: Lines}} look
 */
export function drawWords(ctx, words, anchor, height, theme, look) {
  const {align, color = theme.ink, edges, gap = 0, lines} = look;
  ctx.font = wordFont(theme);
  const {width} = edges ? ctx.measureText(words) : {width: 0};
  const x = edges ? anchor + inwards(width, anchor, align, edges, gap) : anchor;
  const y = edges && lines ? lines.free(begun(x, width, align), height, width, edges) : height;
  const {globalAlpha} = ctx;
  const write = () => {
    ctx.save();
    Object.assign(ctx, {globalAlpha, font: wordFont(theme)});
    written(ctx, words, x, y, theme, align, color);
    ctx.restore();
  };
  if (lines?.held) lines.held.push(write);
  else write();
}

function written(ctx, words, x, y, theme, align, color) {
  ctx.textAlign = align;
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  ctx.lineWidth = 2 * LOOK.words.halo;
  ctx.strokeStyle = faded(theme.panel, LOOK.words.shade);
  ctx.strokeText(words, x, y);
  ctx.fillStyle = color;
  ctx.fillText(words, x, y);
}

/**
 * How far words at a place in a picture move aside, so as not to be cut at its edge: to the left of what they stand to the
 * right of, a gap away, where they fit there.
 */
function inwards(width, x, align, {x: left, w}, gap) {
  if (x < left || x > left + w || width > w) return 0;
  const begin = begun(x, width, align);
  const over = gap && -width - 2 * gap;
  const cut = begin < left || begin + width > left + w;
  if (cut && over && begin + over >= left && begin + over + width <= left + w) return over;
  return Math.max(left - begin, 0) + Math.min(left + w - begin - width, 0);
}

/** Where words begin. */
function begun(x, width, align) {
  return x - {left: 0, center: width / 2, right: width}[align];
}

/**
 * The lines of words that stand in a picture: who comes later, or on a head or the start, stands a line or more above or
 * below.
 */
export class Lines {
  constructor(heads = [], starts = []) {
    const square = (reach) => ({x, y}) => ({x: x - reach, y: y - reach, w: 2 * reach, h: 2 * reach});
    this.taken = [...heads.map(square(RADIUS + HAIR)), ...starts.map(square(LOOK.start.long))];
    /** @type {(() => void)[] | null} */ this.held = null;
  }

  /** Words are not written until they are released: over the trails that come in between. */
  hold() {
    this.held = [];
  }

  release() {
    const held = this.held ?? [];
    this.held = null;
    for (const write of held) write();
  }

  /** The height at which words that begin at x are over no others; their own where there is none. */
  free(x, y, w, bounds) {
    const h = LOOK.words.line;
    const at = (shift) => ({x, y: y + (shift - 0.5) * h, w, h});
    const fits = (box) => within({...box, x: bounds.x, w: 0}, bounds) && !this.taken.some((other) => overlap(box, other));
    const box = LOOK.words.aside.map(at).find(fits) ?? at(0);
    this.taken.push(box);
    return box.y + h / 2;
  }
}

function wordFont(theme) {
  return `600 ${LOOK.words.letters}px ${theme.font}`;
}

/** Names beside the heads, each on the side where it covers nothing yet; what fits nowhere is left out. */
export class Labels {
  constructor() {
    this.sides = new Map();
  }

  draw(ctx, heads, bounds, theme) {
    ctx.font = wordFont(theme);
    const taken = heads.map(({x, y}) => ({x: x - 7, y: y - 7, w: 14, h: 14}));
    for (const head of heads) {
      const box = this.place(head, ctx.measureText(head.name).width, taken, bounds);
      if (!box) continue;
      taken.push(box);
      drawWords(ctx, head.name, box.x, box.y + 8, theme, {align: "left"});
    }
  }

  place({id, x, y}, w, taken, bounds) {
    const [left, middle] = [-9 - w, -w / 2];
    const choices = [[10, -8], [left - 1, -8], [middle, -26], [middle, 10], [9, -22], [9, 7], [left, -22], [left, 7]];
    const last = this.sides.get(id);
    const order = last === undefined ? choices.keys() : [last, ...choices.keys()];
    for (const side of order) {
      const box = {x: x + choices[side][0], y: y + choices[side][1], w, h: 16};
      if (!within(box, bounds) || taken.some((other) => overlap(box, other))) continue;
      this.sides.set(id, side);
      return box;
    }
    return null;
  }
}

function within(a, b) {
  return a.x >= b.x && a.y >= b.y && a.x + a.w <= b.x + b.w && a.y + a.h <= b.y + b.h;
}

function overlap(a, b) {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}
