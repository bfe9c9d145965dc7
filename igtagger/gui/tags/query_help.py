"""The language of searches on a card, beside the field in which they are typed."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from igtagger.gui.keys.all_keys import EVERYWHERE_KEYS
from igtagger.gui.look.plain_text import LinkLabel, PlainLabel

PAGE = "https://github.com/igtagger/igtagger/blob/main/docs/picture-library.md#searching"


class QueryHelp(QFrame):
    """Examples of searches and what they find; a click beside it or Escape closes it.

    Args:
        parent: the Qt owner.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("look", "card")
        self.setAccessibleName(self.tr("What can be searched for"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        for line, (query, found) in enumerate(self._examples()):
            example, meaning = PlainLabel(query), PlainLabel(found)
            font = example.font()
            font.setBold(True)
            example.setFont(font)
            grid.addWidget(example, line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(meaning, line, 1)
        self.link = LinkLabel(self.tr("More in {link}"), self.tr("the manual"), PAGE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(10)
        layout.addLayout(grid)
        layout.addWidget(self.link)

    def show_below(self, widget: QWidget) -> None:
        """Show it with its right edge below a widget's, within the screen."""
        self.adjustSize()
        room = widget.screen().availableGeometry()
        place = widget.mapToGlobal(QPoint(widget.width() - self.width(), widget.height() + 4))
        place.setX(max(room.left(), min(place.x(), room.right() - self.width())))
        place.setY(max(room.top(), min(place.y(), room.bottom() - self.height())))
        self.move(place)
        self.show()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Escape closes it."""
        if EVERYWHERE_KEYS.verb(event) == "dismiss":
            self.close()
        else:
            super().keyPressEvent(event)

    def _examples(self) -> list[tuple[str, str]]:
        return [
            ("dog", self.tr("names, what stands above them, own tags, kinds and paths")),
            ('"polar bear"', self.tr("several words as they are")),
            ("dog beach", self.tr("both")),
            ("dog OR cat", self.tr("one of them")),
            ("dog NOT (cat OR horse)", self.tr("without what follows")),
            ("tag:cat", self.tr("a tag, whole, or one below it")),
            ("score>0.5", self.tr("of the first name; also >=, <, <=")),
            ("folder:2019  name:IMG_1  ext:jpg", self.tr("path of the folder, name, ending")),
            ("folder=/home/me/2019", self.tr("in that very folder, or below it")),
            ("kind:map  state:failed", self.tr("kind of picture, what became of it")),
            ("own:done  file:beach", self.tr("an own tag, a keyword in the file, whole")),
            ("rating>=3  camera:canon", self.tr("stars and camera in the file")),
            ("date:2024-05  date>=2023", self.tr("when it was taken: year, month or day")),
            ("lens:50mm  focal<35  iso>=1600", self.tr("lens, focal length, sensitivity")),
            ("place:sydney  colour:red", self.tr("names of the place, colour label")),
            ("width>=4000  megapixels>12", self.tr("pixels")),
        ]
