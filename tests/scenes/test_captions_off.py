"""What a scene no longer says of settings under which a reader would find it false, each beside one where it holds."""

import dataclasses

import numpy as np
import pytest

from optim import OPTIMIZERS, SCHEDULES, Scheduled
from scenes import SCENES, told
from scenes._claims import Case, basins, crossings


def changed(slug, surface=None, rules=None, keep=None, **others):
    """A named scene with settings of its surface, of its rules by id (or a function of the rule), and of itself."""
    scene = SCENES[slug]
    rules = rules or {}

    def entrant(e):
        change = rules.get(e.id, {})
        return dataclasses.replace(e, rule=change(e.rule) if callable(change) else e.rule.altered(**change))

    return dataclasses.replace(
        scene,
        surface=scene.surface.altered(**(surface or {})),
        entrants=tuple(entrant(e) for e in scene.entrants if keep is None or e.id in keep),
        **others,
    )


def said(slug, scene):
    return told(slug, scene, scene.run()).caption


def linear(horizon):
    return lambda rule: Scheduled(rule, SCHEDULES["linear"](horizon=horizon))


def drawn(rule):
    """A rate that falls to next to nothing, and rises again."""
    return Scheduled(rule, SCHEDULES["drawn"](horizon=360, p0=1.0, p1=1e-4, p2=1e-4, p3=1.0, p4=1.0, p5=1.0))


OFF = {  # where a reader found a sentence to be false: what is changed, and the words
    "a trough has no slope along": ("ill-conditioned", {"surface": {"lambda1": 0.0}}, "zigzags across the bowl"),
    "outside the picture": ("ill-conditioned", {"surface": {"b1": 5.0}}, "zigzags across the bowl"),
    "a single step": ("bias-correction", {"steps": 1}, "first steps are"),
    "on the floor from step 2": ("ill-conditioned", {"rules": {"gradient_descent": {"lr": 0.021}}}, "zigzags"),
    "no memory, no swing": (
        "radford-long-valley",
        {"rules": {id: {"lr": 0.11, "beta": 0.0} for id in ("momentum", "nesterov")}},
        "swing across",
    ),
    "SGD leaves before RMSprop": (
        "radford-long-valley",
        {"start": (0.25, 0.07), "rules": {"rmsprop": {"lr": 0.0025}, "gradient_descent": {"lr": 0.04}}},
        "at once",
    ),
    "another rate than the scene's": (
        "radford-long-valley",
        {"start": (0.25, 0.07), "rules": {"rmsprop": {"lr": 0.0007}}},
        "at once",
    ),
    "thrown up by the first step": ("radford-beale", {"rules": {"rmsprop": {"lr": 0.77}}}, "like a faster SGD"),
    "nothing to forget": (
        "radford-beale",
        {"start": (3.65, -0.2), "rules": {"rmsprop": {"lr": 0.35, "beta": 0.0}}},
        "has forgotten",
    ),
    "at rest before the last tenth": ("drifting", {"rules": {"gradient_descent": linear(330)}}, "ever comes to rest"),
    "at rest since halfway": ("drifting", {"rules": {"gradient_descent": linear(180)}}, "ever comes to rest"),
    "at rest for a while": ("drifting", {"rules": {"momentum": drawn}}, "ever comes to rest"),
    "out of the picture at once": ("game", {"start": (-1.848, -1.944)}, "round the equilibrium"),
    "nearer with every lap": (
        "drifting",
        {"surface": {"radius": 1.36, "period": 80.0}, "rules": {"adagrad": {"lr": 0.11}}, "start": (-0.57, -0.45)},
        "falls behind",
    ),
    "a swing that dies by itself": (
        "decaying-rate",
        {"sigma": 0.1, "steps": 50, "rules": {"gradient_descent": {"lr": 0.49}}},
        "keeps jumping",
    ),
    "jumps that are not seen": ("decaying-rate", {"sigma": 0.01}, "keeps jumping"),
    "too few steps to tell": ("decaying-rate", {"steps": 20}, "keeps jumping"),
    "a heavy tail at the end": ("decaying-rate", {"noise": "heavy tails", "sigma": 2.0, "seed": 1}, "the run settles"),
    "in, without going round": ("game", {"surface": {"cost": 2.0, "strength": 0.2}}, "spiral"),
    "it leaps up before it comes down": (
        "saddle-escape",
        {"rules": {"saddle_free_newton": {"lr": 0.64}}},
        "turns the same rule downhill",
    ),
    "ahead of the minimum": (
        "drifting",
        {
            "surface": {"lambda1": 10.0, "lambda2": 10.0, "period": 20.0},
            "rules": {"gradient_descent": {"lr": 0.19}},
        },
        "trails it",
    ),
    "in the middle of its circle": (
        "drifting",
        {
            "surface": {"radius": 0.1, "period": 20.0},
            "rules": {"gradient_descent": {"lr": 0.03}},
            "start": (0.1, 0.0),
        },
        "trails it",
    ),
    "calmer, and yet all over the picture": (
        "decaying-rate",
        {
            "sigma": 2.0, "seed": 9, "steps": 100,
            "rules": {
                "gradient_descent": {"lr": 0.45},
                "gradient_descent~2": lambda rule: Scheduled(rule.rule.altered(lr=0.45), SCHEDULES["step"]()),
            },
        },
        "the run settles",
    ),
    "who follows does not fall behind": ("drifting", {"start": (2.0, -0.8)}, "falls behind"),
    "by less than is seen": (
        "radford-beale",
        {"start": (3.19, 0.435), "steps": 100, "rules": {"rmsprop": {"lr": 0.0207}}},
        "kicked out",
    ),
    "a level floor, and noise": (
        "radford-long-valley",
        {"surface": {"b": 0.0}, "sigma": 0.1},
        "swing across",
    ),
    "one rule twice": ("four-minima", {"keep": ("momentum",)}, "depends on the rule"),
}  # fmt: skip


@pytest.mark.parametrize("name", OFF)
def test_a_sentence_goes_where_it_would_be_false(name):
    slug, changes, words = OFF[name]
    assert words in SCENES[slug].caption or words == "spiral"
    assert words not in said(slug, changed(slug, **changes))


def test_two_schedules_of_one_rule_are_no_two_rules():
    """They end in two minima: not by the rule, but by its settings."""
    own = SCENES["four-minima"]
    plain = dataclasses.replace(own.entrants[0], id="gradient_descent", rule=OPTIMIZERS["gradient_descent"](lr=0.0229))
    falling = Scheduled(plain.rule, SCHEDULES["cosine"](horizon=own.steps))
    both = (plain, dataclasses.replace(plain, id="gradient_descent~2", rule=falling))
    scene = dataclasses.replace(own, entrants=both, start=(-1.64, -0.66))
    assert len(basins(Case(scene, scene.run()))) == 2
    assert said("four-minima", scene).endswith("depends on the rule and its settings.")


@pytest.mark.parametrize("slug", [slug for slug in SCENES if slug not in ("four-minima", "drifting", "game")])
@pytest.mark.parametrize("factor", [5.5, 1 / 5.5])
def test_at_rates_far_from_its_own_a_scene_speaks_of_no_rule(slug, factor):
    """Of none whose rate is not the scene's, nearly: the words beside each run tell what it does."""
    rules = {
        e.id: {"lr": e.rule.lr * factor} for e in SCENES[slug].entrants if hasattr(e.rule, "lr") and e.id != "newton"
    }
    scene = changed(slug, rules={id: (lambda r, s=s: at_rate(r, s["lr"])) for id, s in rules.items()})
    caption = said(slug, scene)
    for sentence in ("Plain descent", "Momentum", "Adagrad", "RMSprop", "a constant rate", "first steps are"):
        assert sentence not in caption


def at_rate(rule, lr):
    return rule.altered(lr=lr)


def test_a_rate_or_a_memory_a_little_off_is_still_the_scene_s():
    near = {"momentum": {"lr": 0.012, "beta": 0.94}, "nesterov": {"lr": 0.009, "beta": 0.96}}
    assert "swing across" in said("radford-long-valley", changed("radford-long-valley", rules=near))


@pytest.mark.parametrize(
    ("setting", "taught"),
    [
        ({"beta": 0.9}, True),
        ({"beta": 0.84}, False),
        ({"beta": 0.983}, True),
        ({"beta": 0.984}, False),
        ({"beta": 0.96, "weight_decay": 0.1}, False),
        ({"outside": True}, False),
        ({"lr": 0.0049}, True),
        ({"lr": 0.0051}, False),
        ({"lr": 0.00021}, True),
        ({"lr": 0.00019}, False),
    ],
)
def test_the_rule_that_is_taught(setting, taught):
    """Its rate within five times, what it remembers within three times as long: 0.95 is a twentieth forgotten."""
    scene = changed("radford-beale", rules={"momentum": setting})
    assert Case(scene, scene.run(), SCENES["radford-beale"]).taught("momentum") == taught


@pytest.mark.parametrize(("off", "seen"), [(0.011, 4), (0.009, 0)])
def test_a_crossing_is_seen_half_a_hundredth_of_the_picture_off(off, seen):
    """Long valley's picture is 2 wide and 3 high."""
    assert crossings(SCENES["radford-long-valley"].surface, off * np.array([1, -1, 1, -1, 1.0])) == seen
