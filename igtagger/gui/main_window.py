"""The window: puts the parts together and gives each wish of the person to who fulfils it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
)
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget

from igtagger.app.context import Context
from igtagger.app.names import name_rule
from igtagger.app.picture_values import TagKey, Which
from igtagger.domain import Reason
from igtagger.errors import IgTaggerError
from igtagger.gui import window_state
from igtagger.gui.actions import Actions
from igtagger.gui.alike_views import AlikeViews
from igtagger.gui.announcements import Announcements
from igtagger.gui.dialogs.export_jobs import Exporting
from igtagger.gui.dialogs.standard_dialogs import Dialogs
from igtagger.gui.dialogs.tag_managing import TagManaging
from igtagger.gui.done_bar import DoneBar
from igtagger.gui.file_actions import FileActions
from igtagger.gui.file_writing.file_marks import FileMarks
from igtagger.gui.file_writing.tag_writing import TagWriting
from igtagger.gui.file_writing.writing_bar import WritingBar
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.jobs.problems_panel import ProblemsPanel
from igtagger.gui.judging.judging_tools import JudgingTools
from igtagger.gui.keeping_order import KeepingOrder
from igtagger.gui.list_keeping import ListKeeping
from igtagger.gui.look import theme, translation
from igtagger.gui.look.fitting_pages import FittingPages
from igtagger.gui.look.icons import app_icon
from igtagger.gui.main_toolbar import MainToolBar
from igtagger.gui.model_windows.model_choice import ModelChoice, usable_spec
from igtagger.gui.model_windows.weights_jobs import WeightsJobs
from igtagger.gui.panel_room import PanelRoom
from igtagger.gui.picture_pages import PicturePages
from igtagger.gui.results.results_model import ResultsModel
from igtagger.gui.runs import intake
from igtagger.gui.runs.feature_work import FeatureWork
from igtagger.gui.runs.intake import Intake
from igtagger.gui.runs.lacking_bar import LackingBar
from igtagger.gui.runs.lock_hint import LockHint
from igtagger.gui.runs.making_features import MakingFeatures
from igtagger.gui.runs.passed_over import PassedOver
from igtagger.gui.runs.session import RunRequest, RunState, Session
from igtagger.gui.runs.taught_news import TaughtNews
from igtagger.gui.selected_pictures import SelectedPictures, connect_marks
from igtagger.gui.start_page import StartPage
from igtagger.gui.status_line import StatusLine
from igtagger.gui.tag_sheets import TagSheets
from igtagger.gui.tag_teaching import TagTeaching
from igtagger.gui.tags.review_history import Reviews
from igtagger.gui.views.thumbnails import Thumbnails
from igtagger.gui.workspace import Workspace
from igtagger.labels.naming import Naming
from igtagger.settings import Preferences, Settings, save_preferences

if TYPE_CHECKING:
    from igtagger.app.run import RunOptions
    from igtagger.engines.protocol import EngineOptions

MOST_KEPT = 5_000
"""So many files and folders come back at the next start; more would hold it up."""


class MainWindow(QMainWindow):
    """One window on one list of pictures.

    Args:
        settings: where things are.
        preferences: what the person chose before.
    """

    heard = Signal(object)
    """A :class:`Reason` of the engine's, from any thread."""
    warned = Signal(object)
    """A :class:`Reason`, from any thread: what happened to the library. It stays in sight until it
    is dismissed."""

    def __init__(self, settings: Settings, preferences: Preferences) -> None:
        super().__init__()
        self.preferences = preferences
        self.context = Context(settings, self.heard.emit, self.warned.emit)
        spec = usable_spec(self.context, preferences.model)
        self.results = ResultsModel(name_rule(spec, self._naming()), preferences.detail, self)
        self.session = Session(
            self.context,
            self.results,
            self._engine_options,
            self._run_options,
            lambda: self.preferences.kinds,
            lambda: self.preferences.keep_features,
            spec,
            self,
        )
        self.weights = WeightsJobs(
            self.context.store, self.context.catalog, self, renew=self.context.renew_models
        )
        self.reviews = Reviews(self.results, lambda: self.context.library, self)
        self.choice = ModelChoice(self.session, self.weights, self)
        self.dialogs = Dialogs(self, settings.data_dir)
        self.tag_managing = TagManaging(self.reviews, settings, self.warned.emit, self)
        self.taught_news = TaughtNews(self.session, lambda: self._naming(again=True), self)
        self.thumbnails = Thumbnails(parent=self)
        self.intake = Intake(self, settings.data_dir, self._last_folder)
        self.exporting = Exporting(self.session, self)
        self.writing = TagWriting(self.session, self.thumbnails, self)
        self.lock_hint = LockHint(lambda: self.context.waited_seconds, self)
        self.features = FeatureWork(self.session, self._engine_options, self._run_options)
        self.making = MakingFeatures(self.features.make, lambda: self.session.is_free, self)
        self._told_of_loss = False  # decisions could not be kept: closing again gives them up
        self._told_of_work: Problem | None = None  # likewise; it closes when that is done
        self._empty: bool | None = None  # whether the start page is shown
        self.actions_ = Actions(
            self, self.reviews.undo_action(self), self.reviews.redo_action(self)
        )
        self._build()
        self._connect_parts()
        self._connect_actions()
        self._join_parts(settings)
        self.workspace.sidebar.saved.load()
        Announcements(self.session, self.reviews, self.workspace, self.done, self.status, self)
        window_state.restore(self, self.workspace, self.actions_)
        self.room = PanelRoom(
            self.workspace, self.actions_.tags, self.actions_.details, self.workspace.preview
        )
        self.choice.tell_if_gone(preferences.model)
        self._refresh_all()

    # Building

    def _join_parts(self, settings: Settings) -> None:
        """What joins parts of the window to each other: see docs/architecture.md."""
        self.selected = SelectedPictures(
            self.actions_, self.workspace, self.results, self.reviews, self
        )
        self.judging = JudgingTools(
            self.actions_, self.workspace, self.results, self.reviews, self.status,
            lambda: self.preferences, self.prefer, settings.tag_sets_file, self,
        )  # fmt: skip
        self.judging.keys.install(self.looking.loupe.canvas, one=True)
        self.judging.sets.problem.connect(self.problems.add)
        self.marks = FileMarks(self.session, self.writing, self)
        self.marks.problem.connect(self.problems.add)
        connect_marks(self.actions_, self.workspace, self.marks)
        sheets = TagSheets(
            self.actions_, self.workspace, self.results, self.reviews, self.thumbnails, self
        )
        sheets.told.connect(self.status.say)
        self.teaching = TagTeaching(
            self.actions_, self.workspace, self.session, self.features, self.making, self.reviews,
            self.thumbnails,
        )  # fmt: skip
        self.teaching.problem.connect(self.problems.add)
        self.teaching.changed.connect(self.taught_news.renew)
        self.making.seen.connect(self.results.add)
        self.making.problem.connect(self.problems.add)
        self.session.state_changed.connect(self._let_run_begin)
        self.lacking.focus_left.connect(self._focus_pictures)
        self.files = FileActions(self.actions_, self.workspace, self.session)
        self.files.problem.connect(self.problems.add)
        self.files.trashing.done.connect(self.done.tell_trashed)
        self.alike = AlikeViews(
            self.actions_, self.workspace, self.session, self.reviews, self.lacking, self.making,
            self.thumbnails, self._engine_options, self._run_options, self,
        )  # fmt: skip
        self.alike.problem.connect(self.problems.add)
        self.alike.add_wanted.connect(self.open_paths)
        self.alike.trashed.connect(self.files.trashing.gone)
        self.keeping = ListKeeping(
            self.actions_, self.workspace, self.session,
            lambda: self.preferences.recent_folders, self.open_paths, self.clear, self,
        )  # fmt: skip
        self.intake.opened.connect(self.keeping.open)
        self.choice.manager.pictures_wanted.connect(self.keeping.open)

    def _build(self) -> None:
        self.setWindowTitle("igtagger")
        self.setWindowIcon(app_icon())
        self.setAcceptDrops(True)
        self.resize(1240, 800)
        self.actions_.fill(self.menuBar())
        MainToolBar(self.actions_, self.choice.picker, self)
        self.problems, self.done = ProblemsPanel(self), DoneBar(self)
        self.order = KeepingOrder(self.session, self.actions_, lambda: self.preferences, self)
        self.writing_bar = WritingBar(self)
        self.lacking = LackingBar(self.making, parent=self)
        self.lacking.setContentsMargins(12, 6, 12, 8)
        self.start = StartPage(self)
        self.workspace = Workspace(
            self.results, self.reviews, self.thumbnails, self.context.settings.searches_file, self
        )
        self.pages = FittingPages(self)
        self.pages.addWidget(self.start)
        self.looking = PicturePages(
            self.workspace, self.results, self.thumbnails, self.actions_, self
        )
        self.pages.addWidget(self.looking)
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        # Below the pictures: nothing that is looked at moves when they come and go.
        column.addWidget(self.pages, 1)
        for bar in (self.problems, self.done, self.order.bars):
            column.addWidget(bar)
        for bar in (self.lacking, self.writing_bar):
            column.addWidget(bar)
        self.setCentralWidget(middle)
        self.status = StatusLine(self.workspace.size_slider, self)
        self.passed_over = PassedOver(self)
        self.status.addWidget(self.passed_over)
        self.setStatusBar(self.status)

    def _connect_parts(self) -> None:
        self.heard.connect(self.status.tell)
        self.warned.connect(self._warn)
        for source in (
            self.session, self.choice, self.reviews, self.intake, self.exporting, self.dialogs,
            self.passed_over, self.writing, self.order, self.workspace.sidebar.saved,
            self.taught_news,
        ):  # fmt: skip
            source.problem.connect(self.problems.add)
        self.reviews.wide_ended.connect(self.taught_news.look)
        self.lock_hint.began.connect(self.problems.add)
        self.lock_hint.ended.connect(self.problems.dismiss)
        self.intake.brought.connect(self.open_paths)
        self.exporting.done.connect(self.done.tell_exported)
        self.writing.progress_changed.connect(self._show_writing)
        self.writing.done.connect(self.done.tell_written)
        self.writing_bar.stop_requested.connect(self.writing.stop)
        self.done.undo_requested.connect(self.writing.take_back)
        for work in (self.exporting, self.writing):
            work.problem.connect(self._stay_open)
            work.done.connect(self._close_if_asked)
        self.problems.open_log_requested.connect(self.dialogs.open_log)
        self.problems.verb_requested.connect(self._go_on)
        self.session.state_changed.connect(self._refresh_all)
        self.session.listing_changed.connect(self._refresh_all)
        self.session.folders_brought.connect(self._keep_recent)
        self.session.listed.connect(self.passed_over.show_scan)
        self.passed_over.found_nothing.connect(self.start.tell_empty)
        self.session.retrying.connect(self.thumbnails.forget)
        self.session.progress_changed.connect(self._show_progress)
        self.results.rowsInserted.connect(self._refresh_pages)
        self.results.modelReset.connect(self._refresh_pages)
        self.results.counts_changed.connect(self._show_counts)
        self.choice.chosen.connect(self._model_chosen)
        self.dialogs.settings_changed.connect(self._use_settings)
        self.dialogs.names_changed.connect(self._use_other_rules)
        self.tag_managing.names_changed.connect(self._use_other_rules)
        self.workspace.tags.manage_requested.connect(self.tag_managing.open)
        self.workspace.tags.vocabulary_requested.connect(self._edit_vocabulary)
        self.workspace.details.vocabulary_requested.connect(self._edit_vocabulary)
        self.start.images_requested.connect(self.intake.ask_for_images)
        self.start.folder_requested.connect(self.intake.ask_for_folder)
        self.start.samples_requested.connect(self.intake.bring_samples)
        self.start.models_requested.connect(self.choice.manage)
        self.start.folder_chosen.connect(lambda folder: self.open_paths([Path(folder)]))
        bar = self.workspace.run_bar
        bar.pause_requested.connect(self.session.pause)
        bar.resume_requested.connect(self.session.resume)
        bar.stop_requested.connect(self.session.stop)
        self.workspace.selection_changed.connect(self._refresh_actions)
        self.workspace.detail.changed.connect(self._show_more_or_less)
        self.workspace.details.retry_requested.connect(self.session.retry_failed)
        tags = self.workspace.tags
        for wish, verb in (
            (tags.confirm_requested, self.reviews.confirm),
            (tags.reject_requested, self.reviews.reject),
            (tags.remove_requested, self.reviews.remove_own),
        ):
            wish.connect(lambda key, verb=verb: verb(self.reviews.rows_showing(key), key))
        tags.own_requested.connect(
            lambda word: self.reviews.add_own(self.results.pictures.with_file_word(word), [word])
        )
        tags.rename_requested.connect(
            lambda old, new: self.reviews.rename_own(self.reviews.rows_showing(old), old, new)
        )

    def _connect_actions(self) -> None:
        do, space = self.actions_, self.workspace
        for action, verb in (
            (do.open_folder, self.intake.ask_to_open),
            (do.add_images, self.intake.ask_for_images),
            (do.add_folder, self.intake.ask_for_folder),
            (do.paste, self.intake.paste),
            (do.samples, self.intake.bring_samples),
            (do.export, self.export),
            (do.write, lambda: self.writing.ask(space.rows(), self)),
            (do.written, lambda: self.writing.ask_back(self)),
            (do.clear, self.clear),
            (do.settings, lambda: self.dialogs.change_settings(self.preferences)),
            (do.quit, self.close),
            (do.tag, self.session.tag),
            (do.pause, self._pause_or_resume),
            (do.stop, self.session.stop),
            (do.retry, self.session.retry_failed),
            (do.anew, lambda: self.session.tag_anew(space.rows())),
            (do.models, self.choice.manage),
            (do.vocabulary, self._edit_vocabulary),
            (do.own_tags, self.tag_managing.open),
            (do.find, space.filters.focus_search),
            (do.grid, lambda: space.show_grid(grid=True)),
            (do.list, lambda: space.show_grid(grid=False)),
            (do.larger, lambda: space.size_slider.setValue(space.size_slider.value() + 32)),
            (do.smaller, lambda: space.size_slider.setValue(space.size_slider.value() - 32)),
            (do.shortcuts, self.dialogs.show_shortcuts),
            (do.log, self.dialogs.open_log),
            (do.about, self.dialogs.show_about),
        ):
            action.triggered.connect(lambda *_, verb=verb: verb())
        self.tag_managing.offer_writing(do.written, do.write)
        do.tags.toggled.connect(space.sidebar.setVisible)
        do.details.toggled.connect(space.right.setVisible)
        do.full_screen.toggled.connect(
            lambda on: self.showFullScreen() if on else self.showNormal()
        )

    # Bringing pictures in

    def open_paths(self, paths: Sequence[Path], *, tag: bool | None = None) -> None:
        """Bring files and folders in; they are tagged at once unless the person prefers not."""
        if not paths:
            return
        self.keeping.expect()
        self.start.tell_empty()
        self.session.add(paths, tag=self.preferences.tag_on_drop if tag is None else tag)
        self._refresh_all()

    def open_from_outside(self, paths: Sequence[Path]) -> bool:
        """Bring in what another copy or the system hands over, and come to the front.

        Returns:
            False where the window is closing already, and does not take them.
        """
        if not self.isVisible():
            return False
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()
        self.open_paths(paths)
        return True

    def open_last(self) -> None:
        """What was open when the window was closed, without running the model."""
        kept = self.preferences.last_paths
        there = [path for path in kept if os.path.exists(path)]  # noqa: PTH110  never raises
        self.open_paths(there, tag=False)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Say whether what is held over the window can be dropped."""
        if _accept(event):
            self.start.set_dragging(over=True)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802
        """The keys that are held say what the source would like; it is a copy whatever they are."""
        _accept(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        """It was taken away again."""
        self.start.set_dragging(over=False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Take it in."""
        self.start.set_dragging(over=False)
        if _accept(event):
            self.intake.take(event.mimeData())

    def clear(self) -> None:
        """Forget the list; the library keeps everything."""
        self.session.clear()
        self.passed_over.forget()
        self.keeping.forget()
        self._refresh_all()

    def _last_folder(self) -> Path:
        recent = self.preferences.recent_folders
        return recent[0] if recent else Path.home()

    def _keep_recent(self, folders: Sequence[Path]) -> None:
        preferences = self.preferences
        for folder in folders:
            preferences = preferences.with_recent(folder)
        self.prefer(preferences)

    # The model and the run

    def _model_chosen(self, model_id: str) -> None:
        self.prefer(replace(self.preferences, model=model_id))
        self.workspace.filters.set_tag(None)
        self.workspace.filters.set_kind(None)

    def _pause_or_resume(self) -> None:
        if self.session.state is RunState.PAUSED:
            self.session.resume()
        else:
            self.session.pause()

    def _focus_pictures(self) -> None:
        (self.alike.page.view if self.alike.is_shown else self.workspace.current_view()).setFocus()

    def _let_run_begin(self) -> None:
        """A run makes features itself, and wants the model for it."""
        if self.session.state is RunState.RUNNING:
            self.making.stop()

    def _go_on(self, problem: Problem) -> None:
        if self.session.go_on(problem):
            self.problems.dismiss(problem)

    def _engine_options(self) -> EngineOptions:
        from igtagger.engines.protocol import EngineOptions

        wish = self.preferences
        return EngineOptions(wish.device, wish.precision, wish.batch_size, wish.engine)

    def _run_options(self, request: RunRequest) -> RunOptions:
        from igtagger.app.run import RunOptions

        return RunOptions(
            recursive=self.preferences.recursive,
            exact=self.preferences.exact,
            fresh=request.fresh,
            retry_failed=request.retry_failed,
        )

    # Exports and settings

    def export(self) -> None:
        """Results to a file for other programs."""
        self.exporting.ask(self.workspace.rows(), self._last_folder(), self)

    def _use_settings(self, preferences: Preferences) -> None:
        before, self.preferences = self.preferences, preferences
        self.prefer(preferences)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, theme.Theme(preferences.theme))
        if not preferences.kinds:
            self.workspace.filters.set_kind(None)
        if _kept_as(preferences) != _kept_as(before):
            self.session.look_again()
        if preferences.names_language != before.names_language:
            self._use_names(self._naming())
        if preferences.language != before.language:
            self.status.say(self.tr("The language changes at the next start."))

    # Showing how things are

    def _refresh_all(self) -> None:
        self._refresh_pages()
        self._refresh_actions()
        self._show_progress()
        self._show_counts()
        running = self.session.state is not RunState.IDLE
        self.thumbnails.set_busy(running)

    def _refresh_pages(self) -> None:
        empty = not self.results.pictures.listed and not self.session.listing
        self.pages.setCurrentWidget(self.start if empty else self.looking)
        self.workspace.size_slider.setVisible(not empty)
        if empty != self._empty:
            self._empty = empty
            (self.start.first_button if empty else self.workspace.current_view()).setFocus()
        if empty:
            self.start.set_recent([str(path) for path in self.preferences.recent_folders])

    def _refresh_actions(self) -> None:
        do, state = self.actions_, self.session.state
        some = bool(self.results.pictures.listed)
        chosen = self.workspace.selection.hasSelection()
        idle, paused = self.session.is_free, state is RunState.PAUSED
        do.tag.setEnabled(some and idle)
        do.pause.setEnabled(state in (RunState.RUNNING, RunState.PAUSED))
        do.pause.setText(self.tr("&Resume") if paused else self.tr("&Pause"))
        do.stop.setEnabled(state in (RunState.RUNNING, RunState.PAUSED))
        for action in (
            do.export, do.clear, do.select_all, do.find, do.grid, do.list, do.go_through,
        ):  # fmt: skip
            action.setEnabled(some)
        for action in (
            do.confirm, do.reject, do.reset, do.own, do.copy, do.copy_labels, do.reveal, do.anew,
            do.open, do.open_with.menuAction(), do.trash, do.remove,
        ):  # fmt: skip
            action.setEnabled(chosen)
        do.marks.setEnabled(chosen)
        do.write.setEnabled(some and not self.writing.busy)
        do.written.setEnabled(not self.writing.busy)
        do.kind.setEnabled(chosen and bool(self.results.pictures.kind_counts()))
        failed = self.results.pictures.state_counts()[Which.FAILED]
        do.retry.setEnabled(bool(failed) and idle)

    def _show_progress(self) -> None:
        self.workspace.run_bar.show_run(self.session.state, self.session.progress)
        self.status.show_engine(self.session.engine, self.preferences.device)

    def _show_writing(self) -> None:
        progress = self.writing.progress
        if progress is not None:
            self.done.forget_run()
        if (progress is None) == self.writing_bar.isVisibleTo(self):
            self._refresh_actions()
        self.writing_bar.show_progress(progress)

    def _show_counts(self) -> None:
        counts = self.results.pictures.state_counts()
        self.status.show_counts(counts, listing=self.session.listing)
        self._refresh_actions()

    def _naming(self, *, again: bool = False) -> Naming:
        """What things are called, in the language chosen for that, else in the window's.

        What is wrong in the person's files is told, unless ``again``.
        """
        window = translation.language_of(self.preferences.language)
        language = self.preferences.names_language or window

        def tell(reason: Reason) -> None:  # once the window has a place for it
            if not again:
                QTimer.singleShot(0, self, lambda: self.warned.emit(reason))

        return self.context.naming(language, tell)

    def _edit_vocabulary(self, key: TagKey = "") -> None:
        pictures, file = self.results.pictures, self.context.settings.vocabulary_file
        name = pictures.name_of(key) if key else ""
        words = self.reviews.own.file_words()
        self.dialogs.edit_vocabulary(pictures.naming, words, file, name)

    def _use_other_rules(self) -> None:
        self.context.forget_names()
        self._use_names(self._naming(again=True))

    def _use_names(self, naming: Naming) -> None:
        """Things are called otherwise from now on."""
        self.results.use_rule(name_rule(self.session.spec, naming))

    def _show_more_or_less(self, detail: float) -> None:
        self.results.set_detail(detail)
        self.preferences = replace(self.preferences, detail=detail)

    def prefer(self, preferences: Preferences) -> None:
        """Keep other preferences, for the next start too."""
        self.preferences = preferences
        try:
            save_preferences(preferences)
        except IgTaggerError as error:
            self.problems.add(Problem.of(error))

    def _warn(self, reason: Reason) -> None:
        self.problems.add(Problem.told(reason))

    # The end

    def _unfinished(self) -> Problem | None:
        for work in (self.exporting, self.writing):
            if (problem := work.finish()) is not None:
                return problem
        return None

    def _is_writing(self) -> bool:
        return self.exporting.busy or self.writing.busy

    def _close_if_asked(self) -> None:
        if self._told_of_work is not None and not self._is_writing():
            self.close()

    def _stay_open(self) -> None:
        """What closing waited for did not go well."""
        if self._told_of_work is not None and not self._is_writing():
            self.problems.dismiss(self._told_of_work)
            self._told_of_work = None

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Stop what runs; results are safe already."""
        self.hide()  # what is in hand may take a moment; the person need not watch it
        if not self.reviews.finish() and not self._told_of_loss:
            self._told_of_loss = True
            event.ignore()
            self.show()
            return
        if self._told_of_work is None and (problem := self._unfinished()) is not None:
            self._told_of_work = problem if self._is_writing() else None
            event.ignore()
            self.show()
            self.problems.add(problem)
            return
        self.prefer(replace(self.preferences, last_paths=self.session.wanted()[:MOST_KEPT]))
        self.looking.close_pages()
        self.room.bring_back()
        window_state.save(self, self.workspace, self.actions_)
        self.weights.stop_all(2.0)
        parts = (self.alike, self.exporting, self.writing, self.files, self.order)
        for part in (
            *parts,
            self.choice,
            self.teaching,
            self.making,
            self.taught_news,
            self.thumbnails,
        ):
            part.close()
        self.session.close()
        super().closeEvent(event)


def _kept_as(preferences: Preferences) -> tuple[bool, bool, bool]:
    """What of the preferences decides which outcomes count."""
    return preferences.exact, preferences.kinds, preferences.precision == "int8"


def _accept(event: QDropEvent) -> bool:
    """Accept what can be taken in, never as a move: its source might delete the originals then.

    What is dragged from this window is here already.
    """
    action = intake.harmless(event.possibleActions())
    ours = event.source() is not None
    if ours or action is None or not intake.accepts(event.mimeData()):
        event.ignore()
        return False
    event.setDropAction(action)
    event.accept()
    return True
