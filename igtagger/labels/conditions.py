"""What is asked for in a search, as a tree of conditions: see :mod:`igtagger.labels.query`."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

Field = Literal[
    "word", "tag", "folder", "below", "name", "ext", "kind", "own", "file", "camera", "state"
]
Measure = Literal["score", "rating", "width", "height", "megapixels"]
STATES = ("tagged", "failed", "waiting", "reviewed", "unreviewed")
COMPARED: Mapping[str, Callable[[Any, Any], Any]] = MappingProxyType(
    {
        ">=": operator.ge,
        "<=": operator.le,
        ">": operator.gt,
        "<": operator.lt,
        "=": operator.eq,
    }
)
"""How signs compare: two numbers, or a column of them with one."""


@dataclass(frozen=True, slots=True)
class Text:
    """Something holds ``text``, or is it, which is folded; see :mod:`igtagger.labels.query`."""

    field: Field
    text: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number that a picture has compares so to another one; where it has none it never does."""

    measure: Measure
    sign: str
    number: float

    def admits(self, number: float | None) -> bool:
        """Whether that one does."""
        return number is not None and bool(COMPARED[self.sign](number, self.number))


@dataclass(frozen=True, slots=True)
class Date:
    """When a picture was taken compares so to a year, month or day, such as ``2024-05``.

    Whatever lies in it equals it. A picture of which it is not said never compares.
    """

    sign: str
    date: str

    def admits(self, taken: datetime | None) -> bool:
        """Whether that moment does."""
        if taken is None:
            return False
        return bool(COMPARED[self.sign](taken.isoformat()[: len(self.date)], self.date))


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


Condition = Text | Number | Date | Negation | Both | Either
