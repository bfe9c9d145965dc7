"""Lists of keywords as Lightroom and others exchange them.

One keyword a line, each level one tab deeper; ``{synonym}`` in lines below a keyword, a level
deeper; ``[category]`` where the keyword itself is not to be written into pictures.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from igtagger.domain import Reason
from igtagger.errors import SettingsError, detail_of
from igtagger.labels.rule_lines import LineProblem
from igtagger.labels.rules import tag_in
from igtagger.small_files import read_small

MOST_BYTES = 4 << 20
_ENDS = re.compile(r"\r\n|\r|\n")
_ENCODINGS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


@dataclass(frozen=True, slots=True)
class Keyword:
    """A keyword of a list.

    Attributes:
        name: as a tag has it.
        line: from 1.
        parent: what it stands under; None at the top.
        is_category: it is not written into pictures.
        synonyms: other words for it, each with its line.
    """

    name: str
    line: int
    parent: Keyword | None = None
    is_category: bool = False
    synonyms: list[tuple[str, int]] = field(default_factory=list)


def load_keywords(file: Path) -> str:
    """The text of a list: UTF-8, or UTF-16 with its mark at the beginning.

    Raises:
        SettingsError: it cannot be read, is neither, or has more than :data:`MOST_BYTES`.
    """
    try:
        return decoded(read_small(file, MOST_BYTES))
    except UnicodeDecodeError as error:
        line = len(_ENDS.findall(error.object[: error.start].decode("latin-1"))) + 1
        raise SettingsError("keywords.not-text", file=file, line=line) from error
    except OSError as error:
        detail = detail_of(error)
        raise SettingsError("keywords.unreadable", file=file, detail=detail) from error
    except ValueError as error:
        raise SettingsError("keywords.unreadable", file=file, detail=detail_of(error)) from error


def decoded(content: bytes) -> str:
    """The text of bytes.

    Raises:
        UnicodeDecodeError: they are none.
    """
    marked = (code for mark, code in _ENCODINGS.items() if content.startswith(mark))
    return content.decode(next(marked, "utf-8"))


def read_keywords(text: str) -> tuple[list[Keyword], list[LineProblem]]:
    """All keywords that can be read, and what is wrong with the rest; nothing is raised.

    What stands below a line that cannot be read is passed over with it.
    """
    reader = _Reader()
    for number, line in enumerate(_ENDS.split(text), 1):
        if line.strip():
            reader.read(line, number)
    return reader.keywords, reader.problems


def written(keywords: Iterable[tuple[int, str, str]]) -> str:
    """A list of keywords.

    Args:
        keywords: how deep each stands, from 0; how it is written; a synonym, or nothing.
    """
    return "".join(_lines(keywords))


def _lines(keywords: Iterable[tuple[int, str, str]]) -> Iterator[str]:
    for depth, name, synonym in keywords:
        yield "\t" * depth + name + "\n"
        if synonym:
            yield "\t" * (depth + 1) + "{" + synonym + "}\n"


class _Reader:
    def __init__(self) -> None:
        self.keywords: list[Keyword] = []
        self.problems: list[LineProblem] = []
        self._above: list[Keyword] = []
        self._passed_over: int | None = None

    def read(self, line: str, number: int) -> None:
        depth = len(line) - len(line.lstrip("\t"))
        word = line.strip()
        if self._passed_over is not None and depth > self._passed_over:
            return
        self._passed_over = None
        if word.startswith("{"):
            self._read_synonym(word, depth, number)
        elif fault := self._fault(line, depth):
            self.problems.append(LineProblem(number, fault))
            self._passed_over = depth
        else:
            parent = self._above[depth - 1] if depth else None
            keyword = Keyword(_name(word), number, parent, word.startswith("["))
            self._above[depth:] = [keyword]
            self.keywords.append(keyword)

    def _fault(self, line: str, depth: int) -> Reason | None:
        word = line.strip()
        if line[depth:].startswith(" "):
            return Reason("keywords.spaces", name=word)
        if depth > len(self._above):
            return Reason("keywords.jump", name=word)
        if word.startswith("[") and not word.endswith("]"):
            return Reason("keywords.open", name=word, bracket="]")
        return None if _name(word) else Reason("vocabulary.no-tag", name=word)

    def _read_synonym(self, word: str, depth: int, number: int) -> None:
        if not word.endswith("}"):
            fault = Reason("keywords.open", name=word, bracket="}")
        elif not 0 < depth <= len(self._above):
            fault = Reason("keywords.no-keyword", name=word)
        elif synonym := tag_in(word[1:-1]):
            self._above[depth - 1].synonyms.append((synonym, number))
            return
        else:
            fault = Reason("vocabulary.no-tag", name=word)
        self.problems.append(LineProblem(number, fault))


def _name(word: str) -> str:
    return tag_in(word[1:-1] if word.startswith("[") else word)
