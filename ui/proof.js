// The lines of a proof follow the step of a film; a click on one of them goes to its step.

const watched = (globalThis.downhillLines ??= new WeakMap());

export default function ({ data, parentElement }) {
  watched.get(parentElement)?.();
  const style = parentElement.querySelector("style");
  const player = () => /** @type {any} */ (document.querySelector(`.${data.film} [data-player]`));
  let shown = -1;
  const follow = () => {
    const step = Number(player()?.dataset.step ?? 0);
    const line = data.starts.findLastIndex((start) => start <= step);
    if (line === shown) return;
    shown = line;
    const all = data.lines.map((name) => `.${name}`).join(", ");
    style.textContent = `${all} { opacity: 0.5; cursor: pointer; border-left: 3px solid transparent; padding-left: 0.7rem; }
      .${data.lines[line]} { opacity: 1; border-color: var(--st-primary-color); }
      @media print { ${all} { opacity: 1; } }`;
  };
  const clicked = (event) => {
    const line = data.lines.findIndex((name) => event.target.closest?.(`.${name}`));
    if (line >= 0) player()?.seek(data.starts[line + 1] === undefined ? Infinity : data.starts[line + 1] - 1);
  };
  const observer = new MutationObserver(follow);
  observer.observe(document.body, { subtree: true, childList: true, attributeFilter: ["data-step"] });
  document.addEventListener("click", clicked);
  follow();
  const end = () => {
    observer.disconnect();
    document.removeEventListener("click", clicked);
  };
  watched.set(parentElement, end);
  return end;
}
