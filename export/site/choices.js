import {el} from "../../figures/player/dom.js";
import {manyOf, pairOf} from "./filming.js";

export const MOST = 12; // racers
const PICTURES = {
  contour: "Contour", surface: "3-D surface", loss: "Loss", gradient: "Gradient norm", multiples: "One each", swarm: "Swarm",
  basins: "Basins", rates: "Rates",
};

/** The name of a picture, undefined where it is none; of all, without one. */
export function picture(name) {
  return name === undefined ? PICTURES : Object.hasOwn(PICTURES, name) ? PICTURES[name] : undefined;
}

/** A labelled choice of one among [{slug, name}]. */
export function pick(words, id, all, value, chosen) {
  const select = /** @type {HTMLSelectElement} */ (el("select", {id: `pick-${id}`},
    ...all.map(({slug, name}) => el("option", {value: slug, text: name}))));
  select.value = value;
  select.addEventListener("change", () => chosen(select.value));
  return el("label", {}, el("span", {text: words}), select);
}

/** A box to tick, unless there is a reason why not. */
export function check(words, id, on, changed, why = "") {
  const box = /** @type {HTMLInputElement} */ (el("input", {type: "checkbox", id: `pick-${id}`}));
  box.checked = on && !why;
  box.disabled = Boolean(why);
  box.addEventListener("change", () => changed(box.checked));
  return el("label", {class: "dh-check", title: why}, box, el("span", {text: words}));
}

/** All rules by their families, those that race ticked. */
export function rivals(rules, {entrants, ground}, changed) {
  const families = [...new Set(rules.map(({family}) => family))];
  const racing = new Set(entrants.map(({rule}) => rule.slug));
  return el("div", {class: "dh-choice dh-list"}, ...families.flatMap((family) => [
    el("h5", {text: family[0].toUpperCase() + family.slice(1)}),
    ...rules.filter((rule) => rule.family === family).map(({slug, name}) => {
      const lacking = ground.lacks[slug];
      const full = !racing.has(slug) && racing.size >= MOST ? `No more than ${MOST} race at once` : "";
      const why = lacking ? `${name} needs ${lacking}, which ${ground.name} does not have` : full;
      return check(name, `optimizers-${slug}`, racing.has(slug), (on) => changed(slug, on), why);
    }),
  ]));
}

/** What the pictures of many runs show: whose, how many starts, and which numbers. */
export function crowding(plan, facts, put) {
  const {panels, entrants} = plan;
  if (!entrants.length || !["swarm", "basins", "rates"].some((name) => panels.includes(name))) return [];
  const whose = entrants.map(({id, name}) => ({slug: id, name}));
  const {id, rule} = manyOf(plan);
  const sides = facts.swarm.sides.map((side) => ({slug: String(side), name: `${side} × ${side}`}));
  const pair = pairOf(rule, plan.crowd);
  const names = Object.entries(rule.axes).map(([slug, {words}]) => ({slug, name: words}));
  const up = [...names.filter(({slug}) => slug !== pair?.[0]), {slug: "step", name: "Step"}];
  return [
    pick("Many runs of", "swarm", whose, id, (slug) => put("swarm", slug)),
    ...(panels.includes("swarm") ? [pick("Starts", "swarm.side", sides, String(plan.crowd.side), (slug) => put("swarm.side", slug))] : []),
    ...(panels.includes("rates") && pair ? [
      pick("Across", "rates.x", names, pair[0], (slug) => put("rates.x", slug)),
      pick("Up", "rates.y", up, pair[1], (slug) => put("rates.y", slug)),
    ] : []),
  ];
}
