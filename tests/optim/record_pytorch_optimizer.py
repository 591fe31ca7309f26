"""Record tracks of the pytorch-optimizer library: python tests/optim/record_pytorch_optimizer.py, where it is at hand.

The tracks are committed (data/pytorch_optimizer.json), so that the tests need neither it nor PyTorch. All in float64.
"""

import platform
from importlib.metadata import version

import pytorch_optimizer
import torch
from recording import STEPS, record

RULES = {
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
    record("pytorch_optimizer.json", versions, RULES, follow)
