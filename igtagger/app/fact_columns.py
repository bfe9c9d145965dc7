"""What the files of the window's pictures say: keywords, stars, date and camera, in columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from igtagger.app.name_columns import longer
from igtagger.app.numbered_texts import NumberedTexts
from igtagger.app.picture_values import Rows
from igtagger.domain import NO_FACTS, FileFacts

UNRATED = -128
"""In the place of a rating where there is none."""
_NO_CAMERA = 0
_NOBODY = -1
"""In the place of the row of a keyword that a picture has no longer."""
_FEW = 1024
_Mask = NDArray[np.bool_]


class FactColumns:
    """Facts of pictures by their rows. All keywords lie in one column, a picture's side by side.

    Attributes:
        ratings: ``int8 (rows,)``, -1 to 5; :data:`UNRATED` where there is none.
        taken: ``datetime64[us] (rows,)``, by the camera's clock; NaT where it is not said.
    """

    def __init__(self) -> None:
        self.ratings = np.zeros(0, np.int8)
        self.taken = np.zeros(0, "datetime64[us]")
        self._cameras = NumberedTexts()
        self._cameras.number("")
        self._camera_of = np.zeros(0, np.int32)
        self._keywords = NumberedTexts()
        self._held = np.zeros(0, np.int32)
        """Keywords, by number; of whom is said beside it."""
        self._holders = np.zeros(0, np.int32)
        self._used = 0
        """So much of these two."""
        self._dead = 0
        self._firsts = np.zeros(0, np.int32)
        self._counts = np.zeros(0, np.int32)

    def grow(self, length: int) -> None:
        """Make room for more rows, of which nothing is known."""
        self.ratings = longer(self.ratings, length, UNRATED)
        taken = np.full(length, np.datetime64("NaT"), self.taken.dtype)
        taken[: len(self.taken)] = self.taken
        self.taken = taken
        self._camera_of = longer(self._camera_of, length, _NO_CAMERA)
        self._firsts = longer(self._firsts, length)
        self._counts = longer(self._counts, length)

    def set(self, facts: Mapping[int, FileFacts]) -> None:
        """Take over what files say, by row, in the place of what they said before."""
        for row, each in facts.items():
            self.ratings[row] = UNRATED if each.rating is None else each.rating
            self.taken[row] = np.datetime64("NaT") if each.taken is None else each.taken
            self._camera_of[row] = self._cameras.number(each.camera)
            self._set_keywords(row, each.keywords)
        if self._dead > max(_FEW, self._used // 2):
            self._close_gaps()

    def _set_keywords(self, row: int, keywords: tuple[str, ...]) -> None:
        first, count = int(self._firsts[row]), int(self._counts[row])
        self._holders[first : first + count] = _NOBODY
        self._dead += count
        end = self._used + len(keywords)
        if end > len(self._held):
            self._held = longer(self._held, max(_FEW, 2 * end))
            self._holders = longer(self._holders, max(_FEW, 2 * end), _NOBODY)
        self._held[self._used : end] = [self._keywords.number(name) for name in keywords]
        self._holders[self._used : end] = row
        self._firsts[row], self._counts[row] = self._used, len(keywords)
        self._used = end

    def _close_gaps(self) -> None:
        live = self._holders[: self._used] != _NOBODY
        before = np.concatenate([[0], np.cumsum(live)])
        self._firsts = before[self._firsts].astype(np.int32)
        self._held, self._holders = (
            self._held[: self._used][live],
            self._holders[: self._used][live],
        )
        self._used, self._dead = len(self._held), 0

    def facts(self, row: int) -> FileFacts:
        """What the file of a picture says."""
        first, count = int(self._firsts[row]), int(self._counts[row])
        rating, taken = int(self.ratings[row]), self.taken[row]
        known = FileFacts(
            tuple(self._keywords.texts[number] for number in self._held[first : first + count]),
            None if rating == UNRATED else rating,
            None if np.isnat(taken) else taken.item(),
            self._cameras.texts[self._camera_of[row]],
        )
        return NO_FACTS if known == NO_FACTS else known

    def with_keyword(self, is_wanted: Callable[[str], bool], count: int) -> _Mask:
        """Which of the first ``count`` rows hold a keyword that is wanted; asked folded, once."""
        keep = np.zeros(len(self._counts), np.bool_)
        holders = self._holders[: self._used]
        found = self._keywords.wanted(is_wanted)[self._held[: self._used]]
        keep[holders[found & (holders != _NOBODY)]] = True
        return keep[:count]

    def with_camera(self, is_wanted: Callable[[str], bool], count: int) -> _Mask:
        """Which of the first ``count`` rows are of a camera that is wanted; asked folded, once.

        A picture of which no camera is said is of none.
        """
        wanted = self._cameras.wanted(is_wanted)
        wanted[_NO_CAMERA] = False
        return wanted[self._camera_of[:count]]

    def keyword_counts(self, rows: Rows | None = None) -> dict[str, int]:
        """How many of those pictures, or of all, hold each keyword, as it is written."""
        holders = self._holders[: self._used]
        live = holders != _NOBODY
        if rows is not None:
            among = np.zeros(len(self._counts), np.bool_)
            among[rows] = True
            live &= among[holders]
        return self._keywords.counts(self._held[: self._used][live])

    def camera_counts(self, count: int) -> dict[str, int]:
        """How many of the first ``count`` rows are of each camera."""
        cameras = self._camera_of[:count]
        return self._cameras.counts(cameras[cameras != _NO_CAMERA])
