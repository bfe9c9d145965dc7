"""ImageMagick as a second writer, where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image


def by_convert(
    source: NDArray[np.uint8], *options: str, kind: str = ""
) -> Callable[[Path], object]:
    """What writes ``source`` by ``convert``.

    Args:
        source: RGB, RGBA or grey.
        options: between the picture and the file to be written.
        kind: of file, where its ending does not tell it: ``pcx``.
    """

    def write(path: Path) -> None:
        program = shutil.which("convert")
        if program is None:
            pytest.skip("ImageMagick's convert is not installed")
        plain = path.with_name(f"{path.name}.png")
        Image.fromarray(source).save(plain)
        target = f"{kind}:{path}" if kind else str(path)
        subprocess.run([program, str(plain), *options, target], check=True, capture_output=True)
        plain.unlink()

    return write
