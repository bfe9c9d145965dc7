"""The tags that Alt and a digit attach, to see which they are, and to click on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QToolButton, QWidget

from igtagger.app.picture_values import TagKind
from igtagger.app.tag_sets import TagSet
from igtagger.gui.look.plain_text import set_tool_tip, without_keys
from igtagger.gui.tags.chips import ChipText

_COLUMNS = 3
"""As the digits lie on a number pad."""
_NARROWEST = 40


class TagSlot(QToolButton):
    """One tag behind its digit; checked while all selected pictures have it.

    It takes no focus: Alt and the digit do the same from wherever it is.

    Args:
        number: the digit, 1 to 9.
        parent: the Qt owner.
    """

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = number
        self.tag = ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_tag(self, tag: str) -> None:
        """Say what it is."""
        self.tag = tag
        native = QKeySequence.SequenceFormat.NativeText
        key = QKeySequence(f"Alt+{self.number}").toString(native)
        said = self.tr("{tag} ({key})").format(tag=tag or self.tr("no tag yet"), key=key)
        self.setAccessibleName(said)
        set_tool_tip(self, said)
        self._fit()

    def show_having(self, everywhere: bool) -> None:
        """Whether all selected pictures have it."""
        self.setChecked(everywhere)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Where it is tight the tag is cut, so that the panel gets no wider."""
        return QSize(_NARROWEST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Cut the tag to what there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - 12
        text = f"{self.number}  {self.tag or '–'}"
        text = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        self.setText(without_keys(text))


class TagSlots(QWidget):
    """The tags of a set in lines of three; lines below the last tag are left out.

    Signals:
        pressed: the place of a slot, from 0.
    """

    pressed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slots = [TagSlot(number, self) for number in range(1, 10)]
        self._own: dict[str, bool] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(3)
        for place, slot in enumerate(self.slots):
            grid.addWidget(slot, *divmod(place, _COLUMNS))
            slot.clicked.connect(lambda _, place=place: self._press(place))
        self.hide()

    def show_set(self, shown: TagSet) -> None:
        """Show the tags of a set."""
        filled = [place for place, tag in enumerate(shown.tags) if tag]
        lines = filled[-1] // _COLUMNS + 1 if filled else 0
        for place, (slot, tag) in enumerate(zip(self.slots, shown.tags, strict=True)):
            slot.show_tag(tag)
            slot.setVisible(place < lines * _COLUMNS)
        self.setVisible(bool(filled))
        self._show_having()

    def show_chips(self, chips: Sequence[ChipText]) -> None:
        """Mark those tags that all selected pictures have."""
        own = (chip for chip in chips if chip.kind is TagKind.OWN)
        self._own = {chip.name.casefold(): not chip.partial for chip in own}
        self._show_having()

    def _show_having(self) -> None:
        for slot in self.slots:
            slot.show_having(self._own.get(slot.tag.casefold(), False))

    def _press(self, place: int) -> None:
        self._show_having()  # until it is kept
        self.pressed.emit(place)
