"""Tags out of the library into files.

Nothing is tagged here: what counts is what the library keeps.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

from igtagger.app.exporting import with_facts
from igtagger.app.write_records import WriteRecord
from igtagger.app.writing_order import in_order, stem_of, together
from igtagger.domain import Failed, Reason
from igtagger.export.xmp.desktop_tags import DesktopTags
from igtagger.export.xmp.desktop_writing import DesktopWriter
from igtagger.export.xmp.keywords import keywords_of
from igtagger.export.xmp.writing import KeywordWriter, Manner, Written
from igtagger.labels.naming import Naming
from igtagger.labels.opinion import OpinionRule
from igtagger.labels.opinions import NO_REVIEW, Judged
from igtagger.library.facade import Library
from igtagger.library.images import FileStamp
from igtagger.library.outcomes import ModelKey

_CHUNK = 256


@dataclass(frozen=True, slots=True)
class Wishes:
    """Which tags are written.

    Attributes:
        key: of the outcomes that count.
        rule: what counts as said of a picture.
        naming: what things are called.
        floor: the least score of what nobody confirmed, 0 to 1.
        only_confirmed: leave that out altogether.
        desktops: that get the flat words beside the files, as well.
    """

    key: ModelKey
    rule: OpinionRule
    naming: Naming
    floor: float = 0.0
    only_confirmed: bool = False
    desktops: tuple[DesktopTags, ...] = ()


def write_tags(
    paths: Iterable[Path],
    library: Library,
    wishes: Wishes,
    manner: Manner,
    *,
    cancel: Event,
    begun: Callable[[int], None] = lambda run: None,
) -> Iterator[Written]:
    """Write the tags of pictures; one answer for each, in their order.

    Behind that of a picture that has tags comes one for each desktop. What was not tagged yet, or
    is another picture since, is refused, unless a person gave it tags.

    Args:
        paths: of pictures, taken as they are needed.
        library: within :func:`igtagger.app.write_records.writing_alone`, unless the manner is a
            dry run.
        wishes: which tags.
        manner: how.
        cancel: ends it when what is in hand is done.
        begun: told the number of the run, from any thread, before the first file is written.

    Raises:
        Cancelled: before the end.
        LibraryError: the library cannot be read, or nothing can be recorded.
    """
    record = WriteRecord(library, manner, begun)
    recorded = replace(manner, announce=record.announce)
    writer = KeywordWriter(recorded)
    beside = [DesktopWriter(desktop, recorded) for desktop in wishes.desktops]

    def write(pictures: Sequence[Judged]) -> Iterator[Written]:
        for judged in pictures:
            for written in _write_one(judged, wishes, writer, beside):
                record.close(written)
                yield written

    return in_order(
        together(_judged(paths, library, wishes), lambda judged: stem_of(judged.outcome.path)),
        write,
        cancel,
    )


def _judged(paths: Iterable[Path], library: Library, wishes: Wishes) -> Iterator[Judged]:
    """What the library keeps of the pictures as they are now."""
    source = iter(paths)
    while chunk := list(itertools.islice(source, _CHUNK)):
        stamped = [(path, FileStamp.of(path)) for path in chunk]
        known = library.known_at_a_look(wishes.key, stamped)
        unknown = [path for path, outcome in zip(chunk, known, strict=True) if outcome is None]
        others = library.stored(wishes.key, unknown)
        reviews = library.reviews(chunk)
        outcomes = [
            outcome or Failed(path, _why_unknown(path, stamp, changed=path in others))
            for (path, stamp), outcome in zip(stamped, known, strict=True)
        ]
        pictures = [(outcome, reviews.get(outcome.path, NO_REVIEW)) for outcome in outcomes]
        yield from with_facts(wishes.rule.judge_all(pictures), library)


def _why_unknown(path: Path, stamp: FileStamp | None, *, changed: bool) -> Reason:
    code = "picture.changed-since-tagged" if changed else "picture.not-tagged-yet"
    if stamp is None:
        code = "picture.missing"
    return Reason(code, path=path)


def _write_one(
    judged: Judged, wishes: Wishes, writer: KeywordWriter, beside: Sequence[DesktopWriter]
) -> Iterator[Written]:
    outcome = judged.outcome
    keywords = keywords_of(
        judged.opinion,
        wishes.naming,
        floor=wishes.floor,
        only_confirmed=wishes.only_confirmed,
        review=judged.review,
    )
    if keywords.names:
        lacking = keywords.without(judged.facts.keywords)
        yield writer.add(outcome.path, lacking)
        for each in beside:
            yield each.add(outcome.path, keywords.flat)
    elif isinstance(outcome, Failed):
        yield Written(outcome.path, "refused", reason=outcome.reason)
    else:
        yield Written(outcome.path, "unchanged")
