"""The files that a race is written into as code, with gaps in braces: NumPy alone, torch.optim and optax."""

from surfaces._noise import MEMORY, REACH

NOISE = '''

def noise(k):
    """What is added to every gradient of step k."""
    return sigma * np.random.default_rng((seed, k)).{draw}
'''
CORRELATED = f'''

def noise(k):
    """What is added to every gradient of step k: {MEMORY:g} of the step before, and something new."""
    first = max(1, k - {REACH})
    drawn = np.random.default_rng((seed, first)).standard_normal(len(start))
    for j in range(first + 1, k + 1):
        new = np.random.default_rng((seed, j)).standard_normal(len(start))
        drawn = {MEMORY!r} * drawn + np.sqrt(1 - {MEMORY!r}**2) * new
    return sigma * drawn
'''
LATE = """

behind = 0.0  # from where the surface answers: {delay} step{s} before


def late(function):
    return lambda w: function(w - behind)


mean, {names} = f, {wrapped}
"""

OWN = '''"""{about}"""

import numpy as np

np.seterr(all="ignore")  # a run may diverge

start = np.array({start})
steps = {steps}
{numbers}

# {surface}
{functions}
{noise}

{rules}


def run(init, step):
    """The points from the start on; NaN once a run has diverged."""
{globals}    points = np.full((steps + 1, len(start)), np.nan)
    w, state = start, init(start)
    for k in range(steps + 1):
{moves}        if k:
{behind}            w, state = step(w, state, k)
        if not (np.abs(w) <= 1e12).all() or not np.isfinite({f}(w)):
            break
        points[k] = w
    return points


rules = {{
{made}
}}
tracks = {{name: run(*rule) for name, rule in rules.items()}}

for name, points in tracks.items():
    last = max(int(np.isfinite(points).all(axis=1).sum()) - 1, 0)
    print(f"{{name}}: f = {{{f}(points[last]):.6g}} at {{points[last]}} after step {{last}}")
'''

TORCH = '''"""{about}"""

import numpy as np
import torch

torch.set_default_dtype(torch.float64)

start = {start}
steps = {steps}
{numbers}


def number(x):
    return torch.as_tensor(x)


# {surface}
{functions}
{noise}{factors}

def run(make, factor=lambda k: 1.0):
    """The points that an optimizer goes through."""
{globals}    w = torch.tensor(start, requires_grad=True)
    optimizer = make([w])
    lr = optimizer.param_groups[0]["lr"]
    points = [w.tolist()]
    for k in range(1, steps + 1):
{moves}
        def closure():
            optimizer.zero_grad()
            loss = {loss}
            loss.backward()
            return loss

        optimizer.param_groups[0]["lr"] = lr * float(factor(k))
        optimizer.step(closure)
        points.append(w.tolist())
    return points


tracks = {{
{made}
}}

for name, points in tracks.items():
    print(f"{{name}}: f = {{f(torch.tensor(points[-1])):.6g}} at {{points[-1]}}")
'''

SCHEDULED = '''

def scheduled(rate, factor):
    """The learning rate of each update, counted from 0."""
    rates = jnp.array([rate * float(factor(k)) for k in range(1, steps + 1)])
    return lambda count: rates[count]
'''

OPTAX = '''"""{about}"""

import jax
import jax.numpy as jnp
import numpy as np
import optax

jax.config.update("jax_enable_x64", True)

start = {start}
steps = {steps}
{numbers}


# {surface}
{functions}
{noise}{factors}

tilts = jnp.array([{tilt} for k in range(1, steps + 1)])


def run(optimizer):
    """The points that an optimizer goes through."""
    optimizer = optax.with_extra_args_support(optimizer)

    @jax.jit
    def step(w, seen, state, tilt):
        value, g = jax.value_and_grad(lambda w: f(w) + tilt @ w)(seen)
        updates, state = optimizer.update(g, state, w, value=value)
        return optax.apply_updates(w, updates), state

    w = jnp.array(start)
    state, points = optimizer.init(w), [w.tolist()]
    for tilt in tilts:
        w, state = step(w, {seen}, state, tilt)
        points.append(w.tolist())
    return points


tracks = {{
{made}
}}

for name, points in tracks.items():
    print(f"{{name}}: f = {{f(jnp.array(points[-1])):.6g}} at {{points[-1]}}")
'''
