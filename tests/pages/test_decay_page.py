"""Lecture, page 5: the extremes of its controls and hostile addresses; never an exception."""

import pytest

from lessons.decay.escape import FINALS, RATES, STEPS
from lessons.decay.plane import SHOWN
from lessons.decay.schedules import COLORS

KEY = "decay"


@pytest.mark.thorough
def test_choosing_a_surface_puts_the_start_into_its_picture(open_page):
    app = open_page(KEY)
    for slug, schedule in zip(SHOWN, COLORS, strict=False):
        app.selectbox(key=f"{KEY}.plane.surface").select(slug)
        app.selectbox(key=f"{KEY}.sweep.schedule").select(schedule).run()
        assert not app.exception, slug
        assert app.number_input(key=f"{KEY}.plane.x").value == pytest.approx(SHOWN[slug].start[0])
        assert app.query_params.get(f"{KEY}.sweep.schedule") == schedule


@pytest.mark.parametrize("end", [0, 1])
@pytest.mark.thorough
def test_the_ends_of_every_slider(open_page, end):
    lr, final = (f"{ends[end]:g}" for ends in (RATES, FINALS))
    query = "&".join(f"{KEY}.{part}.lr={lr}&{KEY}.{part}.final={final}" for part in ("wells", "schedules", "sweep"))
    plane = f"{KEY}.plane.lr={(1, 6)[end]}&{KEY}.plane.damping={(0, 10)[end]}&{KEY}.plane.x={(-4, 4)[end]}"
    starts = f"{KEY}.wells.w_0={(-4, 4)[end]}&{KEY}.schedules.w_0={(-4, 4)[end]}"
    app = open_page(KEY, f"{query}&{plane}&{starts}")
    assert app.select_slider(key=f"{KEY}.sweep.lr").value == RATES[end]
    assert app.select_slider(key=f"{KEY}.wells.final").value == FINALS[end]
    assert app.slider(key=f"{KEY}.plane.lr").value == (1, 6)[end]


@pytest.mark.parametrize(
    "query",
    [
        f"{KEY}.wells.lr=0&{KEY}.wells.final=nan&{KEY}.wells.w_0=inf&{KEY}.plane.surface=wells&{KEY}.plane.lr=1e9",
        f"{KEY}.plane.damping=-1&{KEY}.plane.x=x&{KEY}.schedules.lr=-1&{KEY}.sweep.schedule=nonsense&{KEY}.sweep.lr=",
        f"{KEY}.plane.surface=levy&{KEY}.plane.x=99&{KEY}.plane.y=-99&{KEY}.sweep.schedule=&{KEY}.sweep.final=0",
    ],
)
@pytest.mark.thorough
def test_hostile_addresses(open_page, query):
    open_page(KEY, query)


@pytest.mark.thorough
def test_suggestions(open_page, press_suggestions):
    app = open_page(KEY)
    press_suggestions(app)
    assert app.select_slider(key=f"{KEY}.wells.final").value == 0.51
    assert app.selectbox(key=f"{KEY}.plane.surface").value == "six_hump_camel"
    assert app.selectbox(key=f"{KEY}.sweep.schedule").value == "inverse"
    assert app.number_input(key=f"{KEY}.wells.w_0").value == -3.6


def test_what_is_said_is_measured(open_page):
    app = open_page(KEY)
    said = [text.value for text in app.markdown]
    table = next(text for text in said if f"After {STEPS} steps" in text)
    assert "| Decaying from 1.6 to 0.048 | Converged at step" in table
    assert any("| 1.15 | −2.1 | 3.57 | 0.561 |" in text for text in said)
    assert table.count("\n") == 4
    assert any("and **100%** with a rate that decays from 4 to 0.4" in text for text in said)
    assert any(text.startswith("Cosine from η = 1: 100% of the 48 starts") for text in said)
