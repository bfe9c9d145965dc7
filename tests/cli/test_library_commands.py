"""``igtagger library``: counts, less of it, copies, and whether it is well."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from igtagger.__main__ import main
from igtagger.domain import Failed, LabelRef, Reason, Review, Tagged
from igtagger.library.facade import Library
from igtagger.library.features import FeaturesKey
from igtagger.library.images import FileStamp
from igtagger.library.outcomes import Entry, ModelKey
from igtagger.settings import Settings
from tests.cli.test_outputs import make_picture

Capture = pytest.CaptureFixture[str]
KEY = ModelKey("everyday", "a" * 64, "p1")
FEATURES = FeaturesKey("everyday", "a" * 64, "p1")
DECIDED = Review(frozenset({LabelRef("imagenet-1k", 1)}), frozenset(), ("mine",))


def opened() -> Library:
    file = Settings.from_environment().library_file
    return Library.open(file, on_message=lambda reason: pytest.fail(reason.code))


def library_file() -> Path:
    return Settings.from_environment().library_file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ten pictures that are known, of which one failed and one was decided about."""
    folder = tmp_path / "pictures"
    (folder / "inner").mkdir(parents=True)
    files = [folder / f"{number}.jpg" for number in range(8)]
    files += [folder / "inner" / f"{number}.jpg" for number in range(2)]
    for file in files:
        make_picture(file)
    outcomes = [Tagged(file, 32, 32, (1,), (0.5,)) for file in files[:-1]]
    failed = Failed(files[-1], Reason("picture.empty", path=files[-1]))
    with opened() as library:
        entries = [Entry(each, FileStamp.of(each.path), None) for each in (*outcomes, failed)]
        library.save(KEY, entries)
        library.save_reviews({files[0]: DECIDED})
    return folder


def stats(capsys: Capture) -> dict[str, object]:
    capsys.readouterr()
    assert main(["library", "stats", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def known(capsys: Capture) -> tuple[object, object]:
    found = stats(capsys)
    return found["pictures"], found["reviewed"]


def test_it_is_told_what_is_there(folder: Path, capsys: Capture) -> None:
    found = stats(capsys)
    (model,) = found.pop("models")  # type: ignore[misc]
    assert found.pop("features") == []
    assert model == {
        "model_id": "everyday",
        "weights_sha256": "a" * 64,
        "preprocessing": "p1",
        "tagged": 9,
        "failed": 1,
    }
    assert found.pop("bytes") == sum(
        file.stat().st_size
        for file in library_file().parent.glob("library.sqlite3*")
        if file.suffix != ".lock"
    )
    assert found == {
        "file": str(library_file()),
        "pictures": 10,
        "reviewed": 1,
        "confirmed": 1,
        "rejected": 0,
        "own_tags": 1,
        "file_keywords": 0,
        "written": 0,
    }
    assert main(["library", "stats"]) == 0
    said = capsys.readouterr().out
    assert "10 pictures; you decided about 1:" in said
    assert "1 names confirmed, 0 rejected, 1 different tags of your own." in said
    assert "everyday" in said


def test_of_an_empty_library_there_is_nothing_to_tell(capsys: Capture) -> None:
    assert main(["library", "stats"]) == 0
    assert "0 pictures" in capsys.readouterr().out


# Forgetting


def test_a_folder_is_forgotten_and_what_was_decided_stays(folder: Path, capsys: Capture) -> None:
    assert main(["library", "forget", str(folder / "inner")]) == 0
    assert capsys.readouterr().err == "Forgot what models said of 2 pictures.\n"
    assert known(capsys) == (8, 1)
    assert main(["library", "forget", str(folder)]) == 0
    assert capsys.readouterr().err == (
        "Forgot what models said of 8 pictures.\nWhat you decided about 1 picture stays.\n"
    )
    assert known(capsys) == (1, 1)
    with opened() as library:
        assert library.reviews([folder / "0.jpg"]) == {folder / "0.jpg": DECIDED}
        assert library.stored(KEY, [folder / "0.jpg"]) == {}


def test_decisions_are_forgotten_only_where_that_is_said_twice(
    folder: Path, capsys: Capture
) -> None:
    assert main(["library", "forget", str(folder), "--decisions"]) == 2
    assert "Give --yes" in capsys.readouterr().err
    assert known(capsys) == (10, 1)
    assert main(["library", "forget", str(folder), "--decisions", "--yes"]) == 0
    assert "Forgot what you decided about 1 picture." in capsys.readouterr().err
    assert known(capsys) == (0, 0)


@pytest.mark.parametrize(("answer", "code", "left"), [("n\n", 130, (10, 1)), ("y\n", 0, (0, 0))])
def test_on_a_terminal_it_is_asked(
    folder: Path,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    code: int,
    left: tuple[int, int],
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda prompt: answer.strip())
    assert main(["library", "forget", str(folder), "--decisions", "-q"]) == code
    assert known(capsys) == left


def test_nothing_is_asked_where_nothing_was_decided(folder: Path, capsys: Capture) -> None:
    assert main(["library", "forget", str(folder / "inner"), "--decisions"]) == 0
    assert known(capsys) == (8, 1)


# Pictures that are gone


def prune(capsys: Capture, *flags: str) -> str:
    capsys.readouterr()
    assert main(["library", "prune", *flags]) == 0
    return capsys.readouterr().err


def test_what_is_gone_is_forgotten_unless_it_was_decided_about(
    folder: Path, capsys: Capture
) -> None:
    for name in ("0.jpg", "1.jpg", "2.jpg"):
        (folder / name).unlink()
    expected = (
        "2 pictures {} of 10 that are known.\n"
        "1 picture you decided about stay, though they are gone.\n"
    )
    assert prune(capsys, "--dry-run") == expected.format("would be forgotten")
    assert known(capsys) == (10, 1)
    assert prune(capsys) == expected.format("forgotten")
    assert known(capsys) == (8, 1)


@pytest.mark.parametrize("empty", [False, True])
def test_what_may_lie_on_a_drive_that_is_away_stays(
    folder: Path, capsys: Capture, empty: bool
) -> None:
    for name in ("0.jpg", "1.jpg"):
        (folder / "inner" / name).unlink()
    if not empty:
        (folder / "inner").rmdir()
    assert "2 pictures stay whose folder is gone or empty" in prune(capsys)
    assert known(capsys) == (10, 1)
    assert "2 pictures forgotten" in prune(capsys, "--with-folders")
    assert known(capsys) == (8, 1)


# The file itself


def test_space_is_given_back(tmp_path: Path, capsys: Capture) -> None:
    with opened() as library:
        outcomes = (
            Tagged(tmp_path / f"{n}.jpg", 9, 9, (1,) * 50, (0.1,) * 50) for n in range(3000)
        )
        library.save(KEY, [Entry(each, None, None) for each in outcomes])
    assert main(["library", "forget", str(tmp_path), "-q"]) == 0
    before = library_file().stat().st_size
    assert before > 500_000
    assert main(["library", "vacuum"]) == 0
    assert library_file().stat().st_size < before / 5
    assert " before, " in capsys.readouterr().err
    assert main(["library", "check"]) == 0


def test_a_backup_is_a_library_of_its_own(folder: Path, tmp_path: Path, capsys: Capture) -> None:
    copy = tmp_path / "copy.sqlite3"
    with opened() as library:  # in use meanwhile
        library.save_reviews({folder / "1.jpg": DECIDED})
        assert main(["library", "backup", str(copy)]) == 0
    assert "was copied to" in capsys.readouterr().err
    assert [file.name for file in tmp_path.glob("*copy*")] == ["copy.sqlite3"]
    if os.name == "posix":
        assert copy.stat().st_mode & 0o077 == 0
    content = copy.read_bytes()
    assert main(["library", "forget", str(folder), "-q"]) == 0
    assert main(["library", "backup", str(copy), "-q"]) == 0  # one of ours: replaced
    assert copy.read_bytes() != content
    copy.write_bytes(content)
    with Library.open(copy, on_message=lambda reason: pytest.fail(reason.code)) as library:
        assert library.stats().pictures == 10
        assert library.stats().reviewed == 2


def test_a_backup_goes_over_nothing_that_is_not_one(
    folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    other = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE t (x)")
    text = tmp_path / "notes.txt"
    text.write_text("notes", encoding="utf-8")
    live = tmp_path / "elsewhere" / "library.sqlite3"  # of another IGTAGGER_DATA_DIR
    Library.open(live, on_message=lambda reason: pytest.fail(reason.code)).close()
    for file in (other, text, live, library_file(), folder / "0.jpg"):
        before = file.read_bytes()
        assert main(["library", "backup", str(file)]) == 1, file
        assert capsys.readouterr().err
        assert file.read_bytes() == before
    assert not list(tmp_path.rglob("*.tmp"))


def test_a_backup_into_no_folder_says_so(folder: Path, tmp_path: Path, capsys: Capture) -> None:
    assert main(["library", "backup", str(tmp_path / "nowhere" / "copy.sqlite3")]) == 1
    assert "nowhere" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_backup_takes_the_place_of_files_alone(
    folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    for file in (pipe, link, folder):
        assert main(["library", "backup", str(file)]) == 1
        assert str(file) in capsys.readouterr().err
    assert pipe.is_fifo()
    assert folder.is_dir()


def test_a_library_that_is_well_is_said_to_be(folder: Path, capsys: Capture) -> None:
    assert main(["library", "check"]) == 0
    assert capsys.readouterr() == ("", f"{library_file()} is well.\n")


def test_rows_that_make_no_sense_are_counted(folder: Path, capsys: Capture) -> None:
    with closing(sqlite3.connect(library_file())) as connection:
        connection.execute("UPDATE own_tags SET name = ''")
        connection.execute("UPDATE outcomes SET labels = x'00' WHERE image = 2")
        connection.execute("UPDATE outcomes SET labels = x'0100ff7f' WHERE image = 3")
        connection.commit()
    assert main(["library", "check"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "outcomes: 2 rows make no sense, as if not known",
        "own_tags: 1 row makes no sense, as if not known",
    ]


def test_damage_is_told_and_mended_by_the_next_start(folder: Path, capsys: Capture) -> None:
    content = bytearray(library_file().read_bytes())
    with closing(sqlite3.connect(library_file())) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'images_by_content'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    start = (page - 1) * size
    content[start : start + size] = os.urandom(size)
    library_file().write_bytes(content)
    assert main(["library", "check"]) == 1
    out, err = capsys.readouterr()
    assert out
    assert "is damaged. The next command sets it aside" in err
    assert main(["library", "stats"]) == 0
    assert "set aside" in capsys.readouterr().err


@pytest.fixture
def featured(folder: Path) -> Path:
    """The same, of which all but the failed one have features of 1000 channels."""
    vector = np.arange(1000, dtype=np.float32)
    with opened() as library:
        entries = [
            Entry(
                Tagged(file, 32, 32, (1,), (0.5,)),
                FileStamp.of(file),
                file.name.encode() + file.parent.name.encode(),
                features=((FEATURES, vector),),
            )
            for file in sorted(folder.rglob("*.jpg"))[:9]
        ]
        library.save(KEY, entries)
    return folder


def feature_files() -> list[Path]:
    return sorted(library_file().parent.glob("*.f16"))


def test_features_are_counted_with_their_bytes(featured: Path, capsys: Capture) -> None:
    with opened() as library:
        library.forget([featured / "1.jpg"])
    (told,) = stats(capsys)["features"]  # type: ignore[misc]
    sizes = {"pictures": 8, "bytes": 18_000, "unused": 2_000}
    assert told == {**FEATURES._asdict(), **sizes}
    assert main(["library", "stats"]) == 0
    said = capsys.readouterr().out
    assert "Features of 8 pictures by everyday: 18.0 kB beside it." in said
    assert "no picture has 2.0 kB any more; 'igtagger library prune'" in said


def test_prune_gives_features_back_and_a_dry_run_says_how_much(
    featured: Path, capsys: Capture
) -> None:
    for name in ("1.jpg", "2.jpg", "3.jpg"):
        (featured / name).unlink()
    before = feature_files()
    assert main(["library", "prune", "--dry-run"]) == 0
    assert "6.0 kB of features would be given back" in capsys.readouterr().err
    assert feature_files() == before
    assert before[0].stat().st_size == 18_000
    assert main(["library", "prune"]) == 0
    assert "6.0 kB of features were given back" in capsys.readouterr().err
    (file,) = feature_files()
    assert file.stat().st_size == 12_000
    assert main(["library", "prune"]) == 0
    assert "features" not in capsys.readouterr().err
    assert feature_files() == [file]


def test_what_was_decided_about_stays_without_features_once_it_is_forgotten(
    featured: Path,
) -> None:
    assert main(["library", "forget", str(featured), "-q"]) == 0
    with opened() as library:
        assert library.count() == 1
        assert library.features(FEATURES) is None
        assert library.features_of(FEATURES, [featured / "0.jpg"]) == {}


def test_a_check_finds_features_that_make_no_sense_and_lost_files(
    featured: Path, capsys: Capture
) -> None:
    with closing(sqlite3.connect(library_file())) as connection, connection:
        connection.execute("UPDATE features SET row = 10 WHERE image = 1")
        connection.execute("UPDATE features SET row = 'x' WHERE image = 2")
        connection.execute("UPDATE images SET difference_hash = 'x' WHERE id = 3")
    assert main(["library", "check"]) == 1
    said = capsys.readouterr().out
    assert "features: 2 rows make no sense" in said
    assert "images: 1 row makes no sense" in said
    with opened() as library:
        assert len(library.features_of(FEATURES, list(library.paths()))) == 7
        found = library.features(FEATURES)
        assert found is not None
        assert len(found) == 7
        library.compact_features()
        assert len(library.features_of(FEATURES, list(library.paths()))) == 7
    feature_files()[0].unlink()
    capsys.readouterr()
    assert main(["library", "check"]) == 1
    assert "A file of features was gone" in capsys.readouterr().out


def test_a_library_that_is_set_aside_leaves_no_features_behind(
    featured: Path, capsys: Capture
) -> None:
    content = bytearray(library_file().read_bytes())
    content[:16] = b"x" * 16
    for file in library_file().parent.glob("library.sqlite3-*"):
        file.unlink()
    library_file().write_bytes(content)
    assert main(["library", "stats"]) == 0
    assert "set" in capsys.readouterr().err
    assert feature_files() == []


@pytest.mark.parametrize(
    "name",
    [
        "../preferences.json",
        "preferences.json",
        "a/library.features-0.f16",
        "x\\library.features-0.f16",
    ],
)
def test_a_name_that_is_none_of_ours_leads_nowhere(featured: Path, name: str) -> None:
    other = library_file().parent / "preferences.json"
    other.write_bytes(bytes(100_000))
    with closing(sqlite3.connect(library_file())) as connection, connection:
        connection.execute("UPDATE feature_files SET name = ?", (name,))
    with opened() as library:
        assert library.features(FEATURES) is None
        library.compact_features()
        entry = Entry(
            Tagged(featured / "1.jpg", 32, 32, (1,), (0.5,)),
            FileStamp(1, 1),
            b"1",
            features=((FEATURES, np.zeros(4, np.float32)),),
        )
        library.save(KEY, [entry])
        assert library.features(FEATURES) is not None
    assert other.read_bytes() == bytes(100_000)


def test_a_copy_that_is_put_back_has_features_of_its_own_or_none(
    featured: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.sqlite3"
    assert main(["library", "backup", str(copy), "-q"]) == 0
    paths = sorted(featured.rglob("*.jpg"))
    with opened() as library:
        before = library.features_of(FEATURES, paths)
        library.forget(paths[:4])
        library.compact_features()
    for file in library_file().parent.glob("library.sqlite3*"):
        file.unlink()
    copy.rename(library_file())
    with opened() as library:  # the file that it knows was written anew
        assert len(before) == 9
        assert library.features_of(FEATURES, paths) == {}
