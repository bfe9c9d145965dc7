"""The tags that Alt and a digit attach, to see which they are, and to click on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from igtagger.app.picture_values import TagKind
from igtagger.app.tag_sets import TagSet
from igtagger.gui.look.plain_text import set_tool_tip, without_keys
from igtagger.gui.tags.chips import ChipText
from igtagger.labels.own_tags import same_tag

_COLUMNS = 3
"""As the digits lie on a number pad."""
_NARROWEST, _GAP = 40, 3


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
        self.setProperty("look", "slot")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

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

    Where the panel is low, the third line gives way to the labels below.

    Args:
        main_tag: the tag that is meant by a word.
        parent: the Qt owner.

    Signals:
        pressed: the place of a slot, from 0.
    """

    pressed = Signal(int)

    def __init__(self, main_tag: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._main_tag = main_tag
        self.slots = [TagSlot(number, self) for number in range(1, 10)]
        self._lines = 0
        self._own: dict[str, bool] = {}
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        for place, slot in enumerate(self.slots):
            slot.clicked.connect(lambda _, place=place: self._press(place))
        self.hide()

    def show_set(self, shown: TagSet) -> None:
        """Show the tags of a set."""
        filled = [place for place, tag in enumerate(shown.tags) if tag]
        self._lines = filled[-1] // _COLUMNS + 1 if filled else 0
        for slot, tag in zip(self.slots, shown.tags, strict=True):
            slot.show_tag(tag)
        self.setVisible(bool(filled))
        self.updateGeometry()
        self._place()
        self._show_having()

    def show_chips(self, chips: Sequence[ChipText]) -> None:
        """Mark those tags that all selected pictures have."""
        own = (chip for chip in chips if chip.kind is TagKind.OWN)
        self._own = {same_tag(chip.name): not chip.partial for chip in own}
        self._show_having()

    def _show_having(self) -> None:
        for slot in self.slots:
            slot.show_having(self._own.get(same_tag(self._main_tag(slot.tag)), False))

    def _press(self, place: int) -> None:
        self._show_having()  # until it is kept
        self.pressed.emit(place)

    # Where they are

    def sizeHint(self) -> QSize:  # noqa: N802
        """All lines."""
        return QSize(_COLUMNS * _NARROWEST, self._lines * self._step() - _GAP)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Two lines."""
        return QSize(_COLUMNS * _NARROWEST, min(self._lines, 2) * self._step() - _GAP)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Lay them out anew."""
        super().resizeEvent(event)
        self._place()

    def _step(self) -> int:
        return self.slots[0].sizeHint().height() + _GAP

    def _place(self) -> None:
        step = self._step()
        width = (self.width() + _GAP) // _COLUMNS
        for place, slot in enumerate(self.slots):
            line, column = divmod(place, _COLUMNS)
            slot.setGeometry(column * width, line * step, width - _GAP, step - _GAP)
            fits = (line + 1) * step - _GAP <= self.height()
            slot.setVisible(line < self._lines and fits)
