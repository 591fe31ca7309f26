"""Runs that left, stopped, swing, come near, descend or crawl: the borders between them, on made tracks."""

import dataclasses
import re

import numpy as np
import pytest
from made_runs import (
    DESCENT,
    PARABOLA,
    SADDLE,
    WIDTH,
    outcome,
    shares,
    track,
)

from optim import OPTIMIZERS, Outcome, parse_rule, run
from optim._outcome_ground import nearby
from optim._outcome_progress import LEAVES, SLOW, goal_of
from optim._outcome_rest import PASS
from optim._outcome_settled import BAND, WIDE
from optim._outcome_swing import RISING, STEADY, STEADY_IN_NOISE, _rising, _turning
from scenes import SCENES
from surfaces import SURFACES, Noisy
from surfaces import turned as with_axes_turned


def test_left_means_that_it_ended_outside():
    assert shares(0.3, 0.6, 0.7).kind == "left"
    assert shares(0.3, 0.6, 0.7).step == 1
    assert shares(0.3, 0.6, 0.4).kind != "left"
    assert shares(0.3, 0.4, 0.5).kind != "left"  # on the edge
    assert shares(0.6, 0.3, 0.6).step == 2


def test_who_has_been_lower_than_the_minimum_beside_its_end_has_nothing_left_to_fall_to_it():
    """Newton's method leaps about on Goldstein-Price and ends near a local minimum of 84, after a place of 12.6."""
    t = run(OPTIMIZERS["newton"](lr=1.5), SURFACES["goldstein_price"](), (0.825, -1.383), 14)
    assert t.values.min() < 80 < t.values[-1] < 90
    assert "left to fall" not in str(t.outcome)


def test_who_leaps_does_not_crawl():
    """A twentieth of the picture at one step is the border."""
    bowl = SURFACES["quadratic"](lambda1=1e-6, lambda2=1.0, angle=0.0)
    width = np.ptp(bowl.domain, axis=1).max()
    for step, word in ((0.06, "Fell by"), (0.04, "Crawling:")):
        y = 1.6 * 0.998 ** np.arange(41)
        x = step * width * (np.arange(41) == 38)
        assert str(track(bowl, np.column_stack([x, y])).outcome).startswith(word)


def test_who_comes_back_from_afar_does_not_crawl():
    """Thrown far down the sector and coming back: it has been lower before, and it goes across a third of the box."""
    t = run(OPTIMIZERS["d_adaptation"](), SURFACES["attractive_sector"](), None, 400)
    low, high = np.array(t.surface.domain).T
    assert np.ptp(t.points[200:] / (high - low), axis=0).max() > 0.3
    assert t.values[200:].min() > t.values[:200].min()
    assert t.values[-1] < t.values[200]
    assert t.outcome.text == "No new low in the last 200 steps"


def test_a_run_that_rises_again_at_its_end_is_not_still_descending():
    """The last two of a few steps go up."""
    for rule, surface, start, steps in (
        (OPTIMIZERS["weight_average"](), "weierstrass", (-0.08482306006296814, 0.03253325100831328), 12),
        (OPTIMIZERS["adam"](beta2=0.6267), "dixon_price", (0.9827140363405169, -0.8992470479127714), 5),
    ):
        t = run(rule, SURFACES[surface](), start, steps)
        assert t.values[-1] > t.values[-2] > t.values[-3] == t.values.min()
        assert t.outcome.text == f"Descended until step {steps - 2}"


@pytest.mark.parametrize(
    ("rule", "surface", "start", "steps", "lowest"),
    [
        (OPTIMIZERS["polyak_step"](lr=0.036), "rastrigin", (-0.897, -1.85), 2, 1),
        (OPTIMIZERS["momentum"](), "mccormick", None, 10, 9),
        (OPTIMIZERS["nesterov"](), "langermann", None, 3, 2),
    ],
)
def test_a_run_higher_than_a_tenth_of_its_steps_ago_is_not_still_descending(rule, surface, start, steps, lowest):
    t = run(rule, SURFACES[surface](), start, steps)
    assert t.values[-1] > t.values[lowest] == t.values.min()
    assert t.outcome.text == f"Descended until step {lowest}"


def test_a_cycle_is_not_still_descending():
    """Steps of one length go down the bowl, then to and fro between the same two places."""
    t = run(parse_rule("w = w - 0.0561 sign(g)"), SURFACES["cliff"](), steps=60)
    np.testing.assert_allclose(t.values[54::2], t.values.min(), rtol=1e-12)
    assert t.outcome.text == "Descended until step 54"


def test_one_step_up_of_many_is_still_a_descent():
    """The last of thirty steps goes back a little, or by more, or the last two do."""
    assert shares(*np.linspace(0.4, 0.2, 30), 0.203).text == "Still descending"
    assert shares(*np.linspace(0.4, 0.2, 30), 0.21).text == "Descended until step 29"
    assert shares(*np.linspace(0.4, 0.2, 29), 0.21, 0.215).text == "Descended until step 28"


def test_a_short_run_that_gains_a_third_does_not_crawl():
    """In five steps of a rule that jumps, what is left has fallen by a third."""
    surface = with_axes_turned(SURFACES["schwefel"](), 45.0, 1.0)
    t = run(parse_rule("w = w - 5 g"), surface, steps=5)
    assert 0.3 < 1 - t.values[5] / t.values[0] < 0.35
    assert t.values[5] == t.values.min()
    assert t.outcome.text == "Still descending"


def test_stopped_counts_from_the_last_move():
    found = shares(*np.linspace(0.4, 0.3, 50), *[0.2] * 50)
    assert found == Outcome("stopped", 50, "Stopped at step 50, on a slope")
    assert shares(*np.linspace(0.4, 0.3, 99), 0.2).kind == "descending"


def test_who_only_moves_by_less_than_can_be_told_has_stopped():
    """w = 0.9 w has come to 0, on Beale's slope there: what is left of the way after k steps is 0.9^k of it."""
    rule, beale = parse_rule("w = w * 0.9"), SURFACES["beale"]()
    t = run(rule, beale, steps=600)
    left = 0.9 ** np.arange(601) * (np.abs(beale.start) / np.ptp(beale.domain, axis=1)).max()
    since = int(np.argmax(left <= 1e-9))
    assert np.linalg.norm(beale.gradient(t.points[-1])) > 1
    assert t.outcome == Outcome("stopped", since, f"Stopped at step {since}, on a slope")
    assert run(rule, beale, steps=since).outcome.kind != "stopped"


def levels(ratio):
    """Swings that shrink in four levels, their second half to `ratio` of the first."""
    return np.repeat(0.3 * np.sqrt(ratio) ** np.arange(4), [6, 5, 6, 5])


def test_an_amplitude_is_steady_within_a_tenth_from_one_half_of_the_later_half_to_the_other():
    signs = (-1.0) ** np.arange(43)  # of which the last 22 are looked at, 11 and 11
    for ratio, words in ((1.0, ""), (1.05 * STEADY, ""), (0.95 * STEADY, ", less and less")):
        falling = shares(*signs * np.r_[[0.3] * 21, levels(ratio)])
        rising = shares(*signs * np.r_[[0.3] * 21, levels(ratio)[::-1]])
        assert falling.kind == rising.kind == "oscillating"
        assert falling.text.endswith(words or " around the floor")
        assert rising.text.endswith(", more and more" if words else " around the floor")


@pytest.mark.parametrize("factor", [0.98, 0.995, 1.0, 1.005, 1.02])
@pytest.mark.parametrize("steps", [8, 13, 20, 41])
def test_a_swing_of_which_each_is_longer_grows_however_slowly(factor, steps):
    """Gradient descent on w²/2 at η = 1 + factor multiplies w by −factor."""
    found = outcome(DESCENT, PARABOLA, start=(0.7,), lr=1 + factor, steps=steps).text
    words = " around the floor" if factor == 1 else ", more and more" if factor > 1 else ", less and less"
    assert found.endswith(words)


def test_a_slow_growth_is_seen_in_swings_of_many_steps():
    """Momentum on w²/2 multiplies its swings by √β: here by 1.004 a step, at four and a half steps a half-turn."""
    k = np.arange(60)
    for factor, words in ((1.004, ", more and more"), (1.0, " around the floor"), (1 / 1.004, ", less and less")):
        assert shares(*0.2 * factor**k * np.cos(0.7 * k + 0.2)).text.endswith(words)


@pytest.mark.parametrize("x", [0.89, -0.8])
def test_leaps_are_a_swing_however_many_steps_are_refused_between_them(x):
    """Levenberg–Marquardt on the saddle: over the ridge and back, each time after a step that was refused."""
    t = run(OPTIMIZERS["levenberg_marquardt"](damping=27.0), SADDLE, (x, -0.05), 30)
    assert (t.points[5::2] == t.points[4:-1:2]).all()
    assert t.outcome.text == "Oscillating by ±0.21 around a saddle"


def test_of_steps_between_which_others_were_refused_nearly_all_must_be_leaps_back():
    leaps = np.array([1, -1, 1, -1, 1])
    for moves, turned in (
        (leaps, 4 / 4), (1.01 * PASS * leaps, 4 / 4), (0.99 * PASS * leaps, 4 / 12), (leaps[1:], 3 / 9),
        (leaps * (1, 1, 1, 1, -1), 3 / 12), (leaps * (1, 1, 0.51, 1, 1), 4 / 4), (leaps * (1, 1, 0.49, 1, 1), 4 / 12),
    ):  # fmt: skip
        still = np.stack([moves, 0 * moves, 0 * moves]).T.ravel()[:-2]  # two refused between any two
        assert _turning(np.cumsum([0.0, *still])[:, None]) == pytest.approx(3 * turned)


def test_noise_may_double_or_halve_it():
    signs = (-1.0) ** np.arange(43)
    for ratio, words in ((1.05 * STEADY_IN_NOISE, " around the floor"), (0.95 * STEADY_IN_NOISE, ", less and less")):
        points = WIDTH * signs * np.r_[[0.3] * 21, levels(ratio)]
        assert track(Noisy(PARABOLA, 1.0), points).outcome.text.endswith(words)


def test_a_zigzag_that_gets_on_is_no_bounce():
    k = np.arange(100)
    quadratic = SURFACES["quadratic"](lambda1=0.1, lambda2=5.0, angle=0.0)
    zigzag = np.stack([1.9 - 0.018 * k, 0.1 * (-1.0) ** k], axis=-1)
    found = track(quadratic, zigzag).outcome
    assert found.kind == "descending"
    assert track(quadratic, zigzag * (0, 1) + (1.9, 0)).outcome.kind == "oscillating"


def test_a_third_of_the_steps_turned_back_is_a_swing():
    for moves, turned in (([1, 1, 1, -1, -1, -1, 1], 2 / 6), ([1, 1, 1, 1, -1, -1, -1, 1], 2 / 7), ([1, 1], 0)):
        assert _turning(np.cumsum([0.0, *moves])[:, None]) == pytest.approx(3 * turned)


def test_up_and_down_is_a_fifth_of_it_against_the_rest():
    for up, down in ((1, 4), (4, 1), (1, 9), (3, 3), (0, 5)):
        walk = np.cumsum([0.0, *[0] * (up + down), *[1] * up, *[-1] * down])
        assert _rising(walk) == pytest.approx(min(up, down) / (up + down) / RISING)


def test_ups_and_downs_of_the_older_half_fade():
    found = [_rising(np.cumsum([0.0, *[0] * k, 10, *[0] * (9 - k), *[-1] * 10])) for k in range(10)]
    assert found == pytest.approx([min(k, 10) / (k + 10) / RISING for k in range(1, 11)])


def test_nearby_is_a_hundredth_of_the_picture():
    assert nearby(PARABOLA, np.array([0.0])) == pytest.approx((0.01 * WIDTH) ** 2 / 2)


def test_a_goal_lies_lower_than_where_the_run_is_now():
    surface = SURFACES["styblinski_tang"]()
    lowest, local = (f(surface.minima(), key=surface.value) for f in (min, max))
    assert np.array_equal(goal_of(track(surface, [surface.start, lowest, local + 0.1])).point, local)


def test_a_bend_is_no_oscillation():
    angle = np.linspace(0.0, np.pi, 60)
    bent = np.stack([1.5 * np.cos(angle), 1.5 * np.sin(angle)], axis=-1) * np.linspace(1.2, 0.6, 60)[:, None]
    assert track(SURFACES["quadratic"](lambda1=1.0, lambda2=1.0), bent).outcome.kind == "descending"


def test_near_is_to_have_been_near_for_a_tenth():
    lead = np.linspace(0.4, 0.1, 90)
    for begin, kind in ((0.99 / BAND, "near"), (1.01 / BAND, "descending"), (0.99 * BAND, "descending")):
        assert shares(*lead, *np.full(11, begin * PASS)).kind == kind
        assert shares(*lead, *np.full(11, begin * PASS), begin * PASS).kind == kind


def test_who_was_near_is_near_until_clearly_off():
    lead = [*np.linspace(0.4, 0.1, 60), *np.full(20, 0.5 * PASS)]
    for end, kind in ((0.99 * BAND, "near"), (1.01 * BAND, "descending")):
        assert shares(*lead, *np.linspace(0.5 * PASS, end * PASS, 10)).kind == kind


def test_closing_in_is_to_come_a_tenth_nearer_in_a_tenth_of_the_steps():
    lead = np.linspace(0.4, 0.1, 90)
    for nearer, closing in ((1.0, False), (1.05, False), (1.2, True)):
        found = shares(*lead, *np.full(25, 0.5 * PASS), *np.full(12, 0.5 * PASS / nearer))
        assert found.kind == "near"
        assert found.text.endswith("closing in") is closing
    stands = shares(*lead, *np.full(24, 0.5 * PASS), *np.full(14, 0.3 * PASS))  # as near as it will come
    assert (stands.kind, stands.text.endswith("closing in")) == ("near", False)
    signum = run(OPTIMIZERS["signum"](), SURFACES["matyas"](), (-1.11, -5.12), 600)  # a cycle that has grown again
    assert re.fullmatch(r"Near a minimum: 0\.\d+% of the picture away", signum.outcome.text)


def test_a_value_that_goes_up_and_down_is_not_called_crawling_or_climbing():
    """An orbit as long as the window, and a kick that is over: neither comes down slowly, nor only goes up."""
    k = np.arange(101)
    orbit = 0.1 + 0.03 * np.sin(2 * np.pi * k / 16)  # all on one side of the minimum
    for steps in range(90, 101):
        found = shares(*orbit[: steps + 1])
        assert found.kind == "oscillating", (steps, found)
    kicked = dataclasses.replace(SCENES["radford-beale"], steps=166)  # at step 157
    (rmsprop,) = (t for e, t in zip(kicked.entrants, kicked.run(), strict=True) if e.rule.slug == "rmsprop")
    assert rmsprop.values[-17:].max() > 100 * rmsprop.values[-17]
    low = rmsprop.values.argmin()
    assert low >= 150
    assert str(rmsprop.outcome) == f"Descended until step {low}"


def test_a_run_that_gained_what_it_needed_and_stood_since_is_not_called_crawling():
    """Yogi stands for the last 29 of 100 steps, a little above the lowest value that it had."""
    stood = run(OPTIMIZERS["yogi"](), SURFACES["ellipsoid"](), None, 100)
    assert str(stood.outcome) == f"Descended until step {stood.values.argmin()}"


def test_what_rose_since_its_low_does_not_still_descend():
    w = np.r_[np.linspace(0.4, 0.3, 90), np.full(6, 0.3), np.full(12, 0.3 + 1e-6)]
    assert str(shares(*w)) == "Descended until step 89"


@pytest.mark.parametrize("steps", [6, 12, 19])
def test_of_a_short_run_more_than_its_last_step_is_looked_at(steps):
    """Up in the last step alone."""
    w = np.r_[np.linspace(0.4, 0.2, steps), 0.21]
    assert shares(*w).kind == "descending"


def test_crawling_would_not_come_far_in_as_many_steps_again():
    for brings, kind in ((0.99 / WIDE, "crawling"), (1.01 * WIDE, "descending")):
        left = (1 - (1 - LEAVES**0.5) * brings) ** (np.arange(101) / 50)
        assert shares(*np.sqrt(0.16 * left)).kind == kind


def test_the_fastest_of_three_does_not_crawl():
    """Its last tenth brings next to nothing of the whole descent, but most of what was left."""
    k = np.arange(101)
    fast = 0.4 * 0.94 ** k[:60]
    assert (fast[-7] ** 2 - fast[-1] ** 2) / (fast[0] ** 2 - fast[-1] ** 2) < 0.01
    assert shares(*fast).kind == "descending"
    assert shares(*np.sqrt(0.16 * 0.9999**k)).kind == "crawling"


def test_where_no_goal_is_known_crawling_is_a_small_share_of_the_descent():
    for share, kind in ((0.99 * SLOW / WIDE, "crawling"), (1.01 * SLOW * WIDE, "descending")):
        heights = np.r_[np.linspace(1.0, share, 51), np.linspace(share, 0.0, 51)[1:]]
        assert track(SADDLE, np.stack([np.full(101, 0.3), 0.5 * np.sqrt(2 - heights)], axis=-1)).outcome.kind == kind


def test_who_went_back_and_forth_and_does_no_longer_is_past_it():
    t = run(OPTIMIZERS["barzilai_borwein"](lr=0.0033), SURFACES["spiral_valley"](), None, 20)
    ups = np.diff(t.values[10:])
    assert (ups[-5:] < 0).all()
    assert (ups > 0).any()
    assert t.values[20] > t.values[10]
    assert t.outcome.text == "Higher than 10 steps before"


def test_a_swing_that_has_settled_into_a_cycle_is_not_said_to_shrink():
    """It shrank, and goes on by ±0.2 of the picture: less and less is said of one that still shrinks."""
    signs = (-1.0) ** np.arange(43)
    settled_ = shares(*signs * np.r_[[0.4] * 21, np.linspace(0.4, 0.2, 8), [0.2] * 14])
    assert settled_.kind == "oscillating"
    assert "less" not in settled_.text
    assert shares(*signs * np.r_[[0.4] * 21, np.linspace(0.4, 0.2, 22)]).text.endswith("less and less")
    t = run(OPTIMIZERS["sign_descent"](lr=0.0588), SURFACES["cross_in_tray"](), (0.7518, -7.991), 21)
    assert "less" not in t.outcome.text


def test_who_swung_and_now_goes_one_way_is_not_said_to_swing_less_and_less():
    """Its swings end in the first half of what is looked at; the second goes straight down."""
    swings = [0.4 * (-0.93) ** k for k in range(30)]
    straight = np.linspace(abs(swings[-1]), 0.02, 11)
    assert shares(*swings).text.endswith("less and less")
    assert shares(*swings[:21], *straight).text == "Still descending"


@pytest.mark.parametrize(
    ("rule", "slug", "steps"), [("newton", "booth", 1), ("gauss_newton", "matyas", 1), ("trust_region", "booth", 5)]
)
def test_who_arrives_at_its_last_step_has_come_there_and_descends_no_more(rule, slug, steps):
    t = run(OPTIMIZERS[rule](), SURFACES[slug](), None, steps)
    assert t.values[-1] < 1e-25 < t.values[-2]
    assert t.outcome == Outcome("near", steps, f"Came to a minimum at step {steps}")


def test_a_value_that_turns_once_does_not_rise_and_fall():
    t = run(OPTIMIZERS["ademamix"](lr=0.0271), SURFACES["cross_in_tray"](), None, 60)
    signs = np.sign(np.diff(t.values))
    assert (signs[1:] != signs[:-1]).sum() == 1
    assert t.outcome.text == "Higher than 30 steps before"


def test_swings_do_not_shrink_where_the_one_that_has_begun_is_longer():
    signs = (-1.0) ** np.arange(20)
    shrinks = signs * np.linspace(0.4, 0.1, 20)
    assert shares(*shrinks).text.endswith("less and less")
    slow = np.repeat(shrinks, 2)  # so that the last swing is not whole
    assert "less" not in shares(*slow, 0.35, 0.45).text


@pytest.mark.parametrize(
    ("rule", "slug", "steps", "lowest"),
    [
        ("nesterov", "bohachevsky", 30, 28),
        ("rprop", "attractive_sector", 30, 28),
        ("d_adaptation", "himmelblau", 14, 13),
    ],
)
def test_a_value_that_turns_up_at_its_end_descended_until_then(rule, slug, steps, lowest):
    t = run(OPTIMIZERS[rule](), SURFACES[slug](), None, steps)
    assert t.values.argmin() == lowest
    assert t.outcome.text == f"Descended until step {lowest}"


def test_who_has_gone_one_way_for_longer_than_between_any_two_turns_no_longer_swings():
    """Newton's method on Beale: to and fro outside the picture, then straight onto the saddle, or straight outside."""
    for start, words in (((-4.08, -0.31), "Still descending"), ((-0.91, -1.59), "Left the picture at step 26")):
        t = run(OPTIMIZERS["newton"](), SURFACES["beale"](), start, 30)
        assert (np.diff(t.points[-5:, 0]) > 0).all()
        assert t.outcome.text == words


def test_who_visits_another_minimum_does_not_swing_around_the_one():
    himmelblau = SURFACES["himmelblau"]()
    one, other = himmelblau.minima()[:2]
    aside = 0.2 * (other - one) / np.linalg.norm(other - one)
    for visited, words in ((one - aside, "around the floor"), (other, "")):
        t = track(himmelblau, [one - aside, one + aside, one - aside, one + aside, visited] * 20 + [one - aside])
        assert np.linalg.norm(t.points[50:].mean(axis=0) - one) < 0.25 * np.linalg.norm(other - one)
        assert re.fullmatch(rf"Oscillating by ±[\d.]+ ?{words}", t.outcome.text)


def swung(steps, wait, after):
    """A run that goes to and fro, `wait` steps each way, and at its end so many steps as it is told."""
    way = np.r_[np.linspace(-0.4, 0.4, wait + 1)[:-1], np.linspace(0.4, -0.4, wait + 1)[:-1]]
    before = steps + 1 - len(after)
    swings = np.tile(way, before)[: 2 * wait * (before // (2 * wait)) + wait + 1][-before:]
    return track(PARABOLA, WIDTH * np.r_[swings, after])


@pytest.mark.parametrize(
    ("steps", "wait", "most"),
    [(100, 1, 4), (1000, 1, 4), (100, 3, 9), (60, 3, 5), (400, 3, 9)],
)
def test_a_swing_is_over_after_ten_steps_the_same_way_or_a_tenth_or_much_longer_than_ever(steps, wait, most):
    for straight in range(most - 1, most + 3):
        t = swung(steps, wait, np.linspace(0.4, 0.39, straight + 1)[1:])
        assert t.points[-straight - 1] == pytest.approx(0.4 * WIDTH)
        assert (t.outcome.kind == "oscillating") == (straight <= most)


def test_who_stands_still_no_longer_swings():
    for straight in (3, 4):
        t = swung(400, 3, np.full(straight, 0.4))
        assert (t.outcome.kind == "oscillating") == (straight < 4)


def test_who_stands_still_for_a_tenth_of_the_steps_does_not_swing_however_slowly_it_did():
    """One of its swings took 45 steps, so that it has not gone one way, or nowhere, for longer than ever."""
    for still in (15, 19, 20, 25):
        slow, quick = np.linspace(-0.4, 0.4, 46), np.linspace(0.4, -0.4, 9)
        swings = np.r_[slow, *[quick[1:], quick[::-1][1:]] * 2]
        t = track(PARABOLA, WIDTH * np.r_[np.tile(np.r_[quick, quick[::-1]], 20), swings, np.full(still, 0.4)][-201:])
        assert (t.outcome.kind == "oscillating") == (still < 20)


def test_who_goes_as_far_beyond_its_swings_as_they_are_wide_no_longer_swings():
    """Five steps are few beside 400, and not much longer than two."""
    for far, swings in ((0.95, True), (1.05, False)):
        t = swung(400, 2, 0.4 + np.linspace(0, 0.8 * far, 6)[1:])
        t = track(PARABOLA, 0.25 * t.points)
        assert (t.outcome.kind == "oscillating") == swings
