import LOOK from "./look.json" with {type: "json"};
import {DRAG_LAYER} from "./plotly_private.js";

const HANDLE = LOOK.handle;

/** What a theme falls back to where no app gives the page its colours. */
function fallback({ground, ink, accent}) {
  return `--dh-ground0: ${ground}; --dh-ink0: ${ink}; --dh-accent0: ${accent};`;
}

const LIGHT = fallback(LOOK.themes.light);
const DARK = fallback(LOOK.themes.dark);

export const STYLES = `
.downhill {
  ${LIGHT}
  --dh-ground: var(--st-background-color, var(--dh-ground0)); --dh-ink: var(--st-text-color, var(--dh-ink0));
  --dh-accent: var(--st-primary-color, var(--dh-accent0));
  font: 400 14px/1.45 var(--st-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif);
  position: relative; box-sizing: border-box; width: 100%; padding: 12px; container-type: inline-size;
  color: var(--dh-ink); background: var(--dh-panel); border: 1px solid var(--dh-line); border-radius: 12px;
}
@media (prefers-color-scheme: dark) {
  .downhill { ${DARK} }
}
[data-theme="light"] .downhill, .downhill[data-theme="light"] { ${LIGHT} }
[data-theme="dark"] .downhill, .downhill[data-theme="dark"] { ${DARK} }
.downhill [hidden] { display: none !important; }
.downhill *, .downhill *::before { box-sizing: border-box; }
.dh-probe {
  position: absolute; width: 0; height: 0; overflow: hidden; transition: all 1ms;
  color: var(--dh-ink); background-color: var(--dh-ground); outline-color: var(--dh-accent);
}
.dh-quiet { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.dh-legend { display: flex; flex-wrap: wrap; gap: 6px; margin-bottom: 12px; }
.dh-legend:empty { display: none; }
.dh-chip {
  display: inline-flex; align-items: center; gap: 8px; min-height: 28px; padding: 2px 12px 2px 10px;
  font: inherit; font-size: 13px; color: inherit; background: transparent;
  border: 1px solid var(--dh-line); border-radius: 999px; cursor: pointer; transition: opacity .15s, border-color .15s;
}
.dh-chip::before {
  content: ""; width: 11px; height: 11px; border-radius: 50%; background: var(--racer);
  box-shadow: 0 0 0 1px color-mix(in srgb, var(--dh-ink) 25%, transparent);
}
.dh-chip:hover { border-color: var(--dh-muted); }
.downhill[data-ahead] .dh-chip[data-claim] .dh-name { opacity: 0.3; }
.dh-chip[aria-pressed="false"] { color: var(--dh-muted); }
.dh-chip[aria-pressed="false"]::before { background: transparent; box-shadow: inset 0 0 0 2px var(--racer); }
.dh-chip[aria-pressed="false"] .dh-name { text-decoration: line-through; }
.dh-value { color: var(--dh-muted); font-variant-numeric: tabular-nums; min-width: 5.4ch; text-align: left; }
.dh-value:empty { display: none; }
.dh-unit { align-self: center; color: var(--dh-muted); font-size: 12.5px; font-variant-numeric: tabular-nums; }

.dh-panels { display: grid; grid-template-columns: repeat(60, minmax(0, 1fr)); row-gap: 4px; margin-inline: -8px; }
.dh-panel {
  grid-column: span var(--span, 60); grid-row: span 3; display: grid; grid-template-rows: subgrid; min-width: 0;
  padding-inline: 8px;
}
.dh-head { position: relative; align-self: start; min-height: 1px; padding-right: 30px; }
.dh-title { font-weight: 650; font-size: 15px; line-height: 1.3; }
.dh-subtitle, .dh-caption { color: var(--dh-muted); font-size: 13px; line-height: 1.4; }
.dh-caption { text-wrap: pretty; }
.downhill[data-ahead] .dh-panel:not([data-fresh]) :is(.dh-subtitle, .dh-caption) { opacity: 0.3; }
.dh-foot { margin-bottom: 10px; }
.dh-key {
  display: flex; flex-wrap: wrap; gap: 2px 12px; margin: 2px 0; padding: 0; list-style: none; font-size: 13px; line-height: 1.4;
  min-height: calc(2 * 1.4em + 2px); align-content: flex-start; /* shares that change move nothing below */
}
.dh-key:empty { display: none; }
.dh-key li { display: flex; align-items: center; gap: 5px; margin: 0; font-variant-numeric: tabular-nums; }
.dh-key i { width: 11px; height: 11px; border-radius: 2px; box-shadow: 0 0 0 1px color-mix(in srgb, var(--dh-ink) 25%, transparent); }
.dh-plot {
  position: relative; width: 100%; aspect-ratio: 1 / var(--aspect, 1); overflow: hidden;
  max-height: max(260px, min(78vh, 660px)); min-height: calc(var(--named-rows, 0) * 13px); touch-action: pan-y;
}
.dh-panels[data-rows]:not([data-rows="1"]) .dh-plot { max-height: max(260px, min(54vh, 560px)); }
.dh-panels .dh-panel[data-kind="chart"] .dh-plot { align-self: stretch; min-height: 200px; }
.dh-none { grid-column: 1 / -1; padding: 48px 0; color: var(--dh-muted); text-align: center; }
.dh-fault { position: absolute; inset: 0; display: grid; place-items: center; padding: 16px; color: var(--dh-muted); }
.dh-base, .dh-plot > canvas { position: absolute; inset: 0; }
.dh-plot > canvas { pointer-events: none; }
.dh-plot ${DRAG_LAYER} { cursor: grab; }
.dh-panel[data-clickable] .dh-plot ${DRAG_LAYER} { cursor: crosshair; }
.dh-panel[data-link] .dh-plot, .dh-panel[data-link] .dh-plot ${DRAG_LAYER} { cursor: pointer; }
.dh-title a { color: inherit; text-decoration: none; }
.dh-title a:is(:hover, :focus-visible) { text-decoration: underline; text-underline-offset: 0.2em; }
.dh-hint {
  position: absolute; left: 50%; bottom: 12%; translate: -50% 0; padding: 4px 12px; border-radius: 999px;
  font-size: 12.5px; color: var(--dh-ground); background: color-mix(in srgb, var(--dh-ink) 82%, transparent);
  opacity: 0; transition: opacity .2s; pointer-events: none; white-space: nowrap;
}
.dh-hint.dh-on { opacity: 1; }
.dh-reset { position: absolute; right: 0; bottom: 0; opacity: 0; visibility: hidden; transition: opacity .15s; }
.dh-reset.dh-on { opacity: 1; visibility: visible; }

.dh-ghost { animation: dh-fade .3s ease-out forwards; }
@keyframes dh-fade { to { opacity: 0; } }
.dh-late { margin: 6px 0 0; color: var(--dh-muted); font-size: 12.5px; }
.dh-late:empty { display: none; }

.dh-predict { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 10px; min-height: 40px; padding: 6px 0 2px; font-weight: 600; }
.dh-button.dh-worded { width: auto; padding: 0 12px; font: inherit; font-size: 13px; }
.dh-asking { position: absolute; inset: 0; cursor: crosshair; background: color-mix(in srgb, var(--dh-accent) 7%, transparent); }
.dh-guess {
  position: absolute; left: -11px; top: -11px; width: 22px; height: 22px; border-radius: 50%; pointer-events: none;
  border: 2.5px dashed var(--dh-ink); box-shadow: 0 0 0 1.5px var(--dh-ground), inset 0 0 0 1.5px var(--dh-ground);
}

.dh-handle {
  position: absolute; left: -15px; top: -15px; width: 30px; height: 30px; border-radius: 50%; cursor: grab;
  touch-action: none; display: grid; place-items: center;
}
.dh-handle::before {
  content: ""; width: ${2 * (HANDLE.radius + HANDLE.rim)}px; aspect-ratio: 1; border-radius: 50%; background: var(--handle, var(--dh-accent));
  border: ${HANDLE.rim}px solid var(--dh-ground); box-shadow: 0 0 0 ${HANDLE.hair}px var(--dh-ink), 0 1px 4px rgb(0 0 0 / .35);
  transition: scale .12s;
}
.dh-handle:hover::before, .dh-handle.dh-held::before { scale: 1.2; }
.dh-handle.dh-held { cursor: grabbing; }
.dh-handle > span {
  position: absolute; left: ${15 + HANDLE.beside}px; top: calc(5px + var(--aside, 0px)); font-size: ${HANDLE.letters}px; line-height: 20px; white-space: nowrap;
  color: var(--dh-ink); pointer-events: none; user-select: none; -webkit-user-select: none; font-weight: 600;
  text-shadow: 0 0 3px var(--dh-ground), 0 0 3px var(--dh-ground), 0 0 3px var(--dh-ground), 0 0 2px var(--dh-ground);
}
.dh-handle.dh-flip > span { left: auto; right: ${15 + HANDLE.beside}px; }
.dh-handle[data-handle=start]::before {
  width: 25px; background: none; border-color: transparent; box-shadow: inset 0 0 0 1.5px var(--dh-ink); opacity: 0.55;
}
.dh-handle[data-handle=start]:is(:hover, :focus-visible, .dh-held)::before {
  background: color-mix(in srgb, var(--dh-accent) 20%, transparent); opacity: 1;
}
.dh-handle[data-handle=start]:not(:hover, :focus-visible, .dh-held) > span { visibility: hidden; }

.dh-controls, .dh-transport, .dh-options { display: flex; align-items: center; gap: 8px; }
.dh-transport { flex: 1 1 auto; min-width: 0; }
.dh-controls, .dh-transport { position: sticky; bottom: 0; z-index: 2; background: var(--dh-panel); }
.dh-controls { margin: 4px -12px -12px; padding: 12px; border-radius: 0 0 12px 12px; }
.dh-controls::before { content: ""; position: absolute; inset: 0 12px auto; height: 1px; background: var(--dh-line); }
.dh-button {
  display: inline-grid; place-items: center; width: 34px; height: 34px; padding: 0; color: var(--dh-ink);
  background: transparent; border: 1px solid var(--dh-line); border-radius: 8px; cursor: pointer;
  transition: background .15s, border-color .15s, color .15s;
}
.dh-button svg { width: 18px; height: 18px; display: block; }
.dh-button:hover { border-color: var(--dh-muted); }
.dh-button[aria-pressed="true"] {
  color: var(--dh-accent); border-color: color-mix(in srgb, var(--dh-accent) 55%, var(--dh-line));
  background: color-mix(in srgb, var(--dh-accent) 9%, transparent);
}
.dh-button.dh-play { width: 40px; color: var(--dh-on-accent); background: var(--dh-accent); border-color: transparent; }
.dh-button.dh-play:hover { background: color-mix(in srgb, var(--dh-accent) 88%, var(--dh-ink)); }
.dh-button.dh-small { width: 26px; height: 26px; border-radius: 7px; }
.dh-button.dh-small svg { width: 15px; height: 15px; }
.dh-count { min-width: 6.9em; color: var(--dh-muted); font-size: 13px; font-variant-numeric: tabular-nums; text-align: right; }
.dh-select {
  height: 34px; padding: 0 24px 0 10px; font: inherit; font-size: 13px; color: inherit; cursor: pointer;
  border: 1px solid var(--dh-line); border-radius: 8px; appearance: none; background: transparent
    linear-gradient(45deg, transparent 50%, var(--dh-muted) 50%) right 12px center / 5px 5px no-repeat;
  background-image: linear-gradient(45deg, transparent 50%, var(--dh-muted) 50%),
    linear-gradient(-45deg, transparent 50%, var(--dh-muted) 50%);
  background-position: right 13px center, right 9px center; background-size: 4.5px 4.5px; background-repeat: no-repeat;
}
.dh-select:hover { border-color: var(--dh-muted); }
.dh-select option { color: var(--dh-ink); background: var(--dh-ground); }

.dh-scrub {
  flex: 1 1 160px; min-width: 80px; height: 34px; margin: 0 4px; cursor: pointer; appearance: none; background: none;
  --fill: linear-gradient(to right, var(--dh-accent) var(--played, 0%),
    color-mix(in srgb, var(--dh-ink) 16%, var(--dh-panel)) var(--played, 0%));
}
.dh-scrub::-webkit-slider-runnable-track { height: 4px; border-radius: 2px; background: var(--fill); }
.dh-scrub::-moz-range-track { height: 4px; border-radius: 2px; background: var(--fill); }
.dh-scrub::-webkit-slider-thumb {
  appearance: none; width: 16px; height: 16px; margin-top: -6px; border-radius: 50%; background: var(--dh-accent);
  border: 2px solid var(--dh-ground); box-shadow: 0 0 0 1px color-mix(in srgb, var(--dh-ink) 18%, transparent);
}
.dh-scrub::-moz-range-thumb {
  width: 12px; height: 12px; border-radius: 50%; background: var(--dh-accent); border: 2px solid var(--dh-ground);
}
.dh-scrub:focus-visible { outline: none !important; }
.dh-scrub:focus-visible::-webkit-slider-thumb { outline: 2px solid var(--dh-accent); outline-offset: 2px; }
.dh-scrub:focus-visible::-moz-range-thumb { outline: 2px solid var(--dh-accent); outline-offset: 2px; }
.downhill :focus-visible { outline: 2px solid var(--dh-accent); outline-offset: 2px; }

@container (max-width: 700px) {
  .dh-controls { display: contents; }
  .dh-controls::before { display: none; }
  .dh-transport { flex-wrap: wrap; gap: 0 6px; margin-inline: -12px; padding: 2px 12px 8px; }
  .dh-transport::before { content: ""; position: absolute; inset: 0 12px auto; height: 1px; background: var(--dh-line); }
  .dh-options { flex-wrap: wrap; gap: 6px; }
  .dh-scrub { order: -1; flex-basis: 100%; margin: 0; }
  .dh-count { flex: 1 1 auto; }
  .dh-panels .dh-panel:not([data-kind="space"]) .dh-plot { min-height: max(200px, calc(var(--named-rows, 0) * 16px + 60px)); }
}
@media (pointer: coarse) { .dh-chip { min-height: 34px; } .dh-button, .dh-select { height: 38px; min-width: 38px; } }
.downhill:fullscreen { display: flex; flex-direction: column; overflow: auto; border: 0; border-radius: 0; }
.downhill:fullscreen .dh-panels { margin-block: auto; }
.downhill:fullscreen .dh-plot { max-height: max(240px, calc((100vh - 170px) / var(--rows, 1) - 70px)); }
@media (prefers-reduced-motion: reduce) { .downhill *:not(.dh-probe) { transition: none !important; } }
`;
