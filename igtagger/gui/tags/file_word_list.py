"""Keywords that others wrote into the files of pictures, apart from the tags of ours."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from igtagger.gui.look.icons import icon
from igtagger.gui.look.plain_text import PlainLabel
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.tags.tag_model import TAG_ROLE, CountedTag, TagModel
from igtagger.gui.tags.tag_view import TagView
from igtagger.labels.query_building import spelled


def search_for(word: str) -> str | None:
    """The search that finds the pictures in whose files that keyword is.

    None of a keyword with a quotation mark, for which there is none.
    """
    return None if '"' in word else f"file:{spelled(word)}"


class FileWordList(QWidget):
    """Keywords of files with counts; it is hidden where no picture has one.

    Args:
        model: the pictures.
        parent: the Qt owner.

    Signals:
        word_chosen: what is to be searched for; empty for nothing any more.
        own_requested: a keyword that is to be an own tag of all pictures in whose files it is.
    """

    word_chosen = Signal(str)
    own_requested = Signal(str)

    def __init__(self, model: ResultsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._results = model
        self._tags = TagModel(self)
        heading = PlainLabel(self.tr("From files"))
        heading.setForegroundRole(heading.foregroundRole().PlaceholderText)
        heading.setContentsMargins(4, 4, 0, 0)
        self.view = TagView(self._tags)
        self.view.setAccessibleName(self.tr("Keywords from files"))
        self.view.chosen.connect(self._toggle)
        self.view.escaped.connect(lambda: self.word_chosen.emit(""))
        self.view.menu_wanted.connect(self._show_menu)
        heading.setBuddy(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(heading)
        layout.addWidget(self.view, 1)
        self.refresh()

    def refresh(self) -> None:
        """Count anew, among the pictures that the filters let through."""
        found = self._results.found(tag=None, min_score=0.0)
        counts = self._results.pictures.facts.keyword_counts(found)
        ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0].casefold(), each[0]))
        self._tags.set_tags([CountedTag(word, word, n, from_file=True) for word, n in ranked])
        self._show_or_hide()

    def search(self, text: str) -> None:
        """Show those alone in which that text is."""
        self.view.search(text)
        self._show_or_hide()

    def show_search(self, text: str) -> None:
        """Mark the keyword that is searched for, and nothing else with it; tells nobody."""
        words = (tag.name for tag in self._tags.tags if search_for(tag.name) == text)
        self.view.show_active(next(words, None))

    def _show_or_hide(self) -> None:
        self.setVisible(not self.view.is_empty)

    def _toggle(self, index: QModelIndex | QPersistentModelIndex) -> None:
        word = index.data(TAG_ROLE).name
        wanted = "" if word == self.view.active else search_for(word)
        if wanted is not None:
            self.word_chosen.emit(wanted)

    def menu_for(self, index: QModelIndex) -> QMenu:
        """What can be done with a keyword."""
        word = index.data(TAG_ROLE).name
        menu = QMenu(self)
        if word == self.view.active:
            menu.addAction(self.tr("Show all pictures"), lambda: self._toggle(index))
        else:
            menu.addAction(self.tr("Show only these pictures"), lambda: self._toggle(index))
        menu.addSeparator()
        count = len(self._results.pictures.with_file_word(word))
        menu.addAction(
            icon("tag"),
            self.tr("Add as own tag to %n picture(s)", "", count),
            lambda: self.own_requested.emit(word),
        )
        return menu

    def _show_menu(self, index: QModelIndex, place: object) -> None:
        menu = self.menu_for(index)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)  # type: ignore[arg-type]
