"""XMP in a JPEG, by bytes: one APP1 segment is put in, taken out or exchanged, all else stays.

That holds for what lies behind the picture, too: the further pictures of an MPO, the gain map of
Ultra HDR, the video of a Motion Photo. Pictures behind it are found by the MPF header, from which
their places count: the packet stands before that, so that they stay true. The one number there that
changes is the size of the first picture (CIPA DC-007, 5.2.3.3).
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from igtagger.export.xmp.rdf_tree import OddXmp
from igtagger.pictures.readers.jpeg_markers import MOST_SEGMENTS, SOF_JPEG_LS, mark_in

SIGNATURE = b"\xff\xd8\xff"
MOST_PACKET = 65_502
"""Bytes of a packet: what one segment holds."""
_NAME, _EXTENDED = b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0"
_EXIF, _MPF = b"Exif\0\0", b"MPF\0"
_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_APP0, _APP1, _APP2, _APP11 = 0xE0, 0xE1, 0xE2, 0xEB
_BARE = frozenset((0x01, *range(0xD0, 0xD8)))
_MP_ENTRIES, _ENTRY_BYTES = 0xB002, 16


class _Segment(NamedTuple):
    marker: int
    start: int
    """Of its 0xFF, in the file."""
    body: int
    """Where what is in it begins."""
    end: int


class _Index(NamedTuple):
    """Where MPF tells of the pictures: the order of its bytes, and where their places count from.

    ``entries`` are 16 bytes for each picture.
    """

    order: str
    base: int
    entries: range

    @property
    def size_at(self) -> int:
        """Where the size of the first picture stands."""
        return self.entries.start + 4


class _Layout(NamedTuple):
    """Where things are. ``place`` is where a packet is put if there is none."""

    segments: list[_Segment]
    packet: _Segment | None
    place: int
    mpf: _Index | None


def packet_in(data: bytes) -> bytes | None:
    """The packet; None where there is none.

    Args:
        data: the whole file.

    Raises:
        OddXmp: there are two, it goes on elsewhere, or the file is damaged ahead of its pixels.
    """
    packet = _layout(data).packet
    return None if packet is None else data[packet.body + len(_NAME) : packet.end]


def with_packet(data: bytes, packet: bytes | None) -> bytes:
    """The file with this packet and no other; without any for None.

    Raises:
        OddXmp: as of :func:`packet_in`; the file is cut off or damaged, the packet is too long, or
            something in the file would no longer be found.
    """
    layout = _layout(data)
    _refuse_cut_off(data, layout)
    if packet is None:
        segment = b""
    elif len(packet) > MOST_PACKET:
        raise OddXmp("odd.too-long", most=MOST_PACKET)
    else:
        length = len(_NAME) + len(packet) + 2
        segment = struct.pack(">BBH", 0xFF, _APP1, length) + _NAME + packet
    start, end = layout.place, layout.place
    if layout.packet is not None:
        start, end = layout.packet.start, layout.packet.end
    parts = [data[:start], segment]
    if layout.mpf is None:
        parts.append(data[end:])
    else:
        at = layout.mpf.size_at
        parts += [data[end:at], _grown(data, layout.mpf, len(segment) - (end - start))]
        parts.append(data[at + 4 :])
    return b"".join(parts)


def _grown(data: bytes, index: _Index, by: int) -> bytes:
    """The size of the first picture, so much larger; 0 stays what it is."""
    size: int = struct.unpack_from(f"{index.order}I", data, index.size_at)[0]
    if size and not 0 < size + by < 1 << 32:
        raise OddXmp("odd.damaged")
    return struct.pack(f"{index.order}I", size + by if size else 0)


def proves(old: bytes, new: bytes) -> bool:
    """Whether all but the packet is the same to the byte, but for the size that MPF tells."""
    try:
        one, other = _layout(old), _layout(new)
    except OddXmp:
        return False
    grown = _length(other.packet) - _length(one.packet)
    expected, found = _without(old, one), _without(new, other)
    if one.mpf is None or other.mpf is None:
        return expected == found and one.mpf == other.mpf
    at = other.mpf.size_at
    if _grown(old, one.mpf, grown) != new[at : at + 4]:
        return False
    inside = one.mpf.size_at - _length(one.packet)  # which stands before it
    return expected[:inside] == found[:inside] and expected[inside + 4 :] == found[inside + 4 :]


def _length(segment: _Segment | None) -> int:
    return segment.end - segment.start if segment else 0


def _without(data: bytes, layout: _Layout) -> bytes:
    if layout.packet is None:
        return data
    return data[: layout.packet.start] + data[layout.packet.end :]


# What is in the file


def _layout(data: bytes) -> _Layout:
    segments = _segments(data)
    packets = [each for each in segments if _is(data, each, _APP1, _NAME)]
    if any(_is(data, each, _APP1, _EXTENDED) for each in segments):
        raise OddXmp("odd.extended")
    if any(_is(data, each, _APP11, b"JP") and _is_signed(data, each) for each in segments):
        raise OddXmp("odd.signed")
    indices = [each for each in segments if _is(data, each, _APP2, _MPF)]
    if len(packets) > 1:
        raise OddXmp("odd.two-packets")
    if len(indices) > 1 or (packets and indices and packets[0].start > indices[0].start):
        raise OddXmp("odd.order")
    place = 2
    for each in segments:
        if not (each.marker == _APP0 or _is(data, each, _APP1, _EXIF)) or each.start != place:
            break
        place = each.end
    index = _index(data, indices[0]) if indices else None
    return _Layout(segments, packets[0] if packets else None, place, index)


def _is(data: bytes, segment: _Segment, marker: int, name: bytes) -> bool:
    return segment.marker == marker and data.startswith(name, segment.body, segment.end)


def _is_signed(data: bytes, segment: _Segment) -> bool:
    return b"c2pa" in data[segment.body : segment.end]


def _segments(data: bytes) -> list[_Segment]:
    """Those ahead of the pixels, with the header of the first scan as the last."""
    found: list[_Segment] = []
    at = 2
    while len(found) < MOST_SEGMENTS and data.startswith(SIGNATURE):
        marker, body, end = _segment_at(data, at)
        if marker in _BARE or marker in (_SOI, _EOI) or end > len(data):
            break
        found.append(_Segment(marker, at, body, end))
        if marker == _SOS:
            return found
        at = end
    raise OddXmp("odd.damaged")


def _segment_at(data: bytes, at: int) -> tuple[int, int, int]:
    """Its marker, where its body begins, and where it ends: behind the file where there is none."""
    nothing = (0, 0, len(data) + 1)
    if data[at : at + 1] != b"\xff":
        return nothing
    while data[at + 1 : at + 2] == b"\xff":  # any number of them may stand there
        at += 1
    told = data[at + 1 : at + 4]
    length = int.from_bytes(told[1:], "big")
    return (told[0], at + 4, at + 2 + length) if len(told) == 3 and length >= 2 else nothing


def _index(data: bytes, segment: _Segment) -> _Index:
    base = segment.body + len(_MPF)
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(data[base : base + 4])
    try:
        if order is None or base + 8 > segment.end:
            raise OddXmp("odd.damaged")
        at = base + struct.unpack_from(f"{order}I", data, base + 4)[0]
        count = struct.unpack_from(f"{order}H", data, at)[0]
        for entry in range(at + 2, min(at + 2 + 12 * count, segment.end - 11), 12):
            tag, _, size, place = struct.unpack_from(f"{order}HHII", data, entry)
            if tag == _MP_ENTRIES:
                if size < _ENTRY_BYTES or base + place + size > segment.end:
                    break
                start, end = base + place, base + place + size // _ENTRY_BYTES * _ENTRY_BYTES
                return _Index(order, base, range(start, end, _ENTRY_BYTES))
    except struct.error as error:
        raise OddXmp("odd.damaged") from error
    raise OddXmp("odd.damaged")


def _refuse_cut_off(data: bytes, layout: _Layout) -> None:
    """Refuse a picture that has no end, and those behind it that are cut off or would be lost."""
    if any(each.marker == SOF_JPEG_LS for each in layout.segments):
        raise OddXmp("odd.no-place")
    end = _end(data, layout.segments[-1].end)
    if layout.mpf is None:
        # Only a maker's note tells of it, by its place in the file.
        if data[end : end + 4096].lstrip(b"\0").startswith(SIGNATURE):
            raise OddXmp("odd.preview-behind")
        return
    for entry in layout.mpf.entries[1:]:
        size, place = struct.unpack_from(f"{layout.mpf.order}II", data, entry + 4)
        if layout.mpf.base + place + size > len(data):
            raise OddXmp("odd.cut-off")


def _end(data: bytes, at: int) -> int:
    """Where the picture ends whose first scan's data begin there."""
    for _ in range(MOST_SEGMENTS):
        found = _mark_from(data, at)
        if data[found + 1] == _EOI:
            return found + 2
        _, _, at = _segment_at(data, found)
        if at > len(data):
            break
    raise OddXmp("odd.damaged")


def _mark_from(data: bytes, at: int) -> int:
    """Where the next marker is that ends the data of a scan, or follows on a segment."""
    size = 1 << 12
    while at + 1 < len(data):
        found = mark_in(data[at : at + size])
        if found >= 0:
            return at + found
        at, size = at + size - 1, 1 << 20
    raise OddXmp("odd.cut-off")
