"""The MP4 that a page writes (player/mp4.js), of frames that another encoder made: PyAV reads it as it was."""

import base64
import io
import json
import os
import shutil
import subprocess
from pathlib import Path

import av
import numpy as np
import pytest

MP4 = Path(__file__).parents[2] / "figures" / "player" / "mp4.js"
WRITE = f"""
import {{mp4}} from {json.dumps(MP4.as_uri())};
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const {{chunks, description, ...facts}} = JSON.parse(process.argv[1]);
const read = chunks.map(({{data, key}}) => ({{data: bytes(data), key}}));
process.stdout.write(Buffer.from(await mp4(read, {{...facts, description: bytes(description)}}).arrayBuffer()));
"""
WIDTH, HEIGHT, FPS, COUNT, EVERY = 64, 48, 30, 25, 10


def encoded():
    """Grey frames, each lighter than the one before, as H.264: the packets, whether each is a key, and the avcC."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.options = {"bf": "0", "g": str(EVERY), "preset": "ultrafast"}
        for i in range(COUNT):
            grey = np.full((HEIGHT, WIDTH, 3), 10 * i, np.uint8)
            out.mux(stream.encode(av.VideoFrame.from_ndarray(grey, format="rgb24")))
        out.mux(stream.encode())
    file.seek(0)
    with av.open(file) as source:
        (stream,) = source.streams.video
        packets = [(bytes(packet), packet.is_keyframe) for packet in source.demux(stream) if packet.size]
        return packets, bytes(stream.codec_context.extradata)


def test_it_is_read_as_it_was_written():
    node = shutil.which("node")
    if node is None:
        assert os.environ.get("DOWNHILL_REQUIRE_BROWSER") != "1", "there is no Node"
        pytest.skip("there is no Node")
    packets, description = encoded()
    text = lambda data: base64.b64encode(data).decode()  # noqa: E731
    facts = {"width": WIDTH, "height": HEIGHT, "fps": FPS, "description": text(description)}
    facts["chunks"] = [{"data": text(data), "key": key} for data, key in packets]
    asked = [node, "--no-warnings", "--input-type=module", "-e", WRITE, json.dumps(facts)]
    made = subprocess.run(asked, capture_output=True, timeout=60, check=True).stdout
    with av.open(io.BytesIO(made)) as film:
        (stream,) = film.streams.video
        assert (stream.codec_context.name, stream.width, stream.height) == ("h264", WIDTH, HEIGHT)
        assert (stream.average_rate, stream.frames) == (FPS, COUNT)
        assert film.duration == pytest.approx(1e6 * COUNT / FPS, abs=1)
        read = [packet for packet in film.demux(stream) if packet.size]
        assert [(bytes(packet), packet.is_keyframe) for packet in read] == packets
        film.seek(0)
        greys = [frame.to_ndarray(format="rgb24")[20, 20, 0] for frame in film.decode(stream)]
    np.testing.assert_allclose(greys, 10 * np.arange(COUNT), atol=2)
