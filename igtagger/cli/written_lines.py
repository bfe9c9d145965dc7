"""What becomes of files that tags are written into, as lines; for ``write`` and ``unwrite``."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from igtagger.cli import console
from igtagger.domain import Reason
from igtagger.export.xmp.writing import Written
from igtagger.export.xmp.xmp_fields import TagLists
from igtagger.messages import english

MOST_REFUSED = 20
"""Reasons that are said one by one; beyond, they are counted."""


@dataclass(slots=True)
class Summary:
    """Counts of what became of files, for the end.

    Attributes:
        line: shows how far it is.
        dry_run: each file is told on standard output, and none was touched.
        counts: by :attr:`Written.how`.
        refused: whether any file was.
    """

    line: console.ProgressLine
    dry_run: bool
    counts: Counter[str] = field(default_factory=Counter)
    _began: float = field(default_factory=time.monotonic)

    @property
    def refused(self) -> int:
        """Files that did not become what they should."""
        return self.counts["refused"]

    def take_all(self, written: Iterator[Written], total: int | None = None) -> None:
        """Count, and tell, as it happens."""
        for each in written:
            self.counts[each.how] += 1
            if self.dry_run:
                for text in described(each):
                    console.out(text)
            elif each.how == "refused" and each.reason is not None:
                self._complain(each.reason)
            self.line.show(self.counts.total(), total)

    def _complain(self, reason: Reason) -> None:
        if self.refused <= MOST_REFUSED:
            self.line.tell(reason)

    def say(self, embedded: str, sidecar: str, unchanged: str, refused: str) -> None:
        """The sum of it; each of the texts stands behind a number."""
        counts = self.counts
        parts = [f"{counts['embedded']} {embedded}", f"{counts['sidecar']} {sidecar}"]
        parts += [f"{counts[how]} {text}" for how, text in _more(unchanged, refused) if counts[how]]
        would = "Nothing was written. Would be: " if self.dry_run else ""
        time_ = console.read_time(time.monotonic() - self._began)
        console.say(f"{would}{', '.join(parts)}; {time_}.")
        if not self.dry_run and (more := self.refused - MOST_REFUSED) > 0:
            console.say(f"Of {more} the reason was not said; --dry-run says it of all.")


def _more(unchanged: str, refused: str) -> Iterator[tuple[str, str]]:
    yield "unchanged", unchanged
    yield "refused", refused


def described(written: Written) -> Iterator[str]:
    """What would be done to one file: where, why there, and what."""
    path = written.path
    if written.how == "refused":
        assert written.reason is not None
        yield f"{path}: refused: {_words(written.reason, path)}"
    elif written.how == "unchanged":
        yield f"{path}: nothing to do"
    else:
        why = f" ({_words(written.reason, path)})" if written.reason is not None else ""
        place = "embedded" if written.how == "embedded" else f"sidecar {_name(written.file)}"
        yield f"{path}: {place}{why}"
    for sign, tags in (("+", written.added), ("-", written.removed)):
        yield from (f"  {sign} {text}" for text in _listed(tags))


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
