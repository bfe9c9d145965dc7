"""The lines of a file of rules, each read by itself, so that a bad one costs nothing but itself.

Such a file is TOML of one level: settings, then sections of settings. TOML's own readers give up a
whole file for one line, and name another line where a bracket is missing.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from igtagger.domain import Reason
from igtagger.errors import BadValueError, detail_of

SETTINGS = ("ancestors", "hide", "never")
"""What stands above all sections."""
SECTIONS = ("rename", "join", "floor", "under", "synonym", "colour")
OF_TAGS = ("synonym", "colour")
"""Those of them whose names are tags as they are typed, never terms of the tree."""
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*(?:""")?'
    r"|'''(?:[^']|'(?!''))*(?:''')?"
    r'|"(?:[^"\\]|\\.)*"?'
    r"|'[^']*'?"
    r"|\#.*|[\[\]{}]"
)
_BEGINS = re.compile(r"""\s*(?:(?:[\w-]+|"[^"]*"|'[^']*')\s*=|\[\[?\s*[A-Za-z][\w-]*\s*\])""")
_PLACE = re.compile(r"\s*\(at [^)]*\)")
_LOOK_AHEAD = 50
"""Lines in which one of several names is looked for."""

_MOST_DOTS = 100


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What is wrong in a file that a person wrote.

    Attributes:
        line: from 1.
        reason: what is wrong there.
    """

    line: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """A key and its value.

    Attributes:
        section: one of :data:`SECTIONS`; empty above them.
        key: one of :data:`SETTINGS` there.
        value: whatever TOML knows.
        lines: the number and the text of each of its lines.
    """

    section: str
    key: str
    value: Any
    lines: tuple[tuple[int, str], ...]

    @property
    def line(self) -> int:
        """Where it begins, from 1."""
        return self.lines[0][0]

    def items(self) -> Iterator[tuple[Any, int]]:
        """What is in a list that the value is, each with its line."""
        lines = [(n, line) for n, line in self.lines if not line.lstrip().startswith("#")]
        at = 0
        for item in self.value:
            ahead = range(at, min(at + _LOOK_AHEAD, len(lines)))
            spelled = f'"{item}"', f"'{item}'"
            at = next((n for n in ahead if any(s in lines[n][1] for s in spelled)), at)
            yield item, lines[at][0]


@dataclass(frozen=True, slots=True)
class Lines:
    """What is in a text.

    Attributes:
        entries: all that can be read.
        problems: what is wrong with the rest.
        ends: the last line of what stands above all sections, under the name "", and of each
            section: its header or its last entry. 0 where nothing stands above them.
        broken: the first of them for which the text as a whole is no such TOML; None where it is.
    """

    entries: tuple[RuleEntry, ...]
    problems: tuple[LineProblem, ...]
    ends: Mapping[str, int]
    broken: LineProblem | None


def read_lines(text: str) -> Lines:
    """Read all lines of a text, whatever it is; nothing is raised."""
    reader = _Reader()
    for lines in _statements(text):
        reader.read(lines)
    if not reader.broken:
        try:
            loads(text)
        except ValueError as error:
            reader.broken.append(LineProblem(_line_in(error), _not_toml(error)))
            reader.problems += reader.broken
    broken = reader.broken[0] if reader.broken else None
    return Lines(tuple(reader.entries), tuple(reader.problems), reader.ends, broken)


def loads(text: str) -> dict[str, Any]:
    """As :func:`tomllib.loads`.

    Raises:
        ValueError: it is not TOML, or so in a way that Python does not bear.
    """
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise BadValueError("json.too-deep") from None


def nearest(name: str, names: Iterable[str]) -> str:
    """Which of ``names`` was perhaps meant; empty where none was."""
    return next(iter(difflib.get_close_matches(name, names, n=1)), "")


class _Reader:
    def __init__(self) -> None:
        self.entries: list[RuleEntry] = []
        self.problems: list[LineProblem] = []
        self.broken: list[LineProblem] = []
        self.ends: dict[str, int] = {"": 0}
        self._section: str | None = ""  # None: one of which nothing is known
        self._places: dict[tuple[str, str], int] = {}

    def read(self, lines: tuple[tuple[int, str], ...]) -> None:
        text = "\n".join(line for _, line in lines)
        header = text.lstrip().startswith("[")
        try:
            read = _parse(text)
        except ValueError as error:
            self._tell(lines, _not_toml(error), broken=True)
            if header:
                self._begin_damaged(text)
            return
        if header:
            self._begin(next(iter(read)), read, lines)
            self._end(lines)
            return
        self._end(lines)
        for key, value in read.items():
            self._add(key, value, lines)

    def _end(self, lines: tuple[tuple[int, str], ...]) -> None:
        if self._section is not None:
            self.ends[self._section] = lines[-1][0]

    def _begin(self, name: str, read: dict[str, Any], lines: tuple[tuple[int, str], ...]) -> None:
        if name in SECTIONS and read[name] in ({}, [{}]):
            self._section = name
            if read[name] == [{}]:
                self._tell(lines, Reason("vocabulary.list-section", name=name), broken=True)
            self._only_once(("", name), lines)
            return
        self._section = None
        self._tell(
            lines,
            _unknown(
                "vocabulary.unknown-section", "vocabulary.unknown-section-near", name, SECTIONS
            ),
        )

    def _begin_damaged(self, text: str) -> None:
        """The section of a header that is no TOML, where its name can be told."""
        word = re.search(r"[\w-]+", text)
        self._section = word[0] if word and word[0] in SECTIONS else None

    def _add(self, key: str, value: object, lines: tuple[tuple[int, str], ...]) -> None:
        if self._section is None:
            return
        if self._section and key in SETTINGS:
            self._tell(lines, Reason("vocabulary.misplaced", name=key))
        elif not self._section and key in SECTIONS and isinstance(value, dict):
            for name, inner in value.items():  # key.name = ..., or key = { name = ... }
                self._keep(RuleEntry(key, name, inner, lines))
        elif not self._section and key in SECTIONS:
            self._tell(lines, Reason("vocabulary.no-section", name=key), broken=True)
        elif not self._section and key not in SETTINGS:
            self._tell(
                lines,
                _unknown("vocabulary.unknown-key", "vocabulary.unknown-key-near", key, SETTINGS),
            )
        else:
            self._keep(RuleEntry(self._section, key, value, lines))

    def _keep(self, entry: RuleEntry) -> None:
        if self._only_once((entry.section, entry.key), entry.lines):
            self.entries.append(entry)

    def _only_once(self, place: tuple[str, str], lines: tuple[tuple[int, str], ...]) -> bool:
        first = self._places.setdefault(place, lines[0][0])
        if first == lines[0][0]:
            return True
        reason = Reason("vocabulary.twice", name=place[1], line=first)
        self._tell(lines, reason, broken=True)
        return False

    def _tell(
        self, lines: tuple[tuple[int, str], ...], reason: Reason, *, broken: bool = False
    ) -> None:
        self.problems.append(LineProblem(lines[0][0], reason))
        if broken:
            self.broken.append(self.problems[-1])


def _statements(text: str) -> Iterator[tuple[tuple[int, str], ...]]:
    """The lines of each header and each key with its value; comments between them are left out."""
    gathered: list[tuple[int, str]] = []
    depth = 0
    for number, ended in enumerate(text.split("\n"), 1):
        line = ended.removesuffix("\r")
        if gathered and (depth <= 0 or _BEGINS.match(line)):
            yield tuple(gathered)
            gathered, depth = [], 0
        if gathered or line.split("#", 1)[0].strip():
            gathered.append((number, line))
            depth += _opened(line)
    if gathered:
        yield tuple(gathered)


def _parse(text: str) -> dict[str, Any]:
    # For a key of n parts Python takes memory for n * n of them.
    if text.count(".") > _MOST_DOTS and _TOKEN.sub("", text).count(".") > _MOST_DOTS:
        raise BadValueError("vocabulary.dots")
    return loads(text)


def _opened(line: str) -> int:
    """How many brackets a line opens and does not close."""
    found = _TOKEN.findall(line)
    return sum((part in "[{") - (part in "]}") for part in found)


def _not_toml(error: ValueError) -> Reason:
    detail = detail_of(error)
    if isinstance(detail, str):
        detail = _PLACE.sub("", detail)
    return Reason("vocabulary.not-toml", detail=detail)


def _line_in(error: ValueError) -> int:
    found = re.search(r"at line (\d+)", str(error))
    return int(found[1]) if found else 1


def _unknown(code: str, code_near: str, name: str, known: Iterable[str]) -> Reason:
    near = nearest(name, known)
    return Reason(code_near, name=name, near=near) if near else Reason(code, name=name)
