"""XMP in a PNG, by bytes: one iTXt chunk is put in, taken out or exchanged, all else stays.

The chunk is not compressed, as readers that look for packets in any file expect (Adobe, "XMP
Specification Part 3", 1.1.5). Frames of an APNG are numbered among themselves and do not mind.
"""

from __future__ import annotations

import zlib
from typing import NamedTuple

from igtagger.export.xmp.rdf_tree import OddXmp
from igtagger.pictures.readers.png_chunks import SIGNATURE, packed_chunk

MOST_PACKET = 8 << 20
_KEYWORD = b"XML:com.adobe.xmp\0"
_PLAIN = _KEYWORD + bytes(4)  # not compressed, no language, no translated keyword
_OTHERS = (b"Raw profile type xmp\0", b"Raw profile type XMP\0")
_TEXTS = (b"iTXt", b"tEXt", b"zTXt")
_MOST_CHUNKS = 100_000
_SIGNED, _FIRST = b"caBX", b"IHDR"


class _Chunk(NamedTuple):
    kind: bytes
    start: int
    """Of its length, in the file."""
    end: int
    """Behind its checksum."""


def packet_in(data: bytes) -> bytes | None:
    """The packet; None where there is none.

    Args:
        data: the whole file.

    Raises:
        OddXmp: there are two, it is compressed, or the file is damaged or cut off.
    """
    packet, _ = _layout(data)
    return None if packet is None else data[packet.start + 8 + len(_PLAIN) : packet.end - 4]


def with_packet(data: bytes, packet: bytes | None) -> bytes:
    """The file with this packet and no other; without any for None.

    Raises:
        OddXmp: as of :func:`packet_in`.
    """
    old, place = _layout(data)
    start, end = (old.start, old.end) if old is not None else (place, place)
    chunk = b"" if packet is None else packed_chunk(b"iTXt", _PLAIN + packet)
    return b"".join((data[:start], chunk, data[end:]))


def proves(old: bytes, new: bytes) -> bool:
    """Whether all but the packet is the same to the byte."""
    try:
        return _without(old) == _without(new)
    except OddXmp:
        return False


def _without(data: bytes) -> bytes:
    packet, _ = _layout(data)
    return data if packet is None else data[: packet.start] + data[packet.end :]


def _layout(data: bytes) -> tuple[_Chunk | None, int]:
    """The chunk of the packet, and where one would be put: behind the header."""
    chunks = _chunks(data)
    packets = []
    for chunk in chunks:
        if chunk.kind == _SIGNED:
            raise OddXmp("odd.signed")
        if chunk.kind in _TEXTS and data.startswith((_KEYWORD, *_OTHERS), chunk.start + 8):
            packets.append(chunk)
    if len(packets) > 1:
        raise OddXmp("odd.two-packets")
    if packets and not (packets[0].kind == b"iTXt" and _is_plain(data, packets[0])):
        raise OddXmp("odd.not-understood")
    return (packets[0] if packets else None), chunks[0].end


def _is_plain(data: bytes, chunk: _Chunk) -> bool:
    return data.startswith(_PLAIN, chunk.start + 8, chunk.end - 4)


def _chunks(data: bytes) -> list[_Chunk]:
    """All of them, with right checksums; what stands behind the last is no chunk."""
    found: list[_Chunk] = []
    at = len(SIGNATURE)
    while data.startswith(SIGNATURE) and len(found) < _MOST_CHUNKS:
        kind, end = data[at + 4 : at + 8], at + 12 + int.from_bytes(data[at : at + 4], "big")
        if len(kind) < 4 or end > len(data):
            raise OddXmp("odd.cut-off")
        told = int.from_bytes(data[end - 4 : end], "big")
        if zlib.crc32(memoryview(data)[at + 4 : end - 4]) != told or (not found) != (
            kind == _FIRST
        ):
            break
        found.append(_Chunk(kind, at, end))
        if kind == b"IEND":
            return found
        at = end
    raise OddXmp("odd.damaged")
