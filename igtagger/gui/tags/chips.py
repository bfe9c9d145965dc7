"""Small removable tags that flow over as many lines as they need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from igtagger.app.picture_values import TagKey, TagKind
from igtagger.gui.keys.all_keys import CHIP_KEYS
from igtagger.gui.look.icons import tinted
from igtagger.gui.look.palette import TagLook, colours, own_look
from igtagger.gui.look.plain_text import PlainLabel, set_tool_tip, without_keys
from igtagger.gui.look.reading_order import keep_in_order

MOST = 40
"""More chips than this are told as a number; nobody reads them."""
_PADDING, _CROSS, _GAP = 9, 18, 6
_WIDEST = 260
_TALLEST_LINES = 4


@dataclass(frozen=True, slots=True)
class ChipText:
    """What a chip says: in ``having`` pictures ``of`` those it stands for."""

    key: TagKey
    name: str
    kind: TagKind
    having: int = 1
    of: int = 1
    definition: str = ""
    colour: str = ""
    """Of an own tag: see :func:`~igtagger.gui.look.palette.own_look`."""

    @property
    def partial(self) -> bool:
        """Whether only some of the pictures have it."""
        return self.having < self.of


def look_of(kind: TagKind, colour: str = "") -> TagLook:
    """The colours of a tag in the theme of the moment; own ones may have a ``colour``."""
    shown = colours()
    if kind is TagKind.OWN:
        return own_look(shown, colour)
    return {
        TagKind.AUTOMATIC: shown.automatic,
        TagKind.TAUGHT: shown.automatic,
        TagKind.CONFIRMED: shown.confirmed,
        TagKind.REJECTED: shown.rejected,
        TagKind.FILE: shown.kind,
    }[kind]


class Chip(QAbstractButton):
    """A tag with a cross. A click on the name activates it; the cross, Delete or Backspace remove.

    What is in a file is not ours to remove: such a chip has no cross.

    Args:
        chip: what it says.
        parent: the Qt owner.
    """

    removed = Signal(object)  # TagKey
    activated = Signal(object)  # TagKey
    wanted_for_all = Signal(object)  # TagKey: where some pictures lack it, or it is in files alone
    more_wanted = Signal(str)  # an own tag: other pictures like these

    can_teach = False
    """Whether it stands for pictures that are examples of an own tag."""

    def __init__(self, chip: ChipText, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chip = chip
        self._cross_width = 0 if chip.kind is TagKind.FILE else _CROSS
        self._over_cross = False
        self.setText(without_keys(self._words()))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self._accessible_name())
        if self._cross_width:
            self.setAccessibleDescription(self.tr("Delete removes it"))
        set_tool_tip(self, self._tool_tip())
        self.clicked.connect(lambda: self.activated.emit(self.chip.key))

    def _words(self) -> str:
        if not self.chip.partial:
            return self.chip.name
        return f"{self.chip.name}  {self.chip.having}"

    def _accessible_name(self) -> str:
        kind = {
            TagKind.AUTOMATIC: self.tr("automatic"),
            TagKind.CONFIRMED: self.tr("confirmed"),
            TagKind.OWN: self.tr("own tag"),
            TagKind.TAUGHT: self.tr("own tag that you taught"),
            TagKind.REJECTED: self.tr("rejected"),
            TagKind.FILE: self.tr("from the file"),
        }[self.chip.kind]
        said = self.tr("{name}, {kind}").format(name=self.chip.name, kind=kind)
        return f"{said}, {self._share()}" if self.chip.partial else said

    def _share(self) -> str:
        locale = self.locale()
        return self.tr("on {having} of {of}").format(
            having=locale.toString(self.chip.having), of=locale.toString(self.chip.of)
        )

    def _tool_tip(self) -> str:
        lines = [self.chip.name, self.chip.definition]
        if self.chip.partial:
            lines.append(self._share())
        return "\n".join(line for line in lines if line)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Room for the name and the cross."""
        self.ensurePolished()  # or it is the room that another font needs
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self._words()) + 1 + 2 * _PADDING + self._cross_width
        return QSize(min(width, _WIDEST), metrics.height() + 8)

    def _cross(self) -> QRect:
        """Nowhere where there is none."""
        if not self._cross_width:
            return QRect()
        return QRect(self.width() - _CROSS - 4, 0, _CROSS + 4, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw in the colours of its kind; dashed where only some pictures have it."""
        look = look_of(self.chip.kind, self.chip.colour)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        pen = QPen(colours().focus if focused else look.border, 2.0 if focused else 1.0)
        if self.chip.partial and not focused:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(look.fill)
        inset = pen.widthF() / 2
        body = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(body, body.height() / 2, body.height() / 2)
        self._paint_text(painter, look)
        self._paint_cross(painter, look)
        painter.end()

    def _paint_text(self, painter: QPainter, look: TagLook) -> None:
        behind = _CROSS + 5 if self._cross_width else _PADDING
        room = self.rect().adjusted(_PADDING, 0, -behind, 0)
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        metrics = self.fontMetrics()
        painter.setPen(look.text)
        if not self.chip.partial:
            name = metrics.elidedText(self.chip.name, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, align, name)
            return
        number = self.locale().toString(self.chip.having)
        left = room.width() - metrics.horizontalAdvance(number) - _GAP
        name = metrics.elidedText(self.chip.name, Qt.TextElideMode.ElideRight, left)
        painter.drawText(room, align, name)
        painter.setPen(look.muted)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, number)

    def _paint_cross(self, painter: QPainter, look: TagLook) -> None:
        if not self._cross_width:
            return
        side = 12
        place = QRect(0, 0, side, side)
        place.moveCenter(self._cross().center() - QPoint(2, 0))
        if self._over_cross:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.border)
            painter.drawEllipse(place.adjusted(-2, -2, 2, 2))
        scale = self.devicePixelRatioF()
        colour = look.text if self._over_cross else look.muted
        painter.drawPixmap(place, tinted("cross", colour, side, scale))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Show what a click would do."""
        self._hover(self._cross().contains(event.position().toPoint()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """The pointer is gone."""
        self._hover(False)
        super().leaveEvent(event)

    def _hover(self, over: bool) -> None:
        if over != self._over_cross:
            self._over_cross = over
            set_tool_tip(self, self.tr("Remove (Delete)") if over else self._tool_tip())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The cross removes, the rest activates."""
        on_cross = self._cross().contains(event.position().toPoint())
        if on_cross and event.button() == Qt.MouseButton.LeftButton and self.isDown():
            self.setDown(False)
            self.removed.emit(self.chip.key)
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Delete and Backspace remove, Enter and Space activate."""
        verb = CHIP_KEYS.verb(event)
        if verb == "remove" and self._cross_width:
            self.removed.emit(self.chip.key)
        elif verb == "open":
            self.click()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """What can be done with it."""
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def menu(self) -> QMenu:
        """For the pointer, or a key."""
        menu, chip = QMenu(self), self.chip
        menu.addAction(
            self.tr("Show pictures with this tag"), lambda: self.activated.emit(chip.key)
        )
        if chip.kind is TagKind.FILE:
            menu.addAction(self.tr("Add as own tag"), lambda: self.wanted_for_all.emit(chip.key))
            return menu
        if chip.partial:
            menu.addAction(
                self.tr("Put on all %n picture(s)", "", chip.of),
                lambda: self.wanted_for_all.emit(chip.key),
            )
        if self.can_teach and chip.kind is TagKind.OWN:
            menu.addAction(
                self.tr("Find more like these…"), lambda: self.more_wanted.emit(chip.key)
            )
        menu.addAction(self.tr("Remove"), lambda: self.removed.emit(chip.key))
        return menu


class Chips(QScrollArea):
    """A handful of chips; as high as they need, up to four lines, then it scrolls."""

    removed = Signal(object)  # TagKey
    activated = Signal(object)  # TagKey
    wanted_for_all = Signal(object)  # TagKey
    more_wanted = Signal(str)  # an own tag
    emptied = Signal()  # the chip that had the focus is gone, and it was the last

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: list[Chip] = []
        self._held = False
        self._texts: list[ChipText] = []
        self._body = QWidget()
        self._more = PlainLabel(parent=self._body)
        self._more.hide()
        self.setWidget(self._body)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setStyleSheet("QScrollArea, QScrollArea > QWidget > QWidget {background: transparent}")
        self.hide()

    def texts(self) -> list[ChipText]:
        """What its chips say."""
        return list(self._texts)

    def set_chips(self, texts: Sequence[ChipText]) -> None:
        """Show these; focus stays at its place where a chip went."""
        if list(texts) == self._texts:
            return
        place = next((i for i, chip in enumerate(self._chips) if chip.hasFocus()), None)
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._texts = list(texts)
        self._chips = [self._made(text) for text in texts[:MOST]]
        hidden = len(texts) - len(self._chips)
        self._more.setVisible(hidden > 0)
        self._more.setText(self.tr("and %n more", "", hidden))
        self._place()
        keep_in_order(self, self._chips)
        if place is not None and self._chips:
            self._chips[min(place, len(self._chips) - 1)].setFocus()
        elif place is not None:
            self.emptied.emit()

    def hold(self, held: bool) -> None:
        """Stay as high as it is while that is so: what is below must not move."""
        if held != self._held:
            self._held = held
            self._place()

    def _made(self, text: ChipText) -> Chip:
        chip = Chip(text, self._body)
        chip.removed.connect(self.removed)
        chip.activated.connect(self.activated)
        chip.more_wanted.connect(self.more_wanted)
        chip.can_teach = True
        chip.wanted_for_all.connect(self.wanted_for_all)
        chip.show()
        return chip

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Flow anew."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        widgets: list[QWidget] = list(self._chips)
        if not self._more.isHidden():
            widgets.append(self._more)
        width, x, y, line = self.viewport().width(), 0, 0, 0
        for widget in widgets:
            size = widget.sizeHint()
            size.setWidth(min(size.width(), width))
            if x and x + size.width() > width:
                x, y = 0, y + line + _GAP
            widget.setGeometry(x, y, size.width(), size.height())
            x, line = x + size.width() + _GAP, size.height()
        self._body.resize(width, y + line)
        if not self._held:
            tallest = _TALLEST_LINES * (line + _GAP) - _GAP
            self.setFixedHeight(max(1, min(y + line, tallest)))
            self.setVisible(bool(self._texts))
