"""What is in the pictures that are selected, and what the person decides about it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import cast

import numpy as np
from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from igtagger.app.picture_values import ShownTag, State, TagKey, TagKind
from igtagger.app.shared_kinds import decisions, shared_kind
from igtagger.app.shared_tags import SharedTag
from igtagger.domain import Label, LabelRef, Reason
from igtagger.gui.look.elided import ElidedLabel
from igtagger.gui.look.icons import icon
from igtagger.gui.look.kind_words import kind_labels
from igtagger.gui.look.message_pane import MessagePane
from igtagger.gui.look.plain_text import PlainLabel, set_tool_tip
from igtagger.gui.look.reason_words import sentence_of, with_name
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.tags.chips import Chips, ChipText
from igtagger.gui.tags.file_part import FilePart
from igtagger.gui.tags.file_word_list import search_for
from igtagger.gui.tags.kind_line import KindLine
from igtagger.gui.tags.label_order import LabelOrder
from igtagger.gui.tags.own_tag_field import OwnTagField, Suggestion
from igtagger.gui.tags.ranked import RankedLabel, Verdict
from igtagger.gui.tags.ranked_view import RankedView
from igtagger.gui.tags.review_history import Reviews
from igtagger.gui.tags.tag_slots import TagSlots
from igtagger.labels.folding import folded
from igtagger.labels.kinds import KINDS
from igtagger.labels.naming import Naming
from igtagger.labels.sets import load_labels
from igtagger.labels.taught_names import TAUGHT

_FEW = 200
"""Up to so many pictures are looked at as soon as they are selected."""
_FEW_MILLISECONDS, _MANY_MILLISECONDS = 60, 500


class Details(QWidget):
    """The tags of the selected pictures.

    Args:
        model: the pictures.
        reviews: what is done with them.
        parent: the Qt owner.

    Signals:
        retry_requested: rows that failed, to be tried again.
        tag_activated: show all pictures with that tag.
        kind_activated: show all pictures of that kind, by its index.
        vocabulary_requested: a label or term is to be called otherwise.
        file_word_activated: what is to be searched for, to show all pictures with a keyword of
            files.
        more_requested: an own tag is to be suggested for other pictures.
    """

    retry_requested = Signal(list)
    tag_activated = Signal(object)
    kind_activated = Signal(int)
    vocabulary_requested = Signal(object)
    file_word_activated = Signal(str)
    more_requested = Signal(str)

    def __init__(
        self, model: ResultsModel, reviews: Reviews, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model, self._reviews = model, reviews
        self._rows: list[int] = []
        self._order = LabelOrder()
        self._stale = False  # other pictures are selected than those that are shown
        self._pick_from: tuple[Naming | None, str, list[Suggestion]] = (None, "", [])
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.refresh)
        self._build()
        model.dataChanged.connect(self._refresh_soon)
        model.modelReset.connect(self._on_reset)
        model.counts_changed.connect(reviews.own.forget)  # files may have said other words
        reviews.changed.connect(self._refresh_next)
        self.refresh()

    # Building

    def _build(self) -> None:
        reviews = self._reviews
        self._title, self._under = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle), ElidedLabel()
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        self._title.setFont(bold)
        self._under.setForegroundRole(self._under.foregroundRole().PlaceholderText)
        self._remark = PlainLabel()
        self._remark.setWordWrap(True)
        self.kind = self._built_kind()
        self.chips = Chips()
        self.chips.removed.connect(self._remove)
        self.chips.activated.connect(self.tag_activated)
        self.chips.more_wanted.connect(self.more_requested)
        self.chips.wanted_for_all.connect(self._put_on_all)
        self.file_part = FilePart()
        self.file_part.activated.connect(self._search_file_word)
        self.file_part.wanted_as_own.connect(lambda word: reviews.add_own(self._rows, [word]))
        self.field = OwnTagField(
            self._reviews.own.names,
            self._labels_to_pick,
            words=self._words_of,
        )
        self._reviews.own.changed.connect(self.field.suggest_anew)
        self.chips.emptied.connect(self.field.setFocus)
        self.field.entered.connect(lambda names: self._reviews.add_own(self._rows, names))
        self.field.picked.connect(lambda ref: self._reviews.confirm(self._rows, ref))
        self.view = RankedView()
        self.view.confirm_wanted.connect(self._toggle_confirmed)
        self.view.reject_wanted.connect(self._toggle_rejected)
        self.view.rule_wanted.connect(self.vocabulary_requested)
        self.view.pointer_left.connect(self._let_go)
        self.field.left.connect(self.view.setFocus)
        self.message = MessagePane()
        self.message.button.clicked.connect(self._retry)
        self._content = QStackedWidget()
        self._content.addWidget(self.view)
        self._content.addWidget(self.message)
        self._empty = MessagePane()
        self._empty.show_text(
            "tag",
            self.tr("No picture selected"),
            self.tr("Select one or more pictures to see what is in them and to tag them."),
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._built_page())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)

    def _built_kind(self) -> KindLine:
        line, reviews = KindLine(), self._reviews
        line.activated.connect(self.kind_activated)
        line.confirm_wanted.connect(lambda ref: reviews.confirm(self._rows, ref))
        line.reject_wanted.connect(lambda ref: reviews.reject(self._rows, ref))
        line.clear_wanted.connect(lambda ref: reviews.clear(self._rows, ref))
        line.take_back_wanted.connect(
            lambda: reviews.clear(self._rows, *decisions(self._model.pictures, self._rows))
        )
        return line

    def _labels_to_pick(self) -> Sequence[Suggestion]:
        pictures = self._model.pictures
        naming, label_set = pictures.naming, pictures.label_set
        if self._pick_from[0] is not naming or self._pick_from[1] != label_set:
            self._pick_from = naming, label_set, _to_pick(naming, label_set)
        words = [
            Suggestion(word, word, words=(folded(word),), from_file=True)
            for word in self._reviews.own.file_words()
        ]
        if not pictures.kind_counts():
            return [*words, *self._pick_from[2]]
        kinds = ((LabelRef(KINDS, label.index), label) for label in kind_labels(naming))
        return [*words, *self._pick_from[2], *(_suggestion(naming, *kind) for kind in kinds)]

    def _built_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(10, 10, 10, 0)
        layout.setSpacing(4)
        layout.addWidget(self._title)
        layout.addWidget(self._under)
        layout.addWidget(self._remark)
        layout.addWidget(self.kind)
        layout.addSpacing(4)
        layout.addWidget(self.chips)
        layout.addWidget(self.file_part)
        layout.addSpacing(4)
        layout.addLayout(self._built_field())
        layout.addWidget(self.slots)
        bar = self._built_bar()
        # In a line of its own: beside the others it would make the whole window wider.
        layout.addWidget(self.retry_some, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(bar)
        layout.addWidget(self._content, 1)
        return page

    def _built_field(self) -> QHBoxLayout:
        """The field for own tags, and beside it the menu of sets of them."""
        self.slots = TagSlots(self._main_tag)
        self.sets_button = QToolButton()
        self.sets_button.setIcon(icon("tag"))
        self.sets_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.field)
        line.addWidget(self.sets_button)
        return line

    def name_set(self, name: str) -> None:
        """Say which tag set is behind the keys."""
        said = self.tr("Tag set: {name}").format(name=name)
        self.sets_button.setAccessibleName(said)
        set_tool_tip(self.sets_button, said)

    def _built_bar(self) -> QHBoxLayout:
        self._heading = PlainLabel(self.tr("Labels"))
        self._heading.setForegroundRole(self._heading.foregroundRole().PlaceholderText)
        self._heading.setBuddy(self.view)
        self.retry_some = QPushButton()
        self.retry_some.setFlat(True)
        self.retry_some.clicked.connect(self._retry)
        self.confirm_all = QToolButton()
        self.confirm_all.setIcon(icon("check"))
        self.confirm_all.setText(self.tr("Confirm all"))
        self.confirm_all.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        set_tool_tip(self.confirm_all, self.tr("Confirm all that is shown"))
        self.confirm_all.clicked.connect(lambda: self._reviews.confirm_shown(self._rows))
        bar = QHBoxLayout()
        bar.addWidget(self._heading)
        bar.addStretch(1)
        bar.addWidget(self.confirm_all)
        return bar

    def sizeHint(self) -> QSize:  # noqa: N802
        """A side panel."""
        return QSize(320, 480)

    # What is shown

    def set_rows(self, rows: Sequence[int]) -> None:
        """Show these pictures, by their rows in :class:`Pictures`."""
        if list(rows) == self._rows:
            return
        self._rows = list(rows)
        self._order.forget()
        self._stale = True
        if len(self._rows) <= _FEW:
            self.refresh()
        else:
            self._soon.start(0)

    def labels(self) -> Sequence[RankedLabel]:
        """The labels of the selected pictures in the order in which they are shown."""
        if self._stale:
            self.refresh()
        return self.view.ranked.labels

    def _main_tag(self, word: str) -> str:
        """The tag that a word means by the rules of the moment."""
        return self._model.pictures.naming.main_tag(word)

    def _on_reset(self) -> None:
        count = len(self._model.pictures)
        if any(row >= count for row in self._rows):
            self.set_rows([])
        self._refresh_soon()

    def _refresh_soon(self, *_: object) -> None:
        wait = _FEW_MILLISECONDS if len(self._rows) <= _FEW else _MANY_MILLISECONDS
        if not self._soon.isActive() or self._soon.remainingTime() > wait:
            self._soon.start(wait)

    def _refresh_next(self) -> None:
        self._soon.start(0)

    def refresh(self) -> None:
        """Read the pictures anew."""
        self._soon.stop()
        self._pages.setCurrentIndex(1 if self._rows else 0)
        pictures = self._model.pictures
        self._order.begin((pictures.rule, pictures.detail))
        self.chips.hold(self.view.has_pointer and not self._stale)
        self.kind.show_kind(shared_kind(pictures, self._rows), kind_labels(pictures.naming))
        if len(self._rows) == 1:
            self._show_one(self._rows[0])
        elif self._rows:
            self._show_many()
        self.slots.show_chips(self.chips.texts())
        if self._stale:
            self._stale = False
            self.view.start_anew()

    def _show_one(self, row: int) -> None:
        pictures = self._model.pictures
        path, state = pictures.path(row), pictures.state(row)
        self._title.setText(os.path.basename(path))  # noqa: PTH119
        set_tool_tip(self._title, path)
        self._under.setText(self._facts(row))
        self._show_remark(pictures.remark(row))
        tags = pictures.tags(row)
        kinds = (TagKind.OWN, TagKind.CONFIRMED)
        self.chips.set_chips(
            [
                ChipText(tag.key, tag.name, tag.kind, definition=tag.definition, colour=tag.colour)
                for tag in tags
                if tag.kind in kinds
            ]
        )
        self.file_part.show_one(pictures.facts.facts(row))
        shown = {tag.key for tag in tags}
        known = pictures.ranked(row) if pictures.is_named(row) else pictures.ranked_taught(row)
        ranked = [_of_one(tag, tag.key in shown) for tag in known]
        self._show_labels(ranked)
        error = pictures.error(row)
        self._show_state(state, sentence_of(with_name(error)) if error is not None else "")
        self.retry_some.hide()

    def _show_remark(self, remark: Reason | None) -> None:
        self._remark.setText("" if remark is None else sentence_of(remark))
        self._remark.setVisible(remark is not None)

    def _facts(self, row: int) -> str:
        pictures, facts = self._model.pictures, []
        width, height = pictures.size(row)
        if width:
            facts.append(f"{width} × {height}")
        if moment := pictures.mtime_ns(row):
            date = QDateTime.fromMSecsSinceEpoch(moment // 1_000_000)
            facts.append(QLocale().toString(date, QLocale.FormatType.ShortFormat))
        facts.append(os.path.basename(os.path.dirname(pictures.path(row))))  # noqa: PTH119, PTH120
        return "  ·  ".join(fact for fact in facts if fact)

    def _show_many(self) -> None:
        pictures, rows = self._model.pictures, np.array(self._rows, np.intp)
        count = len(rows)
        self._title.setText(self.tr("%n picture(s) selected", "", count))
        self._show_remark(None)
        numbers = np.bincount(pictures.states(self._rows), minlength=3).tolist()
        self._under.setText(self._counts(numbers))
        found = pictures.aggregate(rows)
        self.chips.set_chips(_chips_of(found, count, self._model.pictures.naming))
        self.file_part.show_many(pictures.facts.keyword_counts(rows), count)
        self._show_labels(_labels_of(found, count))
        failed, tagged = numbers[State.FAILED], numbers[State.TAGGED]
        self._show_state(State.TAGGED if tagged else State.FAILED if failed else State.WAITING, "")
        self.retry_some.setText(self.tr("Retry %n failed", "", failed))
        self.retry_some.setVisible(bool(failed and tagged))

    def _counts(self, numbers: Sequence[int]) -> str:
        said = [
            (numbers[State.TAGGED], self.tr("%n tagged", "", numbers[State.TAGGED])),
            (numbers[State.FAILED], self.tr("%n failed", "", numbers[State.FAILED])),
            (numbers[State.WAITING], self.tr("%n waiting", "", numbers[State.WAITING])),
        ]
        return "  ·  ".join(text for number, text in said if number)

    def _let_go(self) -> None:
        """The pointer is gone: what was held in its place need not be any more."""
        self.chips.hold(False)
        self._refresh_next()

    def _show_labels(self, found: Sequence[RankedLabel]) -> None:
        labels = self._order.of(found, held=self.view.has_pointer)
        self.view.show_labels(labels)
        undecided = any(label.shown and not label.is_confirmed for label in labels)
        self.confirm_all.setEnabled(undecided)

    def _show_state(self, state: State, reason: str) -> None:
        tagged = state is State.TAGGED and bool(self.view.ranked.labels)
        self._content.setCurrentWidget(self.view if tagged else self.message)
        self._heading.setVisible(tagged)
        self.confirm_all.setVisible(tagged)
        if tagged:
            return
        count = len(self._rows)
        if state is State.FAILED:
            title = self.tr("Could not be tagged")
            if count > 1:
                title = self.tr("%n picture(s) could not be tagged", "", count)
            hint = self.tr("Mend or replace the file, then try again. Your own tags are kept.")
            text = "\n\n".join(part for part in (reason, hint) if part)
            self.message.show_text("warning", title, text, self.tr("Try again"))
        elif state is State.WAITING:
            text = self.tr("Labels appear here as soon as the model has seen it.")
            if count > 1:
                text = self.tr("Labels appear here as soon as the model has seen these pictures.")
            self.message.show_text("clock", self.tr("Not tagged yet"), text)
        elif not self._anything_named():
            self.message.show_text("images", self.tr("Nothing is named here"), self._why(count))
        else:
            text = self.tr("More detail of names shows what the model is less sure of.")
            self.message.show_text("tag", self.tr("No label is shown"), text)

    def _anything_named(self) -> bool:
        """Whether any picture is of a kind in which things are named."""
        return self._model.pictures.anything_named(self._rows)

    def _why(self, count: int) -> str:
        if count > 1:
            return self.tr(
                "Things are named in photographs and the like. If these are photographs, choose "
                "their kind above."
            )
        return self.tr(
            "Things are named in photographs and the like. If this is one, choose its kind above."
        )

    # What is done

    def choose_kind(self) -> None:
        """Let the kind of the pictures be chosen from a menu."""
        self.kind.open_menu()

    def focus_own(self) -> None:
        """Go to the field for own tags."""
        if self._rows:
            self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _toggle_confirmed(self, labels: Sequence[RankedLabel]) -> None:
        refs = [label.ref for label in labels]
        undo = all(label.is_confirmed is Verdict.ALL for label in labels)
        (self._reviews.clear if undo else self._reviews.confirm)(self._rows, *refs)

    def _toggle_rejected(self, labels: Sequence[RankedLabel]) -> None:
        refs = [label.ref for label in labels]
        undo = all(label.is_rejected is Verdict.ALL for label in labels)
        (self._reviews.clear if undo else self._reviews.reject)(self._rows, *refs)

    def _remove(self, key: TagKey) -> None:
        if isinstance(key, str):
            self._reviews.remove_own(self._rows, key)
        else:
            self._reviews.clear(self._rows, key)

    def _search_file_word(self, word: str) -> None:
        if (wanted := search_for(word)) is not None:
            self.file_word_activated.emit(wanted)

    def _words_of(self, tag: str) -> tuple[str, ...]:
        return self._model.pictures.naming.words(tag)

    def _put_on_all(self, key: TagKey) -> None:
        if isinstance(key, str):
            self._reviews.add_own(self._rows, [key])
        else:
            self._reviews.confirm(self._rows, key)

    def _retry(self) -> None:
        states = self._model.pictures.states(self._rows)
        failed = np.flatnonzero(states == State.FAILED).tolist()
        self.retry_requested.emit([self._rows[place] for place in failed])


def _of_one(tag: ShownTag, shown: bool) -> RankedLabel:
    ref = cast("LabelRef", tag.key)
    return RankedLabel(
        ref,
        tag.name,
        _definition(ref, tag.definition),
        tag.score,
        shown or (ref.label_set == TAUGHT and tag.kind is not TagKind.REJECTED),
        confirmed=int(tag.kind is TagKind.CONFIRMED),
        rejected=int(tag.kind is TagKind.REJECTED),
        parts=tag.parts,
    )


def _definition(ref: LabelRef, known: str) -> str:
    """What a label means; of a taught tag, where it comes from."""
    if ref.label_set != TAUGHT:
        return known
    return QCoreApplication.translate("Details", "A tag of your own that you taught")


def _to_pick(naming: Naming, label_set: str) -> list[Suggestion]:
    """All labels of a set, and the terms above them, by name."""
    refs = dict.fromkeys(LabelRef(label_set, label.index) for label in load_labels(label_set))
    refs |= dict.fromkeys(naming.candidates(label_set).keys)
    found = [_suggestion(naming, ref, naming.label_of(ref)) for ref in refs]
    return sorted(found, key=lambda each: each.name.casefold())


def _suggestion(naming: Naming, ref: LabelRef, label: Label) -> Suggestion:
    return Suggestion(ref, label.name, label.definition, naming.words(ref))


def _chips_of(found: Sequence[SharedTag], count: int, naming: Naming) -> list[ChipText]:
    """Own tags, then confirmed labels, those of most pictures first."""

    def colour(key: TagKey) -> str:
        return naming.colour(key) if isinstance(key, str) else ""

    chips: list[ChipText] = []
    kinds: list[tuple[TagKind, Callable[[SharedTag], bool]]] = [
        (TagKind.OWN, lambda tag: isinstance(tag.key, str)),
        (TagKind.CONFIRMED, lambda tag: _is_label(tag.key) and tag.confirmed > 0),
    ]
    for kind, is_of in kinds:
        tags = sorted(filter(is_of, found), key=lambda tag: -tag.confirmed)
        chips += [
            ChipText(tag.key, tag.name, kind, tag.confirmed, count, tag.definition, colour(tag.key))
            for tag in tags
        ]
    return chips


def _is_label(key: TagKey) -> bool:
    """Whether it has a chip of its own where it is confirmed; a taught tag is an own tag then."""
    return not isinstance(key, str) and key.label_set != TAUGHT


def _labels_of(found: Sequence[SharedTag], count: int) -> list[RankedLabel]:
    return [
        RankedLabel(
            tag.key, tag.name, _definition(tag.key, tag.definition), tag.score,
            tag.pictures > 0, tag.pictures, tag.confirmed, tag.rejected, count,
        )
        for tag in found
        if isinstance(tag.key, LabelRef)
    ]  # fmt: skip
