"""Features that are lacking, made when they are first needed; outcomes come along."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import NamedTuple

from igtagger.app.layers import Managers, Passes
from igtagger.app.run import Run, RunOptions
from igtagger.engines.protocol import EngineOptions
from igtagger.library.facade import Library
from igtagger.pictures.path_lists import PathList


class FeaturingProgress(NamedTuple):
    """How far it has come.

    Attributes:
        done: pictures that were looked at.
        total: how many there are; None until they are counted.
        failed: those of ``done`` that are no pictures, or damaged, and have no features.
    """

    done: int
    total: int | None
    failed: int


def make_missing(
    library: Library,
    passes: Passes,
    *,
    managers: Managers,
    engine_options: EngineOptions,
    options: RunOptions,
    cancel: Event,
    paths: Sequence[Path] | PathList | None = None,
) -> Generator[FeaturingProgress, None, None]:
    """Make what features of the chosen model pictures lack. No model is loaded where none do.

    Args:
        library: keeps them.
        passes: what is made of each picture, planned so that features are kept.
        managers: load the models.
        engine_options: device, precision, batch size.
        options: of the run.
        cancel: set it, and it ends after the batch in hand: a normal end.
        paths: files and folders; None takes all pictures that the library knows and that are there.

    Yields:
        How far it is, for each few pictures; nothing where no picture of the library lacks any.

    Raises:
        WeightsError, EngineError, LibraryError, FolderGone: as :meth:`igtagger.app.run.Run.groups`.
    """
    if paths is None:
        key = passes[0].features_key(exact=options.exact, mark=engine_options.key_mark)
        with closing(PathList()) as lacking:
            lacking.add(_there(library.without_features(key), cancel))
            if len(lacking) and not cancel.is_set():
                how = managers, engine_options, options, cancel
                yield from _run(lacking, library, passes, *how, total=len(lacking))
        return
    yield from _run(paths, library, passes, managers, engine_options, options, cancel)


def _there(paths: Iterable[Path], cancel: Event) -> Iterator[Path]:
    for path in paths:
        if cancel.is_set():
            return
        if os.path.isfile(path):  # noqa: PTH113  (they are many)
            yield path


def _run(
    roots: Sequence[Path] | PathList,
    library: Library,
    passes: Passes,
    managers: Managers,
    engine_options: EngineOptions,
    options: RunOptions,
    cancel: Event,
    total: int | None = None,
) -> Iterator[FeaturingProgress]:
    run = Run(
        roots,
        passes,
        managers=managers,
        engine_options=engine_options,
        library=library,
        options=options,
        cancel=cancel,
    )
    with closing(run.groups()) as groups:
        for group in groups:
            for settled in group:
                run.tally.add(settled)
            yield FeaturingProgress(run.tally.done, total or run.tally.total, run.tally.failed)
