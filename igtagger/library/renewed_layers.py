"""Layers that are made anew of kept features for all pictures at once, as those of taught tags.

Functions over a connection; transactions are the caller's, which is the library.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import NamedTuple

from igtagger.library import outcomes
from igtagger.library.features import FeaturesKey
from igtagger.library.outcomes import ModelKey

_FILE = "(SELECT id FROM feature_files WHERE (model_id, weights_sha256, preprocessing) = (?, ?, ?))"
_LACKING = (
    f"SELECT count(*) FROM features WHERE file = {_FILE} AND NOT EXISTS (SELECT 1 "  # noqa: S608
    f"FROM outcomes WHERE outcomes.image = features.image AND model = {outcomes.MODEL})"
)
_SAVE = (
    "INSERT OR REPLACE INTO outcomes (image, model, labels, lasting) "  # noqa: S608
    f"SELECT image, ?, ?, 1 FROM features WHERE file = {_FILE} AND (image, row) = (?, ?)"
)


class RenewedLayer(NamedTuple):
    """What was made of one picture's features.

    Attributes:
        image: the picture's number.
        row: where its features are.
        labels: as :func:`igtagger.library.outcomes.pack` makes them.
    """

    image: int
    row: int
    labels: bytes


def lacking(connection: sqlite3.Connection, key: ModelKey, features: FeaturesKey) -> int:
    """How many pictures that have those features lack the layer."""
    (number,) = connection.execute(_LACKING, (*features, *key.columns)).fetchone()
    return int(number)


def save(
    connection: sqlite3.Connection,
    key: ModelKey,
    features: FeaturesKey,
    layers: Sequence[RenewedLayer],
    is_old: Callable[[ModelKey], bool],
) -> None:
    """Keep layers, in the place of those that were made with other heads before.

    Left out are pictures whose features are others by now.

    Args:
        connection: the library.
        key: what the layers are kept under.
        features: what they were made of.
        layers: them.
        is_old: tells of a key whether nobody asks for its layers any more.
    """
    model = outcomes.number_of(connection, key)
    pairs = [
        (layer.image, number)
        for number, other in _keys_of(connection, key.model_id)
        if is_old(other)
        for layer in layers
    ]
    connection.executemany("DELETE FROM outcomes WHERE image = ? AND model = ?", pairs)
    connection.executemany(
        _SAVE, [(model, layer.labels, *features, layer.image, layer.row) for layer in layers]
    )


def drop(connection: sqlite3.Connection, prefix: str, is_old: Callable[[ModelKey], bool]) -> None:
    """Let go of all layers whose keys begin so and that nobody asks for any more.

    All outcomes are gone through for it, in some tenths of a second for 100,000 pictures.
    """
    for number, key in _keys_of(connection, prefix):
        if is_old(key):
            connection.execute("DELETE FROM outcomes WHERE model = ?", (number,))
            connection.execute("DELETE FROM models WHERE id = ?", (number,))


def _keys_of(connection: sqlite3.Connection, prefix: str) -> list[tuple[int, ModelKey]]:
    rows = connection.execute(
        "SELECT id, model_id, weights_sha256, preprocessing FROM models "
        "WHERE substr(model_id, 1, ?) = ?",
        (len(prefix), prefix),
    )
    return [(int(row[0]), ModelKey(*row[1:])) for row in rows]
