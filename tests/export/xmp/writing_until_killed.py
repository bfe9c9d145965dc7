"""Writes keywords into all files of a folder, over and over, until it is killed."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from igtagger.export.xmp.keywords import Keywords
from igtagger.export.xmp.presets import PRESETS
from igtagger.export.xmp.writing import KeywordWriter, Manner


def main(folder: Path, start: int) -> None:
    writer = KeywordWriter(Manner(PRESETS["immich"], durable=False))
    files = sorted(file for file in folder.iterdir() if file.suffix in (".jpg", ".png", ".gif"))
    print("writing", flush=True)
    for number in count(start):
        for file in files:
            writer.add(file, Keywords((f"word {number}",), (), ((f"word {number}",),)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
