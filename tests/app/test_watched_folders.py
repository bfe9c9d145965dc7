"""The list of folders that are kept in view."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from igtagger.app.watched_folders import WatchedFolders
from igtagger.domain import Reason
from igtagger.errors import SettingsError
from igtagger.settings import Settings, keep_private


def fail(reason: Reason) -> None:
    raise AssertionError(reason)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return Settings(tmp_path / "data").watched_file


def test_folders_are_kept_from_one_start_to_the_next_each_once(file: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "Holidays", tmp_path / os.fsdecode(b"no utf-8 \xff")
    kept = WatchedFolders(file, fail)
    assert kept.folders == ()
    for folder in (first, second, first):
        kept.add(folder)
    assert WatchedFolders(file, fail).folders == (first, second)
    kept.remove(first)
    assert WatchedFolders(file, fail).folders == (second,)


@pytest.mark.skipif(os.name == "nt", reason="permissions of files are those of their folder")
def test_nobody_else_may_read_the_list(file: Path, tmp_path: Path) -> None:
    WatchedFolders(file, fail).add(tmp_path)
    assert file.stat().st_mode & 0o077 == 0
    file.chmod(0o644)
    keep_private(Settings(file.parent))
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "content",
    [b"{", b"[]", b'{"folders": "a"}', b'{"folders": ["not whole"]}', b'{"folders": [1]}'],
)
def test_a_damaged_list_is_told_of_and_not_lost(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    told: list[Reason] = []
    assert WatchedFolders(file, told.append).folders == ()
    aside = file.with_name("watched.damaged-1.json")
    assert told == [Reason("watch.list-damaged", aside=aside)]
    assert aside.read_bytes() == content


def test_a_list_that_cannot_be_read_is_told_of_and_stays(file: Path) -> None:
    file.mkdir(parents=True)
    told: list[Reason] = []
    assert WatchedFolders(file, told.append).folders == ()
    assert [reason.code for reason in told] == ["watch.list-unreadable"]
    assert file.is_dir()


def test_a_list_that_cannot_be_written_holds_for_now(file: Path, tmp_path: Path) -> None:
    file.parent.write_bytes(b"a file where the folder should be")
    kept = WatchedFolders(file, lambda reason: None)
    with pytest.raises(SettingsError):
        kept.add(tmp_path)
    assert kept.folders == (tmp_path,)
