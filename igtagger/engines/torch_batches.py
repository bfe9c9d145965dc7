"""Pictures as batches that a network learns from, or is judged by, decoded ahead on threads."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torchvision.transforms import v2

from igtagger.errors import Cancelled, UnreadableImage
from igtagger.pictures import decoding, limits
from igtagger.preprocessing import Preprocessing

_ROOM = 1.25
"""How much larger than the model's square a picture is decoded of which parts are taken."""
_AHEAD = 2
"""Batches that are decoded while one is computed."""
_Waiting = list[tuple[int, Future[NDArray[np.uint8] | None]]]


class Batch(NamedTuple):
    """Some pictures.

    Attributes:
        places: of them among all.
        pixels: ``uint8 (n, size, size, 3)``.
    """

    places: list[int]
    pixels: Tensor


@dataclass(frozen=True, slots=True)
class BatchSource:
    """Gives pictures of a training.

    Attributes:
        paths: of all of them.
        how: the model's preprocessing.
        batch: how many at once.
        workers: threads that decode.
    """

    paths: Sequence[Path]
    how: Preprocessing
    batch: int
    workers: int

    def whole(self, places: Sequence[int], cancel: Event) -> Iterator[Batch]:
        """Pictures as a run sees them.

        Args:
            places: of those that are wanted. What cannot be read any more is left out.
            cancel: ends it.

        Raises:
            Cancelled: ``cancel`` was set.
        """
        return self._read(places, self.how, cancel)

    def varied(
        self,
        places: Sequence[int],
        least_part: float,
        seed: int,
        cancel: Event,
        *,
        flips: bool = True,
    ) -> Iterator[Batch]:
        """Parts of pictures by chance, turned left to right by chance, in an order by chance.

        Args:
            places: as of :meth:`whole`.
            least_part: of a picture, by its area, 0 to 1.
            seed: the same one gives the same order.
            cancel: ends it.
            flips: whether pictures are turned left to right at all.

        Raises:
            Cancelled: ``cancel`` was set.
        """
        how = replace(self.how, size=round(_ROOM * self.how.size), crop_fraction=1.0)
        vary = v2.Compose(
            [
                v2.RandomResizedCrop(self.how.size, scale=(least_part, 1.0), antialias=True),
                v2.RandomHorizontalFlip(0.5 if flips else 0.0),
            ]
        )
        order = np.random.default_rng(seed).permutation(np.asarray(places, np.intp)).tolist()
        for given, pixels in self._read(order, how, cancel):
            varied = torch.stack([vary(each) for each in pixels.permute(0, 3, 1, 2)])
            yield Batch(given, varied.permute(0, 2, 3, 1))

    def _read(self, places: Sequence[int], how: Preprocessing, cancel: Event) -> Iterator[Batch]:
        most = limits.default_max_pixels(self.workers)

        def read(place: int) -> NDArray[np.uint8] | None:
            with suppress(UnreadableImage):  # it could be read before, and is gone by now
                path = self.paths[place]
                return decoding.load(path, how, exact=False, max_pixels=most).pixels
            return None

        waiting: deque[_Waiting] = deque()
        starts = iter(range(0, len(places), self.batch))
        with ThreadPoolExecutor(self.workers, thread_name_prefix="decode") as pool:
            while True:
                while len(waiting) <= _AHEAD and (start := next(starts, None)) is not None:
                    part = places[start : start + self.batch]
                    waiting.append([(place, pool.submit(read, place)) for place in part])
                if not waiting:
                    return
                if cancel.is_set():
                    pool.shutdown(cancel_futures=True)
                    raise Cancelled
                if (batch := _gather(waiting.popleft())) is not None:
                    yield batch


def _gather(waiting: _Waiting) -> Batch | None:
    found = {place: future.result() for place, future in waiting}
    good = {place: pixels for place, pixels in found.items() if pixels is not None}
    if not good:
        return None
    return Batch(list(good), torch.from_numpy(np.stack(list(good.values()))))
