"""What can be raced in the page: all that is not on the list, and nothing that is."""

import threading

import numpy as np
import pytest
from steps import RULES, WRAPPED

from live import EXCEPTIONS, Untraceable, program_of_rule, program_of_surface
from live._trace import trace_rule
from optim import OPTIMIZERS, run
from surfaces import SURFACES

BEALE = SURFACES["beale"]()


def traces(make, *args):
    try:
        make(*args)
    except Untraceable:
        return False
    return True


@pytest.mark.parametrize("slug", SURFACES)
def test_a_surface_traces_unless_it_is_on_the_list(slug):
    assert traces(program_of_surface, SURFACES[slug]()) is (slug not in EXCEPTIONS)


@pytest.mark.parametrize("name", RULES | WRAPPED)
@pytest.mark.parametrize("noisy", [False, True])
def test_a_rule_traces_unless_it_is_on_the_list(name, noisy):
    rule = (RULES | WRAPPED)[name]
    assert traces(program_of_rule, rule, BEALE, noisy) is (rule.slug not in EXCEPTIONS)


def test_the_list_is_short_and_names_what_there_is():
    assert len(EXCEPTIONS.keys() & OPTIMIZERS.keys()) <= 3
    assert len(EXCEPTIONS.keys() & SURFACES.keys()) <= 3
    assert set(EXCEPTIONS) <= {*OPTIMIZERS, *SURFACES}


def one_of_each(surfaces):
    """Of the surfaces alike in what a rule may ask for, besides a slope and a curvature, the first and the last."""
    alike = {}
    for surface in surfaces:
        parts = len(surface.residual(np.zeros(2))) if surface.least_squares else 0
        alike.setdefault((parts, bool(surface.minima)), []).append(surface)
    return [surface for found in alike.values() for surface in {id(s): s for s in (found[0], found[-1])}.values()]


@pytest.mark.thorough
def test_one_program_of_a_rule_serves_every_surface():
    """Rules that ask for residuals have one for each number of them; Polyak's step has one for no known minimum."""
    planes = one_of_each(cls() for slug, cls in SURFACES.items() if cls.dims == 2 and slug not in EXCEPTIONS)
    assert len(planes) >= 5
    keys = {slug: {program_of_rule(rule, surface).key for surface in planes} for slug, rule in RULES.items()}
    several = {slug for slug, found in keys.items() if len(found) > 1}
    assert {RULES[slug].slug for slug in several} <= {"gauss_newton", "levenberg_marquardt", "polyak_step"}


def test_a_number_does_not_change_a_program_and_a_choice_does():
    adam = OPTIMIZERS["adam"]
    key = program_of_rule(adam(), BEALE).key
    assert program_of_rule(adam(lr=0.3, beta1=0.5, beta2=0.7, eps=1e-3), BEALE).key == key
    assert program_of_rule(adam(bias_correction=False), BEALE).key != key
    lbfgs = OPTIMIZERS["lbfgs"]
    assert program_of_rule(lbfgs(memory=2), BEALE).key != program_of_rule(lbfgs(), BEALE).key
    quadratic = SURFACES["quadratic"]
    assert program_of_surface(quadratic(angle=10.0)).key == program_of_surface(quadratic()).key


def test_other_threads_see_numpy_while_one_traces():
    """Traces swap what modules call np; a run beside them must not notice."""
    want = run(OPTIMIZERS["bfgs"](), BEALE, steps=30).points
    stop, faults, runs = threading.Event(), [], []

    def race():
        while not stop.is_set():
            try:
                runs.append(np.array_equal(run(OPTIMIZERS["bfgs"](), BEALE, steps=30).points, want))
            except Exception as fault:
                faults.append(fault)

    thread = threading.Thread(target=race)
    thread.start()
    for _ in range(15):
        trace_rule(OPTIMIZERS["lbfgs"](), 2)
    stop.set()
    thread.join()
    assert not faults
    assert runs
    assert all(runs)
