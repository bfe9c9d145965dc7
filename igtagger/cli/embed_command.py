"""``igtagger embed``: what the network sees in pictures, as numbers for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from igtagger.cli import console, file_lists, options
from igtagger.cli.interrupt import cancel_on_interrupt
from igtagger.cli.main import OK, SOME_FAILED
from igtagger.cli.run_command import RunCommand
from igtagger.domain import Failed, Outcome, Reason, Tagged
from igtagger.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from igtagger.app.run import Run, Settled
    from igtagger.export.feature_files import FeaturesFormat, FeaturesSink
    from igtagger.library.facade import Library
    from igtagger.library.features import FeaturesKey

MOST_TOLD = 10_000
"""Failed pictures that are named at the end."""

EPILOG = """\b
Examples:
  igtagger embed holiday -o features.npz
  igtagger embed holiday -m 32x8d -o features.parquet
  igtagger embed holiday --precision fp32 --exact -o features.npz

\b
A picture becomes 1280 numbers with the built-in model, 2048 with the others: what
the last stage of the network sees in it, before it is given names. Pictures that are
alike have numbers that are alike.

\b
What the library keeps is taken from there, and what it lacks is made and kept, so
that the second time costs next to nothing. Kept numbers are rounded to half
precision, of which 11 bits count. With --precision fp32, or --no-features, all are
computed anew and given as they are; see docs/features.md.
"""


@click.command(epilog=EPILOG, short_help="What the network sees in pictures, as numbers.")
@file_lists.paths
@click.option(
    "-o",
    "--output",
    type=options.ANY_PATH,
    required=True,
    metavar="FILE",
    help="The file to write: .npz for NumPy, .parquet for pandas and others.",
)
@options.force
@options.model
@options.engine
@options.features
@click.option("--no-recursive", is_flag=True, help="Leave out folders within folders.")
@file_lists.patterns
@click.option("--retry-failed", is_flag=True, help="Try known failures anew.")
@click.option(
    "--list-skipped",
    is_flag=True,
    help="Name on standard error what is skipped in folders, each with its reason.",
)
@click.option("--absolute", is_flag=True, help="Whole paths in the file.")
@options.quiet
def command(**given: Any) -> int:
    """Write what the network sees in pictures and folders: features, or embeddings.

    The file has a row for every picture: its path, and 1280 or 2048 numbers. Pictures that cannot
    be read are named on standard error, each with the reason.
    """
    from igtagger.export.paths import common_root, spell

    form = _format_of(given["output"])
    is_kept = given["features"] and given["precision"] != "fp32"
    how = {**given, "kinds": False, "features": is_kept, "fresh": not is_kept}
    job = RunCommand.prepare(file_lists.all_paths(given), how)
    job.failures = "named below"
    job.run_options = replace(job.run_options, tells_features=True)
    root = None if given["absolute"] else common_root(job.paths)
    failures = _Failures()
    with cancel_on_interrupt(), _results(job, form, given) as sink:

        def take(embedded: _Embedded) -> None:
            outcome, vector = embedded
            if vector is None:
                failures.add(outcome)
            else:
                sink.write(spell(outcome.path, root), vector)

        run = job.drain(_Source(job, is_kept), take, quiet=given["quiet"])
    failures.tell()
    return SOME_FAILED if failures.count or run.tally.scan.unreadable_folders else OK


def _format_of(output: Path) -> FeaturesFormat:
    from igtagger.export.feature_files import FORMATS, format_of

    if (form := format_of(output)) is None:
        endings = ", ".join(each.ending for each in FORMATS)
        raise UsageError("usage.embed-ending", file=output, endings=endings)
    return form


def _results(
    job: RunCommand, form: FeaturesFormat, given: dict[str, Any]
) -> AbstractContextManager[FeaturesSink]:
    from igtagger.export.feature_files import FeaturesOrigin

    key, spec = _key_of(job), job.spec
    channels = spec.heads[0].features or spec.family.blueprint().features
    target = job.destination(given["output"], form.is_own, force=given["force"])
    return form.open(target, FeaturesOrigin(*key, channels))


def _key_of(job: RunCommand) -> FeaturesKey:
    mark = job.engine_options.key_mark
    return job.passes[0].features_key(exact=job.run_options.exact, mark=mark)


class _Embedded(NamedTuple):
    """A picture, and its features, ``float32 (channels,)``; None where it has none."""

    outcome: Outcome
    features: NDArray[np.float32] | None


@dataclass(frozen=True, slots=True)
class _Source:
    """Gives the pictures of a run with their features.

    Attributes:
        job: the run.
        is_kept: take what the library keeps. What is new is rounded, too, as it is kept.
    """

    job: RunCommand
    is_kept: bool

    def __call__(self, run: Run, library: Library) -> Iterator[_Embedded]:
        with closing(run.groups()) as groups:
            for group in groups:
                kept = self._kept(library, group) if self.is_kept else {}
                for settled in group:
                    run.tally.add(settled)
                    vector = settled.features
                    if vector is None:
                        vector = kept.get(settled.outcome.path)
                    elif self.is_kept:
                        vector = vector.astype("f2").astype("f4")
                    yield _Embedded(settled.outcome, vector)

    def _kept(self, library: Library, group: Sequence[Settled]) -> dict[Path, NDArray[np.float32]]:
        paths = [each.outcome.path for each in group if isinstance(each.outcome, Tagged)]
        return library.features_of(_key_of(self.job), paths)


@dataclass(slots=True)
class _Failures:
    """Pictures without features, to be named at the end."""

    count: int = 0
    reasons: list[Reason] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """One of them."""
        self.count += 1
        if len(self.reasons) < MOST_TOLD:
            changed = Reason("picture.changed-since-tagged", path=outcome.path)
            self.reasons.append(outcome.reason if isinstance(outcome, Failed) else changed)

    def tell(self) -> None:
        """Say which they are, and why."""
        for reason in self.reasons:
            console.tell(reason)
        if more := self.count - len(self.reasons):
            console.say(f"{more} others have no features either.")
