"""How large a picture may be, so that this computer's memory is enough for all that are decoded."""

from __future__ import annotations

from functools import cache

import psutil

MEMORY_SHARE = 0.5
"""Of the computer's memory: what all decoders together may take at most."""
BYTES_PER_PIXEL = 16
"""Of memory while a picture is decoded: its own four, the decoder's, and those of two copies as it
is turned and its colours converted."""
MOST_PIXELS = 500_000_000
"""That all decoders together may hold, however much memory there is: of the slowest ones that is
half a minute's work, and eight gigabytes."""
LARGE_PIXELS = 25_000_000
"""Pictures with more pixels to decode than this are decoded one at a time."""


def default_max_pixels(workers: int) -> int:
    """How many pixels a picture may have at most, so that this computer's memory is enough.

    Decoding takes up to :data:`BYTES_PER_PIXEL` bytes a pixel, and all decoders together may take
    :data:`MEMORY_SHARE` of the memory. Pictures over :data:`LARGE_PIXELS` are decoded one at a
    time, so the others need room for no more than that each. With 8 GiB and four workers: 193
    million pixels. A JPEG that is decoded at a fraction of its size counts with what is decoded.

    Args:
        workers: how many pictures are decoded at once.
    """
    budget = min(int(_memory() * MEMORY_SHARE) // BYTES_PER_PIXEL, MOST_PIXELS)
    return max(budget - (workers - 1) * LARGE_PIXELS, budget // workers)


@cache
def _memory() -> int:
    return psutil.virtual_memory().total
