from dataclasses import dataclass

from catalog import FRACTION, NON_NEGATIVE, Paper, param
from optim._belief import Points
from optim._believed import whole
from optim._inner import INNER, inner_rule, with_slow, without_slow
from optim._moments import average
from optim._optimizer import Optimizer


@dataclass(frozen=True)
class WeightAverage(Optimizer):
    """A running average of another rule's points, beside it: calms what circles at the end, and lags behind before.

    The track is that of the average, from the start on (EMA of the weights); the inner rule knows nothing of it.
    """

    lr: float = param(0.05, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate of the inner rule")
    inner: str = param("Adam", choices=INNER, help="The rule that is averaged, at its defaults but for the rate")
    beta: float = param(0.9, 0.0, 0.999, r"\beta", legal=FRACTION, help="Memory of the points")

    name, color, family = "Weight average", "#0077bb", "around a rule"
    elsewhere = ("torch.optim.swa_utils.AveragedModel",)
    latex = r"z_k = \mathrm{rule}_\eta(z_{k-1}), \quad w_k = \beta\,w_{k-1} + (1 - \beta)\,z_k, \quad z_0 = w_0"
    paper = Paper(
        "Morales-Brotons, Vogels & Hendrikx", 2024,
        "Exponential moving average of weights in deep learning: Dynamics and benefits",
        "https://arxiv.org/abs/2411.18704",
    )  # fmt: skip

    def init(self, w):
        return with_slow(inner_rule(self.inner, self.lr).init(w), w)

    def step(self, surface, w, state, k):
        point, memory = inner_rule(self.inner, self.lr).step(surface, state.slow, without_slow(state), k)
        return average(self.beta, w, point), with_slow(memory, point)

    def believes(self, surface, w, state, k):
        """What the inner rule goes by, at its own point, and the average."""
        inner = inner_rule(self.inner, self.lr).believes(surface, state.slow, without_slow(state), k)
        return *inner, *whole(Points(w[None], "average"))
