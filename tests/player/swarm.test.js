import assert from "node:assert/strict";
import test from "node:test";
import {swarmPanel} from "../../figures/player/swarm.js";

const minima = [[1, 1], [4, 4]];
const words = {ends: ", coloured", moved: ", grey"};
const panel = {swarm: {rule: "stay", side: 30, domain: [[0, 5], [0, 5]], minima, colors: ["red", "blue"], words}, subtitle: "old"};
const spec = {rules: [{id: "stay"}], steps: 3, domain: [[0, 5], [0, 5]]};
const engine = {swarm: (_spec, _rule, starts) => ({points: starts, go() {}})}; // every start stays where it is

test("a swarm's words say how many starts there are, and by what they are coloured", () => {
  for (const [rested, side] of [[true, 30], [false, 20]]) {
    for (const shaped of [false, true]) {
      const {overlays: [{colors, x}], subtitle} = swarmPanel(engine, {...spec, shaped}, panel, rested);
      assert.equal(subtitle, `${side} × ${side} starts${shaped ? words.moved : words.ends}`);
      assert.equal(x.shape[1], side * side);
      assert.deepEqual([...new Set(colors)].sort(), shaped ? ["@muted"] : ["@muted", "blue", "red"]);
    }
  }
});
