"""The library's tables, as steps.

A step is never changed, since files that went through it are out there; a new one follows it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing

APPLICATION_ID = 0x69677461  # "igta": tells our files from other programs' (PRAGMA application_id)

Step = tuple[str, ...]

STEPS: tuple[Step, ...] = (
    (
        # Paths are bytes: names that are not UTF-8 are kept as they are. `fingerprint` is of the
        # content at (`size`, `mtime_ns`); all three are empty for what could not be opened.
        """CREATE TABLE images (
            id INTEGER PRIMARY KEY,
            path BLOB NOT NULL UNIQUE,
            size INTEGER,
            mtime_ns INTEGER,
            fingerprint BLOB,
            width INTEGER,
            height INTEGER
        )""",
        "CREATE INDEX images_by_content ON images (fingerprint, size)",
        """CREATE TABLE models (
            id INTEGER PRIMARY KEY,
            model_id TEXT NOT NULL,
            weights_sha256 TEXT NOT NULL,
            preprocessing TEXT NOT NULL,
            UNIQUE (model_id, weights_sha256, preprocessing)
        )""",
        # `error` is empty for what was tagged. `labels` is packed: see outcomes.pack. What failed
        # for a reason that may pass is not `lasting`.
        """CREATE TABLE outcomes (
            image INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
            model INTEGER NOT NULL REFERENCES models (id),
            error TEXT,
            labels BLOB,
            lasting INTEGER NOT NULL,
            PRIMARY KEY (image, model)
        ) WITHOUT ROWID""",
    ),
    (
        # What the person decided, apart from what models say. Neither goes with its image: the
        # default of REFERENCES refuses to delete an image that somebody decided about.
        """CREATE TABLE decisions (
            image INTEGER NOT NULL REFERENCES images (id),
            label_set TEXT NOT NULL,
            label INTEGER NOT NULL,
            confirmed INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
            PRIMARY KEY (image, label_set, label)
        ) WITHOUT ROWID""",
        """CREATE TABLE own_tags (
            image INTEGER NOT NULL REFERENCES images (id),
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            PRIMARY KEY (image, position)
        ) WITHOUT ROWID""",
        "CREATE UNIQUE INDEX own_tags_by_name ON own_tags (name, image)",
    ),
    (
        # Why an image failed, to be told in any language: see library.reasons. `error`, the same in
        # English, stays; what failed before this step has nothing else. Where `error` is empty they
        # are a remark on what was tagged.
        "ALTER TABLE outcomes ADD COLUMN error_code TEXT",
        "ALTER TABLE outcomes ADD COLUMN error_facts TEXT",
    ),
    (
        # When the inode changed: tells of contents that changed behind an equal size and time.
        # Empty where the system has none, and for what was seen before this step until a run next
        # meets it.
        "ALTER TABLE images ADD COLUMN ctime_ns INTEGER",
    ),
    (
        # The labels of kinds of picture were called like the one model that had them.
        "UPDATE OR REPLACE decisions SET label_set = 'kinds' WHERE label_set = 'starter'",
    ),
    (
        # What the head says besides its scores: see models.heads.Said. Empty for what was tagged
        # before this step, and for layers beside a model's first.
        "ALTER TABLE outcomes ADD COLUMN bare REAL",
        "ALTER TABLE outcomes ADD COLUMN norm REAL",
    ),
    (
        # What was written into files or beside them, to be taken back: see library.writes. `began`
        # and `changed` are in seconds since 1970. A record outlives its image, and then goes by
        # the path that the picture had when it was written.
        """CREATE TABLE write_runs (
            id INTEGER PRIMARY KEY,
            began INTEGER NOT NULL,
            preset TEXT NOT NULL
        )""",
        # `state` is of library.writes.WriteState; the last four columns are of a change that is in
        # hand, and empty once it is settled.
        """CREATE TABLE writes (
            id INTEGER PRIMARY KEY,
            run INTEGER NOT NULL REFERENCES write_runs (id),
            image INTEGER REFERENCES images (id) ON DELETE SET NULL,
            picture BLOB NOT NULL,
            file BLOB NOT NULL,
            made INTEGER NOT NULL,
            state INTEGER NOT NULL,
            changed INTEGER NOT NULL,
            digest BLOB,
            old_size INTEGER,
            old_mtime_ns INTEGER,
            old_fingerprint BLOB
        )""",
        "CREATE INDEX writes_by_image ON writes (image)",
        "CREATE INDEX writes_by_run ON writes (run, state)",
        """CREATE TABLE written_tags (
            write INTEGER NOT NULL REFERENCES writes (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            field TEXT NOT NULL,
            tag TEXT NOT NULL,
            PRIMARY KEY (write, position)
        ) WITHOUT ROWID""",
    ),
    (
        # What files and the sidecars beside them say of pictures: see library.facts. It holds for a
        # file at (`size`, `mtime_ns`, `ctime_ns`) with sidecars at `beside`, and can be read again.
        # `rating` is -1 to 5; `taken` is a moment without a zone.
        """CREATE TABLE file_facts (
            image INTEGER PRIMARY KEY REFERENCES images (id) ON DELETE CASCADE,
            size INTEGER NOT NULL,
            mtime_ns INTEGER NOT NULL,
            ctime_ns INTEGER,
            beside BLOB NOT NULL,
            rating INTEGER,
            taken TEXT,
            camera TEXT NOT NULL
        )""",
        """CREATE TABLE file_words (
            id INTEGER PRIMARY KEY,
            word TEXT NOT NULL UNIQUE
        )""",
        """CREATE TABLE file_keywords (
            image INTEGER NOT NULL REFERENCES file_facts (image) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            word INTEGER NOT NULL REFERENCES file_words (id),
            PRIMARY KEY (image, position)
        ) WITHOUT ROWID""",
        "CREATE INDEX file_keywords_by_word ON file_keywords (word)",
        # Pictures that are called alike may share a sidecar that was written for one of them.
        "CREATE INDEX writes_by_file ON writes (file)",
    ),
    (
        # How and where a picture was taken, and its colour label. `lens` is empty, but not null,
        # where none is said: null tells that a file was read before this step, and is to be read
        # again. A position is in ten-millionths of a degree.
        *(
            f"ALTER TABLE file_facts ADD COLUMN {column}"
            for column in (
                "lens TEXT",
                "seconds REAL",
                "aperture REAL",
                "iso INTEGER",
                "focal REAL",
                "latitude INTEGER",
                "longitude INTEGER",
                "place TEXT",
                "label TEXT",
            )
        ),
    ),
    (
        # Changes of own tags on all pictures at once, which can be undone: see library.tag_changes.
        # `began` is in seconds since 1970; the two texts are of the person's file of rules, empty
        # where that stays as it is; what is not `settled` is still to be written there.
        """CREATE TABLE tag_changes (
            id INTEGER PRIMARY KEY,
            began INTEGER NOT NULL,
            edit TEXT NOT NULL,
            old_rules TEXT,
            new_rules TEXT,
            undone INTEGER NOT NULL,
            settled INTEGER NOT NULL
        )""",
        # All own tags of a picture as they were and as they became, as JSON.
        """CREATE TABLE changed_tags (
            change INTEGER NOT NULL REFERENCES tag_changes (id) ON DELETE CASCADE,
            image INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
            before TEXT NOT NULL,
            after TEXT NOT NULL,
            PRIMARY KEY (change, image)
        ) WITHOUT ROWID""",
        "CREATE INDEX changed_tags_by_image ON changed_tags (image)",
    ),
    (
        # Features (embeddings) of pictures lie in files beside the library: see library.features.
        # `name` is a file's, which holds `rows` times `channels` numbers of 16 bits.
        """CREATE TABLE feature_files (
            id INTEGER PRIMARY KEY,
            model_id TEXT NOT NULL,
            weights_sha256 TEXT NOT NULL,
            preprocessing TEXT NOT NULL,
            channels INTEGER NOT NULL,
            name TEXT NOT NULL UNIQUE,
            rows INTEGER NOT NULL,
            UNIQUE (model_id, weights_sha256, preprocessing)
        )""",
        """CREATE TABLE features (
            file INTEGER NOT NULL REFERENCES feature_files (id),
            image INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
            row INTEGER NOT NULL,
            PRIMARY KEY (file, image)
        ) WITHOUT ROWID""",
        "CREATE INDEX features_by_image ON features (image)",
        # Of the whole picture as it is seen: see pictures.difference_hash. 64 bits, signed.
        "ALTER TABLE images ADD COLUMN difference_hash INTEGER",
    ),
)

RENAMED_LABEL_SETS = {"starter": "kinds"}
"""What the steps above rename in ``decisions``, for what is read from a file as it was before."""


def version_of(connection: sqlite3.Connection) -> int:
    """How many steps the file has been through."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def described(connection: sqlite3.Connection) -> set[tuple[str, ...]]:
    """Every table, index, view and trigger of a file: its kind, name, table and statement.

    Spaces in statements do not count, nor what SQLite makes itself.
    """
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema")
    return {
        (*map(str, row[:3]), "".join(str(row[3]).split()))
        for row in rows
        if not str(row[1]).startswith("sqlite_")
    }


def expected(steps: Sequence[Step]) -> set[tuple[str, ...]]:
    """The same of a file that has been through ``steps`` and that nobody else has touched.

    A trigger or a view of somebody else's could do anything with whatever is read or written.
    """
    with closing(sqlite3.connect(":memory:")) as fresh:
        for statement in (statement for step in steps for statement in step):
            fresh.execute(statement)
        return described(fresh)


def migrate(connection: sqlite3.Connection, steps: Sequence[Step] = STEPS) -> None:
    """Take the file through the steps that it lacks, each whole or not at all."""
    for number in range(version_of(connection), len(steps)):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in steps[number]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number + 1:d}")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
