"""The middle of the window once there are pictures: tags, grid or list, preview and details."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QSlider,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from igtagger.app.picture_values import State
from igtagger.gui.look.fitting_pages import FittingPages
from igtagger.gui.look.key_splitter import KeySplitter
from igtagger.gui.look.plain_text import set_tool_tip
from igtagger.gui.look.scrolled import ScrolledPanel
from igtagger.gui.look.text_scale import text_scale
from igtagger.gui.results.results_model import Index, ResultsModel, Role
from igtagger.gui.results.selection import KeptSelection, selected_places, selected_rows
from igtagger.gui.runs.run_bar import RunBar
from igtagger.gui.sidebar.bar import SideBar
from igtagger.gui.tags.detail_control import DetailControl
from igtagger.gui.tags.details import Details
from igtagger.gui.tags.filter_bar import FilterBar
from igtagger.gui.tags.hidden_bar import HiddenBar
from igtagger.gui.tags.nothing_found import NothingFound
from igtagger.gui.tags.review_history import Reviews
from igtagger.gui.views.grid import GridView
from igtagger.gui.views.list_view import ListView
from igtagger.gui.views.preview import Preview
from igtagger.gui.views.thumbnails import Thumbnails

SMALLEST_EDGE, LARGEST_EDGE = 96, 320
_LOWEST_DETAILS, _BARS = 120, 150
_SMALLEST = QSize(400, 240)
_NARROWEST_TAGS = 150
"""Of the side bar: below that, names would be nothing but dots."""


class Workspace(QWidget):
    """Three columns. The views share one selection.

    Signals:
        selection_changed: other pictures are selected, or another is current.
        menu_requested: a context menu is wanted over the selected pictures; global position.
        large_requested: a picture was clicked twice.
    """

    selection_changed = Signal()
    menu_requested = Signal(object)
    large_requested = Signal()

    def __init__(
        self,
        results: ResultsModel,
        reviews: Reviews,
        thumbnails: Thumbnails,
        searches_file: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._results = results
        # Made in the order in which Tab goes through them: as they are read, column by column.
        self.sidebar = SideBar(results, searches_file, lambda: self.filters.query, self)
        self.tags = self.sidebar.tags
        self.filters = FilterBar(results, self)
        self.grid = GridView(thumbnails, self)
        self.list = ListView(thumbnails, self)
        self.run_bar = RunBar(self)
        self.preview = Preview(thumbnails, self)
        self.details = Details(results, reviews, self)
        self._details_area = _ScrolledDetails(self.details, self)
        self.detail = DetailControl(results.pictures.detail, self)
        self.size_slider = self._make_slider()
        self._right_sizes: list[int] = []
        self.views = QStackedWidget(self)
        self.hidden = HiddenBar(results, self)
        self.middle = NothingFound(self.views, results, self)
        self.pages = FittingPages(self)
        self.selection = self._share_selection()
        self.splitter = KeySplitter(Qt.Orientation.Horizontal, self)
        self.right = _KeepingFirst(Qt.Orientation.Vertical, self.splitter)
        self._arrange()
        self._connect()

    def _make_slider(self) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal, self)
        slider.setRange(SMALLEST_EDGE, LARGEST_EDGE)
        slider.setSingleStep(16)
        slider.setPageStep(32)
        slider.setFixedWidth(120)
        slider.setValue(self.grid.edge)
        set_tool_tip(slider, self.tr("Size of the thumbnails"))
        slider.setAccessibleName(self.tr("Size of the thumbnails"))
        slider.valueChanged.connect(self.grid.set_edge)
        self.grid.edge_changed.connect(slider.setValue)
        return slider

    def _share_selection(self) -> QItemSelectionModel:
        selection = QItemSelectionModel(self._results, self)
        both: Sequence[QAbstractItemView] = (self.grid, self.list)
        for view in both:
            view.setModel(self._results)
            old = view.selectionModel()
            view.setSelectionModel(selection)
            if old is not None:
                old.deleteLater()
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            self.views.addWidget(view)
        self._kept = KeptSelection(self._results, selection, both, self)
        return selection

    def _arrange(self) -> None:
        middle = QWidget(self.splitter)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filters)
        column.addWidget(self.hidden)
        self.pages.addWidget(self.middle)
        column.addWidget(self.pages, 1)
        column.addWidget(self.run_bar)
        self.judging = QWidget(self.right)
        below = QVBoxLayout(self.judging)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(self._details_area, 1)
        below.addWidget(self.detail)
        self.right.addWidget(self.preview)
        self.right.addWidget(self.judging)
        self.right.setSizes([230, round(490 * text_scale())])
        for widget in (self.sidebar, middle, self.right):
            self.splitter.addWidget(widget)
        self.splitter.setSizes([round(200 * text_scale()), 720, round(340 * text_scale())])
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setCollapsible(1, False)
        self.splitter.name_handles([self.tr("Width of the tags"), self.tr("Width of the details")])
        self.right.name_handles([self.tr("Height of the preview")])
        self.sidebar.setMinimumWidth(_NARROWEST_TAGS)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.splitter)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Less than all panels need: what there is no room for gives way or scrolls."""
        return _SMALLEST

    def _connect(self) -> None:
        self.filters.filter_changed.connect(self._results.set_filter)
        self.filters.order_changed.connect(
            lambda order, descending: self._results.set_order(order, descending=descending)
        )
        self.filters.filter_changed.connect(self.sidebar.show_filter)
        self.filters.save_requested.connect(self.sidebar.ask_to_save)
        self.filters.left.connect(lambda: self.current_view().setFocus())
        self.tags.tag_chosen.connect(self.filters.set_tag)
        self.sidebar.search_chosen.connect(self.filters.search_for)
        self.sidebar.folders.folder_chosen.connect(self.filters.set_folder)
        for part in (self.tags, self.sidebar.folders):
            part.joined.connect(self.filters.join)
        self.middle.reset_requested.connect(self.filters.reset)
        self.middle.focus_wanted.connect(lambda: self.current_view().setFocus())
        self.hidden.show_requested.connect(self.filters.reset)
        self.tags.file_word_chosen.connect(self.filters.set_text)
        self.details.file_word_activated.connect(self.filters.set_text)
        self.details.tag_activated.connect(self.filters.set_tag)
        self.details.kind_activated.connect(self.filters.set_kind)
        self._results.counts_changed.connect(
            lambda: self.grid.show_kinds(shown=bool(self._results.pictures.kind_counts()))
        )
        self.selection.selectionChanged.connect(lambda *_: self._select())
        self.selection.currentChanged.connect(lambda *_: self._show_current())
        self._results.reordered.connect(self._select)
        self._results.modelReset.connect(self._on_reset)
        self._results.dataChanged.connect(self._on_changed)
        self._results.order_changed.connect(self._show_order)
        self.preview.previous.connect(lambda: self.step(-1))
        self.preview.next.connect(lambda: self.step(1))
        for view in (self.grid, self.list):
            view.customContextMenuRequested.connect(
                lambda point, view=view: self.menu_requested.emit(
                    view.viewport().mapToGlobal(point)
                )
            )
            view.doubleClicked.connect(self.large_requested)

    # What is selected

    def rows(self) -> list[int]:
        """Rows of the selected pictures."""
        return [int(row) for row in selected_rows(self._results, self.selection)]

    def current_view(self) -> QAbstractItemView:
        """Grid or list."""
        view = self.views.currentWidget()
        assert isinstance(view, QAbstractItemView)
        return view

    def show_grid(self, *, grid: bool) -> None:
        """Grid or list; the focus stays with the pictures."""
        had_focus = self.current_view().hasFocus()
        self.views.setCurrentWidget(self.grid if grid else self.list)
        self.size_slider.setEnabled(grid)
        current = self.selection.currentIndex()
        if current.isValid():
            self.current_view().scrollTo(current)
        if had_focus:
            self.current_view().setFocus()

    def go_to(self, place: int) -> None:
        """Make the picture at a place the current one, and the only one that is selected."""
        index = self._results.index(place, 0)
        flags = QItemSelectionModel.SelectionFlag
        self.selection.setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.current_view().scrollTo(index)

    def show_place(self, place: int) -> None:
        """Have the picture at a place in sight, at the top where that can be."""
        top = QAbstractItemView.ScrollHint.PositionAtTop
        self.current_view().scrollTo(self._results.index(place, 0), top)

    def step(self, by: int) -> None:
        """Make the next or the previous picture the current one."""
        count = self._results.rowCount()
        if not count:
            return
        current = self.selection.currentIndex()
        self.go_to(min(max(current.row() + by, 0), count - 1) if current.isValid() else 0)

    def lend_judging(self) -> QWidget:
        """What is said of the selected pictures, for another page; :meth:`take_judging` ends it."""
        self._right_sizes = self.right.sizes()
        return self.judging

    def take_judging(self) -> None:
        """Have it back."""
        self.right.addWidget(self.judging)
        self.judging.show()
        self.right.setSizes(self._right_sizes)

    def _select(self) -> None:
        self.details.set_rows(self.rows())
        self._show_current()
        self.selection_changed.emit()

    def _on_reset(self) -> None:
        if not self._results.rowCount():
            self._select()  # a selection does not tell that its pictures are gone

    def _on_changed(self, first: Index, last: Index) -> None:
        index = self._previewed()
        if index.isValid() and first.row() <= index.row() <= last.row():
            self._show_current()

    def _previewed(self) -> QModelIndex:
        """The current picture where it is selected, else the first that is."""
        current = self.selection.currentIndex()
        if self.selection.isSelected(current):
            return current
        if not self.selection.hasSelection():
            return QModelIndex()
        return self._results.index(int(selected_places(self.selection)[0]), 0)

    def _show_current(self) -> None:
        index = self._previewed()
        if index.isValid():
            failed = index.data(Role.STATE) is State.FAILED  # it may be read when tried again
            self.preview.show_path(index.data(Role.PATH), (index.data(Role.VERSION), failed))
        else:
            self.preview.show_path(None)

    def _show_order(self) -> None:
        """The order may have been chosen by the list's header."""
        self.filters.show_order(self._results.order, descending=self._results.descending)


class _KeepingFirst(KeySplitter):
    """Gives and takes room at its end: what is above stays as it is while bars come and go."""

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The first part keeps its size, as far as the second has room; not in another window."""
        first, *others = self.sizes()
        super().resizeEvent(event)
        changed = abs(event.size().height() - event.oldSize().height())
        if first and any(others) and changed <= _BARS:
            whole = sum(self.sizes())
            self.setSizes([first, whole - first])


class _ScrolledDetails(ScrolledPanel):
    """Leaves keys to who is around it: it is scrolled by wheel, and as the focus moves."""

    def __init__(self, details: Details, owner: QWidget) -> None:
        super().__init__(details, owner)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(_LOWEST_DETAILS)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows lead to other pictures."""
        event.ignore()
