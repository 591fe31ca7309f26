"""Data sets: standardised, split, mislabelled by a seed; a visitor's own table, read or refused with a reason."""

import numpy as np
import pytest

from networks import DATA_SETS, NETWORKS, columns_of, data_set, from_csv
from networks._data import MAX_BYTES


@pytest.mark.parametrize("name", DATA_SETS)
def test_data_sets_are_standardised_and_split(name):
    data = data_set(name, 200)
    assert len(data.x) == len(data.y) == 200
    assert len(data.x_test) == len(data.y_test) >= 66
    varied = data.x.std(axis=0) > 0
    np.testing.assert_allclose(data.x.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(data.x[:, varied].std(axis=0), 1, rtol=1e-12)
    together = np.concatenate([data.x, data.x_test])
    assert data.regression == (name == "diabetes")
    if data.classes:
        assert set(data.y) <= set(range(len(data.classes)))
        assert data_set(name, 200, seed=1).y.tolist() != data.y.tolist()
    assert len(np.unique(together, axis=0)) >= 0.99 * len(together)  # no example both trained on and tested on


@pytest.mark.parametrize("name", ["moons", "digits"])
def test_label_noise_changes_that_share_and_says_which(name):
    clean, noisy = data_set(name, 200), data_set(name, 200, label_noise=0.3)
    assert noisy.flipped.sum() == 60
    np.testing.assert_array_equal(clean.y != noisy.y, noisy.flipped)
    np.testing.assert_array_equal(clean.y_test, noisy.y_test)


def table(rows=12, **columns):
    head = {"a": [i * 0.5 for i in range(rows)], "b": [(-1) ** i for i in range(rows)]} | columns
    return "\n".join([",".join(head), *(",".join(str(values[i]) for values in head.values()) for i in range(rows))])


def test_a_table_of_words_makes_classes():
    data = from_csv(table(kind=["cat", "dog", "cat"] * 4))
    assert data.classes == ("cat", "dog")
    assert data.features == ("a", "b")
    assert sorted(np.concatenate([data.y, data.y_test]).tolist()) == [0] * 8 + [1] * 4
    NETWORKS["perceptron"](examples=data).gradient(np.array(NETWORKS["perceptron"](examples=data).start))


def test_a_table_of_numbers_makes_a_regression():
    data = from_csv(table(price=[1.5 * i for i in range(12)]))
    assert data.regression
    assert from_csv(table(price=[1.5 * i for i in range(12)]), label="b").classes == ("-1", "1")


def test_one_number_written_two_ways_is_one_label():
    data = from_csv(table(k=["10", "2", "2.0"] * 4))
    assert data.classes == ("2", "10")
    assert sorted(np.concatenate([data.y, data.y_test]).tolist()) == [0] * 8 + [1] * 4


def test_semicolons_and_a_byte_order_mark_are_read():
    written = b"\xef\xbb\xbf" + table(k=[0, 1] * 6).replace(",", ";").encode()
    assert from_csv(written).features == ("a", "b")
    assert columns_of(written) == ["a", "b", "k"]
    assert columns_of(table(k=[0, 1] * 6).replace("b", '"b, c"', 1)) == ["a", "b, c", "k"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"\xff\xfe\x00", "UTF-8"),
        ("", "at least 8 rows"),
        (table(rows=3, k=[0, 1, 0]), "at least 8 rows"),
        (table(k=["x"] * 12), "one value only"),
        (table(k=[2.5] * 12), "one value only"),
        (table(k=["1", "1.0"] * 6), "one value only"),
        (table(k=["x", "y", ""] * 4), "an empty cell"),
        (table(k=["1e200", "2.5"] * 6), "too large"),
        (table(k=[f"w{i}" for i in range(12)]), "12 classes"),
        (table(c=["nan"] * 12, k=[0, 1] * 6), "line 2, column 'c': 'nan'"),
        (table(c=["1e999"] * 12, k=[0, 1] * 6), "finite"),
        (table(k=[0, 1] * 6) + "\n1,2", "line 14 has 2 cells"),
        (table(k=[0, 1] * 6) + "\n\n\n1", "line 16 has 1 cell where"),
        ("\n" + table(a=["1", "z"] * 6, k=['"x\ny"', "v"] * 6), "line 5, column 'a': 'z'"),
        ("a,a,k\n" + "1,2,0\n2,3,1\n" * 6, "name of its own"),
        ("k\n" + "1\n2\n" * 6, "2 to 64 columns"),
        ("x" * (MAX_BYTES + 1), "1,000,000 bytes at most, not 1,000,001"),
        ("a,k\n" + "1,0\n2,1\n" * 1500, "2,000 rows"),
        ("\x00" * 500, "at least 8 rows"),
        (b"PK\x03\x04\x14\x00" * 50, "at least 8 rows"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "UTF-8"),
        ('"' * 4000, "at least 8 rows"),
        ("a,k\n" + '"' + "x" * 200_000 + '",1\n' * 12, "could not be read"),
        ("\u202e\u200b,k\n" + "1,0\n2,1\n" * 6, "name of its own"),
    ],
)
def test_a_bad_table_is_refused_with_its_reason(text, reason):
    with pytest.raises(ValueError, match=reason):
        from_csv(text)


def test_a_missing_label_column_is_named():
    with pytest.raises(ValueError, match="'z'"):
        from_csv(table(k=[0, 1] * 6), label="z")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_columns_are_named_whatever_separates_them(separator):
    assert columns_of(table(k=[0, 1] * 6).replace(",", separator)) == ["a", "b", "k"]


def test_names_are_one_line_without_what_cannot_be_seen():
    data = from_csv('"a\n \u202eb",c,k\n' + "1,2,x\u0007y\n2,3,z\n" * 6)
    assert data.features == ("a b", "c")
    assert data.classes == ("xy", "z")


def test_one_column_and_constant_columns_can_be_learnt_from():
    data = from_csv("a,k\n" + "1,0\n1,1\n" * 6)
    assert not data.x.any()
    problem = NETWORKS["perceptron"](examples=data)
    assert np.isfinite(problem.gradient(np.array(problem.start))).all()
