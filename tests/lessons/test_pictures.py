"""Away from where its pages open, the lecture shows what it did: a picture is changed on purpose or not at all."""

import json

import pytest
from record_pictures import FILE, PARTS, shown

from tests.pages.record_films import changed

RECORDED = json.loads(FILE.read_text())
AGAIN = "If it is so on purpose: python tests/lessons/record_pictures.py"


@pytest.mark.parametrize("part", PARTS)
def test_every_picture_of_a_part_is_as_recorded(part):
    differ = changed(RECORDED[part], shown(part))
    assert not differ, f"{differ[:5]} is something else. {AGAIN} {part}"
