"""The race runs in the page: dragging the start or setting a number moves the tracks within a frame, with no server."""

import numpy as np
import pytest
from driving import centre

from figures import film_of
from lessons.step_size.parabola import OneCoordinate, one_film
from optim import OPTIMIZERS, run
from scenes import SCENES, scene
from surfaces import SURFACES

RACE = SCENES["rosenbrock-five"]
SET = "([name, value]) => document.dispatchEvent(new CustomEvent('downhill:set', {detail: {name, value}}))"


def film(s=RACE, panels=("contour", "surface", "loss"), **facts):
    return film_of(s, panels, live=True, **facts).document()


@pytest.fixture
def raced(stage):
    """The race at its end, and a function that gives its tracks: {racer: {channel: values}}."""
    stage.mount(film())
    stage.page.keyboard.press("End")
    stage.frames()
    return stage


def heads(stage, panel="contour"):
    stage.frames()
    return stage.heads(panel)


def where(stage, point, panel="contour"):
    """A point of the plane in pixels of the panel's canvas."""
    return stage.page.evaluate(
        """([id, [x, y]]) => {
            const {xaxis, yaxis} = document.querySelector(`[data-panel=${id}] .dh-base`)._fullLayout;
            return [xaxis._offset + xaxis.l2p(x), yaxis._offset + yaxis.l2p(y)];
        }""",
        [panel, list(point)],
    )


def ends(start, s=RACE, **changed):
    for entrant in s.entrants:
        rule = entrant.rule.altered(**changed.get(entrant.id, {}))
        yield entrant.id, run(rule, s.surface, start, s.steps).points[-1]


def hold_heads(stage, expected):
    """Every head in the picture is where Python's run ends."""
    found = heads(stage)
    for id, point in expected:
        if id in found:
            assert found[id] == pytest.approx(where(stage, point), abs=0.6), id
    assert len(found) >= 3


def test_a_number_set_in_the_document_moves_its_track_within_a_frame(raced):
    before = heads(raced)
    raced.page.evaluate(SET, ["gradient_descent.lr", 0.0001])
    after = heads(raced)
    assert after["gradient_descent"] != before["gradient_descent"]
    assert after["newton"] == before["newton"]
    hold_heads(raced, ends(RACE.start, gradient_descent={"lr": 0.0001}))
    assert raced.page.locator("[data-player][data-ahead]").count() == 1
    raced.page.evaluate(SET, ["gradient_descent.lr", 0.004])
    assert heads(raced) == before
    assert raced.page.locator("[data-player][data-ahead]").count() == 0


def test_pictures_stay_where_they_are_while_a_run_comes_to_diverge(raced):
    """Under the hand a chip says so in a few letters, and in words when it rests: the legend above must not grow."""
    chip = raced.page.locator("[data-racer=gradient_descent] .dh-value")
    place = raced.page.locator("[data-panel=contour] .dh-plot")
    legend = raced.page.locator(".dh-legend")
    before = place.bounding_box(), legend.bounding_box()
    gone = run(RACE.entrants[0].rule.altered(lr=0.02), RACE.surface, RACE.start, RACE.steps).diverged_at
    raced.page.evaluate(SET, ["gradient_descent.lr", 0.02])
    raced.frames()
    assert chip.inner_text() == f"✕ {gone}"
    assert (place.bounding_box(), legend.bounding_box()) == before
    raced.page.evaluate(SET.replace("downhill:set", "downhill:commit"), ["gradient_descent.lr", 0.02])
    raced.frames()
    assert chip.inner_text() == f"diverged at step {gone}"


def test_the_start_is_a_handle_that_races_all_along(raced):
    """Half way of a drag, before the pointer is let go and the app hears of it, every track begins where it is."""
    page = raced.page
    box = page.locator("[data-panel=contour] .dh-plot").bounding_box()
    from_, to = (where(raced, point) for point in (RACE.start, (0.5, 2.0)))
    page.mouse.move(box["x"] + from_[0], box["y"] + from_[1])
    page.mouse.down()
    page.mouse.move(box["x"] + to[0], box["y"] + to[1], steps=5)
    raced.frames()
    start = page.evaluate("[...player.state().start]")
    assert start == pytest.approx([0.5, 2.0], abs=0.02)
    hold_heads(raced, ends(start))
    assert not raced.events("start")
    page.mouse.up()
    page.wait_for_function("events.some(({type}) => type === 'start')")
    assert [raced.events("start")[-1][c] for c in "xy"] == start
    page.evaluate(SET, ["x", RACE.start[0]])  # a dial goes on from there
    raced.frames()
    assert page.evaluate("[...player.state().start]") == [RACE.start[0], start[1]]
    hold_heads(raced, ends((RACE.start[0], start[1])))


def test_the_start_can_be_dragged_on_the_surface_in_space(raced):
    """What is let go over a point of the surface is at that point: the ray through a pixel meets the surface."""
    page = raced.page
    handle = page.locator("[data-panel=surface] [data-handle=start]")
    box = handle.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 40, box["y"] + box["height"] / 2 + 15, steps=4)
    raced.frames()
    moved = handle.bounding_box()
    assert moved["x"] - box["x"] == pytest.approx(40, abs=2)
    assert moved["y"] - box["y"] == pytest.approx(15, abs=2)
    start = page.evaluate("[...player.state().start]")
    assert np.linalg.norm(np.subtract(start, RACE.start)) > 0.1
    hold_heads(raced, ends(start))
    page.mouse.up()


def test_the_start_moves_by_arrow_keys(raced):
    handle = raced.page.locator("[data-panel=contour] [data-handle=start]")
    handle.focus()
    for _ in range(3):
        raced.page.keyboard.press("Shift+ArrowRight")
    start = raced.page.evaluate("[...player.state().start]")
    assert start[0] > RACE.start[0] + 0.1
    assert start[1] == pytest.approx(RACE.start[1], abs=0.02)
    hold_heads(raced, ends(start))
    raced.page.wait_for_function("events.some(({type}) => type === 'start')")


def test_python_s_tracks_take_over_without_a_visible_jump(raced):
    page = raced.page
    page.evaluate(SET, ["adam.lr", 0.031])
    own = heads(raced)
    rules = [e.rule.altered(lr=0.031) if e.id == "adam" else e.rule for e in RACE.entrants]
    answer = scene(RACE.name, RACE.surface, *rules, start=RACE.start, steps=RACE.steps)
    raced.update(film(answer))
    assert page.locator("[data-player][data-ahead]").count() == 0
    page.wait_for_function("!document.querySelector('.dh-ghost')")  # what was drawn has faded out
    for id, place in heads(raced).items():
        assert place == pytest.approx(own[id], abs=0.5)


def test_an_older_answer_does_not_undo_what_the_hand_has_set_since(raced):
    """It comes in the very moment in which the hand sets: a busy machine may take longer than the hand is trusted."""
    page, change = raced.page, ["adam.lr", 0.2]
    page.evaluate(SET, change)
    own = heads(raced)
    page.evaluate(f"([change, older]) => {{ ({SET})(change); player.update(older); }}", [change, film()])
    raced.drawn()
    assert heads(raced) == own
    assert page.locator("[data-player][data-ahead]").count() == 1


def test_a_server_that_is_slow_or_gone_is_said(raced):
    """The race goes on; after a while a line says that the words around it are older, until they are not."""
    page = raced.page
    note = page.locator("[data-player] .dh-late")
    page.evaluate(SET, ["adam.lr", 0.2])
    assert not note.is_visible()
    note.wait_for(state="visible", timeout=5000)
    assert "earlier run" in note.inner_text()
    page.evaluate(SET, ["adam.lr", 0.02])
    hold_heads(raced, ends(RACE.start, adam={"lr": 0.02}))
    rules = [e.rule.altered(lr=0.02) if e.id == "adam" else e.rule for e in RACE.entrants]
    raced.update(film(scene(RACE.name, RACE.surface, *rules, start=RACE.start, steps=RACE.steps)))
    assert not note.is_visible()


def test_steps_noise_and_the_surface_are_live(raced):
    page = raced.page
    page.evaluate(SET, ["steps", 40])
    raced.frames()
    assert raced.state()["steps"] == 40
    assert raced.state()["position"] == 40  # who was at the end is at the end
    short = scene("Short", RACE.surface, *(e.rule for e in RACE.entrants), start=RACE.start, steps=40)
    hold_heads(raced, ends(RACE.start, short))
    page.evaluate(SET, ["sigma", 1.5])
    noisy = scene("Noisy", RACE.surface, *(e.rule for e in RACE.entrants), start=RACE.start, steps=40, sigma=1.5)
    hold_heads(raced, [(e.id, t.points[-1]) for e, t in zip(noisy.entrants, noisy.run(), strict=True)])
    page.evaluate(SET, ["sigma", 0])
    page.evaluate(SET, ["rosenbrock.b", 3.0])
    shape = SURFACES["rosenbrock"](a=1.0, b=3.0)
    other = scene("Other", shape, *(e.rule for e in RACE.entrants), start=RACE.start, steps=40)
    hold_heads(raced, ends(RACE.start, other))


def test_the_base_follows_the_surface(raced):
    """Its contour is that of the new numbers while one moves, and the app's own again when it is set back."""
    page = raced.page
    key = "document.querySelector('[data-panel=contour] canvas').dataset.drawn"
    before = page.evaluate(key)
    page.evaluate(SET, ["rosenbrock.a", 0.2])
    page.wait_for_function(f"{key} !== '{before}'")
    height = page.evaluate("""() => {
        const {x, y, z} = document.querySelector("[data-panel=contour] .dh-base").data[0];
        const least = z.map((row) => Math.min(...row));
        const j = least.indexOf(Math.min(...least));
        return [x[z[j].indexOf(least[j])], y[j]];
    }""")
    assert height == pytest.approx([0.2, 0.04], abs=0.1)
    page.wait_for_function("document.querySelector('[data-panel=surface] .dh-base').data[0].z.length === 61")
    page.evaluate(SET, ["rosenbrock.a", 1.0])
    page.wait_for_function(f"{key} === '{before}'")


def test_what_is_none_of_the_race_s_numbers_changes_nothing(raced):
    before = heads(raced)
    for name, value in (("nobody.lr", 1.0), ("adam.lr", "1"), ("adam.lr", None), ("start", [1]), ("__proto__", 1.0)):
        raced.page.evaluate(SET, [name, value])
    assert heads(raced) == before
    assert raced.page.locator("[data-player][data-ahead]").count() == 0


def test_a_rule_that_the_page_cannot_race_is_not_drawn_while_a_hand_moves(stage):
    document = film()
    document["live"]["rules"] = [rule for rule in document["live"]["rules"] if rule["id"] != "adam"]
    stage.mount(document)
    stage.page.keyboard.press("End")
    assert "adam" in heads(stage)
    stage.page.evaluate(SET, ["start", [0.5, 2.0]])
    assert "adam" not in heads(stage)
    assert "momentum" in heads(stage)


def test_a_parabola_is_lifted_and_its_run_follows_without_an_app(stage):
    """The curve is drawn as steep as the hand has made it, and every step of the run is 1 − ηa of the last."""
    stage.mount(one_film(OneCoordinate(lr=0.5)).document())
    x, y = centre(stage.page.locator("[data-panel=ball] [data-handle=steeper]"))
    stage.page.mouse.move(x, y)
    stage.page.mouse.down()
    stage.page.mouse.move(x, y - 40, steps=4)
    stage.frames()
    found = "[...document.querySelector('[data-player]').tracks()[0].channels.x].slice(0, 2)"
    start, first = stage.page.evaluate(found)
    factor = first / start  # the minimum is at 0
    assert factor < 0.4
    drawn = """() => {
        const [{x, y}] = document.querySelector("[data-panel=ball] .dh-base").data;
        return 2 * y[0] / x[0] ** 2;
    }"""
    stage.page.wait_for_function(f"(a) => Math.abs(({drawn})() - a) < 1e-3", arg=(1 - factor) / 0.5)
    stage.page.mouse.up()
    (end,) = [event for event in stage.events("handle") if not event["dragging"]]
    assert end["id"] == "steeper"
    assert len(stage.events("handle")) > 1  # the app hears on the way, too


def test_a_name_and_a_colour_that_say_what_a_run_does_stand_back_while_the_page_has_run_another(stage):
    """The ball of η = 0.5 comes down on one side; at 1.5 it would not, and nobody has said so yet."""
    stage.mount(one_film(OneCoordinate(lr=0.5)).document())
    chip = stage.page.locator("[data-racer=gradient_descent]")
    assert chip.locator(".dh-name").inner_text() == "Monotone"
    look = "(chip) => [getComputedStyle(chip).getPropertyValue('--racer'), getComputedStyle(chip.firstChild).opacity]"
    own = chip.evaluate(look)
    assert own[1] == "1"
    stage.page.evaluate(SET, ["gradient_descent.lr", 1.5])
    stage.frames()
    color, opacity = chip.evaluate(look)
    assert color == chip.evaluate("(chip) => getComputedStyle(chip).getPropertyValue('--dh-muted')") != own[0]
    assert opacity == "0.3"
    stage.page.evaluate(SET, ["gradient_descent.lr", 0.5])
    stage.frames()
    assert chip.evaluate(look) == own


INSIDE = """() => document.querySelector("[data-player]").panels()[0].overlays.map((
    {racer, label, now, before, ...own}) => ({
    racer, label, now: Boolean(now), before: Boolean(before),
    foot: [own.x, own.y].map(({values}) => values[4]), way: [own.dx, own.dy].map((array) => array?.values[4]),
}))"""


def test_what_rules_go_by_is_that_of_the_race_under_the_hand(stage):
    """Where the page can find it out: of a line search it cannot, and what was before stays, marked."""
    race = scene(
        "Two", SURFACES["himmelblau"](), OPTIMIZERS["momentum"](lr=0.005), OPTIMIZERS["line_search_descent"](), steps=30
    )
    stage.mount(film(race, ("contour",), inside=True))
    stage.frames()
    assert not any(each["now"] or each["before"] for each in stage.page.evaluate(INSIDE))
    stage.page.evaluate(SET, ["momentum.lr", 0.002])
    stage.frames()
    found = stage.page.evaluate(INSIDE)
    t = run(race.entrants[0].rule.altered(lr=0.002), race.surface, race.start, race.steps)
    arrows = {each["label"]: each for each in found if each["racer"] == "momentum"}
    assert set(arrows) == {"momentum", "gradient"}
    for belief in t.beliefs(5):
        each = arrows[belief.label]
        assert (each["now"], each["before"]) == (True, False)
        assert each["foot"] == pytest.approx(belief.tail, abs=1e-5)
        assert each["way"] == pytest.approx(belief.tip - belief.tail, abs=1e-5)
    others = [each for each in found if each["racer"] == "line_search_descent"]
    assert others
    assert all(each["before"] and not each["now"] for each in others)


def test_a_run_that_goes_down_beyond_all_numbers_is_called_so_while_it_is_dragged(stage):
    race = scene("Down", SURFACES["saddle"](), OPTIMIZERS["gradient_descent"](lr=0.1), steps=120)
    stage.mount(film(race, ("contour",)))
    stage.page.keyboard.press("End")
    stage.page.evaluate(SET, ["gradient_descent.lr", 0.5])
    stage.page.evaluate(SET.replace("set", "commit", 1), ["gradient_descent.lr", 0.5])
    stage.frames()
    gone = run(race.entrants[0].rule.altered(lr=0.5), race.surface, race.start, race.steps)
    assert str(gone.outcome).endswith("downhill")
    assert (
        stage.page.locator("[data-racer=gradient_descent] .dh-value").inner_text()
        == f"off downhill at step {gone.diverged_at}"
    )
