"""The manual page and the completion of shells, as packages for Linux carry them."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
from pathlib import Path

import linux_packages
import pytest

from igtagger.cli.manual import page

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="made on Linux alone")


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """What stands for the frozen app: a program of that name."""
    app = tmp_path / "dist" / "igtagger"
    app.mkdir(parents=True)
    (app / "THIRD_PARTY_LICENSES.txt").write_text("none")
    program = app / "igtagger"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m igtagger "$@"\n')
    program.chmod(0o755)
    return app


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_they_are_what_the_program_prints_and_the_same_at_each_build(
    app: Path, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        linux_packages.write_helps(tmp_path / name, app / "igtagger")
    files = files_in(tmp_path / "one")
    assert files == files_in(tmp_path / "two")
    assert gzip.decompress(files.pop("man/man1/igtagger.1.gz")).decode() == page()
    assert set(files) == set(linux_packages.COMPLETIONS.values())
    assert all(b"_IGTAGGER_COMPLETE" in content for content in files.values())


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="there is no dpkg-deb")
def test_the_deb_has_them_where_man_and_shells_look(app: Path, tmp_path: Path) -> None:
    share = tmp_path / "share"
    linux_packages.write_helps(share, app / "igtagger")
    linux_packages.make_deb(app, share, app.parent, "1.0", "")
    (package,) = app.parent.glob("*.deb")
    done = subprocess.run(["dpkg-deb", "-c", package], capture_output=True, text=True, check=True)
    for place in ("man/man1/igtagger.1.gz", *linux_packages.COMPLETIONS.values()):
        assert f" ./usr/share/{place}\n" in done.stdout


def test_what_a_person_installs_is_removed_again(app: Path, tmp_path: Path) -> None:
    home, here = tmp_path / "home", app.parent / "unpacked"
    shutil.copytree(app, here)
    linux_packages.write_helps(here / "share", app / "igtagger")
    linux = Path(linux_packages.__file__).parent / "linux"
    (here / "share" / "applications").mkdir()
    shutil.copy(linux / f"{linux_packages.ID}.desktop", here / "share" / "applications")
    shutil.copy(linux / "install.sh", here)
    around = {**os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home / "share")}
    home.mkdir()
    subprocess.run(["sh", str(here / "install.sh")], check=True, env=around)
    assert (home / "share" / "man" / "man1" / "igtagger.1.gz").is_file()
    subprocess.run(["sh", str(here / "install.sh"), "--remove"], check=True, env=around)
    left = [name for name in files_in(home) if "mimeinfo" not in name]
    assert left == []
