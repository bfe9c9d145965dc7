"""How a Photoshop file (PSD, PSB) is laid out: its header, and where what is needed of it lies.

By Adobe's "Photoshop File Formats Specification". Only what stands before the merged picture's
pixels is read here, and of the layers their number alone: they can be many gigabytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from igtagger.pictures.readers.exact_bytes import skip, take, take_numbers

ICC_PROFILE, TRANSPARENT_INDEX, VERSION_INFO = 1039, 1047, 1057
_WANTED = (ICC_PROFILE, TRANSPARENT_INDEX, VERSION_INFO)
_PALETTE_BYTES = 768
_MOST_PARTS = 10_000
"""Of resources, or of blocks beside the layers; real files have dozens."""
_LARGE_KEYS = b"LMsk Lr16 Lr32 Layr Mt16 Mt32 Mtrn Alph FMsk lnk2 FEid FXid PxSD".split()
"""Blocks whose length takes 8 bytes in a PSB."""


@dataclass(frozen=True, slots=True)
class PhotoshopFile:
    """What stands before the pixels of the merged picture.

    Attributes:
        wide: a PSB, many of whose lengths take more bytes.
        channels: of the merged picture: those of its colours, then transparency, selections, spot
            colours.
        size: width and height.
        bits: of one number.
        mode: of the colours: 0 bitmap, 1 grey, 2 indexed, 3 RGB, 4 CMYK, 7 multichannel,
            8 duotone, 9 Lab.
        palette: of indexed colours: 256 reds, 256 greens, 256 blues.
        resources: those that say how the picture is shown, by their number.
        layers: their number, negative where the first channel after the colours is transparency.
        merged: where the merged picture's section begins.
    """

    wide: bool
    channels: int
    size: tuple[int, int]
    bits: int
    mode: int
    palette: bytes
    resources: dict[int, bytes]
    layers: int
    merged: int

    @property
    def is_merged(self) -> bool:
        """Whether its layers are there put together.

        Else Photoshop wrote a sheet there that says, in black on white, that it did not.
        """
        version = self.resources.get(VERSION_INFO, b"")
        return len(version) < 5 or version[4] != 0 or not self.layers


def lay_out(file: IO[bytes]) -> PhotoshopFile:
    """Where everything lies in a file that is open at its beginning.

    Raises:
        EOFError: it ends before its merged picture begins.
        SyntaxError: it is no Photoshop file.
    """
    mark, version, channels, height, width, bits, mode = take_numbers(file, ">4sH6xHIIHH")
    if mark != b"8BPS" or version not in (1, 2) or not (channels and height and width):
        raise SyntaxError("not a Photoshop file")
    wide = version == 2
    end = _end_of_section(file, ">I")
    palette = take(file, min(_PALETTE_BYTES, end - file.tell()))
    file.seek(end)
    end = _end_of_section(file, ">I")
    resources = _resources(file, end)
    file.seek(end)
    end = _end_of_section(file, ">Q" if wide else ">I")
    layers = _layer_count(file, end, wide) if end > file.tell() else 0
    return PhotoshopFile(
        wide, channels, (width, height), bits, mode, palette, resources, layers, end
    )


def _end_of_section(file: IO[bytes], form: str) -> int:
    """Where the section ends whose length stands here; then here is its beginning."""
    (length,) = take_numbers(file, form)
    start = file.tell()
    skip(file, length)
    file.seek(start)
    return int(start + length)


def _resources(file: IO[bytes], end: int) -> dict[int, bytes]:
    """What can be read of the wanted ones: a damaged list must not cost the picture."""
    found: dict[int, bytes] = {}
    for _ in range(_MOST_PARTS):
        if file.tell() + 12 > end:
            break
        number, name_length = take_numbers(file, ">4xHB")
        file.seek(name_length | 1, 1)  # the name and its length take an even number of bytes
        (length,) = take_numbers(file, ">I")
        if file.tell() + length > end:
            break
        if number in _WANTED:
            found[number] = take(file, length)
            file.seek(length % 2, 1)
        else:
            file.seek(length + length % 2, 1)
    return found


def _layer_count(file: IO[bytes], end: int, wide: bool) -> int:
    (length,) = take_numbers(file, ">Q" if wide else ">I")
    if length:
        return int(take_numbers(file, ">h")[0])
    # With 16 or 32 bits the layers stand in a block of their own, after the general mask.
    if file.tell() + 4 > end:
        return 0
    (length,) = take_numbers(file, ">I")
    skip(file, min(length, end - file.tell()))
    for _ in range(_MOST_PARTS):
        if file.tell() + 14 > end:
            break
        key = take_numbers(file, ">4x4s")[0]
        (length,) = take_numbers(file, ">Q" if wide and key in _LARGE_KEYS else ">I")
        if key in (b"Lr16", b"Lr32", b"Layr") and length >= 2:
            return int(take_numbers(file, ">h")[0])
        if length > end - file.tell():
            break
        file.seek(length + -length % 4, 1)
    return 0
