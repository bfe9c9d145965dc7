"""Keywords that others wrote into the files of pictures, apart from the tags of ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from igtagger.gui.look.icons import icon
from igtagger.gui.look.section import Section
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.tags.tag_model import TAG_ROLE, CountedTag, Mark, TagModel
from igtagger.gui.tags.tag_view import TagView, add_joins
from igtagger.labels.folding import folded
from igtagger.labels.query_building import Asked, Join, SearchTerm


def search_for(word: str) -> str:
    """The search that finds the pictures in whose files that keyword is."""
    return str(SearchTerm("file", word))


class FileWordList(QWidget):
    """Keywords of files with counts; it is hidden where no picture has one.

    Args:
        model: the pictures.
        parent: the Qt owner.

    Signals:
        word_chosen: what is to be searched for; empty for nothing any more.
        joined: a :class:`SearchTerm` is to be joined to the search, and how: a :class:`Join`.
        own_requested: a keyword that is to be an own tag of all pictures in whose files it is.
    """

    word_chosen = Signal(str)
    joined = Signal(object, object)
    own_requested = Signal(str)

    def __init__(self, model: ResultsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._results = model
        self._tags = TagModel(self)
        self._asked = Asked()
        self.view = TagView(self._tags)
        self.view.setAccessibleName(self.tr("Keywords from files"))
        self.view.chosen.connect(self._toggle)
        self.view.joined.connect(self._join)
        self.view.escaped.connect(lambda: self.word_chosen.emit(""))
        self.view.menu_wanted.connect(self._show_menu)
        self.section = Section("keywords", self.tr("From files"), self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.section)
        self.refresh()

    def refresh(self) -> None:
        """Count anew, among the pictures that the filters let through."""
        found = self._results.found(tag=None, min_score=0.0)
        counts = self._results.pictures.facts.keyword_counts(found)
        ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0].casefold(), each[0]))
        self._show([CountedTag(word, word, n, from_file=True) for word, n in ranked])

    def _show(self, words: Sequence[CountedTag]) -> None:
        """With what the search says of them; what it excludes is counted nowhere."""
        wanted, excluded = (
            {text.text for text in texts if text.field == "file"}
            for texts in (self._asked.wanted, self._asked.excluded)
        )

        def mark(word: str) -> Mark:
            if folded(word) in excluded:
                return Mark.EXCLUDED
            return Mark.WANTED if folded(word) in wanted else Mark.NONE

        listed = {folded(tag.name) for tag in words}
        out = [CountedTag(word, word, 0, from_file=True) for word in sorted(excluded - listed)]
        marked = [replace(tag, mark=mark(tag.name)) for tag in (*out, *words)]
        self._tags.set_tags([tag for tag in marked if tag.pictures or tag.mark is not Mark.NONE])
        self._show_or_hide()

    def search(self, text: str) -> None:
        """Show those alone in which that text is."""
        self.view.search(text)
        self._show_or_hide()

    def show_search(self, text: str, asked: Asked | None = None) -> None:
        """Mark the keyword that is searched for, and nothing else with it; tells nobody.

        Args:
            text: the search.
            asked: what it asks for; those keywords are marked as parts of it.
        """
        self._asked = asked or Asked()
        self._show(self._tags.tags)
        words = (tag.name for tag in self._tags.tags if search_for(tag.name) == text)
        self.view.show_active(next(words, None))

    def _show_or_hide(self) -> None:
        self.setVisible(not self.view.is_empty)

    def _toggle(self, index: QModelIndex | QPersistentModelIndex) -> None:
        word = index.data(TAG_ROLE).name
        self.word_chosen.emit("" if word == self.view.active else search_for(word))

    def _join(self, index: QModelIndex, how: Join) -> None:
        self.joined.emit(SearchTerm("file", index.data(TAG_ROLE).name), how)

    def menu_for(self, index: QModelIndex) -> QMenu:
        """What can be done with a keyword."""
        word = index.data(TAG_ROLE).name
        menu = QMenu(self)
        if word == self.view.active:
            menu.addAction(self.tr("Show all pictures"), lambda: self._toggle(index))
        else:
            menu.addAction(self.tr("Show only these pictures"), lambda: self._toggle(index))
        add_joins(menu, lambda how: self._join(index, how))
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
