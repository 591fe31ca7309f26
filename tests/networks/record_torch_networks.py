"""Record what PyTorch makes of the same networks: values, gradients, Hessian-vector products, training tracks.

    python -m tests.networks.record_torch_networks

needs torch (2.13 when data/torch.json was made); the tests do not.
"""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np

from networks import NETWORKS

FILE = Path(__file__).parent / "data" / "torch.json"
CASES = {
    "moons": {"data": "moons", "n": 60, "width": 5},
    "moons relu squared": {"data": "moons", "n": 60, "width": 5, "activation": "relu", "loss": "squared", "init": "he"},
    "xor sigmoid l2": {"data": "xor", "n": 60, "width": 4, "depth": 1, "activation": "sigmoid", "l2": 0.01},
    "digits": {"data": "digits", "n": 80, "width": 6, "depth": 1, "label_noise": 0.2},
    "diabetes": {"data": "diabetes", "n": 80, "width": 4, "loss": "squared", "l2": 0.1},
}
STEPS = 100
TRACKS = {
    "gradient_descent": ("SGD", {"lr": 0.1}),
    "momentum": ("SGD", {"lr": 0.05, "momentum": 0.9}),
    "adam": ("Adam", {"lr": 0.01}),
}
BATCH = 16


def network(case: str, batch: int = 0):
    return NETWORKS["perceptron"](batch=batch, **CASES[case])


def record() -> dict:
    import torch

    torch.set_default_dtype(torch.float64)
    functions = {"tanh": torch.tanh, "relu": torch.relu, "sigmoid": torch.sigmoid}

    def loss_of(problem, w, x, t):
        h, at, sizes = x, 0, problem.dense.sizes
        for i, (a, b) in enumerate(pairwise(sizes)):
            h = h @ w[at : at + a * b].reshape(a, b) + w[at + a * b : at + a * b + b]
            at += a * b + b
            h = functions[problem.activation](h) if i + 2 < len(sizes) else h
        if problem.loss == "squared":
            data = torch.nn.functional.mse_loss(h, t)
        elif h.shape[1] == 1:
            data = torch.nn.functional.binary_cross_entropy_with_logits(h, t)
        else:
            data = torch.nn.functional.cross_entropy(h, t)
        return data + 0.5 * problem.l2 * (w * w).sum()

    def track(problem, rule, options):
        w = torch.tensor(problem.start, requires_grad=True)
        x, t = torch.tensor(problem.training.x), torch.tensor(problem.training.t)
        optimizer = getattr(torch.optim, rule)([w], **options)
        for k in range(1, STEPS + 1):
            chosen = problem.batch_of(k) if problem.batch else slice(None)
            optimizer.zero_grad()
            loss_of(problem, w, x[chosen], t[chosen]).backward()
            optimizer.step()
        return w.detach().tolist()

    out = {"torch": torch.__version__, "cases": {}}
    for case in CASES:
        problem = network(case)
        x, t = torch.tensor(problem.training.x), torch.tensor(problem.training.t)
        w = torch.tensor(problem.starts(2)[1], requires_grad=True)
        v = torch.tensor(np.random.default_rng(5).standard_normal(problem.dims))
        value = loss_of(problem, w, x, t)
        (gradient,) = torch.autograd.grad(value, w, create_graph=True)
        (product,) = torch.autograd.grad(gradient @ v, w)
        out["cases"][case] = {
            "value": value.item(),
            "gradient": gradient.tolist(),
            "product": product.tolist(),
            "tracks": {
                f"{slug}, {batch or 'all'}": track(network(case, batch), *TRACKS[slug])
                for slug in TRACKS
                for batch in (0, BATCH)
            },
        }
    return out


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(record()))
