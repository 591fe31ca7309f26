// Swarms and maps as the page makes them, run without a browser by test_painted_maps.py.
import {compile} from "../../figures/player/engine.js";
import {mapOf} from "../../figures/player/maps.js";
import {swarmOf} from "../../figures/player/swarm.js";

globalThis.many = (live, panel, shaped) => {
  const rules = live.rules.map((rule) => ({...rule, program: live.sigma ? rule.noisy : rule.program}));
  const engine = compile(live.programs);
  const spec = {...live, rules, shaped, noise: live.sigma ? live.noise : null};
  const run = panel.map ? mapOf(engine, spec, panel.map, panel.map.side) : swarmOf(engine, spec, panel.swarm, panel.swarm.side);
  let turns = 0;
  for (;;) {
    const {done, value} = run.next();
    if (!done) turns++;
    else return {...value, turns};
  }
};
globalThis.answer = (asked) => {
  const {overlays, ...rest} = many(...JSON.parse(asked));
  const plain = (overlay) => ({
    ...overlay, x: Array.from(overlay.x.values, String), y: Array.from(overlay.y.values, String), codes: overlay.codes && [...overlay.codes.values],
  });
  return JSON.stringify({...rest, overlays: overlays.map(plain)});
};
