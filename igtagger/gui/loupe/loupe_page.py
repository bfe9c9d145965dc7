"""One picture on the whole window, with what is said of it beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePath
from time import monotonic

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QLocale,
    QModelIndex,
    QObject,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction, QImage, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QToolButton, QVBoxLayout, QWidget

from igtagger.app.picture_values import State
from igtagger.gui.keys.all_keys import EVERYWHERE_KEYS, PREVIEW_KEYS
from igtagger.gui.look.announcing import announce
from igtagger.gui.look.elided import ElidedLabel
from igtagger.gui.look.plain_text import PlainLabel
from igtagger.gui.look.reason_words import with_name, words_of
from igtagger.gui.loupe.ahead import PicturesAhead, Wish
from igtagger.gui.loupe.loupe_actions import LoupeActions
from igtagger.gui.loupe.loupe_canvas import LoupeCanvas
from igtagger.gui.results import row_texts
from igtagger.gui.results.results_model import Index, ResultsModel, Role
from igtagger.gui.views.picture_loader import Loaded
from igtagger.gui.views.preview_canvas import View
from igtagger.gui.views.thumbnails import Thumbnails, Version

_DOT = "  ·  "
_RESIZE_MILLISECONDS, _SLOW_MILLISECONDS = 80, 120
_THUMBNAIL_EDGE = 256
_LONGEST_HOLD_SECONDS = 0.25
_ALIKE = 0.02
"""By how much the aspects of a thumbnail and its picture may differ."""
_WHOLE_BYTES_A_PIXEL = 6  # four, and as much as a third of it for the smaller levels


class LoupePage(QWidget):
    """Shows the current picture of a selection.

    It decodes the next two pictures in the direction in which the person goes, and the previous
    one. It never shows another picture than the current one: until that is decoded, its thumbnail
    stands in for it.

    Signals:
        step_wanted: so many pictures further; back where that is negative.
        leave_wanted: the person has seen enough.

    Args:
        results: the pictures, in their order.
        selection: whose current picture is shown.
        thumbnails: stand in until the picture itself is decoded.
        parent: the Qt owner.
    """

    step_wanted = Signal(int)
    leave_wanted = Signal()

    def __init__(
        self,
        results: ResultsModel,
        selection: QItemSelectionModel,
        thumbnails: Thumbnails,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._results, self._selection, self._thumbnails = results, selection, thumbnails
        self._open = False
        self._shown: tuple[str, Version] | None = None
        self._loaded: Loaded | None = None
        self._begun = False  # whether the canvas shows something of it
        self._state: State | None = None
        self._view: View | None = None  # None: pictures fit
        self._direction = 1
        self._place = 0
        self._stepped = 0.0
        self.ahead = PicturesAhead(parent=self)
        self.canvas = LoupeCanvas(self)
        self.canvas.setAccessibleName(self.tr("Large view"))
        self.actions_ = LoupeActions(self.canvas, self.step_wanted.emit, self.leave_wanted.emit)
        self._resized = self._timer(_RESIZE_MILLISECONDS, self._want)
        self._slow = self._timer(_SLOW_MILLISECONDS, self._ask_for_thumbnail)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.canvas)

    # Building

    def _timer(self, milliseconds: int, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(then)
        return timer

    def _lay_out(self) -> None:
        self._name = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self._position, self._zoom = PlainLabel(), PlainLabel()
        self._facts = ElidedLabel()
        self._facts.setMinimumWidth(1)  # where it is tight the name has the room
        self._bar = QHBoxLayout()
        self._bar.setContentsMargins(6, 4, 6, 4)
        self._bar.setSpacing(8)
        do = self.actions_
        for item in (
            do.leave, do.previous, do.next, self._position, self._name, self._facts,
            do.smaller, self._zoom, do.larger, do.every_pixel,
        ):  # fmt: skip
            self.add_to_bar(item)
        self._bar.setStretchFactor(self._name, 1)
        picture = QWidget()
        column = QVBoxLayout(picture)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.canvas, 1)
        column.addLayout(self._bar)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.addWidget(picture)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setCollapsible(0, False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.splitter)

    def add_to_bar(self, item: QAction | QWidget) -> None:
        """Put a button, or another widget, at the end of the bar below the picture."""
        if isinstance(item, QWidget):
            self._bar.addWidget(item)
            return
        button = QToolButton(self)
        button.setDefaultAction(item)
        button.setAccessibleName(item.text().replace("&", ""))
        button.setAutoRaise(True)
        self._bar.addWidget(button)

    def _connect(self) -> None:
        canvas = self.canvas
        canvas.turned.connect(self.step_wanted)
        canvas.left.connect(self.leave_wanted)
        canvas.zoom_changed.connect(self._tell_zoom)
        canvas.detail_wanted.connect(self._want_detail)
        canvas.installEventFilter(self)
        self.ahead.ready.connect(self._take)
        self._thumbnails.ready.connect(self._take_thumbnails)
        self._results.dataChanged.connect(self._on_changed)
        self._results.rowsInserted.connect(lambda *_: self._tell())

    # What is shown

    def begin(self) -> None:
        """It is in sight now: show the whole current picture."""
        self._open, self._view = True, None
        self._place, self._direction = self._selection.currentIndex().row(), 1
        self.show_current()
        self.canvas.setFocus()

    def end(self) -> None:
        """It is out of sight: decode no more, and keep no picture."""
        self._open = False
        self._shown, self._loaded, self._begun = None, None, False
        self._resized.stop()
        self._slow.stop()
        self.ahead.clear()
        self.canvas.show_message("", "")

    def show_current(self) -> None:
        """Show the current picture, where it is another one than before."""
        index = self._selection.currentIndex()
        if not self._open or not index.isValid():
            return
        picture, another = _picture_at(index), False
        if index.row() != self._place:
            self._direction = 1 if index.row() > self._place else -1
            self._place = index.row()
        if self._shown is not None and self._shown[0] == picture[0] and self._begun:
            if picture != self._shown:  # written meanwhile: what is seen stays until it is decoded
                self._shown, self._loaded = picture, None
        elif another := picture != self._shown:
            self._show(picture)
        self._want()
        self._tell()
        if another:
            announce(self.canvas, self.canvas.accessibleDescription())

    def _show(self, picture: tuple[str, Version]) -> None:
        self._keep_view()
        self._shown, self._loaded, self._begun = picture, None, False
        self._stepped = monotonic()
        self._slow.start()
        fitting = self.ahead.get(Wish(*picture, self._room()))
        loaded = self.ahead.best(*picture) if self._view or fitting is None else fitting
        if loaded is not None:
            self._show_loaded(loaded)
        elif not self._show_thumbnail():
            self.canvas.show_message("", self.tr("Loading…"))

    def _keep_view(self) -> None:
        """Zoom and place go over to the next picture, past small ones that fit at that zoom."""
        if self._begun:
            view, before, canvas = self.canvas.view, self._view, self.canvas
            is_small = before is not None and canvas.fitting_zoom() >= before.zoom
            self._view = before if view is None and is_small else view

    @property
    def _is_zoomed(self) -> bool:
        return not self.canvas.fits if self._begun else self._view is not None

    def _show_loaded(self, loaded: Loaded) -> None:
        self._loaded = loaded
        if loaded.reason is None:
            self._put(loaded.levels, loaded.size)
            return
        self._begun = False
        words = words_of(with_name(loaded.reason))
        hint = words.hint or self.tr("Mend or replace the file, then try again.")
        title = self.tr("This picture cannot be shown")
        self.canvas.show_message("warning", title, f"{words.text}\n\n{hint}", failed=True)

    def _put(self, levels: Sequence[QImage], size: tuple[int, int]) -> None:
        self.canvas.show_levels(levels, size, keep_view=self._begun)
        if not self._begun and self._view is not None:
            self.canvas.take_view(self._view)
        self._begun = True

    def _show_thumbnail(self) -> bool:
        """Something at once, as large as the picture will be; whether there is any."""
        path = self._shown[0] if self._shown is not None else ""
        small = self._thumbnails.peek(path)
        if small is not None:
            self._put([small.toImage()], self._expected(small.size()))
        return small is not None

    def _expected(self, small: QSize) -> tuple[int, int]:
        """The size of the picture of which there is but a thumbnail."""
        known = self._results.pictures.size(self._results.row_at(self._place))
        if known[1] and abs(known[0] / known[1] * small.height() / small.width() - 1) < _ALIKE:
            return known
        room = self._room()
        grown = max(1.0, min(room[0] / small.width(), room[1] / small.height()))
        return round(small.width() * grown), round(small.height() * grown)

    def _take(self, wish: Wish, loaded: Loaded) -> None:
        """Something was decoded: show it where that is more than what is shown."""
        if wish[:2] != self._shown:
            return
        if self._loaded is None or loaded.width > self._loaded.width:
            self._show_loaded(loaded)
            self._tell()

    def _take_thumbnails(self, paths: list[str]) -> None:
        if (waiting := self._waiting()) is not None and waiting[0] in paths:
            self._show_thumbnail()

    def _ask_for_thumbnail(self) -> None:
        """Decoding takes its time: perhaps there is a thumbnail on the disk."""
        if (waiting := self._waiting()) is not None:
            self._thumbnails.pixmap(*waiting, _THUMBNAIL_EDGE)

    def _waiting(self) -> tuple[str, Version] | None:
        """The picture of which nothing could be shown yet, if it is so."""
        return None if self._begun or self._loaded is not None else self._shown

    def _on_changed(self, first: Index, last: Index) -> None:
        if self._shown is None or not first.row() <= self._place <= last.row():
            return
        state = self._results.index(self._place, 0).data(Role.STATE)
        if state != self._state and self._loaded is not None and self._loaded.reason is not None:
            self.ahead.forget(self._shown[0])  # it was tried again
            self._shown = None
        self.show_current()

    # What is decoded

    def _room(self) -> tuple[int, int]:
        size = self.canvas.size() * self.canvas.devicePixelRatioF()
        return max(1, size.width()), max(1, size.height())

    def _want_detail(self) -> None:
        if self.canvas.fits:
            self._resized.start()  # the window is being resized
        else:
            self._want()

    def _want(self) -> None:
        if self._shown is None:
            return
        room, ahead = self._room(), self._neighbours()
        wishes = [Wish(*picture, room) for picture in (self._shown, *ahead)]
        if self._is_zoomed:
            known = self.ahead.best(*self._shown) is not None
            whole = [self._shown, *(ahead[:1] if self._whole_ones_fit() else [])]
            first = [] if known else wishes[:1]
            wishes = [*first, *(Wish(*picture, None) for picture in whole), *wishes[1:]]
        self.ahead.want([wish for wish in wishes if not self._is_there(wish)])

    def _is_there(self, wish: Wish) -> bool:
        """Whether more of a picture than was decoded already cannot be had."""
        best = self.ahead.best(wish.path, wish.version)
        return best is not None and best.final and self.ahead.get(wish) is None

    def _whole_ones_fit(self) -> bool:
        """Whether there is room for three pictures like this one as a whole."""
        width, height = self.canvas.picture_size
        return 3 * width * height * _WHOLE_BYTES_A_PIXEL < self.ahead.limit

    def _neighbours(self) -> list[tuple[str, Version]]:
        """The next two in the direction in which the person goes, and the one before."""
        steps = (self._direction, 2 * self._direction, -self._direction)
        places = (self._place + step for step in steps)
        count = self._results.rowCount()
        return [
            _picture_at(self._results.index(place, 0)) for place in places if 0 <= place < count
        ]

    # What is told

    def _tell(self) -> None:
        """Bring the line below the picture up to date."""
        if self._shown is None or self._place >= self._results.rowCount():
            return
        row, number = self._results.row_at(self._place), QLocale().toString
        self._state = self._results.pictures.state(row)
        place, count = number(self._place + 1), number(self._results.rowCount())
        self._position.setText(self.tr("{place} of {count}").format(place=place, count=count))
        self._name.setText(PurePath(self._shown[0]).name)
        self._facts.setText(self._facts_of(row))
        told = (self._name, self._position, self._facts)
        labels = row_texts.labels_text(self._results.pictures, row)
        self.canvas.setAccessibleDescription(
            _DOT.join(text for text in (*(label.text() for label in told), labels) if text)
        )
        self._tell_zoom()

    def _facts_of(self, row: int) -> str:
        size = self._loaded.size if self._loaded is not None and self._loaded.levels else None
        texts = [row_texts.state_text(self._results.pictures, row)]
        if size is not None:
            texts.insert(0, f"{size[0]} × {size[1]}")
        return _DOT.join(texts)

    def _tell_zoom(self) -> None:
        canvas, do = self.canvas, self.actions_
        for action in (do.larger, do.smaller, do.every_pixel):
            action.setEnabled(canvas.has_picture)
        percent = self.tr("{percent} %").format(percent=round(canvas.zoom * 100))
        self._zoom.setText(percent if canvas.has_picture else "")

    # Keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """A key that is held down goes on as fast as pictures come, and skips none."""
        is_key = event.type() == QEvent.Type.ShortcutOverride
        if is_key and isinstance(event, QKeyEvent) and event.isAutoRepeat():
            by = self.actions_.step_of(event)
            if by and not self._is_ready(self._place + by):
                event.accept()  # it is a key now, not a shortcut, and the canvas knows no keys
                return True
        return super().eventFilter(watched, event)

    def _is_ready(self, place: int) -> bool:
        if not 0 <= place < self._results.rowCount():
            return True
        best = self.ahead.best(*_picture_at(self._results.index(place, 0)))
        return best is not None or monotonic() - self._stepped > _LONGEST_HOLD_SECONDS

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """What lies beside the picture leaves some keys to it."""
        steps = {"previous": -1, "next": 1}
        verb = PREVIEW_KEYS.verb(event) or EVERYWHERE_KEYS.verb(event)
        if not self.canvas.hasFocus() and verb in steps:
            self.step_wanted.emit(steps[verb])
        elif not self.canvas.hasFocus() and verb == "dismiss":
            self.leave_wanted.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Decode for the new size, once it stays."""
        super().resizeEvent(event)
        self._resized.start()


def _picture_at(index: QModelIndex) -> tuple[str, Version]:
    return str(index.data(Role.PATH)), index.data(Role.VERSION)
