"""What a picture's file and the sidecars beside it say of it: keywords, stars, how it was taken.

The file's pixels are not looked at. Nothing here raises, whatever is in the file: what cannot be
read says nothing.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

from igtagger.errors import UnreadableImage
from igtagger.export.xmp.exif_facts import exif_facts
from igtagger.export.xmp.iptc_facts import iptc_facts
from igtagger.export.xmp.metadata_blocks import FINDERS, Blocks
from igtagger.export.xmp.packet import MOST_BYTES
from igtagger.export.xmp.packet_facts import facts_in_packet
from igtagger.labels.file_keywords import NOTHING_FOUND, FoundFacts, exposure_over
from igtagger.pictures.formats import sniff
from igtagger.pictures.refusals import open_regular

_HEAD_BYTES = 512


def found_of(picture: Path, sidecars: Sequence[str] = ()) -> FoundFacts | None:
    """What is said of a picture.

    Args:
        picture: links are followed.
        sidecars: names of files beside it, the one that counts first first; a sidecar counts
            before what is in the picture.

    Returns:
        None where a file cannot be read just now, for a reason that may pass.
    """
    found = NOTHING_FOUND
    try:
        for name in sidecars:
            found = found.over(_read(picture.with_name(name), _in_sidecar))
        return found.over(_read(picture, facts_in))
    except OSError:
        return None


def _read(path: Path, read: Callable[[IO[bytes]], FoundFacts]) -> FoundFacts:
    """What is in a file.

    Raises:
        OSError: it cannot be read just now.
    """
    try:
        with open_regular(path) as file:
            return read(file).named(path.name)
    except UnreadableImage as error:
        if not error.lasting:
            raise OSError from error
        return NOTHING_FOUND


def _in_sidecar(file: IO[bytes]) -> FoundFacts:
    return facts_in_packet(file.read(MOST_BYTES + 1))


def facts_in(file: IO[bytes]) -> FoundFacts:
    """What is in an open picture, without the name of its file.

    Raises:
        OSError: it cannot be read.
    """
    kind = sniff(file.read(_HEAD_BYTES))
    if kind == "TIFF":  # so are most of the cameras' raw files
        return _of_tiff(file)
    find = FINDERS.get(kind)
    if find is None:
        return NOTHING_FOUND
    try:
        blocks = find(file)
    except (struct.error, ValueError, OverflowError):
        return NOTHING_FOUND
    return _of_blocks(blocks)


def _of_tiff(file: IO[bytes]) -> FoundFacts:
    exif = exif_facts(file)
    if exif is None:
        return NOTHING_FOUND
    return _together(facts_in_packet(exif.xmp), iptc_facts(exif.iptc), exif.facts)


def _of_blocks(blocks: Blocks) -> FoundFacts:
    exif = exif_facts(io.BytesIO(blocks.exif)) if blocks.exif else None
    packet = facts_in_packet(blocks.xmp) if blocks.xmp else NOTHING_FOUND
    iptc = iptc_facts(blocks.iptc)
    return _together(packet, iptc, NOTHING_FOUND if exif is None else exif.facts)


def _together(packet: FoundFacts, iptc: FoundFacts, exif: FoundFacts) -> FoundFacts:
    """Of a picture: what programs say counts before what they left as it was in Exif.

    Not so what the camera knows best: the moment, itself, and how it was set; nor where that was,
    which programs write there as well (Metadata Working Group, "Guidelines for Handling Image
    Metadata" 2.0, 5.4).
    """
    found = packet.over(iptc).over(exif)
    return replace(
        found,
        taken=exif.taken or found.taken,
        camera=exif.camera or found.camera,
        lens=exif.lens or found.lens,
        exposure=exposure_over(exif.exposure, found.exposure),
        position=exif.position or found.position,
    )
