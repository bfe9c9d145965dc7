"""What an igtagger wrote that knew fewer of the library's steps."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from igtagger.domain import Tagged
from igtagger.library.images import FileStamp
from igtagger.library.outcomes import ModelKey, pack
from igtagger.pictures.fingerprint import fingerprint


def keep(file: Path, key: ModelKey, outcomes: Mapping[Path, Tagged | str]) -> None:
    """Add outcomes as before: of what failed, a sentence. The pictures are there."""
    with closing(sqlite3.connect(file)) as connection, connection:
        run = connection.execute
        model = run(
            "INSERT INTO models (model_id, weights_sha256, preprocessing) VALUES (?, ?, ?)",
            (key.model_id, key.weights_sha256, key.preprocessing),
        ).lastrowid
        for path, outcome in outcomes.items():
            stamp = FileStamp.of(path)
            assert stamp is not None
            content = (stamp.size, stamp.mtime_ns, fingerprint(path, stamp.size))
            size = (outcome.width, outcome.height) if isinstance(outcome, Tagged) else (None, None)
            image = run(
                "INSERT INTO images (path, size, mtime_ns, fingerprint, width, height) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (os.fsencode(path), *content, *size),
            ).lastrowid
            failed = isinstance(outcome, str)
            error = outcome.encode("utf-8", "surrogatepass") if failed else None
            run(
                "INSERT INTO outcomes (image, model, error, labels, lasting) "
                "VALUES (?, ?, CAST(? AS TEXT), ?, 1)",
                (image, model, error, None if failed else pack(outcome)),
            )
