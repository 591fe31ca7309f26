import {drawn, hideWhenChanged, legal, remember, set} from "../../figures/page.js";
import {el} from "../../figures/player/dom.js";
import {takingMenu} from "../../figures/player/taking.js";
import {mount} from "../../figures/player.js";
import {drawable, filmFor} from "./filming.js";
import {Outcomes} from "./outcomes.js";
import {check, crowding, MOST, pick, picture, rivals} from "./choices.js";

const COPY = /^[a-z0-9_]+(~\d{1,2})?$/; // adam, adam~2
const FREE = "free";
const STEPS = 300;
const TYPED = "Functions, rules, tracks and data of your own need the app: here is what races in the page alone.";
const PANELS = ["contour", "surface", "loss"];

/** The Race page: what the address says, with all that can be changed beside it. */
export class Race {
  /** @type {ReturnType<typeof mount> | undefined} */ player;
  /** @type {any} what is shown: the address made out */ plan_;

  constructor(root, facts, {plotly, data, address}) {
    this.root = root;
    this.facts = facts;
    this.plotly = plotly;
    this.data = data;
    this.address = address;
    this.side = el("aside", {class: "dh-side", "aria-label": "Settings"});
    this.stage = el("div", {class: "dh-stage"});
    this.rules = new Map(facts.rules.map((rule) => [rule.slug, rule]));
    this.title = /** @type {HTMLElement} */ (document.querySelector("h1"));
    this.words = /** @type {HTMLElement} */ (document.querySelector("#words"));
    this.opened = new Set(["Scene", "Race"]);
    this.turn = 0;
    root.classList.add("dh-live");
    const below = el("div");
    root.replaceChildren(this.side, el("div", {}, this.stage, below));
    this.outcomes = new Outcomes(below);
    hideWhenChanged(this.words, (ahead) => this.entitle(ahead));
  }

  /** Read the address and show its race; a later call overtakes an earlier one. */
  async show() {
    const turn = ++this.turn;
    const plan = await this.plan();
    if (turn !== this.turn) return;
    const film = filmFor(plan, this.facts, !this.player);
    const own = plan.base && !this.changed();
    this.words.textContent = own ? plan.base.caption : plan.left;
    this.plan_ = plan;
    this.entitle(false);
    this.controls(plan);
    if (this.player) this.player.update(film);
    else this.begin(film);
    const {wells, domain, goal} = plan.ground;
    const {live} = /** @type {any} */ (this.player).player;
    this.outcomes.describe({racers: film.racers, minima: wells, domain, goal}, live.told(this.drawn.tracks()));
    for (const dial of plan.ground.dials) {
      const value = legal(dial, this.address.get(dial.name));
      if (value !== dial.value) set(dial.name, value);
    }
  }

  begin(film) {
    const onEvent = (event) => remember(event, this.address, this.stage);
    this.player = mount(this.stage, film, {plotly: this.plotly, onEvent});
    this.stage.append(takingMenu(this.player.player, () => this.title.textContent ?? ""));
  }

  /** The scene's title over the scene as it was made, and else the surface's name. */
  entitle(ahead) {
    const {base, ground} = this.plan_;
    this.title.textContent = base && !ahead && !this.changed() ? base.title : ground.name;
  }

  /** The player's root element. */
  get drawn() {
    return /** @type {any} */ (this.stage.querySelector("[data-player]"));
  }

  changed() {
    return [...new URLSearchParams(location.hash.slice(1)).keys()].some((name) => name !== "scene");
  }

  async plan() {
    const {address, facts} = this;
    const named = address.get("scene") ?? facts.scenes[0]?.slug ?? FREE;
    const scene = facts.scenes.some(({slug}) => slug === named) ? named : FREE;
    const base = scene === FREE ? null : await this.data(`scenes/${scene}`);
    const wanted = address.get("surface");
    const first = base?.slug ?? (facts.surfaces.find(({slug}) => slug === "rosenbrock") ?? facts.surfaces[0]).slug;
    const surface = facts.surfaces.some(({slug}) => slug === wanted) ? wanted : first;
    const ground = base?.slug === surface ? base : await this.data(`surfaces/${surface}`);
    const given = address.getAll("optimizers");
    const ids = (given.length ? given : base?.entrants.map(({id}) => id) ?? facts.free).slice(0, MOST);
    const known = [...new Set(ids)].filter((id) => COPY.test(id) && this.rules.has(slugOf(id)));
    const entrants = await Promise.all(known.map((id) => this.entrant(id, base?.entrants.find((each) => each.id === id), ground)));
    const able = entrants.filter(({variant}) => variant);
    const unable = entrants.filter(({variant}) => !variant).map(({name}) => name);
    const left = unable.length ? `Not raced here: ${unable.join(", ")}.` : "";
    const conditions = facts.conditions.map((dial) => ({...dial, value: base?.[dial.name] ?? (dial.name === "steps" ? STEPS : 0)}));
    const [steps, sigma] = conditions.map((dial) => legal(dial, address.get(dial.name)));
    const panels = [...new Set(address.getAll("panels"))].filter((name) => picture(name));
    return {
      scene, base, ground, surface, entrants: able, left, conditions, steps, sigma, seed: base?.seed ?? 0,
      panels: panels.length ? panels : base?.panels ?? PANELS, over: address.get("over") === "evals" ? "evals" : "step",
      start: this.start(ground), rate: base?.rate, crowd: this.crowd(),
    };
  }

  /** What the pictures of many runs show. */
  crowd() {
    const {sides} = this.facts.swarm;
    const side = Number(this.address.get("swarm.side"));
    const [id, across, upward] = ["swarm", "rates.x", "rates.y"].map((name) => this.address.get(name));
    return {id, side: sides.includes(side) ? side : sides[0], across, upward};
  }

  start({starts}) {
    return starts.map((dial) => legal(dial, this.address.get(dial.name)));
  }

  /** One who races: the program of its choices, and its dials at what the scene, or else its declaration, says. */
  async entrant(id, own, ground) {
    const rule = await this.data(`rules/${slugOf(id)}`);
    const {name, color, dark} = this.rules.get(rule.slug);
    const settings = own?.settings ?? {};
    const said = (key, otherwise) => this.address.get(`${id}.${key}`) ?? settings[`${id}.${key}`] ?? otherwise;
    const choices = rule.choices.map((choice) => {
      const value = String(said(choice.name, choice.default)).toLowerCase();
      const all = choice.kind === "flag" ? ["true", "false"] : choice.choices;
      return {...choice, value: all.includes(value) ? value : String(choice.default)};
    });
    const [first] = this.facts.schedules;
    const asked = rule.timed && this.facts.schedules.find(({slug}) => slug === said("schedule", "constant"));
    const schedule = asked || first;
    const clipped = String(said("clipped", false)) === "true";
    const key = [...choices.map(({value}) => value), schedule.slug, String(clipped)].join(" ");
    const variant = rule.slug in ground.lacks ? null : of(rule.variants[key], ground.kind);
    const mine = rule.dials.map((dial) => ({...dial, name: dial.name.slice(rule.slug.length + 1)}));
    const around = [...mine, ...schedule.dials, ...(clipped ? this.facts.clip : [])];
    const names = new Set(variant?.names ?? []);
    const copy = Number(id.split("~")[1] ?? 1);
    const called = own?.name ?? (copy > 1 ? `${name} ${copy}` : name);
    const dials = around.filter((dial) => names.has(dial.name)).map((dial) => ({
      ...dial, name: `${id}.${dial.name}`, value: settings[`${id}.${dial.name}`] ?? dial.value, of: called,
    }));
    const values = new Map(dials.map((dial) => [dial.name, legal(dial, this.address.get(dial.name))]));
    return {
      id, rule, choices, schedule, clipped, variant, dials, name: called, color: own?.color ?? color, dark: own?.dark ?? dark,
      numbers: variant?.names.map((each) => values.get(`${id}.${each}`)),
    };
  }

  put(name, value) {
    this.address.put(name, value);
    this.show();
  }

  /** All that can be set, drawn anew; what was open and where the keyboard was stays. */
  controls(plan) {
    const held = document.activeElement?.id;
    for (const section of this.side.querySelectorAll("details")) {
      this.opened[section.open ? "add" : "delete"](section.dataset.title);
    }
    const {facts} = this;
    const seen = drawable(plan);
    const scenes = [...facts.scenes, {slug: FREE, name: "Free choice"}];
    const over = [{slug: "step", name: "Steps"}, {slug: "evals", name: "Evaluations"}];
    const parts = [
      this.folded("Scene", el("div", {class: "dh-choice"},
        pick("Scene", "scene", scenes, plan.scene, (slug) => this.take(slug)),
        pick("Surface", "surface", facts.surfaces, plan.surface, (slug) => this.move(slug)),
        el("p", {class: "dh-note", text: TYPED}),
        ...Object.entries(picture()).map(([name, words]) => check(words, `panels-${name}`, seen.includes(name), (on) => (
          this.put("panels", on ? [...seen, name] : seen.filter((each) => each !== name))
        ), plan.ground.without[name])),
        ...crowding(plan, facts, (name, value) => this.put(name, value)),
        pick("Charts over", "over", over, plan.over, (slug) => this.put("over", slug === "step" ? null : slug)))),
      this.folded("Optimizers", rivals(facts.rules, plan, (slug, on) => this.join(slug, on))),
      this.section("Race", {dials: [...plan.ground.starts, ...plan.conditions]}),
      ...(plan.ground.dials.length ? [this.section(plan.ground.name, {dials: plan.ground.dials})] : []),
      ...plan.entrants.map((entrant) => this.section(entrant.name, entrant, this.around(entrant))),
    ];
    this.side.replaceChildren(...parts);
    if (held) document.getElementById(held)?.focus();
  }

  /**
   * @param {string} title
   * @param {{color?: string, dark?: string, dials: any[]}} own
   * @param {...any} more
   */
  section(title, {color, dark, dials}, ...more) {
    const section = drawn({title, color, dark, dials}, this.opened.has(title), this.address);
    section.dataset.title = title;
    section.append(...more);
    return section;
  }

  folded(title, ...content) {
    const section = el("details", {class: "dh-section"}, el("summary", {text: title}), ...content);
    section.toggleAttribute("open", this.opened.has(title));
    section.dataset.title = title;
    return section;
  }

  /** What stands around a rule: its flags and choices, a schedule, clipping. */
  around({id, choices, schedule, clipped, rule}) {
    const parts = choices.map(({name, kind, choices: all, value, words}) => (kind === "flag"
      ? check(words, `${id}.${name}`, value === "true", (on) => this.put(`${id}.${name}`, String(on)))
      : pick(words, `${id}.${name}`, all.map((slug) => ({slug, name: slug})), value, (slug) => this.put(`${id}.${name}`, slug))));
    if (rule.timed) {
      parts.push(pick("Schedule", `${id}.schedule`, this.facts.schedules, schedule.slug, (slug) => this.put(`${id}.schedule`, slug)));
    }
    parts.push(check("Clip gradients", `${id}.clipped`, clipped, (on) => this.put(`${id}.clipped`, String(on))));
    return el("div", {class: "dh-choice"}, ...parts);
  }

  /** Another scene: all is as it has it. */
  take(slug) {
    history.replaceState(null, "", `#scene=${slug}`);
    this.show();
  }

  /** Another surface: its own start, the same optimizers, at rates tuned for it. */
  async move(slug) {
    const {entrants} = this.plan_;
    const ground = await this.data(`surfaces/${slug}`);
    const next = new URLSearchParams({scene: FREE, surface: slug});
    for (const {id, rule, dials, choices, schedule, clipped} of entrants) {
      next.append("optimizers", id);
      for (const dial of dials) {
        const rate = dial.name === `${id}.lr` ? ground.rates[rule.slug] : undefined;
        next.set(dial.name, String(rate ?? legal(dial, this.address.get(dial.name))));
      }
      for (const {name, value} of choices) next.set(`${id}.${name}`, value);
      next.set(`${id}.schedule`, schedule.slug);
      next.set(`${id}.clipped`, String(clipped));
    }
    for (const {name} of this.facts.conditions) next.set(name, String(this.plan_[name]));
    for (const name of this.plan_.panels) next.append("panels", name);
    history.replaceState(null, "", `#${next}`);
    await this.show();
  }

  join(slug, on) {
    const ids = this.plan_.entrants.map(({id}) => id);
    const next = on ? [...ids, slug].slice(0, MOST) : ids.filter((id) => slugOf(id) !== slug);
    this.put("optimizers", next.length ? next : "none");
  }
}

/** A variant's program for a kind of surface; null for none. */
function of(variants, kind) {
  return variants?.any ?? variants?.[kind] ?? null;
}

function slugOf(id) {
  return id.split("~")[0];
}
