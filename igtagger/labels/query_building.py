"""Searches that are made by clicks: terms are spelled, joined to a query, and found in it again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from igtagger.labels.conditions import Both, Condition, Either, Field, Negation, Text
from igtagger.labels.folding import folded
from igtagger.labels.query import parse, parts_of

_PLAIN = re.compile(r"[^\s()\":<>=]+")


def spelled(text: str) -> str:
    """As one word of a search."""
    if _PLAIN.fullmatch(text) and text not in ("AND", "OR", "NOT"):
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """Something that is looked for in one field.

    Attributes:
        field: in which; not a comparison.
        text: for what, as it is written.
    """

    field: Field
    text: str

    def __str__(self) -> str:
        head = {"word": "", "below": "folder="}.get(self.field, f"{self.field}:")
        return head + spelled(self.text)

    @property
    def condition(self) -> Text:
        """What it means."""
        return Text(self.field, folded(self.text))


class Join(Enum):
    """How a term is joined to a search."""

    AND = "and"
    OR = "or"
    NOT = "and not"


def joined(query: str, term: SearchTerm, how: Join = Join.AND) -> str:
    """A search with one more term. One that is there in that way already is taken away again.

    Raises:
        UsageError: the query is no search.
    """
    query, parts = query.strip(), parts_of(query)
    if how is Join.OR:
        return _with_or(query, term, is_one=parts is None or len(parts) == 1)
    new = f"NOT {term}" if how is Join.NOT else str(term)
    if parts is None:
        return narrowed(query, new)
    wanted = Negation(term.condition) if how is Join.NOT else term.condition
    is_there = any(part.condition == wanted for part in parts)
    rest = without(query, lambda condition: condition == term.condition)
    return rest if is_there else f"{rest} {new}".strip()


def narrowed(query: str, more: str) -> str:
    """A search for what is found by two others both.

    Raises:
        UsageError: the first is no search.
    """
    return f"({query}) {more}" if parts_of(query) is None else f"{query} {more}".strip()


def _with_or(query: str, term: SearchTerm, *, is_one: bool) -> str:
    if term.condition in asked_for(query).wanted:
        return query
    return f"{query if is_one else f'({query})'} OR {term}" if query else str(term)


def without(query: str, is_unwanted: Callable[[Text], bool]) -> str:
    """A search without those of the terms that it asks for all of, or excludes.

    Terms in parentheses and beside an OR stay.

    Raises:
        UsageError: the query is no search.
    """
    parts = parts_of(query)
    kept = [part for part in parts or () if not _is(part.condition, is_unwanted)]
    if parts is None or len(kept) == len(parts):
        return query
    return " ".join(query[part.start : part.end] for part in kept)


def _is(condition: Condition, is_unwanted: Callable[[Text], bool]) -> bool:
    plain = condition.part if isinstance(condition, Negation) else condition
    return isinstance(plain, Text) and is_unwanted(plain)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search looks for, wherever that stands in it.

    Attributes:
        wanted: what pictures are to have, or may have.
        excluded: what they are not to have.
    """

    wanted: frozenset[Text] = frozenset()
    excluded: frozenset[Text] = frozenset()


def asked_for(query: str) -> Asked:
    """What a search looks for.

    Raises:
        UsageError: it is none.
    """
    found = list(_leaves(parse(query), wanted=True))
    return Asked(
        frozenset(text for text, is_wanted in found if is_wanted),
        frozenset(text for text, is_wanted in found if not is_wanted),
    )


def _leaves(condition: Condition, *, wanted: bool) -> Iterator[tuple[Text, bool]]:
    match condition:
        case Text():
            yield condition, wanted
        case Negation(part):
            yield from _leaves(part, wanted=not wanted)
        case Both(parts) | Either(parts):
            for part in parts:
                yield from _leaves(part, wanted=wanted)


def sole(query: str, field: Field) -> str | None:
    """The text, folded, of the one term of a field that a search asks for with all else.

    None where there is none, or several.

    Raises:
        UsageError: the query is no search.
    """
    found = [
        part.condition.text
        for part in parts_of(query) or ()
        if isinstance(part.condition, Text) and part.condition.field == field
    ]
    return found[0] if len(found) == 1 else None
