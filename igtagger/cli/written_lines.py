"""What becomes of files that tags are written into, as lines; for ``write`` and ``unwrite``."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from igtagger.cli import console
from igtagger.domain import Reason
from igtagger.export.xmp.writing import Written
from igtagger.export.xmp.xmp_fields import TagLists
from igtagger.messages import english

MOST_REFUSED = 20
"""Reasons that are said one by one; beyond, they are counted."""


class Texts(NamedTuple):
    """What stands behind numbers at the end.

    Attributes:
        unit: what is counted.
        embedded: of pictures that were changed.
        sidecar: of sidecars.
        unchanged: where there was nothing to do.
        refused: where it could not be done.
        attribute: of tags for a desktop, which are beside the file.
        no_attribute: where there was nothing to do about those.
        sign: before tags for a desktop: plus for those that are added.
    """

    unit: str
    embedded: str
    sidecar: str
    unchanged: str
    refused: str
    attribute: str
    no_attribute: str
    sign: str


@dataclass(slots=True)
class Summary:
    """Counts of what became of files, for the end.

    Attributes:
        line: shows how far it is.
        texts: for the end.
        dry_run: each file is told on standard output, and none was touched.
        counts: of keywords, by :attr:`Written.how`.
        desktops: the same of tags for desktops, by their titles.
    """

    line: console.ProgressLine
    texts: Texts
    dry_run: bool
    counts: Counter[str] = field(default_factory=Counter)
    desktops: dict[str, Counter[str]] = field(default_factory=dict)
    _began: float = field(default_factory=time.monotonic)

    @property
    def refused(self) -> int:
        """How often something did not become what it should."""
        return sum(counts["refused"] for counts in (self.counts, *self.desktops.values()))

    def take(self, written: Written) -> None:
        """Count one more, and tell of it as far as it is to be told at once."""
        counts = self.counts
        if written.desktop is not None:
            counts = self.desktops.setdefault(written.desktop.title, Counter())
        counts[written.how] += 1
        if self.dry_run:
            for text in described(written, self.texts.sign):
                console.out(text)
        elif written.how == "refused" and written.reason is not None:
            self._complain(written.reason)

    def _complain(self, reason: Reason) -> None:
        if self.refused <= MOST_REFUSED:
            self.line.tell(reason)

    def say(self) -> None:
        """The sum of it."""
        total, texts = self.counts.total(), self.texts
        unit = texts.unit if total != 1 else texts.unit.removesuffix("s")
        begin = f"Nothing was written. Of {total} {unit} would be:" if self.dry_run else ""
        time_ = console.read_time(time.monotonic() - self._began)
        console.say(f"{begin or f'{total} {unit}:'} {self._of_keywords()}; {time_}.")
        for title, counts in self.desktops.items():
            console.say(f"{title}: {self._of_desktop(counts)}.")
        if not self.dry_run and (more := self.refused - MOST_REFUSED) > 0:
            console.say(f"Of {more} the reason was not said; --dry-run says it of all.")

    def _of_keywords(self) -> str:
        counts, texts = self.counts, self.texts
        parts = [f"{counts['embedded']} {texts.embedded}", f"{counts['sidecar']} {texts.sidecar}"]
        more = {"unchanged": texts.unchanged, "refused": texts.refused}
        parts += [f"{counts[how]} {text}" for how, text in more.items() if counts[how]]
        return ", ".join(parts)

    def _of_desktop(self, counts: Counter[str]) -> str:
        texts = self.texts
        parts = [f"{counts['attribute']} {texts.attribute}"]
        more = {"unchanged": texts.no_attribute, "refused": texts.refused}
        parts += [f"{counts[how]} {text}" for how, text in more.items() if counts[how]]
        return ", ".join(parts)


def described(written: Written, sign: str) -> Iterator[str]:
    """What would be done to one file: where, why there, and what.

    Args:
        written: what.
        sign: before tags for a desktop.
    """
    path = written.path
    program = f"{written.desktop.title}: " if written.desktop is not None else ""
    if written.how == "refused":
        assert written.reason is not None
        yield f"{path}: {program}refused: {_words(written.reason, path)}"
    elif written.how == "unchanged":
        yield f"{path}: {program}nothing to do"
    elif written.desktop is not None:
        yield f"{path}: beside the file, for {written.desktop.title}"
        yield f"  {sign} {written.desktop.name}: {', '.join(written.desktop_tags)}"
    else:
        why = f" ({_words(written.reason, path)})" if written.reason is not None else ""
        place = "embedded" if written.how == "embedded" else f"sidecar {_name(written.file)}"
        yield f"{path}: {place}{why}"
    for before, tags in (("+", written.added), ("-", written.removed)):
        yield from (f"  {before} {text}" for text in _listed(tags))


def _name(file: Path | None) -> str:
    return file.name if file is not None else ""


def _words(reason: Reason, path: Path) -> str:
    """The part of a reason that says why, where the path was said."""
    inner = dict(reason.facts).get("why")
    text = english(inner if isinstance(inner, Reason) else reason).text
    return text.removeprefix(str(path)).strip().rstrip(".")


def _listed(tags: TagLists) -> Iterator[str]:
    for each, values in tags.items():
        yield f"{each.name}: {', '.join(values)}"
