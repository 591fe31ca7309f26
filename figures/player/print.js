/** Go to a share of the film when the document asks for it, seen or not: for pictures on paper; returns what ends this. */
export function bindSeek(player) {
  const asked = (event) => {
    const {detail} = /** @type {CustomEvent} */ (event);
    if (!(detail?.share >= 0 && detail.share <= 1)) return;
    player.clock.pause();
    player.clock.seek(Math.round(detail.share * player.clock.steps));
    player.tell();
    player.draw(performance.now());
  };
  document.addEventListener("downhill:seek", asked);
  return () => document.removeEventListener("downhill:seek", asked);
}
