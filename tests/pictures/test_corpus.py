"""Every picture of the corpus is seen as it was meant."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from igtagger.pictures import decoding
from tests.pictures.corpus import CASES
from tests.pictures.corpus.case import Case


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_picture_is_seen_as_it_was_meant(case: Case, tmp_path: Path) -> None:
    case.write(tmp_path / case.name)
    seen = np.asarray(decoding.open_upright(tmp_path / case.name), np.int16)
    right = case.right if case.right.ndim == 3 else case.right[..., None]
    assert seen.shape[:2] == right.shape[:2]
    differences = np.abs(seen - right.astype(np.int16))
    assert differences.max() <= case.tolerance
    assert differences.mean() <= case.mean_tolerance


def test_no_two_pictures_share_a_name() -> None:
    assert len({case.name for case in CASES}) == len(CASES)
