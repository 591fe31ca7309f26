from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from catalog import NON_NEGATIVE, Paper, param
from optim._believed import level_line_of_inverse, searched
from optim._linalg import dot
from optim._line_search import SEARCHES
from optim._optimizer import Optimizer, TorchCall
from optim._quasi_newton import curved, descend

TORCH_SEARCHES = {"strong Wolfe": "strong_wolfe", "none": None}


class Pairs(NamedTuple):
    s: np.ndarray
    y: np.ndarray
    sy: np.ndarray
    point: np.ndarray
    gradient: np.ndarray


@dataclass(frozen=True)
class LBFGS(Optimizer):
    """BFGS from the last m pairs only: Newton-like steps for 2mn numbers, at the price of forgetting.

    Equal to PyTorch's with one iteration a step. An empty place in the memory has sᵀy = 0; the newest pair stands last.
    """

    lr: float = param(1.0, 0.01, 2.0, r"\eta", legal=NON_NEGATIVE, help="First trial of the line search")
    memory: int = param(5, 1, 20, "m", legal="[1, 100]", help="Pairs of changes that are kept")
    search: str = param("strong Wolfe", choices=SEARCHES, help="How the step length is found")

    name, color, family = "L-BFGS", "#bb33dd", "curvature"
    lowers = True
    tunable = False
    elsewhere = ("torch.optim.LBFGS", "optax.lbfgs")
    latex = (
        r"w_k = w_{k-1} - \eta_k B_k \nabla E, \quad"
        r" B_k \text{ by BFGS from } \frac{s^\top y}{y^\top y} I \text{ and the last } m \text{ pairs } (s, y), \quad"
        r" \eta_k \text{ by line search from } \eta"
    )
    paper = Paper(
        "Liu & Nocedal", 1989, "On the limited memory BFGS method for large scale optimization",
        "https://doi.org/10.1007/BF01589116",
    )  # fmt: skip

    def init(self, w):
        places = int(np.max(self.memory))
        empty = np.zeros((*w.shape[:-1], places, w.shape[-1]))
        return Pairs(empty, empty, empty[..., 0].copy(), w, np.zeros_like(w))

    def step(self, surface, w, state, k):
        g = surface.gradient(w)
        state = self._remember(state, w, g)
        return descend(self.search, self.lr, surface, w, g, self._direction(state, g), k), state

    def _remember(self, state, w, g):
        s, y = w - state.point, g - state.gradient
        good, sy = curved(s, y), dot(s, y)
        pushed = (
            np.concatenate([old[..., 1:, :], new[..., None, :]], axis=-2)
            for old, new in ((state.s, s), (state.y, y), (state.sy[..., None], sy))
        )
        s, y, sy = (
            np.where(good[..., None], new, old)
            for new, old in zip(pushed, (state.s, state.y, state.sy[..., None]), strict=True)
        )
        return Pairs(s, y, sy[..., 0], w, g)

    def _direction(self, state, g):
        """The two-loop recursion (Nocedal & Wright, algorithm 7.4); an empty place adds nothing."""
        places = state.sy.shape[-1]
        weight = {}
        d = -g
        for i in reversed(range(places)):
            sy = state.sy[..., i : i + 1]
            known = (sy > 0) & (i >= places - np.asarray(self.memory))
            weight[i] = np.where(known, dot(state.s[..., i, :], d) / sy, 0.0)
            d = d - weight[i] * state.y[..., i, :]
        newest, sy = state.y[..., -1, :], state.sy[..., -1:]
        d = np.where(sy > 0, sy / dot(newest, newest), 1.0) * d
        for i in range(places):
            sy = state.sy[..., i : i + 1]
            back = np.where(weight[i] == 0, 0.0, dot(state.y[..., i, :], d) / sy)
            d = d + (weight[i] - back) * state.s[..., i, :]
        return d

    def believes(self, surface, w, state, k):
        """The learned quadratic's level line through w, whose centre the first trial aims at, and the search."""
        g = surface.gradient(w)
        after = self._remember(state, w, g)
        inverse = np.stack([-self._direction(after, unit) for unit in np.eye(len(w))], axis=-1)
        line = level_line_of_inverse(w, g, (inverse + inverse.T) / 2, "learned quadratic")
        return *line, *searched(self, surface, w, state, k)

    def torch(self):
        """With one iteration a step: 25 of its 26 evaluations are left for the search."""
        if self.search not in TORCH_SEARCHES:
            return None
        once = {"max_iter": 1, "max_eval": 26, "tolerance_grad": 0, "tolerance_change": 0}
        ours = {"lr": self.lr, "history_size": self.memory}
        return TorchCall("LBFGS", ours | once | {"line_search_fn": TORCH_SEARCHES[self.search]})
