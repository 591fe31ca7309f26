"""python -m export SCENE FILE: any race as a file, whose suffix picks the format. `site DIR` writes the site."""

import argparse
import re
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from tqdm import tqdm

from catalog import quoted
from export import FORMATS, PRESETS, TRAILS, MissingCodec, Options, format_of, save, undrawable
from export._commands import printable, scenes_named, with_settings, with_tracks_of, worded
from export.site import build
from scenes import PANELS, SCENES

SETTINGS = "adam.lr=0.02, surface.a=3, steps=300, start=1,2, sigma=0.5, seed=1"
SCALE = 1000  # of the progress bar


class Parser(argparse.ArgumentParser):
    """One line for each error, and status 2."""

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {printable(message)}", file=sys.stderr)
        raise SystemExit(2)


def parser() -> argparse.ArgumentParser:
    p = Parser(
        prog="python -m export",
        description="A race as a file. The suffix picks the format: " + ", ".join(FORMATS),
        epilog="python -m export radford-beale out.gif; python -m export site DIR writes them all as a static site",
    )
    p.add_argument("words", nargs="*", metavar="SCENE FILE",
                   help="a scene's name, several with commas, or radford for his three; where to write")  # fmt: skip
    p.add_argument("--list", action="store_true", help="list scenes and formats")
    what = p.add_argument_group("what")
    what.add_argument("--scene-file", metavar="FILE", help="a scene as JSON, in the place of a name")
    what.add_argument("--function", metavar="TEXT", help='a surface of your own: --function "x^2 + 3*sin(y)"')
    what.add_argument("--domain", type=_domain, metavar="X0,X1,Y0,Y1", help="of such a function: --domain -2,2,-1,3")
    what.add_argument("--tracks", metavar="FILE", help="tracks of your own beside: a CSV of optimizer,step,x,y")
    what.add_argument("--grid", metavar="FILE", help="a surface of your own: a CSV of x,y,f on a full grid")
    what.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help=f"{SETTINGS}; may be repeated")
    how = p.add_argument_group("how")
    how.add_argument(
        "--size", type=_size, metavar="WxH", help="pixels, e.g. 1280x720, or " + ", ".join(map(_slug, PRESETS))
    )
    how.add_argument("--panels", type=_names, metavar="A,B", help=", ".join(PANELS))
    how.add_argument("--view", type=_pair, metavar="AZIMUTH,ELEVATION", help="degrees: --view=-60,35")
    how.add_argument("--orbit", type=float, nargs="?", const=90.0, default=0.0, metavar="DEGREES",
                     help="turn the camera while it plays (90 if left out)")  # fmt: skip
    how.add_argument("--dark", action="store_true", help="a dark ground")
    how.add_argument("--title", help="the heading; empty for none")
    how.add_argument("--trail", choices=TRAILS, help="whole if left out")
    film = p.add_argument_group("films")
    film.add_argument("--fps", type=float, default=25.0, help="frames a second (25)")
    film.add_argument("--seconds", type=float, help="how long the race lasts, without the hold")
    film.add_argument("--steps-a-frame", type=float, metavar="N", help="how fast it goes")
    film.add_argument("--hold", type=float, default=1.0, metavar="SECONDS", help="on the last picture (1)")
    film.add_argument("--no-loop", action="store_true", help="GIF and web page play once")
    film.add_argument("--no-cap", action="store_true", help="as many pixels × frames as you like")
    still = p.add_argument_group("stills and web pages")
    still.add_argument("--step", type=float, help="which moment of the race (the last)")
    still.add_argument("--density", type=float, help="a PNG's pixels for each of --size (2)")
    still.add_argument("--cdn", action="store_true", help="a web page that takes plotly.js from the net")
    still.add_argument("--no-live", action="store_true", help="a web page that only plays, without dials")
    p.add_argument("--quiet", action="store_true", help="no progress bar")
    return p


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def _size(text: str) -> tuple[int, int]:
    presets = {_slug(name): size for name, size in PRESETS.items()}
    if text.lower() in presets:
        return presets[text.lower()]
    match = re.fullmatch(r"([0-9]{1,9})[x×]([0-9]{1,9})", text)
    if match is None:
        raise argparse.ArgumentTypeError(f"{quoted(text)} is not WIDTHxHEIGHT, as in 1280x720")
    return int(match[1]), int(match[2])


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _domain(text: str) -> tuple[tuple[float, float], tuple[float, float]]:
    try:
        x0, x1, y0, y1 = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{quoted(text)} is not X0,X1,Y0,Y1, as in -2,2,-1,3") from None
    return (x0, x1), (y0, y1)


def _pair(text: str) -> tuple[float, float]:
    try:
        azimuth, elevation = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{quoted(text)} is not AZIMUTH,ELEVATION, as in -60,35") from None
    return azimuth, elevation


def options_of(args: argparse.Namespace) -> Options:
    azimuth, elevation = args.view or (None, None)
    return Options(
        size=args.size, fps=args.fps, seconds=args.seconds, steps_a_frame=args.steps_a_frame, hold=args.hold,
        loop=not args.no_loop, dark=args.dark, panels=args.panels, azimuth=azimuth, elevation=elevation,
        orbit=args.orbit, trail=args.trail, title=args.title, step=args.step, density=args.density, cdn=args.cdn,
        live=not args.no_live,
        **({"work": float("inf")} if args.no_cap else {}),
    )  # fmt: skip


def listing() -> str:
    wide = max(map(len, SCENES))
    lines = ["Scenes", *(f"  {slug:<{wide}}  {scene.name}" for slug, scene in SCENES.items())]
    lines += [f"  {'radford':<{wide}}  Radford’s three, side by side", "", "Formats"]
    return "\n".join(lines + [f"  {suffix:<{wide}}  {format.name}" for suffix, format in FORMATS.items()])


def main(arguments: Sequence[str] | None = None) -> int:
    p = parser()
    args = p.parse_intermixed_args(_tied(p, sys.argv[1:] if arguments is None else arguments))
    if args.list:
        print(listing())
        return 0
    if args.words[:1] == ["site"]:
        return _site(p, args)
    try:
        names, file = _scene_and_file(args)
        scenes = scenes_named(names, args.scene_file, args.function, args.domain, args.grid)
        options = options_of(args)
        with tqdm(total=SCALE, disable=args.quiet or not sys.stderr.isatty(), bar_format=BAR) as bar:
            source = worded(with_tracks_of(with_settings(scenes, args.set), args.tracks), scenes)
            save(source, file, options, _shown(bar))
        if not format_of(file).quick and (letters := undrawable(source, options)):
            print(f"{p.prog}: a box stands for what the font lacks: {printable(letters)}", file=sys.stderr)
    except (ValueError, MissingCodec) as error:
        p.error(_line(error))
    except OSError as error:
        p.error(f"cannot write {quoted(file)}: {error.strerror or _line(error)}")
    except KeyboardInterrupt:
        return 130
    return 0


def _site(p: argparse.ArgumentParser, args: argparse.Namespace) -> int:
    """python -m export site DIR."""
    if len(args.words) != 2:
        p.error("say where to: python -m export site DIR")
    try:
        with tqdm(total=SCALE, disable=args.quiet or not sys.stderr.isatty(), bar_format=BAR) as bar:
            build(args.words[1], _shown(bar))
    except OSError as error:
        p.error(f"cannot write {quoted(args.words[1])}: {error.strerror or _line(error)}")
    except KeyboardInterrupt:
        return 130
    return 0


def _scene_and_file(args: argparse.Namespace) -> tuple[str | None, str]:
    """The words of a command: a scene's name, which can be left out where the scene is given otherwise, and a file."""
    *names, file = args.words or [""]
    given = args.function or args.scene_file or args.grid
    if not file or len(names) > 1 or not (names or given):
        raise ValueError("say what to export and where to: SCENE FILE (--list names the scenes, --help tells the rest)")
    if names and args.scene_file:
        raise ValueError("a scene comes by its name or from --scene-file, not both")
    return (names[0] if names else None), file


def _tied(p: argparse.ArgumentParser, arguments: Sequence[str]) -> list[str]:
    """The arguments with each option tied to its value, which may begin with a minus: --function=-x^2."""
    valued = {name for action in p._actions for name in action.option_strings if action.nargs is None}
    flags = {name for action in p._actions for name in action.option_strings}
    out: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        value = next(rest, None) if argument in valued else None
        if value == "--":
            p.error(f"{argument} wants a value")
        out.append(argument if value is None or value in flags else f"{argument}={value}")
        if value in flags:
            out.append(value)
    return out


def _line(error: Exception) -> str:
    """What an error says, on one line."""
    return " ".join(str(error).split())


BAR = "{percentage:3.0f} % |{bar}| {elapsed} < {remaining}"


def _shown(bar: Any) -> Callable[[float], None]:
    def progress(share: float) -> None:
        bar.update(round(share * SCALE) - bar.n)

    return progress


def _ended(number: int, frame: Any) -> NoReturn:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):  # Windows has no SIGHUP
            signal.signal(getattr(signal, name), _ended)
    raise SystemExit(main())
