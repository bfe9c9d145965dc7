"""Take what only debuggers read out of the Linux app's libraries: a tenth of its size.

Libraries that were put together by patchelf do not always outlive binutils' strip: it lays their
parts out anew and leaves some where the loader refuses them. So each is looked at afterwards, and
stays as it was where that happened.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from elf_needs import links_of
from elftools.common.exceptions import ELFError
from elftools.elf.elffile import ELFFile

_PAGE = 4096


def strip_all(app: Path) -> int:
    """Strip every library below ``app`` that stays loadable; returns how many bytes that saved.

    Raises:
        SystemExit: there is no ``strip`` here; it comes with binutils.
    """
    if shutil.which("strip") is None:
        raise SystemExit("There is no strip here. Install binutils.")
    return sum(_strip(file) for file in sorted(app.rglob("*.so*")) if not file.is_symlink())


def _strip(library: Path) -> int:
    stripped = library.with_name(f"{library.name}.stripped")
    command = ["strip", "--strip-unneeded", "-o", str(stripped), str(library)]
    done = subprocess.run(command, capture_output=True, check=False).returncode == 0
    saved = library.stat().st_size - stripped.stat().st_size if done else 0
    if saved > 0 and is_loadable(stripped) and links_of(stripped) == links_of(library):
        stripped.replace(library)
        return saved
    stripped.unlink(missing_ok=True)
    return 0


def is_loadable(library: Path) -> bool:
    """Whether the loader can map each part where it wants to be.

    Places in the file and in memory must be equal modulo the alignment (System V ABI, program
    loading), and a multiple of the page within one part.
    """
    try:
        with library.open("rb") as file:
            parts = [part for part in ELFFile(file).iter_segments() if part["p_type"] == "PT_LOAD"]
            return bool(parts) and all(
                part["p_align"] >= _PAGE
                and (part["p_vaddr"] - part["p_offset"]) % part["p_align"] == 0
                for part in parts
            )
    except (OSError, ELFError):
        return False
