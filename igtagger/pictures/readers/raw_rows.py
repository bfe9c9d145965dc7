"""Rows of pixels that stand in a file as they are, to an image, some rows at a time.

All at once would take the memory of the file besides, and half as long again.
"""

from __future__ import annotations

from typing import IO

from PIL import Image

from igtagger.pictures.readers.exact_bytes import left, take

_STRIP_BYTES = 1 << 20


def from_rows(
    file: IO[bytes],
    mode: str,
    size: tuple[int, int],
    raw: str,
    stride: int,
    *,
    top_down: bool = True,
) -> Image.Image:
    """An image of what stands here.

    Args:
        file: at the first row.
        mode: Pillow's, of the image.
        size: width and height.
        raw: Pillow's name of how pixels stand in the file.
        stride: bytes of a row.
        top_down: the first row is the uppermost.

    Raises:
        EOFError: there is less.
    """
    width, height = size
    if left(file) < stride * height:
        raise EOFError("it ends before its pixels do")
    image = Image.new(mode, size, None)  # all of it is pasted over
    step = max(1, _STRIP_BYTES // stride)
    for done in range(0, height, step):
        count = min(step, height - done)
        data = take(file, stride * count)
        part = Image.frombytes(
            mode, (width, count), data, "raw", raw, stride, 1 if top_down else -1
        )
        image.paste(part, (0, done if top_down else height - done - count))
    return image
