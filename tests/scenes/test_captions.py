"""What a scene's title and caption say is true of its runs, at every setting that was tried."""

import dataclasses

import numpy as np
import pytest

from catalog import parameters
from optim import OPTIMIZERS, SCHEDULES, Clip, Clipped, Scheduled, nearest_minimum
from optim._tune import declared_parameters
from scenes import SCENES, told
from scenes._captions import CAPTIONS
from scenes._scene import unwrapped

SETTINGS = 12  # random settings of each scene: a third of them near its own


def changed(slug, rng, far):
    """A scene with other rates (far = 0: any that the control holds) and fewer rules; from far, with another start and
    another shape, too."""
    scene = SCENES[slug]
    low, high = np.array(scene.surface.domain).T

    def rated(entrant):
        if not hasattr(entrant.rule, "lr"):
            return entrant
        lr = declared_parameters(entrant.rule)["lr"]
        rate = (
            entrant.rule.settings()["lr"] * 10 ** rng.uniform(-far, far)
            if far
            else lr.low * (lr.high / lr.low) ** (rng.random())
        )
        return dataclasses.replace(entrant, rule=entrant.rule.altered(lr=float(rate)))

    entrants = [rated(e) for e in scene.entrants if rng.random() < 0.9]
    if not far > 0.1:
        return dataclasses.replace(scene, entrants=tuple(entrants))
    shape = {p.name: float(rng.uniform(p.low, p.high)) for p in parameters(scene.surface)}
    surface = dataclasses.replace(scene.surface, **shape)
    start, sigma = tuple(rng.uniform(low, high)), float(rng.choice([0.0, scene.sigma]))
    return dataclasses.replace(scene, surface=surface, entrants=tuple(entrants), start=start, sigma=sigma, steps=60)


@pytest.fixture(scope="module")
def cases():
    made = []
    for slug in SCENES:
        rng = np.random.default_rng(len(slug))
        for scene in (changed(slug, rng, far) for far in (0.1, 1.0, 0.0) * (SETTINGS // 3)):
            runs = scene.run()
            made.append((slug, told(slug, scene, runs), {e.id: t for e, t in zip(scene.entrants, runs, strict=True)}))
    return made


def along(t):
    """The coordinate along a bowl's flattest axis, and the one across, by the axes' own angle."""
    s = t.surface
    angle = np.radians(s.angle + (0 if s.lambda1 <= s.lambda2 else 90))
    axis = np.array([np.cos(angle), np.sin(angle)])
    return t.points @ axis, t.points @ (-axis[1], axis[0])


def crossings(values):
    return int((values[1:] * values[:-1] < 0).sum())


# By the words that a caption may hold: what must then be true of the runs, told in another way than the scene tells it.
MEANS = {
    "SGD stays on the ridge": lambda r: (
        np.nanmax(np.abs(r["gradient_descent"].points[:, 1])) <= 0.1
        and (np.abs(r["gradient_descent"].points[-1]) <= np.ptp(any_of(r).surface.domain, axis=1) / 2).all()
    ),
    "SGD leaves the ridge": lambda r: np.nanmax(np.abs(r["gradient_descent"].points[:, 1])) > 0.1,
    "hardly any slope along": lambda r: abs(2 * any_of(r).points[0, 1]) < 1e-3 * abs(10 * any_of(r).points[0, 0]),
    "swing across": lambda r: all(crossings(r[i].points[:, 0]) >= 4 for i in ("momentum", "nesterov")),
    "leave the ridge at once": lambda r: all(
        np.nanmax(np.abs(r[i].points[:26, 1])) > 0.1 for i in ("adagrad", "adadelta", "rmsprop")
    ),
    "like a faster SGD": lambda r: all(
        r[i].values[-1] < r["gradient_descent"].values[-1] < any_of(r).values[0]
        and min(np.ptp(r[j].points, axis=0).max() for j in (i, "gradient_descent")) > 0.05
        for i in ("adadelta", "rmsprop")
    ),
    "kicked out again": lambda r: kicked_out(r["rmsprop"]),
    "swing back": lambda r: all(
        r[i].surface.distance_to_minimum(r[i].points[-1]) < r[i].surface.distance_to_minimum(r[i].points[0])
        for i in ("momentum", "nesterov")
    ),
    "climb again": lambda r: all((np.diff(r[i].values) > 0).any() for i in ("momentum", "nesterov")),
    "zigzags across": lambda r: crossings(along(r["gradient_descent"])[1][:21]) > 10 and falls(r["gradient_descent"]),
    "its steps add up": lambda r: (
        falls(r["momentum"])
        and falls(r["gradient_descent"])
        and r["momentum"].optimizer.lr < r["gradient_descent"].optimizer.lr
        and r["momentum"].optimizer.beta > 0
        and crossings(along(r["momentum"])[1][:21]) < crossings(along(r["gradient_descent"])[1][:21])
    ),
    "takes several times": lambda r: falls(r["coordinatewise"]) and r["coordinatewise"].surface.angle % 90 != 0,
    "creeps along": lambda r: (
        abs(along(r["gradient_descent"])[0][20]) > 0.099 * abs(along(r["gradient_descent"])[0][0])
    ),
    "lands in one step": lambda r: np.allclose(r["newton"].gradients[1], 0, atol=1e-6 * r["newton"].gradient_norms[0]),
    "arrive within 20 steps": lambda r: all(
        r[i].outcome.kind == "converged" and r[i].outcome.step <= 20 for i in ("bfgs", "newton")
    ),
    "finds the curved floor": lambda r: all(
        np.abs(t.points[:6, 1] - t.points[:6, 0] ** 2).min() < 0.1 * t.surface.a**2 for t in r.values()
    ),
    "here the saddle": lambda r: np.linalg.eigvalsh(r["newton"].surface.hessian(r["newton"].points[-1]))[0] < 0,
    "here that is a minimum": lambda r: r["newton"].gradient_norms[-1] < 1e-2,
    "rule downhill": lambda r: r["saddle_free_newton"].values[-1] < r["newton"].values[-1],
    "depends on the rule": lambda r: len(found(r)) > 1,
    "finds the same one": lambda r: len(found(r)) == 1,
    "several times too long": lambda r: (
        steps_of(r["adam~2"])[0] > 2 * steps_of(r["adam"])[0] and r["adam~2"].optimizer.lr == r["adam"].optimizer.lr
    ),
    "the longer steps end lower": lambda r: r["adam~2"].values[-1] < r["adam"].values[-1],
    "they end higher": lambda r: not r["adam~2"].values[-1] < r["adam"].values[-1],
    "both arrive all the same": lambda r: all(r[i].outcome.kind == "converged" for i in ("adam", "adam~2")),
    "the run settles": lambda r: settles(r["gradient_descent"].points, r["gradient_descent~2"].points),
}


def falls(t):
    return t.values[-1] < t.values[0]


def kicked_out(t):
    """Near the minimum of Beale's function at some step, and a hundred times higher at a later one."""
    near = np.flatnonzero(np.linalg.norm(t.points - (3, 0.5), axis=1) < 0.1 * np.linalg.norm(t.points[0] - (3, 0.5)))
    return any(np.nanmax(t.values[k:]) > 100 * t.values[k] for k in near)


def settles(constant, decaying):
    """Around 0, the one is spread on both sides along some line, and the other narrowly close by."""
    ends = constant[-30:] if len(constant) > 200 else constant[-6:]
    spread = np.linalg.norm(ends.std(axis=0))
    return np.linalg.norm(ends.mean(axis=0)) <= 1.1 * spread and np.linalg.norm(decaying[-1]) <= 2.2 * spread


def any_of(runs):
    return next(iter(runs.values()))


def found(runs):
    return {int(nearest_minimum(t.surface, t.points[-1])) for t in runs.values()} - {-1}


def steps_of(t):
    return np.linalg.norm(np.diff(t.points, axis=0), axis=1)


def test_as_made_every_scene_says_the_whole_of_its_caption():
    for slug, scene in SCENES.items():
        assert told(slug, scene, scene.run()) == scene
        assert scene.caption


@pytest.mark.thorough
def test_every_sentence_is_true_of_the_runs(cases):
    met = set()
    for slug, scene, runs in cases:
        for words, means in MEANS.items():
            if words in scene.caption:
                met.add(words)
                assert means(runs), (slug, words, scene)
    assert len(met) > len(MEANS) / 2


def test_settings_that_break_a_sentence_silence_it(cases):
    """Of most sentences the settings that were tried hold both: those of which it is true, and others."""
    whole = {slug: " ".join(claim.text for claim in claims) for slug, claims in CAPTIONS.items()}
    assert sum(scene.caption != whole[slug] for slug, scene, _ in cases) > len(cases) / 3


@pytest.mark.parametrize(
    ("slug", "settings", "title"),
    [
        ("ill-conditioned", {"lambda2": 1.0}, "A round bowl"),
        ("ill-conditioned", {"lambda2": 4.0}, "A bowl 2 times longer than wide"),
        ("ill-conditioned", {"lambda1": -1.0}, "A saddle"),
        ("ill-conditioned", {"lambda1": 0.0}, "A trough"),
        ("ill-conditioned", {"lambda1": 0.0, "lambda2": 0.5}, "A trough"),
        ("ill-conditioned", {"lambda1": 0.0, "lambda2": -0.5}, "A ridge"),
        ("ill-conditioned", {"lambda1": 0.0, "lambda2": 0.0}, "A plane"),
        ("ill-conditioned", {"lambda1": -0.5, "lambda2": 0.5}, "A saddle"),
        ("rotated", {"angle": 0.0}, "A bowl along the axes"),
        ("rotated", {"angle": -90.0}, "A bowl along the axes"),
        ("rotated", {"angle": 12.5}, "A bowl turned by 12.5°"),
        ("rotated", {"angle": -30.0}, "A bowl turned by −30°"),
        ("rotated", {"lambda1": 20.0}, "A round bowl"),
    ],
)
def test_titles_follow_the_shape(slug, settings, title):
    scene = dataclasses.replace(SCENES[slug], surface=dataclasses.replace(SCENES[slug].surface, **settings))
    assert told(slug, scene, scene.run()).name == title


def test_an_adam_at_another_rate_says_nothing_of_the_correction():
    scene = SCENES["bias-correction"]
    slower = [dataclasses.replace(e, rule=e.rule.altered(lr=0.01)) if e.id == "adam" else e for e in scene.entrants]
    scene = dataclasses.replace(scene, entrants=tuple(slower))
    assert told("bias-correction", scene, scene.run()).caption == ""


def test_a_constant_rate_that_is_still_on_its_way_does_not_jump_around_the_minimum():
    scene = SCENES["decaying-rate"]
    slow = [dataclasses.replace(e, rule=e.rule.altered(lr=0.0004)) for e in scene.entrants]
    scene = dataclasses.replace(scene, entrants=tuple(slow))
    assert "jumping" not in told("decaying-rate", scene, scene.run()).caption


def test_one_end_is_not_several():
    scene = dataclasses.replace(SCENES["four-minima"], start=(2.9, 2.1))
    made = told("four-minima", scene, scene.run())
    assert made.name == "Himmelblau: one start, one end"
    assert "finds the same one" in made.caption


def test_a_round_bowl_has_no_zigzag_and_turned_axes_are_not_told_of_where_there_are_none():
    for slug, settings, words in (
        ("ill-conditioned", {"lambda2": 1.0}, "zigzag"),
        ("ill-conditioned", {"lambda1": -5.0}, "bowl"),
        ("rotated", {"angle": 0.0}, "turned"),
    ):
        scene = dataclasses.replace(SCENES[slug], surface=dataclasses.replace(SCENES[slug].surface, **settings))
        assert words not in told(slug, scene, scene.run()).caption


def test_without_noise_nothing_settles():
    scene = dataclasses.replace(SCENES["decaying-rate"], sigma=0.0)
    made = told("decaying-rate", scene, scene.run())
    assert made.name == "A rate that decays"
    assert made.caption == "Without noise there is nothing to settle from."


@pytest.mark.parametrize("slug", SCENES)
def test_nobody_in_the_race(slug):
    scene = dataclasses.replace(SCENES[slug], entrants=())
    assert told(slug, scene, []).name


@pytest.mark.parametrize("slug", SCENES)
def test_other_rules_than_the_scenes_own(slug):
    rules = [dataclasses.replace(SCENES[slug].entrants[0], rule=OPTIMIZERS["lion"](), id="lion")]
    scene = dataclasses.replace(SCENES[slug], entrants=tuple(rules))
    told(slug, scene, scene.run())


def with_rule(slug, id, change):
    scene = SCENES[slug]
    entrants = tuple(dataclasses.replace(e, rule=change(e.rule)) if e.id == id else e for e in scene.entrants)
    return dataclasses.replace(scene, entrants=entrants)


@pytest.mark.parametrize(
    ("slug", "id", "change", "unsaid"),
    [
        ("drifting", "gradient_descent", lambda r: Scheduled(r, SCHEDULES["exponential"]()), "at the same rate"),
        ("drifting", "adagrad", lambda r: Scheduled(r, SCHEDULES["triangular"]()), "rates only shrink"),
        ("drifting", "adagrad", lambda r: Scheduled(r, SCHEDULES["one_cycle"](horizon=360)), "rates only shrink"),
        ("decaying-rate", "gradient_descent~2", lambda r: unwrapped(r)[0].altered(lr=0.02), "let the rate decay"),
        (
            "decaying-rate",
            "gradient_descent",
            lambda r: Scheduled(r, SCHEDULES["linear"](final=0.8)),
            "a constant rate",
        ),
    ],
)
def test_what_is_said_of_rates_is_true_of_every_step(slug, id, change, unsaid):
    scene, other = SCENES[slug], with_rule(slug, id, change)
    assert unsaid in told(slug, scene, scene.run()).caption
    assert unsaid not in told(slug, other, other.run()).caption


def test_a_rate_that_goes_round_does_not_decay():
    scene = with_rule("decaying-rate", "gradient_descent~2", lambda r: unwrapped(r)[0].altered(lr=0.02))
    around = with_rule(
        "decaying-rate", "gradient_descent~2", lambda r: Scheduled(unwrapped(r)[0], SCHEDULES["triangular"]())
    )
    titles = [told("decaying-rate", s, s.run()).name for s in (SCENES["decaying-rate"], scene, around)]
    assert titles[0] == "Noise, and a rate that decays"
    assert "decays" not in titles[1] + titles[2]


def test_who_passes_through_the_minimum_does_not_land_in_it():
    scene = SCENES["ill-conditioned"]
    late = dataclasses.replace(scene, delay=3)
    assert "lands in one step" in told("ill-conditioned", scene, scene.run()).caption
    assert "lands in one step" not in told("ill-conditioned", late, late.run()).caption


def test_a_rate_that_was_small_from_the_first_shows_nothing_of_decay():
    """It starts near the minimum, and stands there."""
    scene = dataclasses.replace(
        with_rule("decaying-rate", "gradient_descent~2", lambda r: r.altered(lr=1e-5)), start=(0.6, 0.4)
    )
    same = dataclasses.replace(SCENES["decaying-rate"], start=(0.6, 0.4))
    assert "the run settles" in told("decaying-rate", same, same.run()).caption
    assert "the run settles" not in told("decaying-rate", scene, scene.run()).caption


@pytest.mark.parametrize("delay", [3, 7])
def test_who_has_left_the_picture_neither_jumps_around_nor_settles(delay):
    late = dataclasses.replace(SCENES["decaying-rate"], delay=delay, steps=100)
    assert {t.outcome.kind for t in late.run()} <= {"left", "diverged"}
    assert "settles" not in told("decaying-rate", late, late.run()).caption


def test_on_a_round_bowl_nobody_zigzags_across_and_creeps_along():
    scene = with_rule("ill-conditioned", "gradient_descent", lambda r: r.altered(lr=0.097))
    round_ = dataclasses.replace(scene, surface=scene.surface.altered(lambda1=20.0, lambda2=20.0))
    said = told("ill-conditioned", round_, round_.run()).caption
    assert "zigzag" not in said
    assert "along the floor" not in said


def test_where_rates_fall_to_nothing_runs_do_come_to_rest():
    scene = SCENES["drifting"]
    entrants = tuple(
        dataclasses.replace(e, rule=Scheduled(e.rule, SCHEDULES["linear"](horizon=100))) for e in scene.entrants
    )
    still = dataclasses.replace(scene, entrants=entrants)
    assert "nothing ever comes to rest" in told("drifting", scene, scene.run()).caption
    assert told("drifting", still, still.run()).caption.startswith("The minimum goes round, a little with every step.")


def test_on_the_saddle_itself_there_is_no_slope_along_the_valley():
    scene = dataclasses.replace(SCENES["radford-long-valley"], start=(0.0, 0.0))
    assert told("radford-long-valley", scene, scene.run()).caption.startswith("At this start there is no slope at all.")


def test_one_end_is_everyone_s():
    """Newton's method comes to the maximum, and plain descent to a minimum."""
    scene = SCENES["four-minima"]
    plain = next(e for e in scene.entrants if e.id == "gradient_descent")
    newton = dataclasses.replace(plain, id="newton", rule=OPTIMIZERS["newton"]())
    both = dataclasses.replace(scene, entrants=(plain, newton))
    assert "maximum" in {t.outcome.kind for t in both.run()}
    assert told("four-minima", both, both.run()).name == "Himmelblau"


@pytest.mark.parametrize("slug", [slug for slug, claims in CAPTIONS.items() if any(claim.of for claim in claims)])
def test_of_rules_seen_late_or_clipped_a_scene_says_nothing(slug):
    """Its sentences are made for the rules themselves."""
    scene = SCENES[slug]
    clipped = dataclasses.replace(
        scene,
        entrants=tuple(dataclasses.replace(e, rule=Clipped(unwrapped(e.rule)[0], Clip(1.0))) for e in scene.entrants),
    )
    for changed in (dataclasses.replace(scene, delay=2), clipped):
        made = told(slug, changed, changed.run())
        for claim in CAPTIONS[slug]:
            assert not claim.of or claim.text not in made.caption
