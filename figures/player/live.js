import {Bases} from "./bases.js";
import {Crowds, laid} from "./crowds.js";
import {el, put, write} from "./dom.js";
import {Drifting} from "./drifting.js";
import {compile} from "./engine.js";
import {withPanels, withTracks} from "./film.js";
import {TRUST} from "./handles.js";
import {led} from "./led.js";
import {insides, lookedInto, sizeOf} from "./inside.js";
import {DIGITS, endOf, meant, programmed, read, rounded, same} from "./racing.js";
import {Retry} from "./retry.js";
import {redrawn, sketched} from "./sketch.js";

const OF_NOISE = "draw."; // before a draw's place in the table of the noise
const OLDER = "Of the race before: only the app can run this one.";
const LATE = "The picture is ahead: what is written around it is of an earlier run.";

/** Races in the page what a person changes (live/README.md), until the app's own tracks of the same numbers arrive. */
export class Live {
  /** @type {(() => void)[]} */ ends = [];
  /** @type {ReturnType<typeof compile>} */ engine;

  constructor(player) {
    this.player = player;
    this.own = new Map(); // what the person has set and the app has not confirmed: name → {value, touched}
    this.programs = null;
    this.due = false;
    this.bases = new Bases(() => this.again());
    this.crowds = new Crowds();
    this.drifting = new Drifting();
    this.retry = new Retry();
    this.note = el("p", {class: "dh-late", role: "status"});
    this.moving = false; // whether a hand is on a number or a handle of this race
    this.listen("downhill:set", ({name, value}) => this.set(name, value) && this.hand(true));
    this.listen("downhill:commit", ({name, value}) => this.set(name, value) && this.hand(false));
  }

  listen(type, heard) {
    const listener = ({detail}) => detail && heard(detail);
    document.addEventListener(type, listener);
    this.ends.push(() => document.removeEventListener(type, listener));
  }

  /** A film has come from the app: what it confirms is no longer the person's own. Its panels get the start's handle. */
  adopt(film) {
    this.film = film;
    this.spec = film.live ? read(film.live) : null;
    if (film.live && film.live.programs !== this.programs) {
      this.programs = film.live.programs;
      this.engine = compile(this.programs);
    }
    const now = performance.now();
    const before = this.own.size;
    this.bases.clear();
    this.crowds.keep(new Set(film.panels.map(({id}) => id)));
    for (const [name, {value, touched}] of this.own) {
      if (!this.spec || same(this.value(name), value) || now - touched > TRUST) this.own.delete(name);
    }
    this.due = this.own.size > 0;
    if (before && !this.due) this.player.stage.fade(); // a chaotic run's tracks are others in Python
    this.mark();
    return this.dressed(film, film.live?.start);
  }

  /** The film's panels with a handle at the start, wherever the surface is seen. */
  dressed(film, start) {
    if (!this.spec || this.spec.sketch || start.length !== 2) return film;
    const handle = {
      id: "start", x: start[0], y: start[1], label: "Start", emits: "start", within: this.spec.domain, digits: DIGITS,
    };
    const seen = ({kind, clickable, group}) => group === "main" && (kind === "space" || (kind === "plane" && clickable));
    const {plain} = this;
    const panels = film.panels.map((own) => {
      const painted = own.overlays?.some(({moves}) => moves === undefined);
      const panel = painted ? own : {...own, ...laid(own, this.crowds.picture(this.engine, plain, own))};
      if (!seen(panel)) return panel;
      return {...panel, start, handles: [...(panel.handles ?? []).filter(({id}) => id !== "start"), handle]};
    });
    return {...film, panels};
  }

  /** The film's own race, as the engine takes it. */
  get plain() {
    const {spec} = this;
    const noisy = spec.sigma > 0;
    const rules = spec.rules.map((rule) => programmed(rule, noisy));
    return {...spec, rules, noise: noisy ? spec.noise : null};
  }

  /** What the film says of a number of the address, undefined if it is none of this race's. */
  value(name) {
    if (!this.spec) return undefined;
    if (["start", "steps", "sigma", "delay"].includes(name)) return this.spec[name];
    if (name === "x" || name === "y") return this.spec.start["xy".indexOf(name)];
    if (name.startsWith(OF_NOISE)) return this.spec.noise[name.slice(OF_NOISE.length)];
    return this.spec.places.get(name)?.value;
  }

  /** A hand has come, or gone. */
  hand(on) {
    if (this.moving === on) return;
    this.moving = on;
    this.player.hold(on);
  }

  /** A person sets a number, or the start: the race is run anew at the display's next frame. Whether it is this race's. */
  set(asked, value) {
    const name = this.spec?.called?.[asked] ?? asked;
    const good = name === "start" ? value?.length === this.spec?.start.length && value.every(Number.isFinite) : Number.isFinite(value);
    if (this.value(name) === undefined || !good) return false;
    if (name === "start") for (const axis of "xy") this.own.delete(axis); // the handle has the last word
    else if (this.own.has("start") && "xy".includes(name)) { // a dial moves on from where the handle is
      return this.set("start", this.own.get("start").value.map((own, i) => ("xy"[i] === name ? value : own)));
    }
    if (same(this.value(name), value)) this.own.delete(name);
    else this.own.set(name, {value, touched: performance.now()});
    this.due = true;
    this.mark();
    this.player.handled(this.moving);
    this.player.wake();
    return true;
  }

  /** A hand has moved a handle: what it stands for is set, and dials of it follow. */
  pulled({emits = "", sets = []}, place) {
    this.hand(Boolean(place.held));
    if (emits === "start") this.set("start", [place.x, place.y]);
    for (const each of sets) this.set(each.name, meant(each, place));
    const told = emits === "start" ? [{name: "x", axis: "x"}, {name: "y", axis: "y"}] : sets;
    for (const each of told) {
      document.dispatchEvent(new CustomEvent("downhill:moved", {detail: {name: each.name, value: meant(each, place)}}));
    }
  }

  /** The player tells the app something; what is a start is raced at once. */
  heard(event) {
    const {type, x, y} = event;
    if (type !== "step" && !event.dragging) this.hand(false);
    const starts = this.spec?.start.length === 2 && !this.spec.sketch;
    if (type === "start" && starts) this.pulled({emits: "start"}, {x: rounded(x), y: rounded(y)});
    if (this.own.size && type !== "step" && !event.dragging) this.retry.start(() => this.player.onEvent(event));
  }

  /** The race's start as it is drawn, null where the page does not race. */
  get start() {
    return this.spec && this.current()?.start;
  }

  /** Whether the picture is ahead of what the app has computed. */
  mark() {
    const ahead = this.own.size > 0;
    if (!ahead) this.retry.stop();
    if (this.ahead === ahead) return;
    this.ahead = ahead;
    this.player.root?.toggleAttribute("data-ahead", ahead);
    clearTimeout(this.lateness);
    if (ahead && !this.film.live?.alone) this.lateness = setTimeout(() => write(this.note, LATE), TRUST);
    else write(this.note, "");
    document.dispatchEvent(new CustomEvent("downhill:ahead", {detail: {ahead}}));
  }

  /** Run the race if something was set since the last frame. */
  frame() {
    this.bases.tick();
    if (!this.spec) return;
    if (this.crowds.work()) this.due = true;
    put(this.player.root, "data-running", this.crowds.busy);
    if (!this.due) return;
    this.due = false;
    const spec = this.own.size ? this.current() : null;
    if (spec) this.player.replace(spec.sketch ? sketched(this, spec, this.player.read) : this.raced(spec));
    else if (!this.own.size) {
      this.tell(this.player.read.tracks, this.plain);
      this.player.replace(withPanels(this.player.read, (panel) => this.crowded(panel, this.plain)));
    }
  }

  /** The race as the person has set it; null where the page lacks the draws for so many steps. */
  current() {
    const {spec} = this;
    const own = new Map([...this.own].map(([name, {value}]) => [name, value]));
    const taken = ({names, numbers: given, ...rest}) => ({
      ...rest, names, numbers: given.map((value, i) => own.get(names[i]) ?? value),
    });
    const start = [...(own.get("start") ?? spec.start)];
    for (const [i, name] of ["x", "y"].entries()) if (own.has(name)) start[i] = own.get(name);
    const steps = Math.round(own.get("steps") ?? spec.steps);
    const sigma = own.get("sigma") ?? spec.sigma;
    const delay = Math.round(own.get("delay") ?? spec.delay);
    if (!(steps >= 1 && steps <= 5000) || (sigma > 0 && steps * start.length > spec.noise.length)) return null;
    const rules = spec.rules.map((rule) => programmed(taken(rule), sigma > 0));
    const surface = taken(spec.surface);
    const shaped = !spec.sampled && surface.names.some((name) => own.has(name)); // the mean is of all, whoever is seen
    const lowest = shaped && !spec.sketch ? this.engine.lowest({...spec, surface}) : null;
    if (lowest && !lowest.minimum) lowest.minimum = spec.minimum;
    return {...spec, ...lowest, shaped, surface, rules, start, steps, sigma, delay, noise: sigma > 0 ? this.noise(own) : null};
  }

  /** The draws of the noise, with those that a person has set. */
  noise(own) {
    const {noise} = this.spec;
    const drawn = [...own].filter(([name]) => name.startsWith(OF_NOISE));
    if (!drawn.length) return noise;
    const moved = Float64Array.from(noise);
    for (const [name, value] of drawn) moved[name.slice(OF_NOISE.length)] = value;
    return moved;
  }

  /** The film with the tracks of a race that was run here. */
  raced(spec) {
    const arrays = spec.rules.map(() => Object.fromEntries(
      spec.channels.map((name) => [name, new Float32Array(spec.steps + 1)]),
    ));
    const beliefs = spec.rules.map(({inside, shapes}) => inside && new Float64Array(spec.steps * sizeOf(shapes)).fill(NaN));
    const ends = this.engine.race(spec, arrays, beliefs);
    const made = insides(spec.rules, beliefs, spec.steps);
    const tracks = spec.rules.map(({id}, i) => ({
      racer: id, group: "main", channels: arrays[i], ...endOf(ends[i]),
    }));
    this.tell(tracks, spec);
    const {panels} = this.player.read;
    this.bases.shape(this.engine, spec, panels);
    if (this.bases.rests(spec) && this.film.live.alone) this.bases.range(panels, tracks);
    const drifted = (panel) => this.drifting.of(this.engine, spec, panel);
    const looked = (panel) => ({...panel, overlays: redrawn(this.engine, spec, led(this.engine, spec, lookedInto(panel, made), tracks))});
    const moved = (panel) => ({...this.crowded(looked(drifted(this.moved(panel, spec))), spec), ...this.bases.of(panel)});
    return withTracks(this.player.read, tracks, spec.steps, moved);
  }

  /** What is drawn, for words about it outside the player; without a race, the film's own. */
  told(tracks, spec = this.spec && this.plain) {
    return {
      tracks, minima: (places) => (spec?.shaped ? this.engine.minima(spec, places) : places),
      moving: () => (spec?.moving ? this.engine.drift(spec, spec.steps, 2)[1][0] : null),
    };
  }

  tell(tracks, spec) {
    document.dispatchEvent(new CustomEvent("downhill:raced", {detail: this.told(tracks, spec)}));
  }

  /** A panel with what the many runs of a race come to that it shows. */
  crowded(panel, spec) {
    const older = this.own.size && (panel.map ?? panel.swarm) ? {overlays: [], legend: [], caption: OLDER} : {};
    const made = this.crowds.picture(this.engine, spec, panel);
    return {...panel, ...laid(panel, made ?? older), fresh: Boolean(made) || "caption" in older};
  }

  /** Whether there is more to be run, though nothing moves. */
  get busy() {
    return Boolean(this.spec) && this.crowds.busy;
  }

  again() {
    this.due = true;
    this.player.wake();
  }

  /** A panel whose handles stand where the race has its start and its numbers. */
  moved(panel, spec) {
    if (!panel.handles.some(({emits, sets}) => emits || sets)) return panel;
    const handles = panel.handles.map((item) => {
      if (item.emits === "start") return {...item, x: spec.start[0], y: spec.start[1]};
      const placed = (item.sets ?? []).filter(({name}) => this.own.has(name));
      const place = ({name, axis, over = 1, less = 0}) => [axis, this.own.get(name).value * over + less];
      return {...item, ...Object.fromEntries(placed.map(place))};
    });
    return {...panel, start: panel.start && spec.start, handles};
  }

  destroy() {
    clearTimeout(this.lateness);
    this.retry.stop();
    this.bases.destroy();
    for (const end of this.ends) end();
  }
}
