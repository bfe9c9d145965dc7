"""The language in which pictures are searched for, read into a tree of conditions.

::

    dog                      found as the search of the window finds it: in names, in what stands
                             above them, in kinds, own tags and paths
    "polar bear"             the same of several words, or of AND, OR and NOT themselves
    dog beach, dog AND beach both
    dog OR cat               either; AND binds closer
    NOT dog                  the contrary of what follows
    (dog OR cat) beach       parentheses
    score>0.5                of the best name; also >=, <, <=
    folder:2019 name:IMG_1   in the path of the folder, in the name of the file
    kind:map                 in the kind of picture
    own:done                 an own tag, whole
    state:failed             also tagged, waiting, reviewed, unreviewed
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from igtagger.domain import Reason
from igtagger.errors import UsageError
from igtagger.labels.folding import folded

Field = Literal["word", "folder", "name", "kind", "own", "state"]
STATES = ("tagged", "failed", "waiting", "reviewed", "unreviewed")
_FIELDS = tuple(field for field in get_args(Field) if field != "word")
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_DEEPEST = 50
_TOKEN = re.compile(
    r"\s*(?:(?P<open>\()|(?P<close>\))|score\s*(?P<sign>[<>]=?)\s*(?P<number>[^\s()]*)"
    r'|(?:(?P<field>[A-Za-z]{2,}):)?(?:"(?P<quoted>[^"]*)(?P<end>"?)|(?P<word>[^\s()"]*)))'
)


@dataclass(frozen=True, slots=True)
class Text:
    """Something holds ``text``, which is folded; see the module for what. Own tags are it."""

    field: Field
    text: str


@dataclass(frozen=True, slots=True)
class Score:
    """The score of the best name compares so to a number from 0 to 1."""

    sign: str
    number: float

    def admits(self, score: float) -> bool:
        """Whether that one does."""
        return _COMPARED[self.sign](score, self.number)


@dataclass(frozen=True, slots=True)
class Negation:
    """The contrary of ``part``."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Both:
    """All of ``parts``; of none, every picture."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of ``parts``."""

    parts: tuple[Condition, ...]


Condition = Text | Score | Negation | Both | Either


def parse(query: str) -> Condition:
    """What a query means; an empty one admits every picture.

    Raises:
        UsageError: it makes no sense; says at which character.
    """
    return _Parser(query).whole()


class _Token(NamedTuple):
    """A part of a query.

    Attributes:
        place: where it begins, from 0.
        kind: open, close, AND, OR, NOT, condition or end.
        condition: what it says, if it is one.
    """

    place: int
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
        tokens, place, end = [], 0, len(self._query.rstrip())
        while place < end:
            match = _TOKEN.match(self._query, place)
            assert match is not None  # every part of it may be empty
            tokens.append(self._token(match))
            place = match.end()
        return [*tokens, _Token(end, "end")]

    def _token(self, match: re.Match[str]) -> _Token:
        place = match.end() - len(match[0].lstrip())
        if match["open"] or match["close"]:
            return _Token(place, "open" if match["open"] else "close")
        if match["sign"]:
            return _Token(place, "condition", self._score(match, place))
        if match["field"] is None and match["word"] in ("AND", "OR", "NOT"):
            return _Token(place, match["word"])
        return _Token(place, "condition", self._text(match, place))

    def _score(self, match: re.Match[str], place: int) -> Score:
        text = match["number"]
        if not re.fullmatch(r"[0-9]*\.?[0-9]+", text) or float(text) > 1:
            raise self._wrong(place, Reason("search.number", text=text[:50]))
        return Score(match["sign"], float(text))

    def _text(self, match: re.Match[str], place: int) -> Text:
        if match["quoted"] is not None and not match["end"]:
            raise self._wrong(place, Reason("search.quote"))
        text = match["quoted"] if match["quoted"] is not None else match["word"]
        field = (match["field"] or "word").lower()
        if field != "word" and field not in _FIELDS:
            names = ", ".join(f"{each}:" for each in _FIELDS)
            raise self._wrong(place, Reason("search.field", name=field[:50], names=names))
        if not text.strip():
            raise self._wrong(place, Reason("search.lacking"))
        if field == "state" and folded(text) not in STATES:
            states = ", ".join(STATES)
            raise self._wrong(place, Reason("search.state", text=text[:50], states=states))
        return Text(_field(field), folded(text))

    def _wrong(self, place: int, detail: Reason) -> UsageError:
        query = self._query[:200]
        return UsageError("search.wrong", query=query, place=place + 1, detail=detail)


def _field(name: str) -> Field:
    return next(field for field in get_args(Field) if field == name)
