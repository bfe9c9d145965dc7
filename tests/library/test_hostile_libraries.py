"""Libraries that no igtagger wrote: damaged rows, foreign triggers, views without end."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from igtagger.__main__ import main
from igtagger.domain import LabelRef, Reason, Review, Tagged
from igtagger.errors import IgTaggerError, LibraryError
from igtagger.labels.sets import label_of
from igtagger.library.facade import Library
from igtagger.library.images import FileStamp
from igtagger.library.outcomes import Entry, ModelKey
from igtagger.library.reasons import reason_of
from igtagger.messages import english
from igtagger.pictures.fingerprint import fingerprint
from igtagger.settings import Settings
from tests.hostile import anything_in_json, no_hang

KEY = ModelKey("one", "ab" * 32, "224/fast", labels=1000)
DOG = LabelRef("imagenet-1k", 207)
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT"


@pytest.fixture(autouse=True)
def _no_hang() -> Iterator[None]:
    with no_hang():
        yield


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = tmp_path / "a.png"
    Image.new("RGB", (40, 30), (90, 60, 30)).save(file)
    return file


@pytest.fixture
def file(tmp_path: Path, picture: Path) -> Path:
    """A library with an outcome and a review of one picture."""
    file = tmp_path / "data" / "library.sqlite3"
    stamp = FileStamp.of(picture)
    assert stamp is not None
    outcome = Tagged(picture, 40, 30, (207, 5), (0.5, 0.25))
    with Library.open(file, on_message=lambda reason: None) as library:
        library.save(KEY, [Entry(outcome, stamp, fingerprint(picture, stamp.size))])
        library.save_reviews({picture: Review(frozenset({DOG}), frozenset(), ("Rex",))})
    return file


def alter(file: Path, *statements: str | tuple[str, tuple[object, ...]]) -> None:
    """What another program did to it."""
    with closing(sqlite3.connect(file)) as connection, connection:
        for statement in statements:
            sql, values = (statement, ()) if isinstance(statement, str) else statement
            connection.execute(sql, values)


ALTERED = {
    "a trigger that raises": (
        "CREATE TRIGGER t BEFORE INSERT ON outcomes BEGIN SELECT RAISE(ABORT, 'no'); END",
    ),
    "a view": ("CREATE VIEW v AS SELECT 1",),
    "a table of its own": ("CREATE TABLE t (a)",),
    "an endless view for outcomes": (
        "DROP TABLE outcomes",
        f"CREATE VIEW outcomes AS {ENDLESS} i AS image, 1 AS model, 'x' AS error FROM n",
    ),
    "a missing column": ("ALTER TABLE outcomes DROP COLUMN error_facts",),
    "a missing table": ("DROP TABLE models",),
    "a stricter table": (
        "DROP TABLE models",
        "CREATE TABLE models (id INTEGER PRIMARY KEY, model_id TEXT CHECK (model_id = 'x'), "
        "weights_sha256 TEXT, preprocessing TEXT)",
    ),
    "a version below nought": ("PRAGMA user_version = -5",),
    "the version of an older one": ("PRAGMA user_version = 1",),
}


@pytest.mark.parametrize("how", ALTERED)
def test_a_library_that_another_program_altered_is_set_aside_and_reviews_are_kept(
    how: str, file: Path, picture: Path
) -> None:
    alter(file, *ALTERED[how])
    said: list[Reason] = []
    with Library.open(file, on_message=said.append) as library:
        assert [reason.code for reason in said] == [
            "library.set-aside" if how == "a version below nought" else "library.set-aside-altered",
            "library.rescued",
        ]
        assert library.known(KEY, [(picture, FileStamp.of(picture))]) == [None]
        review = Review(frozenset({DOG}), frozenset(), ("Rex",))
        assert library.reviews([picture]) == {picture: review}
    assert len(list(file.parent.glob("*.set-aside-*"))) == 1


@pytest.mark.parametrize("table", ["decisions", "own_tags", "images"])
def test_a_view_without_end_in_the_place_of_reviews_is_not_read(table: str, file: Path) -> None:
    columns = {
        "decisions": "i AS image, 'x' AS label_set, 1 AS label, 1 AS confirmed",
        "own_tags": "i AS image, 0 AS position, 'x' AS name",
        "images": "i AS id, x'41' AS path, 1 AS size, 1 AS mtime_ns, x'00' AS fingerprint",
    }
    alter(file, f"DROP TABLE {table}", f"CREATE VIEW {table} AS {ENDLESS} {columns[table]} FROM n")
    said: list[Reason] = []
    with no_hang(10), Library.open(file, on_message=said.append):
        codes = [reason.code for reason in said]
    rescued = [] if table == "images" else ["library.rescued"]
    assert codes == ["library.set-aside-altered", *rescued]


def test_a_library_of_a_far_newer_program_is_left_alone(file: Path) -> None:
    alter(file, f"PRAGMA user_version = {2**31 - 1}")
    with pytest.raises(LibraryError) as refused:
        Library.open(file, on_message=lambda reason: None)
    assert refused.value.reason.code == "library.newer"
    assert file.exists()


def test_what_sqlite_itself_adds_is_no_alteration(file: Path) -> None:
    alter(file, "ANALYZE")
    with Library.open(file, on_message=lambda reason: pytest.fail(reason.code)):
        pass


ODD_ROWS: dict[str, tuple[str, tuple[object, ...]]] = {
    "labels of three bytes": ("UPDATE outcomes SET labels = x'010203'", ()),
    "labels of text": ("UPDATE outcomes SET labels = 'dog'", ()),
    "labels of nothing": ("UPDATE outcomes SET labels = NULL", ()),
    "labels that are a number": ("UPDATE outcomes SET labels = 7", ()),
    "scores that are no number": (
        "UPDATE outcomes SET labels = ?",
        (np.array([(1, np.nan)], "<u2,<f2").tobytes(),),
    ),
    "scores above one": (
        "UPDATE outcomes SET labels = ?",
        (np.array([(1, 2.0)], "<u2,<f2").tobytes(),),
    ),
    "a label beyond the set": (
        "UPDATE outcomes SET labels = ?",
        (np.array([(1000, 0.5)], "<u2,<f2").tobytes(),),
    ),
    "a width of text": ("UPDATE images SET width = 'wide'", ()),
    "a height of nothing": ("UPDATE images SET height = NULL", ()),
    "a width below nought": ("UPDATE images SET width = -40", ()),
    "an error of bytes": ("UPDATE outcomes SET error = x'ff00'", ()),
}


@pytest.mark.parametrize("how", ODD_ROWS)
def test_a_row_that_makes_no_sense_counts_as_not_known_and_is_written_anew(
    how: str, file: Path, picture: Path
) -> None:
    alter(file, ODD_ROWS[how])
    stamp = FileStamp.of(picture)
    assert stamp is not None
    outcome = Tagged(picture, 40, 30, (5,), (0.5,))
    with Library.open(file, on_message=lambda reason: pytest.fail(reason.code)) as library:
        assert library.known(KEY, [(picture, stamp)]) == [None]
        assert library.stored(KEY, [picture]) == {}
        mark = fingerprint(picture, stamp.size)
        copy = picture.with_name("copy.png")
        assert library.known_by_content(KEY, copy, stamp, mark).outcome is None
        library.save(KEY, [Entry(outcome, stamp, mark)])
        assert library.known(KEY, [(picture, stamp)]) == [outcome]


def test_decisions_and_own_tags_of_odd_types_are_passed_over_one_by_one(
    file: Path, picture: Path
) -> None:
    alter(
        file,
        "INSERT INTO decisions VALUES (1, x'ff', 3, 1)",
        "INSERT INTO decisions VALUES (1, 'imagenet-1k', 'three', 1)",
        "INSERT INTO decisions VALUES (1, 'imagenet-1k', 2.5, 1)",
        "INSERT INTO own_tags VALUES (1, 1, x'ff')",
        "INSERT INTO own_tags VALUES (1, 'second', CAST(x'ff41' AS TEXT))",
        "INSERT INTO images (path) VALUES ('a text'), (7)",
    )
    with Library.open(file, on_message=lambda reason: pytest.fail(reason.code)) as library:
        own = ("Rex", "\ufffdA")
        assert library.reviews([picture]) == {picture: Review(frozenset({DOG}), frozenset(), own)}
        assert library.own_tags() == [("Rex", 1), ("\ufffdA", 1)]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes in folders")
@pytest.mark.parametrize("ending", ["", "-wal", "-shm", "-journal"])
def test_a_pipe_in_the_place_of_a_library_is_refused_in_words(ending: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / f"library.sqlite3{ending}")
    with pytest.raises(LibraryError, match=f"library.sqlite3{ending}|regular"):
        Library.open(tmp_path / "library.sqlite3", on_message=lambda reason: None)


@pytest.mark.parametrize(
    "label_set", ["../../../etc/passwd", "\0", "x" * 5000, "", "imagenet-1k/../imagenet-1k", "é"]
)
def test_no_file_is_opened_for_a_label_set_that_has_no_such_name(label_set: str) -> None:
    label = label_of(LabelRef(label_set, 3))
    assert (label.index, label.name) == (3, f"{label_set} 3")


@pytest.mark.parametrize("index", [-1, 1000, 2**62])
def test_a_label_beyond_its_set_is_told_by_its_number(index: int) -> None:
    assert label_of(LabelRef("imagenet-1k", index)).name == f"imagenet-1k {index}"


@given(code=st.sampled_from(["picture.too-large", "told", "x", ""]), facts=anything_in_json())
def test_any_facts_of_a_failure_can_be_told(code: str, facts: object) -> None:
    kept = json.dumps(facts)
    for text in (kept, kept[:-1], f'{{"path": {kept}, "width": {kept}, "text": {kept}}}'):
        reason = reason_of(Path("/a.png"), "/a.png is odd.", code, text)
        assert english(reason).text


VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.binary(max_size=12),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
)
COLUMNS = st.sampled_from(
    ["images.path", "images.size", "images.mtime_ns", "images.fingerprint", "images.width",
     "images.height", "outcomes.error", "outcomes.error_code", "outcomes.error_facts",
     "outcomes.labels", "outcomes.lasting", "decisions.label_set", "decisions.label",
     "own_tags.position", "own_tags.name", "models.model_id"]
)  # fmt: skip


@given(changes=st.lists(st.tuples(COLUMNS, VALUES), min_size=1, max_size=5))
def test_whatever_stands_in_a_column_is_read_or_refused_in_words(
    changes: list[tuple[str, object]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("odd")
    picture, library_file = folder / "a.png", folder / "library.sqlite3"
    picture.write_bytes(b"content")
    stamp = FileStamp.of(picture)
    assert stamp is not None
    entry = Entry(Tagged(picture, 40, 30, (1,), (0.5,)), stamp, fingerprint(picture, 7))
    with Library.open(library_file, on_message=lambda reason: None) as library:
        library.save(KEY, [entry])
        library.save_reviews({picture: Review(frozenset({DOG}), frozenset(), ("Rex",))})
    for column, value in changes:
        table, name = column.split(".")
        with closing(sqlite3.connect(library_file)) as connection, connection:
            connection.execute("PRAGMA ignore_check_constraints = ON")
            try:
                connection.execute(f"UPDATE {table} SET {name} = ?", (value,))
            except sqlite3.IntegrityError:
                continue  # NOT NULL holds even so
    with Library.open(library_file, on_message=lambda reason: None) as library:
        try:
            library.known(KEY, [(picture, stamp)])
            library.stored(KEY, [picture])
            library.known_by_content(KEY, folder / "b.png", stamp, fingerprint(picture, 7))
            library.save(KEY, [entry])
            assert library.known(KEY, [(picture, stamp)]) == [entry.outcome]
            library.reviews([picture])
            library.own_tags()
            library.save_reviews({picture: Review()})
        except IgTaggerError:
            pass


@pytest.mark.parametrize("how", [*ODD_ROWS, *ALTERED])
def test_the_command_line_tags_on_whatever_the_library_holds(
    how: str, picture: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["tag", str(picture), "-q", "-o", "-"]) == 0
    good = capsys.readouterr().out
    statements = (ODD_ROWS[how],) if how in ODD_ROWS else ALTERED[how]
    alter(Settings.from_environment().library_file, *statements)
    assert main(["tag", str(picture), "-q", "-o", "-"]) == 0
    said = capsys.readouterr()
    assert said.out == good
    assert "Traceback" not in said.err
