"""Roll-up: which of its candidates name a picture.

Of the candidates whose mass reaches their threshold the most specific one is the picture's name:
"Egyptian cat" where the model is sure of that, else "cat", else "animal", else nothing. Where the
picture shows several things, further names follow, none with a label in common with another.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from igtagger.labels.candidates import PARTS, Candidates, Found
from igtagger.labels.thresholds import DETAILS, MOST_DETAIL, USUAL_DETAIL, ByDetail, Thresholds


class RollUp:
    """The rule for pictures of one model.

    Args:
        candidates: what may be said.
        thresholds: how sure the model must be.
        floors: ``(c,)``, the least score, 0 to 1, from which each candidate is said.
    """

    def __init__(
        self, candidates: Candidates, thresholds: Thresholds, floors: NDArray[np.float16]
    ) -> None:
        self._candidates, self._thresholds, self._floors = candidates, thresholds, floors
        labels = candidates.below.sum(axis=1)
        terms = thresholds.broad - thresholds.by_breadth * np.log2(np.maximum(labels, 1))
        terms = np.maximum(thresholds.least, terms)
        self._terms = terms + [thresholds.by_term.get(id_, 0.0) for id_ in candidates.ids]
        self._is_term = labels > 1

    def choose(
        self, found: Found, norms: NDArray[np.float64], *, detail: float, most: int
    ) -> NDArray[np.intp]:
        """The names of ``n`` pictures.

        Args:
            found: what may be said of them.
            norms: ``(n,)``, of their features; NaN where it is not known.
            detail: 0 to 100.
            most: names of a picture, from 0.

        Returns:
            ``(n, most)``: columns of ``found``, first names first; -1 where there is no other.
        """
        chosen = np.full((len(found.places), most), -1, np.intp)
        places, masses = found.places, found.masses.astype(np.int64)
        rule = self._thresholds
        need = self._least(detail, norms, places)
        allowed = (masses > 0) & (found.scores >= self._floors[places])
        allowed &= masses >= _at(detail, rule.share) * found.tops
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
        terms = (1 - sure) * self._terms if sure < 1 else np.zeros(len(self._terms))
        terms += (sure * rule.sure if sure else 0.0) - _at(detail, rule.less)
        logits = np.where(self._is_term, terms, _at(detail, rule.label))
        added = rule.by_norm * np.nan_to_num(norms - rule.norm)
        with np.errstate(over="ignore"):  # of what will never do
            least = np.ceil(PARTS / (1 + np.exp(-(logits[places] + added[:, None]))))
        return np.maximum(least, _at(detail, rule.least_mass) * PARTS)


def _at(detail: float, values: ByDetail) -> float:
    return 0.0 if detail >= MOST_DETAIL else float(np.interp(detail, DETAILS, values))
