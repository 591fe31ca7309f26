// The levels of a surface that moves as the page draws them, run without a browser by test_moving_levels.py.
import {Drifting} from "../../figures/player/drifting.js";
import {compile} from "../../figures/player/engine.js";

globalThis.answer = (asked) => {
  const {live, overlays} = JSON.parse(asked);
  const made = new Drifting().of(compile(live.programs), live, {overlays});
  return JSON.stringify(made.overlays.map(({x, y, every, type}) => ({
    type, every, shape: x.shape, x: Array.from(x.values), y: Array.from(y.values),
  })));
};
