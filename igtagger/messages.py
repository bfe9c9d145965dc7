"""Reasons put into words: in English here, in other languages by the window, with the same rules.

The core says a :class:`~igtagger.domain.Reason`: a code and facts. :mod:`igtagger.wordings` has the
English text of each code.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from string import Formatter

from igtagger.domain import Fact, Reason
from igtagger.wordings import IN_THE_APP, WORDINGS, Wording

Translate = Callable[[str], str]
Plain = str | int | float
Show = Callable[[Plain, str], str]
"""A fact that is no reason, and what stands behind its colon, to text."""


def word(reason: Reason, translate: Translate, show: Show) -> Wording:
    """Put ``reason`` into words.

    Args:
        reason: with every fact that its wording fills in.
        translate: from a text of :data:`WORDINGS` to one with the same names in braces.
        show: how numbers and sizes are told.
    """
    wording, facts = _wording(reason.code), dict(reason.facts)

    def say(fact: Fact, how: str) -> str:
        if isinstance(fact, Reason):
            return word(fact, translate, show).text
        return show(fact, how)

    def fill(template: str) -> str:
        parts = []
        for literal, name, how, _ in Formatter().parse(translate(template) if template else ""):
            parts.append(literal)
            if name is not None:
                parts.append(say(facts[name], how or ""))
        return "".join(parts).strip()

    return Wording(fill(wording.text), fill(wording.hint))


def is_the_app() -> bool:
    """Whether this is the app that needs no Python, into which nothing more can be installed."""
    return bool(getattr(sys, "frozen", False))  # as PyInstaller says it


def _wording(code: str) -> Wording:
    return (IN_THE_APP.get(code) if is_the_app() else None) or WORDINGS[code]


def english(reason: Reason, spell: Callable[[str], str] = str) -> Wording:
    """The words of ``reason`` for the command line, for tables and for the log.

    Args:
        reason: as of :func:`word`.
        spell: how a fact is written, such as a name that holds what a terminal would obey.
    """
    return word(reason, lambda text: text, lambda fact, how: spell(_show(fact, how)))


def _show(fact: Plain, how: str) -> str:
    if how == "bytes":
        return format_bytes(int(fact))
    return str(fact) if how in ("", "number", "server") else format(fact, how)


def format_bytes(count: int) -> str:
    """A number of bytes for reading: ``356.1 MB``."""
    from rich.filesize import decimal

    return decimal(count)


def placeholders(wording: Wording) -> set[tuple[str, str]]:
    """The facts that a wording fills in, each with what stands behind its colon."""
    parts = [part for text in (wording.text, wording.hint) for part in Formatter().parse(text)]
    return {(name, how or "") for _, name, how, _ in parts if name is not None}


def can_word(reason: Reason) -> bool:
    """Whether there are words for it, and all facts that they fill in; also in its facts."""
    wording, facts = WORDINGS.get(reason.code), dict(reason.facts)
    if wording is None or not {name for name, _ in placeholders(wording)} <= set(facts):
        return False
    return all(can_word(fact) for fact in facts.values() if isinstance(fact, Reason))
