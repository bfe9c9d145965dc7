"""Where the system tells of changes."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from igtagger.pictures import file_systems


def disk(place: Path, kind: str, options: str = "rw") -> SimpleNamespace:
    return SimpleNamespace(mountpoint=str(place), fstype=kind, opts=options)


def mount(monkeypatch: pytest.MonkeyPatch, *disks: SimpleNamespace) -> None:
    monkeypatch.setattr(psutil, "disk_partitions", lambda **_: list(disks))


@pytest.mark.parametrize(
    ("kind", "options", "tells"),
    [
        ("ext4", "rw", True),
        ("apfs", "rw", True),
        ("fuseblk", "rw", True),
        ("nfs4", "rw", False),
        ("cifs", "rw", False),
        ("fuse.sshfs", "rw", False),
        ("9p", "rw", False),
        ("NTFS", "rw,fixed", True),
        ("NTFS", "rw,remote", False),
        ("exFAT", "rw,removable", False),
    ],
)
def test_it_depends_on_the_disk(
    kind: str, options: str, tells: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mount(monkeypatch, disk(tmp_path, kind, options))
    assert file_systems.tells_changes(tmp_path / "deep" / "folder") is tells


def test_the_disk_that_is_mounted_nearest_above_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    near = tmp_path / "nas"
    mount(monkeypatch, disk(Path(tmp_path.anchor), "ext4"), disk(near, "cifs"))
    assert not file_systems.tells_changes(near / "photos")
    assert file_systems.tells_changes(tmp_path / "nas-not")


def test_of_two_disks_at_one_place_the_later_one_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mount(monkeypatch, disk(tmp_path, "autofs"), disk(tmp_path, "nfs4"))
    assert not file_systems.tells_changes(tmp_path)


def test_this_computers_own_disks_can_be_asked(tmp_path: Path) -> None:
    assert file_systems.tells_changes(tmp_path) in (True, False)
