"""What is found in a picture's file and its sidecars, and what that comes to.

Of the keywords that stand there, those that this program wrote are somebody's own tags or a
model's labels, and are told apart by the record of what was written: by file, field and letters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from igtagger.domain import NO_EXPOSURE, Exposure, FileFacts, Position
from igtagger.labels.own_tags import cleaned

MOST_KEYWORDS = 500
"""Of a picture. Who has more was made to be a burden."""


class FoundKeyword(NamedTuple):
    """A keyword as it stands in a file.

    Attributes:
        file: the name of the file, without its folder.
        field: as a record of what was written names it, such as ``dc:subject``.
        tag: in exactly these letters.
        levels: of a hierarchy, from the top down; one alone for a flat word.
    """

    file: str
    field: str
    tag: str
    levels: tuple[str, ...]


class WrittenTag(NamedTuple):
    """What this program added to a file: see :class:`FoundKeyword`."""

    file: str
    field: str
    tag: str


@dataclass(frozen=True, slots=True)
class FoundFacts:
    """What was found, of whoever wrote it.

    Attributes:
        keywords: in the order in which they are to be told; some may be equal.
        rating, taken, camera, lens, exposure, position, place, label: as of
            :class:`igtagger.domain.FileFacts`.
    """

    keywords: tuple[FoundKeyword, ...] = ()
    rating: int | None = None
    taken: datetime | None = None
    camera: str = ""
    lens: str = ""
    exposure: Exposure = NO_EXPOSURE
    position: Position | None = None
    place: str = ""
    label: str = ""

    def over(self, other: FoundFacts) -> FoundFacts:
        """Both: what is said here counts before ``other``, and keywords are those of both."""
        return FoundFacts(
            self.keywords + other.keywords,
            other.rating if self.rating is None else self.rating,
            self.taken or other.taken,
            self.camera or other.camera,
            self.lens or other.lens,
            exposure_over(self.exposure, other.exposure),
            self.position or other.position,
            self.place or other.place,
            self.label or other.label,
        )

    def named(self, file: str) -> FoundFacts:
        """The same, found in the file of that name."""
        return replace(self, keywords=tuple(each._replace(file=file) for each in self.keywords))


NOTHING_FOUND = FoundFacts()


def exposure_over(first: Exposure, other: Exposure) -> Exposure:
    """Both: what ``first`` says counts before ``other``."""
    return Exposure(
        other.seconds if first.seconds is None else first.seconds,
        other.aperture if first.aperture is None else first.aperture,
        other.iso if first.iso is None else first.iso,
        other.focal if first.focal is None else first.focal,
    )


def facts_of(found: FoundFacts, written: Collection[WrittenTag] = frozenset()) -> FileFacts:
    """What others said of a picture.

    Args:
        found: in its files.
        written: what this program added to these.
    """
    others = [each for each in found.keywords if WrittenTag(*each[:3]) not in written]
    words = distinct_words(level for each in others for level in each.levels)
    return FileFacts(
        words,
        found.rating,
        found.taken,
        found.camera,
        found.lens,
        found.exposure,
        found.position,
        found.place,
        found.label,
    )


def distinct_words(texts: Iterable[str]) -> tuple[str, ...]:
    """Keywords on one line each, none twice whatever its case; the first spelling stays."""
    known: dict[str, str] = {}
    for word in _cleaned(texts):
        if len(known) == MOST_KEYWORDS:
            break
        known.setdefault(same_word(word), word)
    return tuple(known.values())


def _cleaned(texts: Iterable[str]) -> Iterator[str]:
    return (word for text in texts if (word := cleaned(text)))


def same_word(word: str) -> str:
    """What is equal for two keywords that are one."""
    return unicodedata.normalize("NFC", word).casefold()
