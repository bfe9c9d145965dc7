"""A Python distribution as pip installs it, with weights in it."""

from __future__ import annotations

import base64
import hashlib
import shutil
from pathlib import Path

from tests.making import sha256


class Site:
    """A folder on ``sys.path``, in which the distribution ``some-weights`` is."""

    def __init__(self, folder: Path, weights: Path) -> None:
        """``weights`` is what it holds; nothing is installed yet."""
        self.folder = folder
        self.file = folder / "some_weights" / "models" / "tiny.pth"
        self._weights = weights

    @property
    def entry(self) -> dict[str, object]:
        """How a catalogue file names it."""
        name = self.file.relative_to(self.folder).as_posix()
        size, digest = self._weights.stat().st_size, sha256(self._weights)
        return {"package": "some-weights==1.0", "file": name, "size": size, "sha256": digest}

    def install(self) -> None:
        self.file.parent.mkdir(parents=True)
        shutil.copyfile(self._weights, self.file)
        about = self.folder / "some_weights-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text("Metadata-Version: 2.1\nName: some-weights\nVersion: 1.0\n")
        lines = []
        for file in (self.file, about / "METADATA"):
            digest = base64.urlsafe_b64encode(hashlib.sha256(file.read_bytes()).digest())
            name = file.relative_to(self.folder).as_posix()
            lines.append(f"{name},sha256={digest.decode().rstrip('=')},{file.stat().st_size}\n")
        (about / "RECORD").write_text("".join(lines))

    def uninstall(self) -> None:
        shutil.rmtree(self.folder / "some_weights")
        shutil.rmtree(self.folder / "some_weights-1.0.dist-info")
