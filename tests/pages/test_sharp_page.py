"""Networks, page 5: the ends of its controls and hostile addresses; never an exception."""

import pytest

from lessons.sharp.batches import Sharp

KEY = "sharp"


pytestmark = pytest.mark.usefixtures("less_work")


@pytest.mark.parametrize("query", [f"{KEY}.small=64&{KEY}.large=64&{KEY}.label_noise=0.5", f"{KEY}.rescaled.alpha=10"])
@pytest.mark.thorough
def test_the_ends_of_the_controls(open_page, query):
    app = open_page(KEY, query)
    said = " ".join(text.value for text in [*app.markdown, *app.caption])
    assert "Over 2 seeds, 90% intervals." in said
    assert "so every training and test example is told as before" in said


def test_hostile_addresses(open_page):
    open_page(KEY, f"{KEY}.small=0&{KEY}.large=1e9&{KEY}.label_noise=nan&{KEY}.rescaled.alpha=-1")


@pytest.mark.thorough
def test_work_that_was_stopped_says_how_much_is_done_and_goes_on(open_page):
    app = open_page(KEY, f"{KEY}.label_noise=0.31")
    jobs = Sharp(label_noise=0.37).jobs
    app.session_state[f"_{KEY}.halted"] = hash(tuple(jobs))  # what the Stop button notes
    app.slider(key=f"{KEY}.label_noise").set_value(0.37).run()
    said = " ".join(text.value for text in [*app.markdown, *app.caption])
    assert f"0 of {len(jobs)} are done; {len(jobs)} are missing." in said
    assert "90% intervals" not in said
    app.button(key=f"_{KEY}.go").click().run()
    assert not app.exception
    assert "Over 2 seeds, 90% intervals." in " ".join(text.value for text in [*app.markdown, *app.caption])
