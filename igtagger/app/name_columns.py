"""What the pictures of the window are called, in columns.

What a model said of each is kept packed, and so is what may be said of it, so that more or less
detail is a matter of milliseconds, and other rules for names need no library.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from igtagger.domain import LabelRef, Layer, Review, Tagged
from igtagger.labels.candidates import Found, Kept
from igtagger.labels.name_rule import NameRule
from igtagger.labels.thresholds import USUAL_DETAIL
from igtagger.library.outcomes import PACKED, pack

MOST_NAMES = 5
"""Of a picture."""
NONE = 0xFFFF
"""In the place of a name where there is none."""

_Array = TypeVar("_Array", bound=np.generic)
_Rows = NDArray[np.intp]


class NameColumns:
    """Names of pictures by their rows.

    Args:
        rule: how they are named.

    Attributes:
        detail: how much is said, 0 to 100.
        places: ``uint16 (rows, MOST_NAMES)``, which of the rule's candidates a picture is called,
            first names first; :data:`NONE` where there is no other.
        scores: ``float16``, of the same shape; 0 where there is no name.
    """

    def __init__(self, rule: NameRule) -> None:
        self.rule = rule
        self.detail: float = USUAL_DETAIL
        self._said: list[bytes] = []
        self._bare = np.zeros(0, np.float32)
        self._norms = np.zeros(0, np.float32)
        self._found = Found.empty(0)
        self._width = 1
        """Most candidates that any picture has had, and at least one."""
        self.places = np.zeros((0, MOST_NAMES), np.uint16)
        self.scores = np.zeros((0, MOST_NAMES), np.float16)

    def use_rule(self, rule: NameRule) -> None:
        """Other rules for names: no picture has one before they are found anew."""
        self.rule = rule
        self.places[:], self.scores[:] = NONE, 0

    def grow(self, length: int) -> None:
        """Make room for more rows."""
        self._said += [b""] * (length - len(self._said))
        self._bare = longer(self._bare, length, np.nan)
        self._norms = longer(self._norms, length, np.nan)
        found = Found.empty(length)
        found.put(slice(0, len(self._found.places)), self._found)
        self._found = found
        self.places = longer(self.places, length, NONE)
        self.scores = longer(self.scores, length)

    def set(self, row: int, outcome: Tagged | None) -> None:
        """Take over what the model says of a picture; nothing where it failed."""
        self._said[row] = b"" if outcome is None else pack(outcome)
        bare, norm = (None, None) if outcome is None else (outcome.bare, outcome.norm)
        self._bare[row] = np.nan if bare is None else bare
        with np.errstate(over="ignore"):  # what no model gives may be in a library all the same
            self._norms[row] = np.nan if norm is None else norm

    def layer(self, row: int) -> Layer:
        """What the model says of a picture."""
        packed = np.frombuffer(self._said[row], PACKED)
        scores = packed["score"].astype(float).tolist()
        return Layer(self.rule.label_set, tuple(packed["index"].tolist()), tuple(scores))

    def find(self, rows: _Rows, reviews: Mapping[int, Review]) -> None:
        """Work out what may be said of pictures."""
        said = [self._said[row] for row in rows.tolist()]
        packed = np.frombuffer(b"".join(said), PACKED)
        kept = Kept(
            np.array([len(each) // PACKED.itemsize for each in said], np.intp),
            packed["index"].astype(np.intp),
            packed["score"].astype(np.float64),
            np.zeros(len(packed), np.bool_),
            self._bare[rows].astype(np.float64),
        )
        decided = [reviews.get(row) for row in rows.tolist()] if reviews else []
        found = self.rule.find(kept, decided)
        self._width = max(self._width, int(found.masses.any(axis=0).sum()))
        self._found.put(rows, found)

    def choose(self, rows: _Rows, named: NDArray[np.bool_], reviews: Mapping[int, Review]) -> None:
        """Work out what pictures are called.

        Args:
            rows: of pictures.
            named: whether things are named in each of them.
            reviews: what the person decided, by row.
        """
        self.places[rows], self.scores[rows] = NONE, 0
        rows = rows[named]
        found = self._found.first(self._width).of(rows)
        norms = self._norms[rows].astype(np.float64)
        columns = self.rule.choose(found, norms, detail=self.detail, most=MOST_NAMES)
        there, at = columns >= 0, np.maximum(columns, 0)
        places = np.where(there, np.take_along_axis(found.places, at, axis=1), NONE)
        scores = np.where(there, np.take_along_axis(found.scores, at, axis=1), 0)
        self.places[rows], self.scores[rows] = places, scores
        if reviews:
            self._leave_out_settled(rows, reviews)

    def _leave_out_settled(self, rows: _Rows, reviews: Mapping[int, Review]) -> None:
        """Do not say what stands above what was confirmed; the names behind it move up."""
        alike: defaultdict[frozenset[LabelRef], list[int]] = defaultdict(list)
        for row in reviews.keys() & set(rows.tolist()):
            alike[reviews[row].confirmed].append(row)
        for confirmed, some in alike.items():
            settled = self.rule.settled(Review(confirmed)) & self.rule.candidates.places.keys()
            if not settled:
                continue
            places = self.places[some]
            out = np.isin(places, [self.rule.candidates.places[ref] for ref in settled])
            order = np.argsort(out, axis=1, kind="stable")
            places, scores = np.where(out, NONE, places), np.where(out, 0, self.scores[some])
            self.places[some] = np.take_along_axis(places, order, axis=1)
            self.scores[some] = np.take_along_axis(scores, order, axis=1)

    def names(self, row: int) -> list[tuple[LabelRef, float]]:
        """What a picture is called, with scores, first names first."""
        keys = self.rule.candidates.keys
        pairs = zip(self.places[row].tolist(), self.scores[row].astype(float).tolist(), strict=True)
        return [(keys[place], score) for place, score in pairs if place != NONE]

    def counts(self, rows: slice | _Rows) -> Iterator[tuple[LabelRef, int, float]]:
        """What those pictures are called: by how many, and their mean score."""
        places, scores = self.places[rows], self.scores[rows]
        there = places != NONE
        numbers = np.bincount(places[there])
        sums = np.bincount(places[there], scores[there].astype(np.float64))
        for place in np.flatnonzero(numbers).tolist():
            count = int(numbers[place])
            yield self.rule.candidates.keys[place], count, float(sums[place]) / count

    def scores_of(self, key: LabelRef, rows: slice | _Rows) -> NDArray[np.float16]:
        """The score of one label or term in those pictures; 0 where it may not be said of them."""
        found = self._found.first(self._width).of(rows)
        place = self.rule.candidates.places.get(key, NONE)
        is_it = (found.places == place) & (found.masses > 0)
        scores: NDArray[np.float16] = np.where(is_it, found.scores, np.float16(0)).max(axis=1)
        return scores

    def scored(self, rows: _Rows, least: float) -> NDArray[np.uint16]:
        """Places of what has at least such a score in those pictures; :data:`NONE` for the rest.

        Returns:
            ``(rows, most candidates of any picture)``.
        """
        found = self._found.first(self._width)
        enough = (found.masses[rows] > 0) & (found.scores[rows] >= np.float64(least))
        return np.where(enough, found.places[rows], np.uint16(NONE))

    def called(self, rows: slice | _Rows, keys: Sequence[LabelRef]) -> NDArray[np.bool_]:
        """Which pictures are called any of those."""
        places = self.rule.candidates.places
        known = [places[key] for key in keys if key in places]
        if not known:
            return np.zeros(len(self.places[rows]), np.bool_)
        wanted = np.zeros(NONE + 1, np.bool_)
        wanted[known] = True
        found: NDArray[np.bool_] = np.any(wanted[self.places[rows]], axis=1)
        return found


def longer(old: NDArray[_Array], length: int, fill: float = 0) -> NDArray[_Array]:
    """A column with more rows, the new ones filled."""
    new = np.full((length, *old.shape[1:]), fill, old.dtype)
    new[: len(old)] = old
    return new
