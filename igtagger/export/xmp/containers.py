"""The kinds of files that XMP is written into by bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from igtagger.export.xmp import jpeg_xmp, png_xmp, webp_xmp
from igtagger.pictures.formats import sniff


class Container(NamedTuple):
    """How XMP lies in files of one kind.

    Attributes:
        packet_in: of a file's bytes the packet, or None.
        with_packet: a file's bytes with another packet, or with none.
        proves: whether two files' bytes differ in nothing but the packet.
        most_packet: bytes of a packet.
    """

    packet_in: Callable[[bytes], bytes | None]
    with_packet: Callable[[bytes, bytes | None], bytes]
    proves: Callable[[bytes, bytes], bool]
    most_packet: int


_CONTAINERS = {
    "JPEG": Container(
        jpeg_xmp.packet_in, jpeg_xmp.with_packet, jpeg_xmp.proves, jpeg_xmp.MOST_PACKET
    ),
    "PNG": Container(png_xmp.packet_in, png_xmp.with_packet, png_xmp.proves, png_xmp.MOST_PACKET),
    "WebP": Container(
        webp_xmp.packet_in, webp_xmp.with_packet, webp_xmp.proves, webp_xmp.MOST_PACKET
    ),
}


def container_of(data: bytes) -> Container | None:
    """By how a file begins; None where we write into no such file."""
    return _CONTAINERS.get(sniff(data[:512]))
