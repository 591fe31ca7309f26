"""Records ui/example_tracks.csv by the recipes as they stand, on Rosenbrock's valley from (−1.2, 1).

python tests/scenes/record_tracks.py      (needs torch, optax, jax and SciPy)
"""

import importlib.metadata
import os
import sys
import tempfile
from pathlib import Path

import jax
import numpy as np
import optax
import torch
from scipy.optimize import minimize

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT))
from scenes._recipes import RECIPES  # noqa: E402

jax.config.update("jax_enable_x64", True)
START = [-1.2, 1.0]


def f(w):
    return (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2


def names_for(library):
    if library == "PyTorch":
        w = torch.tensor(START, dtype=torch.float64, requires_grad=True)
        return {"w": w, "opt": torch.optim.AdamW([w], lr=0.05)}
    if library == "optax":
        return {"w": jax.numpy.array(START), "opt": optax.adam(0.05), "jax": jax, "optax": optax}
    return {"w": np.array(START), "minimize": minimize}


def main():
    os.chdir(tempfile.mkdtemp())
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("torch", "optax", "scipy"))
    lines = [
        f"# Rosenbrock from (-1.2, 1), recorded by tests/scenes/record_tracks.py: {versions}",
        "optimizer,step,x,y",
    ]
    told = {"PyTorch": ("AdamW", "PyTorch AdamW"), "optax": ("adam", "optax adam"), "SciPy": ("BFGS", "SciPy BFGS")}
    for library, recipe in RECIPES.items():
        exec(recipe, {"Path": Path, "f": f} | names_for(library))
        name, shown = told[library]
        lines += [row.replace(name, shown, 1) for row in Path("run.csv").read_text().splitlines()[1:]]
    (ROOT / "ui" / "example_tracks.csv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
