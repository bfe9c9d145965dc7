"""Of what kinds the window's pictures are, in columns, and in which of them things are named."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from igtagger.app.name_columns import longer
from igtagger.app.picture_values import Rows
from igtagger.domain import LabelRef, Layer, Review, Tagged
from igtagger.labels.kinds import KINDS, in_any_kind
from igtagger.labels.opinion import kind_of, names_things
from igtagger.labels.sets import load_labels

NO_KIND = 0xFF
"""In the place of a kind where there is none."""


class KindColumns:
    """Kinds of pictures by their rows.

    Attributes:
        indices: ``uint8 (rows,)``, what counts as a picture's kind; :data:`NO_KIND` where that is
            not known, and where kinds are the labels of the model themselves.
        named: ``bool (rows,)``, whether things are named in a picture of its kind.
    """

    def __init__(self) -> None:
        self.indices = np.zeros(0, np.uint8)
        self.named = np.zeros(0, np.bool_)
        self._scores = np.zeros((0, len(load_labels(KINDS))), np.float16)

    def grow(self, length: int) -> None:
        """Make room for more rows."""
        self._scores = longer(self._scores, length)
        self.indices = longer(self.indices, length, NO_KIND)
        self.named = longer(self.named, length, True)

    def forget(self) -> None:
        """Nothing is known of any picture."""
        self._scores[:] = 0
        self.indices[:] = NO_KIND
        self.named[:] = True

    def set(self, row: int, outcome: Tagged | None) -> None:
        """Take over what is said of a picture; nothing where it failed. Then :meth:`decide`."""
        self._scores[row] = 0
        layer = outcome.layer(KINDS) if outcome is not None else None
        if layer is not None:
            self._scores[row, list(layer.indices)] = layer.scores

    def decide(self, row: int, review: Review, label_set: str) -> None:
        """Work out what follows from a picture's kinds and review.

        Args:
            row: of the picture.
            review: what the person decided about it.
            label_set: of the model that is chosen.
        """
        if label_set == KINDS:
            return
        layer = self.layer(row)
        tag = kind_of(layer, review)
        index = tag.key.index if tag is not None and isinstance(tag.key, LabelRef) else NO_KIND
        self.indices[row] = index if index < self._scores.shape[1] else NO_KIND
        self.named[row] = in_any_kind(label_set) or names_things(layer, review)

    def layer(self, row: int) -> Layer | None:
        """What kinds a picture may be of, from the best down; None where nothing is said of it."""
        scores = self._scores[row].astype(float)
        order = np.argsort(-scores, kind="stable")
        order = order[scores[order] > 0]
        if not len(order):
            return None
        return Layer(KINDS, tuple(order.tolist()), tuple(scores[order].tolist()))

    def counts(self, rows: slice | Rows) -> dict[int, int]:
        """How many of those pictures are of each kind that there is; by its index."""
        kinds: NDArray[np.uint8] = self.indices[rows]
        numbers = np.bincount(kinds[kinds != NO_KIND], minlength=self._scores.shape[1])
        return {int(index): int(numbers[index]) for index in np.flatnonzero(numbers)}
