"""Pictures in archives are read where they lie, within bounds, and none is lost silently."""

from __future__ import annotations

import io
import os
import random
import tarfile
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from igtagger.errors import BadValueError, UnreadableImage
from igtagger.library.images import FileStamp
from igtagger.models.catalog import EVERYDAY_SMALL
from igtagger.pictures import archives
from igtagger.pictures.decoding import load
from igtagger.pictures.fingerprint import fingerprint
from igtagger.pictures.patterns import Selection
from igtagger.pictures.refusals import open_regular
from igtagger.pictures.scan import ScanCounts, Skipped, count_images, find_images
from igtagger.pictures.shards import Shard

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
CAT = (SAMPLES / "cat.jpg").read_bytes()

Member = tuple[str, bytes]


def tar(file: Path, *members: Member, mode: str = "w:") -> Path:
    with tarfile.open(file, mode) as archive:  # type: ignore[call-overload]
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return file


def zipped(file: Path, *members: Member) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file


MAKERS: dict[str, Callable[..., Path]] = {
    ".tar": tar,
    ".tar.gz": lambda file, *members: tar(file, *members, mode="w:gz"),
    ".tgz": lambda file, *members: tar(file, *members, mode="w:gz"),
    ".tar.bz2": lambda file, *members: tar(file, *members, mode="w:bz2"),
    ".tar.xz": lambda file, *members: tar(file, *members, mode="w:xz"),
    ".zip": zipped,
    ".CBZ": zipped,
}
FORMS = pytest.mark.parametrize("form", list(MAKERS))


def found(*roots: Path, **options: object) -> tuple[list[str], ScanCounts]:
    counts = ScanCounts()
    paths = find_images(roots, counts=counts, **options)  # type: ignore[arg-type]
    return [
        path.as_posix().rpartition("/a.")[2].partition("!")[2] or path.name for path in paths
    ], (counts)


@FORMS
def test_members_are_found_as_in_a_folder_and_read_as_files(tmp_path: Path, form: str) -> None:
    members = [
        *(("b 10.jpg", CAT), ("b 9.jpg", CAT), ("deep/er/ü.png", b"x"), ("A.txt", b"no")),
        *(("__MACOSX/x.jpg", CAT), (".hidden.jpg", CAT), ("noending", CAT), ("text", b"hello")),
        *(("../../up.jpg", b"up"), ("/root.jpg", b"root"), ("empty.jpg", b"")),
    ]
    file = MAKERS[form](tmp_path / f"a{form}", *members)
    names, counts = found(file)
    assert names == [
        *("b 9.jpg", "b 10.jpg", "empty.jpg", "noending", "root.jpg", "up.jpg"),
        "deep/er/ü.png",
    ]
    assert (counts.skipped_hidden, counts.skipped_extension, counts.looked) == (2, 2, 2)
    path = Path(f"{file}!b 9.jpg")
    with open_regular(path) as stream:
        assert stream.read() == CAT
    stamp = FileStamp.of(path)
    assert stamp is not None
    assert stamp.size == len(CAT)
    real = tmp_path / "real.jpg"
    real.write_bytes(CAT)
    assert fingerprint(path, len(CAT)) == fingerprint(real, len(CAT))
    here, there = (load(each, EVERYDAY_SMALL.preprocessing) for each in (path, real))
    assert np.array_equal(here.pixels, there.pixels)
    with pytest.raises(UnreadableImage) as caught:
        load(Path(f"{file}!empty.jpg"), EVERYDAY_SMALL.preprocessing)
    assert caught.value.reason.code == "picture.empty"
    assert archives.exists(path)
    assert not archives.exists(f"{file}!none.jpg")
    assert FileStamp.of(f"{file}!none.jpg") is None


def test_what_decoders_map_is_a_file_for_them(tmp_path: Path) -> None:
    import tifffile

    pixels = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)
    real = tmp_path / "x.tif"
    tifffile.imwrite(real, pixels, tile=(16, 16), compression="zlib")
    file = zipped(tmp_path / "a.zip", ("x.tif", real.read_bytes()))
    how = EVERYDAY_SMALL.preprocessing
    assert np.array_equal(load(Path(f"{file}!x.tif"), how).pixels, load(real, how).pixels)


def test_patterns_parts_and_flat_walks_hold_for_members(tmp_path: Path) -> None:
    names = [f"f{n % 3}/{n}.jpg" for n in range(60)] + ["top.jpg"]
    file = tar(tmp_path / "a.tar", *((name, CAT[:9]) for name in names))
    assert found(file, selection=Selection(["f1/"]))[0] == [
        name for name in sorted(names, key=archives_order) if not name.startswith("f1")
    ]
    assert found(file, recursive=False)[0] == ["top.jpg"]
    parts = [found(file, selection=Selection(shard=Shard(k, 4)))[0] for k in range(1, 5)]
    assert sorted(name for part in parts for name in part) == sorted(names)
    assert min(map(len, parts)) > 5


def archives_order(name: str) -> tuple[bool, str, int]:
    folder, _, stem = name.rpartition("/")
    return bool(folder), folder, int(stem.split(".")[0]) if stem[0].isdigit() else 0


def test_archives_in_folders_stay_closed_and_those_given_twice_count_once(tmp_path: Path) -> None:
    file = tar(tmp_path / "a.tar", ("x.jpg", CAT))
    names, counts = found(tmp_path)
    assert (names, counts.skipped_extension) == ([], 1)
    told: list[Skipped] = []
    counts = ScanCounts(tell=lambda path, why: told.append(why))
    assert len(list(find_images([file, file], counts=counts))) == 1
    assert told == [Skipped.LOOP]


def test_of_two_members_of_one_name_the_last_counts(tmp_path: Path) -> None:
    file = tar(tmp_path / "a.tar", ("x.jpg", b"old"), ("y.jpg", b"y"), ("./x.jpg", b"new"))
    assert found(file)[0] == ["x.jpg", "y.jpg"]
    with open_regular(Path(f"{file}!x.jpg")) as stream:
        assert stream.read() == b"new"


def test_archives_behind_one_another_are_read_to_the_end(tmp_path: Path) -> None:
    one, two = (tar(tmp_path / f"{n}.tar", (f"{n}.jpg", CAT)) for n in "12")
    both = tmp_path / "a.tar"
    both.write_bytes(one.read_bytes() + two.read_bytes())
    names, counts = found(both)
    assert (names, counts.unreadable_folders) == (["1.jpg", "2.jpg"], [])


@FORMS
def test_what_is_cut_off_is_told_with_what_could_be_found(tmp_path: Path, form: str) -> None:
    members = [(f"{n}.jpg", random.Random(n).randbytes(200_000)) for n in range(8)]
    file = MAKERS[form](tmp_path / f"a{form}", *members)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    names, counts = found(file)
    assert [folder for folder, _ in counts.unreadable_folders] == [file]
    assert names == [f"{n}.jpg" for n in range(len(names))]
    assert form in (".zip", ".CBZ", ".tar.bz2") or 2 <= len(names) <= 4
    assert count_images_of(file) == len(names)


def count_images_of(file: Path) -> int:
    from threading import Event

    from igtagger.pictures.scan import Roots

    return count_images(Roots([file]), True, Event())


def test_a_hole_in_a_tar_is_told(tmp_path: Path) -> None:
    file = tar(tmp_path / "a.tar", ("1.jpg", CAT), ("2.jpg", CAT), ("3.jpg", CAT))
    content = bytearray(file.read_bytes())
    second = 512 + -(-len(CAT) // 512) * 512
    content[second : second + 512] = b"\xff" * 512
    file.write_bytes(content)
    names, counts = found(file)
    assert names == ["1.jpg", "3.jpg"]
    ((folder, words),) = counts.unreadable_folders
    assert (folder, words) == (file, "a part of the archive is no member of it")


@pytest.mark.parametrize("name", ["a.tar", "a.zip", "a.tgz", "a.tar.xz"])
@pytest.mark.parametrize("content", [b"", b"x" * 2000, CAT])
def test_what_is_no_archive_is_told(tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    names, counts = found(file)
    assert names == []
    assert content == b"" or [folder for folder, _ in counts.unreadable_folders] == [file]


def test_encrypted_and_damaged_members_are_their_own_fault(tmp_path: Path) -> None:
    file = zipped(tmp_path / "a.zip", ("good.jpg", CAT), ("bad.jpg", CAT))
    content = bytearray(file.read_bytes())
    place = content.rindex(b"PK\x01\x02", 0, content.rindex(b"PK\x01\x02") + 1)
    local = content.index(b"PK\x03\x04", 100)
    content[local + 2000 : local + 2040] = b"\0" * 40
    file.write_bytes(content)
    with pytest.raises(UnreadableImage) as caught:
        open_regular(Path(f"{file}!bad.jpg"))
    assert caught.value.reason.code == "picture.in-archive"
    with open_regular(Path(f"{file}!good.jpg")) as stream:
        assert stream.read() == CAT
    content[place + 8] |= 1  # which says that it is encrypted
    file.write_bytes(content)
    os.utime(file, ns=(1, 1))
    with pytest.raises(UnreadableImage, match="encrypted"):
        open_regular(Path(f"{file}!bad.jpg"))


def test_what_claims_to_be_huge_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = zipped(tmp_path / "a.zip", ("x.jpg", b"\0" * 3_000_000))
    monkeypatch.setattr(archives, "MOST_BYTES", 1_000_000)
    with pytest.raises(UnreadableImage, match="more than"):
        open_regular(Path(f"{file}!x.jpg"))
    packed = tar(tmp_path / "a.tgz", ("x.jpg", b"\0" * 3_000_000), mode="w:gz")
    monkeypatch.setattr(archives, "MOST_UNPACKED", 1_000_000)
    with pytest.raises(BadValueError, match="room"):
        archives.names(str(packed))


def test_a_member_of_an_archive_that_changed_is_another(tmp_path: Path) -> None:
    file = tar(tmp_path / "a.tar", ("x.jpg", b"1"))
    path = Path(f"{file}!x.jpg")
    before = FileStamp.of(path)
    assert before is not None
    tar(file, ("x.jpg", b"2"))
    os.utime(file, ns=(5, 5))
    now = FileStamp.of(path)
    assert not before.is_of(now)
    with open_regular(path) as stream:
        assert stream.read() == b"2"


def test_a_file_that_is_really_called_so_is_one_itself(tmp_path: Path) -> None:
    tar(tmp_path / "a.tar", ("x.jpg", b"inner"))
    (tmp_path / "a.tar!x.jpg").write_bytes(b"outer")
    with open_regular(tmp_path / "a.tar!x.jpg") as stream:
        assert stream.read() == b"outer"
    assert archives.parse(tmp_path / "no.tar!x.jpg") is None
    assert archives.parse(tmp_path / "x!y.jpg") is None


@FORMS
def test_many_threads_read_one_archive(tmp_path: Path, form: str) -> None:
    contents = {f"{n}.jpg": random.Random(n).randbytes(30_000 + n) for n in range(40)}
    file = MAKERS[form](tmp_path / f"a{form}", *contents.items())

    def read(name: str) -> bool:
        with open_regular(Path(f"{file}!{name}")) as stream:
            return stream.read() == contents[name]

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(read, list(contents) * 5))


# Open files


class Stream(io.BytesIO):
    """What an object store gives: seekable, and no file of the system."""


@pytest.mark.parametrize("name", ["cat.jpg", "letter.png"])
def test_an_open_file_is_decoded_as_the_file_is(name: str) -> None:
    file = SAMPLES / name
    how = EVERYDAY_SMALL.preprocessing
    for given in (Stream(file.read_bytes()), file.open("rb")):
        with given:
            given.seek(7)  # wherever it stands
            found = load(Path("elsewhere") / name, how, file=given)
            assert not given.closed
        assert np.array_equal(found.pixels, load(file, how).pixels)


def test_what_decoders_map_may_be_given_in_memory(tmp_path: Path) -> None:
    import tifffile

    pixels = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)
    real = tmp_path / "x.tif"
    tifffile.imwrite(real, pixels, tile=(16, 16), compression="zlib")
    how = EVERYDAY_SMALL.preprocessing
    found = load(Path("x.tif"), how, file=Stream(real.read_bytes()))
    assert np.array_equal(found.pixels, load(real, how).pixels)


@pytest.mark.parametrize("content", [b"", b"hello", CAT[:3000], b"%PDF-1.4", b"\x89PNG\r\n\x1a\n"])
def test_a_fault_of_an_open_file_has_the_reason_of_the_file(tmp_path: Path, content: bytes) -> None:
    real = tmp_path / "x.jpg"
    real.write_bytes(content)
    reasons = []
    for given in (None, Stream(content)):
        with pytest.raises(UnreadableImage) as caught:
            load(real, EVERYDAY_SMALL.preprocessing, file=given)
        reasons.append(caught.value.reason)
        real.unlink(missing_ok=True)
    assert reasons[0] == reasons[1]
