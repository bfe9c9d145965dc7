"""Features that are missing: of how many pictures, and the work that makes them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from threading import Event
from typing import TYPE_CHECKING

from igtagger.errors import IgTaggerError
from igtagger.gui.jobs.job import Work
from igtagger.gui.runs.session import RunRequest, Session

if TYPE_CHECKING:
    from igtagger.app.featuring import FeaturingProgress
    from igtagger.app.run import RunOptions
    from igtagger.engines.protocol import EngineOptions
    from igtagger.library.features import FeaturesKey


class MakingFeatures:
    """Of the model that is chosen, as it is run here.

    Args:
        session: has the model.
        engine_options: how it is run.
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
        session = self._session
        try:
            first = session.context.passes(session.spec, kinds=False, features=True)[0]
        except IgTaggerError:
            return None
        exact, mark = self._run_options(RunRequest(())).exact, self._engine_options().key_mark
        return first.features_key(exact=exact, mark=mark)

    def counting(self) -> Callable[[], int]:
        """Counts, on any thread, how many pictures that are there lack them."""
        key, context = self.key(), self._session.context

        def count() -> int:
            lacking = context.library.without_features(key) if key is not None else ()
            return sum(map(os.path.isfile, lacking))

        return count

    def work(self) -> Work:
        """Makes them all; for a job."""
        spec, context = self._session.spec, self._session.context
        engine_options, options = self._engine_options(), self._run_options(RunRequest(()))

        def make(cancel: Event) -> Iterator[FeaturingProgress]:
            from igtagger.app.featuring import make_missing

            yield from make_missing(
                context.library,
                context.passes(spec, kinds=False, features=True),
                managers=context.managers,
                engine_options=engine_options,
                options=options,
                cancel=cancel,
            )

        return make
