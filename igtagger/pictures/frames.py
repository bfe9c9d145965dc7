"""Which frame of an animation is meant: the first that shows something, in every format.

Many animations fade in from black, white or nothing at all. A frame shows something unless its
values all lie within :data:`FAINT` of one another in every channel, or all of it is transparent.
Where no frame does among those looked at, the first is meant.
"""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

FAINT = 16
"""So many levels of 255 apart is nothing to be seen: lossy formats make noise of one colour."""
MOST_FRAMES = 100
"""So many frames are looked at, at most."""
MOST_PIXELS = 100_000_000
"""So many pixels are looked at in all, at most; a second's work, or two."""


def shows_something(image: Image.Image) -> bool:
    """Whether ``image``, which is loaded, is neither of one colour nor transparent throughout."""
    if image.mode in ("P", "PA") or "transparency" in image.info:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    faint = FAINT * 257 if image.mode.startswith("I") else FAINT
    extrema = [image.getchannel(band).getextrema() for band in image.getbands()]
    if image.mode.endswith("A") and extrema[-1][1] <= faint:  # type: ignore[operator]
        return False
    return any(high - low > faint for low, high in extrema)  # type: ignore[operator]


def looked_at(size: tuple[int, int]) -> int:
    """How many frames of this size are looked at, at most; the first always is."""
    return max(1, min(MOST_FRAMES, MOST_PIXELS // max(1, size[0] * size[1])))


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
    try:
        for number in range(1, looked_at(image.size)):
            image.seek(number)
            image.load()
            if shows_something(image):
                return image
    except Exception:  # noqa: BLE001, S110  (there are no more, or decoders raise anything on damage)
        pass
    first = opened()
    first.load()
    return first
