"""In which order the labels of a picture stand while a person decides about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from igtagger.gui.tags.ranked import RankedLabel


class LabelOrder:
    """Keeps labels where they are: keys go by their places, and the pointer is over one of them."""

    def __init__(self) -> None:
        self._labels: list[RankedLabel] = []
        self._source: object = None

    def forget(self) -> None:
        """What comes next is about other pictures."""
        self._labels = []

    def begin(self, source: object) -> None:
        """What comes next comes from ``source``; from another one, it has another order."""
        if source != self._source:
            self._source = source
            self.forget()

    def of(self, found: Sequence[RankedLabel], *, held: bool) -> list[RankedLabel]:
        """The labels in the order in which they are shown.

        Args:
            found: as they stand by themselves; new ones come where they are there.
            held: nothing may move: new ones come last, and what is said no more is only muted.
        """
        places = {label.ref: place for place, label in enumerate(self._labels)}
        kept = [label for label in found if label.ref in places]
        kept += self._gone(found) if held else []
        kept.sort(key=lambda label: places[label.ref])
        for place, label in enumerate(found):
            if label.ref not in places:
                kept.insert(len(kept) if held else place, label)
        self._labels = kept
        return kept

    def _gone(self, found: Sequence[RankedLabel]) -> list[RankedLabel]:
        there = {label.ref for label in found}
        return [
            replace(label, shown=False, pictures=0, confirmed=0, rejected=0)
            for label in self._labels
            if label.ref not in there
        ]
