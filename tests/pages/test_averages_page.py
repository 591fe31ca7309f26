"""Lecture, page 7: the extremes of its controls, hostile addresses; never an exception."""

import pytest

KEY = "averages.series"


@pytest.mark.parametrize("beta", ["0.0", "0.98"])
@pytest.mark.parametrize(("noise", "seed"), [("0.0", "0"), ("1.0", "100")])
def test_the_ends_of_the_sliders(open_page, beta, noise, seed):
    app = open_page("averages", f"{KEY}.beta={beta}&{KEY}.noise={noise}&{KEY}.seed={seed}")
    assert app.slider(key=f"{KEY}.beta").value == float(beta)
    assert app.slider(key=f"{KEY}.seed").value == int(seed)


def test_the_memory_is_told(open_page, press_suggestions):
    app = open_page("averages")
    assert any("the last 10 values carry 65.1% of the weight" in text.value for text in app.markdown)
    press_suggestions(app)


def test_the_lectures_table_is_summed_up(open_page):
    app = open_page("averages")
    table = next(text.value for text in app.markdown if text.value.startswith("| | w₁ | w₂ |"))
    for row in ("| Mean | 1.6 | 0.3 |", "| Root mean square | 1.79 | 2.36 |", "| 0.894 | 0.127 |"):
        assert row in table


@pytest.mark.parametrize(
    "query",
    [
        f"{KEY}.beta=1&{KEY}.noise=-1&{KEY}.seed=-1",
        f"{KEY}.beta=nan&{KEY}.noise=inf&{KEY}.seed=1e99",
        f"{KEY}.beta=&{KEY}.noise=x&{KEY}.seed=&averages.table=1",
    ],
)
def test_hostile_addresses(open_page, query):
    open_page("averages", query)
