// The player's Streamlit component: it only loads what mounts the player (stage.js), and tries again where that failed.

export default function(component) {
  const { data, parentElement } = component;
  const again = globalThis.downhillFailures ? `?${globalThis.downhillFailures}` : "";
  const stage = import(new URL(data.scripts.stage + again, document.baseURI).href).catch((error) => {
    globalThis.downhillFailures = (globalThis.downhillFailures ?? 0) + 1;
    parentElement.querySelector(".downhill-seat").textContent =
      `The player could not be loaded: ${error.message}. Reload the page to try again.`;
  });
  stage.then((loaded) => loaded?.show(component));
  return () => stage.then((loaded) => loaded?.leave(parentElement));
}
