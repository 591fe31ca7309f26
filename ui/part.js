// A Streamlit component that only carries a part of a film. Parts are named by their contents' hash, so that whatever
// has arrived stays good; stage.js drops those that nobody needs.

const parts = (globalThis.downhillParts ??= new Map());
const arrivals = (globalThis.downhillArrivals ??= new EventTarget());

export default function({ data }) {
  const { key, value } = JSON.parse(new TextDecoder().decode(data)); // written once for all visitors: film.py
  parts.delete(key);
  parts.set(key, value);
  arrivals.dispatchEvent(new Event("part"));
}
