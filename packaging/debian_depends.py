"""What the .deb depends on: found out from the files in it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

from elf_needs import Wanted, from_elsewhere

from igtagger.system_libraries import KNOWN

_GLIBC = re.compile(r"(lib(anl|c|dl|m|mvec|pthread|resolv|rt|util)|ld-linux[-\w]*)\.so\.\d+")

OPTIONAL = {
    # OpenVINO's part for Intel's graphics cards: without it, the processor computes.
    "libOpenCL.so.1": "ocl-icd-libopencl1",
    # Of NVIDIA's driver, which no package of Debian's own brings everywhere.
    "libcuda.so.1": "",
}
"""Libraries whose users may fail to load, and what to suggest for them."""


def fields(app: Path) -> dict[str, str]:
    """The fields ``Depends`` and ``Suggests`` of the package that carries ``app``; none is empty.

    Raises:
        SystemExit: it is not known which package brings a library; says who wants it.
    """
    wanted = from_elsewhere(app)
    glibc = [library for name, library in wanted.items() if _GLIBC.fullmatch(name)]
    suggests = {OPTIONAL[name] for name in wanted if name in OPTIONAL}
    depends = {
        _package_of(name, library)
        for name, library in wanted.items()
        if name not in OPTIONAL and not _GLIBC.fullmatch(name)
    }
    found = {"Depends": {_libc6(glibc), *depends}, "Suggests": suggests - {""}}
    return {name: ", ".join(sorted(packages)) for name, packages in found.items() if packages}


def _libc6(parts: Iterable[Wanted]) -> str:
    """glibc in the newest version that any file asks of any part of it."""
    asked = {version for part in parts for version in part.versions} | {"GLIBC_2.17"}
    numbers = [re.fullmatch(r"GLIBC_(\d+(?:\.\d+)+)", version) for version in asked]
    newest = max(tuple(map(int, found[1].split("."))) for found in numbers if found)
    return f"libc6 (>= {'.'.join(map(str, newest))})"


def _package_of(name: str, library: Wanted) -> str:
    """Its package, with alternatives; dpkg is asked where the table does not have the library."""
    found = KNOWN[name].debian if name in KNOWN else _asked_of_dpkg(name)
    if not found:
        users = ", ".join(sorted(library.users))
        raise SystemExit(f"No package is known that brings {name}, which {users} needs.")
    return found


def _asked_of_dpkg(name: str) -> str:
    query = ["dpkg-query", "--search", f"*/lib/*/{name}"]
    told = subprocess.run(query, capture_output=True, text=True, check=False).stdout
    packages = {line.split(":")[0] for line in told.splitlines() if ": /" in line}
    return packages.pop() if len(packages) == 1 else ""
