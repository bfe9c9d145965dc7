"""Pictures dragged out of the window: other programs get copies, whatever key is held."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QDrag, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QAbstractItemView

from igtagger.gui.look.icons import tinted
from igtagger.gui.look.palette import colours
from igtagger.gui.results.file_mime import address_of, files_mime
from igtagger.gui.results.results_model import ResultsModel, Role
from igtagger.gui.results.selection import selected_rows
from igtagger.gui.views.thumbnails import Thumbnails

_EDGE = 96
_BADGE = 22
_INSIDE = QPoint(8, 8)


def drag_out(view: QAbstractItemView, thumbnails: Thumbnails) -> None:
    """Let the selected pictures' files be dragged until the person lets go of them.

    Args:
        view: shows a :class:`ResultsModel`; the current picture was taken hold of.
        thumbnails: have a small picture of it, maybe.
    """
    model = view.model()
    if not isinstance(model, ResultsModel):
        return
    rows = selected_rows(model, view.selectionModel()).tolist()
    paths = [model.pictures.path(row) for row in rows]
    if not paths:
        return
    current = view.currentIndex().data(Role.PATH)
    drag = QDrag(view)
    drag.setMimeData(files_mime(map(address_of, paths), "\n".join(map(_plain, paths))))
    small = thumbnails.peek(current if current in paths else paths[0])
    drag.setPixmap(under_pointer(small, len(paths), view.devicePixelRatioF()))
    drag.setHotSpot(_INSIDE)
    run(drag)


def run(drag: QDrag) -> None:
    """Only copies: a source that allowed a move would have to delete what was moved."""
    drag.exec(Qt.DropAction.CopyAction)


def under_pointer(small: QPixmap | None, count: int, scale: float) -> QPixmap:
    """The small picture, with how many there are where there are several.

    Args:
        small: of one picture, at any size; None where none is at hand.
        count: of all that are dragged.
        scale: device pixels in a logical one.
    """
    if small is None or small.isNull():
        small = tinted("images", colours().text, _EDGE // 2, scale)
    shown = _fitted(small, scale)
    if count < 2:
        return shown
    painter = QPainter(shown)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _draw_count(painter, shown.deviceIndependentSize().toSize(), count)
    painter.end()
    return shown


def _fitted(small: QPixmap, scale: float) -> QPixmap:
    edge = round(_EDGE * scale)
    kept = Qt.AspectRatioMode.KeepAspectRatio
    size = small.size().scaled(edge, edge, kept) if max(_sides(small)) > edge else small.size()
    size = size.expandedTo(QSize(round(_BADGE * 2 * scale), round(_BADGE * scale)))
    shown = QPixmap(size)
    shown.fill(Qt.GlobalColor.transparent)
    fitted = small.scaled(size, kept, Qt.TransformationMode.SmoothTransformation)
    fitted.setDevicePixelRatio(1.0)
    painter = QPainter(shown)
    painter.drawPixmap(
        (size.width() - fitted.width()) // 2, (size.height() - fitted.height()) // 2, fitted
    )
    painter.end()
    shown.setDevicePixelRatio(scale)
    return shown


def _sides(pixmap: QPixmap) -> tuple[int, int]:
    return pixmap.width(), pixmap.height()


def _draw_count(painter: QPainter, room: QSize, count: int) -> None:
    """In the lower right corner."""
    text, look = QLocale().toString(count), colours()
    font = painter.font()
    font.setBold(True)
    painter.setFont(font)
    width = max(_BADGE, painter.fontMetrics().horizontalAdvance(text) + 12)
    place = QRectF(room.width() - width - 1, room.height() - _BADGE - 1, width, _BADGE)
    painter.setPen(QPen(look.base, 1.5))
    painter.setBrush(look.accent_fill)
    painter.drawRoundedRect(place, _BADGE / 2, _BADGE / 2)
    painter.setPen(look.on_accent)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


def _plain(path: str) -> str:
    """In characters that every program can take."""
    return path.encode("utf-8", "replace").decode("utf-8")
