"""What a person does with the files of the selected pictures: open them, and throw them away."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from igtagger.domain import Reason
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.look.plain_text import without_keys
from igtagger.gui.picture_files import other_programs
from igtagger.gui.picture_files.desktop_programs import Program
from igtagger.gui.picture_files.trash_jobs import Trashing


class PictureFiles(QObject):
    """Fulfils the actions about files.

    Args:
        paths: of the selected pictures.
        open_: opens them with the usual program.
        open_with: offers other programs.
        trash: moves them to the trash, after a question.
        window: the owner.

    Signals:
        problem: a :class:`Problem`.
    """

    problem = Signal(object)

    def __init__(
        self,
        paths: Callable[[], Sequence[str]],
        open_: QAction,
        open_with: QMenu,
        trash: QAction,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._paths, self._menu, self._window = paths, open_with, window
        self.trashing = Trashing(window)
        self.trashing.problem.connect(self.problem)
        open_.triggered.connect(lambda *_: self._open())
        trash.triggered.connect(lambda *_: self.trashing.ask(paths()))
        open_with.aboutToShow.connect(self._fill)

    def close(self) -> None:
        """End what is under way."""
        self.trashing.close()

    def _few(self) -> list[Path]:
        """The selected pictures, where they are not too many to be opened."""
        paths = [Path(path) for path in self._paths()]
        if len(paths) <= other_programs.MOST:
            return paths
        self._tell(Reason("open.too-many", most=other_programs.MOST))
        return []

    def _open(self) -> None:
        for path in self._few():
            if not other_programs.open_usually(path):
                self._tell(Reason("open.no-program", path=path.name))
                return

    def _fill(self) -> None:
        """The programs that the desktop has for the first of the pictures."""
        self._menu.clear()
        paths = self._paths()
        for program in other_programs.known_programs(Path(paths[0])) if paths else []:
            action = self._menu.addAction(without_keys(program.name))
            action.triggered.connect(lambda *_, program=program: self._open_with(program))
        if sys.platform in ("darwin", "win32") and paths:
            self._menu.addAction(self.tr("Another program…")).triggered.connect(self._choose)
        if self._menu.isEmpty():
            self._menu.addAction(self.tr("No program is known for it")).setEnabled(False)

    def _open_with(self, program: Program) -> None:
        paths = self._few()
        if paths and not other_programs.open_with(program, paths):
            self._tell(Reason("open.not-started", program=program.name))

    def _choose(self) -> None:
        paths = self._few()
        if not paths or other_programs.choose_program(paths[0]):
            return
        app = QFileDialog.getOpenFileName(
            self._window, self.tr("Open with"), "/Applications", self.tr("Applications (*.app)")
        )[0]
        if app and not other_programs.open_with_app(Path(app), paths):
            self._tell(Reason("open.not-started", program=Path(app).stem))

    def _tell(self, reason: Reason) -> None:
        self.problem.emit(Problem.told(reason))
