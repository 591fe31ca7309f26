// The site's pages: home plays three races; Race runs any that the address says (the app's own keys, behind #).
import {hashAddress} from "../../figures/page.js";
import {el} from "../../figures/player/dom.js";
import {takingMenu} from "../../figures/player/taking.js";
import {mount} from "../../figures/player.js";
import {Race} from "./race.js";

const fetched = new Map();

/** A file of the site's data, fetched once; where that failed it is tried again. */
function data(name) {
  if (!fetched.has(name)) {
    const made = fetch(`data/${name}.json`).then((answer) => {
      if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
      return answer.json();
    });
    made.catch(() => fetched.delete(name));
    fetched.set(name, made);
  }
  return fetched.get(name);
}

function drawing() {
  return new Promise((resolve, reject) => {
    const script = el("script", {src: document.body.dataset.plotly, charset: "utf-8"});
    script.onload = () => resolve(globalThis.Plotly);
    script.onerror = () => reject(new Error("plotly.js could not be loaded"));
    document.head.append(script);
  });
}

async function begin(page, stage) {
  if (page === "index") {
    const [film, plotly] = await Promise.all([data("home"), drawing()]);
    const {player} = mount(stage, film, {plotly});
    stage.append(takingMenu(player, () => document.title));
  } else if (page === "race") {
    const [facts, plotly] = await Promise.all([data("race"), drawing()]);
    const race = new Race(stage, facts, {plotly, data, address: hashAddress()});
    await race.show();
    addEventListener("hashchange", () => race.show());
  }
  navigator.serviceWorker?.register("sw.js").catch((error) => console.info("Not kept for offline use:", error));
}

const stage = document.querySelector("#stage");
begin(document.body.dataset.page, stage).catch((error) => {
  console.warn(error);
  stage?.replaceChildren(el("p", {class: "dh-fault", role: "alert", text: `This could not be shown: ${error.message}. Reload the page to try again.`}));
});
