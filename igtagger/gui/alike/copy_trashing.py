"""Copies that are not wanted, moved to the trash; at least one of each group stays."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from igtagger.app.likeness.duplicates import Member
from igtagger.gui.alike.likeness_words import size_text
from igtagger.gui.jobs.job import Job
from igtagger.gui.jobs.problems import Problem
from igtagger.gui.picture_files.trash_jobs import Trashing

_CLOSING_SECONDS = 5.0

Parted = tuple[list[Member], list[Member]]
"""Of a group: what is not wanted, and what is to stay."""


class CopyTrashing(Trashing):
    """Asks the disk what stays, then the person, and moves the others.

    Args:
        window: asks.

    Signals:
        refused: why some do not go.
    """

    refused = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._looking: Job | None = None

    def ask_for(self, groups: Sequence[Parted]) -> None:
        """Ask whether what is not wanted of these groups is to go, as far as it may."""
        if not groups or self.busy or self._looking is not None:
            return
        found: list[Member] = []
        job = self._looking = Job(lambda cancel: doomed_among(groups, cancel), self)
        job.items.connect(found.extend)
        job.ended.connect(lambda error: self._found(groups, found, error))
        job.start()

    def _found(
        self, groups: Sequence[Parted], doomed: Sequence[Member], error: BaseException | None
    ) -> None:
        job, self._looking = self._looking, None
        if job is None:
            return
        job.deleteLater()
        if error is not None:
            self.problem.emit(Problem.of(error))
            return
        if len(doomed) < sum(len(going) for going, _ in groups):
            self.refused.emit(
                self.tr("Some stay, as no other copy of their group would: at least one stays.")
            )
        if doomed:
            size = size_text(sum(member.size for member in doomed))
            note = self.tr("They take {size}. At least one copy of each stays.").format(size=size)
            self.ask([str(member.path) for member in doomed], note)

    def close(self) -> None:
        """End what is under way, between two files."""
        job, self._looking = self._looking, None
        if job is not None:
            job.cancel()
            job.wait(_CLOSING_SECONDS)
        super().close()


def doomed_among(groups: Sequence[Parted], cancel: Event) -> Iterator[Member]:
    """What may go: of groups of which another copy is there, at this moment.

    A link to what goes is no copy, nor is the same file by another way.
    """
    for going, staying in groups:
        if cancel.is_set():
            return
        doomed = {_entry(member.path) for member in going}
        left = (os.path.realpath(member.path) for member in staying)
        if any(os.path.exists(path) and path not in doomed for path in left):  # noqa: PTH110
            yield from going


def _entry(path: Path) -> str:
    """Where a file, or a link, stands in truth, whichever way leads there."""
    return os.path.join(os.path.realpath(path.parent), path.name)  # noqa: PTH118  as realpath
