"""What is said of one picture, as keywords: names, and what stands above them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from igtagger.domain import LabelRef, Review
from igtagger.export.xmp.xmp_fields import missing_from, same_as
from igtagger.labels.naming import Naming
from igtagger.labels.opinions import NO_REVIEW, Opinion, Tag
from igtagger.labels.own_tags import LONGEST
from igtagger.labels.tree import term_ref
from igtagger.labels.vocabulary import own_term_id

MOST_PATHS = 3
"""Of one name. Nearly all have one; a term of many parents must not flood the tree of a program."""
_MOST_WAYS = 64
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Keywords(NamedTuple):
    """Of one picture.

    Attributes:
        names: what is said of it, as plain words, best first.
        above: what stands above those, nearest first; none of it is among ``names``.
        paths: for each name the ways to it, from the top down, itself last: ``("animal", "cat")``;
            ``("cat",)`` where nothing stands above it.
    """

    names: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    paths: tuple[tuple[str, ...], ...] = ()

    @property
    def flat(self) -> tuple[str, ...]:
        """All of them without levels."""
        return self.names + self.above

    def without(self, words: Iterable[str]) -> Keywords:
        """The same without the plain words that a file has already, in whichever field.

        The ways to them stay: they tell what stands above.
        """
        there = tuple(words)
        names, above = missing_from(there, self.names), missing_from(there, self.above)
        return Keywords(names, above, self.paths)


def keywords_of(
    opinion: Opinion,
    naming: Naming,
    *,
    floor: float = 0.0,
    only_confirmed: bool = False,
    review: Review = NO_REVIEW,
) -> Keywords:
    """The keywords for what counts as said of a picture.

    Args:
        opinion: what a person confirmed or typed themselves is always taken.
        naming: what things are called.
        floor: the least score of names that nobody confirmed, 0 to 1.
        only_confirmed: leave those out altogether, and own tags that are said by themselves. These
            have thresholds of their own: ``floor`` is not for them.
        review: what the person decided; what they rejected does not come back from above.
    """
    tags = [
        tag
        for tag in (*opinion.ranked, *opinion.added, *opinion.taught)
        if tag.origin in ("confirmed", "own")
        or (not only_confirmed and (tag.origin == "taught" or _reaches(tag.score, floor)))
    ]
    rejected = {term.id for ref in review.rejected if (term := naming.term(ref)) is not None}
    names, paths, above = [], list[tuple[str, ...]](), list[str]()
    for tag in tags:
        name = _cleaned(tag.key if isinstance(tag.key, str) else naming.label_of(tag.key).name)
        if not name:
            continue
        names.append(name)
        paths += _paths(tag, name, naming, rejected)
        over = [ref for ref in naming.above(tag.key) if not _is_one_of(ref, naming, rejected)]
        above += [_cleaned(naming.label_of(ref).name) for ref in over]
    distinct = missing_from((), names)
    return Keywords(distinct, missing_from(distinct, above), tuple(dict.fromkeys(paths)))


def _reaches(score: float | None, floor: float) -> bool:
    return score is not None and score >= floor


def _is_one_of(ref: LabelRef, naming: Naming, ids: set[str]) -> bool:
    term = naming.term(ref)
    return term is not None and term.id in ids


def _cleaned(name: str) -> str:
    """A name as XML can hold it, on one line."""
    plain = " ".join(_NO_XML.sub("", name).split())
    return unicodedata.normalize("NFC", plain)[:LONGEST].strip()


def _paths(tag: Tag, name: str, naming: Naming, rejected: set[str]) -> list[tuple[str, ...]]:
    """The longest ways to a name; of two that part from one only by leaving out, the longer."""
    ways = {_stepwise((*way, name)) for way in _ways(tag.key, naming, rejected)}
    kept: list[tuple[str, ...]] = []
    for way in sorted(ways, key=lambda way: (-len(way), way)):
        if not any(_is_part(way, other) for other in kept):
            kept.append(way)
    return kept[:MOST_PATHS]


def _stepwise(way: tuple[str, ...]) -> tuple[str, ...]:
    """Without a level that is called as the one below it: "laptop", of which one is a notebook."""
    return (*(name for name, below in pairwise(way) if same_as(name) != same_as(below)), way[-1])


def _is_part(way: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether all of ``way`` comes in ``other`` in this order."""
    ahead = iter(other)
    return all(name in ahead for name in way)


def _ways(key: LabelRef | str, naming: Naming, rejected: set[str]) -> list[tuple[str, ...]]:
    id_ = own_term_id(key) if isinstance(key, str) else None
    if isinstance(key, LabelRef) and (term := naming.term(key)) is not None:
        id_ = term.id
    if id_ is None or id_ not in naming.tree.terms:
        return [()]
    ways: list[tuple[str, ...]] = []
    for ids in _walks(id_, naming):
        shown = (naming.label_of(term_ref(id_)).name for id_ in ids if id_ not in rejected)
        ways.append(tuple(name for name in map(_cleaned, shown) if name))
    return ways


def _walks(id_: str, naming: Naming) -> Iterator[tuple[str, ...]]:
    """The ids of natural terms on ways from the top down to a term, without it."""
    terms = naming.tree.terms
    ahead: list[tuple[str, tuple[str, ...]]] = [(id_, ())]
    found = 0
    while ahead and found < _MOST_WAYS:
        at, way = ahead.pop()
        parents = terms[at].parents
        if not parents:
            found += 1
            yield way
        ahead += [
            (parent, (parent, *way) if terms[parent].natural else way)
            for parent in reversed(parents)
        ]
