"""Looks at pictures so that they can be compared: what a run makes of them is kept. No Qt here."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from igtagger.app import listing
from igtagger.app.run import Run
from igtagger.gui.alike.lacking_bar import MakingStep
from igtagger.library.facade import Library


def make_comparable(
    roots: Sequence[Path] | None,
    library: Library,
    begin: Callable[[Sequence[Path]], Run],
    is_listed: Callable[[str], bool],
) -> Iterator[MakingStep]:
    """Look at pictures that lack something; those that lack nothing cost a look at the disk.

    Args:
        roots: files and folders; all that is known where None.
        library: what is known.
        begin: makes a run over files and folders, not begun.
        is_listed: whether a path is in the list: what becomes of others is not told.

    Raises:
        IgTaggerError: see :class:`igtagger.app.run.Run`.
    """
    if roots is None:
        roots = [path for path in library.paths() if os.path.exists(path)]  # noqa: PTH110
    run = begin(roots)
    for seen in listing.run_model(run, library, is_listed):
        tally = run.tally
        told = seen if is_listed(seen.path) else None
        yield MakingStep(tally.done, tally.total or 0, tally.failed, told)
