"""Looks at pictures so that they can be compared: what a run makes of them is kept. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from igtagger.app import listing
from igtagger.app.featuring import FeaturingProgress
from igtagger.app.run import Run
from igtagger.gui.alike.lacking_bar import MakingStep
from igtagger.library.facade import Library


def run_over(run: Run, library: Library, is_listed: Callable[[str], bool]) -> Iterator[MakingStep]:
    """Look at pictures; those that lack nothing cost a look at the disk.

    Args:
        run: not begun.
        library: what is known.
        is_listed: whether a path is in the list: what becomes of others is not told.

    Raises:
        IgTaggerError: see :class:`igtagger.app.run.Run`.
    """
    for each in listing.run_model(run, library, is_listed):
        tally, told = run.tally, each if is_listed(each.path) else None
        yield MakingStep(tally.done, tally.total or 0, tally.failed, told)


def steps_of(featuring: Iterable[FeaturingProgress]) -> Iterator[MakingStep]:
    """The same of pictures of the library, of which none need be in the list."""
    for done, total, failed in featuring:
        yield MakingStep(done, total or 0, failed)
