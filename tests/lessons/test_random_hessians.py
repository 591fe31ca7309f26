"""Random matrices: exact probabilities against the live simulation, with bounds that chance breaks once in 15 000."""

import mpmath
import numpy as np
import pytest
from scipy.stats import binomtest

from figures._encode import decode
from lessons.error_surfaces.random_hessians import (
    EXACT,
    FURTHER,
    chance_film,
    decay,
    definite,
    goe,
    grown,
    interval,
    tally,
)

SIGMAS = 4.0


def exact(n):
    """The probability by de Bruijn's Pfaffian over the half line, divided by the same over the line; 50 digits."""
    with mpmath.workdps(50):
        return float(partition(n, half=True) / partition(n, half=False))


def partition(n, half):
    def m(j):  # ∫₀^∞ xʲ e^(−x²/2) dx
        return mpmath.mpf(2) ** (mpmath.mpf(j - 1) / 2) * mpmath.gamma(mpmath.mpf(j + 1) / 2)

    inner = ordered(n)

    def pair(j, k):  # ∬ sgn(y − x) xʲ yᵏ e^(−(x² + y²)/2) dx dy
        over = inner[j][k] - inner[k][j]
        return over if half else 0 if (j + k) % 2 == 0 else 2 * over + ((-1) ** j - (-1) ** k) * m(j) * m(k)

    size = n + n % 2
    a = mpmath.matrix(size, size)
    for j in range(n):
        for k in range(n):
            a[j, k] = pair(j, k)
        if n % 2:
            a[j, n] = m(j) * (1 if half else 1 + (-1) ** j)
            a[n, j] = -a[j, n]
    return pfaffian(a)


def ordered(n):
    """∫₀^∞ dx ∫ₓ^∞ dy xʲ yᵏ e^(−(x² + y²)/2), by parts: rows j, columns k."""
    table = [[mpmath.mpf(0)] * (n + 1) for _ in range(n + 1)]

    def corner(s):  # ∫₀^∞ xˢ e^(−x²) dx
        return mpmath.gamma(mpmath.mpf(s + 1) / 2) / 2

    for j in range(n + 1):
        if j == 0:
            table[0][0] = mpmath.pi / 4
        elif j == 1:
            table[1][0] = mpmath.sqrt(mpmath.pi / 2) - mpmath.sqrt(mpmath.pi) / 2
        else:
            table[j][0] = (j - 1) * table[j - 2][0] - corner(j - 1)
        for k in range(1, n + 1):
            table[j][k] = corner(j + k - 1) + (k - 1) * (table[j][k - 2] if k > 1 else 0)
    return table


def pfaffian(a):
    a, value = a.copy(), mpmath.mpf(1)
    for k in range(0, a.rows, 2):
        value *= a[k, k + 1]
        for i in range(k + 2, a.rows):
            share = a[k, i] / a[k, k + 1]
            for j in range(a.rows):
                a[i, j] -= share * a[k + 1, j]
            for j in range(a.rows):
                a[j, i] -= share * a[j, k + 1]
    return value


def test_the_reference_itself_gives_the_known_values():
    assert exact(1) == pytest.approx(1 / 2, rel=1e-12)
    assert exact(2) == pytest.approx((2 - np.sqrt(2)) / 4, rel=1e-12)
    assert exact(3) == pytest.approx((np.pi - 2 * np.sqrt(2)) / (4 * np.pi), rel=1e-12)


def test_the_table_is_that_of_the_reference():
    assert {n: exact(n) for n in range(1, FURTHER + 1)} == pytest.approx(EXACT, rel=1e-12)


def test_the_ensemble_has_the_variances_it_should():
    matrices = goe(3, 40_000, np.random.default_rng(5))
    assert np.array_equal(matrices, np.swapaxes(matrices, 1, 2))
    assert matrices.var(axis=0) == pytest.approx(np.ones((3, 3)) + np.eye(3), rel=0.05)


@pytest.mark.parametrize("n", [1, 2])
def test_exact_probabilities_against_the_live_simulation(n):
    count = 400_000
    hits = len(definite(count, np.random.default_rng(11), n)[-1])
    deviation = np.sqrt(EXACT[n] * (1 - EXACT[n]) / count)
    assert abs(hits / count - EXACT[n]) < SIGMAS * deviation


@pytest.mark.parametrize("n", [2, 3, 4])
def test_growing_rows_tells_what_eigenvalues_tell(n):
    count = 100_000
    eigenvalues = np.linalg.eigvalsh(goe(n, count, np.random.default_rng(2)))
    share = (eigenvalues > 0).all(axis=1).mean()
    hits = len(definite(count, np.random.default_rng(3), n)[-1])
    assert abs(hits / count - share) < SIGMAS * np.sqrt(2 * exact(n) / count)
    assert abs(hits / count - exact(n)) < SIGMAS * np.sqrt(exact(n) / count)


@pytest.mark.thorough
def test_the_population_sees_as_far_as_the_page_says():
    """As a rule within a tenth up to n = 8: the spread of ten populations is the measure."""
    seen = np.array([grown(seed) for seed in range(10)]) / [exact(n) for n in range(1, FURTHER + 1)]
    spread = np.sqrt(((seen - 1) ** 2).mean(axis=0))
    assert (spread[:8] < 0.1 / 2).all()
    assert (spread[:10] < 0.1).all()
    assert (spread[10:] < 0.5).all()
    assert seen.mean(axis=0)[:10] == pytest.approx(1, abs=SIGMAS * 0.1 / np.sqrt(10))


def test_the_exact_probabilities_bend_as_the_law_for_large_n_does():
    logs = np.log([exact(n) for n in range(1, 15)])
    assert np.diff(logs, 2)[-1] == pytest.approx(np.diff(np.log(decay(np.arange(1, 15))), 2)[-1], rel=0.01)
    assert np.diff(np.log(decay([1, 2, 3])), 2)[0] == pytest.approx(-np.log(3) / 2)


def test_far_rarer_than_coin_tosses():
    assert all(exact(n) < 0.5**n for n in range(2, 11))
    assert exact(10) < 1e-10 * 0.5**10


def test_what_is_drawn_grows_and_nothing_rarer_than_one_in_all_is_seen():
    seen = tally(10_000, 4)
    assert (np.diff(seen.hits, axis=0) >= 0).all()
    assert (np.diff(seen.hits, axis=1) <= 0).all()
    assert seen.drawn[-1] == 10_000
    assert seen.hits[-1, 7:].sum() == 0


def test_the_number_of_matrices_is_capped():
    assert tally(10**12, 0).drawn[-1] == 2_000_000
    assert tally(-5, 0).drawn[-1] == 1


def test_the_interval_holds_what_it_promises():
    rng, p, count = np.random.default_rng(8), 0.02, 500
    low, high = interval(rng.binomial(count, p, 4000), np.full(4000, count))
    covered = ((low <= p) & (p <= high)).mean()
    assert 0.93 < covered < 0.98


@pytest.mark.parametrize("n", [1, 20])
@pytest.mark.parametrize("count", [1, 1000])
def test_films(n, count):
    film = chance_film(tally(count, 1), grown(1), n, 1)
    assert film.steps == 60
    assert film.parts()[1]


@pytest.mark.parametrize(("hits", "count"), [(0, 20), (1, 20), (3, 7), (10, 20), (50, 50), (12, 100_000)])
def test_the_interval_is_wilson_s(hits, count):
    known = binomtest(hits, count).proportion_ci(method="wilson")
    assert interval(np.array(hits), np.array(count)) == pytest.approx(tuple(known), rel=1e-3, abs=1e-12)


@pytest.mark.parametrize(("count", "seed", "n"), [(1000, 1, 5), (100_000, 5, 6)])
def test_the_red_line_is_the_least_share_that_is_seen_and_no_bound_for_the_chance(count, seed, n):
    """A single hit stands on it, though the chance of that lies below."""
    panel = chance_film(tally(count, seed), np.array(list(EXACT.values())), 4, seed).panels[1]
    (red,) = (o for o in panel.overlays if o.get("label"))
    (dotted,) = (o for o in panel.overlays if o["type"] == "dots")
    shares, least = decode(dotted["y"]), decode(red["y"])[:, :1]
    assert shares[-1, n - 1] == pytest.approx(1 / count, rel=1e-4)
    assert EXACT[n] < 1 / count
    assert not (shares < least * (1 - 1e-4)).any()
