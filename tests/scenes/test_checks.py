"""Each check of a value from outside, on both sides of its border and in its words."""

import numpy as np
import pytest

from scenes import from_json
from scenes._check import LARGEST, can_be_shown, choice, items, number, settings, text, whole
from scenes._colors import apart, difference, farthest, legible_colors, luminance, oklab, to_hex, to_rgb
from scenes._tracks import from_csv
from surfaces import SURFACES


def said(check, *given):
    with pytest.raises(ValueError, match=r".") as refused:
        check(*given)
    return str(refused.value)


def test_lists_are_counted():
    assert items([1, 2], "start", 2, 2) == [1, 2]
    assert items([1], "rules", 1, 3) == [1]
    assert items([1, 2, 3], "rules", 1, 3) == [1, 2, 3]
    assert said(items, [1], "start", 2, 2) == "start must be a list of 2, not 1 of them"
    assert said(items, [1] * 4, "rules", 1, 3) == "rules must be a list of 1 to 3, not 4 of them"
    assert said(items, [], "rules", 1, 3) == "rules must be a list of 1 to 3, not 0 of them"
    assert said(items, "ab", "start", 2, 2) == "start must be a list of 2, not 'ab'"


def test_numbers_are_within_their_borders_and_neither_texts_nor_truths():
    assert (number(1, "x", 1, 2), number(2.0, "x", 1, 2), whole(3, "n", 3, 4), whole(4.0, "n", 3, 4)) == (1, 2, 3, 4)
    for value in (0.999, 2.001, True, "1", None, float("nan"), float("inf")):
        assert said(number, value, "x", 1, 2).startswith("x must be a number in [1, 2], not ")
    for value in (2, 5, 3.5, True, "3"):
        assert said(whole, value, "n", 3, 4).startswith("n must be a whole number in [3, 4], not ")


def test_texts_are_as_long_as_they_may_be():
    assert text("abc", "name", 3) == "abc"
    assert text("", "name", 3) == ""
    assert text("a", "name", 3, 1) == "a"
    assert said(text, "abcd", "name", 3, 1) == "name must be a text of 1 to 3 characters, not 4 characters"
    assert said(text, "", "name", 3, 1) == "name must be a text of 1 to 3 characters, not 0 characters"
    assert said(text, 7, "name", 3) == "name must be a text of 0 to 3 characters, not 7"
    assert said(text, "a\nb", "name", 3) == "name must not have the control character U+000A in it"
    assert [can_be_shown(c) for c in "aé\u202e\x07"] == [True, True, False, False]


def test_choices_and_settings_name_what_there_is():
    assert choice("b", "look", ("a", "b")) == "b"
    assert said(choice, "c", "look", ("a", "b")) == "look must be one of a, b, not 'c'"
    assert said(choice, 1, "look", ("a", "b")) == "look must be one of a, b, not 1"
    booth = SURFACES["parabola"]
    assert settings(booth, {"a": LARGEST}, "surface")["a"] == LARGEST
    assert "must be at most 1e+12 in size" in said(settings, booth, {"a": 2 * LARGEST}, "surface")
    assert said(settings, booth, {"a": [1]}, "surface").startswith("surface: a must be a single value, not ")


def test_colours_are_measured_as_wcag_and_ottosson_write_it():
    """Luminance (WCAG 2.2) of a middle grey and of the primaries; Oklab's white, and red (Ottosson's table)."""
    assert luminance("#777777") == pytest.approx(0.1845, abs=5e-4)
    assert [luminance(c) for c in ("#ff0000", "#00ff00", "#0000ff")] == pytest.approx([0.2126, 0.7152, 0.0722])
    assert luminance("#0a0a0a") == pytest.approx(10 / 255 / 12.92)
    assert luminance("#0f0f0f") == pytest.approx(((15 / 255 + 0.055) / 1.055) ** 2.4)
    assert oklab("#ffffff") == pytest.approx((1, 0, 0), abs=1e-3)
    assert oklab("#ff0000") == pytest.approx((0.628, 0.225, 0.126), abs=2e-3)
    assert oklab("#0000ff") == pytest.approx((0.452, -0.032, -0.312), abs=2e-3)
    assert to_hex(to_rgb("#1a2b3c")) == "#1a2b3c"


def test_only_later_colours_give_way():
    made = apart(["#e2483d", "#e2483d", "#2f80d8", "#e2483d"])
    assert made[0] == "#e2483d"
    assert made[2] == "#2f80d8"
    assert len(set(made)) == 4
    wanted = farthest(["#e2483d"])[0]
    second = apart(["#e2483d", "#e2483d", wanted])[1]
    assert difference(second, wanted) > 0.05, "it is none of those that come later"


def test_what_is_wrong_with_json_is_told():
    assert said(from_json, "{").startswith("not JSON: Expecting property name")


def test_the_first_line_of_tracks_names_the_columns_in_any_order_and_case():
    tracks = from_csv("Y, STEP ,optimizer,x\n2,0,own,1\n4,1,own,3\n")
    assert [(t.name, t.points) for t in tracks] == [("own", ((1.0, 2.0), (3.0, 4.0)))]


def test_colours_to_choose_from_reach_from_none_to_all_of_each_part():
    parts = np.array([to_rgb(color) for color in legible_colors()])
    assert parts.min(axis=0).tolist() == [0, 0, 0]
    assert parts.max() == 1
