"""Small exports: what they say does not depend on their size."""

import pytest

from export import Options

SMALL = Options(size=(240, 180), seconds=0.4, fps=10.0, hold=0.2)


@pytest.fixture
def small():
    return SMALL
