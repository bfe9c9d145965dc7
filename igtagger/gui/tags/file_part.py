"""What the files of the selected pictures say by somebody else's word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from igtagger.app.picture_values import TagKind
from igtagger.domain import NO_FACTS, FileFacts, Position
from igtagger.gui.look.colour_marks import ColourMark
from igtagger.gui.look.elided import ElidedLabel
from igtagger.gui.look.fact_words import (
    BETWEEN,
    REJECTED,
    exposure_text,
    label_text,
    map_address,
    moment_text,
    position_text,
    stars_text,
)
from igtagger.gui.look.icons import icon
from igtagger.gui.look.plain_text import LinkLabel, PlainLabel, set_tool_tip
from igtagger.gui.tags.chips import Chips, ChipText


class FilePart(QWidget):
    """Stars, how and where it was taken, and keywords; hidden where files say nothing.

    Args:
        parent: the Qt owner.

    Signals:
        activated: a keyword, to show all pictures that have it in their files.
        wanted_as_own: a keyword that is to be an own tag of the selected pictures.
    """

    activated = Signal(object)
    wanted_as_own = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = PlainLabel(self.tr("From the file"))
        self._heading.setForegroundRole(self._heading.foregroundRole().PlaceholderText)
        self.mark, self.facts, self.exposure = ColourMark(), ElidedLabel(), ElidedLabel()
        self.where = _Where()
        self.chips = Chips()
        self.chips.activated.connect(self.activated)
        self.chips.wanted_for_all.connect(self.wanted_as_own)
        first = QHBoxLayout()
        first.setSpacing(4)
        first.addWidget(self.mark)
        first.addWidget(self.facts, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._heading)
        layout.addLayout(first)
        for widget in (self.exposure, self.where, self.chips):
            layout.addWidget(widget)
        self.hide()

    def show_one(self, facts: FileFacts) -> None:
        """Of one picture."""
        self._show(facts, [_chip(word) for word in facts.keywords])

    def show_many(self, counts: Mapping[str, int], pictures: int) -> None:
        """Of so many pictures, and how many of them have each keyword, most first."""
        ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0].casefold()))
        self._show(NO_FACTS, [_chip(word, count, pictures) for word, count in ranked])

    def _show(self, facts: FileFacts, chips: Sequence[ChipText]) -> None:
        told, spoken = self._told(facts), self._spoken(facts)
        self.mark.show_label(facts.label)
        self.facts.setText(told)
        self.facts.setAccessibleName(spoken)
        set_tool_tip(self.facts, spoken)
        self.facts.setVisible(bool(told))
        parts = (exposure_text(facts.exposure), facts.lens)
        self.exposure.setText(BETWEEN.join(part for part in parts if part))
        self.exposure.setVisible(bool(self.exposure.text()))
        self.where.show_place(facts.place, facts.position)
        self.chips.set_chips(chips)
        shown = told or self.exposure.text() or facts.place or facts.position or chips
        self.setVisible(bool(shown))

    def _told(self, facts: FileFacts) -> str:
        moment = "" if facts.taken is None else moment_text(facts.taken)
        label = label_text(facts.label)
        parts = (label, stars_text(facts.rating), moment, facts.camera)
        return BETWEEN.join(part for part in parts if part)

    def _spoken(self, facts: FileFacts) -> str:
        rating = ""
        if facts.rating:
            rating = self.tr("%n star(s)", "", facts.rating)
        if facts.rating == REJECTED:
            rating = stars_text(facts.rating)
        label = label_text(facts.label)
        label = self.tr("label {colour}").format(colour=label) if label else ""
        moment = "" if facts.taken is None else moment_text(facts.taken)
        taken = self.tr("taken {moment}").format(moment=moment) if moment else ""
        return ", ".join(part for part in (label, rating, taken, facts.camera) if part)


class _Where(QWidget):
    """The names of a place and its coordinates, which lead to a map and can be copied."""

    def __init__(self) -> None:
        super().__init__()
        self._position: Position | None = None
        self.place = ElidedLabel()
        self._link: LinkLabel | None = None
        self.copy_button = QToolButton()
        self.copy_button.setIcon(icon("copy"))
        self.copy_button.setAutoRaise(True)
        self.copy_button.setAccessibleName(self.tr("Copy the coordinates"))
        set_tool_tip(self.copy_button, self.tr("Copy the coordinates"))
        self.copy_button.clicked.connect(self._copy)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(8)
        self._line.addWidget(self.place, 1)
        self._line.addWidget(self.copy_button)
        self._line.addStretch(0)
        self.hide()

    def show_place(self, place: str, position: Position | None) -> None:
        """Show another place; nothing where there is none."""
        self.place.setText(place)
        self.place.setVisible(bool(place))
        if position != self._position:
            self._show_position(position)
        self.copy_button.setVisible(position is not None)
        self.setVisible(bool(place) or position is not None)

    def _show_position(self, position: Position | None) -> None:
        self._position = position
        if self._link is not None:
            self._link.hide()
            self._link.deleteLater()
            self._link = None
        if position is not None:
            self._link = LinkLabel("{link}", position_text(position), map_address(position))
            self._link.setWordWrap(False)
            self._link.setTextInteractionFlags(
                Qt.TextInteractionFlag.LinksAccessibleByMouse
                | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
            )
            set_tool_tip(self._link, self.tr("Show on a map, in the browser"))
            self._line.insertWidget(1, self._link)

    def _copy(self) -> None:
        if self._position is not None:
            QGuiApplication.clipboard().setText(position_text(self._position))


def _chip(word: str, having: int = 1, of: int = 1) -> ChipText:
    return ChipText(word, word, TagKind.FILE, having, of)
