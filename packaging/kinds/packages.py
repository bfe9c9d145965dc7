"""Debian packages, fetched and unpacked beside the checkout; none is installed."""

from __future__ import annotations

import subprocess
from pathlib import Path


def unpacked(package: str, work: Path) -> Path:
    """The folder of the package's files, fetched with ``apt-get download`` if it is not there.

    Raises:
        subprocess.CalledProcessError: there is no such package, or no network.
    """
    folder = work / "packages" / package
    done = folder / ".unpacked"
    if done.exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["apt-get", "download", "-q", package], cwd=folder, check=True)
    (archive,) = folder.glob(f"{package}_*.deb")
    subprocess.run(["dpkg-deb", "-x", archive.name, "."], cwd=folder, check=True)
    archive.unlink()
    done.touch()
    return folder
