"""The question before files are moved to the trash."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QMessageBox, QWidget

from igtagger.app.trashing import Doomed
from igtagger.gui.look.own_message_box import OwnMessageBox

_MOST_NAMED = 8
_LONGEST = 60


class TrashQuestion(OwnMessageBox):
    """Asks whether these are to go. It says how many, and names as many as there is room for.

    ``accepted`` tells that they are.

    Args:
        doomed: the pictures.
        parent: the window that it is over.
        note: what else is to be known before it is answered.
    """

    def __init__(self, doomed: Sequence[Doomed], parent: QWidget, note: str = "") -> None:
        super().__init__("trash", "", parent)
        self.setWindowTitle(self.tr("Move to the trash"))
        self.setText(self.tr("Move %n picture(s) to the trash?", "", len(doomed)))
        self.setInformativeText("\n".join(self._told(doomed, note)))
        self.addButton(self.tr("Move to the trash"), QMessageBox.ButtonRole.AcceptRole)
        self.setDefaultButton(self.addButton(QMessageBox.StandardButton.Cancel))

    def _told(self, doomed: Sequence[Doomed], note: str) -> list[str]:
        lines = [note, ""] if note else []
        lines += [_short(each.picture.name) for each in doomed[:_MOST_NAMED]]
        if (more := len(doomed) - _MOST_NAMED) > 0:
            lines.append(self.tr("and %n more", "", more))
        if sidecars := sum(len(each.sidecars) for each in doomed):
            lines += ["", self.tr("%n sidecar(s) (.xmp) will go with them.", "", sidecars)]
        return [*lines, "", self.tr("What was tagged and decided is kept, should they come back.")]


def _short(name: str) -> str:
    """A name in a line."""
    shown = name.encode("utf-8", "replace").decode("utf-8")
    half = _LONGEST // 2
    return shown if len(shown) <= _LONGEST else f"{shown[:half]}…{shown[-half:]}"
