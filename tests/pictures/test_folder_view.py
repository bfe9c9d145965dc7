"""What is new, changed, renamed and gone in a folder, and when a file stands still."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from threading import Event

import pytest

from igtagger.pictures import folder_view
from igtagger.pictures.folder_view import FileLook, FolderView, Settling, ViewChange
from igtagger.pictures.patterns import Selection


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.jpg", "b.png", "notes.txt", "deep/c.jpg"):
        write(tmp_path / "pictures" / name)
    return tmp_path / "pictures"


def write(file: Path, content: bytes = b"content") -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return str(file)


def look(view: FolderView, *, anew: bool = False) -> ViewChange:
    change = view.look(Event(), anew=anew)
    assert change is not None
    return change


def names(change: ViewChange) -> list[str]:
    return [os.path.relpath(name, Path(name).parents[0]) for name in sorted(change.arrived)]


def test_at_the_first_look_all_pictures_have_arrived_and_nothing_else(folder: Path) -> None:
    view = FolderView(folder)
    assert names(look(view)) == ["a.jpg", "b.png", "c.jpg"]
    assert not look(view)
    assert len(view) == 3


def test_what_is_new_changed_and_gone_is_told_once(folder: Path) -> None:
    view = FolderView(folder)
    look(view)
    new = write(folder / "new" / "d.jpg")
    changed = write(folder / "a.jpg", b"another content")
    (folder / "b.png").unlink()
    change = look(view)
    assert set(change.arrived) == {new, changed}
    assert change.gone == (str(folder / "b.png"),)
    assert change.renamed == ()
    assert not look(view)


def test_a_renamed_file_is_neither_gone_nor_a_stranger(folder: Path) -> None:
    view = FolderView(folder)
    look(view)
    before, after = folder / "a.jpg", folder / "deep" / "z.jpg"
    before.rename(after)
    change = look(view)
    assert change.renamed == ((str(before), str(after)),)
    assert change.gone == ()
    assert list(change.arrived) == [str(after)]


def test_another_file_in_the_place_of_a_deleted_one_is_no_renamed_one(folder: Path) -> None:
    view = FolderView(folder)
    look(view)
    (folder / "a.jpg").unlink()
    write(folder / "y.jpg", b"of another size, maybe with the number that is free now")
    change = look(view)
    assert change.renamed == ()
    assert change.gone == (str(folder / "a.jpg"),)


def test_patterns_and_depth_decide_what_counts(folder: Path) -> None:
    flat = FolderView(folder, recursive=False, selection=Selection(["*.png"]))
    assert names(look(flat)) == ["a.jpg"]


def test_nothing_is_said_of_a_folder_that_is_away_and_what_was_seen_holds(folder: Path) -> None:
    view = FolderView(folder)
    look(view)
    aside = folder.with_name("unplugged")
    folder.rename(aside)
    assert view.look(Event()) is None
    aside.rename(folder)
    assert not look(view)
    assert len(look(view, anew=True).arrived) == 3


def test_an_empty_place_where_a_disk_was_mounted_is_no_folder_whose_pictures_are_gone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = FolderView(folder)
    look(view)
    shutil.rmtree(folder)
    folder.mkdir()
    disk = folder.stat().st_dev
    monkeypatch.setattr(folder_view, "_disk_of", lambda _: disk + 1)
    assert view.look(Event()) is None
    monkeypatch.undo()
    assert len(look(view).gone) == 3  # of the same disk it is what it seems


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_pictures_of_a_folder_that_cannot_be_read_are_not_gone(folder: Path) -> None:
    view = FolderView(folder)
    look(view)
    (folder / "deep").chmod(0)
    try:
        assert not look(view)
    finally:
        (folder / "deep").chmod(0o700)


def test_a_look_that_is_broken_off_changes_nothing(folder: Path) -> None:
    view, cancel = FolderView(folder), Event()
    look(view)
    (folder / "a.jpg").unlink()
    cancel.set()
    assert view.look(cancel) is None
    assert len(look(view).gone) == 1


def begun(settling: Settling, name: str, now: float = 0) -> None:
    seen = FileLook.of(name)
    assert seen is not None
    settling.begin({name: seen}, now)


def test_a_file_is_taken_when_it_has_stood_still(tmp_path: Path) -> None:
    name, settling = write(tmp_path / "a.jpg"), Settling(2, 60)
    begun(settling, name)
    assert settling.due() == 2
    assert settling.take(1.9) == ()
    assert settling.take(2) == (name,)
    assert (len(settling), settling.due()) == (0, float("inf"))


def test_a_file_that_grows_is_waited_for(tmp_path: Path) -> None:
    name, settling = write(tmp_path / "a.jpg", b"a part"), Settling(2, 60)
    begun(settling, name)
    write(tmp_path / "a.jpg", b"a larger part")
    assert settling.take(2) == ()
    assert settling.due() == 4
    assert settling.take(4) == (name,)


def test_a_file_that_goes_meanwhile_is_forgotten(tmp_path: Path) -> None:
    name, settling = write(tmp_path / "a.jpg"), Settling(2, 60)
    begun(settling, name)
    Path(name).unlink()
    assert settling.take(2) == ()
    assert len(settling) == 0


def test_an_empty_file_is_waited_for_longer_and_not_looked_at_all_the_time(tmp_path: Path) -> None:
    name, settling = write(tmp_path / "a.jpg", b""), Settling(2, 60)
    begun(settling, name)
    assert settling.take(2) == ()
    assert settling.due() == 4
    assert settling.take(59) == ()
    assert settling.take(61) == (name,)


def test_those_that_are_due_first_stand_first(tmp_path: Path) -> None:
    first, second = write(tmp_path / "a.jpg"), write(tmp_path / "b.jpg")
    settling = Settling(2, 60)
    begun(settling, first, 0)
    begun(settling, second, 1)
    begun(settling, first, 2)  # it changed again
    assert settling.due() == 3
    assert settling.take(3) == (second,)
    assert settling.take(4) == (first,)
