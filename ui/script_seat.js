// A Streamlit component of ours: it only loads what draws it, which is served once (a component's own script is sent
// again whenever its data changes).

export default function(component) {
  const { data, parentElement } = component;
  const loaded = import(new URL(data.script, document.baseURI).href).catch((error) => {
    parentElement.querySelector("div").textContent =
      `This part of the page could not be loaded: ${error.message}. Reload the page to try again.`;
  });
  loaded.then((module) => module?.show(component));
  return () => loaded.then((module) => module?.leave(parentElement));
}
