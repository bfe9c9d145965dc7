"""Where outcomes leave the library: joined with what the person decided, by the one rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from igtagger.domain import NO_FACTS, Failed, Progress, Reason
from igtagger.errors import Cancelled
from igtagger.labels.opinion import OpinionRule
from igtagger.labels.opinions import NO_REVIEW, Judged

if TYPE_CHECKING:
    from igtagger.app.run import Run
    from igtagger.export.destinations import Destination
    from igtagger.export.rows import TableModel, TableOptions
    from igtagger.export.tables import ExportFormat
    from igtagger.library.facade import Library
    from igtagger.library.outcomes import ModelKey

_CHUNK = 256


def judged_of_run(
    run: Run, library: Library, rule: OpinionRule, *, reviewed: bool = True
) -> Iterator[Judged]:
    """What counts as said of the pictures of a run, in its order.

    Reviews are read after the outcomes are committed, since a file that was moved brings its own
    along, and for all outcomes at once that are there without any waiting.

    Args:
        run: not yet begun.
        library: the run's own.
        rule: which labels count.
        reviewed: whether the person's decisions and own tags do.
    """
    with closing(run.groups()) as groups:
        for group in groups:
            paths = [settled.outcome.path for settled in group]
            reviews = library.reviews(paths) if reviewed else {}
            outcomes = [settled.outcome for settled in group]
            judged = rule.judge_all([(o, reviews.get(o.path, NO_REVIEW)) for o in outcomes])
            for settled, each in zip(group, judged, strict=True):
                run.tally.add(settled)
                yield each._replace(facts=settled.facts)


def judged_of_library(
    paths: Iterable[str | Path],
    library: Library,
    key: ModelKey,
    rule: OpinionRule,
    *,
    reviewed: bool,
    cancel: Event,
) -> Iterator[Judged]:
    """The same of what the library keeps of pictures, in their order; known or not."""
    source = map(Path, paths)
    while chunk := list(islice(source, _CHUNK)):
        if cancel.is_set():
            raise Cancelled
        stored = library.stored(key, chunk)
        reviews = library.reviews(chunk) if reviewed else {}
        judged = rule.judge_all(
            [(stored.get(path) or _unknown(path), reviews.get(path, NO_REVIEW)) for path in chunk]
        )
        yield from with_facts(judged, library)


def with_facts(judged: Sequence[Judged], library: Library) -> Iterator[Judged]:
    """The same with what is kept of what the files of those pictures say."""
    facts = library.facts([each.outcome.path for each in judged])
    return (each._replace(facts=facts.get(each.outcome.path, NO_FACTS)) for each in judged)


def _unknown(path: Path) -> Failed:
    return Failed(path, Reason("picture.not-tagged-yet", path=path))


def export_pictures(
    pictures: Iterator[Judged],
    total: int,
    target: Destination,
    form: ExportFormat,
    model: TableModel,
    options: TableOptions,
) -> Iterator[Progress]:
    """Write pictures to ``target``, which stays as it was unless all of it goes well."""
    with form.open(target, model, options) as sink:
        for done, judged in enumerate(pictures, 1):
            sink.write(judged)
            if done % _CHUNK == 0:
                yield Progress(done, total)
    yield Progress(total, total)
