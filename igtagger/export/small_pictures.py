"""Small pictures for pages that are whole in themselves."""

from __future__ import annotations

import base64
import io
from pathlib import Path

from igtagger.errors import UnreadableImage

_QUALITY = 65


def small_picture(path: Path, side: int) -> str | None:
    """A small picture as WebP in an address of its own (``data:``).

    Args:
        path: of the picture.
        side: pixels that the longer side has at most.

    Returns:
        None where the file cannot be read any more.
    """
    from igtagger.pictures.decoding import open_upright

    try:
        picture = open_upright(path, draft_to=side)
    except UnreadableImage:
        return None
    picture.thumbnail((side, side))
    content = io.BytesIO()
    picture.save(content, "WEBP", quality=_QUALITY)
    return f"data:image/webp;base64,{base64.b64encode(content.getvalue()).decode()}"
