"""Where things are kept, and what the environment overrides."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

APP_NAME = "igtagger"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the surroundings decide.

    Attributes:
        data_dir: weights and the library live here.
        weights_url: replaces the base address of every download (``IGTAGGER_WEIGHTS_URL``).
        catalog_file: a JSON file that overrides or adds catalogue entries (``IGTAGGER_CATALOG``).
    """

    data_dir: Path
    weights_url: str | None = None
    catalog_file: Path | None = None

    @classmethod
    def from_environment(cls) -> Settings:
        """Read ``IGTAGGER_DATA_DIR``, ``IGTAGGER_WEIGHTS_URL`` and ``IGTAGGER_CATALOG``."""
        data_dir = os.environ.get("IGTAGGER_DATA_DIR")
        catalog = os.environ.get("IGTAGGER_CATALOG")
        return cls(
            data_dir=Path(data_dir).expanduser().absolute() if data_dir else default_data_dir(),
            weights_url=os.environ.get("IGTAGGER_WEIGHTS_URL") or None,
            catalog_file=Path(catalog) if catalog else None,
        )

    @property
    def weights_dir(self) -> Path:
        """The folder of all weights files."""
        return self.data_dir / "weights"

    @property
    def library_file(self) -> Path:
        """The library."""
        return self.data_dir / "library.sqlite3"


def default_data_dir() -> Path:
    """The user's data folder of this program, by the system's own convention."""
    # Not roaming: gigabytes of weights must not follow a person from computer to computer.
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False, roaming=False))
