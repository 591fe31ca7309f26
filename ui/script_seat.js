// A Streamlit component of ours: it only loads what draws it, which is served once (a component's own script is sent
// again whenever its data changes), and tries again where that failed.

import {unpacked} from "./unpacked.js";

const turns = (globalThis.downhillTurns ??= new WeakMap()); // an element → what is on its way to it: in the order sent

export default function(component) {
  const {parentElement} = component;
  const take = async () => {
    const data = await unpacked(component.data);
    const again = globalThis.downhillFailures ? `?${globalThis.downhillFailures}` : "";
    const module = await import(new URL(data.script + again, document.baseURI).href).catch((error) => {
      globalThis.downhillFailures = (globalThis.downhillFailures ?? 0) + 1;
      parentElement.querySelector("div").textContent =
        `This part of the page could not be loaded: ${error.message}. Reload the page to try again.`;
    });
    module?.show({...component, data});
    return module;
  };
  const turn = Promise.resolve(turns.get(parentElement)).then(take, take);
  turns.set(parentElement, turn);
  return () => turn.then((module) => module?.leave(parentElement));
}
