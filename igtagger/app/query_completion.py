"""What a search that is being typed may go on with."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from igtagger.app.picture_table import Pictures
from igtagger.domain import LabelRef
from igtagger.labels.conditions import STATES
from igtagger.labels.folding import folded, nearness
from igtagger.labels.kinds import KINDS
from igtagger.labels.query import COMPARABLE, FIELDS, typed_last
from igtagger.labels.query_building import spelled

MOST = 12
"""At once."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What may take the place of the word that is being typed.

    Attributes:
        text: as a search has it.
        name: as it is shown.
        field: in which it is looked for; empty for names and for fields themselves.
        pictures: so many have it; 0 where that was not counted.
    """

    text: str
    name: str
    field: str = ""
    pictures: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether a search may go on with another word; a field wants its value first."""
        return not self.text.endswith((":", ">"))


class Completed(NamedTuple):
    """What a search may go on with.

    Attributes:
        place: where the word begins that is being typed, from 0.
        choices: the likeliest first.
    """

    place: int
    choices: list[Completion]


class Completions:
    """Knows what there is in the pictures, and looks again after :meth:`forget`.

    Args:
        pictures: those that are searched.
    """

    def __init__(self, pictures: Callable[[], Pictures]) -> None:
        self._pictures = pictures
        self._known: dict[str, list[tuple[tuple[str, ...], Completion]]] = {}

    def forget(self) -> None:
        """There may be other names or pictures now."""
        self._known.clear()

    def of(self, query: str, cursor: int, *, asked: bool = False) -> Completed:
        """What may take the place of the word in which the cursor stands at the end.

        Args:
            query: as it is typed so far.
            cursor: where the person types, from 0.
            asked: whether they asked to see what there is, though they have typed nothing of it.
        """
        typed = typed_last(query[:cursor])
        behind = query[cursor : cursor + 1]
        if typed is None or not (behind.isspace() or behind in (")", "")):
            return Completed(cursor, [])
        text = folded(typed.text)
        if not text and not typed.field:
            return Completed(typed.place, list(_of_fields()) if asked else [])
        near = [
            (min(places), completion)
            for words, completion in self._of(typed.field)
            if (places := [p for word in words if (p := nearness(text, word)) is not None])
        ]
        near.sort(key=lambda each: each[0])
        return Completed(typed.place, [completion for _, completion in near[:MOST]])

    def _of(self, field: str) -> list[tuple[tuple[str, ...], Completion]]:
        """What there is in a field, with all that it is found by, the most frequent first."""
        if field not in self._known:
            found = self._words() if field == "" else _plain(self._values(field))
            self._known[field] = list(found)
        return self._known[field]

    def _words(self) -> Iterator[tuple[tuple[str, ...], Completion]]:
        """Names in use, what else is in use, fields, and names that may be said.

        A tag that was taught stands among own tags, and is looked for by whoever's word it is.
        """
        pictures, used = self._pictures(), set[LabelRef]()
        taught = pictures.naming.taught.automatic.values()
        for key, count in pictures.tag_counts():
            if isinstance(key, LabelRef):
                used.add(key)
                name = pictures.name_of(key)
                yield pictures.naming.words(key), Completion(spelled(name), name, "", count)
            elif pictures.naming.taught.find(key) in taught:
                words = pictures.naming.words(key)
                yield words, Completion(f"tag:{spelled(key)}", key, "tag", count)
        for field in ("own", "file", "kind"):
            yield from _plain(self._values(field))
        yield from _plain(_of_fields())
        for key in pictures.rule.candidates.keys:
            if key not in used:
                name = pictures.name_of(key)
                yield pictures.naming.words(key), Completion(spelled(name), name)

    def _values(self, field: str) -> Iterator[Completion]:
        counts = self._counts(field)
        for name, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
            yield Completion(f"{field}:{spelled(name)}", name, field, count)

    def _counts(self, field: str) -> dict[str, int]:
        """What there is in a field, and in how many pictures."""
        pictures, facts = self._pictures(), self._pictures().facts
        match field:
            case "state":
                found = dict.fromkeys(STATES, 0)
            case "tag":
                tags = pictures.tag_counts()
                found = {pictures.name_of(key): n for key, n in reversed(tags)}
            case "own":
                found = pictures.own_counts()
            case "kind":
                kinds = pictures.kind_counts().items()
                found = {pictures.name_of(LabelRef(KINDS, index)): n for index, n in kinds}
            case "file":
                found = facts.keyword_counts()
            case "camera" | "lens" | "place" | "colour":
                texts = {
                    "camera": facts.cameras,
                    "lens": facts.lenses,
                    "place": facts.places,
                    "colour": facts.labels,
                }
                found = texts[field].counts(slice(len(pictures)))
            case "folder":
                found = _last_parts(pictures.folder_counts())
            case _:
                found = {}
        return found


def _of_fields() -> Iterator[Completion]:
    for name in FIELDS:
        yield Completion(f"{name}:", f"{name}:")
    for name in COMPARABLE:
        yield Completion(f"{name}>", f"{name}>")


def _plain(
    completions: Iterable[Completion],
) -> Iterator[tuple[tuple[str, ...], Completion]]:
    for completion in completions:
        yield (folded(completion.name),), completion


def _last_parts(folders: dict[str, int]) -> dict[str, int]:
    """What folders are called themselves."""
    counts = defaultdict[str, int](int)
    for folder, count in folders.items():
        counts[os.path.basename(folder) or folder] += count  # noqa: PTH119
    return counts
