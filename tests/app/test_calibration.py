"""Pictures drawn for int8: from all of a run, the same for the same files, past what is broken."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PIL import Image

from igtagger.app.calibration import calibration
from igtagger.errors import Cancelled
from igtagger.pictures.walks import names_in
from igtagger.preprocessing import Preprocessing

HOW = Preprocessing(size=8)
NEVER = Event()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Sixty pictures, each of one shade of red: its number."""
    for number in range(60):
        Image.new("RGB", (12, 10), (number, 0, 0)).save(tmp_path / f"{number:02}.png")
    return tmp_path


def draw(folder: Path, most: int, cancel: Event = NEVER) -> list[int]:
    """The numbers of the pictures that are drawn."""
    names = partial(names_in, [folder], recursive=True)
    drawn = calibration(names, exact=False, workers=2)(HOW, most, cancel)
    assert drawn.shape[1:] == (8, 8, 3)
    assert drawn.dtype == np.uint8
    return [int(picture[0, 0, 0]) for picture in drawn]


def test_they_come_from_the_whole_folder_and_none_comes_twice(folder: Path) -> None:
    drawn = draw(folder, 20)
    assert len(set(drawn)) == 20
    assert min(drawn) < 20
    assert max(drawn) >= 40


def test_the_same_files_give_the_same_pictures(folder: Path) -> None:
    assert draw(folder, 20) == draw(folder, 20)


def test_of_fewer_all_are_taken(folder: Path) -> None:
    assert sorted(draw(folder, 300)) == list(range(60))


def test_others_stand_in_for_what_cannot_be_read(folder: Path) -> None:
    for number in range(0, 60, 2):
        (folder / f"{number:02}.png").write_bytes(b"damaged")
    drawn = draw(folder, 20)
    assert len(drawn) > 10
    assert all(number % 2 for number in drawn)


def test_no_picture_at_all_gives_none(tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"damaged")
    assert draw(tmp_path, 5) == []


def test_a_stop_ends_it(folder: Path) -> None:
    cancel = Event()

    def names(given: Event) -> Iterator[str]:
        cancel.set()
        return names_in([folder], given, recursive=True)

    with pytest.raises(Cancelled):
        calibration(names, exact=False, workers=2)(HOW, 5, cancel)
