"""Roll-up: which of its candidates name a picture.

Of the candidates whose mass reaches their threshold the most specific one is the picture's name:
"Egyptian cat" where the model is sure of that, else "cat", else "animal", else nothing. Where the
picture shows several things, further names follow, none with a label in common with another.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from igtagger.labels.candidates import PARTS, Candidates, Found
from igtagger.labels.thresholds import DETAILS, MOST_DETAIL, USUAL_DETAIL, ByDetail, Thresholds

NO_FLOORS: Mapping[str, float] = MappingProxyType({})


class RollUp:
    """The rule for pictures of one model.

    Whatever more is asked for (less detail, a greater least score, a floor, a greater threshold),
    the first name stays, or gives way to one that comes later in the order of :class:`Found`, or
    to none: it never gets more specific.

    A further name that is said where more is asked for is said where less is, too, as far as there
    is room. If not, it has a label in common with the first name there, or with a further one that
    comes before it in that order. So it may give way to a broader first name: a further one gets by
    with less, and "cat" can come to reach its own threshold before "tabby" does.

    Args:
        candidates: what may be said.
        thresholds: how sure the model must be.
        floors: the least score, 0 to 1, from which a candidate is said, by its id.
    """

    def __init__(
        self,
        candidates: Candidates,
        thresholds: Thresholds,
        floors: Mapping[str, float] = NO_FLOORS,
    ) -> None:
        self._candidates, self._thresholds = candidates, thresholds
        self._floors = at_least(np.array([floors.get(id_, 0.0) for id_ in candidates.ids]))
        labels = candidates.below.sum(axis=1)
        self._is_term = labels > 1
        usual = thresholds.broad - thresholds.by_breadth * np.log2(np.maximum(labels, 1))
        usual = np.maximum(thresholds.least, usual)
        self._usual = usual + [thresholds.by_term.get(id_, 0.0) for id_ in candidates.ids]
        """Logits of terms at the usual detail, and what more is asked at none."""
        self._more = np.maximum(thresholds.sure - self._usual, 0)

    def choose(
        self,
        found: Found,
        norms: NDArray[np.float64],
        *,
        detail: float,
        most: int,
        min_score: float = 0.0,
    ) -> NDArray[np.intp]:
        """The names of ``n`` pictures.

        Args:
            found: what may be said of them.
            norms: ``(n,)``, of their features; NaN where it is not known.
            detail: 0 to 100.
            most: names of a picture, from 0.
            min_score: the least score, 0 to 1, from which anything is said.

        Returns:
            ``(n, most)``: columns of ``found``, first names first; -1 where there is no other.
        """
        chosen = np.full((len(found.places), most), -1, np.intp)
        width = int(found.masses.any(axis=0).sum())  # no more are there in any of them
        places, masses = found.places[:, :width], found.masses[:, :width].astype(np.int64)
        rule = self._thresholds
        need = self._least(detail, norms, places)
        floors = np.maximum(self._floors, at_least(np.array(min_score)))
        allowed = (masses > 0) & (found.scores[:, :width] >= floors[places])
        allowed &= masses >= _at(detail, rule.share) * found.tops[:, :width]
        eligible = allowed & (masses >= need)
        allowed &= masses >= np.maximum(rule.further * need, rule.least_further * PARTS)
        rows = np.arange(len(places))
        for number in range(most):
            some = eligible.any(axis=1)
            rows, places = rows[some], places[some]
            if not len(rows):
                break
            columns = eligible[some].argmax(axis=1)
            chosen[rows, number] = columns
            named = places[np.arange(len(rows)), columns]
            allowed = allowed[some] & ~self._candidates.overlap[named[:, None], places]
            eligible = allowed
        return chosen

    def _least(
        self, detail: float, norms: NDArray[np.float64], places: NDArray[np.uint16]
    ) -> NDArray[np.float64]:
        """The least masses in :data:`PARTS` of the candidates in those places, for first names."""
        if detail >= MOST_DETAIL:
            return np.zeros(places.shape)
        rule, sure = self._thresholds, max(0.0, 1 - detail / USUAL_DETAIL)
        terms = self._usual + sure * self._more - _at(detail, rule.less)
        logits = np.where(self._is_term, terms, _at(detail, rule.label))
        added = rule.by_norm * np.nan_to_num(norms - rule.norm)
        with np.errstate(over="ignore"):  # of what will never do
            least = np.ceil(PARTS / (1 + np.exp(-(logits[places] + added[:, None]))))
        return np.maximum(least, _at(detail, rule.least_mass) * PARTS)


def at_least(floors: NDArray[np.float64]) -> NDArray[np.float16]:
    """The least scores in half precision, as they are kept, that are not below ``floors``."""
    nearest = floors.astype(np.float16)
    above = np.nextafter(nearest, np.float16(2))
    return np.where(nearest.astype(np.float64) < floors, above, nearest)


def _at(detail: float, values: ByDetail) -> float:
    return 0.0 if detail >= MOST_DETAIL else float(np.interp(detail, DETAILS, values))
