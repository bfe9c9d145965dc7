"""A large picture may be decoded at a fraction of its size: in every format it is the same one."""

from __future__ import annotations

from pathlib import Path

import pytest

from igtagger.pictures import decoding
from igtagger.preprocessing import Preprocessing
from tests.benchmarks.formats import FORMATS
from tests.pictures.made import difference, photograph

SIZES = Preprocessing()
MOST_LEVELS = 2.5
# Of 2100 pixels a decoder may give half, of which an average of two by two is enough.


@pytest.mark.parametrize("name", FORMATS)
def test_what_a_model_sees_quickly_is_what_it_sees_exactly(name: str, tmp_path: Path) -> None:
    FORMATS[name](tmp_path / name, photograph(2300, 2100))
    fast, exact = (decoding.load(tmp_path / name, SIZES, exact=exact) for exact in (False, True))
    assert (fast.width, fast.height) == (exact.width, exact.height) == (2300, 2100)
    assert difference(fast.pixels, exact.pixels) < MOST_LEVELS
