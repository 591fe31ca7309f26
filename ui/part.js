// A Streamlit component that only carries a part of a film. Parts are named by their contents' hash, so that whatever
// has arrived stays good; stage.js drops those that nobody needs.

import {unpacked} from "./unpacked.js";

const parts = (globalThis.downhillParts ??= new Map());
const arrivals = (globalThis.downhillArrivals ??= new EventTarget());

export default function({data}) {
  unpacked(data).then(({key, value}) => {
    parts.delete(key);
    parts.set(key, value);
    arrivals.dispatchEvent(new Event("part"));
  });
}
