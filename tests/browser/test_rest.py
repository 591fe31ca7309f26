"""A player asks for frames only while something that can be seen changes, and leaves nothing behind."""

import films
import pytest
from conftest import Stage

COUNT = """(milliseconds) => new Promise((done) => {
    const original = window.requestAnimationFrame;
    let asked = 0;
    window.requestAnimationFrame = (f) => { asked++; return original(f) };
    setTimeout(() => { window.requestAnimationFrame = original; done(asked) }, milliseconds);
})"""
WATCH = """() => {
    const left = {contexts: [], listeners: new Map()};
    const {getContext} = HTMLCanvasElement.prototype;
    HTMLCanvasElement.prototype.getContext = function(kind, ...more) {
        const context = getContext.call(this, kind, ...more);
        if (context && kind.includes("webgl") && !left.contexts.includes(context)) left.contexts.push(context);
        return context;
    };
    for (const target of [window, document, globalThis.downhillArrivals].filter(Boolean)) {
        const add = target.addEventListener.bind(target), remove = target.removeEventListener.bind(target);
        const key = (type, listener, options) => [type, Boolean(options?.capture ?? options)].join();
        const held = new Map();
        left.listeners.set(target, held);
        target.addEventListener = (type, listener, options) => {
            const name = key(type, listener, options);
            held.set(name, (held.get(name) ?? new Set()).add(listener));
            return add(type, listener, options);
        };
        target.removeEventListener = (type, listener, options) => {
            held.get(key(type, listener, options))?.delete(listener);
            return remove(type, listener, options);
        };
    }
    globalThis.left = () => ({
        contexts: left.contexts.filter((context) => !context.isContextLost()).length, made: left.contexts.length,
        listeners: [...left.listeners.values()].flatMap((held) => [...held].map(([name, all]) => [name, all.size]))
            .filter(([, count]) => count),
    });
}"""


def asked(stage, milliseconds=250):
    return stage.page.evaluate(COUNT, milliseconds)


def settle(stage):
    stage.page.wait_for_timeout(400)


@pytest.mark.parametrize("kinds", [("map", "loss"), ("hill",)])
def test_nothing_runs_at_rest(stage, kinds):
    stage.mount(films.simple(*kinds))
    settle(stage)
    assert asked(stage) == 0


def test_a_scene_that_was_turned_comes_to_rest(stage):
    stage.mount(films.simple("hill"))
    before = stage.heads("hill")
    x, y, width, height = stage.page.locator("[data-panel=hill] .dh-plot").bounding_box().values()
    stage.page.mouse.move(x + width / 2, y + height / 2)
    stage.page.mouse.down()
    stage.page.mouse.move(x + width / 2 + 80, y + height / 2, steps=4)
    stage.page.mouse.up()
    settle(stage)
    assert stage.heads("hill") != before
    assert asked(stage) == 0


def test_a_player_that_is_scrolled_away_waits_where_it_is(stage):
    stage.mount(films.simple("map", "hill", autoplay=True, loop=True, rate=5.0))
    stage.page.evaluate("document.body.style.paddingTop = '3000px'; scrollTo(0, 0)")
    try:
        stage.page.wait_for_function(
            "document.querySelector('[data-player]').getBoundingClientRect().top > innerHeight"
        )
        settle(stage)
        before = stage.state()["position"]
        assert asked(stage) == 0
        assert stage.state()["position"] == before
        stage.page.evaluate("document.querySelector('[data-player]').scrollIntoView()")
        stage.page.wait_for_function(f"player.state().position > {before} + 0.5")
        assert stage.state()["playing"] is True
    finally:
        stage.page.evaluate("document.body.style.paddingTop = ''")


def test_a_handle_that_comes_out_of_sight_says_where_it_is(stage):
    film = films.anatomy()
    plane = film["panels"][0]
    bare = film | {"panels": [plane | {"handles": []}]}
    stage.page.evaluate("document.body.style.paddingTop = '3000px'; scrollTo(0, 0)")
    try:
        stage.mount(bare)
        settle(stage)
        stage.update(film | {"panels": [plane]})
        settle(stage)
        for item in plane["handles"]:
            handle = stage.page.get_by_role("slider", name=item["label"])
            assert float(handle.get_attribute("aria-valuenow")) == item["x"]
    finally:
        stage.page.evaluate("document.body.style.paddingTop = ''")


def test_a_player_in_a_hidden_tab_waits_where_it_is(stage):
    stage.mount(films.simple("map", autoplay=True, loop=True, rate=5.0))
    hide = """(hidden) => {
        Object.defineProperty(document, "hidden", {configurable: true, get: () => hidden});
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    stage.page.evaluate(hide, True)
    before = stage.state()["position"]
    assert asked(stage) == 0
    assert stage.state()["position"] == before
    stage.page.evaluate(hide, False)
    stage.page.wait_for_function(f"player.state().position > {before} + 0.5")
    stage.page.evaluate("delete document.hidden")


def test_a_film_without_pictures_does_not_run(stage):
    stage.mount(films.simple("map", autoplay=True, loop=True) | {"panels": []})
    settle(stage)
    assert asked(stage) == 0


def test_thirty_players_leave_no_context_and_no_listener(browser, files_address):
    with browser.new_context(viewport={"width": 500, "height": 500}) as context:
        stage = Stage(context.new_page())
        stage.page.goto(files_address)
        stage.mount(films.simple("hill"))
        stage.page.evaluate("player.destroy(); globalThis.player = null")
        stage.page.evaluate(WATCH)
        for i in range(30):
            stage.mount(films.simple("map", *["hill"] * (i % 3 == 0), autoplay=True))
            stage.page.evaluate("player.destroy(); globalThis.player = null")
        left = stage.page.evaluate("left()")
        assert left["made"] >= 10
        assert left["contexts"] == 0
        assert left["listeners"] == []
