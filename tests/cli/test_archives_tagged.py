"""Archives are tagged as folders are: every picture its row, known the next time."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tarfile
import zipfile
from pathlib import Path

import pytest

from igtagger.__main__ import main

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def shards(tmp_path: Path) -> Path:
    """Two shards as WebDataset has them, and a zip."""
    folder = tmp_path / "shards"
    folder.mkdir()
    for number in range(2):
        with tarfile.open(folder / f"{number:04}.tar", "w") as archive:
            for place, name in enumerate(("cat.jpg", "coffee.jpg", "letter.png")):
                for ending, content in (
                    (Path(name).suffix, (SAMPLES / name).read_bytes() + bytes(number)),
                    (".cls", b"7"),
                ):
                    info = tarfile.TarInfo(f"{number}{place:05}{ending}")
                    info.size = len(content)
                    archive.addfile(info, io.BytesIO(content))
    with zipfile.ZipFile(folder / "more.zip", "w") as archive:
        archive.write(SAMPLES / "cat.jpg", "sub/a cat.jpg")
        archive.writestr("broken.jpg", (SAMPLES / "coffee.jpg").read_bytes()[:900])
    return folder


def rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(file.read_text("utf-8").splitlines()))


def test_each_picture_in_archives_has_its_row_and_is_known_again(
    shards: Path, tmp_path: Path, capsys: Capture
) -> None:
    given, target = sorted(map(str, shards.iterdir())), tmp_path / "tags.csv"
    assert main(["tag", *given, "-o", str(target)]) == 3
    assert "6 not pictures by their ending" in capsys.readouterr().err
    told = {row["path"]: row for row in rows(target)}
    assert list(told) == [
        *("0000.tar!000000.jpg", "0000.tar!000001.jpg", "0000.tar!000002.png"),
        *("0001.tar!100000.jpg", "0001.tar!100001.jpg", "0001.tar!100002.png"),
        *("more.zip!broken.jpg", "more.zip!sub/a cat.jpg"),
    ]
    plain = tmp_path / "plain"
    plain.mkdir()
    shutil.copy(SAMPLES / "cat.jpg", plain)
    assert main(["tag", str(plain), "-o", str(tmp_path / "plain.csv"), "--fresh"]) == 0
    (cat,) = rows(tmp_path / "plain.csv")
    for name in ("0000.tar!000000.jpg", "more.zip!sub/a cat.jpg"):
        assert [told[name][column] for column in ("tags", "score", "kind")] == [
            cat[column] for column in ("tags", "score", "kind")
        ]
    assert told["more.zip!broken.jpg"]["error"].startswith("more.zip!broken.jpg")
    capsys.readouterr()
    assert main(["tag", *given, "-o", str(tmp_path / "again.csv")]) == 3
    assert "8 of them known already" in capsys.readouterr().err
    assert (tmp_path / "again.csv").read_bytes() == target.read_bytes()


def test_parts_of_archives_become_the_whole(shards: Path, tmp_path: Path) -> None:
    given = sorted(map(str, shards.iterdir()))
    assert main(["tag", *given, "-q", "-o", str(tmp_path / "whole.jsonl")]) == 3
    parts = [str(tmp_path / f"{k}.jsonl") for k in (1, 2, 3)]
    for k, part in enumerate(parts, 1):
        assert main(["tag", *given, "-q", "--shard", f"{k}/3", "-o", part]) in (0, 3)
    check = [each for name in given for each in ("--check", name)]
    assert main(["merge", *parts, *check, "-q", "-o", str(tmp_path / "merged.jsonl")]) == 0
    assert (tmp_path / "merged.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


def test_a_damaged_archive_is_named_and_the_others_are_tagged(
    shards: Path, tmp_path: Path, capsys: Capture
) -> None:
    file = shards / "0000.tar"
    file.write_bytes(file.read_bytes()[:-30_000])
    (shards / "more.zip").write_bytes(b"nothing of the kind")
    given = sorted(map(str, shards.iterdir()))
    assert main(["tag", *given, "-o", str(tmp_path / "tags.csv")]) == 3
    said = capsys.readouterr().err
    assert f"The archive {file} could not be read: the archive is" in said
    assert f"The archive {shards / 'more.zip'} could not be read: the archive is damaged" in said
    assert sum("0001.tar" in row["path"] for row in rows(tmp_path / "tags.csv")) == 3


def test_nothing_is_written_into_archives_nor_beside_them(
    shards: Path, tmp_path: Path, capsys: Capture
) -> None:
    file = shards / "0000.tar"
    before = file.read_bytes(), sorted(shards.iterdir())
    assert main(["tag", str(file), "-q", "-o", str(tmp_path / "t.csv")]) == 0
    assert main(["write", str(file), "--yes", "--preset", "digikam"]) in (1, 3)
    assert main(["tag", str(file), "--format", "captions"]) == 1
    assert "lies in an archive" in capsys.readouterr().err
    assert (file.read_bytes(), sorted(shards.iterdir())) == before


def test_a_picture_in_an_archive_is_not_taken_for_gone(
    shards: Path, tmp_path: Path, capsys: Capture
) -> None:
    file = shards / "0000.tar"
    assert main(["tag", str(file), "-q", "-o", str(tmp_path / "t.csv")]) == 0
    assert main(["library", "prune"]) == 0
    target = tmp_path / "kept.jsonl"
    assert main(["export", "-o", str(target), "--missing", "leave-out"]) == 0
    lines = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert len(lines) == 3
    file.unlink()
    (shards / "other.txt").touch()
    assert main(["library", "prune"]) == 0
    assert main(["export", "-o", str(target)]) == 0
    assert target.read_bytes() == b""
