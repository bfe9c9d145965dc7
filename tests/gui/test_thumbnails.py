"""Thumbnails: made off the GUI thread, kept in memory and on disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PIL import Image
from PySide6.QtGui import QColor, QPixmap
from pytestqt.qtbot import QtBot

from igtagger.app.thumbnail_files import SIDES, ThumbnailFiles, default_folder
from igtagger.domain import Reason
from igtagger.gui.views.thumbnails import Thumbnails, _Key, _Requests
from tests.gui.listing import photograph, picture


@pytest.fixture
def thumbnails(qtbot: QtBot, tmp_path: Path) -> Iterator[Thumbnails]:
    made = Thumbnails(tmp_path / "thumbnails")
    yield made
    made.close()


def version(file: Path) -> tuple[int, int]:
    status = file.stat()
    return status.st_mtime_ns, status.st_ctime_ns


def wait_for(qtbot: QtBot, thumbnails: Thumbnails, file: Path, edge: int = 100) -> QPixmap | None:
    key = str(file), version(file) if file.exists() else (0, 0), edge

    def there(paths: list[str]) -> bool:
        return str(file) in paths

    with qtbot.waitSignal(thumbnails.ready, check_params_cb=there):
        thumbnails.pixmap(*key)
    return thumbnails.pixmap(*key)


def kept_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("thumbnails/*/*"))


def test_a_thumbnail_comes_when_it_is_made(
    qtbot: QtBot, thumbnails: Thumbnails, tmp_path: Path
) -> None:
    file = picture(tmp_path / "a.png", (400, 300), "#336699")
    assert thumbnails.pixmap(str(file), version(file), 100) is None
    pixmap = wait_for(qtbot, thumbnails, file)
    assert pixmap is not None
    assert (pixmap.width(), pixmap.height()) == (100, 75)
    shown = pixmap.toImage().pixelColor(50, 37)
    wanted = QColor("#336699")
    pairs = zip(shown.getRgb()[:3], wanted.getRgb()[:3], strict=True)
    assert all(abs(a - b) <= 3 for a, b in pairs)


def test_it_stands_upright(qtbot: QtBot, thumbnails: Thumbnails, tmp_path: Path) -> None:
    file = tmp_path / "phone.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (400, 200)).save(file, exif=exif)
    pixmap = wait_for(qtbot, thumbnails, file)
    assert pixmap is not None
    assert (pixmap.width(), pixmap.height()) == (50, 100)


def test_small_pictures_are_not_blown_up(
    qtbot: QtBot, thumbnails: Thumbnails, tmp_path: Path
) -> None:
    pixmap = wait_for(qtbot, thumbnails, picture(tmp_path / "a.png", (20, 10)))
    assert pixmap is not None
    assert (pixmap.width(), pixmap.height()) == (20, 10)


def test_another_size_stands_in_as_large_as_the_one_that_comes(
    qtbot: QtBot, thumbnails: Thumbnails, tmp_path: Path
) -> None:
    file = picture(tmp_path / "a.png")
    wait_for(qtbot, thumbnails, file, 32)
    stand_in = thumbnails.pixmap(str(file), version(file), 128)
    assert stand_in is not None
    assert stand_in.width() == 32
    assert stand_in.deviceIndependentSize().width() == pytest.approx(128, abs=1)
    later = wait_for(qtbot, thumbnails, file, 128)
    assert later is not None
    assert later.width() == 128


def test_what_cannot_be_read_is_remembered_with_its_reason(
    qtbot: QtBot, thumbnails: Thumbnails, tmp_path: Path
) -> None:
    file = tmp_path / "bad.jpg"
    file.write_bytes(photograph(tmp_path / "good.jpg").read_bytes()[:2000])
    assert wait_for(qtbot, thumbnails, file) is None
    failure = thumbnails.failure(str(file), version(file))
    assert failure is not None
    assert failure.code == "picture.cut-off"
    assert not thumbnails._asked  # asked again just now, and not requested
    file.write_bytes((tmp_path / "good.jpg").read_bytes())
    thumbnails.forget([str(file)])
    assert wait_for(qtbot, thumbnails, file) is not None


def test_a_file_that_is_not_there_fails_in_words(
    qtbot: QtBot, thumbnails: Thumbnails, tmp_path: Path
) -> None:
    file = tmp_path / "gone.jpg"
    assert wait_for(qtbot, thumbnails, file) is None
    assert thumbnails.failure(str(file), (0, 0)) == Reason("picture.missing", path=file)


def test_a_file_that_changes_is_made_anew(
    qtbot: QtBot, thumbnails: Thumbnails, tmp_path: Path
) -> None:
    file = picture(tmp_path / "a.png", (200, 100))
    wait_for(qtbot, thumbnails, file)
    picture(file, (100, 200))
    os.utime(file, ns=(10**18, 10**18))
    pixmap = wait_for(qtbot, thumbnails, file)
    assert pixmap is not None
    assert (pixmap.width(), pixmap.height()) == (50, 100)


def test_memory_stays_within_its_bound(qtbot: QtBot, tmp_path: Path) -> None:
    thumbnails = Thumbnails(tmp_path / "thumbnails", memory_megabytes=1)
    files = [picture(tmp_path / f"{number}.png", (300, 300)) for number in range(8)]
    for file in files:
        wait_for(qtbot, thumbnails, file, 256)
    assert thumbnails._bytes <= 1024 * 1024
    assert thumbnails.peek(str(files[-1])) is not None
    assert thumbnails.peek(str(files[0])) is None
    thumbnails.close()


def test_requests_out_of_view_are_dropped_and_the_newest_comes_first() -> None:
    requests, never = _Requests(), Event()
    keys = [_Key(f"/p/{number}.jpg", 1, 100) for number in range(4)]
    other = _Key("/p/0.jpg", 1, 32)
    for key in [*keys, other]:
        requests.put(key)
    assert requests.drop(100, {"/p/1.jpg", "/p/3.jpg"}) == [keys[0], keys[2]]
    requests.raise_(keys[1])
    assert [requests.take(never) for _ in range(4)] == [keys[1], other, keys[3], None]


def test_no_more_requests_wait_than_are_worth_it() -> None:
    requests = _Requests()
    dropped = [requests.put(_Key(f"{number}", 1, 100)) for number in range(600)]
    assert len(requests) == 512
    assert [key.path for keys in dropped for key in keys] == [str(n) for n in range(88)]


def test_what_was_dropped_is_asked_for_again(
    qtbot: QtBot, thumbnails: Thumbnails, tmp_path: Path
) -> None:
    files = [photograph(tmp_path / f"{number}.jpg") for number in range(12)]
    for file in files:
        thumbnails.pixmap(str(file), version(file), 100)
    thumbnails.retain(100, set())
    assert wait_for(qtbot, thumbnails, files[5]) is not None


def test_closing_ends_the_threads_and_nothing_more_is_made(
    qtbot: QtBot, thumbnails: Thumbnails, tmp_path: Path
) -> None:
    files = [photograph(tmp_path / f"{number}.jpg") for number in range(20)]
    for file in files:
        thumbnails.pixmap(str(file), version(file), 100)
    thumbnails.close()
    assert thumbnails._requests.workers == 0
    assert thumbnails.pixmap(str(files[0]), 0, 100) is None


def test_one_thread_works_while_a_run_is_on(
    qtbot: QtBot, thumbnails: Thumbnails, tmp_path: Path
) -> None:
    thumbnails.set_busy(True)
    files = [photograph(tmp_path / f"{number}.jpg", (400, 300)) for number in range(6)]
    for file in files:
        thumbnails.pixmap(str(file), version(file), 100)
    assert len(thumbnails._jobs) == 1
    qtbot.waitUntil(lambda: all(thumbnails.peek(str(file)) for file in files))
    thumbnails.set_busy(False)
    wait_for(qtbot, thumbnails, files[0], 50)


def test_the_disk_serves_what_was_made_before(qtbot: QtBot, tmp_path: Path) -> None:
    file = photograph(tmp_path / "a.jpg")
    folder = tmp_path / "thumbnails"
    ThumbnailFiles(folder).open(file, 200)
    (kept,) = kept_files(tmp_path)
    assert kept.suffix == ".jpg"
    with Image.open(kept) as opened:
        assert opened.size == (256, 192)
    Image.new("RGB", (256, 192), "#336699").save(kept)  # tells whether it was taken from there
    image = ThumbnailFiles(folder).open(file, 200)
    assert image.size == (200, 150)
    assert image.getpixel((100, 75)) == pytest.approx((0x33, 0x66, 0x99), abs=3)


@pytest.mark.skipif(os.name != "posix", reason="needs the time of change of inodes")
def test_another_content_of_equal_size_and_time_has_its_own_thumbnail(
    qtbot: QtBot, thumbnails: Thumbnails, tmp_path: Path
) -> None:
    file = picture(tmp_path / "a.bmp", (200, 100))
    before = file.stat()
    wait_for(qtbot, thumbnails, file)
    picture(file, (100, 200))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (file.stat().st_size, file.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    pixmap = wait_for(qtbot, thumbnails, file)
    assert pixmap is not None
    assert (pixmap.width(), pixmap.height()) == (50, 100)


def test_dense_screens_get_larger_ones(tmp_path: Path) -> None:
    file = photograph(tmp_path / "a.jpg")
    image = ThumbnailFiles(tmp_path / "thumbnails").open(file, 400)
    assert image.size == (400, 300)
    (kept,) = kept_files(tmp_path)
    with Image.open(kept) as opened:
        assert max(opened.size) == SIDES[1]


@pytest.mark.parametrize("damage", [b"", b"no picture", None])
def test_a_damaged_thumbnail_is_made_anew(tmp_path: Path, damage: bytes | None) -> None:
    file, files = photograph(tmp_path / "a.jpg"), ThumbnailFiles(tmp_path / "thumbnails")
    files.open(file, 200)
    (kept,) = kept_files(tmp_path)
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    assert files.open(file, 200).size == (200, 150)
    assert kept.read_bytes() == whole
    assert kept_files(tmp_path) == [kept]


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"a file where the folder should be")
    file = photograph(tmp_path / "a.jpg")
    assert ThumbnailFiles(tmp_path / "taken").open(file, 100).size == (100, 75)


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_thumbnails_are_the_persons_own(tmp_path: Path) -> None:
    ThumbnailFiles(tmp_path / "thumbnails").open(photograph(tmp_path / "a.jpg"), 200)
    (kept,) = kept_files(tmp_path)
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_thumbnail_that_cannot_take_its_place_leaves_nothing(tmp_path: Path) -> None:
    file, files = photograph(tmp_path / "a.jpg"), ThumbnailFiles(tmp_path / "thumbnails")
    files.open(file, 200)
    (kept,) = kept_files(tmp_path)
    kept.unlink()
    kept.mkdir()
    assert files.open(file, 200).size == (200, 150)
    assert list(kept.parent.iterdir()) == [kept]


def test_pruning_removes_what_was_not_used_for_longest(tmp_path: Path) -> None:
    files = ThumbnailFiles(tmp_path / "thumbnails", megabytes=1)
    kept = []
    for number in range(12):
        part = tmp_path / "thumbnails" / f"{number:02}"
        part.mkdir(parents=True)
        kept.append(part / "x.jpg")
        kept[-1].write_bytes(b"x" * 100_000)
        os.utime(kept[-1], (1000 + number, 1000 + number))
    assert list(files.prune(Event())) == [100_000] * 4
    assert [file.exists() for file in kept] == [False] * 4 + [True] * 8
    assert list(files.prune(Event())) == []


def test_thumbnails_lie_in_the_data_folder_that_the_environment_names(tmp_path: Path) -> None:
    assert default_folder() == Path(os.environ["IGTAGGER_DATA_DIR"]) / "thumbnails"
