"""``igtagger duplicates`` and ``igtagger similar``, from folders of real pictures to tables."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import sys
from pathlib import Path

import click
import pytest
from PIL import Image

from igtagger.__main__ import main
from igtagger.app.likeness.duplicates import BEST_TAG, DUPLICATE_TAG
from igtagger.cli import duplicates_command, similar_command
from igtagger.cli.main import CANNOT_RUN, OK, SOME_FAILED, USAGE
from igtagger.library.facade import Library
from igtagger.settings import Settings
from tests.pictures.made import photographs

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A cat four times, once with the same bytes and twice at half the size; two other pictures."""
    folder = tmp_path / "pictures"
    (folder / "small").mkdir(parents=True)
    astronaut, cat, coffee, *_ = photographs()
    cat.save(folder / "cat.jpg", quality=92)
    astronaut.save(folder / "astronaut.jpg")
    coffee.save(folder / "coffee.png")
    half = cat.resize((cat.width // 2, cat.height // 2), Image.Resampling.LANCZOS)
    half.save(folder / "small" / "cat.jpg", quality=40)
    half.save(folder / "small" / "cat.webp", quality=70)
    shutil.copyfile(folder / "cat.jpg", folder / "copy.jpg")
    os.utime(folder / "cat.jpg", (10**9, 10**9))
    return folder


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def open_library() -> Library:
    return Library.open(Settings.from_environment().library_file, on_message=pytest.fail)


def test_a_fresh_folder_becomes_a_table_of_groups(folder: Path, capsys: Capture) -> None:
    table = folder.parent / "duplicates.csv"

    assert main(["duplicates", str(folder), "-o", str(table)]) == OK

    found = rows(table)
    assert list(found[0]) == list(duplicates_command.COLUMNS)
    assert [(row["group"], row["likeness"], row["path"], row["best"]) for row in found] == [
        ("1", "", "cat.jpg", "1"),
        ("1", "bytes", "copy.jpg", "0"),
        ("1", "picture", "small/cat.webp", "0"),
        ("1", "picture", "small/cat.jpg", "0"),
    ]
    assert (found[0]["width"], found[0]["height"]) == tuple(map(str, photographs()[1].size))
    assert found[0]["bytes"] == str((folder / "cat.jpg").stat().st_size)
    assert found[0]["modified"] == "2001-09-09T01:46:40Z"
    assert (found[0]["distance"], found[0]["similarity"]) == ("", "")
    assert (found[1]["distance"], found[1]["similarity"]) == ("0", "1.0000")
    assert 0.5 < float(found[2]["similarity"]) < 1
    err = capsys.readouterr().err
    assert "6 tagged" in err
    assert "1 group among 6 pictures. Beside the best copies there are 3 pictures in them" in err


@pytest.mark.parametrize("name", ["d.json", "d.jsonl"])
def test_programs_get_numbers_and_nothing_as_such(folder: Path, name: str, capsys: Capture) -> None:
    table = folder.parent / name
    assert main(["duplicates", str(folder), "-o", str(table), "--absolute", "-q"]) == OK

    text = table.read_text(encoding="utf-8")
    found = json.loads(text) if name.endswith(".json") else list(map(json.loads, text.splitlines()))
    assert list(found[0]) == list(duplicates_command.COLUMNS)
    assert (found[0]["group"], found[0]["likeness"], found[0]["best"]) == (1, None, True)
    assert (found[1]["distance"], found[1]["best"]) == (0, False)
    assert found[1]["path"] == (folder / "copy.jpg").as_posix()
    assert capsys.readouterr() == ("", "")
    # Such a table is replaced without a question.
    assert main(["duplicates", str(folder), "-o", str(table), "-q"]) == OK


def test_none_are_no_rows(folder: Path, capsys: Capture) -> None:
    (folder / "copy.jpg").unlink()
    shutil.rmtree(folder / "small")

    assert main(["duplicates", str(folder), "--format", "json", "-q"]) == OK
    assert capsys.readouterr().out == "[]\n"
    assert main(["duplicates", str(folder), "--format", "jsonl", "-q"]) == OK
    assert capsys.readouterr().out == ""
    assert main(["duplicates", str(folder)]) == OK
    out, err = capsys.readouterr()
    assert out == ",".join(duplicates_command.COLUMNS) + "\n"
    assert "No two of 3 pictures are alike." in err


def test_only_the_likeness_that_is_wanted_makes_groups(folder: Path, capsys: Capture) -> None:
    assert main(["duplicates", str(folder), "--likeness", "bytes", "-q"]) == OK

    lines = capsys.readouterr().out.splitlines()
    assert [line.split(",")[2] for line in lines[1:]] == ["cat.jpg", "copy.jpg"]


def test_a_person_reads_groups(folder: Path, capsys: Capture) -> None:
    assert main(["duplicates", str(folder), "--format", "text", "-q"]) == OK

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Group 1"
    assert lines[1].split() == ["best", "451", "x", "300", *lines[1].split()[4:6], "cat.jpg"]
    assert lines[2].split()[0] == "bytes"


def test_a_cut_picture_is_near_by_what_the_model_sees(folder: Path, capsys: Capture) -> None:
    coffee = photographs()[2]
    cut = coffee.crop((40, 30, coffee.width - 20, coffee.height - 30))
    cut.save(folder / "coffee cut.jpg", quality=85)

    assert main(["duplicates", str(folder), "--similarity", "0.8", "-q"]) == OK
    found = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    near = [(row["path"], row["likeness"]) for row in found if row["group"] == "2"]
    assert near == [("coffee.png", ""), ("coffee cut.jpg", "near")]
    assert main(["duplicates", str(folder), "--similarity", "1", "-q"]) == OK
    assert "coffee" not in capsys.readouterr().out


def test_marks_are_own_tags_and_no_file_is_touched(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.*")}

    assert main(["duplicates", str(folder), "--mark", "-q"]) == OK

    with open_library() as library:
        reviews = library.reviews(list(before))
    assert {
        path.relative_to(folder).as_posix(): review.own for path, review in reviews.items()
    } == {
        "cat.jpg": (BEST_TAG,),
        "copy.jpg": (DUPLICATE_TAG,),
        "small/cat.jpg": (DUPLICATE_TAG,),
        "small/cat.webp": (DUPLICATE_TAG,),
    }
    assert {path: path.read_bytes() for path in folder.rglob("*.*")} == before


def test_pictures_that_were_tagged_without_features_are_looked_at_again(
    folder: Path, capsys: Capture
) -> None:
    assert main(["tag", str(folder), "--no-features", "-q"]) == OK
    assert main(["duplicates", str(folder)]) == OK
    assert main(["duplicates", str(folder)]) == OK

    err = capsys.readouterr().err
    assert err.count("1 group among 6 pictures") == 2
    assert "6 of them known already" in err.split("group among")[1]


def test_damaged_pictures_are_told_by_the_exit_code(folder: Path, capsys: Capture) -> None:
    (folder / "broken.jpg").write_bytes(b"no picture")

    assert main(["duplicates", str(folder), "-q"]) == SOME_FAILED
    assert "cat.jpg" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are Unicode")
def test_hostile_names_stay_in_their_cells(folder: Path, capsys: Capture) -> None:
    for name in (b"=cmd.jpg", b"a\nb.jpg", b"\xff.jpg", b"c;=d.jpg"):
        shutil.copyfile(folder / "cat.jpg", folder / os.fsdecode(name))

    assert main(["duplicates", str(folder), "--likeness", "bytes", "-q"]) == OK
    out = capsys.readouterr().out
    assert {line.split(",")[2] for line in out.splitlines()[1:]} == {
        *("cat.jpg", "copy.jpg", "./=cmd.jpg", r"a\nb.jpg", r"\xff.jpg", r"c\x3b=d.jpg"),
    }
    assert main(["duplicates", str(folder), "--format", "text", "-q"]) == OK
    assert r"a\nb.jpg" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["duplicates", "similar"])
def test_tables_go_nowhere_where_they_would_do_harm(
    command: str, folder: Path, capsys: Capture
) -> None:
    where = str(folder / "cat.jpg")
    given = [command, where if command == "similar" else str(folder)]

    assert main([*given, "-o", where]) == USAGE
    assert main([*given, "-o", where, "--format", "csv", "--force"]) == CANNOT_RUN
    assert main([*given, "-o", "table.xlsx"]) == USAGE
    assert main([*given, "-o", "table.csv", "--format", "text"]) == USAGE
    assert (folder / "cat.jpg").stat().st_size > 1000
    assert not Path("table.csv").exists()
    capsys.readouterr()


def test_the_page_has_lines_of_these_commands_and_their_columns() -> None:
    page = (Path(__file__).parents[2] / "docs" / "duplicates.md").read_text(encoding="utf-8")
    commands = {"duplicates": duplicates_command.command, "similar": similar_command.command}
    lines = re.findall(r"^    igtagger (\w+) (.*)$", page, re.MULTILINE)
    assert len(lines) == 3
    for name, rest in lines:
        commands[name].make_parser(click.Context(commands[name])).parse_args(rest.split())
    table = page[page.index("| column |") : page.index("Exit codes")]
    told = [name for cell in re.findall(r"^\| (`.*?) \|", table, re.M) for name in cell.split(", ")]
    assert [name.strip("`") for name in told] == list(duplicates_command.COLUMNS)


def similar(capsys: Capture, *given: str | Path) -> list[dict[str, str]]:
    assert main(["similar", *map(str, given), "-q", "--format", "csv"]) == OK
    return list(csv.DictReader(capsys.readouterr().out.splitlines()))


def test_pictures_like_one_come_the_most_alike_first(folder: Path, capsys: Capture) -> None:
    found = similar(capsys, folder / "cat.jpg", "--within", folder)

    assert list(found[0]) == list(similar_command.COLUMNS)
    assert [row["path"] for row in found[:4]] == [
        *("cat.jpg", "copy.jpg", "small/cat.webp", "small/cat.jpg")
    ]
    assert [row["same"] for row in found] == ["itself", "bytes", "", "", "", ""]
    assert float(found[0]["similarity"]) == pytest.approx(1, abs=0.001)
    similarities = [float(row["similarity"]) for row in found]
    assert similarities == sorted(similarities, reverse=True)


def test_a_picture_that_is_not_known_is_compared_and_not_kept(
    folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    assert main(["tag", str(folder), "-q", "-o", str(tmp_path / "tags.csv")]) == OK
    stranger = tmp_path / "stranger.png"
    photographs()[1].resize((300, 200)).save(stranger)

    found = similar(capsys, stranger, "-n", "2")

    assert len(found) == 2
    assert {Path(row["path"]).stem for row in found} <= {"cat", "copy"}
    assert {row["same"] for row in found} == {""}
    assert all(Path(row["path"]).is_absolute() for row in found)
    with open_library() as library:
        assert library.image_numbers([stranger]) == {}


def test_so_many_are_given_besides_the_picture_itself(folder: Path, capsys: Capture) -> None:
    assert len(similar(capsys, folder / "cat.jpg", "--within", folder, "-n", "1")) == 2
    assert len(similar(capsys, folder / "cat.jpg", "-n", "3")) == 4
    inside = similar(capsys, folder / "cat.jpg", "--within", folder / "small")
    assert sorted(row["path"] for row in inside) == ["cat.jpg", "cat.webp"]


def test_a_picture_that_changed_is_looked_at_anew(folder: Path, capsys: Capture) -> None:
    similar(capsys, folder / "cat.jpg", "--within", folder)
    photographs()[0].save(folder / "cat.jpg", quality=90)

    found = similar(capsys, folder / "cat.jpg", "-n", "1")

    assert Path(found[0]["path"]).name == "astronaut.jpg"


def test_a_person_reads_what_is_the_same(folder: Path, capsys: Capture) -> None:
    given = ["similar", str(folder / "cat.jpg"), "--within", str(folder), "--format", "text", "-q"]

    assert main(given) == OK
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("cat.jpg (itself)")
    assert lines[1].endswith("copy.jpg (the same bytes)")


def test_nothing_kept_no_such_picture_and_no_picture_are_told(
    folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    assert main(["similar", str(folder / "cat.jpg")]) == CANNOT_RUN
    assert "no features of pictures by the model everyday" in capsys.readouterr().err
    assert main(["tag", str(folder / "cat.jpg"), "-q"]) == OK
    assert main(["similar", str(tmp_path / "nothing.jpg")]) == CANNOT_RUN
    (tmp_path / "text.jpg").write_text("no picture")
    assert main(["similar", str(tmp_path / "text.jpg")]) == CANNOT_RUN
    assert main(["similar", str(folder / "cat.jpg"), "-n", "0"]) == USAGE
    assert main(["duplicates"]) == USAGE
    capsys.readouterr()


def test_pictures_without_features_are_told(folder: Path, capsys: Capture) -> None:
    assert main(["tag", str(folder), "--no-features", "-q"]) == OK
    similar(capsys, folder / "small" / "cat.jpg", "--within", folder / "small")

    assert main(["similar", str(folder / "small" / "cat.jpg")]) == OK
    assert "4 pictures have no features" in capsys.readouterr().err
