"""Record tracks of torch.optim: python tests/optim/record_torch.py, in an environment that has torch.

The tracks are committed (data/torch.json), so that the tests need no torch. All in float64.
"""

import platform

import torch
from recording import STEPS, record

torch.set_default_dtype(torch.float64)
optim = torch.optim


def lr(draw):
    return {"lr": draw.log(1e-4, 1e-2)}


def larger_lr(draw):
    return {"lr": draw.log(1e-2, 0.3)}


def with_beta(rate):
    return lambda draw: rate(draw) | {"beta": draw.between(0.3, 0.95)}


def with_eps(draw):
    return larger_lr(draw) | {"eps": draw.log(1e-10, 1e-3)}


def like_adam(draw):
    return with_eps(draw) | {"beta1": draw.between(0.3, 0.95), "beta2": draw.between(0.8, 0.999)}


def betas(make):
    """An optimizer of Adam's family from our names."""
    return lambda w, lr, eps, beta1, beta2, **more: make(w, lr=lr, betas=(beta1, beta2), eps=eps, **more)


def lbfgs(w, lr, memory, search):
    how = {"strong Wolfe": "strong_wolfe", "none": None}[search]
    once = {"max_iter": 1, "max_eval": 26, "tolerance_grad": 0, "tolerance_change": 0}  # 25 are left for the search
    return optim.LBFGS(w, lr=lr, history_size=memory, line_search_fn=how, **once)


RULES = {
    "gradient_descent": (lr, optim.SGD),
    "momentum": (with_beta(lr), lambda w, lr, beta: optim.SGD(w, lr=lr, momentum=beta)),
    "nesterov": (with_beta(lr), lambda w, lr, beta: optim.SGD(w, lr=lr, momentum=beta, nesterov=True)),
    "adagrad": (with_eps, optim.Adagrad),
    "rmsprop": (
        lambda draw: with_eps(draw) | {"beta": draw.between(0.3, 0.99)},
        lambda w, lr, eps, beta: optim.RMSprop(w, lr=lr, alpha=beta, eps=eps),
    ),
    "adadelta": (
        lambda draw: {"lr": draw.log(0.3, 5), "rho": draw.between(0.3, 0.99), "eps": draw.log(1e-8, 1e-3)},
        optim.Adadelta,
    ),
    "adam": (like_adam, betas(optim.Adam)),
    "adamax": (like_adam, betas(optim.Adamax)),
    "adamw": (lambda draw: like_adam(draw) | {"weight_decay": draw.log(1e-3, 0.3)}, betas(optim.AdamW)),
    "nadam": (lambda draw: like_adam(draw) | {"momentum_decay": draw.log(1e-3, 0.3)}, betas(optim.NAdam)),
    "radam": (lambda draw: like_adam(draw) | lr(draw), betas(optim.RAdam)),
    "amsgrad": (like_adam, betas(lambda w, **settings: optim.Adam(w, amsgrad=True, **settings))),
    "rprop": (
        lambda draw: {
            "lr": draw.log(1e-3, 0.1),
            "shrink": draw.between(0.3, 0.8),
            "grow": draw.between(1.1, 1.5),
            "smallest": draw.log(1e-5, 1e-3),
            "largest": draw.log(0.02, 1),
        },
        lambda w, lr, shrink, grow, smallest, largest: optim.Rprop(
            w, lr=lr, etas=(shrink, grow), step_sizes=(smallest, largest)
        ),
    ),
    "averaged_descent": (
        lambda draw: (
            lr(draw)
            | {
                "decay": draw.log(0.01, 1),
                "power": draw.between(0.5, 1),
                "burn_in": draw.whole(0, 20),
                "averaged": False,
            }
        ),
        lambda w, lr, decay, power, burn_in, averaged: optim.ASGD(w, lr=lr, lambd=decay, alpha=power, t0=burn_in),
    ),
    "lbfgs": (
        lambda draw: {
            "lr": draw.between(0.3, 1),
            "memory": draw.whole(1, 6),
            "search": ["strong Wolfe", "none"][draw.whole(0, 1)],
        },
        lbfgs,
    ),
}


def follow(name, make, f, start):
    w = torch.tensor(start, requires_grad=True)
    optimizer = make([w])

    def closure():
        optimizer.zero_grad()
        value = f(w[0], w[1])
        value.backward()
        return value

    points = [w.tolist()]
    for _ in range(STEPS):
        optimizer.step(closure)
        points.append(w.tolist())
    return points


if __name__ == "__main__":
    record(
        "torch.json",
        {"torch": torch.__version__, "python": platform.python_version()},
        RULES,
        follow,
        cut={"lbfgs": 15},
    )
