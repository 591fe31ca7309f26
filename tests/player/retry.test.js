import assert from "node:assert/strict";
import test from "node:test";
import {Retry} from "../../figures/player/retry.js";

test("what is not confirmed is said again, less and less often, until it is", ({mock}) => {
  mock.timers.enable({apis: ["setTimeout"]});
  const retry = new Retry();
  const said = [];
  let now = 0;
  const wait = (milliseconds) => {
    for (const end = now + milliseconds; now < end; now += 500) mock.timers.tick(500);
  };
  retry.start(() => said.push(now));
  wait(30000);
  assert.equal(said.length, 3);
  const pauses = said.map((at, i) => at - (said[i - 1] ?? 0));
  assert.ok(pauses.every((pause, i) => i === 0 || pause > pauses[i - 1]), String(pauses));
  retry.start(() => said.push("other"));
  wait(5000);
  assert.deepEqual(said.slice(3), ["other"]);
  const first = said.length;
  retry.start(() => said.push(now));
  wait(600_000);
  const late = said.slice(first);
  assert.equal(late.at(-1) - late.at(-2), 30_000, "and never more seldom than this");
  retry.stop();
  wait(60000);
  assert.equal(said.length, first + late.length);
});

test("what is said may stop it", ({mock}) => {
  mock.timers.enable({apis: ["setTimeout"]});
  const retry = new Retry();
  let said = 0;
  retry.start(() => (++said, retry.stop()));
  for (let k = 0; k < 100; k++) mock.timers.tick(1000);
  assert.equal(said, 1);
});
