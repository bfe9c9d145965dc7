"""What the program keeps is its owner's alone: looked at on the disk, after real runs."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from igtagger import private
from igtagger.__main__ import main
from igtagger.settings import Settings, keep_private, preferences_file

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has access lists instead")

OWN = re.compile(r"mine.*|inner")


@pytest.fixture(params=[0o022, 0o000], ids=["umask 022", "umask 000"])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """What the person's shell lets others have of new files."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Settings.from_environment().data_dir


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def readable(*folders: Path) -> dict[str, str]:
    """All that others may have a part of, with its permissions."""
    found = [path for folder in folders for path in (folder, *folder.rglob("*"))]
    assert len(found) > len(folders)
    return {str(path): oct(mode(path)) for path in found if mode(path) & 0o077}


def put(path: Path, permissions: int = 0o644) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    path.chmod(permissions)
    return path


def tag(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    Image.fromarray(np.zeros((32, 32, 3), np.uint8)).save(folder / "a.png")
    assert main(["tag", str(folder), "-o", str(folder / "tags.csv"), "-q"]) == 0


# Real runs


def test_all_that_a_run_keeps_is_private(umask: int, data: Path, tmp_path: Path) -> None:
    tag(tmp_path / "pictures")
    assert (data / "library.sqlite3").exists()
    assert readable(data) == {}


def test_what_the_person_asked_for_has_the_usual_permissions(umask: int, tmp_path: Path) -> None:
    tag(tmp_path / "pictures")
    assert mode(tmp_path / "pictures" / "tags.csv") == 0o666 & ~umask


def test_what_an_earlier_version_left_is_private_after_the_next_start(
    umask: int, data: Path, tmp_path: Path
) -> None:
    tag(tmp_path / "pictures")
    for name in ("igtagger.log", "igtagger.log.1", "speeds.json", "window.lock", "vocabulary.toml"):
        put(data / name)
    for name in ("library.sqlite3.set-aside-20260101-000000", "library.sqlite3.check"):
        put(data / name)
    for name in ("weights/a.pth", "weights/a.json", "pasted/b.png", "thumbnails/ab/c.jpg"):
        put(data / name)
    config = preferences_file().parent
    put(preferences_file()).write_text("{}", encoding="utf-8")
    put(config / "preferences.damaged-1.json")
    put(config / "window.ini")
    for folder in (config, data, *(path for path in data.rglob("*") if path.is_dir())):
        folder.chmod(0o755)
    (data / "library.sqlite3").chmod(0o644)
    assert main(["models", "path"]) == 0
    assert readable(data, config) == {}


def test_the_library_is_private_from_its_first_moment(
    umask: int, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = dict[str, int]()

    def watched(open_: Callable[..., int]) -> Callable[..., int]:
        def open_file(path: str, flags: int, mode: int = 0o777, **more: int) -> int:
            if flags & os.O_CREAT and str(path).startswith(str(data)):
                seen[str(path)] = mode
            return open_(path, flags, mode, **more)

        return open_file

    monkeypatch.setattr(os, "open", watched(os.open))
    tag(tmp_path / "pictures")
    assert str(data / "library.sqlite3") in seen
    assert {path: oct(mode) for path, mode in seen.items() if mode & 0o077} == {}


# Folders that are not ours alone


def test_a_folder_with_other_things_keeps_them_and_its_own_permissions(
    data: Path, tmp_path: Path
) -> None:
    other = put(data / "letter.txt")
    deep = put(data / "letters" / "a.txt")
    ours = put(data / "speeds.json")
    data.chmod(0o755)
    keep_private(Settings.from_environment())
    assert [mode(path) for path in (data, other, deep, deep.parent)] == [0o755, 0o644, 0o644, 0o755]
    assert mode(ours) == 0o600


def test_links_are_not_followed_and_files_of_two_names_are_left(tmp_path: Path) -> None:
    folder, outside = tmp_path / "folder", put(tmp_path / "outside" / "a")
    outside.parent.chmod(0o755)
    (folder / "inner").mkdir(parents=True)
    (folder / "mine-link").symlink_to(outside)
    (folder / "mine-folder").symlink_to(outside.parent)
    (folder / "mine-nowhere").symlink_to(tmp_path / "nowhere")
    (folder / "inner" / "again").symlink_to(outside)
    (folder / "mine-twice").hardlink_to(outside)
    os.mkfifo(folder / "mine-pipe", 0o644)
    private.mend(folder, OWN, made_by_us=True)
    assert [mode(outside), mode(outside.parent)] == [0o644, 0o755]
    assert mode(folder) == mode(folder / "inner") == 0o700


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root may give files away")
def test_what_belongs_to_another_user_is_left(tmp_path: Path) -> None:
    theirs = put(tmp_path / "folder" / "mine")
    os.chown(theirs, 65534, 65534)
    private.mend(tmp_path / "folder", OWN, made_by_us=True)
    assert mode(theirs) == 0o644
    assert mode(tmp_path / "folder") == 0o700


def test_a_folder_shared_with_a_group_on_purpose_stays_so(
    umask: int, data: Path, tmp_path: Path
) -> None:
    data.mkdir()
    data.chmod(0o2775)
    tag(tmp_path / "pictures")
    assert mode(data) == 0o2770
    assert mode(data / "library.sqlite3") == 0o660
    assert {mode(path) & 0o077 for path in data.rglob("*") if path.is_file()} == {0o060}
    put(data / "speeds.json", 0o664)
    keep_private(Settings.from_environment())
    assert mode(data / "speeds.json") == 0o660


def test_a_folder_that_is_private_already_is_not_looked_into(tmp_path: Path) -> None:
    file = put(tmp_path / "folder" / "inner" / "a")
    file.parent.chmod(0o700)
    private.mend(tmp_path / "folder", OWN, made_by_us=True)
    assert mode(file) == 0o644  # which nobody else reaches


def test_missing_folders_on_the_way_are_private_too(umask: int, tmp_path: Path) -> None:
    private.make_folder(tmp_path / "a" / "b")
    private.make_folder(tmp_path / "a" / "b")
    assert mode(tmp_path / "a") == mode(tmp_path / "a" / "b") == 0o700


def test_a_link_in_the_place_of_a_new_file_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "new").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        private.make_new_file(tmp_path / "new")
    assert not (tmp_path / "elsewhere").exists()
