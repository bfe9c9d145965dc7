"""What the window shows while it has no pictures: what to do first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from igtagger.gui.look.icons import icon, tinted
from igtagger.gui.look.palette import colours
from igtagger.gui.look.plain_text import PlainLabel, set_tool_tip, without_keys
from igtagger.gui.look.reading_order import keep_in_order
from igtagger.gui.look.scrolled import ScrolledPanel
from igtagger.gui.look.text_scale import text_scale

MOST_RECENT = 5


class StartPage(QWidget):
    """A large drop zone, buttons, recent folders, and a word on the larger models.

    The window itself takes drops; :meth:`set_dragging` shows that they are welcome.
    """

    images_requested = Signal()
    folder_requested = Signal()
    samples_requested = Signal()
    models_requested = Signal()
    folder_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = _DropZone(self)
        self._zone.images.clicked.connect(self.images_requested)
        self._zone.folder.clicked.connect(self.folder_requested)
        self._zone.samples.clicked.connect(self.samples_requested)
        self._recent = _Recent(self)
        self._recent.chosen.connect(self.folder_chosen)
        self._card = _ModelsCard(self)
        self._card.more.clicked.connect(self.models_requested)
        below = QHBoxLayout()
        below.setSpacing(16)
        below.addWidget(self._recent, 1)
        below.addWidget(self._card, 1)
        column = QVBoxLayout()
        column.setSpacing(16)
        column.addWidget(self._zone, 1)
        column.addLayout(below)
        holder = QWidget(self)
        holder.setLayout(column)
        holder.setMaximumSize(QSize(980, 640) * text_scale())
        inner = QWidget()
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(ScrolledPanel(inner))
        outer = QHBoxLayout(inner)
        outer.setContentsMargins(24, 24, 24, 24)
        outer.addStretch(1)
        outer.addWidget(holder, 12)
        outer.addStretch(1)

    @property
    def first_button(self) -> QPushButton:
        """What has the focus at first."""
        return self._zone.folder

    def set_dragging(self, *, over: bool) -> None:
        """Whether something that can be dropped is held over the window."""
        self._zone.set_dragging(over=over)

    def tell_empty(self, where: str = "") -> None:
        """Say that there is no picture in what was opened; nothing of that where it is empty."""
        self._zone.tell_empty(where)

    def set_recent(self, folders: Sequence[str]) -> None:
        """Folders that were opened before, newest first."""
        self._recent.set_folders(folders)


class _DropZone(QFrame):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(240)
        picture = PlainLabel(parent=self)
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture = picture
        title = PlainLabel(self.tr("Drop pictures or folders here"), self)
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.7)
        font.setWeight(font.Weight.DemiBold)
        title.setFont(font)
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words = PlainLabel(
            self.tr(
                "igtagger names what is in them. Everything runs on this computer; "
                "no picture leaves it."
            ),
            self,
        )
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty = PlainLabel(parent=self)
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setProperty("look", "warning")
        self._empty.hide()
        self.images = QPushButton(icon("images"), self.tr("Add pictures…"), self)
        self.folder = QPushButton(self.tr("Open a folder…"), self)
        self.folder.setDefault(True)
        self.samples = QPushButton(icon("samples"), self.tr("Try the samples"), self)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addStretch(1)
        for button in (self.images, self.folder, self.samples):
            button.setMinimumHeight(36)
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        column.addStretch(1)
        for widget in (picture, self._empty, title, words):
            column.addWidget(widget)
        column.addSpacing(8)
        column.addLayout(buttons)
        column.addStretch(1)
        self._tint()

    def tell_empty(self, where: str) -> None:
        text = self.tr("There is no picture in {folder}. Open another folder.")
        self._empty.setText(text.format(folder=where) if where else "")
        self._empty.setVisible(bool(where))

    def set_dragging(self, *, over: bool) -> None:
        self._over = over
        self.update()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Draw the pictures anew in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "samples"):
            self._tint()

    def _tint(self) -> None:
        chosen, scale = colours(), self.devicePixelRatioF()
        self._picture.setPixmap(tinted("images", chosen.muted, 56, scale))
        self.folder.setIcon(QIcon(tinted("folder", chosen.on_accent, 16, 2.0)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """A rounded field with a dashed border, stronger while something is held over it."""
        chosen = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(chosen.accent if self._over else chosen.drop_border, 2)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(chosen.drop_active if self._over else chosen.drop)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 14, 14)


class _Card(QFrame):
    """A quiet panel with a title."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        label = PlainLabel(title, self)
        font = label.font()
        font.setWeight(font.Weight.DemiBold)
        label.setFont(font)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 14, 16, 14)
        self.column.setSpacing(6)
        self.column.addWidget(label)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The panel's ground and border."""
        chosen = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(chosen.card_border, 1))
        painter.setBrush(chosen.card)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)


class _Recent(_Card):
    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(self.tr("Recent folders"), parent)
        self._empty = PlainLabel(self.tr("Folders that you open are listed here."), self)
        self._empty.setWordWrap(True)
        self.column.addWidget(self._empty)
        self._buttons: list[QToolButton] = []
        self.column.addStretch(1)

    def set_folders(self, folders: Sequence[str]) -> None:
        """Show these, newest first."""
        for button in self._buttons:
            self.column.removeWidget(button)
            button.hide()  # it goes a moment later, and would be drawn over the title until then
            button.deleteLater()
        self._buttons = [self._button(folder) for folder in folders[:MOST_RECENT]]
        for place, button in enumerate(self._buttons, 1):
            self.column.insertWidget(place, button)
        self._empty.setVisible(not self._buttons)
        keep_in_order(self, self._buttons)

    def _button(self, folder: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon("folder"))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setAutoRaise(True)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        path = Path(folder)
        text = f"{path.name or folder}   {path.parent if path.name else ''}".rstrip()
        metrics = button.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, 380)
        button.setText(without_keys(shown))
        set_tool_tip(button, folder)
        button.setAccessibleName(text)  # all of it, however little is shown
        button.setAccessibleDescription(self.tr("Open {folder}").format(folder=folder))
        button.clicked.connect(lambda: self.chosen.emit(folder))
        return button


class _ModelsCard(_Card):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(self.tr("Models"), parent)
        words = PlainLabel(
            self.tr(
                "The built-in model is ready: it names a thousand things and animals, and tells "
                "photographs from documents, screenshots and other kinds of picture.\n\nFour "
                "larger ones are right more often. They are downloaded once (356 MB to 3.3 GB) "
                "and are for non-commercial use."
            ),
            self,
        )
        words.setWordWrap(True)
        self.column.addWidget(words)
        self.more = QPushButton(icon("model"), self.tr("Show the models…"), self)
        row = QHBoxLayout()
        row.addWidget(self.more)
        row.addStretch(1)
        self.column.addStretch(1)
        self.column.addLayout(row)
