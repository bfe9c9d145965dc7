"""Packages, fetched and unpacked beside the checkout; none is installed and none of its code run.

A package is one of Debian by its name alone, ``npm:NAME@VERSION``, or ``pypi:NAME==VERSION``, whose
source distribution is taken. Each comes from where its own client gets it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path


def unpacked(package: str, work: Path) -> Path:
    """The folder of the package's files, fetched if it is not there.

    Raises:
        subprocess.CalledProcessError: there is no such package, or no network.
    """
    folder = work / "packages" / package.replace("/", "+")
    done = folder / ".unpacked"
    if done.exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    registry, _, name = package.rpartition(":")
    _FETCHERS[registry](name, folder)
    done.touch()
    return folder


def _debian(name: str, folder: Path) -> None:
    subprocess.run(["apt-get", "download", "-q", name], cwd=folder, check=True)
    (archive,) = folder.glob(f"{name}_*.deb")
    subprocess.run(["dpkg-deb", "-x", archive.name, "."], cwd=folder, check=True)
    archive.unlink()


def _npm(name: str, folder: Path) -> None:
    command = ["npm", "pack", "--silent", "--ignore-scripts", name]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    _unpack(folder)


def _pypi(name: str, folder: Path) -> None:
    # pip would run the package's own code to learn what it depends on; unearth only downloads.
    command = [sys.executable, "-m", "unearth", name, "--no-binary", "--download", "."]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    _unpack(folder)


def _unpack(folder: Path) -> None:
    (archive,) = (file for file in folder.iterdir() if file.is_file())
    if archive.suffix == ".zip":
        shutil.unpack_archive(archive, folder)
    else:
        shutil.unpack_archive(archive, folder, "gztar", filter="data")
    archive.unlink()


_FETCHERS: Mapping[str, Callable[[str, Path], None]] = {
    "": _debian,
    "npm": _npm,
    "pypi": _pypi,
}
