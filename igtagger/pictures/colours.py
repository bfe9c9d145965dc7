"""Any of Pillow's modes, with whatever colour profile, to eight-bit RGB in sRGB.

Transparent parts are laid over white, or over black where what shows is near white. Where
everything is transparent and there is a picture all the same, transparency was not meant.
"""

from __future__ import annotations

import contextlib
import io
from functools import cache, lru_cache

import numpy as np
from PIL import Image, ImageCms

from igtagger.pictures.levels import to_eight_bits


def to_rgb(image: Image.Image, factor: int = 1) -> Image.Image:
    """``image`` in RGB and sRGB, with nothing transparent any more.

    Args:
        image: loaded, of any mode.
        factor: how many pixels each way are averaged to one. Done here, between the steps, because
            the later ones are then that much cheaper.
    """
    profile = image.info.get("icc_profile")
    image = _eight_bits(image)
    if image.mode in ("1", "P", "PA") or "transparency" in image.info:
        image = image.convert(_plain_mode(image))
    if image.has_transparency_data:
        image = _without_needless_alpha(image)
    if factor > 1:
        image = image.reduce(factor)
    if image.has_transparency_data:
        image = _over_backdrop(image)
    return _to_srgb(image, profile if isinstance(profile, bytes) else None)


def _plain_mode(image: Image.Image) -> str:
    mode = "L" if image.mode in ("1", "L") else "RGB"
    return mode + "A" if image.has_transparency_data else mode


_FAINT = 16
"""So many levels of 255 apart is nothing to be seen."""
_NEAR_WHITE = 32
"""What differs from white by no more is not told from it as a drawing."""


def _without_needless_alpha(image: Image.Image) -> Image.Image:
    """``image`` without its alpha where that is full, or 0 throughout over a picture."""
    colours, alpha = _parts(image)
    least, most = alpha.getextrema()
    unused = most == 0 and _contrast(colours) > _FAINT
    return colours if least == 255 or unused else image


def _over_backdrop(image: Image.Image) -> Image.Image:
    colours, alpha = _parts(image)
    over_white = _over(colours, alpha, "white")
    least, most = alpha.getextrema()
    if least == most or _contrast(over_white) > _NEAR_WHITE:
        return over_white
    return _over(colours, alpha, "black")


def _parts(image: Image.Image) -> tuple[Image.Image, Image.Image]:
    """The colours, in grey or RGB, and the alpha."""
    mode = "L" if image.mode in ("LA", "La") else "RGB"
    full = image if image.mode in ("LA", "RGBA") else image.convert(mode + "A")
    return full.convert(mode), full.getchannel("A")


def _over(colours: Image.Image, alpha: Image.Image, backdrop: str) -> Image.Image:
    canvas = Image.new(colours.mode, colours.size, backdrop)
    canvas.paste(colours, mask=alpha)
    return canvas


def _contrast(image: Image.Image) -> int:
    """How far the levels are apart at most, in any channel."""
    extrema = (image.getchannel(band).getextrema() for band in image.getbands())
    return max(int(high) - int(low) for low, high in extrema)  # type: ignore[arg-type]


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
        if source.profile.xcolor_space.strip() != _PROFILE_SPACES[mode] or _is_nonsense(source):
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


_LEAST_VOLUME = 0.01
"""That three primaries span; those of sRGB 0.16. Less is no more than a few shades."""


def _is_nonsense(source: ImageCms.ImageCmsProfile) -> bool:
    """Whether the primaries of a profile span no colours, or are not as bright as a white together.

    A converter to JPEG 2000 wrote such; other programs show the numbers as they are.
    """
    told = [getattr(source.profile, f"{name}_colorant") for name in ("red", "green", "blue")]
    if None in told:
        return False
    primaries = np.array([xyz for xyz, _ in told])
    brightness = float(primaries[:, 1].sum())
    return not (abs(np.linalg.det(primaries)) > _LEAST_VOLUME and 0.5 < brightness < 2)


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
