"""How files of a package are taken for pictures of a kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

Found = Iterator[tuple[str, Image.Image, str]]
"""Kind, picture, and where it comes from."""
Maker = Callable[[Path], Found]
"""Makes pictures of what lies in the packages below the work folder."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Files of ``package`` whose path matches ``pattern`` and not ``but``, at most ``limit``.

    ``least`` is the shorter side that a picture must have; ``side`` the width of a drawn vector;
    ``trim`` the pixels of a frame to cut off.
    """

    kind: str
    package: str
    pattern: str
    limit: int = 12
    but: str = ""
    least: int = 100
    side: int = 600
    trim: int = field(default=0, repr=False)
