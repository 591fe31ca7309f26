// The dials' Streamlit component: it only loads what draws them (dials.js), which is served once.

export default function(component) {
  const { data, parentElement } = component;
  const loaded = import(new URL(data.script, document.baseURI).href).catch((error) => {
    parentElement.querySelector(".downhill-dials").textContent =
      `The controls could not be loaded: ${error.message}. Reload the page to try again.`;
  });
  loaded.then((module) => module?.show(component));
  return () => loaded.then((module) => module?.leave(parentElement));
}
