"""What models said of images, in the library's tables ``models`` and ``outcomes``.

Functions over a connection; transactions are the caller's, which is the library.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from igtagger.domain import LOOK, Failed, Layer, Outcome, Tagged
from igtagger.library import features, images, reasons
from igtagger.library.facts import FactsEntry
from igtagger.library.images import FileStamp

PACKED = np.dtype([("index", "<u2"), ("score", "<f2")])
"""A label as :func:`pack` makes it."""
MODEL = "(SELECT id FROM models WHERE (model_id, weights_sha256, preprocessing) = (?, ?, ?))"
"""The number of a key, in a statement, which works it out once."""
_MOST_LABELS = 1 << 16
"""As many as an index has numbers for."""


@dataclass(frozen=True, slots=True)
class ModelKey:
    """What a layer was made with: results of two keys are never mixed.

    Attributes:
        model_id: whose head gave it.
        weights_sha256: of which weights.
        preprocessing: how pictures were prepared, and what else the scores depend on.
        labels: how many there are: what speaks of more is no outcome of this key.
        label_set: theirs; told apart by it are the layers that are ``beside``.
        beside: the keys of further layers of the same pictures. An outcome has those of them that
            are there.
        features: what else is to be kept of a picture that is known. With them it is to be known
            what a picture looks like, too.
    """

    model_id: str
    weights_sha256: str
    preprocessing: str
    labels: int = field(default=_MOST_LABELS, compare=False)
    label_set: str = field(default="", compare=False)
    beside: tuple[ModelKey, ...] = ()
    features: tuple[features.FeaturesKey, ...] = field(default=(), compare=False)

    @property
    def columns(self) -> tuple[str, str, str]:
        """As the table ``models`` has them."""
        return self.model_id, self.weights_sha256, self.preprocessing

    def is_whole(self, outcome: Outcome) -> bool:
        """Whether no layer is lacking, nor any features. Of what failed there are none."""
        if isinstance(outcome, Failed):
            return True
        return not outcome.lacking and self.has_all_layers(outcome)

    def has_all_layers(self, outcome: Tagged) -> bool:
        """Whether there is a layer of each key that is ``beside``."""
        return all(outcome.layer(key.label_set) is not None for key in self.beside)


@dataclass(frozen=True, slots=True)
class Entry:
    """An outcome to keep.

    Attributes:
        outcome: tagged or failed.
        stamp: of the file that it was made from; without, it is kept but never taken for known.
        fingerprint: of the same content; None where it could not be read.
        lasting: False for what failed for a reason that may pass; it is never taken for known.
        facts: what its files say; None where that was not read now.
        features: what models' bodies say of it (embeddings), as far as that is to be kept.
        difference_hash: what it looks like, 64 bits, not signed: see
            :mod:`igtagger.pictures.difference_hash`; None where that was not looked at now.
    """

    outcome: Outcome
    stamp: FileStamp | None
    fingerprint: bytes | None
    lasting: bool = True
    facts: FactsEntry | None = None
    features: tuple[features.Made, ...] = field(default=(), compare=False)
    difference_hash: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of some files by their stamps.

    Attributes:
        outcomes: in the order of files, of those that have not changed since; else None.
        undated: places of those among them whose inode's time was not kept, though there is one.
        doubtful: outcomes of those of which the inode's time alone is another, by their places.
    """

    outcomes: list[Outcome | None]
    undated: list[int]
    doubtful: dict[int, Outcome]


# Reading


def known(
    connection: sqlite3.Connection,
    key: ModelKey,
    items: Sequence[tuple[Path, FileStamp | None]],
) -> Known:
    """What is known of those files.

    A row that makes no sense, which no igtagger wrote, counts as none; so in all that follow.
    """
    found = Known([None] * len(items), [], {})
    # By place, not by path: to hash a path takes as long as to read its outcome.
    places = {os.fsencode(path): place for place, (path, _) in enumerate(items)}
    for row in _rows(connection, key, list(places)):
        place = places[row[0]]
        path, stamp = items[place]
        if stamp is None or row[7:9] != stamp[:2] or not row[9]:
            continue
        before, now = row[10], stamp[2]
        outcome = _outcome(key, path, row)
        if before == now or before is None or now is None:
            found.outcomes[place] = outcome
            if outcome is not None and before is None and now is not None:
                found.undated.append(place)
        elif outcome is not None:
            found.doubtful[place] = outcome
    return found


def stored(
    connection: sqlite3.Connection, key: ModelKey, asked: Mapping[bytes, Path]
) -> dict[Path, Outcome]:
    """The last outcomes of those files that have one, whether they changed since or not."""
    rows = _rows(connection, key, list(asked))
    found = ((asked[row[0]], _outcome(key, asked[row[0]], row)) for row in rows)
    return {path: outcome for path, outcome in found if outcome is not None}


def _rows(
    connection: sqlite3.Connection, key: ModelKey, paths: Sequence[bytes]
) -> Iterator[tuple[Any, ...]]:
    columns, numbers = _columns_of(key)
    for part in images.parts(paths):
        query = f"{columns} WHERE path IN ({','.join('?' * len(part))})"
        yield from connection.execute(query, (*numbers, *part)).fetchall()


def _columns_of(key: ModelKey) -> tuple[str, tuple[str, ...]]:
    """The beginning of a query for outcomes of ``key``, and the values for it.

    The columns are those of the image and the first layer, then the labels of each layer that is
    beside it, and whether there are features under each key, and a hash where any are wanted. A
    layer beside the first must last where that one does, which may be of another content.
    """
    beside = (
        ", (SELECT labels FROM outcomes AS other WHERE other.image = images.id "  # noqa: S608
        f"AND other.model = {MODEL} AND other.lasting >= outcomes.lasting)"
    ) * len(key.beside)
    kept = f", {features.IS_KEPT}" * len(key.features)
    if key.features:
        kept += ", difference_hash IS NOT NULL"
    columns = (
        "SELECT path, width, height, error, error_code, error_facts, outcomes.labels, "  # noqa: S608
        f"size, mtime_ns, outcomes.lasting, ctime_ns, bare, norm{beside}{kept} FROM images "
        f"JOIN outcomes ON outcomes.image = images.id AND outcomes.model = {MODEL}"
    )
    layers = [each.columns for each in key.beside]
    kept_under = [each for each in key.features for _ in range(2)]
    values = (*layers, *kept_under, key.columns)
    return columns, tuple(name for each in values for name in each)


def of_content(
    connection: sqlite3.Connection, key: ModelKey, path: Path, fingerprint: bytes, size: int
) -> Tagged | None:
    """The outcome of whichever file has this content, as that of ``path``."""
    columns, numbers = _columns_of(key)
    row = connection.execute(
        f"{columns} AND outcomes.lasting AND error IS NULL "
        "WHERE fingerprint = ? AND size = ? LIMIT 1",
        (*numbers, fingerprint, size),
    ).fetchone()
    if row is None:
        return None
    outcome = _outcome(key, path, row)
    return outcome if isinstance(outcome, Tagged) else None


# Writing


def save(connection: sqlite3.Connection, key: ModelKey, entries: Sequence[Entry]) -> list[int]:
    """Keep outcomes, each layer under its own key; the numbers of their images, in their order.

    What may pass does not take the place of what lasts.
    """
    model = number_of(connection, key)
    others = {each.label_set: number_of(connection, each) for each in key.beside}
    rows: list[tuple[object, ...]] = []
    numbers = [_save_image(connection, entry) for entry in entries]
    for image, entry in zip(numbers, entries, strict=True):
        *said, lasting = _columns(entry)
        rows.append((image, model, *said, lasting))
        if isinstance(entry.outcome, Tagged):
            rows += [
                (image, others[layer.label_set], None, None, None, pack(layer), None, None, lasting)
                for layer in entry.outcome.beside
                if layer.label_set in others
            ]
    connection.executemany(
        "INSERT INTO outcomes (image, model, error, error_code, error_facts, labels, bare, "
        "norm, lasting) VALUES (?, ?, CAST(? AS TEXT), ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (image, model) DO UPDATE SET "
        "error = excluded.error, error_code = excluded.error_code, "
        "error_facts = excluded.error_facts, labels = excluded.labels, bare = excluded.bare, "
        "norm = excluded.norm, lasting = excluded.lasting "
        "WHERE excluded.lasting OR NOT lasting",
        rows,
    )
    return numbers


def add_layers(
    connection: sqlite3.Connection,
    key: ModelKey,
    made: Sequence[tuple[Path, FileStamp, Sequence[Layer]]],
) -> None:
    """Keep layers that were made of known pictures besides what is kept of them.

    Args:
        connection: the library.
        key: under whose keys that are ``beside`` it the layers are kept.
        made: pictures, as they were seen, each with its layers. Those of which another run has
            seen another content meanwhile are left out.
    """
    numbers = {each.label_set: number_of(connection, each) for each in key.beside}
    connection.executemany(
        "INSERT OR REPLACE INTO outcomes (image, model, labels, lasting) "
        "SELECT id, ?, ?, 1 FROM images WHERE path = ? AND size = ? AND mtime_ns = ?",
        [
            (numbers[layer.label_set], pack(layer), os.fsencode(path), stamp.size, stamp.mtime_ns)
            for path, stamp, layers in made
            for layer in layers
        ],
    )


def number_of(connection: sqlite3.Connection, key: ModelKey) -> int:
    """The number of a key, given to it when it is first met."""
    row = connection.execute(f"SELECT {MODEL}", key.columns).fetchone()
    if row[0] is not None:
        return int(row[0])
    cursor = connection.execute(
        "INSERT INTO models (model_id, weights_sha256, preprocessing) VALUES (?, ?, ?)",
        key.columns,
    )
    return int(cursor.lastrowid or 0)


def _save_image(connection: sqlite3.Connection, entry: Entry) -> int:
    path, stamp, outcome = os.fsencode(entry.outcome.path), entry.stamp, entry.outcome
    run = connection.execute
    before = run(
        "SELECT id, size, mtime_ns, fingerprint FROM images WHERE path = ?", (path,)
    ).fetchone()
    shape = (outcome.width, outcome.height) if isinstance(outcome, Tagged) else (None, None)
    if not entry.lasting and entry.fingerprint is None:
        stamp = None  # nobody has seen its content
    if before is None:
        return images.add(connection, path, stamp, entry.fingerprint, shape)
    image = int(before[0])
    if stamp is None:
        # What is known of the file by other runs stays.
        run(
            "UPDATE images SET width = coalesce(width, ?), height = coalesce(height, ?) "
            "WHERE id = ?",
            (*shape, image),
        )
        return image
    content = (stamp.size, stamp.mtime_ns, entry.fingerprint)
    # When its inode changed is no part of the content: so do new permissions and names.
    if before[1:] != content or entry.fingerprint is None:
        # It has changed: what other models said of it is void.
        run("DELETE FROM outcomes WHERE image = ?", (image,))
        features.forget(connection, image)
    run(
        "UPDATE images SET size = ?, mtime_ns = ?, fingerprint = ?, ctime_ns = ?, "
        "width = coalesce(?, width), height = coalesce(?, height) WHERE id = ?",
        (*content, stamp.ctime_ns, *shape, image),
    )
    return image


# Columns


def pack(said: Tagged | Layer) -> bytes:
    """Labels as pairs of index (unsigned 16 bits) and score (half precision), little-endian."""
    packed = np.empty(len(said.indices), PACKED)
    packed["index"], packed["score"] = said.indices, said.scores
    return packed.tobytes()


def _unpacked(key: ModelKey, labels: object) -> Layer | None:
    """The layer that :func:`pack` made; None where it makes no sense."""
    if not isinstance(labels, bytes) or len(labels) % PACKED.itemsize:
        return None
    packed = np.frombuffer(labels, PACKED)
    indices, scores = packed["index"].tolist(), packed["score"].astype(float).tolist()
    if max(indices, default=0) >= key.labels or not _are_scores(scores):
        return None
    return Layer(key.label_set, tuple(indices), tuple(scores))


def _columns(entry: Entry) -> tuple[object, ...]:
    """Error, the code and facts of it or of a remark, labels and what goes with them, lasting."""
    outcome, lasting = entry.outcome, entry.lasting and entry.stamp is not None
    if isinstance(outcome, Tagged):
        said = pack(outcome), outcome.bare, outcome.norm
        return None, *reasons.remark_columns(outcome.remark), *said, lasting
    return *reasons.columns_of(outcome.reason), None, None, None, lasting


def _outcome(key: ModelKey, path: Path, row: Sequence[Any]) -> Outcome | None:
    """What a row says; None where it makes no sense: see :func:`known`."""
    _, width, height, error, code, facts, labels = row[:7]
    if error is not None:
        known = isinstance(error, str)
        return Failed(path, reasons.reason_of(path, error, code, facts)) if known else None
    layer = _unpacked(key, labels)
    if layer is None or not (_is_side(width) and _is_side(height)):
        return None
    behind = row[13:]
    others = (_unpacked(each, packed) for each, packed in zip(key.beside, behind, strict=False))
    beside = tuple(other for other in others if other is not None)
    wanted = [each.model_id for each in key.features] + [LOOK] * bool(key.features)
    kept = zip(wanted, behind[len(key.beside) :], strict=True)
    lacking = tuple(name for name, is_kept in kept if not is_kept)
    remark = reasons.remark_of(code, facts)
    numbers = _share(row[11]), _number(row[12])
    return Tagged(
        path, width, height, layer.indices, layer.scores, beside, remark, *numbers, lacking
    )


def _share(value: object) -> float | None:
    """A number from 0 to 1; None for what is none."""
    return value if isinstance(value, float) and 0 <= value <= 1 else None


def _number(value: object) -> float | None:
    return value if isinstance(value, float) and isfinite(value) else None


def _are_scores(scores: Sequence[float]) -> bool:
    """Whether all are 0 to 1. A NaN, which least and greatest may miss, makes no sum."""
    least, greatest = min(scores, default=0), max(scores, default=0)
    return least >= 0 and greatest <= 1 and sum(scores) <= len(scores)


def _is_side(value: object) -> bool:
    return type(value) is int and value > 0
