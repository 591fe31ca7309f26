const SHAPES = {
  play: '<path d="M8 5.6v12.8a.6.6 0 0 0 .92.5l10-6.4a.6.6 0 0 0 0-1l-10-6.4a.6.6 0 0 0-.92.5z" fill="currentColor"/>',
  pause: '<rect x="6.5" y="5.5" width="4" height="13" rx="1" fill="currentColor"/>'
    + '<rect x="13.5" y="5.5" width="4" height="13" rx="1" fill="currentColor"/>',
  restart: '<path d="M4.5 12a7.5 7.5 0 1 0 2.4-5.5"/><path d="M4.6 4.2v4.2h4.2"/>',
  back: '<path d="M15.5 6.5 9 12l6.5 5.5z" fill="currentColor"/><path d="M6.5 6.5v11"/>',
  forward: '<path d="M8.5 6.5 15 12l-6.5 5.5z" fill="currentColor"/><path d="M17.5 6.5v11"/>',
  loop: '<path d="M17 3.5 20 6.5 17 9.5"/><path d="M4 11.5v-1a4 4 0 0 1 4-4h12"/>'
    + '<path d="M7 20.5 4 17.5 7 14.5"/><path d="M20 12.5v1a4 4 0 0 1-4 4H4"/>',
  labels: '<path d="M3.8 12.6V5.3c0-.8.7-1.5 1.5-1.5h7.3l7.6 7.6c.6.6.6 1.5 0 2.1l-6.7 6.7c-.6.6-1.5.6-2.1 0z"/>'
    + '<circle cx="8.3" cy="8.3" r="1.4" fill="currentColor" stroke="none"/>',
  full: '<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"/>',
  predict: '<circle cx="12" cy="12" r="6.5"/><path d="M12 2.5v5M12 16.5v5M2.5 12h5M16.5 12h5"/>',
  fit: '<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"/><circle cx="12" cy="12" r="2.6" fill="currentColor"/>',
};

/** A drawn icon, 24 units wide, in the colour of the text. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [key, value] of Object.entries({
    viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", "stroke-width": "1.8", "stroke-linecap": "round",
    "stroke-linejoin": "round", "aria-hidden": "true", focusable: "false",
  })) svg.setAttribute(key, value);
  svg.innerHTML = SHAPES[name];
  return svg;
}
