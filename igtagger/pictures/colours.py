"""Any of Pillow's modes, with whatever colour profile, to eight-bit RGB in sRGB."""

from __future__ import annotations

import contextlib
import io
from functools import cache, lru_cache

import numpy as np
from PIL import Image, ImageCms

from igtagger.pictures.levels import to_eight_bits


def to_rgb(image: Image.Image, factor: int = 1) -> Image.Image:
    """``image`` in RGB and sRGB, transparent parts over white.

    Args:
        image: loaded, of any mode.
        factor: how many pixels each way are averaged to one. Done here, between the steps, because
            the later ones are then that much cheaper.
    """
    profile = image.info.get("icc_profile")
    image = _eight_bits(image)
    if image.mode in ("1", "P", "PA") or "transparency" in image.info:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    if factor > 1:
        image = image.reduce(factor)
    if image.has_transparency_data:
        image = _over_white(image)
    return _to_srgb(image, profile if isinstance(profile, bytes) else None)


def _over_white(image: Image.Image) -> Image.Image:
    mode = "L" if image.mode in ("LA", "La") else "RGB"
    full = image.convert("LA" if mode == "L" else "RGBA")
    alpha = full.getchannel("A")
    if alpha.getextrema() == (255, 255):
        return full.convert(mode)
    canvas = Image.new(mode, full.size, "white")
    canvas.paste(full.convert(mode), mask=alpha)
    return canvas


def _eight_bits(image: Image.Image) -> Image.Image:
    """Grey of 16 or 32 bits or floating point to 8; other modes as they are."""
    if image.mode not in ("I", "F") and not image.mode.startswith("I;16"):
        return image
    grey = Image.fromarray(to_eight_bits(np.asarray(image)))
    grey.info = {key: image.info[key] for key in ("icc_profile",) if key in image.info}
    return grey


_PROFILE_SPACES = {"RGB": "RGB", "L": "GRAY", "CMYK": "CMYK"}
_SAME_LEVELS = 3
"""A profile that moves no colour further than this is taken for sRGB: writers round differently."""


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if image.mode == "LAB":
        return ImageCms.applyTransform(image, _lab_transform()) or image
    if image.mode not in _PROFILE_SPACES:
        image = image.convert("RGB")
    if profile and (transform := _transform(profile, image.mode)):
        with contextlib.suppress(ImageCms.PyCMSError):
            return ImageCms.applyTransform(image, transform) or image
    # Without a profile, CMYK is turned by plain arithmetic; Pillow has undone Adobe's inversion.
    return image if image.mode == "RGB" else image.convert("RGB")


@lru_cache(maxsize=16)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """To sRGB; None where ``profile`` is broken, for other colours than ``mode``, or sRGB."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if source.profile.xcolor_space.strip() != _PROFILE_SPACES[mode]:
            return None
        transform = _build_transform(source, mode)
        if mode == "CMYK":
            return transform
        steps = np.arange(0, 256, 15, dtype=np.uint8)
        colours = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(-1, len(steps), 3)
        probe = Image.fromarray(colours).convert(mode)
        moved = ImageCms.applyTransform(probe, transform)
        difference = np.asarray(moved, np.int16) - np.asarray(probe.convert("RGB"), np.int16)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError, AttributeError):
        return None
    return transform if np.abs(difference).max() > _SAME_LEVELS else None


@cache
def _lab_transform() -> ImageCms.ImageCmsTransform:
    return _build_transform(ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")), "LAB")


def _build_transform(source: ImageCms.ImageCmsProfile, mode: str) -> ImageCms.ImageCmsTransform:
    # NOCACHE: only such a transform may be used by several threads at once. The intent is what
    # image editors use by default.
    return ImageCms.buildTransform(
        source,
        ImageCms.createProfile("sRGB"),
        mode,
        "RGB",
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.NOCACHE | ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
