import assert from "node:assert/strict";
import test from "node:test";
import {does, page} from "./page.js";
import {Predict} from "../../figures/player/predict.js";

const LEFT = {one: [300, -50]};

/** A race of three over a plane of 60 by 80 pixels at (10, 20), of which `one` and `two` are drawn in it. */
function raced(ends = {}) {
  page();
  const plot = document.createElement("div");
  document.body.append(plot);
  const rect = {x: 10, y: 20, w: 60, h: 80};
  const view = {
    rect, project: (x, y) => [x, y], unproject: (x, y) => [x, y],
    contains: (x, y, slack) => x >= 10 - slack && x <= 70 + slack && y >= 20 - slack && y <= 100 + slack,
  };
  const [one, two] = [ends.one ?? [40, 60], ends.two ?? [15, 25]];
  const tracks = [["one", one], ["two", two]].map(([racer, [x, y]]) => ({racer, channels: {x: [10, 33, x], y: [20, 44, y]}}));
  const panel = {plot, view, description: {kind: "plane", axes: {x: "x", y: "y"}, tracks}};
  const calls = [];
  const note = (name) => (...given) => calls.push([name, ...given].join(" "));
  const racers = new Map(["one", "two", "three"].map((id) => [id, {id, name: id.toUpperCase()}]));
  const player = {
    stage: {list: [{description: {kind: "chart", tracks}}, panel]}, film: {racers, tracks},
    look: {hidden: new Set(), veiled: false, name: (id) => racers.get(id).name},
    clock: {pause: note("pause"), seek: note("seek"), loop: true, step: 0, steps: 30},
    changed: note("changed"), restart: note("restart"), wake: note("wake"),
  };
  const predict = new Predict(player);
  document.body.append(predict.root, predict.button);
  return {predict, player, panel, calls, film: {predict: true, steps: 30, tracks}};
}

const words = ({predict}) => predict.words.textContent;
const click = ({predict}, x, y) => does(predict.layer, "pointerup", {clientX: x + 5, clientY: y + 7});

function guessed(race, racer, x, y) {
  race.predict.ask();
  race.predict.whose.value = racer;
  does(race.predict.whose, "change");
  click(race, x, y);
  race.player.clock.step = 30;
  race.predict.rested();
  return words(race);
}

test("a question stops the race at its start and veils it; a guess runs it", () => {
  const race = raced();
  const {predict, player, panel, calls} = race;
  assert.equal(predict.root.hidden, true);
  does(predict.button, "click");
  assert.deepEqual(calls, ["pause", "seek 0", "changed"]);
  assert.deepEqual([player.look.veiled, predict.root.hidden, document.activeElement], [true, false, predict.layer]);
  assert.equal(predict.button.getAttribute("aria-pressed"), "true");
  assert.equal(words(race), "Where will it end? Click there.");
  assert.deepEqual(predict.whose.children.map(({text}) => text), ["ONE", "TWO"], "those who are drawn in the plane");
  click(race, 40, 50);
  assert.deepEqual(calls.slice(3), ["restart"]);
  assert.deepEqual([player.look.veiled, player.clock.loop, predict.whose.hidden, predict.leaves.hidden], [false, false, true, true]);
  assert.equal(words(race), "Your guess for ONE stands.");
  assert.equal(predict.layer.isConnected, false);
  predict.place();
  assert.deepEqual([predict.mark.parentElement, predict.mark.style.transform], [panel.plot, "translate(40px, 50px)"]);
  predict.rested();
  assert.equal(words(race), "Your guess for ONE stands.", "it has not ended yet");
  player.clock.step = 30;
  predict.rested();
  assert.equal(words(race), "It ended 10% of the diagonal from your guess. So far 0 of 1 within 5%.");
  assert.equal(predict.button.getAttribute("aria-pressed"), "false");
  click(race, 40, 60);
  assert.equal(words(race), "It ended 10% of the diagonal from your guess. So far 0 of 1 within 5%.", "too late");
});

test("a guess within a twentieth of the diagonal is a hit, and hits are counted", () => {
  assert.equal(guessed(raced(), "one", 40, 65), "A hit. It ended 5% of the diagonal from your guess. So far 1 of 2 within 5%.");
  assert.equal(guessed(raced(), "two", 15, 32), "It ended 7% of the diagonal from your guess. So far 1 of 3 within 5%.");
});

test("that a run leaves may be guessed too", () => {
  const left = raced(LEFT);
  left.predict.ask();
  left.predict.whose.value = "one";
  does(left.predict.whose, "change");
  does(left.predict.leaves, "click");
  left.predict.place();
  assert.equal(left.predict.mark.hidden, true);
  left.player.clock.step = 30;
  left.predict.rested();
  assert.equal(words(left), "A hit. It left the picture. So far 2 of 4 within 5%.");
  assert.equal(guessed(raced(LEFT), "one", 40, 60), "It left the picture. So far 2 of 5 within 5%.");
  const stayed = raced({one: [70.4, 60], two: [70.4, 60]}); // half its head is seen
  stayed.predict.ask();
  does(stayed.predict.leaves, "click");
  stayed.player.clock.step = 30;
  stayed.predict.rested();
  assert.equal(words(stayed), "It ended in the picture. So far 2 of 6 within 5%.");
});

test("keys move the guess, no further than the borders, and take it", () => {
  const race = raced();
  race.predict.ask();
  const key = (name) => !does(race.predict.layer, "keydown", {key: name});
  assert.equal(key("a"), false);
  const {mark} = race.predict;
  const moved = (name, times = 1) => {
    for (let k = 0; k < times; k++) assert.equal(key(name), true);
    const found = mark.style.transform.match(/-?[\d.]+/g).map(Number);
    return found.map((value) => Math.round(100 * value) / 100);
  };
  assert.deepEqual(moved("ArrowRight"), [41.2, 60]);
  assert.deepEqual(moved("ArrowUp", 2), [41.2, 56.8]);
  assert.deepEqual(moved("ArrowLeft"), [40, 56.8]);
  assert.deepEqual(moved("ArrowDown"), [40, 58.4]);
  assert.deepEqual(moved("ArrowLeft", 99), [10, 58.4]);
  assert.deepEqual(moved("ArrowDown", 99), [10, 100]);
  assert.deepEqual(moved("ArrowRight", 99), [70, 100]);
  assert.deepEqual(moved("ArrowUp", 99), [70, 20]);
  key("Enter");
  assert.match(words(race), /^Your guess for \w+ stands\.$/);
});

test("who is asked about changes from question to question, and who is hidden is not", () => {
  const race = raced();
  const {predict, player} = race;
  const asked = () => (predict.ask(), predict.state.racer);
  const first = asked();
  assert.equal(predict.whose.value, first);
  assert.equal(asked(), first, "the same question again");
  click(race, 40, 60);
  player.clock.step = 30;
  predict.rested();
  assert.notEqual(asked(), first);
  player.look.hidden.add("one");
  assert.deepEqual([asked(), asked()], ["two", "two"]);
  player.look.hidden.add("two");
  predict.drop();
  predict.ask();
  assert.equal(predict.state, null);
});

test("a question is given up by its button, and falls with the film that it was about", () => {
  const race = raced();
  const {predict, player, panel, calls, film} = race;
  predict.describe(film);
  assert.equal(predict.button.hidden, false);
  for (const other of [{...film, predict: false}, {...film, steps: 0}]) {
    predict.describe(other);
    assert.equal(predict.button.hidden, true);
  }
  does(predict.button, "click");
  predict.describe(film);
  assert.equal(player.look.veiled, true, "the same tracks");
  does(predict.button, "click");
  assert.deepEqual([player.look.veiled, predict.root.hidden, predict.layer.isConnected, calls.at(-1)], [false, true, false, "wake"]);
  does(predict.button, "click");
  predict.describe({...film, tracks: [...film.tracks]});
  assert.deepEqual([player.look.veiled, predict.state], [false, null]);
  panel.description.tracks = film.tracks.slice(0, 1);
  predict.describe(film);
  assert.equal(predict.button.hidden, false, "one is enough");
  panel.description.tracks = [];
  predict.describe(film);
  assert.equal(predict.button.hidden, true, "nothing moves in the plane");
});
