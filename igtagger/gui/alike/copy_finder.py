"""Where copies are looked for, which ones, and how far that is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from igtagger.app.likeness.copy_decisions import FoundGroup
from igtagger.app.likeness.duplicates import DuplicateProgress
from igtagger.app.likeness.joining_copies import Likeness
from igtagger.gui.alike.copy_search import CopyWish, SearchEnd
from igtagger.gui.jobs.job import Job, Work
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.look.elided import ElidedLabel
from igtagger.gui.look.plain_text import PlainLabel, set_tool_tip
from igtagger.gui.look.spoken_label import SpokenLabel

_STEPS = 1000
_CLOSING_SECONDS = 5.0
_LIST, _ANOTHER = "\0list", "\0another"
"""In the place of a folder: the list, or a folder that is to be chosen."""


@dataclass(frozen=True, slots=True)
class CopyWork:
    """What finds copies, and where.

    Attributes:
        find: work as of :func:`igtagger.gui.alike.copy_search.find_copies`.
        listed: how many pictures are in the list.
        roots: the files and folders of the list.
        folders: those that are folders.
    """

    find: Callable[[CopyWish], Work]
    listed: int = 0
    roots: tuple[Path, ...] = ()
    folders: tuple[Path, ...] = ()


class CopyFinder(QWidget):
    """Looks for copies, anew whenever something else is asked for.

    Args:
        work: what finds them.
        parent: the Qt owner.

    Signals:
        began: it looks from the start: what was found before is of no interest.
        found: some :class:`FoundGroup`, as a list.
        kinds_changed: other likenesses are to be shown of what was found.
        ended: it came to its end or was stopped.
        failed: a :class:`Problem` that ended it.
    """

    began = Signal()
    found = Signal(list)
    kinds_changed = Signal()
    ended = Signal()
    failed = Signal(object)

    def __init__(self, work: CopyWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._job: Job | None = None
        self.wish = CopyWish()
        self.end: SearchEnd | None = None
        self._build()

    def _build(self) -> None:
        self.scope = self._built_scope()
        self.kinds = {
            Likeness.BYTES: QCheckBox(self.tr("Same &file")),
            Likeness.PICTURE: QCheckBox(self.tr("Same &picture")),
            Likeness.NEAR: QCheckBox(self.tr("&Nearly the same")),
        }
        set_tool_tip(self.kinds[Likeness.BYTES], self.tr("Files with the same bytes"))
        set_tool_tip(
            self.kinds[Likeness.PICTURE], self.tr("In another size, format or compression")
        )
        set_tool_tip(self.kinds[Likeness.NEAR], self.tr("Such as cropped, edited or taken again"))
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(PlainLabel(self.tr("Look in")))
        first.addWidget(self.scope)
        for box in self.kinds.values():
            box.setChecked(True)
            box.toggled.connect(self._choose_kinds)
            first.addWidget(box)
        first.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(first)
        column.addLayout(self._built_progress())

    def _built_scope(self) -> QComboBox:
        box, work = QComboBox(), self._work
        if work.listed:
            count = QLocale().toString(work.listed)
            box.addItem(self.tr("Pictures of the list ({count})").format(count=count), _LIST)
        box.addItem(self.tr("The whole library"), None)
        box.addItem(self.tr("Another folder…"), _ANOTHER)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(22)
        box.activated.connect(self._choose_scope)
        SpokenLabel(self.tr("Look in"), box)
        self.scope = box
        for folder in work.folders:
            self.add_folder(folder)
        return box

    def add_folder(self, folder: Path) -> int:
        """Offer a folder; at which place it is."""
        place = self.scope.count() - 1
        name = self.tr("Folder {name}").format(name=folder.name or str(folder))
        self.scope.insertItem(place, name, str(folder))
        self.scope.setItemData(place, str(folder), Qt.ItemDataRole.ToolTipRole)
        return place

    def _built_progress(self) -> QHBoxLayout:
        self.told = ElidedLabel()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName(self.tr("Progress of the search"))
        policy = self.bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(policy)
        self.stop_button = QPushButton(self.tr("&Stop"))
        self.stop_button.setAutoDefault(False)
        self.stop_button.clicked.connect(self._stop_or_look)
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(self.told)
        left.addWidget(self.bar)
        line = QHBoxLayout()
        line.addLayout(left, 1)
        line.addWidget(self.stop_button)
        return line

    # What is asked for

    @property
    def running(self) -> bool:
        """Whether more may be found."""
        return self._job is not None

    def chosen_kinds(self) -> frozenset[Likeness]:
        """Which likenesses are to be shown."""
        return frozenset(kind for kind, box in self.kinds.items() if box.isChecked())

    def _chosen(self) -> CopyWish:
        where, least = self.scope.currentData(), max(self.chosen_kinds(), default=Likeness.BYTES)
        if where is None:
            return CopyWish(least=least)
        if where == _LIST:
            return CopyWish(self._work.roots, listed=True, least=least)
        return CopyWish((Path(where),), least=least)

    def _choose_scope(self, place: int) -> None:
        if self.scope.itemData(place) == _ANOTHER:
            name = QFileDialog.getExistingDirectory(self, self.tr("Look for copies in"))
            if not name:
                self.scope.setCurrentIndex(self._place_of(self.wish))
                return
            self.scope.setCurrentIndex(self.add_folder(Path(name)))
        self.look()

    def _place_of(self, wish: CopyWish) -> int:
        where = _LIST if wish.listed else None if wish.roots is None else str(wish.roots[0])
        return next(n for n in range(self.scope.count()) if self.scope.itemData(n) == where)

    def _choose_kinds(self) -> None:
        """Groups by another weakest likeness are other groups, which are looked for."""
        if self._chosen() != self.wish:
            self.look()
        else:
            self.kinds_changed.emit()

    # Looking

    def look(self) -> None:
        """Look for copies, from the start."""
        self.break_off()
        self.wish, self.end = self._chosen(), None
        # Not owned by this: it lives until it has ended, which may be later.
        self._job = Job(self._work.find(self.wish), self.window().parent() or self)
        self.began.emit()
        self._job.items.connect(self._take)
        self._job.ended.connect(self._ended)
        self._job.start()
        self.told.setText(self.tr("Looking for copies…"))
        self.bar.setRange(0, 0)
        self._show_running()

    def close_job(self) -> None:
        """End, as the window closes."""
        job = self._job
        self.break_off()
        if job is not None:
            job.wait(_CLOSING_SECONDS)

    def _stop_or_look(self) -> None:
        if self._job is None:
            self.look()
            return
        self.break_off()
        self._show_running()
        self.ended.emit()

    def break_off(self) -> None:
        """Look no further: what is still found is of no interest."""
        job, self._job = self._job, None
        if job is not None:
            job.items.disconnect(self._take)
            job.ended.disconnect(self._ended)
            job.cancel()
            job.ended.connect(job.deleteLater)

    def _take(self, items: list[DuplicateProgress | FoundGroup | SearchEnd]) -> None:
        for item in items:
            if isinstance(item, SearchEnd):
                self.end = item
        if groups := [item for item in items if isinstance(item, FoundGroup)]:
            self.found.emit(groups)
        if steps := [item for item in items if isinstance(item, DuplicateProgress)]:
            self._show_progress(steps[-1])

    def _show_progress(self, progress: DuplicateProgress) -> None:
        words = {
            "reading": self.tr("Reading what is known of pictures"),
            "comparing": self.tr("Comparing files byte by byte"),
            "hashes": self.tr("Comparing what pictures look like"),
            "near": self.tr("Comparing what is in pictures"),
        }[progress.stage]
        if progress.total:
            number, text = QLocale().toString, self.tr("{done} of {total}")
            done = text.format(done=number(progress.done), total=number(progress.total))
            words = f"{words}: {done}"
        self.told.setText(words)
        self.bar.setRange(0, _STEPS if progress.total else 0)
        self.bar.setValue(_STEPS * progress.done // progress.total if progress.total else 0)

    def _ended(self, error: BaseException | None) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.deleteLater()
        self._show_running()
        if error is not None:
            self.failed.emit(Problem.of(error))
        self.ended.emit()

    def _show_running(self) -> None:
        running = self._job is not None
        self.bar.setVisible(running)
        self.stop_button.setText(self.tr("&Stop") if running else self.tr("&Look again"))
