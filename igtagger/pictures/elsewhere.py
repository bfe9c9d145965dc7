"""Pictures whose content is not on this computer: a cloud's folder shows them all the same.

To read such a file is to have it downloaded, and a scan of a folder would do so with all in it. So
none is read, and each says where it is.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

_MACOS_DATALESS = 0x40000000  # SF_DATALESS
_WINDOWS_ELSEWHERE = 0x1000 | 0x40000 | 0x400000  # OFFLINE, RECALL_ON_OPEN, RECALL_ON_DATA_ACCESS
_PLACEHOLDER = re.compile(r"\.(.+)\.icloud", re.DOTALL)


def is_elsewhere(status: os.stat_result) -> bool:
    """Whether the system tells that a file's content would have to be fetched first."""
    flags: int = getattr(status, "st_flags", 0)
    attributes: int = getattr(status, "st_file_attributes", 0)
    return bool(flags & _MACOS_DATALESS or attributes & _WINDOWS_ELSEWHERE)


def placeheld(name: str) -> str | None:
    """The name of the file that iCloud's placeholder ``.NAME.icloud`` stands for, if it is one."""
    found = _PLACEHOLDER.fullmatch(name)
    return found and found[1]


def is_placeheld(path: Path) -> bool:
    """Whether a placeholder stands for the file ``path``, which is not there, or is one itself."""
    beside = path.with_name(f".{path.name}.icloud") if path.name else path
    return placeheld(path.name) is not None or os.path.lexists(beside)
