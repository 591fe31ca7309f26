// Tells Python once, when a dialog opens, how the person has left the player that it is about.

const told = new WeakSet();

export default function ({ data, parentElement, setStateValue }) {
  if (told.has(parentElement)) return;
  told.add(parentElement);
  /** @type {HTMLElement | null} */ const player = document.querySelector(`.st-key-${CSS.escape(data.of)}-stage [data-player]`);
  const { hidden = [], trail = null, step = 0, speed = 1, playing = false, views = {} } = player?.state?.() ?? {};
  setStateValue("state", { hidden, trail, step, speed, playing, views });
}
