"""python -m export: what it makes, and how it says no."""

import contextlib
import dataclasses
import html
import io
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from PIL import Image

from export import FORMATS
from export.__main__ import main, options_of, parser
from scenes import SCENES, from_json, to_json
from surfaces import SURFACES

ROOT = Path(__file__).parents[2]
EXAMPLES = int(os.environ.get("DOWNHILL_EXAMPLES", "150"))  # 5000 for a thorough run
QUICK = ["--size", "240x180", "--seconds", "0.3", "--fps", "10", "--hold", "0"]


def refused(capsys, *arguments):
    """The one line that the command says before it ends with status 2."""
    with pytest.raises(SystemExit) as ended:
        main([str(a) for a in arguments])
    said = capsys.readouterr()
    assert ended.value.code == 2
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    return said.err.strip().removeprefix("python -m export: ")


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.thorough
def test_every_format(tmp_path, suffix, capsys):
    file = tmp_path / f"race{suffix}"
    assert main(["rosenbrock-five", str(file), *QUICK]) == 0
    assert file.stat().st_size > 300
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("names", ["radford", "radford-beale,radford-saddle"])
def test_several_scenes_in_one_film(tmp_path, names):
    assert main([names, str(tmp_path / "race.gif"), *QUICK]) == 0
    with Image.open(tmp_path / "race.gif") as gif:
        assert gif.n_frames > 1


def test_listing(capsys):
    assert main(["--list"]) == 0
    said = capsys.readouterr().out
    assert all(slug in said and scene.name in said for slug, scene in SCENES.items())
    assert all(suffix in said for suffix in FORMATS)


def read(path):
    return from_json(path.read_bytes())


def test_settings_are_made_on_the_scene(tmp_path):
    file = tmp_path / "race.json"
    settings = ["adam.lr=0.5", "momentum.beta=0.5", "surface.b=3", "start=1,-1", "steps=7", "sigma=0.25", "seed=9"]
    assert main(["rosenbrock-five", str(file), *(f"--set={setting}" for setting in settings)]) == 0
    scene = read(file)
    rules = {entrant.id: entrant.rule for entrant in scene.entrants}
    assert (rules["adam"].lr, rules["momentum"].beta, scene.surface.b) == (0.5, 0.5, 3.0)
    assert (scene.start, scene.steps, scene.sigma, scene.seed) == ((1.0, -1.0), 7, 0.25, 9)
    assert rules["newton"] == SCENES["rosenbrock-five"].entrants[-1].rule


def test_flags_and_choices_can_be_set(tmp_path):
    file = tmp_path / "race.json"
    assert (
        main(["radford-beale", str(file), "--set", "nesterov.shifted=false", "--set", "adadelta.accumulates=step"]) == 0
    )
    rules = {entrant.id: entrant.rule for entrant in read(file).entrants}
    assert rules["nesterov"].shifted is False
    assert rules["adadelta"].accumulates == "step"


def test_a_scene_from_a_file(tmp_path):
    scene = dataclasses.replace(SCENES["four-minima"], name="My own", steps=12)
    (tmp_path / "own.json").write_text(to_json(scene))
    assert main([str(tmp_path / "out.json"), "--scene-file", str(tmp_path / "own.json")]) == 0
    assert read(tmp_path / "out.json") == scene


def test_a_function_of_ones_own(tmp_path):
    assert main([str(tmp_path / "out.json"), "--function", "x^2 + 3*sin(y)"]) == 0
    scene = read(tmp_path / "out.json")
    assert scene.surface.text == "x^2 + 3*sin(y)"
    assert len(scene.entrants) >= 3
    assert main(["saddle-escape", str(tmp_path / "two.json"), "--function", "x^2 + y^4"]) == 0
    other = read(tmp_path / "two.json")
    assert [e.rule for e in other.entrants] == [e.rule for e in SCENES["saddle-escape"].entrants]
    assert other.start == other.surface.start


def test_options_arrive(monkeypatch):
    words = (
        "s f.gif --size 300x200 --fps 12 --seconds 3 --hold 0.5 --view=-30,50 --orbit --dark --panels contour,loss "
        "--no-loop --trail tail --title T --step 5 --density 3 --cdn --no-live --no-cap"
    )
    options = options_of(parser().parse_args(words.split()))
    assert options.size == (300, 200)
    assert (options.fps, options.seconds, options.hold, options.step, options.density) == (12, 3, 0.5, 5, 3)
    assert (options.azimuth, options.elevation, options.orbit) == (-30, 50, 90)
    assert options.panels == ("contour", "loss")
    assert (options.dark, options.loop, options.cdn, options.trail, options.title) == (True, False, True, "tail", "T")
    assert options.work == float("inf")


@pytest.mark.parametrize(
    ("name", "size"), [("full-hd", (1920, 1080)), ("radford", (620, 480)), ("720×480", (720, 480))]
)
def test_sizes_have_names(name, size):
    assert parser().parse_args(["s", "f.gif", "--size", name]).size == size


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nosuch", "race.gif"], "unknown scene 'nosuch': --list names them"),
        (["rotated", "race.bmp"], "unknown suffix in 'race.bmp'"),
        (["rotated", "race"], "unknown suffix in 'race'"),
        (["rotated"], "say what to export and where to"),
        ([], "say what to export and where to"),
        (["rotated", "race.gif", "--size", "big"], "'big' is not WIDTHxHEIGHT"),
        (["rotated", "race.gif", "--size", "10x10"], "size must be two whole numbers in [160, 4096]"),
        (["rotated", "race.gif", "--fps", "0"], "fps must be a number in [1, 60]"),
        (["rotated", "race.gif", "--fps", "nan"], "fps must be a number in [1, 60]"),
        (["rotated", "race.gif", "--seconds", "1e9"], "seconds must be a number in [0.1, 120]"),
        (["rotated", "race.gif", "--seconds", "2", "--steps-a-frame", "1"], "either seconds or steps_a_frame"),
        (["rotated", "race.gif", "--view", "north"], "'north' is not AZIMUTH,ELEVATION"),
        (["rotated", "race.gif", "--panels", "cellar"], "unknown panel 'cellar'"),
        (["radford", "race.gif", "--panels", "cellar"], "unknown panel 'cellar'"),
        (["rotated", "race.gif", "--trail", "long"], "argument --trail: invalid choice"),
        (["rotated", "race.gif", "--set", "adam"], "--set wants NAME=VALUE"),
        (["rotated", "race.gif", "--set", "sgd.lr=1"], "--set knows no 'sgd.lr' in this scene"),
        (["rotated", "race.gif", "--set", "adam.lr=-1"], "lr must be a finite number in [0, inf), not -1"),
        (["rotated", "race.gif", "--set", "adam.lr=fast"], "lr must be a number"),
        (["rotated", "race.gif", "--set", "steps=1000000"], "steps must be a whole number"),
        (["rotated", "race.gif", "--set", "start=1"], "start must be a list of 2"),
        (["radford", "race.gif", "--set", "steps=3"], "--set works on one scene"),
        (["radford", "race.json"], "JSON is made of one scene, not of 3"),
        (["rotated", "race.gif", "--set", "start=a,b"], "wants numbers with a comma between them, not 'a'"),
        (["rotated", "race.gif", "--set", "start=1e11,0"], "start[0] must be a number in [-1e+09, 1e+09]"),
        (["rosenbrock-five", "race.gif", "--set", "surface.zzz=1"], "in this scene: surface.a, surface.b"),
        (["rotated", "race.gif", "--set", "adam.zzz=1"], "in this scene: adam.lr, adam.beta1, adam.beta2"),
        (["race.gif", "--function", "x +* y"], ""),
        (["race.gif", "--domain", "0,1,0,1"], "say what to export"),
        (["rotated", "race.gif", "--domain", "0,1,0,1"], "--domain goes with --function"),
        (["race.gif", "--function", "x*y", "--domain", "0,1,a"], "'0,1,a' is not X0,X1,Y0,Y1"),
        (["race.gif", "--function", "x*y", "--domain", "1,0,0,1"], "domain"),
        (["radford", "race.gif", "--function", "x*y"], "--function works on one scene"),
        (["rotated", "race.gif", "--title", "--"], "--title wants a value"),
        (["rotated", "race.json", "--scene-file", "own.json"], "not both"),
        (["rotated", "a.gif", "b.gif"], "say what to export and where to"),
        (["race.gif", "--scene-file", "nosuch.json"], "cannot read 'nosuch.json': No such file or directory"),
        (["rotated", "nosuch/race.gif"], "cannot write 'nosuch/race.gif': No such file or directory"),
        (["rotated", "r" * 252 + ".gif"], "File name too long"),
        (["rotated", "a\0b.json"], "a file's name has no NUL in it"),
        (["rotated", "race.gif", "--size", "4000x4000", "--seconds", "100"], "more than the cap of 1.5 billion pixels"),
    ],
)  # fmt: skip
def test_refusals_are_one_line(capsys, tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    assert said in refused(capsys, *words)
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_no_scene(capsys, tmp_path):
    (tmp_path / "bad.json").write_text('{"surface": 3}')
    assert "the scene has no 'optimizers'" in refused(capsys, tmp_path / "x.gif", "--scene-file", tmp_path / "bad.json")


def test_the_target_may_be_no_folder(capsys, tmp_path):
    (tmp_path / "race.gif").mkdir()
    assert "cannot write" in refused(capsys, "rotated", tmp_path / "race.gif", *QUICK)
    assert [path.name for path in tmp_path.iterdir()] == ["race.gif"]


def test_the_bar_is_for_terminals_only(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert main(["rotated", str(tmp_path / "race.gif"), *QUICK]) == 0
    assert "100 %" in capsys.readouterr().err
    assert main(["rotated", str(tmp_path / "race.gif"), *QUICK, "--quiet"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.thorough
def test_stopped_it_leaves_no_half_file(tmp_path, number):
    command = [sys.executable, "-m", "export", "rosenbrock-five", tmp_path / "race.mp4", "--seconds", "60"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) as process:
        end = time.monotonic() + 60
        while not any(path.stat().st_size for path in tmp_path.iterdir()):  # it has begun to write
            assert process.poll() is None
            assert time.monotonic() < end
            time.sleep(0.05)
        process.send_signal(number)
        process.wait(timeout=60)
        said = process.stderr.read()
    assert process.returncode == 128 + number
    assert not list(tmp_path.iterdir())
    assert b"Traceback" not in said


def test_importing_export_imports_no_app():
    code = "import export, export.__main__, sys; print({'streamlit', 'matplotlib.pyplot', 'av'} & set(sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert out.strip() == "set()"


def test_a_value_may_begin_with_a_minus(tmp_path):
    file = tmp_path / "out.json"
    assert main(["--function", "-x^2-y^2", str(file), "--domain", "-2,2,-1,3", "--quiet"]) == 0
    assert read(file).surface.text == "-x^2-y^2"
    assert read(file).surface.domain == ((-2.0, 2.0), (-1.0, 3.0))
    assert main(["rotated", str(tmp_path / "a.csv"), "--view", "-60,35", "--title", "-5 degrees"]) == 0


@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_words_stand_in_any_order(tmp_path, place):
    (tmp_path / "own.json").write_text(to_json(SCENES["four-minima"]))
    words = ["--quiet", str(tmp_path / "out.json")]
    words[place:place] = ["--scene-file", str(tmp_path / "own.json")]
    assert main(words) == 0
    assert read(tmp_path / "out.json") == SCENES["four-minima"]
    assert main(["rotated", "--quiet", str(tmp_path / "out.json"), "--dark"]) == 0
    assert read(tmp_path / "out.json") == SCENES["rotated"]


def test_the_longest_name(tmp_path):
    name = "r" * 250 + ".json"
    assert main(["rotated", str(tmp_path / name)]) == 0
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_link_is_followed(tmp_path):
    (tmp_path / "far").mkdir()
    target, link = tmp_path / "far" / "real.json", tmp_path / "link.json"
    link.symlink_to(target)
    for _ in range(2):  # also where it points at nothing yet
        assert main(["rotated", str(link)]) == 0
        assert link.is_symlink()
        assert read(target) == SCENES["rotated"]
    assert [path.name for path in (tmp_path / "far").iterdir()] == ["real.json"]


def test_what_is_no_file_is_left_alone(capsys, tmp_path):
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "round.json").symlink_to(tmp_path / "round.json")
    (tmp_path / "null.json").symlink_to("/dev/null")
    assert "it is no file, but a pipe" in refused(capsys, "rotated", tmp_path / "pipe.json")
    assert "it is no file, but a device" in refused(capsys, "rotated", tmp_path / "null.json")
    assert "cannot write" in refused(capsys, "rotated", tmp_path / "round.json")
    assert (tmp_path / "pipe.json").is_fifo()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["null.json", "pipe.json", "round.json"]


def heading(path):
    """The title and the caption of a page."""
    text = path.read_text()
    parts = (r"<h1[^>]*>(.*?)</h1>", r'"words">(.*?)</p>')
    return [html.unescape(re.search(part, text, re.DOTALL)[1]) for part in parts]


@pytest.mark.parametrize(
    ("arguments", "title", "unsaid"),
    [
        (["rotated", "--set", "surface.angle=0"], "A bowl along the axes", "axes are turned"),
        (["ill-conditioned", "--set", "surface.lambda2=4"], "A bowl 2 times longer than wide", "zigzags"),
        (["decaying-rate", "--set", "sigma=0"], "A rate that decays", "jumping"),
        (["game", "--set", "surface.cost=5"], SURFACES["bilinear_game"].name, "farther off"),
        (["saddle-escape", "--set", "start=2,2"], SURFACES["linear_network"].name, "saddle in the middle"),
        (["rotated", "--function", "x^2+3*y^2"], "x^2+3*y^2", "axes are turned"),
        (["radford-beale", "--function", "x^2+3*y^2", "--set", "steps=50"], "x^2+3*y^2", "huge"),
    ],
)
def test_a_changed_scene_is_under_the_words_that_hold_of_it(tmp_path, arguments, title, unsaid):
    assert main([arguments[0], str(tmp_path / "race.html"), *arguments[1:]]) == 0
    told, caption = heading(tmp_path / "race.html")
    assert told == title
    assert unsaid not in caption


def test_a_changed_scene_saved_and_changed_again_is_under_the_words_that_hold_of_it(tmp_path):
    """They outlived a bowl that was made half as long, or a saddle: the file is no named scene."""
    saved, page = tmp_path / "saved.json", tmp_path / "race.html"
    assert main(["ill-conditioned", "--set", "steps=130", str(saved)]) == 0
    assert main(["--scene-file", str(saved), str(page)]) == 0
    title, caption = heading(page)
    assert (title, caption[:23]) == ("A bowl 7.1 times longer than wide", "Plain descent zigzags a")
    assert main(["--scene-file", str(saved), "--set", "surface.lambda2=2", str(page)]) == 0
    title, caption = heading(page)
    assert title == "A bowl 1.4 times longer than wide"
    assert "zigzags" not in caption
    assert main(["--scene-file", str(saved), "--set", "surface.lambda2=-1", str(page)]) == 0
    assert "longer" not in heading(page)[0]


def test_a_saved_scene_of_which_nothing_was_said_is_under_the_words_that_hold_of_it(tmp_path):
    saved, page = tmp_path / "saved.json", tmp_path / "race.html"
    assert main(["ill-conditioned", "--set", "surface.lambda2=-1", str(saved)]) == 0
    assert main(["--scene-file", str(saved), "--set", "surface.lambda2=50", str(page)]) == 0
    assert heading(page)[0] == "A bowl 7.1 times longer than wide"


def test_a_run_whose_swings_are_too_small_to_be_squared_is_drawn(tmp_path):
    """On 1e−170 and less the page stopped with a division by zero."""
    assert main(["radford-beale", "--function", "x^2+3*y^2", str(tmp_path / "race.html")]) == 0


def test_a_race_named_after_its_function_has_the_name_of_the_new_one(tmp_path):
    page = tmp_path / "race.html"
    assert main(["--function", "x^2+y^2", "--set", "surface.text=x*y", str(page)]) == 0
    assert heading(page)[0] == "x*y"


def test_a_scene_of_ones_own_keeps_its_name_and_words(tmp_path):
    own = dataclasses.replace(SCENES["rotated"], name="Mine", caption="My words.")
    (tmp_path / "own.json").write_text(to_json(own))
    assert main([str(tmp_path / "race.html"), "--scene-file", str(tmp_path / "own.json"), "--set", "steps=5"]) == 0
    assert '>Mine</h1>\n<p id="words">My words.</p>' in (tmp_path / "race.html").read_text()


def test_letters_that_the_font_lacks_are_named(capsys, tmp_path):
    assert main(["rotated", str(tmp_path / "race.png"), "--size", "240x180", "--title", "日本\n語 Adam"]) == 0
    assert capsys.readouterr().err.strip() == "python -m export: a box stands for what the font lacks: 日本語"
    assert main(["rotated", str(tmp_path / "race.html"), "--title", "日本"]) == 0
    assert capsys.readouterr().err == ""
    assert '<h1 data-plain="日本">日本</h1>' in (tmp_path / "race.html").read_text()


WORDS = st.text(st.characters(blacklist_characters="/"), max_size=12)
NUMBERS = st.floats().map(str) | st.integers().map(str) | st.sampled_from(["1e999", "-0", "0x10", "١", "1_0", "nan"])
VALUES = WORDS | NUMBERS | st.lists(NUMBERS, max_size=4).map(",".join)
NAMES = st.sampled_from(
    ["adam.lr", "momentum.beta", "surface.a", "start", "steps", "sigma", "seed", "nobody.x", "lbfgs.memory", "..", "="]
)
OPTIONS = st.sampled_from(sorted({name for action in parser()._actions for name in action.option_strings}))
FILES = st.sampled_from(["a.json", "a.csv", "a.py", "a.plotly.json", "a.torch.py", "a", "a.JSON", ".json", "-", ""])
ONE = (
    st.tuples(OPTIONS, VALUES)
    | st.tuples(st.just("--set"), st.builds("{}={}".format, NAMES, VALUES))
    | st.tuples(st.just("--function"), WORDS | st.text("xy+-*/^()0123456789. sincoexplg|,", max_size=30))
    | st.tuples(OPTIONS)
    | st.tuples(WORDS)
)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    st.lists(st.sampled_from(["rotated", "radford", "rosenbrock-five", "nobody"]), max_size=2), FILES,
    st.lists(ONE, max_size=4), st.booleans(),
)  # fmt: skip
def test_any_command_ends_well(tmp_path_factory, names, file, options, first):
    """It makes the file, or says in one line why not."""
    assume(not {"--help", "-h", "--list"} & {word for option in options for word in option})
    words = [",".join(names), file] if names else [file]
    more = [word for option in options for word in option]
    said, shown = io.StringIO(), io.StringIO()
    here = contextlib.chdir(tmp_path_factory.getbasetemp())
    with here, contextlib.redirect_stderr(said), contextlib.redirect_stdout(shown):
        try:
            status = main(more + words if first else words + more)
        except SystemExit as ended:
            status = ended.code
    assert shown.getvalue() == ""
    if status == 0:
        assert said.getvalue() == ""
    else:
        assert status == 2
        assert len(said.getvalue().splitlines()) == 1
        assert 20 < len(said.getvalue()) < 2000
