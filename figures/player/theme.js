import {el} from "./dom.js";
import LOOK from "./look.json" with {type: "json"};

const BASES = ["ground", "ink", "accent"];

/**
 * The colours in force at an element, as [r, g, b] read back from CSS, and what follows from them.
 * @returns {import("./types.js").Theme}
 */
export function readTheme(root) {
  const style = getComputedStyle(root);
  const [ground, ink, accent] = BASES.map((name) => rgb(style.getPropertyValue(`--dh-${name}`)));
  const dark = luminance(ground) < 0.4;
  const name = dark ? "dark" : "light";
  const {towards, themes, quiet} = LOOK;
  const colors = {
    ground: css(ground), ink: css(ink), accent: css(accent), panel: css(mix(ground, ink, themes[name].lift)),
    muted: css(mix(ink, ground, towards.muted)), line: css(mix(ink, ground, towards.line)),
  };
  const theme = {
    ...colors, dark, font: style.fontFamily,
    quiet: quiet[name].map((color, i) => [i / (quiet[name].length - 1), color]),
    "on-accent": luminance(accent) > 0.55 ? "#16181d" : "#ffffff",
  };
  for (const own of ["panel", "muted", "line", "on-accent"]) root.style.setProperty(`--dh-${own}`, theme[own]);
  return theme;
}

/** A copy of a figure with its tokens (`@ink`, `@quiet`, …) and pairs (`light|dark`) replaced: Plotly writes into what
 * it is given. */
export function resolveTokens(value, theme) {
  if (typeof value === "string") {
    if (value[0] === "#") return value.split("|").at(theme.dark ? -1 : 0);
    return value[0] === "@" && value.slice(1) in theme ? theme[value.slice(1)] : value;
  }
  if (Array.isArray(value)) {
    return typeof value[0] === "number" ? value.slice() : value.map((item) => resolveTokens(item, theme));
  }
  if (value === null || typeof value !== "object" || "bdata" in value) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolveTokens(item, theme)]));
}

/** Call back when the colours change, wherever that was decided: a hidden probe starts a transition then. */
export function watchTheme(root, changed) {
  const probe = el("i", {class: "dh-probe", "aria-hidden": "true", ontransitionend: changed});
  root.append(probe);
}

/** A colour with an opacity. */
export function faded(color, alpha) {
  const [r, g, b] = rgb(color);
  return `rgba(${r}, ${g}, ${b}, ${alpha})`;
}

const known = new Map();
/** @type {OffscreenCanvasRenderingContext2D | null} */ let pixel = null;

function rgb(color) {
  if (!known.has(color)) {
    const one = () => new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
    pixel ??= /** @type {OffscreenCanvasRenderingContext2D} */ (one());
    pixel.fillStyle = color.trim();
    pixel.fillRect(0, 0, 1, 1);
    known.set(color, [...pixel.getImageData(0, 0, 1, 1).data.slice(0, 3)]);
  }
  return known.get(color);
}

function css(color) {
  return `rgb(${color.map(Math.round).join(", ")})`;
}

function mix(a, b, share) {
  return a.map((value, i) => value + (b[i] - value) * share);
}

function luminance([r, g, b]) {
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}
