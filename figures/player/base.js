import {resolveTokens} from "./theme.js";

const CONFIG = {displayModeBar: false, responsive: false, scrollZoom: true, doubleClick: "reset", showTips: false};
const MARGINS = {
  plane: {l: 36, r: 8, t: 8, b: 28}, chart: {l: 48, r: 8, t: 8, b: 32}, space: {l: 0, r: 0, t: 0, b: 0},
};

/** Have Plotly draw a panel's base, or redraw it: zoom and camera stay as the person left them. */
export function drawBase(plotly, gd, panel, theme) {
  const {data, layout} = resolveTokens(panel.figure, theme);
  return plotly.react(gd, data ?? [], {...layout, ...defaults(panel, layout ?? {}, theme, gd)}, CONFIG);
}

function defaults(panel, layout, theme, gd) {
  const space = panel.kind === "space";
  const still = !space && matchMedia("(pointer: coarse)").matches;
  const own = {
    width: gd.clientWidth, height: gd.clientHeight, autosize: false,
    uirevision: layout.uirevision ?? panel.id,
    paper_bgcolor: layout.paper_bgcolor ?? "rgba(0,0,0,0)", plot_bgcolor: layout.plot_bgcolor ?? "rgba(0,0,0,0)",
    margin: layout.margin ?? MARGINS[panel.kind],
    showlegend: layout.showlegend ?? false,
    font: {family: theme.font, color: theme.muted, size: 11, ...layout.font},
    hovermode: layout.hovermode ?? (panel.clickable ? "closest" : false),
  };
  if (panel.clickable) own.clickanywhere = true;
  if (!space) own.dragmode = still ? false : "pan"; // on touch, a finger scrolls the page
  return own;
}

/** Let the wheel scroll the page unless the panel is in use: pressed since the pointer came, Ctrl, full screen. */
export function tameWheel(plot, hint) {
  let inUse = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ let hiding;
  plot.addEventListener("pointerdown", () => (inUse = true), true);
  plot.addEventListener("pointerleave", () => (inUse = false));
  plot.addEventListener("wheel", (event) => {
    if (inUse || event.ctrlKey || event.metaKey || document.fullscreenElement) {
      hint.classList.remove("dh-on");
      return;
    }
    event.stopPropagation();
    hint.classList.add("dh-on");
    clearTimeout(hiding);
    hiding = setTimeout(() => hint.classList.remove("dh-on"), 1100);
  }, {capture: true, passive: true});
}
