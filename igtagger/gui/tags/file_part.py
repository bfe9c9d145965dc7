"""What the files of the selected pictures say by somebody else's word; it is never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from igtagger.app.picture_values import TagKind
from igtagger.domain import FileFacts
from igtagger.gui.look.elided import ElidedLabel
from igtagger.gui.look.plain_text import PlainLabel, set_tool_tip
from igtagger.gui.tags.chips import Chips, ChipText

_STARS = 5


class FilePart(QWidget):
    """Stars, moment, camera and keywords; hidden where files say nothing.

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
        self.facts = ElidedLabel()
        self.chips = Chips()
        self.chips.activated.connect(self.activated)
        self.chips.wanted_for_all.connect(self.wanted_as_own)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(4)
        for widget in (self._heading, self.facts, self.chips):
            layout.addWidget(widget)
        self.hide()

    def show_one(self, facts: FileFacts) -> None:
        """Of one picture."""
        self._show(self._told(facts), self._spoken(facts), [_chip(w) for w in facts.keywords])

    def show_many(self, counts: Mapping[str, int], pictures: int) -> None:
        """Of so many pictures, and how many of them have each keyword, most first."""
        ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0].casefold()))
        self._show("", "", [_chip(word, count, pictures) for word, count in ranked])

    def _show(self, told: str, spoken: str, chips: Sequence[ChipText]) -> None:
        self.facts.setText(told)
        self.facts.setAccessibleName(spoken)
        set_tool_tip(self.facts, spoken)
        self.facts.setVisible(bool(told))
        self.chips.set_chips(chips)
        self.setVisible(bool(told or chips))

    def _told(self, facts: FileFacts) -> str:
        # Cameras write 0 where nobody has given stars.
        stars = "★" * facts.rating + "☆" * (_STARS - facts.rating) if facts.rating else ""
        if facts.rating == -1:
            stars = self.tr("Rejected")
        return "  ·  ".join(part for part in (stars, _moment(facts), facts.camera) if part)

    def _spoken(self, facts: FileFacts) -> str:
        rating = ""
        if facts.rating:
            rating = self.tr("%n star(s)", "", facts.rating)
        if facts.rating == -1:
            rating = self.tr("Rejected")
        moment = _moment(facts)
        taken = self.tr("taken {moment}").format(moment=moment) if moment else ""
        return ", ".join(part for part in (rating, taken, facts.camera) if part)


def _moment(facts: FileFacts) -> str:
    if facts.taken is None:
        return ""
    date, time = (facts.taken.year, facts.taken.month, facts.taken.day), facts.taken
    moment = QDateTime(QDate(*date), QTime(time.hour, time.minute, time.second))
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat)


def _chip(word: str, having: int = 1, of: int = 1) -> ChipText:
    return ChipText(word, word, TagKind.FILE, having, of)
