"""The language in which pictures are searched for, read into a tree of conditions.

It is the same on the command line and in the window. ::

    dog                      found in names, in what stands above them, in kinds, own tags and paths
    "polar bear"             the same of several words, or of AND, OR and NOT themselves
    dog beach, dog AND beach both
    dog OR cat               either; AND binds closer
    NOT dog                  the contrary of what follows
    (dog OR cat) beach       parentheses
    score>0.5                of the best name; also >=, <, <=, =
    tag:cat                  a tag of that name, whole, or one that stands below it
    folder:2019 name:IMG_1   in the path of the folder, in the name of the file
    folder=/home/me/2019     in that folder, or one below it
    ext:jpg                  the ending of the name, whole
    kind:map                 in the kind of picture
    own:done file:beach      an own tag, a keyword in the picture's file, whole
    state:failed             also tagged, waiting, reviewed, unreviewed
    rating>=3                stars in the file; one without a rating never compares
    date:2024-05 date>=2024  when it was taken; a year, a month or a day
    camera:canon             in the maker and model
    width>=4000 height<500   pixels of the upright picture
    megapixels>12            millions of them

A quotation mark between quotes is written twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple, get_args

from igtagger.domain import Reason
from igtagger.errors import UsageError
from igtagger.labels.conditions import (
    STATES,
    Both,
    Condition,
    Date,
    Either,
    Field,
    Measure,
    Negation,
    Number,
    Text,
)
from igtagger.labels.folding import folded

FIELDS: tuple[Field, ...] = tuple(f for f in get_args(Field) if f not in ("word", "below"))
COMPARABLE = ("date", *get_args(Measure))
"""What is compared, with ``>`` and the like or, as equal, with ``:``."""
_DEEPEST = 50
_TOKEN = re.compile(
    r"\s*(?:(?P<open>\()|(?P<close>\))"
    rf"|(?P<compared>(?i:{'|'.join(COMPARABLE)}))(?:\s*(?P<sign>[<>]=?|=)\s*|:)"
    r"(?P<value>[^\s()]*)"
    r"|(?P<strange>[A-Za-z]{2,}[<>])"
    r"|(?:(?P<field>[A-Za-z]{2,}):|(?P<below>(?i:folder))=)?"
    r'(?:"(?P<quoted>(?:[^"]|"")*)(?P<end>"?)|(?P<word>[^\s()"]*)))'
)
_NUMBERS = {
    "score": (r"[0-9]*\.?[0-9]+", 1.0, "search.number"),
    "rating": (r"-1|[0-9]+", 5.0, "search.rating"),
}
_PIXELS = (r"[0-9]*\.?[0-9]+", float("inf"), "search.pixels")


def parse(query: str) -> Condition:
    """What a query means; an empty one admits every picture.

    Raises:
        UsageError: it makes no sense; says at which character.
    """
    return _Parser(query).whole()


class QueryPart(NamedTuple):
    """One of the conditions that a query asks for all of.

    Attributes:
        start, end: where it stands in the query, from 0, with the NOT before it.
        condition: what it says.
    """

    start: int
    end: int
    condition: Condition


def parts_of(query: str) -> list[QueryPart] | None:
    """The conditions that a query asks for all of; None where it asks for one or another.

    Raises:
        UsageError: as of :func:`parse`.
    """
    parse(query)
    return _Parser(query).parts()


class Typed(NamedTuple):
    """The word that ends where a query ends so far: what may be completed.

    Attributes:
        place: where it begins, from 0.
        field: what stands before its colon, in lower case; empty where nothing does.
        text: what stands behind that, without a quotation mark.
    """

    place: int
    field: str
    text: str


def typed_last(query: str) -> Typed | None:
    """The last word of a query; None behind a parenthesis that closes, or a whole quotation."""
    found = None
    for match in _matches(query):
        found = match
    if found is None or (query[-1:].isspace() and found["quoted"] is None):
        return Typed(len(query), "", "")
    if found["close"] or found["end"]:
        return Typed(len(query), "", "") if query[-1:].isspace() else None
    place = found.end() - len(found[0].lstrip())
    if found["open"]:
        return Typed(found.end(), "", "")
    if found["compared"]:
        field, text = (found["compared"], found["value"])
        return Typed(place, field.lower(), text) if found["sign"] is None else None
    if found["strange"] or found["below"]:
        return None
    text = _text_of(found)
    return Typed(place, (found["field"] or "").lower(), text)


def _text_of(match: re.Match[str]) -> str:
    quoted: str | None = match["quoted"]
    return str(match["word"]) if quoted is None else quoted.replace('""', '"')


def _matches(query: str) -> Iterator[re.Match[str]]:
    place, end = 0, len(query.rstrip())
    while place < end:
        match = _TOKEN.match(query, place)
        assert match is not None  # every part of it may be empty
        yield match
        place = match.end()


class _Token(NamedTuple):
    """A part of a query.

    Attributes:
        place: where it begins, from 0.
        end: where it ends.
        kind: open, close, AND, OR, NOT, condition or end.
        condition: what it says, if it is one.
    """

    place: int
    end: int
    kind: str
    condition: Condition | None = None


class _Parser:
    def __init__(self, query: str) -> None:
        self._query = query
        self._tokens = self._read()
        self._at = 0
        self._depth = 0

    def whole(self) -> Condition:
        if self._next.kind == "end":
            return Both(())
        found = self._either()
        if self._next.kind == "close":
            raise self._wrong(self._next.place, Reason("search.close"))
        return found

    def parts(self) -> list[QueryPart] | None:
        found = list[QueryPart]()
        while self._next.kind != "end":
            self._at += self._next.kind == "AND"
            if self._next.kind == "OR":
                return None
            start, condition = self._next.place, self._one()
            found.append(QueryPart(start, self._tokens[self._at - 1].end, condition))
        return found

    def _either(self) -> Condition:
        parts = [self._both()]
        while self._next.kind == "OR":
            self._at += 1
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _both(self) -> Condition:
        parts = [self._one()]
        while self._next.kind in ("AND", "NOT", "open", "condition"):
            self._at += self._next.kind == "AND"
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def _one(self) -> Condition:
        token = self._next
        self._at += 1
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._wrong(token.place, Reason("search.deep"))
        found = self._inside(token)
        self._depth -= 1
        return found

    def _inside(self, token: _Token) -> Condition:
        if token.condition is not None:
            return token.condition
        if token.kind == "NOT":
            return Negation(self._one())
        if token.kind != "open":
            raise self._wrong(token.place, Reason("search.lacking"))
        found = self._either()
        if self._next.kind != "close":
            raise self._wrong(token.place, Reason("search.open"))
        self._at += 1
        return found

    @property
    def _next(self) -> _Token:
        return self._tokens[min(self._at, len(self._tokens) - 1)]

    def _read(self) -> list[_Token]:
        tokens = [self._token(match) for match in _matches(self._query)]
        end = len(self._query.rstrip())
        return [*tokens, _Token(end, end, "end")]

    def _token(self, match: re.Match[str]) -> _Token:
        place, end = match.end() - len(match[0].lstrip()), match.end()
        if match["open"] or match["close"]:
            return _Token(place, end, "open" if match["open"] else "close")
        if match["compared"]:
            return _Token(place, end, "condition", self._compared(match, place))
        if match["strange"]:
            raise self._no_field(match["strange"], place)
        if not (match["field"] or match["below"]) and match["word"] in ("AND", "OR", "NOT"):
            return _Token(place, end, match["word"])
        return _Token(place, end, "condition", self._text(match, place))

    def _compared(self, match: re.Match[str], place: int) -> Number | Date:
        name, sign, value = match["compared"].lower(), match["sign"] or "=", match["value"]
        if name == "date":
            return Date(sign, self._date(value, place))
        pattern, most, code = _NUMBERS.get(name, _PIXELS)
        text = value.replace(",", ".")
        if not re.fullmatch(pattern, text) or float(text) > most:
            raise self._wrong(place, Reason(code, text=value[:50]))
        return Number(_measure(name), sign, float(text))

    def _date(self, text: str, place: int) -> str:
        """As it is typed, if there is such a year, month or day."""
        try:
            date.fromisoformat((text + "-01-01")[:10])
        except ValueError:
            is_one = False
        else:
            is_one = re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text) is not None
        if not is_one:
            raise self._wrong(place, Reason("search.date", text=text[:50]))
        return text

    def _text(self, match: re.Match[str], place: int) -> Text:
        if match["quoted"] is not None and not match["end"]:
            raise self._wrong(place, Reason("search.quote"))
        text = _text_of(match)
        field = "below" if match["below"] else (match["field"] or "word").lower()
        if match["field"] and field not in FIELDS:
            raise self._no_field(f"{field}:", place)
        text = text.removeprefix(".") if field == "ext" else text
        if not text.strip():
            raise self._wrong(place, Reason("search.lacking"))
        if field == "state" and folded(text) not in STATES:
            states = ", ".join(STATES)
            raise self._wrong(place, Reason("search.state", text=text[:50], states=states))
        return Text(_field(field), folded(text))

    def _no_field(self, name: str, place: int) -> UsageError:
        names = [f"{each}:" for each in FIELDS] + [f"{each}>" for each in COMPARABLE]
        return self._wrong(place, Reason("search.field", name=name[:50], names=", ".join(names)))

    def _wrong(self, place: int, detail: Reason) -> UsageError:
        query = self._query[:200]
        return UsageError("search.wrong", query=query, place=place + 1, detail=detail)


def _field(name: str) -> Field:
    return next(field for field in get_args(Field) if field == name)


def _measure(name: str) -> Measure:
    return next(measure for measure in get_args(Measure) if measure == name)
