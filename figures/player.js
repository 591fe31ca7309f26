import {Clock} from "./player/clock.js";
import {Controls} from "./player/controls.js";
import {arrange, el, put} from "./player/dom.js";
import {readFilm} from "./player/film.js";
import {bindKeys} from "./player/keys.js";
import {shareRows} from "./player/layout.js";
import {Legend} from "./player/legend.js";
import {Panel} from "./player/panel.js";
import {STYLES} from "./player/styles.js";
import {readTheme, watchTheme} from "./player/theme.js";

const SETTLED = 50; // ms without another size

/** Play a film (see README.md) in an element; returns {update(film), destroy(), state()}. */
export function mount(element, film, {plotly, onEvent = () => {}}) {
  const player = new Player(element, film, plotly, onEvent);
  return {
    update: (next) => player.update(next),
    destroy: () => player.destroy(),
    state: () => player.state(),
  };
}

class Player {
  constructor(element, film, plotly, onEvent) {
    Object.assign(this, {plotly, emit: onEvent, panels: new Map(), frame: null, destroyed: false});
    this.film = readFilm(film);
    this.clock = new Clock(this.film);
    this.look = {
      trail: this.film.trail, labels: false, hidden: new Set(), isolated: null, theme: null,
      color: (id) => this.color(id), name: (id) => this.film.racers.get(id)?.name ?? id,
    };
    this.build(element);
    this.adopt();
    if (this.film.autoplay && this.film.steps > 0 && !matchMedia("(prefers-reduced-motion: reduce)").matches) this.clock.play();
  }

  build(element) {
    this.legend = new Legend(this);
    this.controls = new Controls(this);
    this.stage = el("div", {class: "dh-panels"});
    this.root = el("div", {class: "downhill", role: "region", "aria-label": "Animation", "data-player": ""},
      el("style", {text: STYLES}));
    element.append(this.root);
    this.look.theme = readTheme(this.root); // before there is anything whose colours would have to change
    this.root.append(this.legend.root, this.stage, this.controls.root);
    watchTheme(this.root, () => this.retheme());
    this.sizes = new ResizeObserver(() => this.resized());
    this.sizes.observe(this.stage);
    this.sight = new IntersectionObserver((entries) => entries.forEach((entry) => this.sighted(entry)));
    this.unbind = bindKeys(this);
  }

  color(id) {
    const {color, dark} = this.film.racers.get(id) ?? {color: this.look.theme.muted};
    return this.look.theme.dark ? dark ?? color : color;
  }

  update(film) {
    this.film = readFilm(film);
    this.clock.adopt(this.film);
    this.adopt();
  }

  /** Bring legend and panels into line with the film. */
  adopt() {
    const {film} = this;
    this.legend.describe(film);
    this.controls.describe(film);
    const wanted = new Map(film.panels.map((panel) => [panel.id, panel]));
    for (const [id, panel] of this.panels) {
      if (wanted.get(id)?.kind === panel.description.kind) continue;
      this.remove(panel);
      this.panels.delete(id);
    }
    for (const description of film.panels) {
      const panel = this.panels.get(description.id);
      if (panel) panel.describe(description);
      else this.add(new Panel(this, description));
    }
    arrange(this.stage, film.panels.map(({id}) => this.panels.get(id).root));
    if (!film.racers.has(this.look.isolated)) this.look.isolated = null;
    this.layOut();
  }

  add(panel) {
    this.panels.set(panel.description.id, panel);
    this.sizes.observe(panel.plot);
    this.sight.observe(panel.root);
  }

  remove(panel) {
    this.sizes.unobserve(panel.plot);
    this.sight.unobserve(panel.root);
    panel.destroy();
  }

  sighted({target, isIntersecting}) {
    const panel = [...this.panels.values()].find(({root}) => root === target);
    if (!panel) return;
    panel.onScreen = isIntersecting;
    this.wake();
  }

  /** Wait until the size has settled: Plotly takes long to draw, and a window is dragged through many sizes. */
  resized() {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.layOut(), SETTLED);
  }

  /** Share the width among the panels, and draw the bases that are new or have another size. */
  layOut() {
    const panels = this.film.panels.map(({id}) => this.panels.get(id));
    const {spans, rows} = shareRows(this.film.panels.map(({weight}) => weight ?? 1), this.stage.clientWidth);
    panels.forEach((panel, i) => panel.root.style.setProperty("--span", spans[i]));
    this.root.style.setProperty("--rows", rows);
    put(this.stage, "data-rows", rows);
    for (const panel of panels) panel.drawBase(this.look.theme);
    this.wake();
  }

  retheme() {
    this.look.theme = readTheme(this.root);
    this.layOut();
  }

  /** Ask for a picture at the display's next frame; nothing runs while nothing changes. */
  wake() {
    if (this.frame === null && !this.destroyed) this.frame = requestAnimationFrame((now) => this.draw(now));
  }

  draw(now) {
    this.frame = null;
    if (this.clock.tick(now)) this.rest();
    const {clock, look, film} = this;
    Object.assign(look, {playing: clock.playing, rate: film.rate});
    put(this.root, "data-step", clock.step);
    put(this.root, "data-steps", clock.steps);
    put(this.root, "data-playing", clock.playing);
    if (!clock.playing || [...this.panels.values()].some((panel) => panel.onScreen)) {
      this.legend.update(film, clock.step, look);
      this.controls.update(clock, look);
    }
    for (const panel of this.panels.values()) panel.paint(film, clock.position, look);
    if (clock.playing) this.wake();
  }

  /** A panel's base has moved on its own account. */
  repaint(panel) {
    if (!this.destroyed && this.look.playing !== undefined) panel.paint(this.film, this.clock.position, this.look);
  }

  /** Playback has come to rest: say so once. */
  rest() {
    this.emit({type: "step", step: this.clock.step});
    this.controls.say(`Step ${this.clock.step} of ${this.clock.steps}`);
    this.wake();
  }

  playPause() {
    if (this.film.steps === 0) return;
    if (this.clock.playing) {
      this.clock.pause();
      this.rest();
    } else this.clock.play();
    this.wake();
  }

  restart() {
    this.clock.seek(0);
    this.clock.play();
    this.wake();
  }

  move(by) {
    this.clock.pause();
    this.clock.move(by);
    this.rest();
  }

  jump(position) {
    this.clock.seek(position);
    this.rest();
  }

  scrub(position) {
    this.clock.hold(position);
    this.wake();
  }

  endScrub(position) {
    this.clock.release();
    this.jump(Math.round(position));
  }

  set({loop, speed, ...look}) {
    if (loop != null) this.clock.loop = loop;
    if (speed != null) this.clock.speed = speed;
    Object.assign(this.look, look);
    this.wake();
  }

  toggle(id) {
    const {hidden} = this.look;
    if (!hidden.delete(id)) hidden.add(id);
    this.wake();
  }

  isolate(id) {
    this.look.isolated = id;
    this.wake();
  }

  fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.root.requestFullscreen();
  }

  state() {
    const {clock, look} = this;
    return {
      step: clock.step, position: clock.position, steps: clock.steps, playing: clock.playing, speed: clock.speed,
      loop: clock.loop, trail: look.trail, labels: look.labels, hidden: [...look.hidden],
      isolated: look.isolated,
    };
  }

  destroy() {
    this.destroyed = true;
    cancelAnimationFrame(this.frame);
    clearTimeout(this.settling);
    this.unbind();
    this.sizes.disconnect();
    this.sight.disconnect();
    for (const panel of this.panels.values()) panel.destroy();
    this.panels.clear();
    this.root.remove();
  }
}
