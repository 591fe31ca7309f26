"""The named scenes: Radford's three, and some that teach."""

import dataclasses
from typing import Any

from optim import OPTIMIZERS, SCHEDULES, Scheduled
from scenes._captions import caption
from scenes._scene import Scene, scene
from surfaces import SURFACES

HIS_YELLOW = "#dcb90f"  # too pale for other grounds than his


def _radford(lr: float, adagrad: float, adadelta: float, rmsprop: float) -> tuple[Any, ...]:
    """His six, with the rates recovered from his pictures; Adagrad has ε inside the root, Adadelta accumulates the
    scaled step, NAG plots the look-ahead point."""
    o: dict[str, Any] = OPTIMIZERS
    return (
        (o["gradient_descent"](lr=lr), "SGD"),
        (o["momentum"](lr=lr, beta=0.95), "Momentum"),
        (o["nesterov"](lr=lr, beta=0.95, shifted=True), "NAG"),
        (o["adagrad"](lr=adagrad, eps=1e-6, eps_inside=True), "Adagrad"),
        (o["adadelta"](lr=adadelta, rho=0.95, eps=1e-6, accumulates="scaled step"), "Adadelta", HIS_YELLOW),
        (o["rmsprop"](lr=rmsprop, beta=0.95), "RMSprop"),
    )


def _named() -> dict[str, Scene]:
    s: dict[str, Any] = SURFACES
    o: dict[str, Any] = OPTIMIZERS
    schedules: dict[str, Any] = SCHEDULES
    made = {
        "radford-beale": scene(
            "Beale’s function", s["beale"](), *_radford(0.001, 1.0, 5.0, 0.075),
            start=(1.0, 1.6), steps=198, look="radford",
        ),
        "radford-long-valley": scene(
            "Long valley", s["long_valley"](), *_radford(0.01, 0.05, 1.0, 0.01),
            start=(0.25, -1e-6), steps=198, look="radford",
        ),
        "radford-saddle": scene(
            "Saddle point", s["monkey_saddle"](), *_radford(0.005, 0.05, 1.0, 0.01),
            start=(-0.245, -0.5), steps=174, look="radford",
        ),
        "ill-conditioned": scene(
            "A bowl 7.1 times longer than wide", s["quadratic"](lambda1=1.0, lambda2=50.0, angle=0.0),
            o["gradient_descent"](lr=0.038), o["momentum"](lr=0.03, beta=0.75), o["nesterov"](lr=0.018, beta=0.75),
            o["adam"](lr=0.12), o["newton"](),
            start=(-1.8, 0.7), steps=120,
        ),
        "rotated": scene(
            "A bowl turned by 30°", s["quadratic"](lambda1=1.0, lambda2=20.0, angle=30.0),
            o["gradient_descent"](lr=0.09), o["coordinatewise"](lr=0.9), o["adagrad"](lr=0.8), o["adam"](lr=0.15),
            o["bfgs"](), o["newton"](),
            start=(-1.8, -0.3), steps=100,
        ),
        "rosenbrock-five": scene(
            "Rosenbrock’s valley, five ways", s["rosenbrock"](a=1.0, b=20.0),
            o["gradient_descent"](lr=0.004), o["momentum"](lr=0.003, beta=0.9), o["rmsprop"](lr=0.03),
            o["adam"](lr=0.06), o["newton"](),
            start=(-1.6, 2.4), steps=300,
        ),
        "saddle-escape": scene(
            "Drawn to a saddle", s["linear_network"](),
            o["newton"](lr=0.5), o["saddle_free_newton"](lr=0.5), o["gradient_descent"](lr=0.1),
            o["momentum"](lr=0.1, beta=0.8), o["levenberg_marquardt"](),
            start=(0.35, -0.3), steps=60,
        ),
        "four-minima": scene(
            "Himmelblau: one start, several ends", s["himmelblau"](),
            o["gradient_descent"](lr=0.01), o["momentum"](lr=0.008, beta=0.9), o["adagrad"](lr=0.6),
            o["adam"](lr=0.25), o["lbfgs"](), o["saddle_free_newton"](),
            start=(0.7, -0.7), steps=120,
        ),
        "bias-correction": scene(
            "Adam’s first steps", s["beale"](),
            (o["adam"](lr=0.1), "Adam"),
            (o["adam"](lr=0.1, bias_correction=False), "Adam, uncorrected", "#7b3ff2"),
            o["rmsprop"](lr=0.05),
            start=(1.0, 1.6), steps=150,
        ),
        "decaying-rate": scene(
            "Noise, and a rate that decays", s["quadratic"](lambda1=1.0, lambda2=4.0, angle=30.0),
            (o["gradient_descent"](lr=0.2), "Constant rate"),
            (Scheduled(o["gradient_descent"](lr=0.2), schedules["cosine"](horizon=300)), "Decaying rate", "#2a5bd7"),
            (o["momentum"](lr=0.05, beta=0.9), "Momentum"),
            start=(-1.7, 1.5), steps=300, sigma=1.5, seed=1,
        ),
        "game": scene(
            "A game that descent loses", s["bilinear_game"](),
            o["gradient_descent"](lr=0.1), o["extragradient"](lr=0.2), o["optimistic_descent"](lr=0.1),
            start=(1.0, 0.4), steps=160,
        ),
        "drifting": scene(
            "A minimum that moves on", s["drifting_bowl"](),
            o["gradient_descent"](lr=0.1), o["momentum"](lr=0.1, beta=0.8), o["adagrad"](lr=0.5), o["newton"](),
            start=(-1.6, -0.8), steps=360,
        ),
    }  # fmt: skip
    return {slug: dataclasses.replace(scene, caption=caption(slug)) for slug, scene in made.items()}


SCENES = _named()
