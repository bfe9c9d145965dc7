"""The large picture, with its name and size, and why it cannot be shown where that is so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from igtagger.gui.keys.all_keys import PREVIEW_KEYS
from igtagger.gui.look.elided import ElidedLabel
from igtagger.gui.look.icons import icon
from igtagger.gui.look.plain_text import set_tool_tip
from igtagger.gui.look.reason_words import with_name, words_of
from igtagger.gui.views.picture_loader import Loaded, PictureLoader
from igtagger.gui.views.preview_canvas import PreviewCanvas
from igtagger.gui.views.thumbnails import Thumbnails

_PAN = 60.0
_DOT = "  ·  "


class Preview(QWidget):
    """Shows one picture large.

    Signals:
        previous: the left key was pressed: the picture before is wanted.
        next: the right key was pressed.

    Args:
        thumbnails: stand in until the picture itself is decoded.
        parent: the Qt owner.
    """

    previous = Signal()
    next = Signal()

    def __init__(self, thumbnails: Thumbnails | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._path: str | None = None
        self._content: object = None
        self._late = False  # whether it is to be loaded as soon as it can be seen
        self._loaded: Loaded | None = None
        self._loader = PictureLoader(self)
        self._loader.loaded.connect(self._show_loaded)
        self._canvas = PreviewCanvas(self)
        self._canvas.zoom_changed.connect(self._tell)
        self._canvas.detail_wanted.connect(self._load_whole)
        self._canvas.setAccessibleName(self.tr("Preview"))
        self._name = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self._details = ElidedLabel()
        self._details.setMinimumWidth(1)  # where it is tight the name has the room
        self._buttons = [
            self._button("zoom-out", self.tr("Zoom out (-)"), lambda: self._canvas.zoom_by(-1)),
            self._button("fit", self.tr("Fit to the window (0)"), self._canvas.fit),
            self._button("zoom-in", self.tr("Zoom in (+)"), lambda: self._canvas.zoom_by(1)),
        ]
        self._lay_out()
        self.setFocusProxy(self._canvas)
        self.show_path(None)

    def _button(self, name: str, text: str, action: object) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(name))
        set_tool_tip(button, text)
        button.setAccessibleName(text)
        button.setAutoRaise(True)
        button.clicked.connect(action)
        return button

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(10, 4, 6, 4)
        bar.setSpacing(8)
        bar.addWidget(self._name, 1)
        bar.addWidget(self._details)
        for button in self._buttons:
            bar.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._canvas, 1)
        column.addLayout(bar)

    def show_path(self, path: str | None, content: object = None) -> None:
        """Show another picture, or none.

        Args:
            path: of the file.
            content: another one tells that the same file may look otherwise.
        """
        if path is not None and (path, content) == (self._path, self._content):
            return
        again = path == self._path and self._canvas.has_picture
        self._path, self._content, self._loaded = path, content, None
        self._late = False
        if path is None:
            self._loader.cancel()
            title = self.tr("No picture selected")
            self._canvas.show_message("images", title, self.tr("Select one to see it here."))
            return
        if not again:
            self._show_stand_in(path)
        self._load(path)

    def _load(self, path: str) -> None:
        """What nobody sees is decoded only when it is seen."""
        self._late = not self.isVisible()
        if self._late:
            self._loader.cancel()
        else:
            self._loader.load(path, self._shorter())

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Load what was asked for meanwhile."""
        super().showEvent(event)
        if self._late and self._path is not None:
            self._load(self._path)

    def close_loader(self) -> None:
        """End the thread, as the program closes."""
        self._loader.close()

    def _shorter(self) -> int:
        size = self._canvas.size() * self._canvas.devicePixelRatioF()
        return max(256, min(size.width(), size.height()))

    def _show_stand_in(self, path: str) -> None:
        """Something at once: the thumbnail as large as the picture will be."""
        small = self._thumbnails.peek(path) if self._thumbnails is not None else None
        if small is None:
            self._canvas.show_message("", self.tr("Loading…"))
            return
        scale = self._canvas.devicePixelRatioF()
        room = self._canvas.size() * scale
        grown = max(1.0, min(room.width() / small.width(), room.height() / small.height()))
        size = round(small.width() * grown), round(small.height() * grown)
        self._canvas.show_levels([small.toImage()], size)

    def _show_loaded(self, loaded: Loaded) -> None:
        again = self._loaded is not None
        self._loaded = loaded
        if loaded.reason is None:
            self._canvas.show_levels(loaded.levels, loaded.size, keep_view=again)
        else:
            title = self.tr("This picture cannot be shown")
            text = words_of(with_name(loaded.reason)).text
            self._canvas.show_message("warning", title, text, failed=True)

    def _load_whole(self) -> None:
        """More detail was zoomed to than was decoded."""
        if self._loaded is not None and not self._loaded.final and not self._loader.busy:
            self._loader.load(self._loaded.path, None)

    def _tell(self) -> None:
        """Bring the line below the picture up to date."""
        for button in self._buttons:
            button.setEnabled(self._canvas.has_picture)
        self._name.setText(PurePath(self._path).name if self._path else "")
        parts = []
        if self._loaded is not None and self._loaded.levels:
            width, height = self._loaded.size
            parts.append(f"{width} × {height}")
            parts.append(self.tr("{percent} %").format(percent=round(self._canvas.zoom * 100)))
        self._details.setText(_DOT.join(parts))
        said = [self._name.text(), self._canvas.message, *parts]
        self._canvas.setAccessibleDescription(_DOT.join(part for part in said if part))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Left and right: other pictures. +, -, 0 and Z: zoom. Shift and arrows: move it."""
        pressed = PREVIEW_KEYS.find(event)
        verbs: dict[str, Callable[[], object]] = {
            "previous": self.previous.emit,
            "next": self.next.emit,
            "larger": lambda: self._canvas.zoom_by(1),
            "smaller": lambda: self._canvas.zoom_by(-1),
            "fit": self._canvas.fit,
            "full": self._canvas.toggle_zoom,
        }
        if pressed is None:
            super().keyPressEvent(event)
        elif pressed.verb == "pan":
            self._canvas.pan(_PANS[pressed.place])
        else:
            verbs[pressed.verb]()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow a change of theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._canvas.update()


_PANS = (QPointF(_PAN, 0), QPointF(-_PAN, 0), QPointF(0, _PAN), QPointF(0, -_PAN))
"""What Shift and Left, Right, Up, Down move the picture by."""
