from dataclasses import dataclass

from catalog import NON_NEGATIVE, Paper, param
from optim._moments import decay_of, optax_decay, penalised
from optim._optimizer import OptaxCall, Optimizer, TorchCall


@dataclass(frozen=True)
class GradientDescent(Optimizer):
    """A step down the slope, the longer the steeper it is: plain and predictable, but slow along narrow valleys."""

    lr: float = param(0.01, 1e-5, 1.0, r"\eta", log=True, legal=NON_NEGATIVE, help="Learning rate")
    weight_decay: float = param(0.0, 0.0, 1.0, r"\lambda", legal=NON_NEGATIVE, help="L2: pull to the origin")

    name, color, family = "Gradient descent", "#e6342a", "first order"
    elsewhere = ("torch.optim.SGD", "optax.sgd")
    latex = r"w_k = w_{k-1} - \eta\,g, \quad g = \nabla E(w_{k-1}) + \lambda\,w_{k-1}"
    paper = Paper(
        "Cauchy", 1847, "Méthode générale pour la résolution des systèmes d'équations simultanées",
        "https://gallica.bnf.fr/ark:/12148/bpt6k2982c/f540",
    )  # fmt: skip

    def step(self, surface, w, state, k):
        return w - self.lr * penalised(surface.gradient(w), w, self.weight_decay), state

    def effective_rate(self, before, after, k):
        return self.lr

    def stable_curvature(self):
        return 2 / self.lr - self.weight_decay

    def torch(self):
        return TorchCall("SGD", {"lr": self.lr} | decay_of(self))

    def optax(self):
        return OptaxCall("sgd", {"learning_rate": self.lr}, optax_decay(self))
