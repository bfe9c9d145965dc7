"""XMP in a WebP, by bytes: one chunk is put in, taken out or exchanged, all else stays.

A file of the simple form, which is nothing but its picture, gets the header VP8X that tells of more
(RFC 9649, 2.5 to 2.7). Beside the packet there change: the size that the file tells of itself, and
the flag for XMP.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from igtagger.export.xmp.rdf_tree import OddXmp

MOST_PACKET = 8 << 20
_MOST_CHUNKS = 100_000
_HAS_XMP, _HAS_ALPHA = 0x04, 0x10
_SIGNED = b"C2PA"


class _Chunk(NamedTuple):
    kind: bytes
    start: int
    """Of its name, in the file."""
    length: int
    """Of its body, which begins eight bytes later."""

    @property
    def end(self) -> int:
        """Behind the byte that makes it even."""
        return self.start + 8 + self.length + self.length % 2


def packet_in(data: bytes) -> bytes | None:
    """The packet; None where there is none.

    Args:
        data: the whole file.

    Raises:
        OddXmp: there are two, or the file is damaged or cut off.
    """
    packet = _packet(data, _chunks(data))
    return None if packet is None else data[packet.start + 8 : packet.start + 8 + packet.length]


def with_packet(data: bytes, packet: bytes | None) -> bytes:
    """The file with this packet and no other; without any for None.

    Raises:
        OddXmp: as of :func:`packet_in`; or its first picture is of no known kind.
    """
    chunks = _chunks(data)
    old = _packet(data, chunks)
    if packet is None and old is None:
        return data
    header = _header(data, chunks[0], has_xmp=packet is not None)
    first = chunks[0].end if chunks[0].kind == b"VP8X" else chunks[0].start
    start, end = (old.start, old.end) if old is not None else (len(data), len(data))
    chunk = b"" if packet is None else _packed(b"XMP ", packet)
    body = b"".join((b"WEBP", header, data[first:start], chunk, data[end:]))
    return b"RIFF" + struct.pack("<I", len(body)) + body


def proves(old: bytes, new: bytes) -> bool:
    """Whether all but the packet is the same to the byte.

    Allowed are: the size of the whole, the flag for XMP, and a header VP8X as the picture calls for
    where there was none.
    """
    try:
        return _told(old) == _told(new)
    except OddXmp:
        return False


def _told(data: bytes) -> tuple[bytes, list[bytes]]:
    """A header of the whole, and all chunks but that and the packet."""
    chunks = _chunks(data)
    packet = _packet(data, chunks)
    others = [c for c in chunks if c is not packet and c.kind != b"VP8X"]
    header = _header(data, chunks[0], has_xmp=False)
    return header, [data[chunk.start : chunk.end] for chunk in others]


def _packed(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)


def _packet(data: bytes, chunks: list[_Chunk]) -> _Chunk | None:
    packets = [chunk for chunk in chunks if chunk.kind == b"XMP "]
    if len(packets) > 1:
        raise OddXmp("odd.two-packets")
    if any(chunk.kind == _SIGNED for chunk in chunks):
        raise OddXmp("odd.signed")
    if packets and chunks[0].kind != b"VP8X":
        raise OddXmp("odd.order")
    return packets[0] if packets else None


def _header(data: bytes, first: _Chunk, *, has_xmp: bool) -> bytes:
    """The chunk VP8X, as it is or as it has to be, with the flag for XMP or without."""
    if first.kind == b"VP8X":
        body = data[first.start + 8 : first.end]
    else:
        body = _new_header(first.kind, data[first.start + 8 : first.end])
    flags = body[0] & ~_HAS_XMP | (_HAS_XMP if has_xmp else 0)
    return _packed(b"VP8X", bytes((flags,)) + body[1:])


def _new_header(kind: bytes, picture: bytes) -> bytes:
    """Of a picture alone: whether it has alpha, and its size."""
    flags = 0
    if kind == b"VP8 " and picture[3:6] == b"\x9d\x01\x2a" and len(picture) >= 10:
        width = int.from_bytes(picture[6:8], "little") & 0x3FFF
        height = int.from_bytes(picture[8:10], "little") & 0x3FFF
    elif kind == b"VP8L" and picture[:1] == b"\x2f" and len(picture) >= 5:
        told = int.from_bytes(picture[1:5], "little")
        width, height = (told & 0x3FFF) + 1, (told >> 14 & 0x3FFF) + 1
        flags = _HAS_ALPHA if told >> 28 & 1 else 0
    else:
        raise OddXmp("odd.damaged")
    if not width or not height:
        raise OddXmp("odd.damaged")
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return bytes((flags, 0, 0, 0)) + size


def _chunks(data: bytes) -> list[_Chunk]:
    """All of them, one at least; they fill the file."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise OddXmp("odd.damaged")
    size = int.from_bytes(data[4:8], "little") + 8
    if size > len(data):
        raise OddXmp("odd.cut-off")
    found: list[_Chunk] = []
    at = 12
    while at + 8 <= size and len(found) < _MOST_CHUNKS:
        chunk = _Chunk(data[at : at + 4], at, int.from_bytes(data[at + 4 : at + 8], "little"))
        found.append(chunk)
        at = chunk.end
    if at != size or size != len(data) or not _is_whole(found):
        raise OddXmp("odd.damaged")
    return found


def _is_whole(chunks: list[_Chunk]) -> bool:
    """Whether there is a picture, and one header at most, which is the first and as long as one."""
    kinds = [chunk.kind for chunk in chunks]
    if not {b"VP8 ", b"VP8L", b"ANMF"}.intersection(kinds) or b"VP8X" in kinds[1:]:
        return False
    return kinds[0] != b"VP8X" or chunks[0].length == 10
