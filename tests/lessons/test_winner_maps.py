"""The maps say what single runs say, and their words count what is in the picture."""

import itertools
import json
import re

import numpy as np
import pytest
from sweep import sweep

from figures._encode import decode
from lessons.winner.links import race
from lessons.winner.maps import (
    BASINS,
    DIVERGED,
    ELSEWHERE,
    MAXIMUM,
    MINIMUM,
    OUTSIDE,
    PALE,
    RESTS,
    SADDLE,
    SHADES,
    axis_values,
    best_pair,
    border,
    cell,
    codes_of,
    faded,
    left_of,
    named,
    pairs,
    pairs_film,
    pairs_words,
    palette,
    rest,
    rule_at,
    sliders,
    starts,
    starts_film,
    starts_words,
)
from lessons.winner.settings import StartsMap
from lessons.winner.tournament import contested
from optim import ON_VECTORS, OPTIMIZERS, Map, nearest_minimum, run
from optim._measure import inside
from surfaces import SURFACES, parse
from tests.live.test_painted_maps import page


def test_the_map_of_starts_agrees_with_single_runs():
    found = starts("gradient_descent", 0.01, "himmelblau", 80, 12)
    surface = SURFACES["himmelblau"]()
    for row, column in ((0, 0), (3, 9), (11, 5)):
        t = run(OPTIMIZERS["gradient_descent"](lr=0.01), surface, (found.x[column], found.y[row]), 80)
        assert found.basins[row, column] == nearest_minimum(surface, t.points[-1])
        np.testing.assert_array_equal(found.points[row, column], t.points[-1])


def test_newtons_grey_runs_stand_on_saddles_and_the_maximum():
    surface = SURFACES["himmelblau"]()
    found = starts("newton", 1.0, "himmelblau", 60, 48)
    kinds = rest(found, surface)
    assert (kinds[kinds >= 0] == SADDLE).mean() > 0.5
    assert (kinds == MAXIMUM).any()
    critical = {kind: [c.point for c in surface.critical_points() if c.kind == kind] for kind in ("saddle", "maximum")}
    for code, kind in ((SADDLE, "saddle"), (MAXIMUM, "maximum")):
        for point in found.points[kinds == code]:
            assert np.linalg.norm(np.array(critical[kind]) - point, axis=1).min() < 1e-6


@pytest.mark.parametrize(
    ("rule", "rate", "slug"), [("gradient_descent", 0.05, "linear_network"), ("bfgs", 1.0, "drop_wave")]
)
def test_the_floor_of_a_valley_of_minima_is_no_saddle(rule, rate, slug):
    """Along it the curvature is rounding: w₁w₂ = 1 of the linear network, circles of the drop wave."""
    surface = SURFACES[slug]()
    found = starts(rule, rate, slug, 150, 48)
    kinds = rest(found, surface)
    floor = found.points[kinds == MINIMUM]
    ring = floor[:, None] + 1e-3 * np.stack([np.cos(a := np.arange(32) / 5), np.sin(a)], axis=-1)
    assert len(floor) > 200
    assert (surface.value(ring) >= surface.value(floor)[:, None] - 1e-9).all()
    for saddle in found.points[kinds == SADDLE]:
        assert np.prod(np.linalg.eigvalsh(surface.hessian(saddle))) < -1e-6


def test_the_highest_places_where_two_creases_cross_are_no_saddles():
    """The Hölder table is nowhere above 0, and 0 there; the eigenvalues beside a crease have two signs."""
    surface = SURFACES["holder_table"]()
    found = starts("newton", 1.0, "holder_table", 150, 32)
    kinds = rest(found, surface)
    high = surface.value(found.points) > -1e-12
    assert (high & (kinds == MAXIMUM)).mean() > 0.3
    assert set(np.unique(kinds[high])) <= {MAXIMUM, ELSEWHERE, OUTSIDE}
    assert not (kinds == SADDLE).any()


def test_saddles_beside_a_minimum_are_told_from_it():
    """Powell's lie 0.01 from his shallow minimum, in a picture 11 wide: 99% of Newton's starts “ended in a minimum”."""
    surface = SURFACES["powell_badly_scaled"]()
    found = starts("newton", 1.0, "powell_badly_scaled", 150, 24)
    kinds = rest(found, surface)
    least = np.linalg.eigvalsh(surface.hessian(found.points))[..., 0]
    still = np.linalg.norm(surface.gradient(found.points), axis=-1) < 1e-6
    assert (still & (least < -100)).mean() > 0.9
    assert (kinds[still & (least < -100)] == SADDLE).all()
    assert (kinds[still & (least > 100)] == -1).all()
    assert "end at a saddle" in starts_words(found, surface)


@pytest.mark.parametrize("rule", ["trust_region", "adagrad"])
def test_a_floor_that_falls_is_no_minimum(rule):
    """Brown's function has one; beside a curvature of 1e12 the fall of its floor is rounding."""
    surface = SURFACES["brown_badly_scaled"]()
    found = starts(rule, 1.0, "brown_badly_scaled", 150, 24)
    assert not (rest(found, surface) == MINIMUM).any()
    x, y = found.points[found.basins < 0].T
    along = surface.value(np.stack([x + 0.01 * (1e6 - x), 2 / (x + 0.01 * (1e6 - x))], axis=-1))
    floor = np.abs(x * y - 2) < 1e-3
    assert floor.any()
    assert (along < surface.value(np.stack([x, y], axis=-1)))[floor].all()


@pytest.mark.parametrize(
    ("text", "kind"),
    [("x^2 + y^4", MINIMUM), ("-x^2 - y^4", MAXIMUM), ("x^2 - y^4", SADDLE), ("y^4 - x^2", SADDLE),
     ("x^2 + y^3", ELSEWHERE), ("x^2", MINIMUM), ("-y^2", MAXIMUM), ("x^2 + y^4 + 1000", MINIMUM)],
)  # fmt: skip
def test_where_there_is_no_curvature_heights_to_both_sides_tell(text, kind):
    surface = parse(text, ((-2, 2), (-2, 2)))
    nowhere = np.full((1, 1), -1)
    found = Map(
        x=np.array([0.5]), y=np.array([0.5]), values=np.zeros((1, 1)), diverged=np.zeros((1, 1), bool),
        basins=nowhere, steps=nowhere, points=np.zeros((1, 1, 2)),
    )  # fmt: skip
    assert rest(found, surface).item() == kind


def painted(found, rule, surface, steps):
    """The colour of every start of the film of a map."""
    (overlay,) = starts_film(found, rule, surface, surface.start, steps).panels[0].overlays
    return np.array(overlay["colors"])[decode(overlay["codes"]).astype(int)]


def test_every_pixel_has_the_colour_of_its_end():
    surface = SURFACES["himmelblau"]()
    found = starts("newton", 1.0, "himmelblau", 6, 24)
    kinds = rest(found, surface)
    colors = painted(found, rule_at("newton", 1.0), surface, 6)
    seen = set()
    for color, kind, basin in zip(colors.ravel(), kinds.ravel(), found.basins.ravel(), strict=True):
        shades = {faded(BASINS[basin], PALE * (i + 0.5) / SHADES) for i in range(SHADES)}
        assert color in (shades if kind < 0 else {RESTS[kind][0]})
        seen.add(int(kind))
    assert {-1, SADDLE} <= seen


def test_a_later_arrival_is_paler():
    surface = SURFACES["booth"]()
    found = starts("gradient_descent", 0.05, "booth", 60, 24)
    light = np.vectorize(lambda color: sum(bytes.fromhex(color[1:])))(
        painted(found, rule_at("newton", 1.0), surface, 60)
    )
    here = found.basins >= 0
    order = np.argsort(np.where(found.steps[here] < 0, 99, found.steps[here]), kind="stable")
    assert (np.diff(light[here][order]) >= 0).all()
    assert len(np.unique(light[here])) >= 4


def test_starts_of_every_minimum_are_shaded_the_lowest_or_not():
    surface = SURFACES["styblinski_tang"]()
    codes = codes_of(starts("gradient_descent", 0.01, "styblinski_tang", 150, 24), surface)
    heights = surface.value(surface.minima())
    shades = [np.unique(codes[codes // SHADES == basin] % SHADES) for basin in range(len(heights))]
    assert len(shades[int(heights.argmax())]) >= 3
    assert max(own.max() for own in shades) == SHADES - 1 > shades[int(heights.argmax())].min()


MAPS = [
    ("gradient_descent", 0.01, "himmelblau", 60, 0.02, 45),
    ("newton", 1.0, "himmelblau", 12, 0.6, 20),
    ("adam", 0.1, "six_hump_camel", 50, 0.3, 50),
    ("gradient_descent", 0.002, "rastrigin", 60, 0.001, 60),
    ("gradient_descent", 0.03, "beale", 40, 0.05, 30),
    ("gradient_descent", 0.1, "linear_network", 60, 0.05, 150),
    ("bfgs", 0.5, "drop_wave", 60, 1.0, 60),
    ("newton", 0.5, "monkey_saddle", 60, 1.0, 60),
    ("newton", 0.5, "holder_table", 60, 1.0, 150),
    ("trust_region", 0.5, "brown_badly_scaled", 60, 1.0, 150),
    ("newton", 0.5, "powell_badly_scaled", 60, 1.0, 150),
    ("momentum", 0.02, "ackley", 60, 0.01, 150),
    ("momentum", 0.02, "langermann", 60, 0.01, 150),
]


@pytest.mark.parametrize(("rule", "rate", "ground", "steps", "other", "fewer"), MAPS)
def test_the_page_paints_the_same_map_at_other_numbers(rule, rate, ground, steps, other, fewer):
    """From the film of one rate and number of steps, both set anew."""
    surface, side = SURFACES[ground](), 24
    film = starts_film(starts(rule, rate, ground, steps, side), rule_at(rule, rate), surface, surface.start, steps)
    live = {**film.live, "steps": fewer}
    (own,) = live["rules"]
    assert live["called"] == {"winner.map.steps": "steps"}
    live["rules"] = [{**own, "numbers": [other if name == "winner.map.rate" else n
                                         for name, n in zip(own["names"], own["numbers"], strict=True)]}]  # fmt: skip
    made = json.loads(page().call("answer", json.dumps([live, {"map": film.panels[0].map}, False])))
    want = codes_of(starts(rule, other, ground, fewer, side), surface)
    apart = np.array(made["overlays"][0]["codes"]).reshape(want.shape) != want
    assert apart.mean() <= 0.01  # on borders a rounding decides
    assert made["overlays"][0]["colors"] == palette(len(surface.minima()))


def test_diverged_starts_are_dark():
    surface = SURFACES["beale"]()
    found = starts("gradient_descent", 0.05, "beale", 60, 16)
    assert 0 < found.diverged.mean() < 1
    np.testing.assert_array_equal(rest(found, surface) == DIVERGED, found.diverged)


def test_local_pits_are_told_from_what_is_under_way():
    surface = SURFACES["rastrigin"]()
    settled, running = (rest(starts("gradient_descent", 0.001, "rastrigin", n, 24), surface) for n in (300, 1))
    assert (settled == MINIMUM).mean() > 0.5
    assert not (running == MINIMUM).any()


@pytest.mark.parametrize("ground", ["ackley", "bohachevsky", "levy", "langermann"])
def test_whose_run_converges_in_a_pit_does_not_end_elsewhere(ground):
    """Within a thousandth of the picture of a local minimum that is not known, and still a little on its slope."""
    surface, rule = SURFACES[ground](), rule_at("momentum", 0.01)
    found = starts("momentum", 0.01, ground, 150, 24)
    kinds = rest(found, surface)
    pits = [
        (row, column)
        for row, column in np.argwhere(found.basins < 0)[::7]
        if inside(surface, found.points[row, column])
        and run(rule, surface, (found.x[column], found.y[row]), 150, record_states=False).outcome.kind == "local"
    ]
    assert len(pits) > 30
    assert {int(kinds[place]) for place in pits} == {MINIMUM}
    assert "end in another minimum" in starts_words(found, surface)


@pytest.mark.parametrize("chosen", sweep(StartsMap, 100), ids=str)
def test_the_words_count_the_picture(chosen):
    found = starts(chosen.rule, chosen.rate, chosen.surface, min(chosen.steps, 40), 8)
    surface = SURFACES[chosen.surface]()
    words = starts_words(found, surface)
    known = surface.critical_points()
    size = np.ptp(np.array(surface.domain), axis=1)
    near = np.array([np.linalg.norm((found.points - p.point) / size, axis=-1) for p in known] or [np.ones((8, 8))])
    least = np.array([p.kind == "minimum" for p in known] or [False])[near.argmin(axis=0)]
    there = (found.basins >= 0) & least  # nearest of all that is known is a minimum
    assert ("None of these starts ends in a known minimum" in words) == (not there.any())
    kinds, total = rest(found, surface), there.mean()
    for code, (_, told) in enumerate(RESTS):
        assert (told in words) == (kinds == code).any()
        total += (kinds == code).mean()
    assert total == pytest.approx(1)
    shares = [float(n) for n in re.findall(r"([\d.]+)% (?:of these|are|end|diverge)", words)]
    assert 100 - 6 <= sum(shares) <= 100 + 6
    assert ((kinds == len(RESTS) - 1) == found.diverged).all()


def test_borders_are_between_different_ends():
    found = starts("gradient_descent", 0.01, "himmelblau", 150, 16)
    left, right = found.basins[:, :-1], found.basins[:, 1:]
    assert border(found, SURFACES["himmelblau"]()) >= (left != right).mean() / 2 > 0
    one = starts("gradient_descent", 0.1, "booth", 100, 8)
    assert border(one, SURFACES["booth"]()) == 0
    assert "Borders" not in starts_words(one, SURFACES["booth"]())
    share = re.search(r"Borders between minima, or other ends, run through (\d+)% of the 16 × 16 cells",
                      starts_words(found, SURFACES["himmelblau"]()))  # fmt: skip
    assert share
    ends = np.pad(found.basins, ((0, 1), (0, 1)), mode="edge")  # all of them in a minimum
    beside = (ends[:-1, 1:] != found.basins) | (ends[1:, :-1] != found.basins)
    assert int(share[1]) == round(100 * beside.mean())


def test_who_stands_on_a_step_is_not_on_its_way():
    found, surface = starts("rprop", 0.39, "step_ellipsoid", 29, 6), SURFACES["step_ellipsoid"]()
    assert not np.linalg.norm(surface.gradient(found.points), axis=-1).any()
    assert starts_words(found, surface).endswith("100% end elsewhere in the picture.")


def test_the_map_of_pairs_agrees_with_single_runs_and_knows_the_best():
    found, surface = pairs("momentum", "beale", "lr", "beta", 60, 9), SURFACES["beale"]()
    x, y = best_pair(found, surface)
    t = run(OPTIMIZERS["momentum"](lr=x, beta=y), surface, steps=60)
    best = surface.value(surface.minima()).min()
    share = (t.values[-1] - best) / (t.values[0] - best)
    assert np.log10(share) == pytest.approx(np.nanmin(left_of(found, surface)))


def test_the_best_pair_is_read_off_column_and_row():
    shape, surface = (4, 5), SURFACES["beale"]()
    values = np.full(shape, 5.0)
    values[1, 3], values[2, 0] = 0.5, 0.1
    nowhere, points = np.full(shape, -1), np.zeros((*shape, 2))
    points[2, 0] = 99.0  # lower, but outside the picture
    found = Map(np.arange(5.0), 10 + np.arange(4.0), values, np.zeros(shape, bool), nowhere, nowhere, points)
    assert best_pair(found, surface) == (3.0, 11.0)


def test_pairs_outside_the_picture_are_lost():
    found, surface = pairs("momentum", "six_hump_camel", "lr", "beta", 30, 12), SURFACES["six_hump_camel"]()
    low, high = np.array(surface.domain).T
    out = ((found.points < low) | (found.points > high)).any(axis=-1)
    np.testing.assert_array_equal(np.isnan(left_of(found, surface)), out | found.diverged)
    lost = round(100 * (out | found.diverged).mean())
    assert f"{lost}% diverge or end outside" in pairs_words(found, surface)


@pytest.mark.parametrize("rule", [rule for rule in ON_VECTORS if len(sliders(rule)) > 1])
def test_a_place_on_a_map_means_the_cell_that_is_shown(rule):
    """What a handle sets is a value of the map, as a slider holds it."""
    for parameter in sliders(rule).values():
        values = np.array(axis_values(parameter, 96))
        assert len(values) > 48
        assert [parameter.held(value) for value in values] == values.tolist()
        for i in (0, 7, len(values) - 1):
            assert cell(parameter, values, values[i] * (1 + 1e-9)) == values[i]
        assert "\\" not in named(parameter)


@pytest.mark.parametrize("rule", ON_VECTORS)
def test_every_pair_of_a_map_can_be_set(rule):
    """A trust region that starts above its largest radius cannot, and broke the page."""
    known = sliders(rule)
    for x, y in itertools.permutations(known, 2):
        for left, right in itertools.product((known[x].low, known[x].high), (known[y].low, known[y].high)):
            OPTIMIZERS[rule](**{x: left, y: right})


@pytest.mark.parametrize("ground", contested())
def test_films_of_every_surface(ground):
    surface = SURFACES[ground]()
    assert starts_film(
        starts("momentum", 0.01, ground, 20, 8), rule_at("momentum", 0.01), surface, surface.start, 20
    ).document()
    found = pairs("momentum", ground, "lr", "beta", 20, 6)
    film = pairs_film(found, "momentum", surface, ("lr", "beta"), best_pair(found, surface), 20)
    assert film.document()
    (handle,) = film.panels[0].handles  # which tells a screen reader the pair itself, not the exponent of the rate
    assert (handle["x"], handle["y"]) == best_pair(found, surface)
    assert handle["within"] == [[0.00001, 1.0], [0.0, 0.999]]


def test_the_run_on_a_map_of_starts_follows_the_hand_in_the_page():
    surface = SURFACES["himmelblau"]()
    film = starts_film(starts("adam", 0.1, "himmelblau", 30, 8), rule_at("adam", 0.1), surface, (1.0, -2.0), 30)
    assert film.live["start"] == [1.0, -2.0]
    assert [rule["numbers"][rule["names"].index("winner.map.rate")] for rule in film.live["rules"]] == [0.1]
    panel = film.panels[0]
    assert (panel.kind, panel.clickable, panel.group) == ("plane", True, "main")  # so that the start is a handle there
    assert [(handle["id"], handle["x"], handle["y"]) for handle in panel.handles] == [("start", 1.0, -2.0)]


def test_links_carry_everything_to_the_last_digit():
    link = dict(race("momentum", "beale", 37, (0.1, -1 / 3), lr=0.00123, beta=0.1 + 0.2))
    assert (float(link["x"]), float(link["y"])) == (0.1, -1 / 3)
    assert float(link["momentum.beta"]) == 0.1 + 0.2
    assert link["steps"] == "37"
    assert dict(race("adam", "beale", 4, lr=None)) == {
        "scene": "free", "surface": "beale", "optimizers": "adam", "steps": "4",
    }  # fmt: skip


def test_a_pair_that_is_lost_says_nothing_under_the_pointer():
    surface = SURFACES["beale"]()
    found = pairs("momentum", "beale", "lr", "beta", 30, 12)
    film = pairs_film(found, "momentum", surface, ("lr", "beta"), (0.01, 0.5), 30)
    (cells,) = film.panels[0].figure["data"]
    assert np.isnan(np.asarray(cells["z"])).any()
    assert cells["hoverongaps"] is False


def test_ends_at_a_maximum_or_a_saddle_look_like_no_shade_of_a_minimum():
    apart = np.array([[int(color[i : i + 2], 16) for i in (1, 3, 5)] for color in palette(10)])
    shades, rests = apart[: -len(RESTS)], apart[-len(RESTS) :]
    for kind in (SADDLE, MAXIMUM, DIVERGED):
        assert np.linalg.norm(shades - rests[kind], axis=1).min() > 45
        assert np.linalg.norm(np.delete(rests, kind, axis=0) - rests[kind], axis=1).min() > 45
