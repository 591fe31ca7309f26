import {el, write} from "./dom.js";
import {canRecord, filmKind, filmOf, still} from "./recording.js";

const FILM = {words: "Film", suffix: "webm", make: filmOf, can: canRecord};
const WAYS = [FILM, {words: "Picture (PNG)", suffix: "png", make: still, can: () => true}];

/** A menu by which a person takes the player's film or picture away, made in the page; `title()` stands above it. */
export function takingMenu(player, title) {
  const status = el("span", {class: "dh-quiet", role: "status"});
  const buttons = WAYS.filter(({can}) => can()).map((way) => {
    const button = /** @type {HTMLButtonElement} */ (el("button", {class: "dh-take", type: "button", text: way.words}));
    button.addEventListener("click", async () => {
      for (const each of buttons) each.disabled = true;
      try {
        const blob = await way.make(player, title(), (share) => write(button, `Making it: ${Math.floor(100 * share)}%`));
        save(blob, `${named(title())}.${blob.type.includes("mp4") ? "mp4" : way.suffix}`);
        write(status, "It is in your downloads.");
      } catch (error) {
        console.warn(error);
        write(status, `It could not be made: ${/** @type {Error} */ (error).message}.`);
      } finally {
        write(button, way.words);
        for (const each of buttons) each.disabled = false;
      }
    });
    return button;
  });
  filmKind().then((kind) => {
    if (!kind) return;
    FILM.words = `Film (${kind})`;
    write(buttons[WAYS.indexOf(FILM)], FILM.words);
  });
  return el("div", {class: "dh-taking", role: "group", "aria-label": "Take it away"}, ...buttons, status);
}

function save(blob, name) {
  const address = URL.createObjectURL(blob);
  el("a", {href: address, download: name}).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

function named(title) {
  return title.normalize("NFKD").replace(/[^\w]+/g, "-").replace(/^-+|-+$/g, "").toLowerCase() || "downhill";
}
