"""Where the large picture is drawn: zoomed, dragged, sharp at every scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QFont,
    QImage,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

from igtagger.gui.look.icons import tinted
from igtagger.gui.look.palette import colours
from igtagger.gui.look.roles import set_role

LARGEST_ZOOM = 32.0
_STEP = 1.25
_NOTCH = 120
_PIXELS_SEEN_FROM = 3.0
_MARGIN = 24
_ICON = 56


class View(NamedTuple):
    """Which part of a picture is seen.

    Attributes:
        zoom: device pixels for each pixel of the whole picture.
        across, down: where in the picture the middle of the view lies, 0 to 1.
    """

    zoom: float
    across: float
    down: float


class PreviewCanvas(QWidget):
    """Shows one picture, or a message where there is none.

    Zoom is device pixels for each pixel of the whole picture: at 1 it is shown as it is.

    Signals:
        zoom_changed: the zoom, or the fitting size, is another.
        detail_wanted: at this zoom the levels are not detailed enough.
    """

    zoom_changed = Signal()
    detail_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._levels: tuple[QImage, ...] = ()
        self._size = (0, 0)
        self._zoom: float | None = None  # None: it fits
        self._centre = QPointF()  # what is in the middle of the view, in pixels of the picture
        self._scaled = QPixmap()  # the whole picture at the present zoom, where that is not large
        self._icon = ""
        self._title = ""
        self._text = ""
        self._failed = False
        self._drag_from: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        set_role(self, QAccessible.Role.Graphic)
        self.setMinimumSize(120, 120)
        self.grabGesture(Qt.GestureType.PinchGesture)

    # What is shown

    @property
    def has_picture(self) -> bool:
        """Whether a picture, sharp or not, is there."""
        return bool(self._levels)

    @property
    def picture_size(self) -> tuple[int, int]:
        """Width and height of the whole picture in pixels; zeros where there is none."""
        return self._size

    @property
    def message(self) -> str:
        """What it says instead of a picture; empty where there is one."""
        return "" if self.has_picture else " ".join(filter(None, (self._title, self._text)))

    def show_levels(
        self, levels: Sequence[QImage], size: tuple[int, int], *, keep_view: bool = False
    ) -> None:
        """Show a picture, given at its greatest detail, half of that, a quarter ...

        Args:
            levels: at least one.
            size: of the whole picture in pixels.
            keep_view: zoom and place stay, as for the same picture in more detail.
        """
        before = self._size
        self._levels, self._size = tuple(levels), size
        self._scaled = QPixmap()
        if not keep_view or not before[0]:
            self._zoom, self._centre = None, QPointF(size[0] / 2, size[1] / 2)
        elif before != size:
            across, down = size[0] / before[0], size[1] / before[1]
            self._centre = QPointF(self._centre.x() * across, self._centre.y() * down)
        self._after_zoom()

    def show_message(self, icon: str, title: str, text: str = "", *, failed: bool = False) -> None:
        """Show words instead of a picture."""
        self._levels, self._size, self._zoom = (), (0, 0), None
        self._scaled = QPixmap()
        self._icon, self._title, self._text, self._failed = icon, title, text, failed
        self._after_zoom()

    # Zoom

    @property
    def zoom(self) -> float:
        """Device pixels for each pixel of the picture."""
        return self._zoom if self._zoom is not None else self.fitting_zoom()

    @property
    def fits(self) -> bool:
        """Whether it follows the size of the view."""
        return self._zoom is None

    @property
    def view(self) -> View | None:
        """Which part is seen; None where the whole picture fits, or there is none."""
        if self._zoom is None or not self.has_picture:
            return None
        centre, size = self._centre, self._size
        return View(self._zoom, centre.x() / size[0], centre.y() / size[1])

    def take_view(self, view: View) -> None:
        """Show that part of the picture; all of it where it fits at that zoom."""
        if view.zoom <= self.fitting_zoom():
            self.fit()
            return
        self._centre = QPointF(view.across * self._size[0], view.down * self._size[1])
        self._zoom = view.zoom
        self._after_zoom()

    def fitting_zoom(self) -> float:
        """The zoom at which the whole picture is seen; small pictures are not blown up."""
        if not self._size[0]:
            return 1.0
        scale = self.devicePixelRatioF()
        width, height = self.width() * scale, self.height() * scale
        return min(width / self._size[0], height / self._size[1], scale)

    def fit(self) -> None:
        """Show the whole picture, also when the view changes its size."""
        self._zoom = None
        self._centre = QPointF(self._size[0] / 2, self._size[1] / 2)
        self._after_zoom()

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """Show it at ``zoom``; what is at the point ``at`` of the view, or its middle, stays."""
        if not self.has_picture:
            return
        least = min(self.fitting_zoom(), 1.0)
        zoom = min(max(zoom, least), LARGEST_ZOOM)
        if zoom <= least * 1.001 and self.fitting_zoom() <= 1.0:
            self.fit()
            return
        middle = QPointF(self.width() / 2, self.height() / 2)
        away = (at if at is not None else middle) - middle
        fixed = self._centre + away / self._logical_zoom()
        self._zoom = zoom
        self._centre = fixed - away / self._logical_zoom()
        self._after_zoom()

    def zoom_by(self, steps: float, at: QPointF | None = None) -> None:
        """Larger by some steps, smaller where that is negative."""
        self.zoom_to(self.zoom * _STEP**steps, at)

    def toggle_zoom(self, at: QPointF | None = None) -> None:
        """From fitting to as it is, and back."""
        if self.fits and abs(self.fitting_zoom() - 1.0) > 0.001:
            self.zoom_to(1.0, at)
        else:
            self.fit()

    def pan(self, by: QPointF) -> None:
        """Move the picture by that many logical pixels of the view."""
        self._centre -= by / self._logical_zoom()
        self._bound()
        self.update()

    def _logical_zoom(self) -> float:
        return self.zoom / self.devicePixelRatioF()

    def _after_zoom(self) -> None:
        self._bound()
        self.setCursor(self._fitting_cursor())
        if self.has_picture and self.zoom * self._size[0] > self._levels[0].width() * 1.01:
            self.detail_wanted.emit()
        self.zoom_changed.emit()
        self.update()

    def _bound(self) -> None:
        """Keep the picture in the view, and in its middle where it is smaller than that."""
        zoom = self._logical_zoom()

        def within(value: float, length: int, room: int) -> float:
            half = room / zoom / 2
            return length / 2 if length <= 2 * half else min(max(value, half), length - half)

        self._centre = QPointF(
            within(self._centre.x(), self._size[0], self.width()),
            within(self._centre.y(), self._size[1], self.height()),
        )

    def _fitting_cursor(self) -> Qt.CursorShape:
        target = self._target()
        larger = target.width() > self.width() + 1 or target.height() > self.height() + 1
        if not self.has_picture or not larger:
            return Qt.CursorShape.ArrowCursor
        dragging = self._drag_from is not None
        return Qt.CursorShape.ClosedHandCursor if dragging else Qt.CursorShape.OpenHandCursor

    # Painting

    def _target(self) -> QRectF:
        """Where the whole picture lies, in logical pixels of the view, on whole device pixels."""
        zoom, scale = self._logical_zoom(), self.devicePixelRatioF()
        left = self.width() / 2 - self._centre.x() * zoom
        top = self.height() / 2 - self._centre.y() * zoom
        left, top = round(left * scale) / scale, round(top * scale) / scale
        return QRectF(left, top, self._size[0] * zoom, self._size[1] * zoom)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the picture or the message."""
        painter, shades = QPainter(self), colours()
        painter.fillRect(self.rect(), shades.window.darker(104 if not shades.dark else 125))
        if self.has_picture:
            self._draw_picture(painter)
        else:
            self._draw_message(painter)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(shades.focus)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _draw_picture(self, painter: QPainter) -> None:
        target, scale = self._target(), self.devicePixelRatioF()
        pixels = QSize(
            max(1, round(target.width() * scale)), max(1, round(target.height() * scale))
        )
        room = self.size() * scale
        if pixels.width() * pixels.height() <= 2 * room.width() * room.height() and self.zoom < 1:
            if self._scaled.size() != pixels:
                self._scaled = self._scaled_to(pixels)
            self._scaled.setDevicePixelRatio(scale)
            painter.drawPixmap(target.topLeft(), self._scaled)
            return
        self._scaled = QPixmap()
        smooth = self.zoom < _PIXELS_SEEN_FROM or self._levels[0].width() < self._size[0]
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        level = self._level(pixels.width())
        seen = target.intersected(QRectF(self.rect()))
        factor = level.width() / target.width(), level.height() / target.height()
        source = QRectF(
            (seen.left() - target.left()) * factor[0],
            (seen.top() - target.top()) * factor[1],
            seen.width() * factor[0],
            seen.height() * factor[1],
        )
        painter.drawImage(seen, level, source)

    def _level(self, width: int) -> QImage:
        """The least detailed that has ``width`` pixels; the most detailed where none has."""
        enough = [level for level in self._levels if level.width() >= width]
        return enough[-1] if enough else self._levels[0]

    def _scaled_to(self, pixels: QSize) -> QPixmap:
        level = self._level(pixels.width())
        if level.size() != pixels:
            level = level.scaled(
                pixels,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        return QPixmap.fromImage(level)

    def _draw_message(self, painter: QPainter) -> None:
        shades = colours()
        colour = shades.error if self._failed else shades.muted
        title = QFont(self.font())
        title.setBold(True)
        title.setPointSizeF(self.font().pointSizeF() * 1.15)
        wrap = int(Qt.AlignmentFlag.AlignHCenter) | int(Qt.TextFlag.TextWordWrap)
        words = QTextOption(Qt.AlignmentFlag.AlignHCenter)
        words.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)  # paths are one word
        room = self.rect().adjusted(_MARGIN, 0, -_MARGIN, 0)
        painter.setFont(title)
        head = painter.boundingRect(room, wrap, self._title)
        painter.setFont(self.font())
        body = QRect()
        if self._text:
            body = painter.boundingRect(QRectF(room), self._text, words).toAlignedRect()
        written = 12 + head.height() + 8 + body.height()
        icon = _ICON if self._icon and _ICON + written <= self.height() else 0
        top = max(0, (self.height() - icon - written) // 2)
        if icon:
            pixmap = tinted(self._icon, _faded(colour), _ICON, self.devicePixelRatioF())
            painter.drawPixmap(QPoint(self.width() // 2 - _ICON // 2, top), pixmap)
        top += icon + 12
        painter.setPen(colour)
        painter.setFont(title)
        painter.drawText(QRect(room.left(), top, room.width(), head.height()), wrap, self._title)
        painter.setFont(self.font())
        painter.setPen(shades.text if self._failed else shades.muted)
        place = QRect(room.left(), top + head.height() + 8, room.width(), body.height())
        painter.drawText(QRectF(place), self._text, words)

    # Mouse and fingers

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom at the pointer."""
        turned = event.angleDelta().y()
        if turned:
            self.zoom_by(turned / _NOTCH, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin to drag."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._drag_from = event.position()
            self.setCursor(self._fitting_cursor())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag."""
        if self._drag_from is not None:
            self.pan(event.position() - self._drag_from)
            self._drag_from = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End to drag."""
        self._drag_from = None
        self.setCursor(self._fitting_cursor())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """From fitting to as it is, and back."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.toggle_zoom(event.position())

    def event(self, event: QEvent) -> bool:
        """Take what fingers do on a touchpad or a screen."""
        if isinstance(event, QNativeGestureEvent):
            return self._native_gesture(event)
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                at = QPointF(self.mapFromGlobal(pinch.centerPoint().toPoint()))
                self.zoom_to(self.zoom * pinch.scaleFactor(), at)
                return True
        return super().event(event)

    def _native_gesture(self, event: QNativeGestureEvent) -> bool:
        kinds = Qt.NativeGestureType
        if event.gestureType() == kinds.ZoomNativeGesture:
            self.zoom_to(self.zoom * (1 + event.value()), event.position())
        elif event.gestureType() == kinds.SmartZoomNativeGesture:
            self.toggle_zoom(event.position())
        else:
            return False
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Fit again, or keep the middle."""
        super().resizeEvent(event)
        self._after_zoom()


def _faded(colour: QColor) -> QColor:
    faded = QColor(colour)
    faded.setAlphaF(0.65)
    return faded
