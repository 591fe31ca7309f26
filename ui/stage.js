// Mounts the player for a Streamlit component, on a film's parts as they arrive (part.js). Served from static/, since
// a component's own script is sent again whenever its data changes.

const parts = (globalThis.downhillParts ??= new Map());
const arrivals = (globalThis.downhillArrivals ??= new EventTarget());

function loadPlotly(address) {
  return (globalThis.downhillPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(address, document.baseURI);
    script.onload = () => resolve(globalThis.Plotly);
    script.onerror = () => reject(new Error("plotly.js could not be loaded"));
    document.head.append(script);
  }));
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

export function show(component) {
  const { data, parentElement, setTriggerValue } = component;
  let seat = mounted.get(parentElement);
  if (!seat) {
    seat = { player: null, waiting: null, latest: null, gone: false };
    mounted.set(parentElement, seat);
    seat.listen = () => seat.waiting && play(seat, parentElement);
    arrivals.addEventListener("part", seat.listen);
  }
  seat.waiting = data;
  seat.send = setTriggerValue;
  play(seat, parentElement);
}

export function leave(parentElement) {
  const seat = mounted.get(parentElement);
  if (!seat) return;
  arrivals.removeEventListener("part", seat.listen);
  seat.gone = true;
  seat.player?.destroy();
  mounted.delete(parentElement);
}

async function play(seat, parentElement) {
  const data = seat.waiting;
  const film = assemble(data.film);
  if (!film) return;
  seat.waiting = null;
  seat.latest = data;
  const root = parentElement.querySelector(".downhill-seat");
  try {
    const [plotly, { mount }] = await Promise.all([
      loadPlotly(data.scripts.plotly),
      import(new URL(data.scripts.player, document.baseURI)),
    ]);
    if (seat.gone || seat.latest !== data) return;
    if (seat.player) {
      seat.player.update(film);
      return;
    }
    root.replaceChildren();
    const onEvent = (event) => seat.latest.events.includes(event.type) && seat.send("event", event);
    seat.player = mount(root, film, { plotly, onEvent });
  } catch (error) {
    root.textContent = `The player could not be loaded: ${error.message}. Reload the page to try again.`;
  }
}
