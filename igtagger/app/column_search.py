"""Which pictures of the window are what a query asks for, all at once and over columns.

Each name is looked at once, however many pictures there are. What it finds is what
:mod:`igtagger.app.searching` says of one picture at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from igtagger.app.fact_columns import UNRATED, FactColumns
from igtagger.app.learned_tags.taught_columns import TaughtColumns
from igtagger.app.name_columns import NameColumns
from igtagger.app.path_columns import PathColumns
from igtagger.app.picture_values import State, TagKey
from igtagger.domain import LabelRef, Review
from igtagger.labels.colour_labels import is_meant
from igtagger.labels.conditions import (
    COMPARED,
    Both,
    Condition,
    Date,
    Either,
    Measure,
    Negation,
    Number,
    Text,
)
from igtagger.labels.kinds import KINDS
from igtagger.labels.naming import is_called
from igtagger.labels.sets import load_labels

Mask = NDArray[np.bool_]
"""``bool (pictures,)``"""


@dataclass(frozen=True, slots=True)
class ColumnSearch:
    """Pictures in columns, to be searched. Columns may be longer than there are pictures.

    Attributes:
        count: of pictures.
        paths: theirs.
        names: what they are called.
        facts: what their files say.
        states: what became of them, as :class:`State` has it.
        kinds: the index of each one's kind.
        sizes: width and height in pixels, of those that were tagged.
        reviews: what the person decided, by row.
        tagged_by: rows by the tags that are there by the person's word.
        taught: own tags that are said by themselves.
    """

    count: int
    paths: PathColumns
    names: NameColumns
    facts: FactColumns
    states: NDArray[np.uint8]
    kinds: NDArray[np.uint8]
    sizes: NDArray[np.uint32]
    reviews: Mapping[int, Review]
    tagged_by: Mapping[TagKey, set[int]]
    taught: TaughtColumns

    def found(self, condition: Condition) -> Mask:
        """Which pictures are what is asked for."""
        match condition:
            case Both(parts):
                keep = np.ones(self.count, np.bool_)
                for part in parts:
                    keep &= self.found(part)
                return keep
            case Either(parts):
                keep = np.zeros(self.count, np.bool_)
                for part in parts:
                    keep |= self.found(part)
                return keep
            case Negation(part):
                return ~self.found(part)
            case Number():
                return self._compared(condition)
            case Date():
                return self._taken(condition)
            case Text():
                return self._with(condition)

    def of_state(self, state: State) -> Mask:
        """Of which pictures that became."""
        return np.equal(self.states[: self.count], state)

    def reviewed(self) -> Mask:
        """About which pictures the person decided anything."""
        return self._rows(self.reviews)

    def with_tag(self, key: TagKey) -> Mask:
        """Which pictures show a tag, or one that stands below it."""
        return self.with_any({key, *self._below(lambda other: other == key)})

    def with_any(self, keys: set[TagKey]) -> Mask:
        """Which pictures show any of those tags themselves."""
        refs = [key for key in keys if isinstance(key, LabelRef)]
        keep = self.names.called(slice(0, self.count), refs)
        for key in keys:
            keep[list(self.tagged_by.get(key, ()))] = True
            if (said := self.taught.said(key)) is not None:
                keep |= said[: self.count]
        return keep

    def _rows(self, rows: Iterable[int]) -> Mask:
        keep = np.zeros(self.count, np.bool_)
        keep[list(rows)] = True
        return keep

    def _compared(self, condition: Number) -> Mask:
        # As double: half precision would round the number that is compared with.
        number = np.float64(condition.number)
        found: Mask = COMPARED[condition.sign](self._numbers(condition.measure), number)
        if condition.measure == "rating":
            found &= self.facts.ratings[: self.count] != UNRATED
        elif condition.measure in ("width", "height", "megapixels"):
            found &= self.of_state(State.TAGGED)
        return found

    def _numbers(self, measure: Measure) -> NDArray[np.generic]:
        """What each picture has of it; anything where it has none."""
        found: NDArray[np.generic]
        widths, heights = self.sizes[: self.count].T.astype(np.float64)
        match measure:
            case "score":
                found = self.names.scores[: self.count, 0]
            case "rating":
                found = self.facts.ratings[: self.count]
            case "width":
                found = widths
            case "height":
                found = heights
            case "megapixels":
                found = widths * heights / 1e6
            case "iso":
                found = self.facts.isos(self.count)
            case "focal":
                found = self.facts.focals(self.count)
        return found

    def _taken(self, condition: Date) -> Mask:
        date = np.datetime64(condition.date)  # whose unit is that to which it is written
        taken = self.facts.taken[: self.count].astype(date.dtype)
        found: Mask = COMPARED[condition.sign](taken, date)
        return found

    def _with(self, condition: Text) -> Mask:
        text = condition.text
        match condition.field:
            case "tag":
                found = self.with_any({*self._below(lambda key: self._is_tag(key, text))})
            case "folder" | "below" | "name" | "ext":
                found = self._in_path(condition.field)(text)
            case "kind":
                found = self._of_kind(text)
            case "own":
                found = self._with_own(text)
            case "state":
                found = self._in_state(text)
            case "word":
                below = {*self._below(lambda key: self._has(key, text))}
                found = self.paths.with_text(text) | self._of_kind(text) | self.with_any(below)
                found |= self.facts.with_keyword(lambda word: text in word, self.count)
            case _:
                found = self._in_file(condition)
        return found

    def _with_own(self, text: str) -> Mask:
        """Which pictures have an own tag by the person's word that is found by that text."""
        words = self.names.rule.naming.words
        own = (key for key in self.tagged_by if isinstance(key, str))
        return self._rows(row for key in own if text in words(key) for row in self.tagged_by[key])

    def _in_file(self, condition: Text) -> Mask:
        text, facts = condition.text, self.facts
        match condition.field:
            case "camera":
                found = facts.cameras.wanted(lambda camera: text in camera, self.count)
            case "lens":
                found = facts.lenses.wanted(lambda lens: text in lens, self.count)
            case "place":
                found = facts.places.wanted(lambda place: text in place, self.count)
            case "colour":
                found = facts.labels.wanted(lambda label: is_meant(text, label), self.count)
            case _:
                found = facts.with_keyword(lambda word: word == text, self.count)
        return found

    def _in_path(self, field: Literal["folder", "below", "name", "ext"]) -> Callable[[str], Mask]:
        return {
            "folder": self.paths.in_folder,
            "below": self.paths.below,
            "name": self.paths.with_name,
            "ext": self.paths.with_ending,
        }[field]

    def _of_kind(self, text: str) -> Mask:
        every = range(len(load_labels(KINDS)))
        kinds = [index for index in every if self._has(LabelRef(KINDS, index), text)]
        return np.isin(self.kinds[: self.count], kinds)

    def _in_state(self, text: str) -> Mask:
        if text in ("reviewed", "unreviewed"):
            return self.reviewed() if text == "reviewed" else ~self.reviewed()
        return self.of_state(State[text.upper()])

    def _below(self, is_wanted: Callable[[TagKey], bool]) -> Iterator[TagKey]:
        """The tags that are in use, or may be, which are wanted or stand below such a one."""
        naming, known = self.names.rule.naming, dict[TagKey, bool]()
        taught = (tag.name for tag in self.taught.names.automatic.values())
        for key in (*self.names.rule.candidates.keys, *self.tagged_by, *taught):
            for each in (key, *naming.above(key)):
                if each not in known:
                    known[each] = is_wanted(each)
                if known[each]:
                    yield key
                    break

    def _is_tag(self, key: TagKey, text: str) -> bool:
        """Whether a tag is called that, whole, folded."""
        return is_called(self.names.rule.naming, key, text)

    def _has(self, key: TagKey, text: str) -> bool:
        """Whether a tag is found by that text, folded."""
        return any(text in word for word in self.names.rule.naming.words(key))
