import json

import numpy as np
import pytest

from figures._encode import decode, digest, encode, plain


@pytest.mark.parametrize("shape", [(0,), (1,), (301,), (3, 4), (2, 3, 4)])
def test_an_encoded_array_reads_back(shape):
    array = np.random.default_rng(0).normal(size=shape)
    typed = encode(array)
    assert typed["dtype"] == "f4"
    assert typed["shape"] == ", ".join(map(str, shape))
    np.testing.assert_allclose(decode(typed), array, rtol=1e-6)


def test_what_is_not_finite_stays_out_of_json():
    typed = encode([1.0, np.nan, 1e300, -1e300, np.inf])
    assert json.loads(json.dumps(typed, allow_nan=False)) == typed
    values = decode(typed)
    assert np.isnan(values[1])
    assert np.isfinite(values[[0, 2, 3]]).all()


def test_plain_makes_any_nest_json():
    value = {"a": np.float64(2), "b": [np.int64(3), (np.nan, np.inf)], 3: np.arange(2), "d": np.bool_(True), "e": None}
    out = plain(value)
    assert json.loads(json.dumps(out, allow_nan=False)) == out
    assert out["b"] == [3, [None, None]]
    assert out["d"] is True
    assert decode(out["3"]).tolist() == [0, 1]


def test_the_digest_is_of_the_contents():
    assert digest({"a": 1, "b": [2]}) == digest({"b": [2], "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})
