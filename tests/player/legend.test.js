import assert from "node:assert/strict";
import test from "node:test";
import {Legend} from "../../figures/player/legend.js";

const panels = ["Saddle", "Beale", "Valley"].map((title, i) => ({group: `g${i}`, title}));
const track = (i, divergedAt) => ({group: `g${i}`, divergedAt, channels: {f: [3, 2, 1, 0.5]}});
const says = (runs, step, readout = null) => {
  const film = {steps: 9, groups: {}, panels, readout};
  return Legend.prototype.value.call({runs: new Map([["nag", runs]])}, film, "nag", step);
};

test("a chip above several surfaces names the one on which its run has diverged", () => {
  const runs = [track(0, 2), track(1, null), track(2, 7)];
  assert.equal(says(runs, 1), "");
  assert.equal(says(runs, 2), "diverged on Saddle");
  assert.equal(says(runs, 7), "diverged on Saddle, Valley");
});

test("a run that went down beyond all numbers has not diverged", () => {
  const off = (i, at) => ({...track(i, at), lost: "off downhill"});
  assert.equal(says([off(0, 2), track(1, null)], 2), "off downhill on Saddle");
  assert.equal(says([off(0, 2), track(1, 3), off(2, 3)], 3), "off downhill on Saddle, Valley; diverged on Beale");
  assert.equal(says([off(0, 2)], 2, {group: "g0", channel: "f"}), "off downhill at step 2");
});

test("a chip of one race says at which step it diverged, and the value before", () => {
  const readout = {group: "g0", channel: "f"};
  assert.equal(says([track(0, 2)], 1, readout), "2.00");
  assert.equal(says([track(0, 2)], 2, readout), "diverged at step 2");
  assert.equal(says([track(0, null), track(1, 1)], 3, readout), "0.500");
});
