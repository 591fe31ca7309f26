"""What one visitor may have computed: estimated, stopped, queued; and what the page says about it."""

from dataclasses import replace
from threading import BoundedSemaphore

import numpy as np
import pytest
from streamlit.runtime.scriptrunner import StopException, get_script_run_ctx
from visit import visit

from optim import OPTIMIZERS, run, tune, watched
from scenes import SCENES, from_dict, scene, to_dict
from surfaces import SURFACES, parse
from ui import budget
from ui.budget import TooMuch, allowance, each_within, estimated, turn
from ui.films import race_film
from ui.shared import Shared, nbytes

CHAIN = "+".join(f"max(x,{k}y)" for k in range(1, 41))


class Left(Exception):
    """The visitor has left."""


def stopping_at(step):
    calls = iter(range(step))

    def check():
        if next(calls, None) is None:
            raise Left

    return check


def test_a_check_is_called_before_each_step_and_ends_the_run():
    surface, rule = SURFACES["beale"](), OPTIMIZERS["adam"]()
    with watched(stopping_at(20)):
        assert run(rule, surface, steps=20).steps == 20
    with watched(stopping_at(20)), pytest.raises(Left):
        run(rule, surface, steps=21)
    with watched(stopping_at(120)), pytest.raises(Left):
        tune(rule, surface, steps=100)
    with watched(stopping_at(200)):
        tune(rule, surface, steps=100)
    assert run(rule, surface, steps=300).steps == 300  # nobody watches any more


def test_an_allowance_ends():
    clock = iter([0.0, 0.5, 1.9, 2.1]).__next__
    check = allowance(2.0, clock)
    check()
    check()
    with pytest.raises(TooMuch, match="more than 2 s"):
        check()


def test_a_race_that_would_take_too_long_is_refused_beforehand(monkeypatch):
    seconds = iter(np.arange(0, 1e6, 0.01))  # each look at the clock a hundredth of a second later
    monkeypatch.setattr(budget.time, "thread_time", seconds.__next__)
    made = scene("Long", parse("x^2+y^2"), *[OPTIMIZERS["adam"](), OPTIMIZERS["line_search_descent"]()] * 6, steps=1000)
    with pytest.raises(TooMuch, match="of computing, most of it for"):
        estimated(made)


def test_what_a_first_run_does_once_is_not_counted_for_every_step():
    made = scene("Own", parse(CHAIN), OPTIMIZERS["polyak_step"](), steps=1000)  # which searches for the minima
    first, second = estimated(made), estimated(made)
    assert first[0] < 10 * second[0]


def test_an_estimate_grows_with_the_steps_and_keeps_the_order():
    made = scene("Two", SURFACES["beale"](), OPTIMIZERS["adam"](), OPTIMIZERS["adam"](), steps=1000)
    assert len(estimated(made)) == 2
    assert all(cost > 0 for cost in estimated(made))


def test_of_many_who_wait_some_are_turned_away():
    places, seats = BoundedSemaphore(1), BoundedSemaphore(1)
    with turn(places, seats):
        with pytest.raises(TooMuch, match="try again"), turn(places, seats):
            pass
        assert not places.acquire(blocking=False)
    with turn(places, seats):  # all is given back
        pass
    with pytest.raises(Left), turn(places, seats):
        raise Left
    with turn(places, seats):
        pass


def test_a_visitor_who_leaves_in_the_middle_ends_the_work_and_gives_the_place_back():
    long = scene("Long", parse(CHAIN), *[OPTIMIZERS["line_search_descent"]()] * 4, steps=1000)
    looks = iter(range(2))

    def looked():
        if next(looks, None) is None:
            raise StopException  # what Streamlit does once the visitor has left, or changed something

    with visit(""):
        object.__setattr__(get_script_run_ctx().session_state, "_yield_callback", looked)
        with pytest.raises(StopException), turn(), watched(allowance(1e9)):
            long.run()
    assert next(looks, None) is None
    assert budget._places.acquire(blocking=False)
    budget._places.release()


def test_as_many_jobs_as_there_is_time_for(monkeypatch):
    seconds = iter(np.arange(0, 1e6, 0.01))
    monkeypatch.setattr(budget.time, "thread_time", seconds.__next__)
    monkeypatch.setattr(budget, "allowance", lambda limit: allowance(limit, budget.time.thread_time))
    rule, surface = OPTIMIZERS["adam"](), SURFACES["beale"]()
    done = each_within(list(range(10)), lambda _: run(rule, surface, steps=100), 3.5)
    assert done == 3


LINE_SEARCHES = [slug for slug, rule in OPTIMIZERS.items() if hasattr(rule, "search")]


def test_the_same_race_is_run_once_for_all_and_the_latest_are_kept(monkeypatch):
    monkeypatch.setattr(budget, "_runs", Shared(3 * 10**5, nbytes))
    first = budget.raced(SCENES["radford-beale"])
    assert budget.raced(from_dict(to_dict(SCENES["radford-beale"]))) is first
    runs = [budget.raced(made) for made in SCENES.values()]
    assert budget._runs.bytes <= 3 * 10**5
    assert budget.raced(list(SCENES.values())[-1]) is runs[-1]
    assert budget.raced(SCENES["radford-beale"]) is not first


def test_the_bytes_of_a_run_are_those_of_all_that_it_holds():
    t = run(OPTIMIZERS["adam"](), SURFACES["beale"](), steps=100)
    recorded = [t.points, t.values, *t.states, *t.evaluations]
    assert nbytes([t, t]) == 2 * sum(array.nbytes for array in recorded)
    worked_out = t.gradients.nbytes
    assert nbytes(t) == sum(array.nbytes for array in recorded) + worked_out


def test_a_film_is_made_once_for_all_who_see_it_and_anew_for_what_they_set():
    made = SCENES["radford-beale"]
    first = race_film(made, budget.raced(made))
    assert race_film(from_dict(to_dict(made)), budget.raced(made)) is first
    others = [
        race_film(made, budget.raced(made), "evals"),
        race_film(made, budget.raced(made), inside=True),
        race_film(replace(made, panels=("contour",)), budget.raced(made)),
    ]
    assert len({id(film) for film in [first, *others]}) == 4
    assert [panel.id for panel in others[2].panels] == ["contour"]


@pytest.mark.thorough
def test_the_page_says_what_is_too_much_and_keeps_its_controls(open_page, monkeypatch):
    monkeypatch.setattr(budget, "LIMIT", 1e-4)
    rules = "&".join(f"optimizers={slug}" for slug in LINE_SEARCHES)
    app = open_page("race", f"scene=free&surface=function&f={CHAIN.replace('+', '%2B')}&steps=1000&{rules}")
    (fault,) = app.error
    assert "too much for a server" in fault.value
    assert "for 1000 steps" in fault.value
    monkeypatch.setattr(budget, "LIMIT", 60.0)
    app.session_state["steps"] = 10
    app.run()
    assert not app.error
    assert [e.id for e in from_dict(app.session_state["_scene"]).entrants] == LINE_SEARCHES


def test_tuning_that_takes_too_long_tunes_some_and_says_how_many(open_page, monkeypatch):
    monkeypatch.setattr(budget.each_within, "__defaults__", (0.0,))
    app = open_page("race", "scene=rosenbrock-five&tune=1")
    (toast,) = app.toast
    assert toast.value.startswith("0 of 4 learning rates tuned")
    assert from_dict(app.session_state["_scene"]).entrants == SCENES["rosenbrock-five"].entrants
