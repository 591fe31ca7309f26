"""Films against their budgets: time, memory, and what they replace."""

import dataclasses
import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from matplotlib.animation import FuncAnimation, PillowWriter
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from export import Options, film_for, frames, render
from export.draw.frames import _stills
from scenes import SCENES

ROOT = Path(__file__).parents[2]
FRAMES = 200
BEALE, SADDLE = (dataclasses.replace(SCENES[slug], steps=FRAMES - 1) for slug in ("radford-beale", "radford-saddle"))
OPTIONS = Options(size=(900, 700), steps_a_frame=1.0, hold=0.0)


@pytest.fixture(autouse=True)
def warm():
    """What is imported and found once in a process is no part of a film."""
    render(SCENES["rotated"], ".gif", Options(size=(240, 180), seconds=0.2))


def seconds(scene, suffix, **facts):
    """The time that a film takes from scene to bytes; nothing has been drawn before."""
    _stills.clear()
    began = time.perf_counter()
    render(scene, suffix, dataclasses.replace(OPTIONS, **facts))
    return time.perf_counter() - began


@pytest.fixture(scope="module")
def replaced(tmp_path_factory):
    """Seconds a frame for the same race in matplotlib's FuncAnimation, measured on a few frames."""
    count, surface = 12, BEALE.surface
    figure = Figure(figsize=(9, 7), dpi=100)
    FigureCanvasAgg(figure)
    ax = figure.add_subplot()
    x, y = np.meshgrid(*(np.linspace(*side, 161) for side in surface.domain))
    ax.contour(x, y, np.log(surface.f(x, y) + 1e-3), 60, cmap="jet", linewidths=1)
    tracks = [t.points for t in BEALE.run()]
    lines = [ax.plot([], [], color=entrant.color, lw=2.5)[0] for entrant in BEALE.entrants]

    def draw(k):
        for line, points in zip(lines, tracks, strict=True):
            line.set_data(*points[: k + 1].T)
        return lines

    began = time.perf_counter()
    film = FuncAnimation(figure, draw, frames=count, blit=False)
    film.save(tmp_path_factory.mktemp("film") / "film.gif", writer=PillowWriter(fps=25))
    return (time.perf_counter() - began) / count


@pytest.mark.parametrize(
    ("name", "scene", "suffix", "limit", "facts"),
    [
        ("GIF, 2-D", BEALE, ".gif", 2, {}),
        ("MP4, 2-D", BEALE, ".mp4", 3, {}),
        ("GIF, 3-D, fixed camera", SADDLE, ".gif", 4, {}),
        ("MP4, 3-D, fixed camera", SADDLE, ".mp4", 4, {}),
        ("MP4, 3-D, orbit", SADDLE, ".mp4", 15, {"orbit": 90.0}),
    ],
)
def test_a_film_of_200_frames(budget, replaced, name, scene, suffix, limit, facts):
    words = f"FuncAnimation: {FRAMES * replaced:.0f} s in 2-D" if "2-D" in name else ""
    best = min(seconds(scene, suffix, **facts) for _ in range(1 if facts else 2))
    budget(f"{FRAMES} frames of 900×700, six optimizers: {name}", best, limit, "s", instead=words)


def test_ten_times_faster_than_func_animation(budget, replaced):
    budget("GIF against FuncAnimation", FRAMES * replaced / seconds(BEALE, ".gif"), 10, "times", at_least=True)


def test_a_frame(budget, replaced):
    film = film_for(BEALE, OPTIONS)
    stream = frames(film, OPTIONS)
    next(stream)
    began = time.perf_counter()
    count = sum(1 for _ in stream)
    each = 1e3 * (time.perf_counter() - began) / count
    budget("a frame of 900×700, before it is encoded", each, 5, "ms", instead=f"FuncAnimation: {1e3 * replaced:.0f} ms")


MEMORY = """
import json, resource, sys, tempfile
from export import Options, save
from scenes import SCENES
with tempfile.TemporaryDirectory() as folder:
    save(SCENES[sys.argv[1]], f"{folder}/film{sys.argv[2]}", Options(size=(1920, 1080), seconds=20, hold=0))
print(json.dumps(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
"""


@pytest.mark.parametrize("suffix", [".mp4", ".gif", ".webm"])
def test_memory_of_a_full_hd_film(budget, suffix):
    command = [sys.executable, "-c", MEMORY, "rosenbrock-five", suffix]
    out = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    budget(f"peak memory of 1920×1080, 20 s, three panels: {suffix}", json.loads(out), 500, "MB")


def test_a_film_from_the_shell(budget, tmp_path):
    began = time.perf_counter()
    command = [sys.executable, "-m", "export", "radford-beale", tmp_path / "out.gif", "--size", "900x700"]
    subprocess.run(command, cwd=ROOT, check=True)
    budget("the same from the shell, imports and all", time.perf_counter() - began, 8, "s")


LARGEST = """
import json, resource
from export import Options, render
from scenes import SCENES
render(SCENES["rotated"], ".png", Options(size=(240, 180)))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
render(SCENES["radford-saddle"], ".png", Options(size=(4096, 4096)))
print(json.dumps((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024))
"""

HUNDRED = """
import json, threading
from export import Options, render
from scenes import SCENES

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096 / 1e6

def one(i):
    scene = list(SCENES.values())[i % len(SCENES)]
    suffix = (".png", ".gif", ".svg", ".mp4", ".pdf")[i % 5]
    render(scene, suffix, Options(size=((600, 400), (900, 700), (1280, 720))[i % 3], seconds=1.0, hold=0))

levels = []
for i in range(100):
    thread = threading.Thread(target=one, args=(i,))  # as in the app: a thread for each run of a page
    thread.start()
    thread.join()
    levels.append(resident())
print(json.dumps(max(levels[50:]) - max(levels[20:50])))
"""


MEASURED = [
    ("a PNG of 4096×4096 in 3-D takes more", LARGEST, 500),
    ("100 exports: the last fifty over those before", HUNDRED, 25),
]


@pytest.mark.parametrize(("name", "script", "limit"), MEASURED)
def test_memory_of_pictures(budget, name, script, limit):
    out = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    budget(name, json.loads(out), limit, "MB")
