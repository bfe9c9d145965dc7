"""Whether the system tells of changes in a folder: by what kind of disk it lies on."""

from __future__ import annotations

import os
from pathlib import Path

import psutil

_SILENT = frozenset(
    {
        # of other computers: what those change is told to nobody here
        *("nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afpfs", "afs", "webdav", "davfs"),
        *("ceph", "glusterfs", "lustre", "beegfs", "gpfs", "ncpfs", "coda"),
        # of the system around a virtual one
        *("9p", "virtiofs", "drvfs", "vboxsf", "vmhgfs", "prl_fs", "hgfs"),
    }
)
_LOCAL_FUSE = frozenset({"fuseblk", "fuse.ntfs-3g", "fuse.exfat", "fuse.mergerfs"})


def tells_changes(folder: Path) -> bool:
    """Whether to expect that the system tells of changes in ``folder``.

    Not of what lies on other computers, nor of what another system shares with this one, though it
    takes the wish to be told. On Windows removable disks are not asked either: a folder that is
    watched there keeps the person from taking its disk out.
    """
    kind, options = _disk_of(folder)
    return _tells(kind.casefold(), options.split(","))


def _tells(kind: str, options: list[str]) -> bool:
    if kind.startswith("fuse"):
        return kind in _LOCAL_FUSE
    return kind not in _SILENT and not {"remote", "removable"}.intersection(options)


def _disk_of(folder: Path) -> tuple[str, str]:
    """Kind and options of the disk that is mounted nearest above; empty where that is not known."""
    place = os.path.realpath(folder)
    if os.name == "nt" and place.startswith("\\\\"):
        return "", "remote"
    try:
        disks = psutil.disk_partitions(all=True)
    except (OSError, psutil.Error):
        return "", ""
    # Of several at one place the last one counts: it lies over the others.
    above = [disk for disk in reversed(disks) if _is_in(place, disk.mountpoint)]
    nearest = max(above, key=lambda disk: len(disk.mountpoint), default=None)
    return ("", "") if nearest is None else (nearest.fstype, nearest.opts)


def _is_in(place: str, mount: str) -> bool:
    place, mount = os.path.normcase(place), os.path.normcase(mount).rstrip(os.sep)
    return place == mount or place.startswith(mount + os.sep)
