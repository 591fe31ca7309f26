// “Copy link”: the page's address, which holds all of its state, into the clipboard. Ctrl+Z and Ctrl+Shift+Z press the
// buttons of the sidebar that undo and redo, unless a person is typing.

const SAID = 2500; // ms
const STYLE = `
.downhill-copy { font: inherit; font-size: 0.875rem; min-height: 2.5rem; padding: 0.25rem 0.75rem; cursor: pointer;
  color: var(--st-text-color); background: var(--st-background-color);
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius, 0.5rem); white-space: nowrap; }
.downhill-copy:hover { border-color: var(--st-primary-color); color: var(--st-primary-color); }
.downhill-copy:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
`;

const SHEET = `
.downhill-sheet { display: none; margin-left: 0.5rem; }
@media (max-width: 640px) { .downhill-sheet { display: inline-block; } }
`;

export default function ({ parentElement }) {
  const button = parentElement.querySelector("button");
  const said = parentElement.querySelector("[role=status]");
  if (!document.getElementById("downhill-copy-style")) {
    const style = Object.assign(document.createElement("style"), { id: "downhill-copy-style", textContent: STYLE + SHEET });
    document.head.append(style);
  }
  parentElement.querySelector(".downhill-sheet").onclick = openSheet;
  let timer = 0;
  button.onclick = async () => {
    const done = await copied(location.href);
    button.textContent = done ? "Copied" : "Copy the address above";
    said.textContent = done ? "Link copied" : "The browser does not allow copying";
    clearTimeout(timer);
    timer = setTimeout(() => {
      button.textContent = "Copy link";
      said.textContent = "";
    }, SAID);
  };
  const keys = (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || typing(document.activeElement)) return;
    const name = event.shiftKey ? "redo" : "undo";
    const pressed = /** @type {HTMLElement | null} */ (document.querySelector(`.st-key-_${name} button:not([disabled])`));
    if (!pressed) return;
    event.preventDefault();
    pressed.click();
  };
  document.addEventListener("keydown", keys);
  return () => {
    clearTimeout(timer);
    document.removeEventListener("keydown", keys);
  };
}

// The sidebar comes as a sheet from below; the picture is brought into what is left above it.
function openSheet() {
  /** @type {HTMLElement | null} */ (document.querySelector("[data-testid=stExpandSidebarButton]"))?.click();
  setTimeout(() => document.querySelector("[data-player] .dh-plot")?.scrollIntoView({ block: "center" }), 350);
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy"); // where the page is not served securely
    field.remove();
    return done;
  }
}

function typing(element) {
  return element?.matches?.("input:not([type=range]), textarea, [contenteditable=true]") ?? false;
}
