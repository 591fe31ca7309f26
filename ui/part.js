// A Streamlit component that only carries a part of a film. Parts are named by their contents' hash, so whatever has
// arrived stays good.

const parts = (globalThis.downhillParts ??= new Map());
const arrivals = (globalThis.downhillArrivals ??= new EventTarget());
const KEPT = 300;

export default function({ data }) {
  parts.delete(data.key);
  parts.set(data.key, data.value);
  while (parts.size > KEPT) parts.delete(parts.keys().next().value);
  arrivals.dispatchEvent(new Event("part"));
}
