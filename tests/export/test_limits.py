"""Caps, missing codecs, two exports at once, and what may not be asked for."""

import builtins
import dataclasses
import io
import threading

import numpy as np
import pytest
from PIL import Image
from small_films import TRACES, film, panel

from export import FORMATS, MissingCodec, Options, estimate, film_for, render
from export.draw.traces import draw_trace
from optim import OPTIMIZERS
from scenes import SCENES, scene
from surfaces import SURFACES, parse


@pytest.mark.parametrize("suffix", [".gif", ".mp4", ".webm"])
def test_too_much_work_is_refused_with_the_cap(suffix, small):
    options = dataclasses.replace(small, work=100_000)
    with pytest.raises(
        ValueError, match=r"6 frames of 240×180 are more than the cap of 0.0001 billion pixels: .* 2 fr"
    ):
        render(SCENES["rotated"], suffix, options)
    with pytest.raises(ValueError, match="more than the cap"):
        estimate(SCENES["rotated"], suffix, options)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"size": (100, 300)}, r"size must be two whole numbers in \[160, 4096\]"),
        ({"size": (300.5, 300)}, "size must be two whole numbers"),
        ({"fps": 1000}, r"fps must be a number in \[1, 60\], not 1000"),
        ({"seconds": float("inf")}, "seconds must be a number"),
        ({"hold": -1}, "hold must be a number"),
        ({"elevation": 100}, r"elevation must be a number in \[-90, 90\]"),
        ({"density": 40}, "density must be a number"),
        ({"trail": "short"}, "trail must be one of whole, tail, none, not 'short'"),
        ({"seconds": 1, "steps_a_frame": 1}, "not both"),
    ],
)
def test_options_are_checked(facts, said):
    with pytest.raises(ValueError, match=said):
        Options(**facts)


def test_the_pace():
    source = film_for(SCENES["radford-beale"], Options())
    assert Options().positions(source).tolist() == list(range(199))  # Radford's: 25 steps a second
    assert Options(steps_a_frame=3).positions(source)[:3].tolist() == [0, 3, 6]
    assert Options(steps_a_frame=3).positions(source)[-1] == 198
    seconds = Options(seconds=2, fps=10)
    assert len(seconds.positions(source)) == 20
    assert seconds.positions(source)[[0, -1]].tolist() == [0, 198]
    assert seconds.frames(source) == 30


@pytest.fixture
def no_av(monkeypatch):
    """As if PyAV were not installed."""
    real = builtins.__import__

    def without(name, *rest, **more):
        if name == "av" or name.startswith("av."):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)


@pytest.mark.usefixtures("no_av")
def test_without_pyav_only_films_are_missing(small):
    with pytest.raises(MissingCodec, match=r"mp4 needs PyAV: pip install av"):
        render(SCENES["rotated"], ".mp4", small)
    assert render(SCENES["rotated"], ".gif", small).startswith(b"GIF89a")


def test_a_missing_encoder_is_named(monkeypatch, small):
    from export.formats import video

    monkeypatch.setattr(video, "WEBM", video.WEBM._replace(name="libnothing"))
    with pytest.raises(MissingCodec, match="webm needs the encoder libnothing"):
        render(SCENES["rotated"], ".webm", small)
    assert render(SCENES["rotated"], ".mp4", small)


@pytest.mark.thorough
def test_two_exports_at_once_do_not_meet(small):
    jobs = [
        ("rotated", ".gif", False),
        ("four-minima", ".gif", True),
        ("rotated", ".gif", True),
        ("rotated", ".png", True),
    ]
    made = {}

    def work(slug, suffix, dark):
        made[slug, suffix, dark] = render(SCENES[slug], suffix, dataclasses.replace(small, dark=dark, size=(222, 200)))

    threads = [threading.Thread(target=work, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for slug, suffix, dark in jobs:
        alone = render(SCENES[slug], suffix, dataclasses.replace(small, dark=dark, size=(222, 200)))
        assert made[slug, suffix, dark] == alone


@pytest.mark.parametrize("suffix", [".gif", ".mp4", ".png", ".svg", ".html", ".csv", ".plotly.json"])
def test_a_race_that_diverges(suffix, small):
    wild = [OPTIMIZERS[slug](lr=50.0) for slug in ("gradient_descent", "momentum", "nesterov")]
    race = scene("Off and away", SURFACES["rosenbrock"](), *wild, steps=40)
    assert all(t.diverged_at is not None for t in race.run())
    assert len(render(race, suffix, small)) > 500


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_race_without_optimizers(suffix, small):
    empty = scene("Nobody", SURFACES["himmelblau"](), steps=10)
    if suffix in (".py", ".torch.py", ".optax.py"):  # there is no rule that could be written out
        with pytest.raises(ValueError, match=r"none of these rules|it has none"):
            render(empty, suffix, small)
    else:
        assert render(empty, suffix, small)


@pytest.mark.parametrize("suffix", [".gif", ".png", ".svg", ".html", ".py"])
def test_a_curve(suffix, small):
    curve = scene("Wells", SURFACES["wells"](), OPTIMIZERS["momentum"](lr=0.05), OPTIMIZERS["adam"](), steps=20)
    assert render(curve, suffix, small)


@pytest.mark.parametrize("suffix", [".gif", ".mp4", ".png", ".svg", ".pdf", ".html"])
@pytest.mark.parametrize("dark", [False, True])
def test_a_pages_own_film(suffix, dark, small):
    assert render(film(), suffix, dataclasses.replace(small, dark=dark))


def test_panels_of_a_film_can_be_chosen(small):
    options = dataclasses.replace(small, panels=("strip",))
    assert [panel.id for panel in film_for(film(), options).panels] == ["strip"]


@pytest.mark.parametrize("trace", TRACES, ids=lambda trace: f"{trace['type']} {trace.get('mode', '')}")
def test_every_trace_is_drawn(trace, small):
    blank, drawn = (
        Image.open(io.BytesIO(render(film(panels=[panel(figure=panel().figure | {"data": data})]), ".png", small)))
        for data in ([], [trace])
    )
    assert np.abs(np.asarray(blank).astype(int) - np.asarray(drawn)).max() > 40


def test_a_trace_that_no_base_is_made_of_is_refused():
    with pytest.raises(ValueError, match="cannot draw a base with a sankey trace"):
        draw_trace(None, {"type": "sankey"}, None, 1.0)


def test_hostile_names_are_only_text(small):
    name = "</script><script>alert(1)</script> $x_2$ & \\frac"
    adam = (OPTIMIZERS["adam"](), "</script>$\\alpha$ & <b>")
    race = scene(name, SURFACES["beale"](), adam, steps=5, caption="<img src=x onerror=alert(1)>")
    page = render(race, ".html").decode()
    assert page.count("</script>") == page.count("<script")
    assert "<img src=x" not in page
    for suffix in (".png", ".svg", ".gif"):
        assert render(race, suffix, small)


def test_a_race_without_a_finite_value_says_so():
    """Off the domain of its function, nothing is drawn in the chart but the reason."""
    nowhere = scene("Nowhere", parse("sqrt(x)+y^2"), OPTIMIZERS["adam"](), start=(-2.0, 0.5), steps=5)
    source = film_for(nowhere, Options(panels=("loss", "gradient")))
    notes = [panel.figure["layout"].get("annotations", []) for panel in source.panels]
    assert [note[0]["text"] for note in notes] == ["no run has a finite value here"] * 2
    alive = film_for(SCENES["rotated"], Options(panels=("loss",)))
    assert "annotations" not in alive.panels[0].figure["layout"]
    assert render(nowhere, ".svg", Options(size=(480, 360), panels=("loss",)))
