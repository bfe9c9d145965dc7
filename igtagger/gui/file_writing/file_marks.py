"""Stars and colours that a person gives to pictures: into their files, as tags are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from igtagger.export.xmp.presets import PRESETS
from igtagger.gui.file_writing.program_words import where_words
from igtagger.gui.file_writing.tag_writing import TagWriting
from igtagger.gui.jobs.job import Job
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.look.plain_text import PlainLabel
from igtagger.gui.runs.session import Session

if TYPE_CHECKING:
    from igtagger.export.xmp.marks import Mark


class FileMarks(QObject):
    """Writes stars and colours for the program for which was written last.

    Where nothing was ever written, the person is asked for which program; once, as what is written
    then is on record.

    Args:
        session: whose pictures and library.
        writing: what writes.
        window: the owner.

    Signals:
        problem: a :class:`Problem`.
    """

    problem = Signal(object)

    def __init__(self, session: Session, writing: TagWriting, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._writing, self._window = session, writing, window
        self._looking: Job | None = None

    def give(self, rows: Sequence[int], mark: Mark) -> None:
        """Give these pictures stars or a colour."""
        pictures = self._session.results.pictures
        paths = [pictures.path(row) for row in rows]
        if not paths or self._looking is not None:
            return
        if self._writing.last is not None:
            self._writing.write_mark(mark, paths)
            return
        self._look(lambda preset: self._give_for(preset, mark, paths))

    def _look(self, found: Callable[[str | None], None]) -> None:
        """Ask the library, on a thread, for which program was written last."""
        library = self._session.context

        def looking(_: Event) -> Iterator[str | None]:
            runs = library.library.write_runs()
            yield next((run.preset for run in reversed(runs) if run.preset in PRESETS), None)

        told: list[str | None] = []

        def ended(error: BaseException | None) -> None:
            job.deleteLater()
            self._looking = None
            if error is not None:
                self.problem.emit(Problem.of(error))
            elif told:
                found(told[-1])

        job = self._looking = Job(looking, self)
        job.items.connect(told.extend)
        job.ended.connect(ended)
        job.start()

    def _give_for(self, preset: str | None, mark: Mark, paths: Sequence[str]) -> None:
        if preset is not None:
            self._writing.write_mark(mark, paths, preset)
            return
        asking = ProgramDialog(self._window)
        asking.accepted.connect(lambda: self._writing.write_mark(mark, paths, asking.preset))
        asking.open()


class ProgramDialog(QDialog):
    """Asks for which program stars and colours are written."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Stars and colours into files"))
        words = PlainLabel(
            self.tr(
                "They are written into the pictures, or into sidecars beside them, and can be "
                "taken back. Which program is to read them?"
            )
        )
        words.setWordWrap(True)
        self.program = QComboBox()
        for each in PRESETS.values():
            self.program.addItem(each.title, each.name)
        self.program.setAccessibleName(self.tr("Program"))
        self._where = PlainLabel()
        self._where.setWordWrap(True)
        self.program.currentIndexChanged.connect(lambda _: self._show_where())
        self._show_where()
        buttons = QDialogButtonBox()
        write = buttons.addButton(self.tr("&Write"), QDialogButtonBox.ButtonRole.AcceptRole)
        write.setDefault(True)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (words, self.program, self._where, buttons):
            layout.addWidget(widget)
        self.resize(460, self.sizeHint().height())

    @property
    def preset(self) -> str:
        """The name of the program's preset."""
        return str(self.program.currentData())

    def _show_where(self) -> None:
        self._where.setText(where_words(PRESETS[self.preset], beside=False))
