"""The one place that knows where ``resources/`` is.

In a checkout it stands beside the package, in a wheel inside it, and in a frozen app where the
bundle was unpacked.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path


@cache
def root() -> Path:
    """The folder ``resources/``.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    package = Path(__file__).resolve().parent
    bundle = getattr(sys, "_MEIPASS", None)
    candidates = [Path(bundle) / "resources"] if bundle else []
    candidates += [package / "resources", package.parent / "resources"]
    for folder in candidates:
        if (folder / "labels").is_dir():
            return folder
    places = ", ".join(map(str, candidates))
    raise FileNotFoundError(f"igtagger's resources are missing; looked in {places}. Reinstall it.")


def path(*parts: str) -> Path:
    """A file under ``resources/``; not checked to exist."""
    return root().joinpath(*parts)
