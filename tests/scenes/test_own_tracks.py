"""Tracks and grids of one's own: played as they were recorded, refused with a reason."""

import re
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import minimize, rosen

from export import render
from export.__main__ import main
from figures import film_of
from optim import OPTIMIZERS, run
from scenes import MAX_ENTRANTS, SCENES, difference, from_csv, scene, with_tracks
from scenes._scene import FARTHEST
from scenes._tracks import SAME, start_of
from surfaces import SURFACES, from_grid

BEALE = SURFACES["beale"]()
HEAD = "optimizer,step,x,y\n"
TWO = HEAD + "A,0,1,1.5\nA,1,1.25,1\nB,0,1,1.5\nA,2,2,0.5\nB,1,,\n"


def test_a_track_is_played_as_it_was_recorded():
    a, b = from_csv(TWO)
    race = with_tracks(scene("Beale", BEALE, OPTIMIZERS["adam"]()), (a, b))
    adam, mine, lost = race.run()
    assert mine.points.tolist() == [[1, 1.5], [1.25, 1], [2, 0.5]]
    np.testing.assert_array_equal(mine.values, BEALE.value(mine.points))
    np.testing.assert_array_equal(adam.points, run(OPTIMIZERS["adam"](), BEALE, (1, 1.5), 2).points)
    assert lost.diverged_at == 1
    assert [racer.name for racer in film_of(race).racers] == ["Adam", "A", "B"]


def test_a_shorter_track_stays_at_its_end():
    long, short = from_csv(HEAD + "L,0,0,0\nL,1,1,0\nL,2,2,0\nS,0,0,0\nS,1,0,3\n")
    _, stays = with_tracks(scene("Beale", BEALE), (long, short)).run()
    assert stays.points.tolist() == [[0, 0], [0, 3], [0, 3]]
    assert stays.evaluations.gradients.tolist() == [0, 1, 1]


@pytest.mark.parametrize("slug", ["radford-beale", "decaying-rate"])
def test_our_own_csv_is_played_back(slug):
    race = SCENES[slug]
    tracks = from_csv(render(race, ".csv"))
    again = with_tracks(scene("Again", race.surface), tracks)
    assert again.steps == race.steps
    for t, u in zip(race.run(), again.run(), strict=True):
        np.testing.assert_array_equal(t.points, u.points)


def test_tracks_have_colours_of_their_own():
    race = SCENES["radford-beale"]
    colors = [entrant.color for entrant in race.entrants]
    made = [track.color for track in from_csv(TWO, colors)]
    assert all(difference(color, other) > 0.1 for color in made for other in [*colors, *made] if color != other)
    assert made[0] != made[1]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the file is empty"),
        ("step,x,y\n0,1,2\n", "there is no column 'optimizer'"),
        (HEAD, "there is no track"),
        (HEAD + "A,1,0,0\n", "line 2: A goes on with step 0, not '1'"),
        (HEAD + "A,0,0,0\nA,2,0,0\n", "line 3: A goes on with step 1, not '2'"),
        (HEAD + "A,0,zero,0\n", "line 2: x must be a number, not 'zero'"),
        (HEAD + "A,0,nan,0\n", "A has no start"),
        (HEAD + "A,0,0\n", "line 2: 3 cells, where the first line has 4"),
        (HEAD + ",0,0,0\n", "line 2: optimizer must be a name"),
        (HEAD + "".join(f"A{i},0,0,0\n" for i in range(13)), "line 14: more than 12 optimizers"),
        (HEAD + "".join(f"A,{i},0,0\n" for i in range(5002)), "line 5003: A takes more than 5000 steps"),
        ("opti\rmizer,step,x,y\nA,0,0,0\n", "line 1: new-line character"),
        (b"\xff\xfe\x00", "not a text"),
        (b" " * 4_000_001, "too large: 4.0 MB"),
    ],
)
def test_what_is_no_track_is_refused_with_its_place(text, reason):
    with pytest.raises(ValueError, match=reason):
        from_csv(text)


def test_tracks_of_other_starts_or_surfaces_are_refused():
    apart = from_csv(HEAD + "A,0,0,0\nB,0,1,0\n")
    with pytest.raises(ValueError, match=r"one race has one start: A begins at \(0, 0\), B at \(1, 0\)"):
        with_tracks(scene("Beale", BEALE), apart)
    with pytest.raises(ValueError, match="has 1 coordinates"):
        with_tracks(scene("Wells", SURFACES["wells"]()), apart[:1])


def table(f, x, y):
    return "x,y,f\n" + "".join(f"{a!r},{b!r},{f(a, b)!r}\n" for a in x.tolist() for b in y.tolist())


def test_a_grid_is_the_function_behind_it():
    def cubic(x, y):
        return x**3 - 2 * x * y + y**2

    surface = from_grid(table(cubic, np.linspace(-2, 2, 9), np.linspace(-1, 3, 7)), "Mine")
    assert surface.domain == ((-2, 2), (-1, 3))
    for x, y in np.random.default_rng(0).uniform(-1, 2, (9, 2)):
        np.testing.assert_allclose(surface.value((x, y)), cubic(x, y), atol=1e-12)
        np.testing.assert_allclose(surface.gradient((x, y)), (3 * x**2 - 2 * y, 2 * y - 2 * x), atol=1e-11)
        np.testing.assert_allclose(surface.hessian((x, y)), [[6 * x, -2], [-2, 2]], atol=1e-10)
    assert np.isnan(surface.value((2.1, 0)))
    assert np.isnan(surface.gradient([(0, -1.1), (0, 0)])).tolist() == [[True, True], [False, False]]
    t = run(OPTIMIZERS["newton"](), surface, (1.5, 1.5), 12)
    np.testing.assert_allclose(t.points[-1], (2 / 3, 2 / 3), atol=1e-9)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x,y\n0,0\n", "there is no column 'f'"),
        ("\rx,y,f\n0,0,1\n0,1,1\n", "the table could not be read: new-line character"),
        ("x,y,f\n0,0,1\n0,1,1\n", "at least 4 values of x and 4 of y"),
        ("x,y,f\n0,0,1\n0,1,1\n1,0,1\n", "not a full grid: 2 values of x and 2 of y, but 3 points"),
        ("x,y,f\n0,0,1\n0,1,1\n1,0,1\n1,0,2\n", "a point is there twice"),
        ("x,y,f\n0,0,1\n0,1,one\n", "point 2 must be three numbers, not '0,1,one'"),
        ("x,y,f\n0,0,1\n0,1,inf\n1,0,1\n1,1,1\n", "must be finite"),
    ],
)
def test_what_is_no_grid_is_refused(text, reason):
    with pytest.raises(ValueError, match=reason):
        from_grid(text)


def test_the_command_plays_tracks_on_a_grid(tmp_path, capsys):
    (tmp_path / "run.csv").write_text(TWO)
    (tmp_path / "hill.csv").write_text(table(lambda x, y: x * x + y * y, np.linspace(-2, 3, 8), np.linspace(-2, 2, 8)))
    out = tmp_path / "out.csv"
    words = ["--tracks", str(tmp_path / "run.csv"), "--grid", str(tmp_path / "hill.csv"), "--quiet", str(out)]
    assert main(words) == 0
    rows = [line.split(",") for line in out.read_text().splitlines() if line.startswith("A,")]
    played = [[float(c) for c in row[2:5]] for row in rows]
    np.testing.assert_allclose(played, [[1, 1.5, 3.25], [1.25, 1, 2.5625], [2, 0.5, 4.25]], rtol=1e-12)
    for bad in (["--tracks", str(tmp_path / "nothing.csv")], ["--tracks", str(tmp_path / "hill.csv")]):
        with pytest.raises(SystemExit):
            main([*bad, "radford-beale", str(out)])
    assert "no column 'optimizer'" in capsys.readouterr().err


def test_the_lines_of_readme_record_a_track_of_scipy(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = (Path(__file__).parents[2] / "README.md").read_text()
    code = re.search(r"and in SciPy:\n\n```python\n(.*?)```", text, re.DOTALL)[1]
    assert len(code.splitlines()) <= 6
    exec(code, {"Path": Path, "f": rosen, "w": np.array([-1.0, 2.0]), "minimize": minimize})  # README's own text
    (bfgs,) = from_csv(Path("run.csv").read_bytes())
    (t,) = with_tracks(scene("Rosenbrock", SURFACES["rosenbrock"]()), (bfgs,)).run()
    assert t.points[0].tolist() == [-1, 2]
    assert t.values[-1] < 1e-9


@pytest.mark.parametrize("library", ["torch", "optax"])
def test_the_lines_of_readme_record_a_track_of_torch_and_optax(library, tmp_path, monkeypatch):
    """Where they are installed, which the project does not need."""
    made = pytest.importorskip(library)
    monkeypatch.chdir(tmp_path)
    text = (Path(__file__).parents[2] / "README.md").read_text()
    where = {"torch": "in PyTorch", "optax": "\nin optax"}[library]
    code = re.search(where + r".*?```python\n(.*?)```", text, re.DOTALL)[1]
    if library == "torch":
        w = made.tensor([1.0, 1.5], requires_grad=True)
        names = {"w": w, "opt": made.optim.AdamW([w], lr=0.05)}
    else:
        jax = pytest.importorskip("jax")
        names = {"w": jax.numpy.array([1.0, 1.5]), "opt": made.adam(0.05), "jax": jax, "optax": made}
    exec(code, names | {"Path": Path, "f": lambda w: (w * w).sum()})  # README's own text
    (track,) = from_csv(Path("run.csv").read_bytes())
    assert track.points[0] == (1, 1.5)
    assert np.linalg.norm(track.points[-1]) < 0.1


def test_just_as_many_tracks_as_a_race_has_and_a_start_just_within_reach():
    lines = [f"rule {i},0,{FARTHEST},-{FARTHEST}" for i in range(MAX_ENTRANTS + 1)]
    tracks = from_csv("\n".join(["optimizer,step,x,y", *lines[:-1]]))
    assert start_of(tracks) == (FARTHEST, -FARTHEST)
    with pytest.raises(ValueError, match="more than 12 optimizers"):
        from_csv("\n".join(["optimizer,step,x,y", *lines]))
    for place in (f"{1.1 * FARTHEST},0", f"0,{1.1 * FARTHEST}"):
        with pytest.raises(ValueError, match="a start is within"):
            start_of(from_csv(f"optimizer,step,x,y\na,0,{place}"))


def test_starts_are_the_same_but_for_their_last_written_digits():
    for x in (0.0, 1.0, 1e6):
        two = "optimizer,step,x,y\na,0,{0!r},0\nb,0,{1!r},0"
        assert start_of(from_csv(two.format(x, x + 0.9 * SAME * (1 + x)))) == (x, 0.0)
        with pytest.raises(ValueError, match="b at"):
            start_of(from_csv(two.format(x, x + 1.5 * SAME * (1 + x))))
