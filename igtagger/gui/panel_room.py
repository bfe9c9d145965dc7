"""Panels give way where a window is small, before the pictures do, and come back with the room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

TAGS_FROM, DETAILS_FROM = 780, 600
"""Logical pixels of the workspace's width, below which the panel at its side gives way."""
PREVIEW_FROM = 520
"""Of its height, below which the preview leaves its room to the labels."""


@dataclass
class _Panel:
    """One that can give way.

    Attributes:
        action: shows and hides it.
        least: the width from which it is shown.
        gone: whether it is hidden for want of room, and not because the person wants it so.
    """

    action: QAction
    least: int
    gone: bool = False


class PanelRoom(QObject):
    """Watches how large the workspace is.

    A panel that the person brings back in a small window stays, until the window has been large
    and becomes small again.

    Args:
        space: what is watched.
        tags, details: switch the panels at its sides.
        preview: what is above the labels.
    """

    def __init__(self, space: QWidget, tags: QAction, details: QAction, preview: QWidget) -> None:
        super().__init__(space)
        self._panels: Sequence[_Panel] = (
            _Panel(tags, TAGS_FROM), _Panel(details, DETAILS_FROM),
        )  # fmt: skip
        self._preview = preview
        self._width = TAGS_FROM  # as if it had been large before it is shown
        space.installEventFilter(self)
        for panel in self._panels:
            panel.action.toggled.connect(lambda _, panel=panel: self._chosen(panel))

    @staticmethod
    def _chosen(panel: _Panel) -> None:
        """It was switched; if it was by the person, that holds."""
        panel.gone = False

    def bring_back(self) -> None:
        """Switch on what gave way: what is kept for the next start is what the person chose."""
        for panel in self._panels:
            if panel.gone:
                panel.action.setChecked(True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Look anew whenever the size has changed."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self._look(watched.width(), watched.height())
        return False

    def _look(self, width: int, height: int) -> None:
        before, self._width = self._width, width
        for panel in self._panels:
            if width < panel.least <= before and panel.action.isChecked():
                panel.action.setChecked(False)
                panel.gone = True
            elif before < panel.least <= width and panel.gone:
                panel.action.setChecked(True)
        self._preview.setVisible(height >= PREVIEW_FROM)
