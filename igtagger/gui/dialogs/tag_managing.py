"""Opens the dialog of own tags, and gives the reviews what they need for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QWidget

from igtagger.app.learned_tags.taught_tags import TaughtTags
from igtagger.app.tag_manager import TagManager
from igtagger.domain import Reason
from igtagger.gui.tags.review_history import Reviews
from igtagger.labels.term_names import TermNames
from igtagger.labels.tree import load_tree
from igtagger.settings import Settings

if TYPE_CHECKING:
    from igtagger.gui.dialogs.tag_manager_dialog import TagManagerDialog
    from igtagger.library.facade import Library


class TagManaging(QObject):
    """Own tags as a whole.

    Args:
        reviews: makes changes.
        settings: where their rules are.
        warn: told, from any thread, why rules cannot be written.
        window: over which the dialog opens.

    Signals:
        names_changed: something else is said of tags.
    """

    names_changed = Signal()

    def __init__(
        self,
        reviews: Reviews,
        settings: Settings,
        warn: Callable[[Reason], None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._reviews, self._results, self._window = reviews, reviews.model, window
        self._writing: tuple[QAction, QAction] | None = None
        self._settings, self._warn = settings, warn
        reviews.writer.manager_of = self._manager
        reviews.rules_changed.connect(self.names_changed)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._look)

    def _manager(self, library: Library) -> TagManager:
        names = TermNames(load_tree(), self._results.pictures.naming.names)
        taught = TaughtTags(self._settings.taught_dir, self._warn)
        return TagManager(library, self._settings.vocabulary_file, names, taught, self._warn)

    def _look(self, state: Qt.ApplicationState) -> None:
        """The person comes back, maybe from another program of ours."""
        if state == Qt.ApplicationState.ApplicationActive:
            self._reviews.writer.look_for_others()

    def offer_writing(self, take_back: QAction, write: QAction) -> None:
        """What takes tags out of files, and writes them there, where a change asks for that."""
        self._writing = take_back, write

    def open(self, tag: str = "") -> TagManagerDialog:
        """Show all own tags, that one selected."""
        from igtagger.gui.dialogs.tag_manager_dialog import TagManagerDialog

        names = sorted(self._results.pictures.naming.all_names())
        dialog = TagManagerDialog(self._reviews, self._results, names, tag, self._window)
        if self._writing is not None:
            wishes = dialog.taking_back_wanted, dialog.writing_wanted
            for wish, action in zip(wishes, self._writing, strict=True):
                wish.connect(dialog.accept)
                wish.connect(action.trigger)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog
