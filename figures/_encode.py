"""Values as the browser reads them: arrays as base64 float32, everything else as plain JSON."""

import base64
import hashlib
import json
import zlib
from typing import Any

import numpy as np

LARGEST = float(np.finfo(np.float32).max)


def encode(array: Any) -> dict[str, str]:
    """A numeric array in Plotly's typed form, float32: NaN stays inside the bytes, what is too large is clipped."""
    values = np.asarray(array, dtype=float)
    small = np.clip(values, -LARGEST, LARGEST).astype("<f4")
    return {
        "dtype": "f4",
        "bdata": base64.b64encode(small.tobytes()).decode("ascii"),
        "shape": ", ".join(str(n) for n in small.shape),
    }


def exact(array: Any) -> dict[str, str]:
    """A numeric array in Plotly's typed form, float64."""
    values = np.asarray(array, dtype="<f8")
    return {
        "dtype": "f8",
        "bdata": base64.b64encode(values.tobytes()).decode("ascii"),
        "shape": ", ".join(str(n) for n in values.shape),
    }


def whole(array: Any) -> dict[str, str]:
    """An array of whole numbers from 0 to 65535 in Plotly's typed form, as short as they are."""
    values = np.asarray(array)
    small = values.astype("u1" if values.max(initial=0) < 256 else "<u2")
    return {
        "dtype": small.dtype.str[1:],
        "bdata": base64.b64encode(small.tobytes()).decode("ascii"),
        "shape": ", ".join(str(n) for n in small.shape),
    }


def decode(typed: dict[str, str]) -> np.ndarray:
    """The array that `encode` wrote."""
    flat = np.frombuffer(base64.b64decode(typed["bdata"]), dtype="<" + typed["dtype"])
    return flat.reshape([int(n) for n in typed["shape"].split(",")])


def plain(value: Any) -> Any:
    """The value as JSON can hold it: arrays encoded, NumPy's scalars as Python's, what is not finite as None."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, np.ndarray):
        return encode(value)
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value


def packed(value: Any) -> bytes:
    """A JSON-able value as the app's page takes it (ui/unpacked.js): its JSON, deflated."""
    return zlib.compress(json.dumps(value, separators=(",", ":"), allow_nan=False).encode())


def unpacked(data: bytes) -> Any:
    """The value that `packed` wrote."""
    return json.loads(zlib.decompress(data))


def digest(value: Any) -> str:
    """A short hash of a JSON-able value: equal contents have equal keys."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
