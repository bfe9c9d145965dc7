"""What a person does with the pictures that are selected."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget

from igtagger.gui.actions import Actions
from igtagger.gui.file_writing.file_marks import FileMarks
from igtagger.gui.results.clipboard import Copying
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.results.selection import selected_places
from igtagger.gui.tags.review_history import Reviews
from igtagger.gui.workspace import Workspace

if TYPE_CHECKING:
    from igtagger.export.xmp.marks import Mark


class SelectedPictures(QObject):
    """Fulfils the actions that are about them: decide, copy, reveal, and their menu.

    Args:
        do: the actions; those are connected here.
        space: where pictures are selected.
        results: the pictures.
        reviews: what is decided about them.
        window: the owner.
    """

    def __init__(
        self,
        do: Actions,
        space: Workspace,
        results: ResultsModel,
        reviews: Reviews,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._do, self._space, self._results, self._window = do, space, results, window
        self._copying = Copying(results, self)
        for action, verb in (
            (do.confirm, lambda: reviews.confirm_shown(space.rows())),
            (do.reject, lambda: reviews.reject_shown(space.rows())),
            (do.reset, lambda: reviews.clear_all(space.rows())),
            (do.kind, space.details.choose_kind),
            (do.own, space.details.focus_own),
            (do.copy, self._copy),
            (do.copy_labels, self._copy_labels),
            (do.select_all, self._select_all),
            (do.reveal, self._reveal),
        ):
            action.triggered.connect(lambda *_, verb=verb: verb())
        space.menu_requested.connect(self._show_menu)

    def _copy(self) -> None:
        """The selected pictures as rows, or the marked text of a field."""
        focus = QApplication.focusWidget()
        if isinstance(focus, QLineEdit) and focus.hasSelectedText():
            focus.copy()
        elif self._space.current_view() is self._space.list:
            self._space.list.copy_selection()
        else:
            self._copying.copy_rows(selected_places(self._space.selection))

    def _copy_labels(self) -> None:
        """The labels of the selected pictures as text."""
        self._copying.copy_labels(selected_places(self._space.selection))

    def _select_all(self) -> None:
        focus = QApplication.focusWidget()
        if isinstance(focus, QLineEdit) and focus.text():
            focus.selectAll()
        elif self._space.current_view().isVisible():
            self._space.current_view().selectAll()

    def _reveal(self) -> None:
        from igtagger.gui.reveal import show_in_folder

        rows = self._space.rows()
        if rows:
            show_in_folder(Path(self._results.pictures.path(rows[0])))

    def _show_menu(self, point: QPoint) -> None:
        do = self._do
        menu = QMenu(self._window)
        for group in (
            (do.large, do.similar),
            (do.confirm, do.reject, do.reset, do.kind, do.own),
            (do.more_like,),
            (do.copy, do.copy_labels, do.write),
            (do.open, do.open_with.menuAction(), do.reveal),
            (do.retry, do.anew),
            (do.remove, do.trash),
        ):
            menu.addActions(list(group))
            menu.addSeparator()
        menu.addMenu(do.marks)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(point)


def connect_marks(do: Actions, space: Workspace, marks: FileMarks) -> None:
    """Have stars and colours given to the files of the selected pictures."""
    from igtagger.export.xmp.marks import LABELS, ColourLabel, Stars

    given: list[tuple[QAction, Mark]] = [
        *((action, Stars(rating)) for rating, action in do.stars.items()),
        *((do.colours[colour], ColourLabel(colour)) for colour in LABELS),
    ]
    for action, mark in given:
        action.triggered.connect(lambda *_, mark=mark: marks.give(space.rows(), mark))
