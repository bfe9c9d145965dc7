"""The program as a person has it: from source, or where ``IGTAGGER_BUNDLE`` is.

``IGTAGGER_BUNDLE`` is the frozen app: its folder, its program, or a Mac's ``igtagger.app``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUNDLE = os.environ.get("IGTAGGER_BUNDLE")
NOWHERE = "http://127.0.0.1:9"


class App:
    """Runs the program in an empty environment: no Python on the path, a fresh home, no network."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.data = home / "data"
        self.command = (
            [str(_program(Path(BUNDLE)))] if BUNDLE else [sys.executable, "-m", "igtagger"]
        )

    def environment(self) -> dict[str, str]:
        """All that the program finds around it."""
        around = {
            "HOME": str(self.home),
            "USERPROFILE": str(self.home),
            "LOCALAPPDATA": str(self.home / "local"),
            "APPDATA": str(self.home / "roaming"),
            "TMPDIR": str(self.home),
            "TEMP": str(self.home),
            "PATH": str(self.home / "no-programs-here"),
            "LANG": "C.UTF-8",
            "QT_QPA_PLATFORM": "offscreen",
            "IGTAGGER_DATA_DIR": str(self.data),
            "IGTAGGER_CONFIG_DIR": str(self.home / "config"),
            "HTTPS_PROXY": NOWHERE,
            "HTTP_PROXY": NOWHERE,
        }
        around |= {k: v for k, v in os.environ.items() if k in ("SYSTEMROOT", "WINDIR")}
        return around if BUNDLE else around | {"PYTHONPATH": str(ROOT)}

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        """Start it; the caller waits for it or ends it."""
        return subprocess.Popen(
            [*_without_network(), *self.command, *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=self.environment(),
            cwd=self.home,
        )

    def run(self, *arguments: str | Path, expect: int = 0, seconds: float = 600) -> str:
        """Run it to its end; returns what it wrote to stdout."""
        with self.start(*arguments) as process:
            try:
                out, errors = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        assert process.returncode == expect, f"{process.returncode}\n{out}\n{errors}"
        return out


def _program(place: Path) -> Path:
    names = ("igtagger-cli.exe", "igtagger", "Contents/MacOS/igtagger")
    found = [place] if place.is_file() else [place / name for name in names]
    return next(path for path in found if path.is_file()).resolve()


def _without_network() -> list[str]:
    """What takes the network away altogether, where the system lets anyone do that."""
    unshare = shutil.which("unshare") if sys.platform == "linux" else None
    if unshare is None:
        return []
    command = [unshare, "--user", "--map-current-user", "--net", "--"]
    there = subprocess.run([*command, "/bin/true"], capture_output=True, check=False)
    return [] if there.returncode else command


@pytest.fixture
def app(tmp_path: Path) -> App:
    """The program, never started before."""
    home = tmp_path / "home"
    home.mkdir()
    return App(home)


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    """A folder with three of the pictures that come with the program."""
    folder = tmp_path / "samples"
    folder.mkdir()
    for name in ("cat.jpg", "chart.png", "coffee.jpg"):
        shutil.copy(ROOT / "resources" / "samples" / name, folder)
    return folder
