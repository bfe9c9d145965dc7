"""A slim bar that says that something is done, and where to find it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from igtagger.gui.keys.all_keys import EVERYWHERE_KEYS
from igtagger.gui.look.elided import ElidedLabel
from igtagger.gui.look.icons import icon, tinted
from igtagger.gui.look.palette import colours
from igtagger.gui.look.plain_text import set_tool_tip
from igtagger.gui.reveal import show_in_folder

if TYPE_CHECKING:
    from igtagger.gui.file_writing.tag_writing import WritingReport

_ICON = QSize(16, 16)


class DoneBar(QFrame):
    """Hidden until :meth:`tell`, and again when it is dismissed.

    Signals:
        undo_requested: what a run wrote into files is to be taken back; its number.
        told: what it says now.
    """

    undo_requested = Signal(int)
    told = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._page = ""
        self._run: int | None = None
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
        self.undo_button = QToolButton()
        self.undo_button.setText(self.tr("Undo"))
        self.undo_button.setIcon(icon("undo"))
        self.undo_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        set_tool_tip(self.undo_button, self.tr("Take these tags back out of the files"))
        self.undo_button.clicked.connect(self._undo)
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
        for button in (self.undo_button, self.show_button, self.page_button, self.close_button):
            button.setIconSize(_ICON)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            layout.addWidget(button)
        self.hide()

    def tell(
        self, text: str, path: Path | None = None, page: str = "", run: int | None = None
    ) -> None:
        """Say something.

        Args:
            text: what is done.
            path: can be shown in its folder.
            page: can be shown in a browser.
            run: which wrote into files, and can be undone.
        """
        self._path, self._page, self._run = path, page, run
        self.line.setText(text)
        self.undo_button.setVisible(run is not None)
        self.show_button.setVisible(path is not None)
        self.page_button.setVisible(bool(page))
        self.show()
        self.told.emit(text)

    def tell_exported(self, rows: int, path: Path) -> None:
        """Say how many rows were written to a file."""
        words = self.tr("%n row(s) written to {name}.", "", rows)
        self.tell(words.format(name=path.name), path)

    def tell_written(self, report: WritingReport) -> None:
        """Say what became of tags that were to be written into files, or taken back."""
        self.tell(self._told(report), run=report.run)

    def _told(self, report: WritingReport) -> str:
        totals, beside = report.totals, report.totals.changed - report.totals.embedded
        if not totals.changed:
            words = [self.tr("No file was changed.")]
        elif report.marks:
            words = [self.tr("Written into the files of %n picture(s).", "", totals.changed)]
        elif report.back:
            words = [self.tr("Tags taken back in %n file(s).", "", totals.changed)]
        elif totals.embedded and beside:
            words = [self.tr("Tags written into %n picture(s)", "", totals.embedded)]
            words[0] += self.tr(", and into %n sidecar(s) beside others.", "", beside)
        elif beside:
            words = [self.tr("Tags written into %n sidecar(s) beside pictures.", "", beside)]
        else:
            words = [self.tr("Tags written into %n picture(s).", "", totals.embedded)]
        if report.stopped:
            words.append(self.tr("Stopped before the end."))
        return " ".join(words)

    def tell_trashed(self, count: int) -> None:
        """Say how many pictures are in the trash now."""
        self.tell(self.tr("%n picture(s) moved to the trash.", "", count))

    def forget_run(self) -> None:
        """What it told of can no longer be undone from here."""
        self._run = None
        self.undo_button.hide()

    def tell_newer(self, version: str, page: str) -> None:
        """Say that there is a newer version of the program."""
        self.tell(self.tr("igtagger {version} is out.").format(version=version), page=page)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Escape dismisses it."""
        if EVERYWHERE_KEYS.verb(event) == "dismiss":
            self.hide()
        else:
            super().keyPressEvent(event)

    def _reveal(self) -> None:
        if self._path is not None:
            show_in_folder(self._path)

    def _undo(self) -> None:
        if self._run is not None:
            self.undo_requested.emit(self._run)

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
