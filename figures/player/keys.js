const ACTIONS = {
  " ": (player) => player.playPause(),
  ArrowLeft: (player) => player.move(-1),
  ArrowRight: (player) => player.move(1),
  Home: (player) => player.jump(0),
  End: (player) => player.jump(Infinity),
};
const players = new Set();

/** Listen for the player's keys while it, or nothing particular, has the focus; returns what ends this. */
export function bindKeys(player) {
  const pressed = (event) => {
    const action = ACTIONS[event.key];
    if (!action || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (!concerns(player, event)) return;
    event.preventDefault();
    action(player);
  };
  players.add(player);
  document.addEventListener("keydown", pressed);
  return () => {
    players.delete(player);
    document.removeEventListener("keydown", pressed);
  };
}

function concerns(player, event) {
  const target = event.composedPath()[0];
  if (player.root.contains(target)) {
    if (target === player.controls.scrub) return true;
    if (target.closest("select, input")) return false;
    return event.key !== " " || !target.closest("button");
  }
  const idle = target.contains?.(player.root) ?? false; // the page, or something around the player that scrolls
  return idle && player === [...players].find(visible);
}

function visible({root}) {
  const {top, bottom, height} = root.getBoundingClientRect();
  return height > 0 && bottom > 0 && top < innerHeight;
}
