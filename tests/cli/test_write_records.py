"""What the library keeps of files that were written, whatever becomes of the library."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from igtagger.__main__ import main
from igtagger.library.facade import Library
from tests.cli.test_write import IMMICH, contents, data_file, folder, tag, tagged, unwrite, write

Capture = pytest.CaptureFixture[str]
__all__ = ["folder", "tagged"]


def damage(file: Path, table: str) -> None:
    """Overwrite the first page of a table or an index."""
    with closing(sqlite3.connect(file)) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with file.open("r+b") as raw:
        raw.seek((page - 1) * size)
        raw.write(b"\xa5" * size)


@pytest.mark.parametrize("table", ["outcomes", "images"])
def test_what_was_written_can_be_taken_back_after_damage(
    tagged: Path, table: str, capsys: Capture
) -> None:
    before = contents(tagged)
    write(tagged)
    damage(data_file(), table)
    assert main(["library", "check"]) == 1
    assert "what was written into files, as far as it can be" in capsys.readouterr().err
    unwrite()
    said = capsys.readouterr().err
    assert "What was written into 5 files can still be taken back." in said
    assert "3 taken back in pictures, 2 taken back in sidecars" in said
    assert contents(tagged) == before
    unwrite()
    assert "0 files:" in capsys.readouterr().err


def test_records_that_make_no_sense_are_told_of_and_passed_over(
    tagged: Path, capsys: Capture
) -> None:
    before = contents(tagged)
    write(tagged)
    capsys.readouterr()
    with closing(sqlite3.connect(data_file())) as connection:
        for column, value in (("picture", 5), ("file", "x"), ("state", 9), ("run", "x")):
            connection.execute(
                "INSERT INTO writes (run, image, picture, file, made, state, changed) "
                "SELECT run, NULL, picture, file, made, state, changed FROM writes LIMIT 1"
            )
            connection.execute(
                f"UPDATE writes SET {column} = ? WHERE id = (SELECT max(id) FROM writes)", (value,)
            )
        connection.commit()
        assert main(["library", "check"]) == 1
        assert "belongs to none of write_runs" in capsys.readouterr().out
        connection.execute("DELETE FROM writes WHERE run = 'x'")
        connection.commit()
        assert main(["library", "check"]) == 1
        assert "writes: 3 rows make no sense, as if not known" in capsys.readouterr().out
        connection.execute("CREATE TABLE another_programs (a)")
    unwrite()
    said = capsys.readouterr().err
    assert "What was written into 5 files can still be taken back." in said
    assert contents(tagged) == before


def test_a_change_that_was_cut_short_is_found_out_after_damage(tagged: Path) -> None:
    before = contents(tagged)
    code = """
import os, sys
from igtagger.library.facade import Library
from igtagger.__main__ import main
Library.settle = lambda *given: os._exit(9)
main(sys.argv[1:])
"""
    given = ["write", str(tagged / "b.png"), "--yes", *IMMICH]
    assert subprocess.run([sys.executable, "-c", code, *given], check=False).returncode == 9
    with Library.open(data_file(), on_message=pytest.fail) as library:
        library.vacuum()  # what lies in the log does not outlive the damage
    damage(data_file(), "outcomes")
    assert main(["library", "check"]) == 1
    tag(tagged)
    unwrite()
    assert contents(tagged) == before


def test_the_library_tells_of_what_was_written(tagged: Path, capsys: Capture) -> None:
    assert main(["library", "stats"]) == 0
    assert "written" not in capsys.readouterr().out
    write(tagged)
    assert main(["library", "stats"]) == 0
    assert "Of 5 pictures tags were written into files; 'igtagger unwrite'" in (
        capsys.readouterr().out
    )
    assert main(["library", "forget", str(tagged / "a.jpg")]) == 0
    assert "'igtagger unwrite' can still take tags out of 1 picture." in capsys.readouterr().err
    unwrite()
    assert main(["library", "stats", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["written"] == 0
    assert main(["library", "check"]) == 0


def test_a_copy_of_the_library_has_the_records(tagged: Path) -> None:
    before = contents(tagged)
    write(tagged)
    copy = tagged.parent / "copy.sqlite3"
    assert main(["library", "backup", str(copy)]) == 0
    data_file().unlink()
    shutil.move(copy, data_file())
    unwrite()
    assert contents(tagged) == before
