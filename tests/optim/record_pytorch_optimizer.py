"""Record tracks of the pytorch-optimizer library: python tests/optim/record_pytorch_optimizer.py, where it is at hand.

The tracks are committed (data/pytorch_optimizer.json), so that the tests need neither it nor PyTorch. All in float64.
"""

import platform
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytorch_optimizer
import torch
from pytorch_optimizer.optimizer import psgd
from recording import STEPS, record

sys.path.append(str(Path(__file__).parents[2]))
from optim._draws import normals


def solved(x, q):
    """psgd.solve_triangular_right, which takes the detour over float32."""
    return torch.linalg.solve_triangular(q, x.reshape(-1, x.size(-1)), upper=True, left=False).reshape_as(x)


class Pinned:
    """Kron, its whole vector under one triangle and its random directions ours, all in float64."""

    def __init__(self, w, lr, beta, seed):
        self.rule = pytorch_optimizer.Kron(
            w, lr=lr, momentum=beta, min_ndim_triangular=1, precondition_dtype=torch.float64,
            pre_conditioner_update_probability=1.0, balance_prob=0.0,
        )  # fmt: skip
        self.seed, self.k = seed, 0
        self.zero_grad = self.rule.zero_grad

    def step(self):
        self.k += 1
        drawn = torch.tensor(normals(self.seed, self.k, np.zeros(2)))
        psgd.solve_triangular_right, torch.randn_like, before = solved, lambda *_, **__: drawn, torch.randn_like
        self.rule.step()
        torch.randn_like = before


RULES = {
    "psgd": (
        lambda draw: {"lr": draw.log(1e-2, 0.3), "beta": draw.between(0.3, 0.95), "seed": draw.whole(0, 99)},
        lambda w, lr, beta, seed: Pinned(w, lr, beta, seed),
    ),
    "madgrad": (
        lambda draw: {"lr": draw.log(1e-2, 0.3), "beta": draw.between(0.3, 0.95), "eps": draw.log(1e-8, 1e-3)},
        lambda w, lr, beta, eps: pytorch_optimizer.MADGRAD(w, lr=lr, momentum=beta, eps=eps),
    ),
}


def follow(name, make, f, start):
    w = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = make([w])
    points = [w.tolist()]
    for _ in range(STEPS):
        optimizer.zero_grad()
        f(w[0], w[1]).backward()
        optimizer.step()
        points.append(w.tolist())
    return points


if __name__ == "__main__":
    versions = {
        "pytorch_optimizer": version("pytorch_optimizer"), "torch": torch.__version__,
        "python": platform.python_version(),
    }  # fmt: skip
    record("pytorch_optimizer.json", versions, RULES, follow, cut={"psgd": 20})
