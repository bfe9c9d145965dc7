"""Whether pictures are what a query asks for, by what counts as said of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from igtagger.domain import Failed, LabelRef, Tagged
from igtagger.labels.conditions import (
    Both,
    Condition,
    Date,
    Either,
    Measure,
    Negation,
    Number,
    Text,
)
from igtagger.labels.folding import as_head, folded
from igtagger.labels.naming import Naming, is_called
from igtagger.labels.opinions import Judged


class Search:
    """One query. Names and what stands above them are looked at once, however many pictures.

    Args:
        condition: of the query.
        naming: what things are called.
    """

    def __init__(self, condition: Condition, naming: Naming) -> None:
        self._condition, self._naming = condition, naming
        self._known: dict[tuple[str, LabelRef | str], bool] = {}

    def admits(self, judged: Judged) -> bool:
        """Whether a picture is what is searched for."""
        return self._is(self._condition, judged)

    def _is(self, condition: Condition, judged: Judged) -> bool:
        match condition:
            case Both(parts):
                return all(self._is(part, judged) for part in parts)
            case Either(parts):
                return any(self._is(part, judged) for part in parts)
            case Negation(part):
                return not self._is(part, judged)
            case Number(measure):
                return condition.admits(_number(measure, judged))
            case Date():
                return condition.admits(judged.facts.taken)
            case Text():
                return self._has(condition, judged)

    def _has(self, condition: Text, judged: Judged) -> bool:
        text, path = condition.text, judged.outcome.path
        match condition.field:
            case "tag":
                found = any(self._is_tag(text, tag.key) for tag in judged.opinion.tags)
            case "folder" | "below" | "name" | "ext":
                found = _in_path(condition.field, text, path)
            case "kind":
                found = judged.kind is not None and self._is_called(text, judged.kind.key)
            case "own":
                found = any(folded(name) == text for name in judged.review.own)
            case "file":
                found = any(folded(keyword) == text for keyword in judged.facts.keywords)
            case "camera":
                found = text in folded(judged.facts.camera)
            case "state":
                found = text in _states(judged)
            case "word":
                tags = judged.opinion.tags + ((judged.kind,) if judged.kind is not None else ())
                in_names = any(self._is_called(text, tag.key) for tag in tags)
                in_file = any(text in folded(keyword) for keyword in judged.facts.keywords)
                found = in_names or in_file or text in folded(os.fspath(path))
        return found

    def _is_called(self, text: str, key: LabelRef | str) -> bool:
        """Whether a tag, or what stands above it, is found by a text, as in the window."""
        if (text, key) not in self._known:
            each = (key, *self._naming.above(key))
            self._known[text, key] = any(text in word for one in each for word in self._words(one))
        return self._known[text, key]

    def _is_tag(self, text: str, key: LabelRef | str) -> bool:
        """Whether a tag, or what stands above it, is called that, whole."""
        return any(is_called(self._naming, one, text) for one in (key, *self._naming.above(key)))

    def _words(self, key: LabelRef | str) -> tuple[str, ...]:
        return (folded(key),) if isinstance(key, str) else self._naming.words(key)


def _in_path(field: Literal["folder", "below", "name", "ext"], text: str, path: Path) -> bool:
    folder, name = folded(os.fspath(path.parent)), folded(path.name)
    match field:
        case "folder":
            return text in folder
        case "below":
            return as_head(folder).startswith(as_head(text))
        case "name":
            return text in name
        case "ext":
            return name.endswith("." + text)


def _number(measure: Measure, judged: Judged) -> float | None:
    """What a picture has of it; None where it has none."""
    outcome, ranked = judged.outcome, judged.opinion.ranked
    if measure == "score":
        return ranked[0].score if ranked else 0.0
    if measure == "rating":
        return judged.facts.rating
    if not isinstance(outcome, Tagged):
        return None
    if measure == "megapixels":
        return outcome.width * outcome.height / 1e6
    return outcome.width if measure == "width" else outcome.height


def _states(judged: Judged) -> tuple[str, str]:
    outcome = judged.outcome
    reviewed = "reviewed" if judged.review else "unreviewed"
    if not isinstance(outcome, Failed):
        return "tagged", reviewed
    waits = outcome.reason.code == "picture.not-tagged-yet"
    return "waiting" if waits else "failed", reviewed
