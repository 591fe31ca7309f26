"""Films as MP4 and WebM, encoded by PyAV as the frames come."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from export._options import Options
from export.draw.frames import frames
from export.formats._format import FilmCost, film_format
from figures import Film

Progress = Callable[[float], Any]


class Codec(NamedTuple):
    """How a container is encoded: PyAV's names and settings."""

    container: str
    name: str
    options: dict[str, str]
    flags: dict[str, str]


EXACT = {"fflags": "+bitexact"}  # no dates and versions in the file; x264 itself may write equal films differently
THREADS = {"threads": "3"}  # each holds frames: more cores must not mean more memory
QUICK = {"deadline": "realtime", "lag-in-frames": "0", "cpu-used": "8", "row-mt": "1", "tile-columns": "2"}
MP4 = Codec("mp4", "libx264", THREADS | {"crf": "20", "preset": "veryfast"}, EXACT | {"movflags": "+faststart"})
WEBM = Codec("webm", "libvpx-vp9", THREADS | QUICK | {"crf": "30", "b": "0"}, EXACT)
BT709 = {"colorspace": 1, "color_primaries": 1, "color_trc": 1, "color_range": 1}  # so that players know the colours


class MissingCodec(RuntimeError):
    """There is no encoder for this format here; the other formats are not concerned."""


def check(codec: Codec) -> None:
    """Raise MissingCodec where PyAV or its encoder is missing."""
    try:
        import av

        av.codec.Codec(codec.name, "w")
    except ImportError:
        raise MissingCodec(f"{codec.container} needs PyAV: pip install av (the other formats do not)") from None
    except av.codec.codec.UnknownCodecError:
        raise MissingCodec(f"{codec.container} needs the encoder {codec.name}, which this PyAV lacks") from None


def write_mp4(film: Film, options: Options, title: str, path: Path, progress: Progress) -> None:
    _write(film, options, title, path, progress, MP4)


def write_webm(film: Film, options: Options, title: str, path: Path, progress: Progress) -> None:
    _write(film, options, title, path, progress, WEBM)


def _write(film: Film, options: Options, title: str, path: Path, progress: Progress, codec: Codec) -> None:
    """Write the film to a file. Odd sizes are made even."""
    check(codec)
    import av

    total = options.frames(film)
    rate = Fraction(options.fps).limit_denominator(1001)
    with av.open(str(path), "w", format=codec.container, options=codec.flags) as container:
        stream: Any = None
        for i, frame in enumerate(frames(film, options, title, even=True)):
            if stream is None:
                stream = container.add_stream(codec.name, rate=rate, options=codec.options)
                stream.width, stream.height = frame.image.size
                stream.pix_fmt = "yuv420p"
                for name, value in BT709.items():
                    setattr(stream.codec_context, name, value)
            if i == 0 or frame.changed:
                picture = av.VideoFrame.from_image(frame.image).reformat(format="yuv420p", dst_colorspace="ITU709")
            picture.pts, picture.time_base = i, 1 / rate
            container.mux(stream.encode(picture))
            progress((i + 1) / total)
        container.mux(stream.encode(None))


FORMATS = (
    film_format(".mp4", "MP4", "video/mp4", write_mp4, FilmCost(0.1, 0.002, 0.02, 0.012)),
    film_format(".webm", "WebM", "video/webm", write_webm, FilmCost(0.1, 0.005, 0.02, 0.014)),
)
