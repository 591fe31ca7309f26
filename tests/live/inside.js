// What rules go by as the page finds it out, run without a browser by test_inside.py.
import {compile} from "../../figures/player/engine.js";
import {insides, sizeOf} from "../../figures/player/inside.js";
import {programmed} from "../../figures/player/racing.js";

globalThis.answer = (asked) => {
  const live = JSON.parse(asked);
  const spec = {...live, rules: live.rules.map((rule) => programmed(rule, live.sigma > 0))};
  const out = spec.rules.map(() => ({x: [], y: [], f: []}));
  const beliefs = spec.rules.map(({inside, shapes}) => inside && new Float64Array(spec.steps * sizeOf(shapes)).fill(NaN));
  compile(live.programs).race(spec, out, beliefs);
  const plain = (array) => Array.from(array.values, String);
  return JSON.stringify(insides(spec.rules, beliefs, spec.steps).map(({x, y, dx, dy, ...look}) => ({
    ...look, shape: x.shape, x: plain(x), y: plain(y), dx: plain(dx), dy: plain(dy),
  })));
};
