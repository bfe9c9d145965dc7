"""The side list of tags: which there are, how often, and a click to see their pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from igtagger.app.filter_query import asks_for, term_of
from igtagger.app.picture_values import Filter, TagKey
from igtagger.domain import LabelRef
from igtagger.gui.look.icons import icon
from igtagger.gui.look.plain_text import PlainLabel
from igtagger.gui.look.section import Section
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.tags.file_word_list import FileWordList
from igtagger.gui.tags.search_field import SearchField
from igtagger.gui.tags.tag_model import TAG_ROLE, CountedTag, Mark, TagModel
from igtagger.gui.tags.tag_view import TagView, add_joins
from igtagger.labels.conditions import Text
from igtagger.labels.folding import folded
from igtagger.labels.query_building import Asked, Join, asked_for


class TagList(QWidget):
    """All tags that are shown, with counts.

    Args:
        model: the pictures.
        parent: the Qt owner.

    Signals:
        tag_chosen: only pictures with that tag are wanted; all where None.
        confirm_requested, reject_requested: of a label, for all pictures that show it.
        remove_requested: of an own tag, from all pictures.
        rename_requested: an own tag's old and new name.
        vocabulary_requested: a tag is to be called otherwise.
        sheet_requested: the pictures that show a label are to be gone through.
        manage_requested: an own tag is to be changed on all pictures.
        more_requested: an own tag is to be suggested for other pictures.
        joined: a :class:`SearchTerm` is to be joined to the search, and how: a :class:`Join`.
        file_word_chosen: as of :class:`FileWordList`, like the next one.
        own_requested: likewise.
    """

    tag_chosen = Signal(object)
    joined = Signal(object, object)
    file_word_chosen = Signal(str)
    own_requested = Signal(str)
    confirm_requested = Signal(object)
    reject_requested = Signal(object)
    remove_requested = Signal(str)
    rename_requested = Signal(str, str)
    vocabulary_requested = Signal(object)
    sheet_requested = Signal(object)
    manage_requested = Signal(str)
    more_requested = Signal(str)

    def __init__(self, model: ResultsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._results = model
        self._asked = Asked()
        self._tags = TagModel(self)
        self._tags.renamed.connect(self.rename_requested)
        self._build()
        model.counts_changed.connect(self.refresh)
        self.refresh()

    def _build(self) -> None:
        self.search = SearchField(self.tr("Find a tag"))
        self.search.searched.connect(self._search)
        self.view = TagView(self._tags)
        self.search.left.connect(self.view.setFocus)
        self.view.setAccessibleName(self.tr("Tags"))
        self.view.chosen.connect(self._toggle)
        self.view.joined.connect(lambda index, how: self._join(index.data(TAG_ROLE).key, how))
        self.view.escaped.connect(lambda: self._choose(None))
        self.view.menu_wanted.connect(self._show_menu)
        self.file_words = FileWordList(self._results)
        self.file_words.word_chosen.connect(self.file_word_chosen)
        self.file_words.own_requested.connect(self.own_requested)
        self.file_words.joined.connect(self.joined)
        self._nothing = PlainLabel()
        self._nothing.setWordWrap(True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setForegroundRole(self._nothing.foregroundRole().PlaceholderText)
        self._nothing.setContentsMargins(16, 16, 16, 16)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.view)
        self._pages.addWidget(self._nothing)
        body = QWidget()
        inside = QVBoxLayout(body)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(6)
        inside.addWidget(self.search)
        inside.addWidget(self._pages, 1)
        self.section = Section("tags", self.tr("Tags"), body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.section, 3)
        layout.addWidget(self.file_words, 2)
        layout.addStretch(0)

    def sizeHint(self) -> QSize:  # noqa: N802
        """A side panel."""
        return QSize(220, 420)

    # What is shown

    @property
    def tags(self) -> Sequence[CountedTag]:
        """All tags, whether the search field hides them or not."""
        return self._tags.tags

    @property
    def active(self) -> TagKey | None:
        """The tag that pictures are filtered by."""
        return self.view.active

    def refresh(self) -> None:
        """Count anew, among the pictures that the other filters let through."""
        pictures, rows = self._results.pictures, self._results.found(tag=None, min_score=0.0)
        least = self._results.filter.min_score
        confirmed, taught = pictures.confirmed_counts(rows), pictures.taught_counts(rows)
        tags = [
            CountedTag(
                key,
                pictures.name_of(key),
                count,
                confirmed.get(key, 0),
                pictures.naming.words(key),
                colour=pictures.naming.colour(key) if isinstance(key, str) else "",
                taught=taught.get(key, 0) if isinstance(key, str) else 0,
            )
            for key, count in pictures.tag_counts(rows, least)
        ]
        self._tags.set_tags(self._marked(tags))
        self._show_page()
        self.file_words.refresh()

    def show_filter(self, wanted: Filter) -> None:
        """Mark the tags and keywords that pictures are filtered by; tells nobody."""
        self.show_active(wanted.tag)
        self._asked = asked_for(wanted.text)
        self._tags.set_tags(self._marked(self._tags.tags))
        self._show_page()
        self.file_words.show_search(wanted.text, self._asked)

    def _marked(self, tags: Sequence[CountedTag]) -> list[CountedTag]:
        """The same with what the search says of them; what it excludes is counted nowhere."""
        pictures, asked = self._results.pictures, self._asked
        wanted, excluded = (
            [text for text in texts if text.field in ("tag", "own")]
            for texts in (asked.wanted, asked.excluded)
        )

        def mark(key: TagKey) -> Mark:
            if any(asks_for(pictures, text, key) for text in excluded):
                return Mark.EXCLUDED
            return Mark.WANTED if any(asks_for(pictures, t, key) for t in wanted) else Mark.NONE

        listed = {tag.key for tag in tags}
        gone = [key for text in excluded for key in self._keys_of(text) if key not in listed]
        out = [CountedTag(key, pictures.name_of(key), 0) for key in dict.fromkeys(gone)]
        marked = [replace(tag, mark=mark(tag.key)) for tag in (*out, *tags)]
        return [tag for tag in marked if tag.pictures or tag.mark is not Mark.NONE]

    def _keys_of(self, text: Text) -> Iterable[TagKey]:
        pictures = self._results.pictures
        own = [name for name in pictures.own_names() if folded(name) == text.text]
        if text.field != "tag":
            return own
        taught = (name for name in own if pictures.taught.said(name) is not None)
        return [*pictures.called(text.text), *taught]

    def show_active(self, key: TagKey | None) -> None:
        """Mark the tag that pictures are filtered by; tells nobody."""
        self.view.show_active(key)

    def _search(self, text: str) -> None:
        self.view.search(text)
        self.file_words.search(text)
        self._show_page()

    def _show_page(self) -> None:
        if not self.view.is_empty:
            self._pages.setCurrentWidget(self.view)
            return
        if self._tags.tags:
            self._nothing.setText(self.tr("No tag is called that."))
        elif self._results.pictures.listed != self._results.rowCount():
            self._nothing.setText(self.tr("The pictures that are shown have no tags."))
        else:
            self._nothing.setText(self.tr("The tags of your pictures appear here."))
        self._pages.setCurrentWidget(self._nothing)

    # What is done

    def _toggle(self, index: QModelIndex | QPersistentModelIndex) -> None:
        key = index.data(TAG_ROLE).key
        self._choose(None if key == self.active else key)

    def _choose(self, key: TagKey | None) -> None:
        if key != self.active:
            self.show_active(key)
            self.tag_chosen.emit(key)

    def _join(self, key: TagKey, how: Join) -> None:
        self.joined.emit(term_of(self._results.pictures, key), how)

    def menu_for(self, index: QModelIndex) -> QMenu:
        """What can be done with a tag."""
        tag: CountedTag = index.data(TAG_ROLE)
        menu = QMenu(self)
        if tag.key == self.active:
            menu.addAction(self.tr("Show all pictures"), lambda: self._choose(None))
        else:
            menu.addAction(self.tr("Show only these pictures"), lambda: self._choose(tag.key))
        add_joins(menu, lambda how: self._join(tag.key, how))
        menu.addSeparator()
        if isinstance(tag.key, str):
            self._add_own(menu, index, tag.key)
        else:
            self._add_judging(menu, tag.key)
            menu.addAction(
                self.tr("Another name or rule…"), lambda: self.vocabulary_requested.emit(tag.key)
            )
        return menu

    def _add_own(self, menu: QMenu, index: QModelIndex, key: str) -> None:
        pictures = self._results.pictures
        menu.addAction(
            icon("search"),
            self.tr("Find more like these…"),
            lambda: self.more_requested.emit(key),
        )
        taught = pictures.naming.taught.find(key)
        if taught is not None and pictures.taught.said(key) is not None:
            self._add_judging(menu, taught.ref)
        count = pictures.own_counts().get(key, 0)  # without those of tags below it
        menu.addAction(self.tr("Rename"), lambda: self.view.edit(index)).setShortcut("F2")
        menu.addAction(
            icon("trash"),
            self.tr("Remove from %n picture(s)", "", count),
            lambda: self.remove_requested.emit(key),
        )
        menu.addSeparator()
        menu.addAction(self.tr("Change everywhere…"), lambda: self.manage_requested.emit(key))

    def _add_judging(self, menu: QMenu, ref: LabelRef) -> None:
        """What can be done where it is said by models."""
        count = len(self._results.pictures.showing(ref))
        through = menu.addAction(
            icon("grid"),
            self.tr("Go through these pictures…"),
            lambda: self.sheet_requested.emit(ref),
        )
        through.setEnabled(bool(count))
        menu.addAction(
            icon("check"),
            self.tr("Confirm on %n picture(s)", "", count),
            lambda: self.confirm_requested.emit(ref),
        )
        menu.addAction(
            icon("cross"),
            self.tr("Reject on %n picture(s)", "", count),
            lambda: self.reject_requested.emit(ref),
        )
        menu.addSeparator()

    def _show_menu(self, index: QModelIndex, place: object) -> None:
        menu = self.menu_for(index)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)  # type: ignore[arg-type]
