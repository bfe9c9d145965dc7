"""Files of names that a person brings: of Open Multilingual Wordnet, or CSV.

Open Multilingual Wordnet's files (``.tab``) have lines such as ``02121808-n<tab>lemma<tab>word``,
or ``deu:lemma`` for ``lemma``, whose numbers are those of WordNet 3.0, as ours are, and a first
line ``# title<tab>deu<tab>address<tab>licence``. CSV has two columns, ``wnid,name``, parted by
commas, semicolons or tabs; with a line of titles it may have more, of which ``id`` (or ``wnid``)
and ``name`` count.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from igtagger.domain import Reason
from igtagger.errors import BadValueError
from igtagger.labels.own_tags import LONGEST, parse

MOST_BYTES = 64 << 20
"""The largest of Open Multilingual Wordnet's files, with all its definitions, has half of that."""
MOST_PROBLEMS = 10
"""So many lines that make no sense are told one by one."""
MOST_BAD_LINES = 100_000
"""A file with so many is none of names: what follows is not read, which might take minutes."""

_OFFSET = re.compile(r"([0-9]{8})-([nvars])")
_ID = re.compile(r"[nvars][0-9]{8}|x-[a-z0-9-]+|[a-z0-9-]+:\S+")
_TITLES = ("id", "wnid")
_SHOWN = 60


class BadLine(NamedTuple):
    """A line that makes no sense, from 1, and why."""

    line: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class NamesFile:
    """What a file of names holds.

    Attributes:
        names: by the id of a term, in the order of the file; each without white space around it,
            in Unicode's form NFC, without commas and control characters.
        language: as the file's first line says it, such as ``deu``; empty where it does not.
        unknown: how many names are of ids that nothing is known of.
        repeated: how many are further names of an id that has one.
        problems: the first lines that make no sense, :data:`MOST_PROBLEMS` at most.
        bad_lines: how many there are; with :data:`MOST_BAD_LINES` the rest was not read.
    """

    names: Mapping[str, str]
    language: str
    unknown: int
    repeated: int
    problems: tuple[BadLine, ...]
    bad_lines: int


def read_names(content: bytes, known: Container[str]) -> NamesFile:
    """Read a file of names, whatever is in it.

    Args:
        content: UTF-8, or UTF-16 with a byte-order mark.
        known: the ids of all terms; names of others are counted, and left out.
    """
    reader = _Reader(known)
    try:
        text = _decoded(content)
    except UnicodeDecodeError as error:
        reader.refuse(content.count(b"\n", 0, error.start) + 1, Reason("line.encoding"))
        text = ""
    for number, line in enumerate(io.StringIO(text, newline=None), 1):
        try:
            reader.take(line.removesuffix("\n"))
        except BadValueError as error:
            reader.refuse(number, error.reason)
            if reader.bad == MOST_BAD_LINES:
                break
    return reader.result()


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    return content.decode("utf-8-sig")


class _Reader:
    """Takes one line after the other."""

    def __init__(self, known: Container[str]) -> None:
        self._known = known
        self._names: dict[str, str] = {}
        self._language = ""
        self._unknown = self._repeated = self.bad = 0
        self._problems: list[BadLine] = []
        self._separator = ""
        self._columns = (0, 1)

    def result(self) -> NamesFile:
        return NamesFile(
            MappingProxyType(self._names),
            self._language,
            self._unknown,
            self._repeated,
            tuple(self._problems),
            self.bad,
        )

    def refuse(self, line: int, reason: Reason) -> None:
        self.bad += 1
        if len(self._problems) < MOST_PROBLEMS:
            self._problems.append(BadLine(line, reason))

    def take(self, line: str) -> None:
        """Raises BadValueError where it makes no sense."""
        if not line.strip():
            return
        if line.startswith("#"):
            self._take_remark(line)
            return
        if first := not self._separator:
            self._separator = _separator_in(line)
        if self._separator == "\t" and (triple := _triple(line)):
            self._take_triple(*triple)
        else:
            cells = _cells(line, self._separator)
            if not (first and self._take_titles(cells)):
                self._take_row(cells)

    def _take_remark(self, line: str) -> None:
        fields = line.split("\t")
        if len(fields) > 1 and not self._language:
            self._language = fields[1].strip()[:_SHOWN]

    def _take_triple(self, id_: str, relation: str, word: str) -> None:
        language, _, relation = relation.rpartition(":")
        if relation == "lemma" and ":" not in language:
            self._language = self._language or language[:_SHOWN]
            self._add(id_, word.replace("_", " "))

    def _take_titles(self, cells: list[str]) -> bool:
        titles = [cell.strip().casefold() for cell in cells]
        places = [titles.index(title) for title in _TITLES if title in titles]
        if not places:
            return False
        if "name" in titles:
            self._columns = places[0], titles.index("name")
        elif len(titles) == 2:
            self._columns = places[0], 1 - places[0]
        else:
            self._columns = places[0], len(titles)  # which no line has
            raise BadValueError("line.no-title")
        return True

    def _take_row(self, cells: list[str]) -> None:
        if len(cells) <= max(self._columns):
            raise BadValueError("line.short")
        id_, name = (cells[place] for place in self._columns)
        self._add(_id_in(id_), name)

    def _add(self, id_: str, text: str) -> None:
        names = parse(text)
        if not names:
            return  # left empty, to be filled in another day
        if len(names) > 1 or len(text) > LONGEST:
            raise BadValueError("line.no-name", text=text[:_SHOWN], most=LONGEST)
        if id_ not in self._known:
            self._unknown += 1
        elif id_ in self._names:
            self._repeated += 1
        else:
            self._names[id_] = names[0]


def _separator_in(line: str) -> str:
    """What parts the columns: whichever of the three comes first."""
    found = [separator for separator in "\t;," if separator in line]
    return min(found, key=line.index, default=",")


def _triple(line: str) -> tuple[str, str, str] | None:
    """The id, relation and word of a line of Open Multilingual Wordnet; None where it is none."""
    fields = line.split("\t")
    offset = _OFFSET.fullmatch(fields[0].strip())
    if offset is None or len(fields) < 3:
        return None
    return offset[2] + offset[1], fields[1].strip(), fields[2]


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator, strict=True), [])
    except csv.Error as error:
        raise BadValueError("line.form", detail=str(error)) from error


def _id_in(text: str) -> str:
    plain = text.strip()
    if offset := _OFFSET.fullmatch(plain):
        return offset[2] + offset[1]
    if not _ID.fullmatch(plain):
        raise BadValueError("line.no-id", text=plain[:_SHOWN])
    return plain
