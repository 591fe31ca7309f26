import {el, put, write} from "./dom.js";
import {icon} from "./icons.js";

const SPEEDS = [[0.25, "¼×"], [0.5, "½×"], [1, "1×"], [2, "2×"], [4, "4×"], [8, "8×"]];
const TRAILS = [["whole", "Whole trail"], ["tail", "Fading tail"], ["none", "No trail"]];

/** The row of controls under the panels. */
export class Controls {
  constructor(player) {
    const {clock} = player;
    this.player = player;
    this.play = button("Play", "play", () => player.playPause(), "dh-play");
    this.loop = button("Loop", "loop", () => player.set({loop: !clock.loop}));
    this.labels = button("Labels", "labels", () => player.set({labels: !player.look.labels}));
    this.scrub = el("input", {
      class: "dh-scrub", type: "range", min: 0, step: "any", value: 0, "aria-label": "Step",
      oninput: () => player.scrub(Number(this.scrub.value)), onchange: () => player.endScrub(Number(this.scrub.value)),
    });
    this.count = el("span", {class: "dh-count", "aria-hidden": "true"});
    this.speed = menu("Speed", SPEEDS, (value) => player.set({speed: Number(value)}));
    this.trail = menu("Trail", TRAILS, (value) => player.set({trail: value}));
    this.status = el("span", {class: "dh-quiet", role: "status"});
    const transport = el("div", {class: "dh-transport"},
      button("Restart", "restart", () => player.restart()),
      button("Step back", "back", () => player.move(-1)), this.play,
      button("Step forward", "forward", () => player.move(1)), this.scrub, this.count);
    const options = el("div", {class: "dh-options"}, this.speed, this.trail, this.loop, this.labels, player.predict.button,
      document.fullscreenEnabled && button("Full screen", "full", () => player.fullScreen()));
    const words = {class: "dh-controls", role: "group", "aria-label": "Playback"};
    this.root = el("div", words, transport, options, this.status);
  }

  /** Show only what has a use: nothing plays in a film of no steps or panels; without tracks there are no trails. */
  describe({steps, tracks, panels, beat}) {
    this.beat = beat;
    this.root.hidden = steps === 0 || panels.length === 0;
    this.trail.hidden = this.labels.hidden = tracks.length === 0;
  }

  update({position, step, steps, playing, speed, loop}, look) {
    if (this.drawnPlaying !== playing) {
      this.drawnPlaying = playing;
      name(this.play, playing ? "Pause" : "Play");
      this.play.replaceChildren(icon(playing ? "pause" : "play"));
    }
    put(this.scrub, "max", steps);
    this.scrub.value = position;
    this.scrub.style.setProperty("--played", `${steps ? (100 * position) / steps : 0}%`);
    put(this.scrub, "aria-valuetext", `${this.beat} ${step} of ${steps}`.trim());
    write(this.count, `${this.beat} ${step} / ${steps}`.trim());
    put(this.loop, "aria-pressed", loop);
    put(this.labels, "aria-pressed", look.labels);
    if (this.speed.value !== String(speed)) this.speed.value = String(speed);
    if (this.trail.value !== look.trail) this.trail.value = look.trail;
  }

  /** Tell a screen reader, once, after something the person did. */
  say(text) {
    write(this.status, text);
  }
}

function button(label, picture, onclick, extra = "") {
  const node = el("button", {class: `dh-button ${extra}`, type: "button", onclick}, icon(picture));
  name(node, label);
  return node;
}

function name(node, label) {
  put(node, "aria-label", label);
  put(node, "title", label);
}

function menu(label, choices, chosen) {
  const options = choices.map(([value, text]) => el("option", {value, text}));
  return el("select", {
    class: "dh-select", "aria-label": label, title: label, onchange: (event) => chosen(event.target.value),
  }, ...options);
}
