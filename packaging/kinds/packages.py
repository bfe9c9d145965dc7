"""Packages of registries, fetched by name and unpacked beside the checkout; none is installed.

A package is a name of Debian 12; or, each with its version,

npm:NAME@VERSION
    of npm.
sdist:NAME==VERSION
    the source of a Python distribution; nothing of it is run.
wheel:NAME==VERSION
    its wheel.

Each is fetched by a client of its registry, which knows from its own settings where that is:
apt-get, npm, and unearth, which can fetch a source without building it as pip would.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Sequence
from pathlib import Path

Fetch = Callable[[Sequence[str], Path], None]
"""Runs a client, which leaves one archive in a folder."""

_CLIENTS = {
    "": ("apt-get", "download", "-q"),
    "npm": ("npm", "pack", "--silent", "--ignore-scripts"),
    "sdist": (sys.executable, "-m", "unearth", "--no-binary", "--download", "."),
    "wheel": (sys.executable, "-m", "unearth", "--only-binary", "--download", "."),
}


def run(command: Sequence[str], folder: Path) -> None:
    """Run a client in a folder; what it prints of its work is left out.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def unpacked(package: str, work: Path, fetch: Fetch = run) -> Path:
    """The folder of the package's files, fetched and unpacked if it is not there.

    Raises:
        KeyError: there is no such registry.
        subprocess.CalledProcessError: there is no such package, or no network.
    """
    folder = work / "packages" / package.replace(":", "-").replace("/", "+")
    done = folder / ".unpacked"
    if done.exists():
        return folder
    registry, _, name = package.rpartition(":")
    command = (*_CLIENTS[registry], name)
    shutil.rmtree(folder, ignore_errors=True)  # of a try that was broken off
    folder.mkdir(parents=True)
    fetch(command, folder)
    (archive,) = folder.iterdir()
    _unpack(archive, folder)
    archive.unlink()
    done.touch()
    return folder


def _unpack(archive: Path, folder: Path) -> None:
    if archive.suffix == ".deb":
        subprocess.run(["dpkg-deb", "-x", archive, folder], check=True)
    elif archive.suffix in (".whl", ".zip"):
        shutil.unpack_archive(archive, folder, "zip")
    else:
        _unpack_tar(archive, folder)


def _unpack_tar(archive: Path, folder: Path) -> None:
    """Files and folders, no links. Python has filters for this from 3.11.4; Debian's is older."""
    with tarfile.open(archive) as tar:
        members = [entry for entry in tar if entry.isreg() or entry.isdir()]
        whole = folder.resolve()
        for entry in members:
            if not (whole / entry.name).resolve().is_relative_to(whole):
                raise ValueError(f"{archive.name} reaches outside: {entry.name}")
        tar.extraction_filter = getattr(tarfile, "data_filter", None)
        tar.extractall(folder, members)
