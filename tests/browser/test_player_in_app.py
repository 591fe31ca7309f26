"""The player in an app: updates, themes, rows, full screen, what it leaves behind."""

import copy

import films
import pytest
from driving import ROOT, axes_place, axes_range, color_at, go, middle

from figures.script import player_script


def test_an_update_keeps_what_the_person_chose(stage):
    film = films.simple("map", "loss", rate=1.0)
    stage.mount(film)
    stage.page.get_by_label("Speed").select_option("2")
    stage.button("Ben").click()
    stage.page.get_by_label("Trail").select_option("tail")
    stage.page.evaluate("Plotly.relayout(document.querySelector('.js-plotly-plot'), {'xaxis.range': [-4.5, 3]})")
    go(stage, 6)
    stage.button("Play").click()
    stage.page.evaluate(
        """() => { globalThis.redrawn = [];
        for (const gd of document.querySelectorAll(".js-plotly-plot"))
            gd.on("plotly_afterplot", () => redrawn.push(gd.closest("[data-panel]").dataset.panel)) }"""
    )
    moved = copy.deepcopy(film)
    moved["tracks"][0]["channels"]["y"] = [y + 1 for y in moved["tracks"][0]["channels"]["y"]]
    moved["panels"][1] |= {"key": "loss-2", "title": "Another"}
    stage.update(moved)
    stage.page.wait_for_function("redrawn.length > 0")
    state = stage.state()
    assert (state["playing"], state["speed"], state["hidden"], state["trail"]) == (True, 2, ["b"], "tail")
    assert 6 <= state["position"] < 9
    assert axes_range(stage) == pytest.approx([-4.5, 3])
    assert set(stage.page.evaluate("redrawn")) == {"loss"}
    assert stage.page.locator("[data-panel=loss]").get_by_text("Another").count() == 1
    go(stage, 8)
    assert stage.heads("map")["a"] == pytest.approx(axes_place(stage, "map", -0.8, 0.6), abs=0.01)


def test_a_redrawn_base_keeps_its_zoom(stage):
    film = films.simple()
    stage.mount(film)
    stage.page.mouse.move(*middle(stage, "map"))
    stage.page.keyboard.down("Control")
    stage.page.mouse.wheel(0, -300)
    stage.page.keyboard.up("Control")
    stage.page.wait_for_timeout(200)
    zoomed = axes_range(stage)
    film["panels"][0] |= {"key": "map-2"}
    film["panels"][0]["figure"]["data"][0]["colorscale"] = "Greys"
    stage.update(film)
    stage.page.wait_for_selector("canvas[data-drawn=map-2]")
    assert axes_range(stage) == pytest.approx(zoomed)
    assert zoomed[1] - zoomed[0] < 9.5


def test_a_shorter_film_and_other_racers(stage):
    stage.mount(films.simple())
    go(stage, 18)
    stage.button("Ada").focus()
    film = films.simple("map", "loss", steps=10, groups={"main": {"steps": 10}})
    for track in film["tracks"]:
        track["channels"] = {name: values[:11] for name, values in track["channels"].items()}
    film["racers"] = film["racers"][:1]
    film["tracks"] = film["tracks"][:1]
    stage.update(film)
    assert stage.state()["step"] == stage.state()["steps"] == 10
    assert set(stage.heads("map")) == {"a"}
    assert stage.page.locator(".dh-chip").count() == 1
    assert stage.page.evaluate("document.activeElement.dataset.racer") == "a"


def test_a_group_that_is_shorter_rests_at_its_end(stage):
    stage.mount(films.simple("map", steps=40))
    go(stage, 30)
    assert stage.heads("map")["a"] == pytest.approx(axes_place(stage, "map", 4, 2), abs=0.01)


def test_follows_the_theme(stage):
    film = films.simple()
    pair = {"type": "scatter", "x": [0], "y": [0], "marker": {"color": "#1d1d1f|#e6e6e8"}}
    film["panels"][0]["figure"]["data"].append(pair)
    stage.mount(film)
    own = "document.querySelector('[data-panel=map] .dh-base').data.at(-1).marker.color"
    assert stage.page.evaluate(own) == "#1d1d1f"
    go(stage, 5)
    light = stage.page.locator(ROOT).evaluate("(root) => getComputedStyle(root).backgroundColor")
    line = stage.page.locator(ROOT).evaluate("(root) => root.style.getPropertyValue('--dh-line')")
    head = stage.heads("map")["a"]
    stage.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    try:
        stage.page.wait_for_function(
            f"document.querySelector('{ROOT}').style.getPropertyValue('--dh-line') !== '{line}'"
        )
        stage.page.wait_for_timeout(150)
        dark = stage.page.locator(ROOT).evaluate("(root) => getComputedStyle(root).backgroundColor")
        assert light == "rgb(255, 255, 255)"
        assert dark != light
        assert color_at(stage, "map", head)[:3] == [0xFF, 0x70, 0x70]
        tick = stage.page.locator("[data-panel=map] .xtick text").first
        bright = tick.evaluate("(t) => getComputedStyle(t).fill.match(/[0-9]+/g).every((c) => c > 128)")
        assert bright
        assert stage.page.evaluate(own) == "#e6e6e8"
    finally:
        stage.page.evaluate("delete document.documentElement.dataset.theme")


def test_streamlit_colors_win(stage):
    stage.mount(films.simple())
    stage.page.evaluate("document.body.style.setProperty('--st-primary-color', '#123456')")
    stage.page.wait_for_function(
        "getComputedStyle(document.querySelector('.dh-play')).backgroundColor === 'rgb(18, 52, 86)'"
    )
    stage.page.evaluate("document.body.style.removeProperty('--st-primary-color')")


def test_panels_share_rows_and_stack_on_a_phone(stage):
    film = films.simple("map", "loss")
    film["panels"].append(film["panels"][0] | {"id": "third"})
    stage.mount(film)
    tops = "[...document.querySelectorAll('.dh-panel')].map((p) => p.getBoundingClientRect().top)"
    assert len(set(stage.page.evaluate(tops))) == 1
    stage.page.set_viewport_size({"width": 390, "height": 844})
    stage.page.wait_for_function(f"new Set({tops}).size === 3")
    assert stage.page.evaluate("document.documentElement.scrollWidth") <= 390
    stage.page.wait_for_function("document.querySelector('[data-panel=map] .main-svg').clientWidth < 390")
    go(stage, 5)
    assert stage.heads("map")["a"] == pytest.approx(axes_place(stage, "map", -2, -1), abs=0.01)
    stage.page.set_viewport_size({"width": 1180, "height": 900})


def test_starts_paused_where_less_motion_is_wanted(stage):
    stage.page.emulate_media(reduced_motion="reduce")
    stage.mount(films.simple(autoplay=True))
    assert stage.state()["playing"] is False
    stage.page.emulate_media(reduced_motion="no-preference")


def test_full_screen(stage):
    stage.mount(films.simple())
    stage.button("Full screen").click()
    stage.page.wait_for_function("document.fullscreenElement?.matches('.downhill')")
    stage.button("Full screen").click()
    stage.page.wait_for_function("document.fullscreenElement === null")


def test_a_destroyed_player_leaves_nothing_behind(stage):
    stage.mount(films.simple("map", "loss", autoplay=True))
    stage.page.evaluate("player.destroy()")
    assert stage.page.evaluate("document.querySelector('#stage').childElementCount") == 0
    asked = stage.page.evaluate(
        """() => new Promise((done) => {
            const original = window.requestAnimationFrame;
            let asked = 0;
            window.requestAnimationFrame = (f) => { asked++; return original(f) };
            setTimeout(() => { window.requestAnimationFrame = original; done(asked) }, 100);
        })"""
    )
    assert asked == 0
    stage.page.keyboard.press("Space")
    assert stage.state()["playing"] is True  # as it was: nobody listens


def test_the_bundled_script_plays_too(stage):
    stage.page.evaluate(
        """async ([script, film]) => {
            const { mount } = await import(URL.createObjectURL(new Blob([script], {type: "text/javascript"})));
            globalThis.player = mount(document.querySelector("#stage"), film, {plotly: Plotly});
        }""",
        [player_script(), films.simple("map", "loss")],
    )
    stage.drawn()
    go(stage, 5)
    assert set(stage.heads("map")) == {"a", "b", "c"}
