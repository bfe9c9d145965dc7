"""Parts of a folder are tagged one by one, and their tables become the whole one."""

from __future__ import annotations

import os
import random
import shutil
import string
from collections import Counter
from pathlib import Path

import pytest

from igtagger.__main__ import main
from igtagger.pictures.scan import find_images
from igtagger.pictures.shards import Shard, shard_of

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
Capture = pytest.CaptureFixture[str]

NAMES = (
    *("IMG_9.jpg", "IMG_10.jpg", "img_1.JPG", "a;b.png", "=1,2.jpg", "-x.jpg", "q\"uote'.png"),
    *("B/z.jpg", "B/C/a.png", "B/C 10/a.png", "B/C 9/a.png", "b2/ü.jpg", "b2/Ü.jpg", "line\n.png"),
    *("é.png", "e.png", "back\\slash.png", "a/1.jpg", "a/01.jpg", "a/001.jpg", "A.d/x.gif"),
)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    for name in NAMES:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    shutil.copy(SAMPLES / "cat.jpg", folder / "B" / "cat.jpg")
    shutil.copy(SAMPLES / "letter.png", folder / "letter.png")
    shutil.copy(SAMPLES / "cat.jpg", folder / "a" / "cat copy.jpg")
    (folder / "notes.txt").touch()
    return folder


def tag(folder: Path, target: Path, *flags: str) -> int:
    return main(["tag", str(folder), "-q", "-o", str(target), *flags])


def parts(folder: Path, form: str, number: int, *flags: str) -> list[str]:
    targets = [folder.parent / f"part {k}{form}" for k in range(1, number + 1)]
    for k, target in enumerate(targets, 1):
        assert tag(folder, target, "--shard", f"{k}/{number}", *flags) in (0, 3)
    return list(map(str, targets))


@pytest.mark.parametrize(
    ("form", "flags"),
    [
        (".csv", []),
        (".csv", ["--layout", "long"]),
        (".csv", ["--layout", "wide", "--bom", "--decimal", "comma"]),
        (".tsv", []),
        (".json", []),
        (".json", ["--layout", "long"]),
        (".jsonl", []),
    ],
)
def test_the_merged_table_is_what_one_computer_would_have_made(
    photos: Path, tmp_path: Path, form: str, flags: list[str], capsys: Capture
) -> None:
    assert tag(photos, tmp_path / f"whole{form}", *flags) == 3
    tables = parts(photos, form, 4, *flags)
    random.Random(form).shuffle(tables)
    merged = tmp_path / f"merged{form}"
    assert main(["merge", *tables, "--check", str(photos), "-o", str(merged)]) == 0
    assert merged.read_bytes() == (tmp_path / f"whole{form}").read_bytes()
    assert f"{len(NAMES) + 3} pictures in" in capsys.readouterr().err


def test_parquet_is_merged_as_well(photos: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    assert tag(photos, tmp_path / "whole.parquet") == 3
    merged = tmp_path / "merged.parquet"
    assert main(["merge", *parts(photos, ".parquet", 3), "-o", str(merged)]) == 0
    whole, found = parquet.read_table(tmp_path / "whole.parquet"), parquet.read_table(merged)
    assert found.equals(whole, check_metadata=True)


def test_parts_have_all_pictures_and_none_twice_and_stay_as_they_are_where_one_comes(
    photos: Path,
) -> None:
    places = [path.relative_to(photos).as_posix() for path in find_images([photos])]
    before = {place: shard_of(place, 5) for place in places}
    assert Counter(k for place in places for k in range(1, 6) if Shard(k, 5).has(place)) == Counter(
        before.values()
    )
    names = random.Random(1).choices(string.ascii_letters, k=20_000)
    many = Counter(shard_of(f"{name}/{place}.jpg", 8) for place, name in enumerate(names))
    assert set(many) == set(range(1, 9))
    assert max(many.values()) < 1.1 * min(many.values())


def test_the_part_of_a_picture_is_the_same_on_every_computer_and_for_ever() -> None:
    places = ("IMG_1.jpg", "2019/ü.jpg", "x\udcff.png")
    assert [shard_of(place, 1000) for place in places] == [563, 759, 561]


def test_what_is_of_other_parts_is_counted_apart_and_known_pictures_stay_known(
    photos: Path, tmp_path: Path, capsys: Capture
) -> None:
    assert main(["tag", str(photos), "--shard", "1/3", "-o", str(tmp_path / "1.csv")]) in (0, 3)
    said = capsys.readouterr().err
    ours = sum(1 for line in (tmp_path / "1.csv").read_text().splitlines()[1:])
    assert f"{len(NAMES) + 3 - ours} of other parts" in said
    assert "1 not pictures by their ending" in said
    assert main(["tag", str(photos), "--shard", "1/3", "--dry-run"]) == 0
    assert "Would be tagged: 0" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["0/3", "4/3", "1", "1/", "a/b", "1/0", "-1/3", "1/99999999"])
def test_what_is_no_part_is_refused(photos: Path, text: str, capsys: Capture) -> None:
    assert main(["tag", str(photos), f"--shard={text}"]) == 2
    assert "is no part of several" in capsys.readouterr().err


# Merging


def refused(capsys: Capture, *given: str | Path) -> str:
    target = Path(given[-1])
    before = target.read_bytes() if target.exists() else None
    assert main(["merge", *map(str, given[:-1]), "-o", str(given[-1])]) in (1, 2)
    assert (target.read_bytes() if target.exists() else None) == before
    return capsys.readouterr().err


def test_a_picture_that_is_in_two_tables_is_named(
    photos: Path, tmp_path: Path, capsys: Capture
) -> None:
    one, two, *_ = parts(photos, ".csv", 2)
    shutil.copy(one, tmp_path / "again.csv")
    capsys.readouterr()
    said = refused(capsys, one, two, tmp_path / "again.csv", tmp_path / "merged.csv")
    assert "part 1.csv and in" in said
    assert "again.csv" in said


def test_a_part_that_is_lacking_is_told_by_a_picture_of_it(
    photos: Path, tmp_path: Path, capsys: Capture
) -> None:
    one, _, three = parts(photos, ".csv", 3)
    (tmp_path / "merged.csv").write_bytes(Path(one).read_bytes())  # of before
    capsys.readouterr()
    said = refused(capsys, one, three, "--check", photos, tmp_path / "merged.csv")
    lacking = [
        path
        for path in find_images([photos])
        if Shard(2, 3).has(path.relative_to(photos).as_posix())
    ]
    assert f"{len(lacking)} pictures have no row" in said


def test_tables_of_other_columns_are_not_merged(
    photos: Path, tmp_path: Path, capsys: Capture
) -> None:
    one, _ = parts(photos, ".csv", 2)
    tag(photos, tmp_path / "two.csv", "--shard", "2/2", "--no-kinds")
    capsys.readouterr()
    assert "other columns" in refused(capsys, one, tmp_path / "two.csv", tmp_path / "m.csv")
    assert "of one format" in refused(capsys, one, tmp_path / "two.json", tmp_path / "m.csv")
    assert "of one format" in refused(capsys, one, one, tmp_path / "m.xlsx")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "x,y\n", "first column"),
        ("a.csv", "path,tags,score,kind,error,remark\na,b\n", "line 2: it has 2 cells"),
        ("a.csv", "", "first column"),
        ("a.jsonl", '{"path": "a", "x": 1}\n{"path": "b"}\n', "line 2"),
        ("a.jsonl", "[]\n", "line 1"),
        ("a.json", '[\n{"path": "a"}\n', "between [ and ]"),
        ("a.json", '[\n{"path": "a"}\n]\n{}\n', "line 4"),
        ("a.csv", "path,tags\n\xff", "a.csv"),
    ],
)
def test_what_is_no_whole_table_is_refused_with_the_place(
    tmp_path: Path, name: str, content: str, said: str, capsys: Capture
) -> None:
    file = tmp_path / name
    file.write_bytes(content.encode("latin-1"))
    assert said in refused(capsys, file, file.with_stem("merged"))


def test_empty_parts_do_no_harm(photos: Path, tmp_path: Path) -> None:
    for form in (".csv", ".json", ".jsonl"):
        tables = parts(photos, form, 40)
        merged = tmp_path / f"merged{form}"
        assert main(["merge", *tables, "--check", str(photos), "-o", str(merged), "-q"]) == 0
        tag(photos, tmp_path / f"whole{form}")
        assert merged.read_bytes() == (tmp_path / f"whole{form}").read_bytes()


def test_a_picture_is_not_written_over(photos: Path, capsys: Capture) -> None:
    (one,) = parts(photos, ".csv", 1)
    os.link(photos / "letter.png", photos / "x.csv")
    assert main(["merge", one, "-o", str(photos / "x.csv"), "--force"]) == 1
    assert "is a picture" in capsys.readouterr().err
