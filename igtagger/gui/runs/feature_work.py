"""Features that are missing: of how many pictures, and the work that makes them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from igtagger.app import listing
from igtagger.errors import IgTaggerError
from igtagger.gui.jobs.job import Work
from igtagger.gui.runs.making_features import MakingStep
from igtagger.gui.runs.session import RunRequest, Session

if TYPE_CHECKING:
    from igtagger.app.layers import Passes
    from igtagger.app.run import Run, RunOptions
    from igtagger.engines.protocol import EngineOptions
    from igtagger.library.features import FeaturesKey


class FeatureWork:
    """Of the model that is chosen, as it is run here.

    Args:
        session: has the model, and the list.
        engine_options: how the model is run.
        run_options: how pictures are decoded.
    """

    def __init__(
        self,
        session: Session,
        engine_options: Callable[[], EngineOptions],
        run_options: Callable[[RunRequest], RunOptions],
    ) -> None:
        self._session = session
        self._engine_options, self._run_options = engine_options, run_options

    def key(self) -> FeaturesKey | None:
        """What they are kept under; None where the model's weights are not here."""
        try:
            first = self._passes()[0]
        except IgTaggerError:
            return None
        exact, mark = self._run_options(RunRequest(())).exact, self._engine_options().key_mark
        return first.features_key(exact=exact, mark=mark)

    def _passes(self) -> Passes:
        session = self._session
        return session.context.passes(session.spec, kinds=False, features=True)

    def counting(self) -> Callable[[], int]:
        """Counts, on any thread, how many pictures that are there lack them."""
        key, context = self.key(), self._session.context

        def count() -> int:
            lacking = context.library.without_features(key) if key is not None else ()
            return sum(map(os.path.isfile, lacking))

        return count

    def make(self, roots: tuple[Path, ...] | None) -> Work:
        """Makes them all; for a job, which yields a :class:`MakingStep` each.

        Args:
            roots: files and folders, of whose pictures those that the library does not know are
                made known, too; None for all pictures of the library.
        """
        session, context, spec = self._session, self._session.context, self._session.spec
        engine_options, options = self._engine_options(), self._run_options(RunRequest(()))

        def of_library(cancel: Event) -> Iterator[MakingStep]:
            from igtagger.app.featuring import make_missing

            for done, total, failed in make_missing(
                context.library,
                context.passes(spec, kinds=False, features=True),
                managers=context.managers,
                engine_options=engine_options,
                options=options,
                cancel=cancel,
            ):
                yield MakingStep(done, total or 0, failed)

        def of_roots(cancel: Event) -> Iterator[MakingStep]:
            from igtagger.app.run import Run

            run = Run(
                [root for root in roots or () if root.exists()],
                context.passes(spec, kinds=False, features=True),
                managers=context.managers,
                engine_options=engine_options,
                library=context.library,
                options=options,
                cancel=cancel,
            )
            yield from _steps_of(run, session)

        return of_library if roots is None else of_roots


def _steps_of(run: Run, session: Session) -> Iterator[MakingStep]:
    """Those that lack nothing cost a look at the disk; of listed ones it is told what they are."""

    def is_listed(path: str) -> bool:
        return session.results.pictures.is_listed(path)

    for each in listing.run_model(run, session.context.library, is_listed):
        tally, told = run.tally, each if is_listed(each.path) else None
        yield MakingStep(tally.done, tally.total or 0, tally.failed, told)
