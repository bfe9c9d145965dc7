"""The choice of the kind that pictures must be of to be shown."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from igtagger.domain import LabelRef
from igtagger.gui.look.plain_text import set_tool_tip
from igtagger.gui.look.spoken_label import SpokenLabel
from igtagger.gui.results.results_model import ResultsModel
from igtagger.labels.kinds import KINDS

_CHARACTERS = 19


class KindBox(QComboBox):
    """All kinds, or one of those that there are, with how many pictures are of it.

    It is hidden as long as the kind of no picture is known.

    Args:
        model: for its counts. What is chosen here is told by a signal, not set there.
        parent: the Qt owner.

    Signals:
        kind_chosen: the index of a kind; None where all are wanted.
    """

    kind_chosen = Signal(object)

    def __init__(self, model: ResultsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._wanted: int | None = None
        SpokenLabel(self.tr("Kind of picture"), self)
        set_tool_tip(self, self.tr("Only pictures of this kind"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_CHARACTERS)
        self.setMaxVisibleItems(20)  # all there may be
        self.currentIndexChanged.connect(self._choose)
        model.counts_changed.connect(self.refresh)
        self.refresh()

    def show_kind(self, kind: int | None) -> None:
        """Show another choice; tells nobody."""
        self._wanted = kind
        self.refresh()

    def refresh(self) -> None:
        """Take the counts of the model over."""
        items = self._items()
        kinds = [kind for kind, _ in items]
        if kinds != [self.itemData(place) for place in range(self.count())]:
            if self.view().isVisible():
                return  # nothing is to move under the pointer
            with QSignalBlocker(self):
                self.clear()
                for kind in kinds:
                    self.addItem("", kind)
        with QSignalBlocker(self):
            for place, (_, text) in enumerate(items):
                self.setItemText(place, text)
            self.setCurrentIndex(kinds.index(self._wanted))
        self.setVisible(len(items) > 1)

    def _items(self) -> list[tuple[int | None, str]]:
        """In the order of their set: what is counted while a run is on keeps its place."""
        pictures, locale = self._model.pictures, QLocale()
        counts = pictures.kind_counts(self._model.found(kind=None))
        if self._wanted is not None:
            counts.setdefault(self._wanted, 0)
        items: list[tuple[int | None, str]] = [(None, self.tr("All kinds"))]
        for kind, count in sorted(counts.items()):
            name = pictures.name_of(LabelRef(KINDS, kind))
            items.append((kind, f"{name}  {locale.toString(count)}"))
        return items

    def hidePopup(self) -> None:  # noqa: N802  Qt's name
        """Show what has come meanwhile."""
        super().hidePopup()
        self.refresh()

    def _choose(self) -> None:
        self._wanted = self.currentData()
        self.kind_chosen.emit(self._wanted)
