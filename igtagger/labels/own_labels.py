"""Labels of a person's own: the classes of a model that they trained, as a small table (CSV)."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence

from igtagger.domain import Label
from igtagger.errors import BadValueError
from igtagger.labels.folding import folded
from igtagger.labels.sets import OWN_SETS

MOST_LABELS = 5000
"""Of one model: what may be said of a picture is compared pair by pair."""
LONGEST_NAME = 200
_COLUMNS = ("index", "name", "wnid", "definition")


def own_label_set(model_id: str, labels: bytes) -> str:
    """The name of the label set of a model of one's own; others never have it.

    It changes with the labels, so that what was said of one never comes to mean another.

    Args:
        model_id: lower-case letters, digits and hyphens.
        labels: the table.
    """
    return f"{OWN_SETS}{model_id}-{hashlib.sha256(labels).hexdigest()[:8]}"


def spell_labels(names: Sequence[str]) -> bytes:
    """The table of labels of those names, in their order: UTF-8.

    Raises:
        BadValueError: as of :func:`read_labels`.
    """
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(_COLUMNS)
    table.writerows((index, name, "", "") for index, name in enumerate(names))
    content = text.getvalue().encode("utf-8", "surrogatepass")
    read_labels(content)
    return content


def read_labels(content: bytes) -> tuple[Label, ...]:
    """The labels of a table that :func:`spell_labels` made.

    Raises:
        BadValueError: it is another table; there are none, or more than :data:`MOST_LABELS`; a
            name is empty, too long, no printable text, or hardly differs from another.
    """
    names = read_classes(content, strict=True)
    return tuple(Label(index, name) for index, name in enumerate(names))


def read_classes(content: bytes, *, strict: bool = False) -> list[str]:
    """The names of classes in a table of anybody's, in the order of a model's outputs.

    That is the column ``name`` of a table that has one, in the order of ``index`` where it has
    that; else the first cell of each line.

    Args:
        content: UTF-8.
        strict: only the columns that :func:`spell_labels` writes, in order.

    Raises:
        BadValueError: as of :func:`read_labels`.
    """
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        raise BadValueError("own-labels.table") from None
    rows = [row for row in rows if row]
    if strict and (not rows or tuple(rows[0]) != _COLUMNS):
        raise BadValueError("own-labels.table")
    head = [cell.strip().casefold() for cell in rows[0]] if rows else []
    try:
        names = _by_index(head, rows[1:]) if "name" in head else [row[0] for row in rows]
    except (IndexError, ValueError):
        raise BadValueError("own-labels.table") from None
    names = [name.strip() for name in names]
    _check(names)
    return names


def _by_index(head: list[str], rows: Iterable[list[str]]) -> list[str]:
    at = head.index("name")
    if "index" not in head:
        return [row[at] for row in rows]
    numbers = head.index("index")
    numbered = {int(row[numbers]): row[at] for row in rows}
    if sorted(numbered) != list(range(len(numbered))):
        raise ValueError("not all indices from 0")
    return [numbered[index] for index in range(len(numbered))]


def _check(names: Sequence[str]) -> None:
    if not 1 <= len(names) <= MOST_LABELS:
        raise BadValueError("own-labels.count", count=len(names), most=MOST_LABELS)
    seen: dict[str, str] = {}
    for name in names:
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise BadValueError("own-labels.name", name=name[:LONGEST_NAME])
        # As names are searched for, and as ids are made of them: blanks and hyphens are one.
        plain = "-".join(folded(name).replace("-", " ").split())
        if plain in seen:
            raise BadValueError("own-labels.twice", name=name, other=seen[plain])
        seen[plain] = name
