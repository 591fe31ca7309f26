import {arrange, el, put, write} from "./dom.js";
import {groupTime} from "./film.js";
import {compact} from "./format.js";

let made = 0;

const lost = (run) => run.lost ?? "diverged";

/** The chips: each racer's colour, name and value; a click hides it, pointing at it makes the others stand back. */
export class Legend {
  /** @type {Map<string, any>} */ chips = new Map();
  /** @type {Map<string, any[]>} */ runs = new Map();
  /** @type {number | null} */ shown = null;
  /** @type {object | null} */ theme = null;

  constructor(player) {
    this.player = player;
    this.root = el("div", {class: "dh-legend", role: "group", "aria-label": "Optimizers"});
    this.unit = el("span", {class: "dh-unit"}); // what the chips' numbers are
  }

  /** Make the chips of a film, keeping those that stay (and with them the keyboard's focus). */
  describe(film) {
    for (const [id, chip] of this.chips) {
      if (film.racers.has(id)) continue;
      chip.remove();
      this.chips.delete(id);
    }
    const {label} = film.readout ?? {};
    for (const racer of film.racers.values()) {
      if (!this.chips.has(racer.id)) this.chips.set(racer.id, this.chip(racer.id));
      const chip = this.chips.get(racer.id);
      put(chip, "title", label ? `${label} now; a click hides or shows` : "A click hides or shows");
      write(chip.firstChild, racer.name);
      chip.toggleAttribute("data-claim", Boolean(racer.claim));
    }
    arrange(this.root, [...film.racers.keys()].map((id) => this.chips.get(id)));
    if (label && this.chips.size) this.root.append(this.unit);
    else this.unit.remove();
    this.runs = new Map([...film.racers.keys()].map((id) => [id, film.tracks.filter((t) => t.racer === id)]));
    this.shown = this.theme = null;
  }

  chip(id) {
    const {player} = this;
    const over = (on) => (event) => event.pointerType !== "touch" && player.isolate(on ? id : null);
    const value = el("span", {class: "dh-value", id: `dh-value-${made++}`, "aria-hidden": "true"}); // no part of the name
    return el("button", {
      class: "dh-chip", type: "button", "aria-pressed": "true", "data-racer": id, "aria-describedby": value.id,
      onclick: () => player.toggle(id), onpointerenter: over(true), onpointerleave: over(false),
      onfocus: (event) => event.target.matches(":focus-visible") && player.isolate(id),
      onblur: () => player.isolate(null),
    }, el("span", {class: "dh-name"}), value);
  }

  update(film, step, look) {
    if (this.shown !== step) {
      this.shown = step;
      for (const [id, chip] of this.chips) write(chip.lastChild, this.value(film, id, step, look.moving));
      write(this.unit, this.told(film, step));
    }
    for (const [id, chip] of this.chips) put(chip, "aria-pressed", !look.hidden.has(id));
    if (this.theme === look.theme) return;
    this.theme = look.theme;
    for (const [id, chip] of this.chips) chip.style.setProperty("--racer", look.color(id));
  }

  /** Keep its height while a hand moves the race, and say in few letters what would make it wider. */
  hold(on) {
    this.root.style.minHeight = on ? `${this.root.offsetHeight}px` : "";
    this.shown = null;
  }

  /** What the chips' numbers are, and of which moment: words beside the picture may tell the end. */
  told({readout, beat, steps}, step) {
    if (!readout?.label) return "";
    const at = String(Math.floor(step)).padStart(String(steps).length, "\u2007"); // as wide at every step
    return beat && steps ? `${readout.label} at ${beat} ${at}` : readout.label;
  }

  /** What a chip says: that its run has diverged (of several, on which panel), or the value it has reached. */
  value(film, id, step, brief = false) {
    const runs = this.runs.get(id) ?? [];
    const over = runs.filter((t) => t.divergedAt !== null && t.divergedAt <= groupTime(film, t.group, step));
    const {group, channel} = film.readout ?? {};
    const run = runs.find((t) => t.group === group);
    if (over.length && !film.readout && runs.length > 1) {
      const title = (t) => film.panels.find((panel) => panel.group === t.group)?.title || t.group;
      const ways = [...new Set(over.map(lost))];
      return ways.map((way) => `${way} on ${over.filter((t) => lost(t) === way).map(title).join(", ")}`).join("; ");
    }
    const told = !film.readout || over.includes(run);
    if (over.length && told) {
      const gone = run ?? over[0];
      return `${brief ? "✕" : `${lost(gone)} at step`} ${gone.divergedAt}`;
    }
    const values = run?.channels[channel];
    return values ? compact(values[Math.min(Math.floor(groupTime(film, group, step)), values.length - 1)]) : "";
  }
}
