"""A name for a drop-down that has no label in sight.

On Linux the accessible name of a drop-down is what is chosen in it; what it is for comes from the
label whose buddy it is. Where the window shows none, one is there unseen.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QComboBox

from igtagger.gui.look.plain_text import PlainLabel


class SpokenLabel(PlainLabel):
    """Is never shown, and stays beside its drop-down whichever layout takes that.

    Args:
        text: what the drop-down is for.
        box: the drop-down, which gets it as its name too, for other systems than Linux.
    """

    def __init__(self, text: str, box: QComboBox) -> None:
        super().__init__(text, box.parentWidget() or box)
        self._box = box
        box.setAccessibleName(text)
        self.setBuddy(box)
        self.hide()
        box.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Only a label with the same parent is told of."""
        if event.type() == QEvent.Type.ParentChange and watched is self._box:
            self.setParent(self._box.parentWidget() or self._box)
        return False
