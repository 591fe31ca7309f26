import {el} from "../../figures/player/dom.js";

const PICTURES = {
  contour: "Contour", surface: "3-D surface", loss: "Loss", gradient: "Gradient norm", multiples: "One each", swarm: "Swarm",
};

/** The name of a picture; of all, without one. */
export function picture(name) {
  return name === undefined ? PICTURES : PICTURES[name];
}

/** A labelled choice of one among [{slug, name}]. */
export function pick(words, id, all, value, chosen) {
  const select = /** @type {HTMLSelectElement} */ (el("select", {id: `pick-${id}`},
    ...all.map(({slug, name}) => el("option", {value: slug, text: name}))));
  select.value = value;
  select.addEventListener("change", () => chosen(select.value));
  return el("label", {}, el("span", {text: words}), select);
}

/** A box to tick. */
export function check(words, id, on, changed) {
  const box = /** @type {HTMLInputElement} */ (el("input", {type: "checkbox", id: `pick-${id}`}));
  box.checked = on;
  box.addEventListener("change", () => changed(box.checked));
  return el("label", {class: "dh-check"}, box, el("span", {text: words}));
}

/** All rules by their families, those that race ticked. */
export function rivals(rules, {entrants, ground}, changed) {
  const families = [...new Set(rules.map(({family}) => family))];
  const racing = new Set(entrants.map(({rule}) => rule.slug));
  return el("div", {class: "dh-choice dh-list"}, ...families.flatMap((family) => [
    el("h5", {text: family[0].toUpperCase() + family.slice(1)}),
    ...rules.filter((rule) => rule.family === family).map(({slug, name}) => {
      const label = check(name, `optimizers-${slug}`, racing.has(slug), (on) => changed(slug, on));
      const lacking = (ground.lacks ?? {})[slug];
      const box = /** @type {HTMLInputElement} */ (label.querySelector("input"));
      box.disabled = Boolean(lacking) || (!racing.has(slug) && racing.size >= 12);
      if (lacking) label.title = `${name} needs ${lacking}, which ${ground.name} does not have`;
      return label;
    }),
  ]));
}
