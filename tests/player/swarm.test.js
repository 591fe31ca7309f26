import assert from "node:assert/strict";
import test from "node:test";
import {swarmOf} from "../../figures/player/swarm.js";

const minima = [[1, 1], [4, 4]];
const swarm = {rule: "stay", side: 30, domain: [[0, 5], [0, 5]], minima, colors: ["red", "blue"], words: ", coloured"};
const spec = {rules: [{id: "stay"}], steps: 3, domain: [[0, 5], [0, 5]]};
const stays = (starts) => ({points: starts, diverged: new Int32Array(starts.length / 2).fill(-1), go() {}});
const engine = { // every start stays where it is; of a surface that has moved the second minimum is gone
  swarm: (_spec, _rule, starts) => stays(starts), minima: (_spec, [first]) => [first, null],
};

function made(shaped, side) {
  const runs = swarmOf(engine, {...spec, shaped}, swarm, side);
  for (;;) {
    const {done, value} = runs.next();
    if (done) return value;
  }
}

test("a swarm says how many starts there are, and by what they are coloured; colours stay while the surface moves", () => {
  for (const side of [30, 20]) {
    for (const shaped of [false, true]) {
      const {overlays: [{colors, x}], subtitle, legend} = made(shaped, side);
      assert.equal(subtitle, `${side} × ${side} starts, coloured`);
      assert.equal(x.shape[1], side * side);
      assert.deepEqual([...new Set(colors)].sort(), shaped ? ["@muted", "red"] : ["@muted", "blue", "red"]);
      assert.deepEqual(legend.map(({color}) => color), shaped ? ["red", "@muted"] : ["red", "blue", "@muted"]);
    }
  }
});
