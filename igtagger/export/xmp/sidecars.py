"""Where sidecars lie, and what a new one starts from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from igtagger.export.xmp.packet import MOST_BYTES, Packet
from igtagger.export.xmp.presets import Preset
from igtagger.export.xmp.rdf_tree import OddXmp
from igtagger.pictures.formats import RAW_EXTENSIONS

ENDING = ".xmp"
_MOST_LOOKS = 100
_BEGIN, _END = b"<?xpacket begin", b"<?xpacket end"


def sidecar_of(picture: Path, preset: Preset) -> Path:
    """Where the program looks for the sidecar of a picture: beside it, and not where a link leads.

    ``IMG.jpg.xmp``, or ``IMG.xmp``, which pictures that are called alike then share.
    """
    name = picture.stem if preset.stem_only else picture.name
    return picture.with_name(name + ENDING)


def is_read(picture: Path, preset: Preset) -> bool:
    """Whether the program looks for a sidecar of this picture at all."""
    return preset.sidecars == "all" or (preset.sidecars == "raw" and is_raw(picture))


def is_raw(picture: Path) -> bool:
    """Whether it is called as a camera's raw file, into which nothing is ever written."""
    return picture.suffix.lower() in RAW_EXTENSIONS


def names_written(name: str) -> tuple[str, ...]:
    """For a picture's name, those of all files that may be written for it."""
    return name, name + ENDING, Path(name).stem + ENDING


def start_of(data: bytes) -> Packet:
    """What a new sidecar starts from: the one packet in a picture's bytes, if we understand it.

    A program that reads sidecars takes no second look at what is in the picture. The packet is
    looked for by its wrapper, which is there for that, in files of all kinds.
    """
    found = set(_packets(data))
    try:
        return Packet.parse(found.pop()) if len(found) == 1 else Packet.new()
    except OddXmp:
        return Packet.new()


def _packets(data: bytes) -> Iterator[bytes]:
    at = data.find(_BEGIN)
    for _ in range(_MOST_LOOKS):
        if at < 0:
            return
        end = data.find(b"?>", data.find(_END, at, at + MOST_BYTES)) + 2
        if end > at + len(_BEGIN):
            yield data[at:end]
        at = data.find(_BEGIN, at + 1)
