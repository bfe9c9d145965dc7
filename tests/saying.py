"""Reasons and their English words, for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from igtagger.domain import Reason
from igtagger.messages import english


def told(text: str) -> Reason:
    """A reason of any words."""
    return Reason("told", text=text)


def in_english(reasons: Iterable[Reason | None]) -> list[str]:
    return [str(english(reason)) for reason in reasons if reason is not None]


def into(messages: list[str]) -> Callable[[Reason], None]:
    """What takes the words of each reason into ``messages``."""
    return lambda reason: messages.append(str(english(reason)))
