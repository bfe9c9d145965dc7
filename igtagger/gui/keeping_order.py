"""What keeps the list in order by itself: folders in view, and the offer to go on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from igtagger.gui.actions import Actions
from igtagger.gui.look.plain_text import set_tool_tip, without_keys
from igtagger.gui.runs.session import Session
from igtagger.gui.watching.folders_dialog import FoldersDialog
from igtagger.gui.watching.folders_in_view import FoldersInView
from igtagger.gui.watching.quiet_bar import QuietBar
from igtagger.gui.watching.waiting_offer import WaitingOffer
from igtagger.settings import Preferences

START_MILLISECONDS = 500
"""So long after it was made the folders are watched: the window is on the screen by then."""


class KeepingOrder(QObject):
    """Makes its parts, and gives them what they need of the window.

    Args:
        session: the work on the list.
        do: all actions.
        preferences: as they are now.
        window: owns all of it.

    Attributes:
        bars: what it has to say; to be put below the menus.

    Signals:
        problem: a :class:`Problem`.
    """

    problem = Signal(object)

    def __init__(
        self,
        session: Session,
        do: Actions,
        preferences: Callable[[], Preferences],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._do, self._preferences = session, do, preferences
        self.in_view = FoldersInView(
            session, session.context.settings.watched_file, lambda: preferences().recursive, self
        )
        self.bars = QWidget(window)
        self.news = QuietBar(
            self.tr("News of folders in view"), "folder", self.tr("Show them"), parent=self.bars
        )
        self.offer = WaitingOffer(session, session.results, self.bars)
        column = QVBoxLayout(self.bars)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.news)
        column.addWidget(self.offer.bar)
        self.in_view.problem.connect(self.problem)
        self.in_view.news.connect(self._show_news)
        self.in_view.changed.connect(self._show_kept)
        self.news.taken.connect(self._open)
        self.news.dismissed.connect(self.in_view.forget_news)
        session.listing_changed.connect(self._show_kept)
        do.keep.triggered.connect(self._keep_open_ones)
        do.folders.triggered.connect(self.choose_folders)
        self._show_kept()
        QTimer.singleShot(START_MILLISECONDS, self, self.in_view.begin)

    def close(self) -> None:
        """End it, with the window."""
        self.in_view.close()

    def choose_folders(self) -> None:
        """Let the person tick folders."""
        recent = self._preferences().recent_folders
        others = (*self._session.open_folders, *recent)
        dialog = FoldersDialog(self.in_view, others, self._first_folder, self.bars.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _first_folder(self) -> Path:
        recent = self._preferences().recent_folders
        return recent[0] if recent else Path.home()

    def _keep_open_ones(self, keep: bool) -> None:
        self.in_view.keep(self._session.open_folders, keep=keep)

    def _show_kept(self) -> None:
        """Bring the action up to date."""
        folders, keep = self._session.open_folders, self._do.keep
        name = folders[0].name or str(folders[0]) if len(folders) == 1 else ""
        text = self.tr("&Keep “{name}” in view").format(name=without_keys(name))
        keep.setText(text if name else self.tr("&Keep the open folders in view"))
        set_tool_tip(keep, "\n".join(map(str, folders)))
        keep.setEnabled(bool(folders))
        keep.setChecked(bool(folders) and {*folders} <= {*self.in_view.folders})

    def _show_news(self) -> None:
        self.news.say(self.in_view.words(), verb=bool(self._unopened()))

    def _unopened(self) -> list[Path]:
        """Folders with new pictures that are not in the list."""
        opened = self._session.open_folders
        return [
            folder
            for folder in self.in_view.tagged
            if not any(folder.is_relative_to(root) for root in opened)
        ]

    def _open(self) -> None:
        self._session.add(self._unopened(), tag=False)
        self.news.dismiss()
