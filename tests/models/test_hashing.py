"""Files are written whole or not at all, and what the disk refuses is said in words."""

from __future__ import annotations

import errno
from pathlib import Path
from threading import Event

import pytest

from igtagger.errors import Cancelled, WeightsError
from igtagger.models.weights import hashing


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EACCES, "may write"),
        (errno.EROFS, "may write"),
        (errno.EIO, "Check the disk"),
    ],
)
def test_what_the_disk_refuses_is_said_with_advice(code: int, words: str) -> None:
    error = hashing.explain(OSError(code, "so it is"), Path("a.pth"), "written")
    assert "a.pth could not be written" in error.message
    assert words in str(error)
    assert error.hint


def test_json_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    hashing.write_json(tmp_path / "a.json", {"a": 1})
    hashing.write_json(tmp_path / "a.json", {"a": 2})
    assert hashing.read_json(tmp_path / "a.json") == {"a": 2}
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(WeightsError, match=r"folder\.json could not be written"):
        hashing.write_json(tmp_path / "folder.json", {})
    assert {file.name for file in tmp_path.iterdir()} == {"a.json", "folder.json"}


def test_room_is_judged_by_the_disk_of_a_folder_that_is_not_made_yet(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "yet"
    assert hashing.free_bytes(folder) > 0
    hashing.need_room(folder, 1, "a byte")
    with pytest.raises(WeightsError, match=r"too little room for the moon: .* EB needed"):
        hashing.need_room(folder, 1 << 60, "the moon")
    assert not folder.exists()


def test_hashing_copies_on_the_way_and_can_be_cancelled(tmp_path: Path) -> None:
    source, copy = tmp_path / "a", tmp_path / "b"
    source.write_bytes(bytes(3 * hashing.BLOCK))
    digest = hashing.finish(hashing.hash_file(source, Event(), "copying", copy_to=copy))
    assert copy.read_bytes() == source.read_bytes()
    assert digest == hashing.finish(hashing.hash_file(copy, Event(), "checking"))
    cancel = Event()
    work = hashing.hash_file(source, cancel, "checking")
    next(work)
    cancel.set()
    with pytest.raises(Cancelled):
        next(work)


def test_progress_is_due_at_once_and_then_about_fifteen_times_a_second() -> None:
    times = iter([0.0, 0.01, 0.06, 0.07, 0.08, 0.2])
    pace = hashing.ProgressTimer(clock=lambda: next(times))
    assert [pace.due() for _ in range(6)] == [True, False, False, True, False, True]
