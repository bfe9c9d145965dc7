"""A slim bar that says that something is done, and where to find it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from igtagger.gui.look.elided import ElidedLabel
from igtagger.gui.look.icons import icon, tinted
from igtagger.gui.look.palette import colours
from igtagger.gui.look.plain_text import set_tool_tip
from igtagger.gui.reveal import show_in_folder

_ICON = QSize(16, 16)


class DoneBar(QFrame):
    """Hidden until :meth:`tell`, and again when it is dismissed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._page = ""
        self.setProperty("look", "done")
        self.setAccessibleName(self.tr("Done"))
        self.line = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self.show_button = QToolButton()
        self.show_button.setText(self.tr("Show in folder"))
        self.show_button.setIcon(icon("locate"))
        self.show_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.show_button.clicked.connect(self._reveal)
        self.page_button = QToolButton()
        self.page_button.setText(self.tr("Open its page"))
        self.page_button.clicked.connect(self._open_page)
        self.close_button = QToolButton()
        self.close_button.setIcon(icon("cross"))
        set_tool_tip(self.close_button, self.tr("Dismiss"))
        self.close_button.setAccessibleName(self.tr("Dismiss"))
        self.close_button.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 3, 6, 3)
        layout.setSpacing(6)
        layout.addWidget(_Tick())
        layout.addWidget(self.line, 1)
        for button in (self.show_button, self.page_button, self.close_button):
            button.setIconSize(_ICON)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            layout.addWidget(button)
        self.hide()

    def tell(self, text: str, path: Path | None = None, page: str = "") -> None:
        """Say something; ``path`` can be shown in its folder, ``page`` in a browser."""
        self._path, self._page = path, page
        self.line.setText(text)
        self.show_button.setVisible(path is not None)
        self.page_button.setVisible(bool(page))
        self.show()

    def tell_exported(self, rows: int, path: Path) -> None:
        """Say how many rows were written to a file."""
        words = self.tr("%n row(s) written to {name}.", "", rows)
        self.tell(words.format(name=path.name), path)

    def tell_newer(self, version: str, page: str) -> None:
        """Say that there is a newer version of the program."""
        self.tell(self.tr("igtagger {version} is out.").format(version=version), page=page)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Escape dismisses it."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _reveal(self) -> None:
        if self._path is not None:
            show_in_folder(self._path)

    def _open_page(self) -> None:
        QDesktopServices.openUrl(QUrl(self._page))


class _Tick(QWidget):
    """The sign, in the colours of the theme as it is now."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(_ICON)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        tick = tinted("check", colours().success, _ICON.width(), self.devicePixelRatioF())
        painter.drawPixmap(0, 0, tick)
