"""Opens what is about pictures that are alike: similar ones, and copies of the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QItemSelectionModel, QObject, Signal
from PySide6.QtWidgets import QWidget

from igtagger.app.listed_paths import ListedPaths
from igtagger.gui.actions import Actions
from igtagger.gui.alike.asked_field import AskedField
from igtagger.gui.alike.asked_picture import AskedPicture, Features, find_similar
from igtagger.gui.alike.copy_finder import CopyWork
from igtagger.gui.alike.copy_search import CopyWish, find_copies
from igtagger.gui.alike.duplicates_dialog import DuplicatesDialog
from igtagger.gui.alike.similar_page import SimilarPage, SimilarWork
from igtagger.gui.jobs.job import Work
from igtagger.gui.results.selection import stretches
from igtagger.gui.runs.lacking_bar import LackingBar
from igtagger.gui.runs.making_features import MakingFeatures
from igtagger.gui.runs.session import RunRequest, Session
from igtagger.gui.tags.review_history import Reviews
from igtagger.gui.views.thumbnails import Thumbnails
from igtagger.gui.workspace import Workspace

if TYPE_CHECKING:
    from igtagger.app.run import RunOptions
    from igtagger.engines.protocol import EngineOptions


class AlikeViews(QObject):
    """Fulfils "Show similar" and "Find duplicates".

    Args:
        do: whose actions are connected here.
        space: where pictures are chosen, and in which similar ones take the place of the list.
        session: the list, and the model by whose features pictures are compared.
        reviews: what is decided.
        lacking: the bar of the window that makes features where they lack.
        making: what makes them.
        thumbnails: where the small pictures come from.
        engine_options: how the model is run.
        run_options: how pictures are decoded.
        window: the owner.

    Signals:
        add_wanted: paths of pictures that are to be in the list.
        trashed: paths of pictures that are in the trash now.
        problem: a :class:`Problem`.
    """

    add_wanted = Signal(list)
    trashed = Signal(list)
    problem = Signal(object)

    def __init__(
        self,
        do: Actions,
        space: Workspace,
        session: Session,
        reviews: Reviews,
        lacking: LackingBar,
        making: MakingFeatures,
        thumbnails: Thumbnails,
        engine_options: Callable[[], EngineOptions],
        run_options: Callable[[RunRequest], RunOptions],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._do, self._space, self._session, self._reviews = do, space, session, reviews
        self._results, self._window, self._thumbnails = session.results, window, thumbnails
        self._engine_options, self._run_options = engine_options, run_options
        self._making = making
        self._chosen_before: list[int] = []
        self.duplicates: DuplicatesDialog | None = None
        work = SimilarWork(self._find, self._is_listed)
        self.page = SimilarPage(work, lacking, thumbnails, reviews.own.names, space.grid.edge)
        space.pages.addWidget(self.page)
        self.asked_field = AskedField(space.filters.search)
        self._connect()

    def _connect(self) -> None:
        do, space, page = self._do, self._space, self.page
        do.similar.triggered.connect(lambda *_: self._ask_of_chosen())
        do.duplicates.triggered.connect(lambda *_: self.open_duplicates())
        self.asked_field.given.connect(self.ask)
        self.asked_field.ended.connect(self.leave)
        page.asked.connect(self.asked_field.show_name)
        page.left.connect(self.leave)
        page.chosen_changed.connect(self._follow)
        page.add_wanted.connect(self._add)
        page.reveal_wanted.connect(_reveal)
        page.tag_wanted.connect(self._reviews.add_own_of_paths)
        space.filters.filter_changed.connect(lambda _: self.leave())
        for action in (do.grid, do.list):
            action.triggered.connect(lambda *_: self.leave())
        space.selection_changed.connect(self._enable)
        self._results.reordered.connect(self._follow)
        self._results.modelReset.connect(self._leave_if_cleared)
        self._pictures = self._results.pictures
        self._enable()

    def close(self) -> None:
        """End what is under way, as the window closes."""
        self.page.close_jobs()
        if self.duplicates is not None:
            self.duplicates.close_jobs()

    # Similar pictures

    @property
    def is_shown(self) -> bool:
        """Whether similar pictures are in the place of the list."""
        return self._space.pages.currentWidget() is self.page

    def ask(self, asked: AskedPicture) -> None:
        """Show what is similar to this picture."""
        self._do.large.setChecked(False)
        if not self.is_shown:
            self._chosen_before = self._space.rows()
            self._space.pages.setCurrentWidget(self.page)
        self.page.ask(asked)
        self.page.view.setFocus()

    def leave(self) -> None:
        """Back to the list, where the same pictures are selected as before."""
        if not self.is_shown:
            return
        had_focus = self.page.isAncestorOf(self._window.focusWidget() or self._window)
        self._space.pages.setCurrentIndex(0)
        self.page.forget()
        self.asked_field.show_name("")
        self._select(self._chosen_before)
        if had_focus:
            self._space.current_view().setFocus()

    def _ask_of_chosen(self) -> None:
        """The picture that is chosen here, or else in the list."""
        pictures = self._results.pictures
        paths = self.page.paths() if self.is_shown else []
        paths = paths or [pictures.path(row) for row in self._space.rows()[:1]]
        if paths:
            self.ask(AskedPicture(Path(paths[0])))

    def _leave_if_cleared(self) -> None:
        if self._results.pictures is not self._pictures:
            self._pictures, self._chosen_before = self._results.pictures, []
            self.leave()

    def _is_listed(self, path: str) -> bool:
        return self._results.pictures.is_listed(path)

    def _follow(self) -> None:
        """What the window can do with listed pictures it can do here, and with no others."""
        if not self.is_shown:
            return
        chosen = self.page.view.chosen()
        rows = [self._results.pictures.row_of(each.path) for each in chosen]
        shown = [row for row in rows if row is not None and self._results.place_of(row) is not None]
        self._select(shown if len(shown) == len(rows) else [])
        if len(chosen) == 1 and not shown:
            self._space.preview.show_path(chosen[0].path, (chosen[0].version, False))
        self._enable()

    def _select(self, rows: list[int]) -> None:
        flags, selection = QItemSelectionModel.SelectionFlag, self._space.selection
        places = [place for row in rows if (place := self._results.place_of(row)) is not None]
        if places:
            current = self._results.index(places[0], 0)
            selection.setCurrentIndex(current, flags.NoUpdate)
        ordered = np.array(sorted(places), np.intp)
        selection.select(stretches(self._results, ordered), flags.ClearAndSelect)

    def _enable(self) -> None:
        chosen = self.page.paths() if self.is_shown else []
        self._do.similar.setEnabled(bool(chosen) or self._space.selection.hasSelection())

    def _add(self, paths: list[str]) -> None:
        if paths:
            self.add_wanted.emit([Path(path) for path in paths])

    # Copies

    def open_duplicates(self) -> DuplicatesDialog:
        """Look for copies."""
        session = self._session
        work = CopyWork(
            self._find_copies,
            self._results.pictures.listed,
            tuple(session.roots),
            tuple(session.open_folders),
        )
        edge = self._space.grid.edge
        dialog = DuplicatesDialog(
            work, self._making, self._reviews, self._thumbnails, edge, self._window
        )
        dialog.problem.connect(self.problem)
        dialog.trashing.gone.connect(self.trashed)
        dialog.finished.connect(self._forget_duplicates)
        self.duplicates = dialog
        dialog.open()
        return dialog

    def _forget_duplicates(self) -> None:
        self.duplicates = None

    # Work

    def _find(self, asked: AskedPicture, only_listed: bool) -> Work:
        features = self._features()
        listed = self._listed() if only_listed else None
        return lambda cancel: find_similar(asked, features, listed, cancel)

    def _find_copies(self, wish: CopyWish) -> Work:
        features, listed = self._features(), self._listed()
        return lambda cancel: find_copies(wish, features, listed, cancel)

    def _listed(self) -> ListedPaths:
        return ListedPaths(self._results.pictures)

    def _features(self) -> Callable[[Event], Features]:
        """Opens what pictures are compared by, on a thread."""
        context, spec = self._session.context, self._session.spec
        options, managers = self._engine_options(), context.managers
        exact = self._run_options(RunRequest(())).exact

        def opened(cancel: Event) -> Features:
            first = context.passes(spec, kinds=False)[0]
            key = first.features_key(exact=exact, mark=options.key_mark)
            manager = managers.chosen
            return Features(
                context.library, key, lambda: manager.load(spec, options, cancel), exact
            )

        return opened


def _reveal(path: str) -> None:
    from igtagger.gui.reveal import show_in_folder

    show_in_folder(Path(path))
