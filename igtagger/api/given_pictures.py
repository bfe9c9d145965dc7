"""Pictures as Python programs have them: in files, as Pillow's images, as arrays."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from igtagger.pictures import decoding
from igtagger.pictures.colours import to_rgb
from igtagger.pictures.decoding import Decoded
from igtagger.preprocessing import Preprocessing

Picture = str | os.PathLike[str] | Image.Image | NDArray[np.uint8]
"""A file, an image of Pillow's, or an array of RGB, ``uint8 (height, width, 3)``."""

Pictures = Picture | Iterable[Picture]
"""One or several; an array of four dimensions is several."""


def each_of(pictures: Pictures) -> Iterable[Picture]:
    """One as several."""
    one = isinstance(pictures, str | os.PathLike | Image.Image)
    if one or (isinstance(pictures, np.ndarray) and pictures.ndim < 4):
        return [cast("Picture", pictures)]
    if not isinstance(pictures, Iterable):
        raise _no_picture(pictures)
    return pictures


def decode(picture: Picture, how: Preprocessing, *, exact: bool) -> Decoded:
    """A picture as a model takes it.

    Args:
        picture: an image of Pillow's is turned upright as its EXIF data say, brought to sRGB, and
            laid over white where it is transparent, as a file would be. An array is taken as it is.
        how: the model's.
        exact: see :func:`igtagger.pictures.decoding.load`; it is about files alone.

    Raises:
        UnreadableImage: a file cannot be read; the message says why.
        TypeError: it is nothing of that kind.
        ValueError: an array is not of that shape or type.
    """
    if isinstance(picture, str | os.PathLike):
        return decoding.load(Path(picture), how, exact=exact)
    if isinstance(picture, Image.Image):
        upright = to_rgb(ImageOps.exif_transpose(picture))
        return decoding.load_pixels(np.asarray(upright), how)
    if not isinstance(picture, np.ndarray):
        raise _no_picture(picture)
    return decoding.load_pixels(_checked(picture), how)


def _no_picture(given: object) -> TypeError:
    return TypeError(
        "A picture is the path of a file, an image of Pillow's, or an array of uint8; "
        f"this is a {type(given).__name__}."
    )


def _checked(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3 or not pixels.size:
        raise ValueError(
            "An array must be RGB, uint8, of shape (height, width, 3); "
            f"this is {pixels.dtype} of shape {pixels.shape}."
        )
    return np.ascontiguousarray(pixels)
