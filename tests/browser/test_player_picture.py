"""What the player draws, and its legend."""

import films
import pytest
from driving import axes_place, color_at, go


def test_heads_stand_where_the_axes_put_their_data(stage):
    stage.mount(films.simple("map", "loss"))
    go(stage, 5)
    heads = stage.heads("map")
    assert heads["a"] == pytest.approx(axes_place(stage, "map", -2, -1), abs=0.01)
    assert heads["c"] == pytest.approx(axes_place(stage, "map", -3, 2.5), abs=0.01)
    assert stage.heads("loss")["a"] == pytest.approx(axes_place(stage, "loss", 5, 10 * 0.7**5), abs=0.01)
    assert color_at(stage, "map", heads["a"]) == [0xD0, 0x20, 0x20, 255]


def test_between_steps_a_head_is_on_the_way(stage):
    stage.mount(films.simple())
    stage.page.get_by_role("slider", name="Step").evaluate(
        "(input) => { input.value = 5.5; input.dispatchEvent(new Event('input')) }"
    )
    stage.frames()
    assert stage.heads("map")["a"] == pytest.approx(axes_place(stage, "map", -1.8, -0.9), abs=0.01)


def test_a_run_that_leaves_or_diverges_is_marked(stage):
    stage.mount(films.simple())
    go(stage, 12)
    assert set(stage.heads("map")) == {"a"}
    right, _ = axes_place(stage, "map", 5, 1)
    _, y = axes_place(stage, "map", 5, 1)
    assert color_at(stage, "map", (right - 5, y))[:3] == [0x20, 0x40, 0xD0]
    assert color_at(stage, "map", axes_place(stage, "map", -3, 4 - 0.3 * 7))[:3] == [0x10, 0x80, 0x30]
    chip = stage.button("Cleo")
    assert chip.locator(".dh-value").inner_text() == "diverged at step 8"
    go(stage, 7)
    assert chip.locator(".dh-value").inner_text() == "51.3"


def test_a_run_stays_where_it_was_until_the_step_at_which_it_diverges(stage):
    stage.mount(films.simple())
    for position in (7, 7.2, 7.95):
        stage.page.get_by_role("slider", name="Step").evaluate(
            "(input, at) => { input.value = at; input.dispatchEvent(new Event('input')) }", position
        )
        stage.frames()
        assert stage.heads("map")["c"] == pytest.approx(axes_place(stage, "map", -3, 4 - 0.3 * 7), abs=0.01)
    go(stage, 8)
    assert "c" not in stage.heads("map")


@pytest.mark.parametrize(("trail", "drawn"), [("whole", True), ("none", False)])
def test_trails(stage, trail, drawn):
    stage.mount(films.simple())
    stage.page.get_by_label("Trail").select_option(trail)
    go(stage, 10)
    assert (color_at(stage, "map", axes_place(stage, "map", -2, -1))[3] > 0) is drawn


def test_a_tail_fades(stage):
    stage.mount(films.simple(trail="tail", rate=5.0))
    go(stage, 20)
    near, far, past = (
        color_at(stage, "map", axes_place(stage, "map", -4 + 0.4 * k, -2 + 0.2 * k))[3] for k in (19, 14, 4)
    )
    assert near > far > past == 0


def test_curves_are_faint_before_they_are_played(stage):
    stage.mount(films.simple("loss"))
    go(stage, 10)
    played, ahead = (color_at(stage, "loss", axes_place(stage, "loss", k, 5 * 0.9**k)) for k in (5, 17))
    assert played[3] == 255
    assert 0 < ahead[3] < 130


def test_labels_are_drawn_on_demand(stage):
    stage.mount(films.simple())
    go(stage, 10)
    x, y = stage.heads("map")["a"]
    inked = """([x, y]) => {
        const ctx = document.querySelector("[data-panel=map] canvas").getContext("2d");
        return ctx.getImageData(x + 9, y - 9, 30, 18).data.filter((v, i) => i % 4 === 3 && v > 200).length;
    }"""
    before = stage.page.evaluate(inked, [x, y])
    stage.button("Labels").click()
    stage.frames()
    assert stage.page.evaluate(inked, [x, y]) > before + 20


def test_radfords_races_are_all_drawn(stage):
    stage.mount(films.radford(autoplay=False))
    go(stage, 20)
    for panel in ("beale", "long_valley", "monkey_saddle"):
        assert len(stage.heads(panel)) == 6
    go(stage, 170)
    said = [stage.button(name).locator(".dh-value").inner_text() for name in ("SGD", "NAG")]
    assert said == ["", "off downhill on Saddle point"]
    assert 0 < len(stage.heads("monkey_saddle")) < 6


def test_every_kind_of_overlay_is_drawn(stage):
    stage.mount(films.anatomy())
    go(stage, 20)
    stage.button("Momentum").click()
    stage.frames()
    assert len(stage.heads("contour")) == 0
    bar = axes_place(stage, "bars", 20, 0.5)
    assert color_at(stage, "bars", (bar[0] + 3, bar[1]))[3] == 255
    assert color_at(stage, "bars", axes_place(stage, "bars", 30, 0.5))[3] == 0


def test_a_click_on_a_chip_hides_its_racer(stage):
    stage.mount(films.simple("map", "loss"))
    go(stage, 3)
    chip = stage.button("Ben")
    chip.click()
    stage.frames()
    assert chip.get_attribute("aria-pressed") == "false"
    assert set(stage.heads("map")) == set(stage.heads("loss")) == {"a", "c"}
    chip.press("Enter")
    stage.frames()
    assert chip.get_attribute("aria-pressed") == "true"
    assert set(stage.heads("map")) == {"a", "b", "c"}


def test_pointing_at_a_chip_makes_the_others_stand_back(stage):
    stage.mount(films.simple())
    go(stage, 3)
    heads = stage.heads("map")
    stage.button("Ada").hover()
    stage.frames()
    assert color_at(stage, "map", heads["a"])[3] == 255
    assert color_at(stage, "map", heads["b"])[3] < 100
    stage.page.mouse.move(0, 0)
    stage.frames()
    assert color_at(stage, "map", heads["b"])[3] == 255


def test_chips_show_the_current_value(stage):
    stage.mount(films.simple())
    values = []
    for step in (0, 10, 20):
        go(stage, step)
        values.append(stage.button("Ada").locator(".dh-value").inner_text())
        assert stage.page.locator(".dh-unit").inner_text().split() == ["f", "at", "step", str(step)]
    assert values == ["10.0", "0.282", "0.00798"]


def test_pictures_come_one_by_one_and_those_in_space_last(stage):
    """A frame between any two, so that the first is seen before the last is drawn."""
    stage.page.evaluate("""() => {
        globalThis.came = [];
        globalThis.frame = 0;
        const count = () => { frame++; requestAnimationFrame(count); };
        requestAnimationFrame(count);
        new MutationObserver((changes) => changes.forEach(({target}) => (
            came.push([target.closest("[data-panel]").dataset.kind, frame])
        ))).observe(document, {subtree: true, attributes: true, attributeFilter: ["data-drawn"]});
    }""")
    stage.mount(films.race(panels=("surface", "contour", "loss")))
    kinds, frames = zip(*stage.page.evaluate("came"), strict=True)
    assert kinds == ("plane", "chart", "space")
    assert frames[0] < frames[1] < frames[2]
