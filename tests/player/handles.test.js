import assert from "node:assert/strict";
import test from "node:test";
import {Lines} from "../../figures/player/marks.js";

test("names in one place stand above one another, and elsewhere where they are", () => {
  const names = new Lines();
  const rect = {x: 0, y: 0, w: 400, h: 300};
  assert.deepEqual([[62, 62], [65, 62], [262, 62]].map(([x, y]) => names.free(x, y, 30, rect)), [62, 47, 62]);
});
