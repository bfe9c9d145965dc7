"""What the person decided, as a table that other programs and other computers read, and back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from igtagger.domain import LabelRef, Reason, Review
from igtagger.errors import BadValueError, UsageError
from igtagger.export.destinations import text_begins
from igtagger.export.paths import spell
from igtagger.export.spelling import uncell, unescape
from igtagger.labels import own_tags
from igtagger.labels.kinds import KINDS
from igtagger.labels.naming import Naming, ref_of
from igtagger.labels.sets import load_labels
from igtagger.labels.taught_names import NONE_TAUGHT, TAUGHT, TaughtNames
from igtagger.labels.term_names import TermNames
from igtagger.labels.tree import LABEL_SETS, TERMS, term_ref
from igtagger.library.reviews import merged
from igtagger.small_files import read_small

COLUMNS = ("path", "decision", "set", "id", "name")
MOST_BYTES = 1 << 30
_NEEDED = {"path", "decision", "name"}
is_own = text_begins(re.compile(r'("?)path\1[,;\t]"?decision"?[,;\t]'))
"""Whether a file is such a table."""


def rows_of(path: Path, review: Review, naming: Naming) -> Iterator[list[str]]:
    """The rows of one picture, of what is yet to be made cells of.

    What a label or term is called is for people; its id tells. A taught tag has its name alone: on
    another computer its number is another tag's. Of one that is taught no more nothing is told.
    """
    spelled = spell(path, None)
    for decision, refs in (("confirmed", review.confirmed), ("rejected", review.rejected)):
        for ref in sorted(refs):
            name = naming.label_of(ref).name
            if ref.label_set != TAUGHT:
                yield [spelled, decision, ref.label_set, _id_of(ref, naming), name]
            elif naming.taught.name(ref) is not None:
                yield [spelled, decision, TAUGHT, "", name]
    for tag in review.own:
        yield [spelled, "own", "", "", tag]


def _id_of(ref: LabelRef, naming: Naming) -> str:
    term = naming.term(ref) if ref.label_set == TERMS else None
    return str(ref.index) if term is None else term.id


@dataclass(slots=True)
class _Decided:
    """What the table says of one picture so far."""

    confirmed: set[LabelRef] = field(default_factory=set)
    rejected: set[LabelRef] = field(default_factory=set)
    own: list[str] = field(default_factory=list)

    def add(self, decision: str, ref: LabelRef) -> None:
        """Raises BadValueError where an earlier line says the contrary."""
        mine, others = self.confirmed, self.rejected
        if decision == "rejected":
            mine, others = others, mine
        kinds = {each for each in mine if each.label_set == ref.label_set == KINDS} - {ref}
        if ref in others or (decision == "confirmed" and kinds):  # a picture is of one kind
            raise BadValueError("decisions.contradicts")
        mine.add(ref)

    @property
    def review(self) -> Review:
        """All of it."""
        own = tuple(own_tags.distinct(self.own))
        return Review(frozenset(self.confirmed), frozenset(self.rejected), own)


@dataclass(frozen=True, slots=True)
class Read:
    """A table: what it says of pictures, and the lines that make no sense, with their numbers."""

    reviews: Mapping[Path, Review]
    problems: tuple[tuple[int, Reason], ...]


def read(file: Path, names: TermNames, taught: TaughtNames = NONE_TAUGHT) -> Read:
    """Read a table, also one that a spreadsheet or a person wrote.

    Things are found by set and id where both are given, else by id or name, which may be English or
    in the person's language; taught tags by their name. Paths that are not whole are from where the
    program runs.

    Raises:
        UsageError: it cannot be read, or is no such table.
    """
    found: dict[Path, _Decided] = {}
    problems: list[tuple[int, Reason]] = []
    for line, row in _lines(file):
        try:
            path = _path_of(row)
            _take(row, found.setdefault(path, _Decided()), names, taught)
        except BadValueError as error:
            problems.append((line, error.reason))
    reviews = {path: decided.review for path, decided in found.items() if decided.review}
    return Read(reviews, tuple(problems))


def _lines(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = read_small(file, MOST_BYTES).decode("utf-8-sig")
        head = text.partition("\n")[0]
        delimiter = next((each for each in ",;\t" if each in head), ",")
        table = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
        columns = set(table.fieldnames or ())
        if columns >= _NEEDED:
            for row in table:
                yield table.line_num, {name: row.get(name) or "" for name in COLUMNS}
    except (OSError, ValueError, csv.Error) as error:
        detail = getattr(error, "strerror", None) or str(error)
        raise UsageError("decisions.unreadable", file=file, detail=detail) from error
    if not columns >= _NEEDED:
        raise UsageError("decisions.no-table", file=file)


def _path_of(row: Mapping[str, str]) -> Path:
    text = unescape(row["path"])
    if not text or "\0" in text:
        raise BadValueError("decisions.no-path")
    return Path(text).absolute()


def _take(row: Mapping[str, str], decided: _Decided, names: TermNames, taught: TaughtNames) -> None:
    decision = row["decision"].strip().casefold()
    if decision == "own":
        tags = own_tags.parse(uncell(row["name"]))
        if not tags:
            raise BadValueError("decisions.no-name")
        decided.own += tags
    elif decision in ("confirmed", "rejected"):
        ref = _ref_of_taught(row, taught) or _ref_in(row, names)
        decided.add(decision, ref)
    else:
        raise BadValueError("decisions.no-decision", text=row["decision"][:50])


def _ref_of_taught(row: Mapping[str, str], taught: TaughtNames) -> LabelRef | None:
    """None where the row is about something else. Raises BadValueError: no such tag is taught."""
    if uncell(row["set"]).strip() != TAUGHT:
        return None
    name = uncell(row["name"]).strip()
    if (found := taught.find(name)) is None:
        raise BadValueError("decisions.no-such", name=name[:100], perhaps="")
    return found.ref


def _ref_in(row: Mapping[str, str], names: TermNames) -> LabelRef:
    label_set, id_ = uncell(row["set"]).strip(), uncell(row["id"]).strip()
    if label_set and id_:
        return _ref_by_id(label_set, id_, names)
    name = id_ or uncell(row["name"]).strip()
    if not name:
        raise BadValueError("decisions.no-name")
    match names.find(name):
        case (only,):
            return ref_of(only)
        case ():
            near = names.near(name)
            perhaps: Reason | str = Reason("usage.perhaps", name=near) if near else ""
            raise BadValueError("decisions.no-such", name=name[:100], perhaps=perhaps)
        case several:
            ids = ", ".join(several)
            raise BadValueError("decisions.ambiguous", name=name[:100], ids=ids)


def _ref_by_id(label_set: str, id_: str, names: TermNames) -> LabelRef:
    """One of a set or a term that is no longer there is well: what was said of it stays."""
    number = int(id_) if re.fullmatch(r"[0-9]{1,10}", id_) else None
    if label_set == TERMS and (id_ in names.tree.terms or re.fullmatch(r"n[0-9]{8}", id_)):
        return term_ref(id_)
    known = label_set in LABEL_SETS
    if number is None or (known and number >= len(load_labels(label_set))):
        raise BadValueError("decisions.no-id", id=id_[:100], label_set=label_set[:100])
    return LabelRef(label_set, number)


@dataclass(slots=True)
class Taken:
    """What became of a table.

    Attributes:
        pictures: whose reviews are others now.
        decisions: labels and terms that were confirmed or rejected.
        own: own tags that were added.
        contrary: decisions that were left out, as the person had decided the contrary.
    """

    pictures: int = 0
    decisions: int = 0
    own: int = 0
    contrary: int = 0


def joined(before: Review, given: Review, taken: Taken) -> Review:
    """What is there, with what is given and does not contradict it; counted in ``taken``."""
    kept = _without_other_kinds(before, given)
    contrary = len(given.confirmed - kept.confirmed)
    contrary += len(kept.confirmed & before.rejected) + len(kept.rejected & before.confirmed)
    after = replace(merged(before, kept), own=own_tags.added(before.own, given.own))
    _count(before, after, taken)
    taken.contrary += contrary
    return after


def replaced(before: Review, given: Review, taken: Taken) -> Review:
    """What is given, in the place of what is there; counted in ``taken``."""
    _count(before, given, taken)
    return given


def _without_other_kinds(before: Review, given: Review) -> Review:
    """A picture is of one kind: that which the person confirmed."""
    if not any(ref.label_set == KINDS for ref in before.confirmed):
        return given
    others: Iterable[LabelRef] = (ref for ref in given.confirmed if ref.label_set == KINDS)
    return replace(given, confirmed=given.confirmed - (frozenset(others) - before.confirmed))


def _count(before: Review, after: Review, taken: Taken) -> None:
    taken.pictures += before != after
    taken.decisions += len(after.confirmed - before.confirmed)
    taken.decisions += len(after.rejected - before.rejected)
    taken.own += len(set(after.own) - set(before.own))
