"""Record tracks of rules that work on matrices: python -m tests.optim.record_matrices, where optax is installed.

optax moves the weights of a small network of ours by our gradients, in float64; pytorch-optimizer does for Shampoo and
SOAP, which optax has not. The tracks are committed (data/matrices/tracks.json), so that the tests need neither.
"""

import json
from pathlib import Path

import numpy as np

from networks import NETWORKS

FILE = Path(__file__).parent / "data" / "matrices" / "tracks.json"
STEPS = 12
CASES = {
    "muon": [{"lr": 0.02}, {"lr": 0.1, "beta": 0.8, "beta1": 0.7, "beta2": 0.95, "eps": 1e-6}],
    "adafactor": [{"lr": 0.05}, {"lr": 0.1, "decay": 0.5, "clip": 0.3, "eps": 1e-8, "relative": True}],
    "lars": [{"lr": 0.1}, {"lr": 0.5, "beta": 0.5, "trust": 0.02, "decay": 0.01}],
    "lamb": [{"lr": 0.01}, {"lr": 0.05, "beta1": 0.5, "beta2": 0.9, "eps": 1e-4, "decay": 0.02}],
    "shampoo": [{"lr": 0.1}, {"lr": 0.3, "eps": 1e-2}],
    # a gradient is known to 1e-17 where it is 0 (in a vector's other directions), and is divided by ε: no smaller ones
    "soap": [{"lr": 0.01, "eps": 1e-6}, {"lr": 0.05, "beta1": 0.8, "beta2": 0.9, "eps": 1e-4}],
}


def problem():
    return NETWORKS["perceptron"](n=24, width=3, noise=0.3)


def start():
    """Weights none of whose arrays is 0."""
    return np.array(problem().starts(1)[0]) + 0.1 * np.random.default_rng(4).standard_normal(problem().dims)


def record():
    import jax

    jax.config.update("jax_enable_x64", True)
    import jax.numpy as jnp
    import optax
    import torch
    from pytorch_optimizer import SOAP, Shampoo

    def adafactor(lr, decay=0.8, clip=1.0, eps=1e-30, relative=False):
        """optax.adafactor's own chain, but for its memory 1 − k^−c, which it works out in 32 bits."""
        memory = {"decay_rate": decay, "decay_rate_fn": lambda i, c: 1.0 - (i + 1.0) ** -c}
        chain = [
            optax.scale_by_factored_rms(min_dim_size_to_factor=1, epsilon=eps, **memory),
            optax.clip_by_block_rms(clip),
            optax.scale_by_learning_rate(lr, flip_sign=False),
        ]
        return optax.chain(*chain, *([optax.scale_by_param_block_rms()] if relative else []), optax.scale(-1))

    makers = {
        "muon": lambda lr, beta=0.95, beta1=0.9, beta2=0.999, eps=1e-8: optax.contrib.muon(
            lr, beta=beta, adam_b1=beta1, adam_b2=beta2, eps=eps
        ),
        "adafactor": adafactor,
        "lars": lambda lr, beta=0.9, trust=0.1, decay=0.0: optax.lars(
            lr, decay, trust_coefficient=trust, momentum=beta
        ),
        "lamb": lambda lr, beta1=0.9, beta2=0.999, eps=1e-6, decay=0.0: optax.lamb(
            lr, beta1, beta2, eps, weight_decay=decay
        ),
    }
    surface = problem()

    def split(w):
        at, out = 0, []
        for shape in surface.shapes:
            size = int(np.prod(shape))
            out.append(np.asarray(w[at : at + size]).reshape(shape))
            at += size
        return out

    def whole(arrays):
        return np.concatenate([np.asarray(a).ravel() for a in arrays])

    def by_optax(rule):
        arrays = [jnp.asarray(a) for a in split(start())]
        state, track = rule.init(arrays), []
        for _ in range(STEPS):
            gradient = [jnp.asarray(a) for a in split(surface.gradient(whole(arrays)))]
            updates, state = rule.update(gradient, state, arrays)
            arrays = optax.apply_updates(arrays, updates)
            track.append(whole(arrays).tolist())
        return track

    def by_torch(make):
        torch.set_default_dtype(torch.float64)
        arrays = [torch.tensor(a, requires_grad=True) for a in split(start())]
        step, track = make(arrays), []
        for k in range(1, STEPS + 1):
            w = whole([a.detach() for a in arrays])
            for a, g in zip(arrays, split(surface.gradient(w)), strict=True):
                a.grad = torch.tensor(g)
            step(k)
            track.append(whole([a.detach() for a in arrays]).tolist())
        return track

    def shampoo(lr, eps=1e-4):
        def make(arrays):
            rule = Shampoo(arrays, lr=lr, matrix_eps=eps)
            return lambda k: rule.step()

        return make

    def soap(lr, beta1=0.95, beta2=0.95, eps=1e-8):
        """The library's SOAP with its bases found anew, by eigenvectors in float64 where it takes one step of a power
        iteration in float32, and before the weights move, where it waits for the next step; ε counts as in Adam."""

        class Anew(SOAP):
            def get_orthogonal_matrix_qr(self, state, *args, **kwargs):
                return self.get_orthogonal_matrix(state["GG"])

        def make(arrays):
            rule = Anew(arrays, lr=lr, betas=(beta1, beta2), weight_decay=0.0, precondition_frequency=1,
                        precondition_1d=True)  # fmt: skip
            learn = rule.update_pre_conditioner

            def step(k):
                if k == 1:
                    rule.step()  # its first call moves nothing: it finds the bases of this gradient
                    rule.update_pre_conditioner = lambda *args, **kwargs: None
                else:
                    for a in arrays:
                        learn(a.grad, rule.state[a], step=k, precondition_1d=True)
                rule.param_groups[0]["eps"] = eps * (1 - beta2**k) ** 0.5
                rule.step()

            return step

        return make

    by_libraries = {"shampoo": shampoo, "soap": soap}

    tracks = [
        {"optimizer": slug, "settings": settings,
         "points": by_torch(by_libraries[slug](**settings)) if slug in by_libraries
         else by_optax(makers[slug](**settings))}
        for slug, cases in CASES.items() for settings in cases
    ]  # fmt: skip
    from importlib.metadata import version

    return {"versions": {name: version(name) for name in ("optax", "pytorch_optimizer")}, "tracks": tracks}


if __name__ == "__main__":
    FILE.write_text(json.dumps(record()))
