"""The plane of η and β: roots against eigenvalues, theory against what runs do, and the best place."""

import json
import re
from itertools import product

import numpy as np
import pytest
from sweep import options, sweep

from catalog import parameters
from figures._encode import decode
from lessons.momentum.heavy_ball import BETAS, COARSE, SHARES, SHOWN, Plane, measured, plane_film, rule_at, words
from lessons.momentum.roots import HIGHEST, NARROWEST, RULES, WIDEST, best, best_held, rate, regime, spectral_radius
from lessons.momentum.steps import START, trough
from lessons.step_size.contraction import best_contraction, contraction
from optim import run

KAPPAS = (1.0, 4.0, 24.0, 100.0)


def companion(share, beta, rule):
    """One step of a coordinate as a matrix on (w_k, w_{k−1})."""
    if rule == "nesterov":
        return [[(1 + beta) * (1 - share), -beta * (1 - share)], [1, 0]]
    return [[1 + beta - share, -beta], [1, 0]]


@pytest.mark.parametrize("rule", RULES)
def test_spectral_radius_is_that_of_the_companion_matrix(rule):
    rng = np.random.default_rng(0)
    share, beta = rng.uniform(0, 4, 200), rng.uniform(0, 0.99, 200)
    matrices = np.array([companion(s, b, rule) for s, b in zip(share, beta, strict=True)])
    expected = np.abs(np.linalg.eigvals(matrices)).max(axis=1)
    np.testing.assert_allclose(spectral_radius(share, beta, rule), expected, atol=1e-7)


def test_momentums_complex_roots_shrink_by_the_root_of_beta_whatever_the_rate():
    for share in (0.5, 1.0, 2.0):
        assert spectral_radius(share, 0.64) == pytest.approx(0.8)


@pytest.mark.parametrize("rule", RULES)
def test_without_memory_it_is_gradient_descent(rule):
    np.testing.assert_allclose(rate(SHARES, 0.0, 10.0, rule), contraction(SHARES / 10.0, (1.0, 10.0)), atol=1e-12)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("kappa", KAPPAS)
def test_runs_converge_at_the_spectral_radius(kappa, rule):
    """But for cells beside double roots, where k ρᵏ takes long to become ρᵏ, and what is gone within a few steps."""
    theory = rate(COARSE[0], COARSE[1][:, None], kappa, rule)
    off = np.abs(measured(kappa, rule) - theory)
    assert np.isfinite(off).all()
    assert np.median(off) < 1e-4
    assert np.quantile(off, 0.95) < 5e-3
    assert off[theory > (1.01 if rule == "momentum" else 1.02)].max() < 1e-6


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("kappa", [1.5, *KAPPAS[1:], 1000.0])
def test_the_best_place(kappa, rule):
    top = best(kappa, rule)
    assert rate(top.share, top.beta, kappa, rule) == pytest.approx(top.rate, abs=1e-6)
    assert rate(SHARES, BETAS[:, None], kappa, rule).min() >= top.rate - 1e-9
    nearby = top.share + np.linspace(-0.1, 0.1, 41), np.clip(top.beta + np.linspace(-0.05, 0.05, 41), 0, 1)[:, None]
    assert rate(*nearby, kappa, rule).min() >= top.rate - 1e-9


@pytest.mark.parametrize("kappa", [1.5, 24.0, 1000.0])
def test_momentums_best_is_gradient_descents_on_the_root_of_kappa(kappa):
    root = np.sqrt(kappa)
    assert best(kappa).beta == pytest.approx((root - 1) ** 2 / (root + 1) ** 2)
    assert best(kappa).rate == pytest.approx(np.sqrt(best(kappa).beta)) == pytest.approx(float(best_contraction(root)))


@pytest.mark.parametrize(
    ("rule", "share", "beta", "words"),
    [("momentum", 0.3, 0.15, "monotone"), ("momentum", 0.9, 0.0, "monotone"), ("momentum", 1.5, 0.5, "oscillating"),
     ("momentum", 0.3, 0.97, "oscillating"), ("momentum", 1.9, 0.0, "oscillating"),
     ("momentum", 2.4, 0.25, "oscillating"), ("momentum", 3.3, 0.6, "divergent"), ("momentum", 2.0, 0.0, "divergent"),
     ("nesterov", 0.08, 0.5, "monotone"), ("nesterov", 0.3, 0.5, "oscillating"), ("nesterov", 1.0, 0.9, "monotone"),
     ("nesterov", 1.2, 0.5, "oscillating"), ("nesterov", 1.6, 0.5, "divergent"), ("nesterov", 2.0, 0.0, "divergent")],
)  # fmt: skip
def test_runs_do_what_their_region_says(rule, share, beta, words):
    assert regime(share, beta, rule) == words
    across = run(rule_at(rule, share / 10, beta), trough(10.0), START, 300).points[:, 1]
    signs = set(np.sign(across[np.abs(across) > 1e-12]))
    if words != "divergent":
        assert signs == ({1.0} if words == "monotone" else {1.0, -1.0})
    assert (np.abs(across[-1]) < 0.1) == (words != "divergent")


KAPPA_OPTIONS = options(next(p for p in parameters(Plane) if p.name == "kappa"))


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("kappa", KAPPA_OPTIONS)
def test_the_best_that_sliders_hold_is_on_the_safe_side_of_the_cliff(kappa, rule):
    """Rounded to the nearest, momentum diverged at κ = 300, 430, 470, 560, 620, 750 and 1000."""
    held = best_held(kappa, rule)
    assert (round(held.share, 2), round(held.beta, 3)) == (held.share, held.beta)
    assert held.rate == pytest.approx(radius(held.share, held.beta, kappa, rule))
    assert held.rate < 1
    t = run(rule_at(rule, held.share / kappa, held.beta), trough(kappa), START, 600)
    assert t.values[-1] < 1e-3 * t.values[0]
    shifts = product((-0.01, 0, 0.01), (-0.001, 0, 0.001))
    around = [radius(held.share + dx, held.beta + dy, kappa, rule) for dx, dy in shifts
              if 0 <= held.beta + dy <= HIGHEST and held.share + dx <= WIDEST]  # fmt: skip
    assert held.rate <= min(around) + 1e-9


def radius(share, beta, kappa, rule="momentum"):
    """The largest root, by NumPy's own."""
    return max(np.abs(np.linalg.eigvals(companion(s, beta, rule))).max() for s in (share, share / kappa))


@pytest.mark.parametrize("chosen", sweep(Plane, 60), ids=str)
def test_the_words_are_true_of_the_roots_and_of_a_run(chosen):
    told = words(chosen)
    for rule, name in (("momentum", "momentum"), ("nesterov", "Nesterov")):
        does, rho = re.search(rf"\*\*{name} (.*?)\*\* \(in the end × ([\d.e−]+) a step", told).groups()
        slowest = radius(chosen.share, chosen.beta, chosen.kappa, rule)
        assert float(rho.replace("−", "-")) == pytest.approx(slowest, rel=1e-3, abs=1e-4)
        assert (does == "does not converge") == (slowest >= 1 - 1e-9)
        if slowest >= 1 - 1e-9:
            continue
        t = run(rule_at(rule, chosen.share / chosen.kappa, chosen.beta), trough(chosen.kappa), START, 400)
        swings = [swings_of(t.points[:, i], s, chosen.beta, rule)
                  for i, s in enumerate((chosen.share / chosen.kappa, chosen.share))]  # fmt: skip
        assert swings == {"comes down without a swing": [False, False], "swings": [True, True],
                          "swings across the trough, not along it": [False, True],
                          "swings along the trough only": [True, False]}[does]  # fmt: skip
    best_of_descent = (chosen.kappa - 1) / (chosen.kappa + 1)
    assert told.endswith("the same.") == (chosen.kappa == 1)
    said = float(told.rpartition("gradient descent × ")[2].partition(",")[0].rstrip("."))
    assert 1 - said == pytest.approx(1 - best_of_descent, rel=0.06)


def swings_of(w, share, beta, rule):
    """Whether a coordinate's run changes its side; by the roots where the swing takes longer than the run."""
    roots = np.linalg.eigvals(companion(share, beta, rule))
    shrink, turn = np.abs(roots).max(), np.abs(np.angle(roots)).max()  # in half a swing there are π/turn steps
    if shrink > 0.97 or np.pi * -np.log10(shrink + 1e-300) > 8 * turn:
        return bool((np.abs(roots.imag) > 1e-9).any() or (roots.real < -1e-9).any())
    return len(set(np.sign(w[np.abs(w) > 1e-9 * abs(w[0])]))) == 2


def plane_film_of(kappa, share, beta, measured=False, rule="momentum"):
    sweep = np.full((len(COARSE[1]), len(COARSE[0])), np.nan) if measured else None
    return plane_film(Plane(kappa=kappa, share=share, beta=beta, rule=rule), sweep)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("kappa", [2.0, 24.0])
def test_beyond_the_solid_line_it_swings_across_and_beyond_the_dotted_one_along(kappa, rule):
    """By the roots: none negative or complex up to a line, and some beyond it."""
    panel = plane_film(Plane(kappa=kappa, rule=rule)).panels[0]
    lines = [d for d in panel.figure["data"] if d.get("mode") == "lines" and not d.get("hovertemplate")]
    solid, _, dotted = lines
    assert (solid["line"]["dash"], dotted["line"]["dash"]) == ("solid", "dot")
    for border, curvature in ((solid, 1.0), (dotted, 1 / kappa)):
        for share, beta in list(zip(border["x"], border["y"], strict=True))[10::15]:
            for side, swings in ((0.98, False), (1.02, True)):
                roots = np.linalg.eigvals(companion(side * share * curvature, beta, rule))
                assert (np.abs(roots.imag).max() > 1e-9 or roots.real.min() < 0) == swings


@pytest.mark.parametrize(("share", "beta", "kappa"), [(0.01, 0.054, 390.0), (0.01, 0.0, 1000.0), (0.02, 0.2, 910.0)])
def test_a_factor_next_to_1_is_not_said_to_be_1(share, beta, kappa):
    told = [float(f) for f in re.findall(r"in the end × ([\d.]+) a step", words(Plane(kappa, share, beta)))]
    exact = [np.abs(np.linalg.eigvals(companion(share / kappa, beta, rule))).max() for rule in RULES]
    assert all(f < 1 for f in told)
    assert [1 - f for f in told] == pytest.approx([1 - f for f in exact], rel=0.1)


@pytest.mark.parametrize("rule", RULES)
def test_the_dashed_line_is_the_law(rule):
    """The error at the start times ρ² to the power of the step; the run of that rule falls along it."""
    film = plane_film_of(24.0, 1.0, 0.6, rule=rule)
    law = decode(film.panels[2].overlays[0]["y"]).ravel()
    rho = radius(1.0, 0.6, 24.0, rule)
    expected = trough(24.0).value(START) * rho ** (2.0 * np.arange(len(law)))
    np.testing.assert_allclose(law, expected, rtol=1e-4)
    track = next(track for track in film.tracks if track.racer == rule)
    fell = np.log(track.channels["f"][-1] / track.channels["f"][-21]) / 40
    assert fell == pytest.approx(np.log(rho), abs=0.05)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("measured", [True, False])
def test_the_red_border_is_where_the_radius_is_one(measured, rule):
    panel = plane_film_of(24.0, 1.0, 0.6, measured, rule).panels[0]
    red = next(trace for trace in panel.figure["data"] if trace.get("line", {}).get("color") == "#e2483d")
    for x, y in list(zip(red["x"], red["y"], strict=True))[:-1:10]:
        assert radius(x - 1e-6, y, 24.0, rule) <= 1 < radius(x + 1e-3, y, 24.0, rule)


def test_the_handle_sets_the_numbers_that_the_page_races_with():
    """To what Python sets them for the same place of the plane, to the last bit: only so the page knows its answer."""
    moved = plane_film_of(24.0, 2.31, 0.417)
    film = plane_film_of(24.0, 1.0, 0.6)
    (handle,) = film.panels[0].handles
    names = {
        name: value for rule in moved.live["rules"] for name, value in zip(rule["names"], rule["numbers"], strict=True)
    }
    at = {"x": 2.31, "y": 0.417}
    assert {each["name"] for each in handle["sets"]} == {f"{r}.{n}" for r in RULES for n in ("lr", "beta")}
    for each in handle["sets"]:
        assert names[each["name"]] == at[each["axis"]] / each["over"]
    assert film.live["steps"] == SHOWN == film.steps


@pytest.mark.parametrize("kappa", [1.0, 1000.0])
@pytest.mark.parametrize("share", [NARROWEST, WIDEST])
@pytest.mark.parametrize("beta", [0.0, HIGHEST])
@pytest.mark.parametrize("measured", [True, False])
def test_extremes_can_be_sent(kappa, share, beta, measured):
    json.dumps(plane_film_of(kappa, share, beta, measured).document(), allow_nan=False)
