import {el, put, write} from "./dom.js";
import {percent} from "./format.js";
import {icon} from "./icons.js";

const HIT = 0.05; // of the panel's diagonal: a guess as near as this is a hit
const PUSH = 0.02; // of the panel's sides: how far an arrow key moves a guess
const PUSHES = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
const guesses = (globalThis.downhillGuesses ??= []); // how far off each guess was, NaN where the run left; in this page only

/** Guess where a run will end, then let it play: how far off the guess was is guesses in the page, and told to nobody. */
export class Predict {
  /** @type {{racer: string, panel: any, guess: number[] | null, phase: "asking" | "running" | "told"} | null} */ state = null;
  at = [0.5, 0.5];

  constructor(player) {
    this.player = player;
    this.button = el("button", {
      class: "dh-button", type: "button", "aria-label": "Predict", title: "Predict where a run will end",
      onclick: () => (this.state && this.state.phase !== "told" ? this.drop() : this.ask()),
    }, icon("predict"));
    this.whose = el("select", {class: "dh-select", "aria-label": "Whose end", onchange: () => this.named()});
    this.words = el("span", {role: "status"});
    this.leaves = el("button", {
      class: "dh-button dh-worded", type: "button", text: "It leaves the picture", onclick: () => this.take([NaN, NaN]),
    });
    this.root = el("div", {class: "dh-predict", hidden: true}, this.whose, this.words, this.leaves);
    this.mark = el("div", {class: "dh-guess", "aria-hidden": "true"});
    this.layer = el("div", {
      class: "dh-asking", tabindex: "0", role: "application", "aria-label": "Your guess: arrow keys move it, Enter takes it",
      onpointerup: (event) => this.clicked(event), onkeydown: (event) => this.key(event),
    });
  }

  /** A film has come: whether it can be asked about. What was guessed of other runs no longer stands. */
  describe({predict, steps, tracks}) {
    this.button.hidden = !predict || steps === 0 || !this.panel();
    if (this.state && tracks !== this.tracks) this.drop();
  }

  /** The plane that is asked about. */
  panel() {
    return this.player.stage.list.find(({description}) => description.kind === "plane" && description.tracks.length > 0);
  }

  ask() {
    const {player} = this;
    const panel = this.panel();
    const drawn = new Set(panel?.description.tracks.map(({racer}) => racer));
    const racers = [...player.film.racers.values()].filter(({id}) => drawn.has(id) && !player.look.hidden.has(id));
    if (!racers.length || !panel?.view) return;
    this.drop();
    this.tracks = player.film.tracks;
    this.state = {racer: racers[guesses.length % racers.length].id, panel, guess: null, phase: "asking"};
    this.whose.replaceChildren(...racers.map(({id, name}) => el("option", {value: id, text: name})));
    this.whose.value = this.state.racer;
    player.look.veiled = true;
    player.clock.pause();
    player.clock.seek(0);
    panel.plot.append(this.layer);
    this.layer.focus({preventScroll: true});
    this.at = [0.5, 0.5];
    this.root.hidden = this.leaves.hidden = this.whose.hidden = false;
    put(this.button, "aria-pressed", true);
    write(this.words, "Where will it end? Click there.");
    player.changed();
  }

  named() {
    if (this.state) this.state.racer = this.whose.value;
  }

  clicked(event) {
    const box = this.layer.getBoundingClientRect();
    if (this.state) this.take(this.state.panel.view.unproject(event.clientX - box.left, event.clientY - box.top));
  }

  key(event) {
    const way = PUSHES[event.key];
    const view = this.state?.panel.view;
    if (!view || (!way && event.key !== "Enter")) return;
    event.preventDefault();
    event.stopPropagation();
    if (way) this.at = this.at.map((share, i) => Math.min(Math.max(share + PUSH * way[i], 0), 1));
    const {x, y, w, h} = view.rect;
    const place = [x + this.at[0] * w, y + this.at[1] * h];
    if (way) this.put(...place);
    else this.take(view.unproject(...place));
  }

  /** A guess is made, NaN for a run that leaves: the race is run. */
  take(guess) {
    const {state, player} = this;
    if (state?.phase !== "asking") return;
    Object.assign(state, {guess, phase: "running"});
    this.layer.remove();
    this.leaves.hidden = this.whose.hidden = true;
    write(this.words, `Your guess for ${player.look.name(state.racer)} stands.`);
    player.look.veiled = false;
    player.clock.loop = false;
    player.restart();
  }

  /** Playback rests: at its end it is told how far off the guess was. */
  rested() {
    const {state, player} = this;
    if (state?.phase !== "running" || player.clock.step < player.clock.steps) return;
    const {miss, told} = this.judged(state);
    guesses.push(miss);
    state.phase = "told";
    const hits = guesses.filter((each) => each <= HIT).length;
    write(this.words, `${miss <= HIT ? "A hit. " : ""}${told}. So far ${hits} of ${guesses.length} within ${percent(HIT)}.`);
    put(this.button, "aria-pressed", false);
  }

  /** How far off, as a share of the panel's diagonal, and in words; 0 for a run that left, if that was the guess. */
  judged({racer, panel, guess}) {
    const {view, description} = panel;
    const {channels} = description.tracks.find((track) => track.racer === racer);
    const [px, py] = view.project(channels[description.axes.x].at(-1), channels[description.axes.y].at(-1));
    const [gx, gy] = view.project(...guess);
    if (!view.contains(px, py, 0.5)) return {miss: Number.isNaN(gx) ? 0 : 1, told: "It left the picture"};
    if (Number.isNaN(gx)) return {miss: 1, told: "It ended in the picture"};
    const miss = Math.hypot(px - gx, py - gy) / Math.hypot(view.rect.w, view.rect.h);
    return {miss, told: `It ended ${percent(miss)} of the diagonal from your guess`};
  }

  /** The guess's mark stays where it was made, also when the picture is zoomed. */
  place() {
    if (this.state?.guess && this.state.panel.view) this.put(...this.state.panel.view.project(...this.state.guess));
  }

  put(px, py) {
    const {plot} = /** @type {any} */ (this.state).panel;
    if (this.mark.parentElement !== plot) plot.append(this.mark);
    this.mark.style.transform = `translate(${px}px, ${py}px)`;
    this.mark.hidden = !Number.isFinite(px + py);
  }

  drop() {
    this.state = null;
    this.layer.remove();
    this.mark.remove();
    this.root.hidden = true;
    put(this.button, "aria-pressed", false);
    if (!this.player.look.veiled) return;
    this.player.look.veiled = false;
    this.player.wake();
  }
}
