"""What an export can be asked for."""

import math
from dataclasses import dataclass

import numpy as np

from export._memory import PIXELS
from figures import Film

PRESETS = {"square": (720, 720), "HD": (1280, 720), "full HD": (1920, 1080), "Radford": (620, 480)}
SIDE = (160, 4096)  # pixels
FPS = (1.0, 60.0)
LONGEST = 120.0  # seconds
WORK = 1_500_000_000  # pixels × frames: a minute of HD, or half a minute of full HD
TRAILS = ("whole", "tail", "none")


@dataclass(frozen=True)
class Options:
    """How a scene is taken away. What is None is left to the scene or film: its panels, its view, its trails, its pace.

    size: width and height in pixels; None fits the panels. fps: frames a second. seconds: how long the race lasts, or
    steps_a_frame; both None: as long as in the player. hold: seconds on the last picture. orbit: degrees by which a
    camera turns while the film lasts. step: which moment a still shows; None: the last. density: pixels of a PNG for
    each of its size; None: 2, or as many as may be. cdn: a web page that takes plotly.js from the net. live: a web
    page that races by itself, with dials and a start to drag. work: most
    pixels × frames, which a film whose pace is left open keeps to.

    Raises ValueError where a value is not usable.
    """

    size: tuple[int, int] | None = None
    fps: float = 25.0
    seconds: float | None = None
    steps_a_frame: float | None = None
    hold: float = 1.0
    loop: bool = True
    dark: bool = False
    panels: tuple[str, ...] | None = None
    azimuth: float | None = None
    elevation: float | None = None
    orbit: float = 0.0
    trail: str | None = None
    title: str | None = None
    step: float | None = None
    density: float | None = None
    cdn: bool = False
    live: bool = True
    work: float = WORK

    def __post_init__(self) -> None:
        for name, low, high in (
            ("fps", *FPS),
            ("seconds", 0.1, LONGEST),
            ("steps_a_frame", 1e-3, 1e4),
            ("hold", 0.0, 30.0),
            ("azimuth", -360.0, 360.0),
            ("elevation", -90.0, 90.0),
            ("orbit", -720.0, 720.0),
            ("step", 0.0, math.inf),
            ("density", 0.5, 4.0),
        ):
            value = getattr(self, name)
            if value is not None and not (math.isfinite(value) and low <= value <= high):
                raise ValueError(f"{name} must be a number in [{low:g}, {high:g}], not {value!r}")
        if self.seconds is not None and self.steps_a_frame is not None:
            raise ValueError("either seconds or steps_a_frame sets the pace, not both")
        if self.trail is not None and self.trail not in TRAILS:
            raise ValueError(f"trail must be one of {', '.join(TRAILS)}, not {self.trail!r}")
        if self.size is not None:
            self._check_size(self.size)

    def _check_size(self, size: tuple[int, int]) -> None:
        low, high = SIDE
        if len(size) != 2 or not all(side == int(side) and low <= side <= high for side in size):
            raise ValueError(f"size must be two whole numbers in [{low}, {high}], not {size!r}")

    def positions(self, film: Film) -> np.ndarray:
        """The film's position, in steps, in each frame but those of the hold."""
        if self.seconds is not None:
            return np.linspace(0, film.steps, max(round(self.seconds * self.fps), 2))
        pace = self.steps_a_frame or max(film.rate / self.fps, self._quickest(film))
        return np.minimum(np.arange(math.ceil(film.steps / pace - 1e-9) + 1) * pace, film.steps)

    def _quickest(self, film: Film) -> float:
        """Steps a frame in as many frames as the cap allows at this size."""
        if self.size is None or not math.isfinite(self.work):
            return 0.0
        most = int(self.work / (self.size[0] * self.size[1])) - self.held
        return film.steps / max(most - 1, 1)

    def dots(self, size: tuple[int, int]) -> float:
        """Pixels of a PNG for each of a size. Raises ValueError if the picture would be larger than memory allows."""
        most = math.sqrt(PIXELS / (size[0] * size[1]))
        if self.density is None:
            return min(2.0, most)
        if self.density > most * (1 + 1e-9):
            raise ValueError(
                f"{size[0]}×{size[1]} at a density of {self.density:g} is more than the {PIXELS / 1e6:.0f} million "
                f"pixels that a picture may have: at this size at most {math.floor(100 * most) / 100:g}"
            )
        return self.density

    def frames(self, film: Film) -> int:
        """How many frames the film has, the hold included."""
        return len(self.positions(film)) + self.held

    @property
    def held(self) -> int:
        """Frames for which the last picture stays."""
        return round(self.hold * self.fps)

    def check_work(self, film: Film, size: tuple[int, int]) -> None:
        """Raise ValueError if the film would take more pixels × frames than the cap."""
        frames = self.frames(film)
        if size[0] * size[1] * frames > self.work:
            most = int(self.work / (size[0] * size[1]))
            raise ValueError(
                f"{frames} frames of {size[0]}×{size[1]} are more than the cap of {self.work / 1e9:g} billion pixels: "
                f"at this size at most {most} frames"
            )
