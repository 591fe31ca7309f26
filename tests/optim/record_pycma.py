"""Record tracks of pycma under our draws: python tests/optim/record_pycma.py, in an environment that has cma.

The tracks are committed (data/pycma.json), so that the tests need no cma. Where pycma differs from the tutorial, which
we follow, it is given the tutorial's constants: the step size's rate, a normal vector's usual length and when the path
stalls; the sampling, ranking and updates are its own. The points are the lowest so far, as on our track.
"""

import importlib.metadata
import platform
import sys
from pathlib import Path

import cma
import numpy as np
from recording import STEPS, record

sys.path.append(str(Path(__file__).parents[2]))
from optim._draws import normals
from optim._linalg import eigh
from optim.cma_es import DRAWS, constants


class Tutorial(cma.sigma_adaptation.CMAAdaptSigmaCSA):
    """The step size's rule with the tutorial's constants and its test of a stalled path."""

    def initialize_settings(self, es, reset=False):
        super().initialize_settings(es, reset)
        rule = constants(es.N)
        self.cs, self.damps, self.dampdown_fac = rule.cs, rule.damping, 1.0

    def hsig(self, es):
        self._update_ps(es)
        n, rule = es.N, constants(es.N)
        length = np.linalg.norm(self.ps) / np.sqrt(1 - (1 - self.cs) ** (2 * es.countiter))
        return length < (1.4 + 2 / (n + 1)) * rule.chi


def follow(name, make, f, start):
    size, seed = make()
    n = len(start)
    rule = constants(n)

    def randn(count, dims):
        """Numbers of which pycma, by its own eigenvectors, makes the samples that we make by ours."""
        values, vectors = eigh(np.array(es.sm.C))
        ours = [
            vectors @ (np.sqrt(values) * normals(seed, es.countiter + 1, np.zeros(dims), DRAWS * i))
            for i in range(count)
        ]
        return np.array([es.sm.B.T @ y / es.sm.D for y in ours])

    options = {"CMA_active": False, "randn": np.random.randn, "verbose": -9, "updatecovwait": 0, "AdaptSigma": Tutorial,
               "popsize": rule.samples, "seed": 1, "CSA_dampfac": 1.0}  # fmt: skip
    es = cma.CMAEvolutionStrategy(list(start), size, options)
    es.sm.randn = randn
    es.sm.C, es.sm.B, es.sm.D = np.eye(n), np.eye(n), np.ones(n)  # which it begins a little apart
    es.sp.cc, es.sp.c1, es.sp.cmu = rule.cc, rule.c1, rule.cmu
    cma.sigma_adaptation.Mh.chiN = staticmethod(lambda dims: rule.chi)
    best, lowest, points = list(start), f(*start), [list(start)]
    for _ in range(STEPS):
        samples = es.ask()
        values = [f(*x) for x in samples]
        es.tell(samples, values)
        if min(values) < lowest:
            lowest, best = min(values), list(map(float, samples[int(np.argmin(values))]))
        points.append(best)
    return points


RULES = {
    "cma_es": (
        lambda draw: {"size": draw.log(0.05, 1.0), "seed": draw.whole(0, 99)},
        lambda size, seed: (size, seed),
    ),
}

if __name__ == "__main__":
    versions = {"cma": importlib.metadata.version("cma"), "python": platform.python_version()}
    record("pycma.json", versions, RULES, follow)
