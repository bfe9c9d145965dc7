"""The pictures that are most like one, the best first, as tiles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from igtagger.app.likeness.similar import Alike
from igtagger.gui.alike.likeness_words import similarity_text
from igtagger.gui.alike.picture_tile import TileText, draw_tile, tile_size
from igtagger.gui.keys.all_keys import SIMILAR_KEYS
from igtagger.gui.look.plain_text import as_tool_tip
from igtagger.gui.results.results_model import Role
from igtagger.gui.views.thumbnails import Thumbnails, Version

_LINES = 3
Index = QModelIndex | QPersistentModelIndex


class SimilarFound(NamedTuple):
    """A picture that was found.

    Attributes:
        alike: which, and how alike it is.
        version: times of change of its file.
    """

    alike: Alike
    version: Version

    def words(self) -> str:
        """How alike it is."""
        return similarity_text(self.alike)

    @property
    def path(self) -> str:
        """Of its file."""
        return str(self.alike.path)


_ANSWERS: dict[int, Callable[[SimilarFound], Any]] = {
    Role.PATH: lambda each: each.path,
    Role.VERSION: lambda each: each.version,
    Qt.ItemDataRole.DisplayRole: lambda each: each.alike.path.name,
    Qt.ItemDataRole.ToolTipRole: lambda each: as_tool_tip(each.path),
    Qt.ItemDataRole.AccessibleTextRole: lambda each: ", ".join(
        (each.alike.path.name, each.words(), each.alike.path.parent.name)
    ),
}


class SimilarModel(QAbstractListModel):
    """What was found, in its order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.found: list[SimilarFound] = []

    def show_these(self, found: list[SimilarFound]) -> None:
        """Replace all of them."""
        self.beginResetModel()
        self.found = found
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """How many."""
        return 0 if parent.isValid() else len(self.found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The name; to screen readers how alike it is, too."""
        if not index.isValid() or index.row() >= len(self.found):
            return None
        answer = _ANSWERS.get(role)
        return answer(self.found[index.row()]) if answer is not None else None


class _SimilarDelegate(QStyledItemDelegate):
    def __init__(self, thumbnails: Thumbnails, edge: int, parent: QObject) -> None:
        super().__init__(parent)
        self._thumbnails, self.edge = thumbnails, edge

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        metrics = option.fontMetrics
        return tile_size(metrics, self.edge, _LINES, metrics.averageCharWidth() * 24)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, SimilarModel)
        each = model.found[index.row()]
        texts = [
            TileText(each.words(), strong=True),
            TileText(each.alike.path.name),
            TileText(each.alike.path.parent.name),
        ]
        picture = each.path, each.version
        draw_tile(painter, option, self._thumbnails, picture, self.edge, texts)


class SimilarView(QListView):
    """Shows a :class:`SimilarModel`.

    Args:
        model: what was found.
        thumbnails: where the small pictures come from.
        edge: of these, in logical pixels.
        parent: the Qt owner.

    Signals:
        verb_wanted: what a key asks for: a verb of ``SIMILAR_KEYS``.
    """

    verb_wanted = Signal(str)

    def __init__(
        self, model: SimilarModel, thumbnails: Thumbnails, edge: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._delegate = _SimilarDelegate(thumbnails, edge, self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        for widget in (self, self.viewport()):
            widget.setAcceptDrops(False)  # what is dropped here is the window's
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(self.tr("Similar pictures"))
        self.doubleClicked.connect(lambda _: self.verb_wanted.emit("open"))
        thumbnails.ready.connect(self._paint_again)  # a method, which Qt lets go of with this

    def _paint_again(self, _: object) -> None:
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Lay out anew; the tiles share the width that is there."""
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        cell = self._delegate.sizeHint(option, QModelIndex())
        width = self.viewport().width() - 1  # Qt goes on to the next row where one exactly fills it
        self.setGridSize(
            QSize(max(cell.width(), width // max(1, width // cell.width())), cell.height())
        )
        super().resizeEvent(event)

    def chosen(self) -> list[SimilarFound]:
        """The pictures that are selected, in their order."""
        model = self.model()
        assert isinstance(model, SimilarModel)
        places = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [model.found[place] for place in places]

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """See :data:`igtagger.gui.keys.all_keys.SIMILAR_KEYS`."""
        if verb := SIMILAR_KEYS.verb(event):
            self.verb_wanted.emit(verb)
        else:
            super().keyPressEvent(event)
