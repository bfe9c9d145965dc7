"""Which frame of an animation is meant: the first that shows something, in every format.

Many animations fade in from black, white or nothing at all. A frame shows something unless its
values all lie within :data:`FAINT` of one another in every channel, or all of it is transparent.
Where no frame does among those looked at, the first is meant.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PIL import Image

FAINT = 16
"""So many levels of 255 apart is nothing to be seen: lossy formats make noise of one colour."""
MOST_FRAMES = 100
"""So many frames are looked at, at most."""
MOST_PIXELS = 100_000_000
"""So many pixels are looked at in all, at most; a second's work, or two."""
_SAMPLE = 64


def shows_something(image: Image.Image) -> bool:
    """Whether ``image``, which is loaded, is neither of one colour nor transparent throughout."""
    if max(image.size) > _SAMPLE:  # what a few of its pixels show, it does
        sample = image.resize((_SAMPLE, _SAMPLE), Image.Resampling.NEAREST)
        return _shows(sample) or _shows(image)
    return _shows(image)


def _shows(image: Image.Image) -> bool:
    if image.mode == "P":  # the colours that are used are fewer than the pixels
        image = _used_colours(image)
    elif image.mode == "PA" or "transparency" in image.info:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    faint = FAINT * 257 if image.mode.startswith("I") else FAINT
    found: Any = image.getextrema()
    extrema = found if len(image.getbands()) > 1 else (found,)
    if image.mode.endswith("A") and extrema[-1][1] <= faint:
        return False
    return any(high - low > faint for low, high in extrema)


def _used_colours(image: Image.Image) -> Image.Image:
    used = [index for index, count in enumerate(image.histogram()) if count]
    line = Image.new("P", (len(used), 1))
    line.putdata(used)
    line.putpalette(image.palette or b"")
    line.info = {key: image.info[key] for key in ("transparency",) if key in image.info}
    return line.convert("RGBA" if line.has_transparency_data else "RGB")


def looked_at(size: tuple[int, int], slowness: int = 1) -> int:
    """How many frames of this size are looked at, at most; the first always is.

    Args:
        size: width and height.
        slowness: how many times as long as usual a frame takes.
    """
    return max(1, min(MOST_FRAMES, MOST_PIXELS // max(1, size[0] * size[1] * slowness)))


def load_meant(opened: Callable[[], Image.Image]) -> Image.Image:
    """The frame that is meant, loaded.

    Args:
        opened: opens the file, afresh each time, at its first frame. A frame that is damaged costs
            only what is behind it.

    Raises:
        Exception: whatever opening or loading the first frame raises.
    """
    image = opened()
    image.load()
    if shows_something(image):
        return image
    size = image.size
    try:
        for number in range(1, looked_at(size)):
            image.seek(number)
            if image.size != size:  # larger than what memory was asked for
                break
            image.load()
            if shows_something(image):
                return image
    except Exception:  # noqa: BLE001, S110  (there are no more, or decoders raise anything on damage)
        pass
    first = opened()
    first.load()
    return first
