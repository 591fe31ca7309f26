"""Record tracks of optax: python tests/optim/record_optax.py, in an environment that has optax.

The tracks are committed (data/optax.json), so that the tests need no optax. All in float64. Sophia is not among them:
optax renews the Hessian's diagonal after its use, the paper, which we follow, before. Nor is MADGRAD:
optax takes its rate in float32.
"""

import platform

import jax
import jax.numpy as jnp
import optax
from recording import STEPS, record

jax.config.update("jax_enable_x64", True)


def lr(draw):
    return {"lr": draw.log(1e-4, 1e-2)}


def larger_lr(draw):
    return {"lr": draw.log(1e-2, 0.3)}


def like_adam(draw):
    betas = {"beta1": draw.between(0.3, 0.95), "beta2": draw.between(0.8, 0.999)}
    return larger_lr(draw) | betas | {"eps": draw.log(1e-10, 1e-3)}


def inner_rule(name, lr):
    """Our inner rules, at our defaults."""
    return {
        "Gradient descent": lambda: optax.sgd(lr),
        "Momentum": lambda: optax.sgd(lr, momentum=0.9),
        "Nesterov": lambda: optax.sgd(lr, momentum=0.9, nesterov=True),
        "Adam": lambda: optax.adam(lr, b1=0.9, b2=0.999, eps=1e-8),
    }[name]()


def inner_settings(draw):
    name = ["Gradient descent", "Momentum", "Nesterov", "Adam"][draw.whole(0, 3)]
    return {"inner": name, "lr": draw.log(1e-2, 0.3) if name == "Adam" else draw.log(1e-4, 2e-3)}


def yogi(lr, beta1, beta2, eps):
    averages = optax.scale_by_yogi(b1=beta1, b2=beta2, eps=eps, initial_accumulator_value=0.0)
    return optax.chain(averages, optax.scale_by_learning_rate(lr))


def schedule_free(form, lr, beta, beta2, eps, averaged):
    if form == "SGD":
        return optax.contrib.schedule_free_sgd(lr, b1=beta)
    return optax.contrib.schedule_free_adamw(lr, b1=beta, b2=beta2, eps=eps)


def sam(rule, rho):
    uphill = optax.chain(optax.contrib.normalize(), optax.sgd(rho))
    return optax.contrib.sam(rule, uphill, sync_period=2, opaque_mode=True)


RULES = {
    "sign_descent": (lambda draw: {"lr": draw.log(1e-3, 0.1)}, lambda lr: optax.sign_sgd(lr)),
    "normalized_descent": (
        lambda draw: {"lr": draw.log(1e-3, 0.1)},
        lambda lr: optax.chain(optax.contrib.normalize(), optax.sgd(lr)),
    ),
    "polyak_step": (
        lambda draw: {"lr": draw.log(1e-3, 0.3)},
        lambda lr: optax.polyak_sgd(max_learning_rate=lr, f_min=0.0),
    ),
    "adabelief": (
        like_adam,
        lambda lr, beta1, beta2, eps: optax.adabelief(lr, b1=beta1, b2=beta2, eps=eps, eps_root=eps),
    ),
    "adam": (
        lambda draw: like_adam(draw) | {"eps_inside": True},
        lambda lr, beta1, beta2, eps, eps_inside: optax.adam(lr, b1=beta1, b2=beta2, eps=0.0, eps_root=eps),
    ),
    "yogi": (like_adam, yogi),
    "adan": (
        lambda draw: like_adam(draw) | {"beta3": draw.between(0.8, 0.999)},
        lambda lr, beta1, beta2, beta3, eps: optax.adan(lr, b1=beta1, b2=beta2, b3=beta3, eps=eps, eps_root=0.0),
    ),
    "optimistic_descent": (lr, lambda lr: optax.optimistic_gradient_descent(lr)),
    "lion": (
        lambda draw: {
            "lr": draw.log(1e-3, 0.1),
            "beta1": draw.between(0.3, 0.95),
            "beta2": draw.between(0.3, 0.99),
            "weight_decay": draw.log(1e-3, 0.3),
        },
        lambda lr, beta1, beta2, weight_decay: optax.lion(lr, b1=beta1, b2=beta2, weight_decay=weight_decay),
    ),
    "novograd": (
        lambda draw: like_adam(draw) | {"lr": draw.log(1e-3, 0.03), "weight_decay": draw.log(1e-3, 0.3)},
        lambda lr, beta1, beta2, eps, weight_decay: optax.novograd(
            lr, b1=beta1, b2=beta2, eps=eps, weight_decay=weight_decay
        ),
    ),
    "prodigy": (
        lambda draw: like_adam(draw) | {"lr": draw.between(0.5, 2), "distance": draw.log(1e-4, 0.1)},
        lambda lr, beta1, beta2, eps, distance: optax.contrib.prodigy(
            lr, betas=(beta1, beta2), eps=eps, estim_lr0=distance
        ),
    ),
    "schedule_free": (
        lambda draw: (
            {"form": ["SGD", "AdamW"][draw.whole(0, 1)], "averaged": False}
            | {"lr": draw.log(1e-4, 3e-3), "beta": draw.between(0.5, 0.98)}
            | {"beta2": draw.between(0.8, 0.999), "eps": draw.log(1e-10, 1e-3)}
        ),
        schedule_free,
    ),
    "lookahead": (
        lambda draw: inner_settings(draw) | {"alpha": draw.between(0.2, 0.9), "period": draw.whole(1, 9)},
        lambda inner, lr, alpha, period: optax.lookahead(inner_rule(inner, lr), period, alpha),
    ),
    "sharpness_aware": (
        lambda draw: inner_settings(draw) | {"rho": draw.log(1e-3, 0.1)},
        lambda inner, lr, rho: sam(inner_rule(inner, lr), rho),
    ),
    "signum": (
        lambda draw: {"lr": draw.log(1e-3, 0.1), "beta": draw.between(0.3, 0.98)},
        lambda lr, beta: optax.signum(lr, beta=beta),
    ),
    "adopt": (like_adam, lambda lr, beta1, beta2, eps: optax.contrib.adopt(lr, b1=beta1, b2=beta2, eps=eps)),
    "ademamix": (
        lambda draw: like_adam(draw) | {"beta3": draw.between(0.8, 0.999), "alpha": draw.between(0.0, 5.0)},
        lambda lr, beta1, beta2, eps, beta3, alpha: optax.contrib.ademamix(
            lr, b1=beta1, b2=beta2, b3=beta3, alpha=alpha, eps=eps
        ),
    ),
    "dog": (
        lambda draw: {"lr": draw.between(0.5, 2), "distance": draw.log(1e-3, 0.3), "eps": draw.log(1e-10, 1e-3)},
        lambda lr, distance, eps: optax.contrib.dog(lr, init_step=("distance", distance), eps=eps),
    ),
    "d_adaptation": (
        lambda draw: like_adam(draw) | {"lr": draw.between(0.5, 2), "distance": draw.log(1e-4, 0.1)},
        lambda lr, beta1, beta2, eps, distance: optax.contrib.dadapt_adamw(
            lr, betas=(beta1, beta2), eps=eps, estim_lr0=distance
        ),
    ),
    "momo": (
        lambda draw: {"lr": draw.log(1e-3, 0.1), "beta": draw.between(0.3, 0.95), "bound": draw.between(-1, 1)},
        lambda lr, beta, bound: optax.contrib.momo(lr, beta=beta, lower_bound=bound),
    ),
    "clipped_gradient_descent": (
        lambda draw: larger_lr(draw) | {"clip": draw.log(0.3, 3)},
        lambda lr, clip: optax.chain(optax.clip_by_global_norm(clip), optax.sgd(lr)),
    ),
}


def follow(name, make, f, start):
    w = jnp.array(start)
    gradient = jax.jit(jax.grad(lambda w: f(w[0], w[1])))
    extra = {
        "polyak_step": lambda w: {"value": f(w[0], w[1])},
        "momo": lambda w: {"value": f(w[0], w[1])},
        "sharpness_aware": lambda w: {"grad_fn": lambda at, _: gradient(at)},
    }.get(name, lambda w: {})
    optimizer = make()
    params = optax.LookaheadParams.init_synced(w) if name == "lookahead" else w
    state = optimizer.init(params)
    points = [w.tolist()]
    for _ in range(STEPS):
        updates, state = optimizer.update(gradient(w), state, params, **extra(w))
        params = optax.apply_updates(params, updates)
        w = params.fast if name == "lookahead" else params
        points.append(w.tolist())
    return points


if __name__ == "__main__":
    versions = {"optax": optax.__version__, "jax": jax.__version__, "python": platform.python_version()}
    record("optax.json", versions, RULES, follow, cut={"polyak_step": 15, "momo": 15, "d_adaptation": 15})
