import {Clock} from "./player/clock.js";
import {Controls} from "./player/controls.js";
import {el, put} from "./player/dom.js";
import {readFilm} from "./player/film.js";
import {bindKeys} from "./player/keys.js";
import {Legend} from "./player/legend.js";
import {Live} from "./player/live.js";
import LOOK from "./player/look.json" with {type: "json"};
import {Predict} from "./player/predict.js";
import {bindSeek} from "./player/print.js";
import {Stage} from "./player/stage.js";
import {STYLES} from "./player/styles.js";
import {Sight} from "./player/sight.js";
import {Steady} from "./player/steady.js";
import {readTheme, resolveTokens, watchTheme} from "./player/theme.js";

/**
 * Play a film (see README.md) in an element; returns {update(film), destroy(), state()}.
 * @param {HTMLElement} element
 * @param {any} film
 * @param {{plotly: any, onEvent?: (event: any) => void}} options
 */
export function mount(element, film, {plotly, onEvent = () => {}}) {
  const player = new Player(plotly, onEvent);
  try {
    player.begin(element, film);
  } catch (error) {
    player.destroy();
    throw error;
  }
  return {
    update: (next) => player.update(next),
    destroy: () => player.destroy(),
    state: () => player.state(),
    player,
  };
}

class Player {
  /** @type {import("./player/types.js").Film} */ film;
  /** @type {import("./player/types.js").Look} */ look;
  /** @type {Clock} */ clock;
  /** @type {Legend} */ legend;
  /** @type {Controls} */ controls;
  /** @type {Predict} */ predict;
  /** @type {Stage} */ stage;
  /** @type {Sight} */ sight;
  /** @type {Steady} */ steady;
  /** @type {HTMLElement} */ root;
  /** @type {() => void} */ unbind;
  /** @type {number | null} */ frame = null;
  stirred = 0;
  destroyed = false;

  /**
   * @param {import("./player/types.js").Plotly} plotly
   * @param {(event: {type: string, [fact: string]: any}) => void} onEvent
   */
  constructor(plotly, onEvent) {
    this.plotly = plotly;
    this.onEvent = onEvent;
    this.live = new Live(this);
  }

  begin(element, film) {
    this.film = this.read = readFilm(this.live.adopt(film));
    this.clock = new Clock(this.film);
    this.look = {
      trail: this.film.trail, labels: false, veiled: false, hidden: new Set(), isolated: null, rate: this.film.rate,
      theme: /** @type {any} */ (null), // until there is an element to read it from
      color: (id) => this.color(id), name: (id) => this.film.racers.get(id)?.name ?? id,
    };
    this.build(element);
    this.adopt();
    const still = this.film.steps === 0 || matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (this.film.autoplay && !still) this.clock.play();
  }

  build(element) {
    this.legend = new Legend(this);
    this.predict = new Predict(this);
    this.controls = new Controls(this);
    this.stage = new Stage(this);
    this.root = el("div", {class: "downhill", role: "region", "aria-label": "Animation", "data-player": ""},
      el("style", {text: STYLES}));
    this.root.state = () => this.state(); // for what takes the film away as it stands
    Object.assign(this.root, {
      tracks: () => this.film.tracks, panels: () => this.film.panels, point: (id) => this.isolate(id), seek: (step) => this.show(step),
    });
    element.append(this.root);
    this.look.theme = readTheme(this.root); // before there is anything whose colours would have to change
    this.root.append(this.legend.root, this.stage.root, this.predict.root, this.controls.root, this.live.note);
    watchTheme(this.root, () => this.retheme());
    const unbinds = [bindKeys(this), bindSeek(this)];
    this.unbind = () => unbinds.forEach((end) => end());
    this.sight = new Sight(this.root, () => this.sighted());
    this.steady = new Steady(this.root, this.stage.root);
  }

  color(id) {
    const {color, dark, claim} = this.film.racers.get(id) ?? {color: resolveTokens(LOOK.default.racer, this.look.theme)};
    if (claim && this.live.ahead) return this.look.theme.muted; // it tells what the app's own run does
    return this.look.theme.dark ? dark ?? color : color;
  }

  /** What the person does, as the app is told it. */
  emit(event) {
    this.live.heard(event);
    if (event.type === "start" || event.type === "handle") this.handled(event.dragging);
    this.onEvent(event);
  }

  update(film) {
    this.steady.arrived();
    this.film = this.read = readFilm(this.live.adopt(film));
    this.clock.adopt(this.film);
    this.adopt();
  }

  /** Another race in the place of the film's own: who was at its end is at the end of this one. */
  replace(film) {
    const ended = this.clock.atEnd && !this.clock.playing;
    this.film = film;
    this.clock.adopt(film);
    if (ended) this.clock.seek(film.steps);
    this.adopt();
  }

  /** Bring everything into line with the film. */
  adopt() {
    const {film, look} = this;
    this.legend.describe(film);
    this.controls.describe(film);
    this.stage.describe(film);
    this.predict.describe(film);
    if (look.isolated !== null && !film.racers.has(look.isolated)) look.isolated = null;
    this.stage.layOut(look.theme);
    this.changed();
  }

  retheme() {
    this.look.theme = readTheme(this.root);
    this.stage.layOut(this.look.theme);
  }

  /** Ask for a picture at the display's next frame; nothing runs while nothing changes, or nobody can see it. */
  wake() {
    if (this.frame !== null || this.destroyed || !this.sight.seen) return;
    this.frame = requestAnimationFrame((now) => this.draw(now));
  }

  /** Draw every frame for some time: a person's hand is on something that glides. */
  stir(milliseconds) {
    this.stirred = performance.now() + milliseconds;
    this.wake();
  }

  /** It has come into sight, or gone out of it: then the film waits. */
  sighted() {
    if (this.sight.seen) this.wake();
    else {
      this.cancel();
      this.clock.last = null;
    }
  }

  cancel() {
    if (this.frame !== null) cancelAnimationFrame(this.frame);
    this.frame = null;
  }

  draw(now) {
    this.frame = null;
    this.live.frame();
    if (this.clock.tick(now)) this.rest();
    const {clock, look, film} = this;
    if (!clock.playing || this.stage.onScreen) this.tell();
    else this.mark();
    this.stage.paint(film, clock.position, look);
    this.predict.place();
    if ((clock.playing && film.panels.length) || now < this.stirred || this.live.busy) this.wake();
  }

  mark() {
    const {step, steps, playing} = this.clock;
    Object.assign(this.look, {playing, rate: this.film.rate});
    put(this.root, "data-step", step);
    put(this.root, "data-steps", steps);
    put(this.root, "data-playing", playing);
  }

  /** Bring the legend and the controls up to date. */
  tell() {
    this.mark();
    this.legend.update(this.film, this.clock.step, this.look);
    this.controls.update(this.clock, this.look);
  }

  /** The person has changed something: say so at once, and draw it at the next frame. */
  changed() {
    this.tell();
    this.wake();
  }

  /** Playback has come to rest: say so once. */
  rest() {
    this.emit({type: "step", step: this.clock.step});
    this.predict.rested();
    this.controls.say(`Step ${this.clock.step} of ${this.clock.steps}`);
    this.changed();
  }

  playPause() {
    if (this.film.steps === 0 || this.look.veiled) return;
    if (this.clock.playing) {
      this.clock.pause();
      this.rest();
    } else this.clock.play();
    this.changed();
  }

  restart() {
    if (this.look.veiled) return;
    this.clock.seek(0);
    this.clock.play();
    this.changed();
  }

  move(by) {
    if (this.look.veiled) return;
    this.clock.pause();
    this.clock.move(by);
    this.rest();
  }

  jump(position) {
    if (this.look.veiled) return;
    this.clock.seek(position);
    this.rest();
  }

  /** Pause at a step: what words beside the picture do. */
  show(step) {
    this.clock.pause();
    this.jump(Math.min(step, this.film.steps));
  }

  scrub(position) {
    if (this.look.veiled) return;
    this.clock.hold(position);
    this.changed();
  }

  endScrub(position) {
    this.clock.release();
    this.jump(Math.round(position));
  }

  set({loop, speed, ...look}) {
    if (loop != null) this.clock.loop = loop;
    if (speed != null) this.clock.speed = speed;
    Object.assign(this.look, look);
    this.changed();
  }

  /** While a hand moves the race, nothing above the pictures may move them. */
  hold(on) {
    this.handled(on);
    this.look.moving = on;
    this.legend.hold(on);
    this.changed();
  }

  handled(on) {
    this.steady.begin();
    if (!on && !this.live.ahead) this.steady.settle();
  }

  toggle(id) {
    const {hidden} = this.look;
    if (!hidden.delete(id)) hidden.add(id);
    this.changed();
  }

  isolate(id) {
    this.look.isolated = id;
    this.changed();
  }

  fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.root.requestFullscreen();
  }

  state() {
    const {clock, look} = this;
    return {
      step: clock.step, position: clock.position, steps: clock.steps, playing: clock.playing, speed: clock.speed,
      loop: clock.loop, start: this.live.start, trail: look.trail, labels: look.labels, hidden: [...look.hidden], isolated: look.isolated,
      views: this.stage.views(),
    };
  }

  destroy() {
    this.destroyed = true;
    this.cancel();
    this.live.destroy();
    this.sight?.destroy();
    this.steady?.end();
    this.unbind?.();
    this.stage?.destroy();
    this.root?.remove();
  }
}
