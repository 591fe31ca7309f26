// Mounts the player for a Streamlit component, on a film's parts as they arrive (part.js). Served from static/, since
// a component's own script is sent again whenever its data changes. What must outlive this script, when another version
// of it is loaded, stands on the page.

const KEPT = 16e6; // bytes of parts that no film on the page names: they may be on their way to one
const LIVE = ["noise", "programs", "tables"]; // what of a film's `live` are parts, as figures/film.py has them
const TIDY = 300; // ms after an arrival

const parts = (globalThis.downhillParts ??= new Map());
const arrivals = (globalThis.downhillArrivals ??= new EventTarget());
const seats = (globalThis.downhillSeats ??= new Map()); // a component's element → what is shown there
let failures = 0;
/** @type {ReturnType<typeof setTimeout> | null} */ let tidying = null;

/** Show a film, or bring the one that is shown up to date; waits for parts that have not arrived. */
export function show({ data, parentElement, setTriggerValue }) {
  let seat = seats.get(parentElement);
  if (!seat) {
    seat = { element: parentElement, player: null, shown: null, waiting: null, gone: false };
    seat.listen = () => seat.waiting && play(seat);
    arrivals.addEventListener("part", seat.listen);
    seats.set(parentElement, seat);
  }
  seat.waiting = data;
  seat.send = setTriggerValue;
  play(seat);
}

/** The component has left the page. */
export function leave(parentElement) {
  const seat = seats.get(parentElement);
  if (!seat) return;
  arrivals.removeEventListener("part", seat.listen);
  seat.gone = true;
  seat.player?.destroy();
  seats.delete(parentElement);
}

async function play(seat) {
  const data = seat.waiting;
  try {
    const film = assemble(data.film);
    if (!film) return;
    seat.waiting = null;
    seat.shown = data;
    const [plotly, { mount }] = await Promise.all([loadPlotly(data.scripts.plotly), load(data.scripts.player)]);
    if (!seat.gone && seat.shown === data) put(seat, film, mount, plotly);
  } catch (caught) {
    const error = /** @type {Error} */ (caught);
    failures++;
    seat.waiting = seat.shown = null;
    empty(seat).textContent = `The player could not be shown: ${error.message}. The next change tries it again.`;
    console.warn(error);
  }
}

function put(seat, film, mount, plotly) {
  if (seat.player) {
    try {
      seat.player.update(film);
      return;
    } catch (error) {
      console.warn("The player begins again:", error);
    }
  }
  const onEvent = (event) => seat.shown.events.includes(event.type) && seat.send("event", event);
  seat.player = mount(empty(seat), film, { plotly, onEvent });
}

// Take away what is shown; the element in which it was.
function empty(seat) {
  try {
    seat.player?.destroy();
  } catch (error) {
    console.warn(error);
  }
  seat.player = null;
  const root = seat.element.querySelector(".downhill-seat");
  root.replaceChildren();
  return root;
}

// The film with its parts put in; null while one is still on its way.
function assemble(skeleton) {
  if (![...named(skeleton)].every((key) => parts.has(key))) return null;
  const filled = (value) => (isPart(value) ? parts.get(value.part) : value);
  const panels = skeleton.panels.map((panel) => ({
    ...panel, figure: filled(panel.figure), overlays: panel.overlays.flatMap(filled),
  }));
  const { live, tracks } = skeleton;
  const whole = live && { ...live, ...Object.fromEntries(LIVE.map((name) => [name, filled(live[name])])) };
  return { ...skeleton, panels, tracks: tracks.map(filled), live: whole };
}

function isPart(value) {
  return Boolean(value) && typeof value === "object" && "part" in value;
}

function named(skeleton) {
  const { live, panels, tracks } = skeleton;
  const places = [...tracks, ...panels.flatMap(({ figure, overlays }) => [figure, ...overlays]), ...LIVE.map((name) => live?.[name])];
  return new Set(places.filter(isPart).map(({ part }) => part));
}

arrivals.addEventListener("part", () => (tidying ??= setTimeout(tidy, TIDY)));

// Drop the oldest parts that no film on the page names, beyond what may be kept. What a film names stays: the server
// does not send it again as long as it has not changed.
function tidy() {
  tidying = null;
  const films = [...seats.values()].flatMap(({ shown, waiting }) => [shown, waiting]).filter(Boolean);
  const needed = new Set(films.flatMap(({ film }) => [...named(film)]));
  let spare = 0;
  for (const key of [...parts.keys()].reverse()) {
    if (needed.has(key)) continue;
    spare += bytes(parts.get(key));
    if (spare > KEPT) parts.delete(key);
  }
}

function bytes(value) {
  if (typeof value === "string") return 2 * value.length;
  if (value === null || typeof value !== "object") return 8;
  return Object.entries(value).reduce((sum, [name, item]) => sum + 2 * name.length + bytes(item), 16);
}

function load(address) {
  return import(new URL(failures ? `${address}?${failures}` : address, document.baseURI).href);
}

/** plotly.js, loaded once for the whole page. */
export function loadPlotly(address) {
  return (globalThis.downhillPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(address, document.baseURI).href;
    script.onload = () => resolve(globalThis.Plotly);
    script.onerror = () => {
      script.remove();
      globalThis.downhillPlotly = null;
      reject(new Error("plotly.js could not be loaded"));
    };
    document.head.append(script);
  }));
}
