"""What the files of the window's pictures say: keywords, stars, how they were taken, in columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from igtagger.app.name_columns import longer
from igtagger.app.numbered_texts import NumberedTexts, TextColumn
from igtagger.app.picture_values import Rows
from igtagger.domain import NO_EXPOSURE, NO_FACTS, Exposure, FileFacts, Position

UNRATED = -128
"""In the place of a rating where there is none."""
_NOWHERE = np.iinfo(np.int32).min
"""In the place of a latitude where there is no position."""
_NOBODY = -1
"""In the place of the row of a keyword that a picture has no longer."""
_FEW = 1024
_Mask = NDArray[np.bool_]


class FactColumns:
    """Facts of pictures by their rows. All keywords lie in one column, a picture's side by side.

    Attributes:
        ratings: ``int8 (rows,)``, -1 to 5; :data:`UNRATED` where there is none.
        taken: ``datetime64[us] (rows,)``, by the camera's clock; NaT where it is not said.
        cameras, lenses, places, labels: texts, as of :class:`igtagger.domain.FileFacts`.
    """

    def __init__(self) -> None:
        self.ratings = np.zeros(0, np.int8)
        self.taken = np.zeros(0, "datetime64[us]")
        self.cameras, self.lenses = TextColumn(), TextColumn()
        self.places, self.labels = TextColumn(), TextColumn()
        self._exposures = {NO_EXPOSURE: 0}
        """By number: many pictures are taken alike."""
        self._known_exposures = [NO_EXPOSURE]
        self._exposure_of = np.zeros(0, np.int32)
        self._positions = np.zeros((0, 2), np.int32)
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
        for texts in (self.cameras, self.lenses, self.places, self.labels):
            texts.grow(length)
        self._exposure_of = longer(self._exposure_of, length)
        self._positions = longer(self._positions, length, _NOWHERE)
        self._firsts = longer(self._firsts, length)
        self._counts = longer(self._counts, length)

    def set(self, facts: Mapping[int, FileFacts]) -> None:
        """Take over what files say, by row, in the place of what they said before."""
        for row, each in facts.items():
            self.ratings[row] = UNRATED if each.rating is None else each.rating
            self.taken[row] = np.datetime64("NaT") if each.taken is None else each.taken
            self.cameras.set(row, each.camera)
            self.lenses.set(row, each.lens)
            self.places.set(row, each.place)
            self.labels.set(row, each.label)
            self._exposure_of[row] = self._exposure_number(each.exposure)
            self._positions[row] = _NOWHERE if each.position is None else each.position
            self._set_keywords(row, each.keywords)
        if self._dead > max(_FEW, self._used // 2):
            self._close_gaps()

    def _exposure_number(self, exposure: Exposure) -> int:
        number = self._exposures.setdefault(exposure, len(self._known_exposures))
        if number == len(self._known_exposures):
            self._known_exposures.append(exposure)
        return number

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

    def rating(self, row: int) -> int | None:
        """Stars of a picture, 0 to 5; -1 for rejected, None where there are none."""
        rating = int(self.ratings[row])
        return None if rating == UNRATED else rating

    def moment(self, row: int) -> datetime | None:
        """When a picture was taken; None where it is not said."""
        taken = self.taken[row]
        return None if np.isnat(taken) else taken.item()

    def facts(self, row: int) -> FileFacts:
        """What the file of a picture says."""
        first, count = int(self._firsts[row]), int(self._counts[row])
        known = FileFacts(
            tuple(self._keywords.texts[number] for number in self._held[first : first + count]),
            self.rating(row),
            self.moment(row),
            self.cameras.text(row),
            self.lenses.text(row),
            self._known_exposures[self._exposure_of[row]],
            self._position(row),
            self.places.text(row),
            self.labels.text(row),
        )
        return NO_FACTS if known == NO_FACTS else known

    def _position(self, row: int) -> Position | None:
        latitude, longitude = self._positions[row].tolist()
        return None if latitude == _NOWHERE else Position(latitude, longitude)

    def isos(self, count: int) -> NDArray[np.float64]:
        """Sensitivities of the first ``count`` rows; NaN where they are not said."""
        return self._of_exposures(lambda exposure: exposure.iso, count)

    def focals(self, count: int) -> NDArray[np.float64]:
        """Focal lengths of the first ``count`` rows in millimetres; NaN likewise."""
        return self._of_exposures(lambda exposure: exposure.focal, count)

    def _of_exposures(
        self, told: Callable[[Exposure], float | None], count: int
    ) -> NDArray[np.float64]:
        values = np.array(list(map(told, self._known_exposures)), np.float64)  # None is NaN
        found: NDArray[np.float64] = values[self._exposure_of[:count]]
        return found

    def with_keyword(self, is_wanted: Callable[[str], bool], count: int) -> _Mask:
        """Which of the first ``count`` rows hold a keyword that is wanted; asked folded, once."""
        keep = np.zeros(len(self._counts), np.bool_)
        holders = self._holders[: self._used]
        found = self._keywords.wanted(is_wanted)[self._held[: self._used]]
        keep[holders[found & (holders != _NOBODY)]] = True
        return keep[:count]

    def keyword_counts(self, rows: Rows | None = None) -> dict[str, int]:
        """How many of those pictures, or of all, hold each keyword, as it is written."""
        holders = self._holders[: self._used]
        live = holders != _NOBODY
        if rows is not None:
            among = np.zeros(len(self._counts), np.bool_)
            among[rows] = True
            live &= among[holders]
        return self._keywords.counts(self._held[: self._used][live])
