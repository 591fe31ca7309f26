"""Dials as the page takes them: what they step through, what they may be set to, and which a scene has."""

import dataclasses
from itertools import pairwise

import pytest

from catalog import parameters
from figures.dials import E24, MAX_STEPS, MOST, Conditions, Dial, described, dials_of, grid, sections_of
from optim import OPTIMIZERS
from scenes import SCENES

ADAM = OPTIMIZERS["adam"]()


def test_a_logarithmic_dial_steps_by_the_e24_series():
    assert len(E24) == 24
    for k, number in enumerate(E24):  # equal ratios, but for rounding and the series' three historical exceptions
        assert number == pytest.approx(10 ** (1 + k / 24), rel=0.05)
    assert all(1.05 < high / low < 1.16 for low, high in pairwise((*E24, 100)))
    lr = next(dial for dial in dials_of(ADAM, "adam") if dial["name"] == "adam.lr")
    assert {round(each / 0.001, 6) for each in lr["grid"] if 0.001 <= each < 0.01} == {n / 10 for n in E24}


def test_a_dial_says_what_it_may_be_set_to():
    told = {dial["name"]: dial for dial in dials_of(ADAM, "adam")}
    assert (told["adam.lr"]["open"], told["adam.lr"]["low"], told["adam.lr"]["high"]) == ([False, True], 0.0, None)
    assert (told["adam.beta1"]["open"], told["adam.beta1"]["low"], told["adam.beta1"]["high"]) == ([False, True], 0, 1)
    assert not told["adam.lr"]["integer"]
    (size,) = (dial for dial in dials_of(OPTIMIZERS["cma_es"](), "cma_es") if dial["name"] == "cma_es.size")
    assert size["open"] == [True, True]
    steps = next(p for p in parameters(Conditions) if p.name == "steps")
    made = described(Dial("steps", steps, 200), 30)
    assert (made["integer"], made["open"], made["value"], made["default"]) == (True, [False, False], 30, 200)
    assert (made["low"], made["high"]) == (1, 1000)
    assert made["grid"][:3] == [1, 4, 7]  # 999 steps in at most 400 marks
    assert made["grid"][-1] == 1000
    assert 200 in made["grid"]
    assert len(grid(Dial("steps", steps, 200))) <= MOST


@pytest.mark.parametrize(
    ("steps", "shown"), [(1, 1), (5, 5), (300, 300), (MAX_STEPS, MAX_STEPS), (MAX_STEPS + 1, None)]
)
def test_a_page_without_a_server_has_a_dial_for_steps_where_it_can_race_so_many(steps, shown):
    scene = dataclasses.replace(SCENES["radford-beale"], steps=steps)
    sections = sections_of(scene, {"surface": {"names": []}, "rules": []})
    found = {dial["name"]: dial["value"] for section in sections for dial in section["dials"]}
    start = dict(zip("xy", scene.start, strict=True))
    assert found == start | ({} if shown is None else {"steps": shown, "sigma": 0.0})
    assert [found[name] for name in "xy"] == list(scene.start)
