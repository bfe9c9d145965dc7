"""Stand-ins for CUDA's libraries, where torch was built with CUDA and the app does without.

torch's own libraries name NVIDIA's as needed, some gigabytes that nothing calls on a computer
without such a card. A stand-in has the names that torch asks for, and nothing behind them: those of
the CUDA runtime answer that there is no driver, all others end the program. NVIDIA's interfaces are
plain C, so a function without arguments can stand for any of them.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

NO_DRIVER = 35
"""cudaErrorInsufficientDriver."""


def write_stubs(site: Path, app: Path, libraries: str = "") -> list[str]:
    """Write stand-ins into ``torch/lib`` of the frozen app; returns their names.

    Args:
        site: the site-packages that torch and NVIDIA's libraries are in.
        app: the folder of the frozen app that holds ``torch``.
        libraries: a pattern of the names of those to stand in for; all if empty.
    """
    users = [*(app / "torch" / "lib").glob("*.so*")]
    wanted = {name for user in users for name in _needed(user)}
    asked = {name for user in users for name, _ in _symbols(user, "--undefined-only")}
    written = []
    for library in sorted((site / "nvidia").rglob("lib*.so*")):
        if library.name in wanted and re.search(libraries, library.name):
            names = {n: v for n, v in _symbols(library, "--defined-only") if n in asked}
            _compile(library.name, names, app / "torch" / "lib" / library.name)
            written.append(library.name)
    return written


def _compile(soname: str, names: dict[str, str], target: Path) -> None:
    """Write a library with ``names``, each under its version (empty for none)."""
    runtime = "cudart" in soname
    body = f"return {NO_DRIVER};" if runtime else "abort();"
    lines = ["void abort(void);"]
    for name in names:
        if name.startswith(("cudaGetErrorString", "cudaGetErrorName")):
            lines.append(f'const char *{name}(void) {{ return "CUDA is not in this build"; }}')
        else:
            lines.append(f"long {name}(void) {{ {body} }}")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "stub.c")
        source.write_text("\n".join(lines) + "\n")
        script = Path(folder, "versions")
        script.write_text(
            "".join(_version(version, names) for version in sorted(set(names.values())))
        )
        flags = ["-shared", "-fPIC", "-Os", "-s", "-w", "-fno-builtin", f"-Wl,-soname,{soname}"]
        flags += [f"-Wl,--version-script={script}"] * any(names.values())
        subprocess.run(["cc", *flags, "-o", str(target), str(source)], check=True)


def _version(version: str, names: dict[str, str]) -> str:
    own = "; ".join(sorted(name for name, of in names.items() if of == version))
    return f"{version} {{ {own}; }};\n" if version else ""


def _needed(library: Path) -> list[str]:
    listed = _run("readelf", "-d", str(library))
    return re.findall(r"\(NEEDED\).*\[(.+)\]", listed)


def _symbols(library: Path, which: str) -> list[tuple[str, str]]:
    """Names and versions."""
    listed = [line.split()[-1] for line in _run("nm", "-D", which, str(library)).splitlines()]
    return [(name, version.lstrip("@")) for name, _, version in (s.partition("@") for s in listed)]


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def blank_kernels(library: Path) -> int:
    """Overwrite the programs for graphics cards within a library; returns how many bytes.

    Nothing reads them without a driver. The file keeps its size, and its package loses theirs.
    """
    blanked = 0
    for line in _run("readelf", "-SW", str(library)).splitlines():
        found = re.search(r"\] \.nv_fatbin\s+\S+\s+[0-9a-f]+ ([0-9a-f]+) ([0-9a-f]+)", line)
        if found:
            offset, size = (int(number, 16) for number in found.groups())
            with library.open("r+b") as stream:
                stream.seek(offset)
                for start in range(0, size, 1 << 20):
                    stream.write(bytes(min(1 << 20, size - start)))
            blanked += size
    return blanked
