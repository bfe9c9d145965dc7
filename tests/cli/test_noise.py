"""What libraries in C write to standard error by themselves: nobody sees it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

OURS = re.compile(
    r"\d+ tagged.*; \d+:\d\d\.|.*, batch \d+: [\d.]+ pictures/s\.|Skipped: .*|Tagging with .*"
)


def damaged(content: bytes, seed: int) -> bytes:
    """Some bytes of the second half are others: the header stays, what is read then is wrong."""
    noise = np.random.default_rng(seed)
    changed = bytearray(content)
    for place in noise.integers(len(content) // 2, len(content), 30):
        changed[place] = noise.integers(0, 256)
    return bytes(changed)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Damaged pictures of many kinds; libtiff alone has a complaint for each line of some."""
    folder = tmp_path_factory.mktemp("damaged")
    noise = np.random.default_rng(0)
    image = Image.fromarray(noise.integers(0, 256, (120, 120, 3), np.uint8))
    for kind in ("group3", "group4"):
        image.convert("1").save(folder / f"{kind}.tif", compression=kind)
    for kind in ("tiff_lzw", "tiff_deflate", "packbits", "jpeg"):
        image.save(folder / f"{kind}.tif", compression=kind)
    for kind in ("webp", "jpeg2000", "jpegxl", "lzma", "zstd", "lerc", "png", "jpeg"):
        options = {"photometric": "rgb", "compression": kind, "metadata": None}
        tifffile.imwrite(folder / f"{kind}-within.tif", np.asarray(image), **options)
    for name in ("a.jpg", "a.png", "a.webp", "a.gif", "a.jp2", "a.avif"):
        image.save(folder / name)
    for file in list(folder.iterdir()):
        content = file.read_bytes()
        for seed in range(4):
            file.with_stem(f"{file.stem}-{seed}").write_bytes(damaged(content, seed))
        file.with_stem(f"{file.stem}-short").write_bytes(content[: len(content) * 2 // 3])
    return folder


def run(code: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *code], capture_output=True, encoding="utf-8", check=False
    )


def test_these_pictures_do_make_a_library_write_to_standard_error(folder: Path) -> None:
    reading = (
        "import sys\nfrom pathlib import Path\nfrom PIL import Image\n"
        "for file in Path(sys.argv[1]).glob('*.tif'):\n"
        "    try: Image.open(file).load()\n"
        "    except OSError: pass"
    )
    assert "Fax4Decode" in run(["-c", reading, str(folder)]).stderr


@pytest.mark.parametrize("quiet", [True, False])
def test_damaged_pictures_put_nothing_but_our_lines_on_the_terminal(
    folder: Path, tmp_path: Path, quiet: bool
) -> None:
    command = ["-m", "igtagger", "tag", str(folder), "-o", str(tmp_path / "tags.csv")]
    done = run([*command, *(["-q"] if quiet else [])])
    assert done.returncode == 3
    lines = done.stderr.splitlines()
    if quiet:
        assert lines == []
    else:
        assert len(lines) >= 2
        assert [line for line in lines if not OURS.fullmatch(line)] == []


def test_a_crash_and_a_bug_are_still_seen() -> None:
    breaking = (
        "import os, sys\nfrom igtagger.app.context import Context\n"
        "def broken(): {}\n"
        "Context.from_environment = staticmethod(broken)\n"
        "from igtagger.__main__ import start; start()"
    )
    crashed = run(["-c", breaking.format("os.abort()"), "models", "path"])
    assert crashed.returncode not in (0, 70)
    assert "Fatal Python error: Aborted" in crashed.stderr
    assert "in broken" in crashed.stderr
    bug = run(["-c", breaking.format("os.write(2, b'noi' + b'se'); 1 / 0"), "models", "path"])
    assert bug.returncode == 70
    assert "ZeroDivisionError" in bug.stderr
    assert "noise" not in bug.stderr
