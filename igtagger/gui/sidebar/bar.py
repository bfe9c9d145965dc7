"""The side bar: its parts one below the other, each under a heading that folds it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from igtagger.app.picture_values import Filter
from igtagger.gui.look.plain_text import PlainLabel
from igtagger.gui.look.section import Section
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.sidebar.folder_list import FolderList
from igtagger.gui.sidebar.save_dialog import SaveSearchDialog
from igtagger.gui.sidebar.saved_list import SavedList
from igtagger.gui.tags.tag_list import TagList


class SideBar(QScrollArea):
    """Saved searches, folders, tags and keywords of files; scrolled where there is no room for all.

    Args:
        model: the pictures.
        searches_file: where searches are kept.
        query: the search by which pictures are filtered now.
        parent: the Qt owner.
    """

    search_chosen = Signal(str)

    def __init__(
        self,
        model: ResultsModel,
        searches_file: Path,
        query: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.saved = SavedList(model, searches_file, query)
        self.saved.chosen.connect(self.search_chosen)
        self.saved.changed.connect(self._show_hint)
        self.folders = FolderList(model)
        self.tags = TagList(model)
        self._hint = PlainLabel(self.tr("The star beside the search keeps it here."))
        self._hint.setWordWrap(True)
        self._hint.setContentsMargins(8, 0, 8, 4)
        self._hint.setForegroundRole(self._hint.foregroundRole().PlaceholderText)
        searches = QWidget()
        inside = QVBoxLayout(searches)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._hint)
        inside.addWidget(self.saved)
        self._sections = [
            Section("searches", self.tr("Searches"), searches),
            Section("folders", self.tr("Folders"), self.folders),
            self.tags.section,
            self.tags.file_words.section,
        ]
        self._whole = whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(8, 6, 8, 0)
        layout.setSpacing(4)
        layout.addWidget(self._sections[0])
        layout.addWidget(self._sections[1])
        layout.addWidget(self.tags, 1)
        self.setWidget(whole)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        self._show_hint()

    def sizeHint(self) -> QSize:  # noqa: N802
        """A side panel."""
        return QSize(220, 420)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As narrow as what is in it; any height will do."""
        return QSize(self._whole.minimumSizeHint().width() + 2 * self.frameWidth(), 80)

    def show_filter(self, wanted: Filter) -> None:
        """Mark in all parts what pictures are filtered by; tells nobody."""
        for part in (self.saved, self.folders, self.tags):
            part.show_filter(wanted)

    def ask_to_save(self, query: str) -> SaveSearchDialog:
        """Ask under which name a search is to be kept."""
        dialog = SaveSearchDialog(query, self.saved.names, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._save(*dialog.chosen))
        dialog.open()
        return dialog

    def _save(self, name: str, query: str) -> None:
        self._sections[0].fold(folded=False)
        self.saved.save(name, query)

    def _show_hint(self) -> None:
        some = bool(self.saved.names)
        self._hint.setVisible(not some)
        self.saved.setVisible(some)

    # Which parts are folded

    @property
    def folded(self) -> list[str]:
        """The names of the parts that are folded away."""
        return [part.objectName() for part in self._sections if part.folded]

    def fold(self, names: Collection[str]) -> None:
        """Fold those parts away, and show the others."""
        for part in self._sections:
            part.fold(folded=part.objectName() in names)
