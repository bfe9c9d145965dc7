"""Decoding of each format by two checkouts of the program, side by side in one run.

    python -m tests.benchmarks.formats [--against CHECKOUT] [--megapixels 12] [--rounds 5]
        [--only tiff-rgb8 png] [--folder FOLDER]

One photograph is written in each format and mode. Both checkouts decode a file in turn, in
processes that live through the run; the least of the rounds counts, as processor time: ``whole`` as
for the preview, ``fast`` as for a model. ``peak`` is the most that was resident above the same
process with nothing decoded, in a process of its own. A ratio above 1 says that this checkout takes
more.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import imagecodecs
import numpy as np
import tifffile
from PIL import Image

from tests.pictures.made import photograph

ROOT = Path(__file__).resolve().parents[2]
WORKER = """
import sys, time
from pathlib import Path
from igtagger.pictures import decoding
from igtagger.preprocessing import Preprocessing
from tests.memory import peak_bytes, resident_bytes

with_peak = sys.argv[1] == "peak"
bare = resident_bytes()
for line in sys.stdin:
    path, answer = Path(line.rstrip()), []
    for what in (decoding.open_upright, lambda file: decoding.load(file, Preprocessing())):
        began = time.process_time()
        try:
            what(path)
        except Exception as error:
            print("refused", type(error).__name__, flush=True)
            break
        answer.append(time.process_time() - began)
        if with_peak:
            answer.append(peak_bytes() - bare)
            break
    else:
        print(*answer, flush=True)
        continue
    if with_peak and answer:
        print(*answer, flush=True)
"""

Writer = Callable[[Path, Image.Image], object]


def _pillow(mode: str = "RGB", **options: Any) -> Writer:
    return lambda path, picture: picture.convert(mode).save(path, **options)


def _tiff(bits: int = 8, mode: str = "RGB", *, planar: bool = False, **options: Any) -> Writer:
    def write(path: Path, picture: Image.Image) -> None:
        levels = np.asarray(picture.convert(mode))
        if bits == 16:
            levels = levels.astype(np.uint16) * 257
        if bits == 32:
            levels = (levels / np.float32(255)).astype(np.float32)
        if planar:
            levels = np.moveaxis(levels, -1, 0)
        photometric = {"L": "minisblack", "CMYK": "separated"}.get(mode, "rgb")
        pieces = {} if "tile" in options else {"rowsperstrip": 64}
        tifffile.imwrite(
            path,
            levels,
            photometric=photometric,
            planarconfig="separate" if planar else None,
            metadata=None,
            **pieces,
            **options,
        )

    return write


def _jpeg2000(path: Path, picture: Image.Image) -> None:
    path.write_bytes(imagecodecs.jpeg2k_encode(np.asarray(picture), level=40))


def _jpegxl(path: Path, picture: Image.Image) -> None:
    path.write_bytes(imagecodecs.jpegxl_encode(np.asarray(picture), lossless=False))


TILES = {"tile": (256, 256)}
FORMATS: dict[str, Writer] = {
    "jpeg.jpg": _pillow(quality=92),
    "jpeg-progressive.jpg": _pillow(quality=92, progressive=True),
    "jpeg-grey.jpg": _pillow("L", quality=92),
    "jpeg-cmyk.jpg": _pillow("CMYK", quality=92),
    "png-rgb8.png": _pillow(compress_level=3),
    "png-rgba8.png": _pillow("RGBA", compress_level=3),
    "png-grey8.png": _pillow("L", compress_level=3),
    "png-palette.png": _pillow("P", compress_level=3),
    "gif.gif": _pillow("P"),
    "bmp.bmp": _pillow(),
    "ppm.ppm": _pillow(),
    "tga.tga": _pillow(),
    "webp.webp": _pillow(quality=85, method=2),
    "webp-lossless.webp": _pillow(lossless=True, quality=10, method=0),
    "avif.avif": _pillow(speed=9),
    "jpeg2000.jp2": _jpeg2000,
    "jpegxl.jxl": _jpegxl,
    "tiff-rgb8.tif": _tiff(),
    "tiff-rgb8-lzw.tif": _tiff(compression="lzw"),
    "tiff-rgb8-lzw-predictor.tif": _tiff(compression="lzw", predictor=2),
    "tiff-rgb8-deflate.tif": _tiff(compression="adobe_deflate"),
    "tiff-rgb8-deflate-tiles.tif": _tiff(compression="adobe_deflate", predictor=2, **TILES),
    "tiff-rgb8-packbits.tif": _tiff(compression="packbits"),
    "tiff-rgb8-zstd.tif": _tiff(compression="zstd"),
    "tiff-rgb8-jpeg-tiles.tif": _tiff(compression="jpeg", **TILES),
    "tiff-rgb8-planar-lzw.tif": _tiff(planar=True, compression="lzw"),
    "tiff-rgba8-lzw.tif": _tiff(mode="RGBA", extrasamples=["unassalpha"], compression="lzw"),
    "tiff-grey8.tif": _tiff(mode="L"),
    "tiff-grey8-lzw.tif": _tiff(mode="L", compression="lzw"),
    "tiff-cmyk8-lzw.tif": _tiff(mode="CMYK", compression="lzw"),
    "tiff-rgb16.tif": _tiff(16),
    "tiff-rgb16-lzw-predictor.tif": _tiff(16, compression="lzw", predictor=2),
    "tiff-grey16.tif": _tiff(16, "L"),
    "tiff-grey16-deflate.tif": _tiff(16, "L", compression="adobe_deflate"),
    "tiff-grey-float32.tif": _tiff(32, "L"),
    "tiff-rgb-float32.tif": _tiff(32),
    "tiff-palette-lzw.tif": _pillow("P", compression="tiff_lzw"),
    "tiff-fax4.tif": _pillow("1", compression="group4"),
    "tiff-ycbcr-jpeg.tif": _pillow(compression="jpeg", quality=90),
}
"""By the name of the file."""


class Checkout:
    """A process that decodes with the program in ``root``."""

    def __init__(self, root: Path, what: str) -> None:
        surroundings = {**os.environ, "PYTHONPATH": str(root)}
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORKER, what],
            cwd=root,
            env=surroundings,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def decode(self, path: Path) -> list[float] | None:
        """What it answers; None where it refused the file."""
        to, answers = self.process.stdin, self.process.stdout
        assert to
        assert answers
        to.write(f"{path}\n")
        to.flush()
        return _numbers(answers)

    def close(self) -> None:
        self.process.communicate()


def _numbers(answers: IO[str]) -> list[float] | None:
    words = answers.readline().split()
    return None if not words or words[0] == "refused" else [float(word) for word in words]


def _peak(root: Path, path: Path) -> float | None:
    one = Checkout(root, "peak")
    answer = one.decode(path)
    one.close()
    return answer[1] / 1e6 if answer else None


def _least(checkout: Checkout, path: Path, best: list[float] | None) -> list[float] | None:
    answer = checkout.decode(path)
    if answer is None:
        return None
    now = [1000 * seconds for seconds in answer]
    return now if best is None else [min(pair) for pair in zip(best, now, strict=True)]


def _measure(path: Path, roots: list[Path], workers: list[Checkout], rounds: int) -> str:
    best: list[list[float] | None] = [None] * len(roots)
    for _ in range(rounds):
        best = [_least(*each) for each in zip(workers, [path] * len(roots), best, strict=True)]
    facts = []
    for root, times in zip(roots, best, strict=True):
        peak = _peak(root, path)
        facts.append([*times, peak] if times and peak is not None else None)
    line = f"{path.name:30}"
    for each in facts:
        line += "".join(f"{value:8.0f}" for value in each) if each else f"{'refused':>24}"
    if len(facts) == 2 and all(facts):
        ours, others = facts
        assert ours
        assert others
        line += "".join(f"{a / max(b, 1):7.2f}" for a, b in zip(ours, others, strict=True))
    return line


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", type=Path, help="another checkout")
    parser.add_argument("--megapixels", type=float, default=12)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="*", default=[""], help="beginnings of names")
    parser.add_argument("--folder", type=Path, help="keep the files here")
    options = parser.parse_args()
    width = round((options.megapixels * 1e6 * 1.5) ** 0.5)
    picture = photograph(width, round(width / 1.5))
    roots = [ROOT, *([options.against.resolve()] if options.against else [])]
    workers = [Checkout(root, "time") for root in roots]
    print(f"{picture.width} x {picture.height}; processor time in ms, peak in MB")
    print(
        " " * 30
        + f"{'whole':>8}{'fast':>8}{'peak':>8}" * len(roots)
        + "  ratios" * (len(roots) - 1)
    )
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for name, write in FORMATS.items():
            if not name.startswith(tuple(options.only)):
                continue
            if not (folder / name).exists():
                write(folder / name, picture)
            print(_measure(folder / name, roots, workers, options.rounds), flush=True)
    for worker in workers:
        worker.close()


if __name__ == "__main__":
    main()
