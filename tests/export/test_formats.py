"""Every format of every scene: it opens, and is what it says it is."""

import dataclasses
import io
import xml.etree.ElementTree as ET

import av
import numpy as np
import pytest
from PIL import Image

import export
from export import FORMATS, Options, estimate, film_for, render, save
from scenes import SCENES

EVERY = pytest.mark.parametrize("slug", SCENES)
FILMS = [".mp4", ".webm"]


def lengths(gif):
    """The time of each frame of a GIF, in ms."""
    times = []
    for i in range(gif.n_frames):
        gif.seek(i)
        times.append(gif.info["duration"])
    return times


def decoded(data):
    """A film's frames as arrays, and its rate."""
    with av.open(io.BytesIO(data)) as container:
        stream = container.streams.video[0]
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(stream)], stream.average_rate


@EVERY
@pytest.mark.thorough
def test_a_gif_opens_frame_by_frame(slug, small):
    gif = Image.open(io.BytesIO(render(SCENES[slug], ".gif", small)))
    frames = small.frames(film_for(SCENES[slug], small))
    assert gif.size == small.size
    assert 2 <= gif.n_frames <= frames
    assert sum(lengths(gif)) == pytest.approx(1000 * frames / small.fps)
    assert gif.info["loop"] == 0


@EVERY
@pytest.mark.parametrize("suffix", FILMS)
def test_a_film_decodes_frame_by_frame(slug, suffix, small):
    frames, rate = decoded(render(SCENES[slug], suffix, small))
    assert len(frames) == small.frames(film_for(SCENES[slug], small))
    assert rate == small.fps
    assert {frame.shape for frame in frames} == {(small.size[1], small.size[0], 3)}
    assert np.abs(frames[0].astype(int) - frames[-1]).max() > 40


@EVERY
def test_a_png_is_as_dense_as_asked(slug, small):
    picture = Image.open(io.BytesIO(render(SCENES[slug], ".png", small)))
    assert picture.size == (2 * small.size[0], 2 * small.size[1])


@EVERY
@pytest.mark.thorough
def test_an_svg_is_drawn_in_lines_and_letters(slug, small):
    root = ET.fromstring(render(SCENES[slug], ".svg", small))
    assert root.get("viewBox") == f"0 0 {small.size[0]} {small.size[1]}"
    assert not root.findall(".//{http://www.w3.org/2000/svg}image")


def test_a_pdf_is_one_page(small):
    data = render(SCENES["rosenbrock-five"], ".pdf", small)
    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")
    assert b"/Count 1" in data
    assert f"/MediaBox [ 0 0 {small.size[0]} {small.size[1]} ]".encode() in data


@pytest.mark.parametrize(
    "suffix", [suffix for suffix in FORMATS if suffix not in (".svg", ".mp4")]
)  # clips have random names; x264
@pytest.mark.thorough
def test_equal_scenes_make_equal_files(suffix, small):
    scene = SCENES["bias-correction"]
    assert render(scene, suffix, small) == render(dataclasses.replace(scene), suffix, small)


@pytest.mark.parametrize("suffix", [".gif", ".mp4", ".png", ".svg", ".html"])
@pytest.mark.thorough
def test_dark_is_another_picture(suffix, small):
    scene = SCENES["bias-correction"]
    assert render(scene, suffix, small) != render(scene, suffix, dataclasses.replace(small, dark=True))


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.thorough
def test_colours_survive_the_film(dark):
    """Each racer's colour is found in the last frame, in a GIF exactly; a film halves its colours' resolution."""
    scene = SCENES["radford-beale"]
    options = Options(size=(480, 400), seconds=0.2, fps=10, hold=0, dark=dark)
    gif = Image.open(io.BytesIO(render(scene, ".gif", options)))
    gif.seek(gif.n_frames - 1)
    frames, _ = decoded(render(scene, ".mp4", options))
    for racer in film_for(scene, options).racers:
        color = [int((racer.dark if dark else racer.color)[i : i + 2], 16) for i in (1, 3, 5)]
        assert (np.abs(np.asarray(gif.convert("RGB")).astype(int) - color).max(axis=-1) == 0).any(), racer.name
        assert (np.abs(frames[-1].astype(int) - color).max(axis=-1) < 60).any(), racer.name


def test_loop_is_a_choice(small):
    once = dataclasses.replace(small, loop=False)
    assert "loop" not in Image.open(io.BytesIO(render(SCENES["rotated"], ".gif", once))).info
    assert b'"loop":false' in render(SCENES["rotated"], ".html", once)


def test_odd_sizes_are_made_even_for_films_only(small):
    odd = dataclasses.replace(small, size=(241, 181))
    frames, _ = decoded(render(SCENES["rotated"], ".mp4", odd))
    assert frames[0].shape == (180, 240, 3)
    assert Image.open(io.BytesIO(render(SCENES["rotated"], ".gif", odd))).size == (241, 181)


def test_a_thirtieth_of_a_second_does_not_drift(small):
    """GIF counts in hundredths of a second; what is rounded must not add up."""
    gif = Image.open(io.BytesIO(render(SCENES["rotated"], ".gif", dataclasses.replace(small, fps=30, seconds=1.0))))
    assert sum(lengths(gif)) == pytest.approx(1200, abs=10)
    assert set(lengths(gif)[:20]) <= {30, 40, 60, 70}


@pytest.mark.parametrize("suffix", [suffix for suffix, format in FORMATS.items() if not format.quick])
@pytest.mark.thorough
def test_estimates_are_near_enough(suffix):
    options = Options(size=(480, 360), seconds=2, fps=20, hold=0)
    size, seconds = estimate(SCENES["rosenbrock-five"], suffix, options)
    real = len(render(SCENES["rosenbrock-five"], suffix, options))
    assert real / 4 < size < 4 * real
    assert 0 < seconds < 60


def test_saving_leaves_only_the_file(tmp_path, small):
    shares = []
    save(SCENES["rotated"], tmp_path / "race.GIF", small, shares.append)
    assert [path.name for path in tmp_path.iterdir()] == ["race.GIF"]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_saved_file_is_as_public_as_any(tmp_path, small):
    (tmp_path / "plain").touch()
    save(SCENES["rotated"], tmp_path / "race.csv", small)
    assert (tmp_path / "race.csv").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_what_progress_raises_stops_the_work_and_leaves_nothing(tmp_path, small):
    (tmp_path / "race.mp4").write_text("the file before")

    def stop(share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save(SCENES["rotated"], tmp_path / "race.mp4", small, stop)
    assert [path.name for path in tmp_path.iterdir()] == ["race.mp4"]
    assert (tmp_path / "race.mp4").read_text() == "the file before"


def test_unknown_suffixes_are_named():
    with pytest.raises(ValueError, match=r"unknown suffix in 'race\.bmp': it must end in one of \.gif"):
        save(SCENES["rotated"], "race.bmp")
    assert export.format_of("x.plotly.json").suffix == ".plotly.json"
    assert export.format_of("x.json").suffix == ".json"


def test_equal_scenes_make_equal_films(small):
    """x264 may write the same frames in other bytes; what is seen is the same."""
    one, other = (decoded(render(SCENES["bias-correction"], ".mp4", small))[0] for _ in range(2))
    for a, b in zip(one, other, strict=True):
        assert np.abs(a.astype(int) - b).mean() < 0.5


@pytest.mark.parametrize("suffix", [".gif", ".mp4", ".webm"])
def test_progress_is_the_share_of_the_frames_that_are_made(tmp_path, small, suffix):
    told = []
    save(SCENES["rotated"], tmp_path / f"film{suffix}", small, told.append)
    total = small.frames(film_for(SCENES["rotated"], small))
    assert total > 3
    assert told == pytest.approx([(i + 1) / total for i in range(total)])
