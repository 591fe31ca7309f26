// Two Streamlit components: one that only carries a part of a film, one that mounts the player on the parts.
// Parts are named by their contents' hash, so whatever has arrived stays good.

const parts = (globalThis.downhillParts ??= new Map());
const arrivals = (globalThis.downhillArrivals ??= new EventTarget());
const KEPT = 300;

function loadPlotly(address) {
  return (globalThis.downhillPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(address, document.baseURI);
    script.onload = () => resolve(globalThis.Plotly);
    script.onerror = () => reject(new Error("plotly.js could not be loaded"));
    document.head.append(script);
  }));
}

export function carry({ data }) {
  parts.delete(data.key);
  parts.set(data.key, data.value);
  while (parts.size > KEPT) parts.delete(parts.keys().next().value);
  arrivals.dispatchEvent(new Event("part"));
}

// The film with its parts put in; null while one is still on its way.
function assemble(skeleton) {
  let complete = true;
  const resolve = (value) => {
    if (!value || typeof value !== "object" || !("part" in value)) return value;
    if (!parts.has(value.part)) complete = false;
    return parts.get(value.part);
  };
  const panels = skeleton.panels.map((panel) => ({
    ...panel,
    figure: resolve(panel.figure),
    overlays: resolve(panel.overlays),
  }));
  const tracks = skeleton.tracks.map(resolve);
  return complete ? { ...skeleton, panels, tracks } : null;
}

const mounted = new WeakMap();

export function play({ data, parentElement, setTriggerValue }) {
  let seat = mounted.get(parentElement);
  if (!seat) {
    seat = { player: null, latest: null, waiting: null };
    mounted.set(parentElement, seat);
    seat.listen = () => seat.waiting && show(seat, parentElement);
    arrivals.addEventListener("part", seat.listen);
  }
  seat.waiting = data;
  seat.send = setTriggerValue;
  show(seat, parentElement);
  return () => {
    arrivals.removeEventListener("part", seat.listen);
    seat.gone = true;
    seat.player?.destroy();
    mounted.delete(parentElement);
  };
}

async function show(seat, parentElement) {
  const data = seat.waiting;
  const film = assemble(data.film);
  if (!film) return;
  seat.waiting = null;
  seat.latest = data;
  try {
    const [plotly, { mount }] = await Promise.all([
      loadPlotly(data.scripts.plotly),
      import(new URL(data.scripts.player, document.baseURI)),
    ]);
    if (seat.gone || seat.latest !== data) return;
    if (seat.player) seat.player.update(film);
    else {
      const root = parentElement.querySelector(".downhill-seat");
      root.replaceChildren();
      const wanted = (event) => data.events.includes(event.type);
      seat.player = mount(root, film, {
        plotly,
        onEvent: (event) => wanted(event) && seat.send("event", event),
      });
    }
  } catch (error) {
    parentElement.querySelector(".downhill-seat").textContent =
      "The player could not be loaded: " + error.message + ". Reload the page to try again.";
  }
}
