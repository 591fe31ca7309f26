// A Streamlit component that only carries a part of a film. Parts are named by their contents' hash, so that whatever
// has arrived stays good; stage.js drops those that nobody needs.

const parts = (globalThis.downhillParts ??= new Map());
const arrivals = (globalThis.downhillArrivals ??= new EventTarget());

export default function({ data }) {
  parts.delete(data.key);
  parts.set(data.key, data.value);
  arrivals.dispatchEvent(new Event("part"));
}
