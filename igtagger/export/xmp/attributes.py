"""What a file has beside its content, and keeps when another takes its place.

Permissions and owner are kept by :func:`igtagger.files.replacing_bytes`.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform == "darwin":
    import ctypes
    import ctypes.util

    _LIBRARY = ctypes.CDLL(ctypes.util.find_library("c"), use_errno=True)
    _ACL_AND_ATTRIBUTES = 1 << 0 | 1 << 2

    def _copy_others(old: Path, new: Path) -> None:
        """Access lists and extended attributes, among them Finder's tags; see copyfile(3)."""
        if _LIBRARY.copyfile(os.fsencode(old), os.fsencode(new), None, _ACL_AND_ATTRIBUTES) < 0:
            number = ctypes.get_errno()
            if number != errno.ENOTSUP:
                raise OSError(number, os.strerror(number), str(new))

elif sys.platform == "win32":

    def _copy_others(old: Path, new: Path) -> None:
        """Where a file was downloaded from. Further streams and access lists are not kept."""
        with suppress(OSError):
            told = Path(f"{old}:Zone.Identifier").read_bytes()
            Path(f"{new}:Zone.Identifier").write_bytes(told)

else:

    def _copy_others(old: Path, new: Path) -> None:
        """Copystat does it all here."""


def copy_attributes(old: Path, new: Path, *, keep_time: bool) -> None:
    """Give the file ``new`` what ``old`` has beside its content.

    Args:
        old: stays as it is.
        new: the file that is to take its place.
        keep_time: give it the time of change as well; it keeps its own otherwise.

    Raises:
        OSError: the disk of both refuses it.
    """
    own = new.stat()
    _copy_others(old, new)
    shutil.copystat(old, new)
    if not keep_time:
        os.utime(new, ns=(own.st_atime_ns, own.st_mtime_ns))
