"""A page of suggestions: tiles with a tick and a cross, the score between them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from igtagger.gui.keys.all_keys import PROPOSAL_KEYS
from igtagger.gui.look.icons import tinted
from igtagger.gui.look.palette import Colours, colours, selected_ground
from igtagger.gui.results.results_model import Index, Role
from igtagger.gui.tag_lessons.proposal_model import ProposalModel, ProposalRole
from igtagger.gui.views.page_view import PageView
from igtagger.gui.views.thumbnails import Thumbnails
from igtagger.gui.views.tiles import draw_fitted

_PADDING = 8
_BUTTON = 26
"""Wide and high: what is pressed by a finger or a shaking hand has 24 pixels at least."""
_DRAWING = 16
_BADGE = 28
_LINE = 4.0


class _ProposalDelegate(QStyledItemDelegate):
    def __init__(self, thumbnails: Thumbnails, edge: int) -> None:
        super().__init__()
        self._thumbnails, self._edge = thumbnails, edge

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        below = max(_BUTTON, option.fontMetrics.height()) + 6
        return QSize(self._edge + 2 * _PADDING, self._edge + 2 * _PADDING + below)

    @staticmethod
    def button(tile: QRect, *, right: bool) -> QRect:
        """Where the tick of a tile is, or its cross."""
        top = tile.bottom() - _PADDING - _BUTTON + 2
        left = tile.left() + _PADDING if right else tile.right() - _PADDING - _BUTTON + 1
        return QRect(left, top, _BUTTON, _BUTTON)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        shades, verdict = colours(), index.data(ProposalRole.VERDICT)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._draw_ground(painter, option, shades, verdict)
        if index.data(ProposalRole.LINE):
            self._draw_line(painter, QRectF(option.rect), shades)
        self._draw_picture(painter, option, index, shades, verdict)
        self._draw_buttons(painter, option.rect, shades, verdict)
        sure = index.data(ProposalRole.SURE)
        painter.setPen(shades.text if sure else shades.muted)
        between = self.button(option.rect, right=True).adjusted(_BUTTON, 0, 0, 0)
        between.setRight(self.button(option.rect, right=False).left())
        painter.drawText(between, Qt.AlignmentFlag.AlignCenter, str(index.data()))
        painter.restore()

    def _draw_ground(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        shades: Colours,
        verdict: bool | None,
    ) -> None:
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        fill, edge = QColor(Qt.GlobalColor.transparent), shades.card_border
        if verdict is not None:
            edge = shades.success if verdict else shades.error
            fill = QColor(edge)
            fill.setAlphaF(0.16)
        if selected:
            active = bool(state & QStyle.StateFlag.State_Active)
            fill = selected_ground(shades, active=active)
            edge = shades.accent_fill if active else shades.muted
        elif verdict is None and state & QStyle.StateFlag.State_MouseOver:
            fill = shades.control_hover
        painter.setPen(QPen(shades.focus if focused else edge, 2.5 if focused else 1.2))
        painter.setBrush(fill)
        painter.drawRoundedRect(QRectF(option.rect).adjusted(3, 3, -3, -3), 7, 7)

    @staticmethod
    def _draw_line(painter: QPainter, tile: QRectF, shades: Colours) -> None:
        painter.setPen(QPen(shades.accent, _LINE, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        left = tile.left() + _LINE / 2
        painter.drawLine(QPointF(left, tile.top() + 6), QPointF(left, tile.bottom() - 6))

    def _draw_picture(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
        shades: Colours,
        verdict: bool | None,
    ) -> None:
        middle, edge = option.rect.center().x(), self._edge
        area = QRectF(middle - edge / 2, option.rect.top() + _PADDING, edge, edge)
        path, version = index.data(Role.PATH), index.data(Role.VERSION)
        scale = painter.device().devicePixelRatio()
        pixmap = self._thumbnails.pixmap(path, version, round(edge * scale))
        if pixmap is None:
            failed = self._thumbnails.failure(path, version) is not None
            painter.setPen(shades.error if failed else shades.muted)
            text = self.tr("Cannot be read") if failed else "…"
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
            return
        painter.setOpacity(0.35 if verdict is False else 1.0)
        shown = draw_fitted(painter, area, pixmap, edge)
        painter.setOpacity(1.0)
        if verdict is not None:
            self._draw_badge(painter, shown, shades, right=verdict)

    @staticmethod
    def _draw_badge(painter: QPainter, shown: QRectF, shades: Colours, *, right: bool) -> None:
        """Told by its form, too: colours alone are not seen by all."""
        disc = QRectF(0, 0, _BADGE, _BADGE)
        disc.moveCenter(shown.center())
        painter.setPen(QPen(shades.base, 2))
        painter.setBrush(shades.success if right else shades.error)
        painter.drawEllipse(disc)
        drawing = "check" if right else "cross"
        mark = tinted(drawing, shades.base, _DRAWING, painter.device().devicePixelRatio())
        corner = disc.center() - QPointF(_DRAWING / 2, _DRAWING / 2)
        painter.drawPixmap(corner, mark)

    def _draw_buttons(
        self, painter: QPainter, tile: QRect, shades: Colours, verdict: bool | None
    ) -> None:
        scale = painter.device().devicePixelRatio()
        for right, drawing in ((True, "check"), (False, "cross")):
            place = QRectF(self.button(tile, right=right)).adjusted(0.5, 0.5, -0.5, -0.5)
            pressed = verdict is right
            colour = shades.success if right else shades.error
            painter.setPen(QPen(colour if pressed else shades.control_border, 1))
            painter.setBrush(colour if pressed else shades.control)
            painter.drawRoundedRect(place, 5, 5)
            mark = tinted(drawing, shades.base if pressed else colour, _DRAWING, scale)
            painter.drawPixmap(place.center() - QPointF(_DRAWING / 2, _DRAWING / 2), mark)


class ProposalView(PageView):
    """Shows one page. P or Enter confirms what is selected, X rejects it, Space looks at it.

    Args:
        model: the page.
        thumbnails: where the small pictures come from.
        edge: of these, in logical pixels.
        parent: the Qt owner.

    Signals:
        judged: places on the page, whether the tag is right there, and whether that was a key.
        large_wanted: the current picture is to be looked at.
        turned: to the next page, or back: 1 or -1.
    """

    judged = Signal(list, bool, bool)
    large_wanted = Signal()
    turned = Signal(int)

    def __init__(
        self,
        model: ProposalModel,
        thumbnails: Thumbnails,
        edge: int,
        parent: QWidget | None = None,
    ) -> None:
        self._buttons = _ProposalDelegate(thumbnails, edge)
        super().__init__(model, self._buttons, thumbnails, edge, parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setMouseTracking(True)
        self._pressed: tuple[int, bool] | None = None

    def chosen(self) -> list[int]:
        """The places that are selected, else the current one."""
        places = sorted(index.row() for index in self.selectedIndexes())
        current = self.currentIndex()
        return places or ([current.row()] if current.isValid() else [])

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """See the class."""
        pressed = PROPOSAL_KEYS.find(event)
        if pressed is None or pressed.verb == "leave":  # which is the page's
            super().keyPressEvent(event)
        elif pressed.verb == "turn":
            self.turned.emit((-1, 1)[pressed.place])
        elif pressed.verb == "large":
            if self.currentIndex().isValid():
                self.large_wanted.emit()
        elif places := self.chosen():
            self.judged.emit(places, pressed.verb == "confirm", True)

    # The tick and the cross

    def _button_at(self, event: QMouseEvent) -> tuple[int, bool] | None:
        point = event.position().toPoint()
        index = self.indexAt(point)
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return None
        tile = self.visualRect(index)
        for right in (True, False):
            if self._buttons.button(tile, right=right).contains(point):
                return index.row(), right
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """Press a button of a tile, which leaves the selection as it is; or select."""
        self._pressed = self._button_at(event)
        if self._pressed is None:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """Do what was pressed, to all that is selected where the tile is."""
        pressed, self._pressed = self._pressed, None
        if pressed is None:
            super().mouseReleaseEvent(event)
        elif self._button_at(event) == pressed:
            place, right = pressed
            chosen = self.chosen()
            self.judged.emit(chosen if place in chosen else [place], right, False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """Look at a picture; two quick presses of a button are two."""
        if self._button_at(event) is not None:
            self.mousePressEvent(event)
        elif self.indexAt(event.position().toPoint()).isValid():
            self.large_wanted.emit()

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Some rows."""
        return QSize(640, 400)

    def go_to(self, place: int) -> None:
        """Make a picture the current one, and the only one that is selected."""
        model = self.model()
        if model is not None and 0 <= place < model.rowCount():
            self.setCurrentIndex(model.index(place, 0))
