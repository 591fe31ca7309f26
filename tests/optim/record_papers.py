"""Record tracks of rules that no library has, by the formulas of their papers in arithmetic of fifty digits.

    python tests/optim/record_papers.py

writes data/papers.json. Nothing of ours is imported: derivatives are SymPy's, numbers and matrices mpmath's, and the
formulas are written as in the papers, matrices as matrices, not as our rules shorten them.
"""

import platform

import mpmath
import sympy
from mpmath import mp
from recording import record

mp.dps = 50
X, Y = sympy.symbols("x y")


class Exact:
    """A surface with its derivatives, on column vectors of mpmath's."""

    def __init__(self, f):
        expression = f(X, Y)
        wanted = (expression, *(expression.diff(*by) for by in ((X,), (Y,), (X, X), (X, Y), (Y, Y))))
        lambdas = [sympy.lambdify((X, Y), sympy.nsimplify(e, rational=True), "mpmath") for e in wanted]
        self.f, self.fx, self.fy, self.fxx, self.fxy, self.fyy = lambdas

    def value(self, w):
        return self.f(w[0], w[1])

    def gradient(self, w):
        return mp.matrix([self.fx(w[0], w[1]), self.fy(w[0], w[1])])

    def hessian(self, w):
        xy = self.fxy(w[0], w[1])
        return mp.matrix([[self.fxx(w[0], w[1]), xy], [xy, self.fyy(w[0], w[1])]])


def dot(a, b):
    return (a.T * b)[0]


def elementwise(f, *columns):
    return mp.matrix([f(*(c[i] for c in columns)) for i in range(2)])


def of_symmetric(matrix, f):
    """V f(Λ) Vᵀ."""
    values, vectors = mp.eigsy(matrix)
    return vectors * mp.diag([f(v) for v in values]) * vectors.T


def newton(s, w, k, memory, lr):
    return w - lr * mp.lu_solve(s.hessian(w), s.gradient(w))


def saddle_free_newton(s, w, k, memory, lr, damping):
    return w - lr * of_symmetric(s.hessian(w), lambda v: 1 / (abs(v) + damping)) * s.gradient(w)


def coordinatewise(s, w, k, memory, lr):
    g, h = s.gradient(w), s.hessian(w)
    return w - lr * elementwise(lambda a, b: a / b, g, mp.matrix([h[0, 0], h[1, 1]]))


def full_matrix_adagrad(s, w, k, memory, lr, eps):
    g = s.gradient(w)
    memory["G"] = memory.get("G", mp.zeros(2)) + g * g.T
    return w - lr * of_symmetric(memory["G"], lambda v: 1 / (mp.sqrt(max(v, 0)) + eps)) * g


def averages(memory, k, m, v, beta1, beta2):
    """Adam's averages of a vector and of another's squares, their bias corrected."""
    zero = mp.zeros(2, 1)
    memory["m"] = beta1 * memory.get("m", zero) + (1 - beta1) * m
    memory["v"] = beta2 * memory.get("v", zero) + (1 - beta2) * elementwise(lambda a: a**2, v)
    return memory["m"] / (1 - beta1**k), memory["v"] / (1 - beta2**k)


def adahessian(s, w, k, memory, lr, beta1, beta2, eps, power):
    h = s.hessian(w)
    m, v = averages(memory, k, s.gradient(w), mp.matrix([h[0, 0], h[1, 1]]), beta1, beta2)
    return w - lr * elementwise(lambda a, b: a / (b ** (power / 2) + eps), m, v)


def quasi_hyperbolic_momentum(s, w, k, memory, lr, beta, nu):
    g = s.gradient(w)
    memory["m"] = beta * memory.get("m", mp.zeros(2, 1)) + (1 - beta) * g
    return w - lr * ((1 - nu) * g + nu * memory["m"])


def laprop(s, w, k, memory, lr, beta1, beta2, eps):
    g, zero = s.gradient(w), mp.zeros(2, 1)
    memory["v"] = beta2 * memory.get("v", zero) + (1 - beta2) * elementwise(lambda a: a**2, g)
    scaled = elementwise(lambda a, b: lr * a * mp.sqrt(1 - beta2**k) / (mp.sqrt(b) + eps), g, memory["v"])
    memory["m"] = beta1 * memory.get("m", zero) + (1 - beta1) * scaled
    return w - memory["m"] / (1 - beta1**k)


def soap(s, w, k, memory, lr, beta1, beta2, eps):
    g = s.gradient(w)
    memory["L"] = beta2 * memory.get("L", mp.zeros(2)) + (1 - beta2) * g * g.T
    _, basis = mp.eigsy(memory["L"])
    turned = basis.T * g
    zero = mp.zeros(2, 1)
    memory["m"] = beta1 * memory.get("m", zero) + (1 - beta1) * g
    memory["v"] = beta2 * memory.get("v", zero) + (1 - beta2) * elementwise(lambda a: a**2, turned)
    m, v = basis.T * memory["m"] / (1 - beta1**k), memory["v"] / (1 - beta2**k)
    return w - lr * basis * elementwise(lambda a, b: a / (mp.sqrt(b) + eps), m, v)


def barzilai_borwein(s, w, k, memory, lr, variant):
    g, rate = s.gradient(w), lr
    if k > 1:
        ds, dg = w - memory["w"], g - memory["g"]
        if dot(ds, dg) > 0:
            rate = dot(ds, ds) / dot(ds, dg) if variant == "long" else dot(ds, dg) / dot(dg, dg)
    memory.update(w=w, g=g)
    return w - rate * g


def armijo(s, w, d, g, trial):
    t = trial
    while not s.value(w + t * d) <= s.value(w) + mp.mpf("1e-4") * t * dot(g, d):
        t /= 2
    return t


def line_search_descent(s, w, k, memory, lr):
    g = s.gradient(w)
    return w - armijo(s, w, -g, g, lr) * g


def quasi_newton(update):
    """Broyden's family: the estimate of the inverse Hessian before its first pair is scaled by sᵀy / yᵀy."""

    def step(s, w, k, memory, lr, search):
        g = s.gradient(w)
        inverse = memory.get("B", mp.eye(2))
        if k > 1:
            ds, dg = w - memory["w"], g - memory["g"]
            if dot(ds, dg) > 0:
                if "B" not in memory:
                    inverse = dot(ds, dg) / dot(dg, dg) * mp.eye(2)
                inverse = memory["B"] = update(inverse, ds, dg)
        memory.update(w=w, g=g)
        d = -inverse * g
        d = d if dot(d, g) < 0 else -g
        trial = lr * min(mp.mpf(1), 1 / (abs(g[0]) + abs(g[1]))) if k == 1 else lr
        return w + (trial if search == "none" else armijo(s, w, d, g, trial)) * d

    return step


def bfgs(b, s, y):
    rho = 1 / dot(y, s)
    return (mp.eye(2) - rho * s * y.T) * b * (mp.eye(2) - rho * y * s.T) + rho * s * s.T


def dfp(b, s, y):
    return b + s * s.T / dot(s, y) - (b * y) * (b * y).T / dot(y, b * y)


def in_the_disc(matrix, g, radius):
    """The minimiser of g·p + ½ pᵀBp with |p| ≤ radius, by bisection of Moré & Sorensen's λ."""
    values, vectors = mp.eigsy(matrix)
    along = vectors.T * g
    step = lambda shift: elementwise(lambda a, v: -a / (v + shift), along, values)  # noqa: E731
    low = max(mp.mpf(0), -min(values))
    if min(values) > 0 and mp.norm(step(0)) <= radius:
        return vectors * step(0)
    high = low + mp.norm(g) / radius
    for _ in range(160):
        middle = (low + high) / 2
        low, high = (middle, high) if mp.norm(step(middle)) > radius else (low, middle)
    return vectors * step(high)


def next_radius(share, length, radius, largest):
    if share < 0.25:
        return length / 4
    return min(2 * radius, largest) if share > 0.75 and length > 0.99 * radius else radius


def trust_region(s, w, k, memory, radius, largest):
    radius, g, h = memory.get("radius", radius), s.gradient(w), s.hessian(w)
    p = in_the_disc(h, g, radius)
    share = (s.value(w) - s.value(w + p)) / -(dot(g, p) + dot(p, h * p) / 2)
    memory["radius"] = next_radius(share, mp.norm(p), radius, largest)
    return w + p if share > 1e-4 else w


def sr1(s, w, k, memory, radius, largest):
    radius, g, b = memory.get("radius", radius), s.gradient(w), memory.get("B", mp.eye(2))
    p = in_the_disc(b, g, radius)
    share = (s.value(w) - s.value(w + p)) / -(dot(g, p) + dot(p, b * p) / 2)
    memory["radius"] = next_radius(share, mp.norm(p), radius, largest)
    r = s.gradient(w + p) - g - b * p
    if abs(dot(r, p)) > 1e-8 * mp.norm(r) * mp.norm(p):
        memory["B"] = b + r * r.T / dot(r, p)
    return w + p if share > 1e-4 else w


def extragradient(s, w, k, memory, lr):
    return w - lr * s.gradient(w - lr * s.gradient(w))


def optimistic_descent(s, w, k, memory, lr):
    g = s.gradient(w)
    before = memory.get("g", g)
    memory["g"] = g
    return w - 2 * lr * g + lr * before


RULES = {
    "newton": (lambda d: {"lr": d.between(0.3, 1.0)}, newton),
    "saddle_free_newton": (
        lambda d: {"lr": d.between(0.3, 1.0), "damping": d.log(0.1, 3.0)}, saddle_free_newton,
    ),
    "coordinatewise": (lambda d: {"lr": d.between(0.2, 0.8)}, coordinatewise),
    "full_matrix_adagrad": (lambda d: {"lr": d.log(0.05, 0.5), "eps": d.log(1e-8, 1e-2)}, full_matrix_adagrad),
    "adahessian": (
        lambda d: {"lr": d.log(0.02, 0.2), "beta1": d.between(0.5, 0.95), "beta2": d.between(0.9, 0.999),
                   "eps": d.log(1e-6, 1e-2), "power": d.between(0.3, 1.0)}, adahessian,
    ),
    "quasi_hyperbolic_momentum": (
        lambda d: {"lr": d.log(1e-4, 2e-3), "beta": d.between(0.5, 0.99), "nu": d.between(0.1, 0.95)},
        quasi_hyperbolic_momentum,
    ),
    "laprop": (
        lambda d: {"lr": d.log(0.01, 0.1), "beta1": d.between(0.5, 0.95), "beta2": d.between(0.8, 0.99),
                   "eps": d.log(1e-10, 1e-3)}, laprop,
    ),
    "soap": (
        lambda d: {"lr": d.log(0.01, 0.1), "beta1": d.between(0.5, 0.95), "beta2": d.between(0.8, 0.99),
                   "eps": d.log(1e-4, 1e-2)}, soap,
    ),
    "barzilai_borwein": (
        lambda d: {"lr": d.log(1e-4, 2e-3), "variant": ("long", "short")[d.whole(0, 1)]}, barzilai_borwein,
    ),
    "line_search_descent": (lambda d: {"lr": d.log(0.1, 4.0)}, line_search_descent),
    "bfgs": (
        lambda d: {"lr": d.between(0.4, 1.0), "search": ("none", "backtracking")[d.whole(0, 1)]}, quasi_newton(bfgs),
    ),
    "dfp": (
        lambda d: {"lr": d.between(0.4, 1.0), "search": ("none", "backtracking")[d.whole(0, 1)]}, quasi_newton(dfp),
    ),
    "trust_region": (lambda d: {"radius": d.log(0.1, 1.0), "largest": d.between(1.0, 3.0)}, trust_region),
    "sr1": (lambda d: {"radius": d.log(0.1, 1.0), "largest": d.between(1.0, 3.0)}, sr1),
    "extragradient": (lambda d: {"lr": d.log(1e-4, 1e-3)}, extragradient),
    "optimistic_descent": (lambda d: {"lr": d.log(1e-4, 1e-3)}, optimistic_descent),
}  # fmt: skip
SHORT = {
    "soap": 15,
    "trust_region": 7,
    "barzilai_borwein": 12,
    "bfgs": 12,
    "dfp": 12,
    "sr1": 12,
    "line_search_descent": 15,
}
CUT = dict.fromkeys(RULES, 25) | SHORT


def follow(name, make, f, start):
    step, settings = make()
    exact = {key: value if isinstance(value, str) else mp.mpf(value) for key, value in settings.items()}
    surface, w, memory, points = Exact(f), mp.matrix([mp.mpf(c) for c in start]), {}, [list(start)]
    for k in range(1, CUT[name] + 1):
        w = step(surface, w, k, memory, **exact)
        points.append([float(c) for c in w])
    return points


def main():
    made = {name: (draw, lambda s=step, **settings: (s, settings)) for name, (draw, step) in RULES.items()}
    versions = {"mpmath": mpmath.__version__, "sympy": sympy.__version__, "python": platform.python_version()}
    record("papers.json", versions, made, follow, cut=CUT)


if __name__ == "__main__":
    main()
