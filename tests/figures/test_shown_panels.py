"""Panels, animations and dials show what they did: a picture is changed on purpose or not at all."""

import json

import pytest
from record_panels import FILE, PARTS, shown

from tests.pages.record_films import changed

RECORDED = json.loads(FILE.read_text())


@pytest.mark.parametrize("part", PARTS)
def test_every_panel_is_as_recorded(part):
    differ = changed(RECORDED[part], shown(part))
    assert not differ, f"{differ[:5]} is something else. If on purpose: python tests/figures/record_panels.py"
