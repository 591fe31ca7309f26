"""The rules that the tests run through: each with its defaults, and with each of its other choices."""

from dataclasses import dataclass

import numpy as np

from catalog import parameters
from optim import ON_VECTORS, OPTIMIZERS, SCHEDULES, Clip, Clipped, Scheduled
from surfaces import Surface


def _others(cls):
    for p in parameters(cls):
        for value in p.choices or ((True, False) if p.kind == "flag" else ()):
            if value != p.default:
                yield f"{cls.slug}-{p.name}-{value}".replace(" ", "-"), cls(**{p.name: value})


RULES = {slug: cls() for slug, cls in ON_VECTORS.items()}
for _cls in ON_VECTORS.values():
    RULES.update(_others(_cls))

WRAPPED = {f"scheduled-{slug}": Scheduled(OPTIMIZERS["adam"](), cls(warmup=3)) for slug, cls in SCHEDULES.items()} | {
    "clipped": Clipped(OPTIMIZERS["momentum"](), Clip(norm=0.5)),
    "clipped-scheduled": Clipped(Scheduled(OPTIMIZERS["nesterov"](), SCHEDULES["cosine"]()), Clip()),
}


@dataclass(frozen=True)
class Bowl(Surface):
    """A quadratic in as many dimensions as there are curvatures, its axes coupled."""

    curvatures: tuple = (1.0, 2.0, 3.0, 4.0, 5.0)

    name = "Bowl"

    @property
    def dims(self):
        return len(self.curvatures)

    @property
    def start(self):
        return tuple(np.linspace(1.0, 2.0, self.dims))

    @property
    def matrix(self):
        return np.diag(self.curvatures) + 0.1

    @property
    def best_value(self):
        return 0.0

    def value(self, w):
        return 0.5 * (w * self.gradient(w)).sum(axis=-1)

    def gradient(self, w):
        return (self.matrix * np.asarray(w)[..., None, :]).sum(axis=-1)

    def hessian(self, w):
        return np.broadcast_to(self.matrix, (*np.shape(w), self.dims)).copy()

    def minima(self):
        return np.zeros((1, self.dims))


def still(rule):
    """The rule without what moves a point that is at rest: decay of the weights."""
    return type(rule)(**rule.settings() | {name: 0.0 for name in ("weight_decay", "decay") if hasattr(rule, name)})
