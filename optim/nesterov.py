from dataclasses import dataclass

import numpy as np

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._belief import Points
from optim._believed import step, whole
from optim._moments import decay_of, optax_decay, penalised
from optim._optimizer import OptaxCall, Optimizer, TorchCall
from optim.momentum import Velocity


@dataclass(frozen=True)
class Nesterov(Optimizer):
    """Momentum that takes its gradient where the momentum is about to carry it, and so brakes earlier.

    With `shifted` (the default, as in PyTorch and in Radford's animations) the track is that of the look-ahead points
    p = w − βΔw, which obey v ← βv − η∇E(p), p ← p + βv − η∇E(p). Without it the track is that of the textbook's base
    points w, whose formula is given. With `growing` step k + 1 keeps (k − 1)/(k + 2) in place of β: where E is convex
    and no curvature exceeds 1/η, the base points' E(w_k) − E* is then at most 2‖w_0 − w*‖²/(η(k + 1)²) (Su, Boyd &
    Candès 2016, theorem 6), whatever the condition number.
    """

    lr: float = param(0.01, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    beta: float = param(0.9, 0.0, 0.999, r"\beta", legal=FRACTION, help="Share of the previous step that is kept")
    outside: bool = param(False, help="Rate outside the velocity, as PyTorch has it: the same unless it changes")
    weight_decay: float = param(0.0, 0.0, 1.0, r"\lambda", legal=NON_NEGATIVE, help="L2: pull to the origin")
    shifted: bool = param(True, help="Follow the look-ahead point, as PyTorch does")
    growing: bool = param(False, help="Keep 0, 1/4, 2/5, … (k − 1)/(k + 2) in place of β")

    name, color, family = "Nesterov", "#e3109f", "momentum"
    elsewhere = ("torch.optim.SGD(nesterov=True)", "optax.sgd(nesterov=True)")
    latex = (
        r"\Delta w_k = \beta\,\Delta w_{k-1} + \eta\,g, \quad g = \nabla E(p) + \lambda p,"
        r" \;\; p = w_{k-1} - \beta\,\Delta w_{k-1}, \quad w_k = w_{k-1} - \Delta w_k"
    )
    paper = Paper(
        "Nesterov", 1983, "A method of solving a convex programming problem with convergence rate O(1/k²)",
        "https://www.mathnet.ru/eng/dan46009",
    )  # fmt: skip

    def init(self, w):
        return Velocity(np.zeros_like(w))

    @property
    def remembers_rate(self):  # type: ignore[override]
        return not self.outside

    def kept(self, k):
        """The share of the previous step that step k keeps; before the first there is none."""
        return (k - 2) / (k + 1) if self.growing else self.beta

    def _look(self, surface, w, state, k):
        """What turns the velocity into a step, the step that it gives, the look-ahead point and the gradient there."""
        scale = self.lr if self.outside else 1.0
        carried = self.kept(k) * state.delta * scale
        look = w if self.shifted else w - carried
        return scale, carried, look, penalised(surface.gradient(look), look, self.weight_decay)

    def step(self, surface, w, state, k):
        scale, carried, _, g = self._look(surface, w, state, k)
        slope = g if self.outside else self.lr * g
        delta = self.kept(k) * state.delta + slope
        if self.shifted:
            return w - (self.kept(k + 1) * delta + slope) * scale, Velocity(delta)
        return w - (carried + self.lr * g), Velocity(delta)

    def believes(self, surface, w, state, k):
        """Where the momentum leads (with `shifted`, the track's own point is that), and the gradient's share."""
        _, carried, look, g = self._look(surface, w, state, k)
        return (
            *step(look + carried, look, "momentum"),
            *whole(Points(look[None], "look-ahead point")),
            *step(look, look - self.lr * g, "gradient"),
        )

    def stable_curvature(self):
        beta = 1.0 if self.growing else self.beta  # to which it grows, and where the bound is lowest
        return 2 * (1 + beta) / ((1 + 2 * beta) * self.lr) - self.weight_decay

    def torch(self):
        if self.growing or not (self.shifted and self.beta > 0):
            return None
        return TorchCall("SGD", {"lr": self.lr, "momentum": self.beta, "nesterov": True} | decay_of(self))

    def optax(self):
        if self.growing or not self.shifted:
            return None
        arguments = {"learning_rate": self.lr, "momentum": self.beta, "nesterov": True}
        return OptaxCall("sgd", arguments, optax_decay(self))
