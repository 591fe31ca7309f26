import assert from "node:assert/strict";
import test from "node:test";
import {does, page} from "./page.js";
import {Dials, leave, show} from "../../figures/player/dials.js";

const RATE = {
  name: "adam.lr", value: 0.1, default: 0.1, grid: [0.01, 0.1, 1, 10], low: 0, high: null, open: [false, true],
  integer: false, legal: "[0, inf)", of: "Adam", words: "Learning rate", symbol: "η", help: "How far",
};
const DECAY = {
  name: "adam.beta", value: 0.9, default: 0.9, grid: [0, 0.5, 0.9, 0.99], low: 0, high: 1, open: [false, true],
  integer: false, legal: "[0, 1)", of: "", words: "Memory", symbol: "", help: "",
};
const SEED = {...RATE, name: "seed", value: 2, default: 2, grid: [0, 1, 2, 3], high: 3, open: [false, false],
  integer: true, legal: "[0, 3]", words: "Seed"};

/** Dials on a new page, each as its label, field, button, range, mark and fault; what they tell page and app is written down. */
function drawn(...dials) {
  const document = page();
  const root = document.createElement("div");
  document.body.append(root);
  const told = [];
  for (const kind of ["set", "commit"]) {
    document.addEventListener(`downhill:${kind}`, ({detail}) => told.push([kind, detail.name, detail.value]));
  }
  const made = new Dials(root);
  made.send = (kind, {name, value}) => told.push([`app ${kind}`, name, value]);
  made.update(dials);
  const parts = () => root.children.map((element) => {
    const [label, entry, way, fault] = element.children;
    const [[field, back], [range, mark]] = [entry.children, way.children];
    return {element, label, field, back, range, mark, fault};
  });
  return {made, root, document, told, parts, first: parts()[0]};
}

const type = (field, text) => does(Object.assign(field, {value: text}), "input");
const slide = (range, mark) => does(Object.assign(range, {value: String(mark)}), "input");
const key = (field, name) => !does(field, "keydown", {key: name});

test("a dial shows its words, its value and its place among the marks", () => {
  const {document, parts} = drawn({...RATE, value: 1}, DECAY);
  const [rate, decay] = parts();
  assert.deepEqual([rate.label.text, decay.label.text], ["Learning rate η", "Memory"]);
  assert.deepEqual([rate.label.title, rate.label.htmlFor, rate.field.id], ["How far", "dial-adam.lr", "dial-adam.lr"]);
  assert.deepEqual([rate, decay].map(({field}) => field.getAttribute("aria-label")), ["Adam, Learning rate η", "Memory"]);
  assert.deepEqual([rate, decay].map(({range}) => range.getAttribute("aria-label")), ["Adam, Learning rate, slider", "Memory, slider"]);
  assert.deepEqual([rate.field.value, rate.range.value, rate.range.min, rate.range.max], ["1", "2", "0", "3"]);
  assert.equal(rate.range.getAttribute("aria-valuetext"), "1");
  assert.deepEqual([rate.back.disabled, decay.back.disabled], [false, true]);
  assert.equal(rate.back.getAttribute("aria-label"), "Adam, Learning rate: back to 0.1");
  assert.match(rate.mark.style.left, /\+ 0\.3333\d* \*/);
  assert.match(decay.mark.style.left, /\+ 0\.6666\d* \*/);
  assert.equal(rate.fault.text, "");
  assert.equal(rate.fault.getAttribute("role"), "alert");
  assert.equal(document.head.children.length, 1);
  const again = new Dials(document.createElement("div"));
  assert.equal(document.head.children.length, 1, "one style for all dials");
  again.update([{...RATE, grid: [5], value: 5, default: 5}, {...DECAY, grid: [0, 0.9, 0.99]}]);
  const marks = again.root.children.map((element) => element.children[2].children[1].style.left);
  assert.match(marks[0], /\+ 0 \*/, "a range of one mark");
  assert.match(marks[1], /\+ 0.5 \*/);
});

test("a range tells the page while it moves, and the app when it is let go", () => {
  const {told, first: {range, field, back}} = drawn(RATE);
  slide(range, 3);
  assert.deepEqual(told, [["set", "adam.lr", 10]]);
  assert.deepEqual([field.value, range.getAttribute("aria-valuetext"), back.disabled], ["10", "10", false]);
  does(range, "change");
  assert.deepEqual(told.slice(1), [["commit", "adam.lr", 10], ["app set", "adam.lr", 10]]);
});

test("what is typed is read as people write it, and is shown as it was typed until it is let go", () => {
  const {told, first: {range, field, fault}} = drawn(RATE);
  for (const [text, value, mark] of [[" 0,5 ", 0.5, 1], ["0.6", 0.6, 2], ["1e-5", 1e-5, 0], ["2500000", 2.5e6, 3], ["0", 0, 0]]) {
    type(field, text);
    assert.deepEqual([field.value, range.value, fault.text, told.at(-1)], [text, String(mark), "", ["set", "adam.lr", value]]);
  }
  const shown = {"1e-5": "1e-5", "0.0001": "0.0001", 2500000: "2.5e6", 1000000: "1e6", 999999: "999999", "0,50": "0.5", 0: "0"};
  for (const [text, written] of Object.entries(shown)) {
    type(field, text);
    does(field, "change");
    assert.equal(field.value, written);
    assert.equal(range.getAttribute("aria-valuetext"), written);
    assert.equal(told.at(-1)[0], "app set");
  }
});

test("what is not legal is refused with the reason, up to the border, and the old value stays", () => {
  const number = "A number, please: 0.01, or 1e-3.";
  const refused = (dial, text) => {
    const {told, first: {field, fault}} = drawn(dial);
    type(field, text);
    does(field, "change");
    assert.equal(field.getAttribute("aria-invalid"), fault.text ? "true" : null);
    assert.equal(told.length, fault.text ? 0 : 4, "it is told to nobody, or typed and let go");
    return fault.text;
  };
  for (const text of ["", "fast", "1e999", "-inf"]) assert.equal(refused(RATE, text), number);
  for (const text of ["−0.5", "-1e-9"]) assert.equal(refused(RATE, text), "It has to be in [0, inf).");
  assert.equal(refused(RATE, "1e300"), "");
  assert.deepEqual(["0", "0.999", "1", "2"].map((text) => refused(DECAY, text) === ""), [true, true, false, false]);
  assert.deepEqual(["0", "0.1"].map((text) => refused({...DECAY, open: [true, true]}, text) === ""), [false, true]);
  assert.deepEqual(["1", "1.1"].map((text) => refused({...DECAY, open: [false, false]}, text) === ""), [true, false]);
  assert.equal(refused({...DECAY, low: null}, "-7"), "");
  assert.equal(refused(SEED, "1.5"), "A whole number, please.");
  assert.equal(refused(SEED, "3"), "");
});

test("a fault goes when the value is good again, or is given up", () => {
  const {first: {field, fault}} = drawn(RATE);
  for (const mend of [() => type(field, "0.3"), () => key(field, "Escape")]) {
    type(field, "fast");
    assert.notEqual(fault.text, "");
    mend();
    assert.deepEqual([fault.text, field.getAttribute("aria-invalid")], ["", null]);
  }
  assert.equal(field.value, "0.3", "Escape gives back what was");
});

test("keys: arrows go to the next mark, Enter lets go", () => {
  const {told, first: {field}} = drawn({...RATE, value: 0.5});
  assert.equal(key(field, "ArrowUp"), true, "the cursor stays where it is");
  assert.deepEqual(told, [["set", "adam.lr", 1], ["commit", "adam.lr", 1], ["app set", "adam.lr", 1]]);
  assert.equal(field.value, "1");
  key(field, "ArrowDown");
  assert.equal(field.value, "0.1");
  key(field, "ArrowDown");
  key(field, "ArrowDown");
  assert.equal(field.value, "0.01", "there is no mark below the lowest");
  key(field, "ArrowUp");
  assert.equal(field.value, "0.1", "from a mark to the next one");
  const before = told.length;
  assert.equal(key(field, "a"), false);
  assert.equal(told.length, before);
  type(field, "7");
  key(field, "Enter");
  assert.deepEqual(told.slice(before), [["set", "adam.lr", 7], ["set", "adam.lr", 7], ["commit", "adam.lr", 7], ["app set", "adam.lr", 7]]);
  const after = told.length;
  type(field, "fast");
  key(field, "Enter");
  assert.equal(told.length, after);
});

test("the button goes back to the default and leaves the focus in the field", () => {
  const {document, told, first: {field, back}} = drawn({...RATE, value: 1});
  does(back, "click");
  assert.deepEqual(told, [["set", "adam.lr", 0.1], ["commit", "adam.lr", 0.1], ["app set", "adam.lr", 0.1]]);
  assert.deepEqual([field.value, back.disabled, document.activeElement], ["0.1", true, field]);
});

test("a handle in a picture moves the dial of its name, which tells nobody", ({mock}) => {
  const {made, root, document, told, parts} = drawn(RATE, DECAY);
  const moved = (name, value) => document.dispatchEvent(new CustomEvent("downhill:moved", {detail: {name, value}}));
  moved("adam.lr", 10);
  moved("nobody", 3);
  moved("adam.beta", 0.5);
  assert.deepEqual(parts().map(({field}) => field.value), ["10", "0.5"]);
  assert.deepEqual(told, []);
  const heard = mock.method(made.rows, "get").mock;
  root.remove();
  moved("adam.lr", 1);
  moved("adam.lr", 10);
  assert.equal(heard.callCount(), 1, "once more, then those that have left the page hear nothing");
});

test("dials come, go and change places with the race; those that stay keep what they show", () => {
  const {made, parts, first} = drawn(RATE, DECAY);
  made.update([SEED, DECAY, RATE]);
  assert.deepEqual(parts().map(({label}) => label.text), ["Seed η", "Memory", "Learning rate η"]);
  assert.equal(parts()[2].element, first.element);
  made.update([RATE]);
  assert.deepEqual(parts().map(({element}) => element), [first.element]);
  made.update([{...RATE, words: "Step size", default: 1}]);
  assert.deepEqual([first.label.text, first.back.title, first.back.disabled], ["Step size η", "Back to 1", true]);
});

test("a value from the app is shown, unless a person has just set another or is typing", ({mock}) => {
  let now = 10_000;
  mock.method(performance, "now", () => now);
  const {made, document, first: {field, range}} = drawn(RATE);
  const comes = (value) => (made.update([{...RATE, value}]), field.value);
  assert.equal(comes(1), "1");
  slide(range, 3);
  assert.equal(comes(0.01), "10", "an older answer");
  now += 3900;
  assert.equal(comes(1), "10");
  now += 200;
  assert.equal(comes(1), "10", "no news");
  assert.equal(comes(0.01), "0.01", "it is long ago");
  slide(range, 3);
  comes(10);
  assert.equal(comes(1), "1", "the app had confirmed it: what comes then is news");
  field.focus();
  assert.equal(comes(10), "1");
  document.activeElement = document.body;
  assert.equal(comes(0.1), "0.1");
});

test("what the app does not confirm is told to it again, until it does or the dial goes", ({mock}) => {
  mock.timers.enable({apis: ["setTimeout"]});
  const {made, root, told, first: {range}} = drawn(RATE);
  const times = () => told.filter(([kind]) => kind === "app set").length;
  const set = (mark) => (slide(range, mark), does(range, "change"));
  set(3);
  mock.timers.tick(60_000);
  assert.equal(times(), 1, "nobody answers here");
  made.answered = true;
  set(2);
  mock.timers.tick(4000);
  assert.equal(times(), 3);
  made.update([{...RATE, value: 1}]);
  mock.timers.tick(60_000);
  assert.equal(times(), 3, "it was confirmed");
  set(3);
  made.update([]);
  mock.timers.tick(60_000);
  assert.equal(times(), 4, "the dial has gone");
  made.update([RATE]);
  slide(root.children[0].children[2].children[0], 3);
  does(root.children[0].children[2].children[0], "change");
  root.remove();
  mock.timers.tick(60_000);
  assert.equal(times(), 5, "the page has gone");
});

test("the component draws once for each place, sends by its newest call, and begins anew after it left", ({mock}) => {
  mock.timers.enable({apis: ["setTimeout"]});
  const document = page();
  const parentElement = document.createElement("div");
  const place = Object.assign(document.createElement("div"), {className: "downhill-dials"});
  parentElement.append(place);
  document.body.append(parentElement);
  const said = [];
  const data = {dials: [{...RATE, value: 1}]};
  const draw = (who) => show({data, parentElement, setTriggerValue: (kind, {value}) => said.push([who, kind, value])});
  draw("first");
  const [row] = place.children;
  draw("second");
  assert.deepEqual(place.children, [row]);
  does(row.children[1].children[1], "click");
  assert.deepEqual(said, [["second", "set", 0.1]]);
  row.remove();
  draw("third");
  assert.equal(place.children[0], row);
  leave(parentElement);
  place.replaceChildren();
  draw("fourth");
  assert.notEqual(place.children[0], row);
});
