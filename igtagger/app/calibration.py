"""Pictures of a run for setting up a model in int8: some of all of them, not only the first."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Event

import numpy as np
from numpy.typing import NDArray

from igtagger.engines.protocol import Calibration
from igtagger.errors import Cancelled, UnreadableImage
from igtagger.pictures import decoding, limits
from igtagger.preprocessing import Preprocessing

Names = Callable[[Event], Iterator[str]]
"""Walks over all pictures of the run from the first on; ends early once the event is set."""
_SPARE = 2
"""So many times as many files are drawn as pictures are wanted: some cannot be read."""


def calibration(names: Names, *, exact: bool, workers: int) -> Calibration:
    """Gives pictures drawn from all that ``names`` finds, the same ones for the same files.

    Args:
        names: see :data:`Names`; called once more for every model that wants pictures.
        exact: as for :func:`igtagger.pictures.decoding.load`.
        workers: threads that decode.
    """
    return partial(_draw, names, exact, workers)


def _draw(
    names: Names, exact: bool, workers: int, how: Preprocessing, most: int, cancel: Event
) -> NDArray[np.uint8]:
    drawn = _sample(names(cancel), _SPARE * most)
    max_pixels = limits.default_max_pixels(workers)

    def read(name: str) -> NDArray[np.uint8] | None:
        with suppress(UnreadableImage):
            if not cancel.is_set():
                return decoding.load(Path(name), how, exact=exact, max_pixels=max_pixels).pixels
        return None

    pictures: list[NDArray[np.uint8]] = []
    with ThreadPoolExecutor(workers, thread_name_prefix="calibrate") as pool:
        while drawn and len(pictures) < most and not cancel.is_set():
            part, drawn = drawn[: most - len(pictures)], drawn[most - len(pictures) :]
            pictures += [pixels for pixels in pool.map(read, part) if pixels is not None]
    if cancel.is_set():
        raise Cancelled
    return np.stack(pictures) if pictures else np.empty((0, how.size, how.size, 3), np.uint8)


def _sample(names: Iterator[str], most: int) -> list[str]:
    """As many of ``names`` in an order by chance, each as likely as any other.

    Vitter: Random sampling with a reservoir. 1985, algorithm R: their number need not be known.
    """
    chance = random.Random(0)  # noqa: S311  the same files give the same pictures
    kept: list[str] = []
    for number, name in enumerate(names):
        if number < most:
            kept.append(name)
        elif (place := chance.randrange(number + 1)) < most:
            kept[place] = name
    chance.shuffle(kept)
    return kept
