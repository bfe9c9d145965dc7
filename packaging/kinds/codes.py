"""Bar codes and two-dimensional codes, of which packages hold hardly any pictures."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import zxingcpp
from PIL import Image, ImageOps


def code(text: str, ways: Mapping[str, str]) -> Image.Image:
    """A code that says ``text``.

    Args:
        text: what the code holds.
        ways: ``code`` is a name that zxing-cpp knows, such as ``QRCode``; ``times`` the side of its
            smallest square in pixels; ``dark`` and ``light`` are colours; ``text`` is there where
            the text is written below, ``tight`` where no margin is left.

    Raises:
        ValueError: the text is none for such a code.
    """
    made = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, ways["code"]))
    pixels = zxingcpp.write_barcode_to_image(
        made,
        scale=int(ways.get("times", 4)),
        add_hrt="text" in ways,
        add_quiet_zones="tight" not in ways,
    )
    grey = Image.fromarray(np.array(pixels))
    return ImageOps.colorize(grey, ways.get("dark", "black"), ways.get("light", "white"))
