"""What a PNG is made of: the chunks that make its picture, and what stands beside it.

libpng warns of a side chunk that is damaged and goes on; Pillow refuses the file. So the chunks are
read here (ISO/IEC 15948, 5): of those beside the picture the sound ones that matter are kept, and
:meth:`Chunks.stream` gives a decoder a file in which there are no others.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, NamedTuple, cast

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MOST_CHUNKS = 1_000_000
"""More of them take too long to look at; what is behind them is taken for missing."""
_MOST_SIDE_BYTES = 16 * 1024 * 1024
"""Of a side chunk as it is in the file, and unpacked. What is longer is passed over."""
_KIND = re.compile(rb"\w{4}")
_OF_PICTURE = (b"IHDR", b"PLTE", b"IDAT", b"fdAT")
# fmt: off
_LEAST_BYTES = {
    b"tRNS": 1, b"gAMA": 4, b"cHRM": 32, b"sRGB": 1, b"cICP": 4, b"sBIT": 1, b"iCCP": 4,
    b"eXIf": 8, b"acTL": 8, b"fcTL": 26,
}
# fmt: on
"""The side chunks that are kept, and how many bytes they have at least."""
_OF_TEXT = (b"tEXt", b"zTXt", b"iTXt")
_KEPT_TEXTS = (b"Raw profile type exif", b"Raw profile type APP1", b"XML:com.adobe.xmp")
"""Keywords of texts that may tell how the picture is turned."""


class PngHeader(NamedTuple):
    """Of the picture: width, height, bits, colour type, compression, filter, interlace."""

    width: int
    height: int
    bits: int
    colour: int
    compression: int
    filtering: int
    interlaced: int

    @property
    def channels(self) -> int:
        """How many numbers a pixel has; 1 for a palette's."""
        return {2: 3, 4: 2, 6: 4}.get(self.colour, 1)

    @property
    def raw_bytes(self) -> int:
        """Of the picture unpacked, with a byte for the filter before every row."""

        def plane(left: int, top: int, across: int, down: int) -> int:
            width = max(0, -((left - self.width) // across))
            height = max(0, -((top - self.height) // down))
            return height * (1 + (width * self.bits * self.channels + 7) // 8) if width else 0

        passes = _PASSES if self.interlaced else ((0, 0, 1, 1),)
        return sum(plane(*each) for each in passes)


# fmt: off
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4),
           (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""Of Adam7: left, top, and the steps across and down."""
# fmt: on


class _Chunk(NamedTuple):
    kind: bytes
    start: int
    """Of its eight bytes of length and kind, in the file."""
    length: int

    @property
    def end(self) -> int:
        return self.start + self.length + 12


@dataclass
class Chunks:
    """Of one file.

    Attributes:
        file: seekable.
        header: None where there is none, or none that can be.
        side: the side chunks that matter and are sound, by their kind; the first of each.
        texts: unpacked, by their keywords: those of :data:`_KEPT_TEXTS`.
        is_apples: it begins as Xcode's packed form does, which only Apple's own systems read.
    """

    file: IO[bytes]
    header: PngHeader | None = None
    side: dict[bytes, bytes] = field(default_factory=dict)
    texts: dict[str, bytes] = field(default_factory=dict)
    is_apples: bool = False
    _kept: list[_Chunk | bytes] = field(default_factory=list)

    @property
    def is_animated(self) -> bool:
        """Whether the file says soundly that it has frames, and has one beside the picture."""
        told = int.from_bytes(self.side.get(b"acTL", b"")[:4], "big")
        return told > 0 and any(
            isinstance(chunk, _Chunk) and chunk.kind == b"fdAT" for chunk in self._kept
        )

    @property
    def profile(self) -> bytes | None:
        """The ICC profile."""
        _, _, rest = self.side.get(b"iCCP", b"").partition(b"\0")
        return unpacked(rest[1:]) if rest[:1] == b"\0" else None

    def stream(self, *, frames: bool = False) -> IO[bytes]:
        """The picture as a file of its own, with nothing beside it; its frames too if asked for."""
        parts: list[tuple[int, int] | bytes] = [SIGNATURE]
        for chunk in self._kept:
            if isinstance(chunk, bytes):
                if frames:
                    parts.append(chunk)
            elif frames or chunk.kind != b"fdAT":
                last = parts[-1]
                if isinstance(last, tuple) and last[1] == chunk.start:
                    parts[-1] = last[0], chunk.end
                else:
                    parts.append((chunk.start, chunk.end))
        parts.append(packed_chunk(b"IEND", b""))
        return cast("IO[bytes]", _Parts(self.file, parts))

    def packed_pixels(self) -> Iterator[bytes]:
        """What is in the chunks IDAT, as far as it is there."""
        for chunk in self._kept:
            if isinstance(chunk, _Chunk) and chunk.kind == b"IDAT":
                self.file.seek(chunk.start + 8)
                yield self.file.read(chunk.length)

    def stream_of(self, raw: bytes) -> IO[bytes]:
        """As :meth:`stream`, with the pixels ``raw``, filtered but not compressed."""
        start = [chunk for chunk in self._kept if isinstance(chunk, _Chunk)]
        start = [chunk for chunk in start if chunk.kind in (b"IHDR", b"PLTE")]
        parts: list[tuple[int, int] | bytes] = [SIGNATURE]
        parts += [(chunk.start, chunk.end) for chunk in start]
        parts += [packed_chunk(b"IDAT", zlib.compress(raw, 0)), packed_chunk(b"IEND", b"")]
        return cast("IO[bytes]", _Parts(self.file, parts))


def read_chunks(file: IO[bytes]) -> Chunks:
    """The chunks of ``file``, which is read from its beginning and left anywhere."""
    found = Chunks(file)
    for chunk in _walk(file):
        if chunk.kind == b"CgBI":
            found.is_apples = True
        elif chunk.kind in _OF_PICTURE:
            _keep(found, chunk)
        elif chunk.kind in _LEAST_BYTES or chunk.kind in _OF_TEXT:
            _keep_beside(found, chunk)
    return found


def _walk(file: IO[bytes]) -> Iterator[_Chunk]:
    at = len(SIGNATURE)
    for _ in range(_MOST_CHUNKS):
        file.seek(at)
        head = file.read(8)
        kind = head[4:]
        if not _KIND.fullmatch(kind) or kind == b"IEND":
            return
        chunk = _Chunk(kind, at, int.from_bytes(head[:4], "big"))
        yield chunk
        at = chunk.end


def _keep(found: Chunks, chunk: _Chunk) -> None:
    if chunk.kind == b"IHDR" and found.header is None:
        body = found.file.read(13)
        if len(body) == chunk.length == 13:
            found.header = PngHeader(*struct.unpack(">IIBBBBB", body))
    elif chunk.kind == b"PLTE" and found.header and found.header.colour != 3:
        return  # but a proposal
    found._kept.append(chunk)


def _keep_beside(found: Chunks, chunk: _Chunk) -> None:
    """Keep a side chunk if it is sound; read only if it may matter."""
    if chunk.kind in found.side and chunk.kind != b"fcTL":
        return
    if not _LEAST_BYTES.get(chunk.kind, 0) <= chunk.length <= _MOST_SIDE_BYTES:
        return
    if chunk.kind == b"tRNS" and not _is_key(found.header, chunk.length):
        return
    if chunk.kind in _OF_TEXT and not _may_turn(found.file):
        return
    found.file.seek(chunk.start + 4)
    body = found.file.read(chunk.length + 8)
    if len(body) < chunk.length + 8 or zlib.crc32(body[:-4]).to_bytes(4, "big") != body[-4:]:
        return
    if chunk.kind in _OF_TEXT:
        _keep_text(found, chunk.kind, body[4:-4])
        return
    found.side.setdefault(chunk.kind, body[4:-4])
    if chunk.kind in (b"acTL", b"fcTL", b"tRNS"):
        found._kept.append(packed_chunk(chunk.kind, body[4:-4]))


def _is_key(header: PngHeader | None, length: int) -> bool:
    """Whether tRNS of this length can be one of such a picture."""
    if header is None or header.colour not in (0, 2, 3):
        return False
    return length <= 256 if header.colour == 3 else length == 2 * header.channels


def _may_turn(file: IO[bytes]) -> bool:
    return file.read(32).startswith(_KEPT_TEXTS)


def _keep_text(found: Chunks, kind: bytes, body: bytes) -> None:
    keyword, _, text = body.partition(b"\0")
    if kind == b"zTXt":
        value = unpacked(text[1:])
    elif kind == b"iTXt":
        is_packed = text[:1] == b"\1"
        text = text[2:].partition(b"\0")[2].partition(b"\0")[2]
        value = unpacked(text) if is_packed else text
    else:
        value = text
    if value:
        found.texts.setdefault(keyword.decode("latin-1"), value)


def unpacked(data: bytes) -> bytes | None:
    """What zlib packed; None where it is damaged, or too much."""
    machine = zlib.decompressobj()
    try:
        result = machine.decompress(data, _MOST_SIDE_BYTES)
    except zlib.error:
        return None
    return result if machine.eof else None


def packed_chunk(kind: bytes, body: bytes) -> bytes:
    """A chunk as it stands in a file."""
    length, checksum = len(body), zlib.crc32(kind + body)
    return length.to_bytes(4, "big") + kind + body + checksum.to_bytes(4, "big")


class _Parts(io.RawIOBase):
    """Parts of a file, and bytes in memory, one behind another as one file."""

    def __init__(self, file: IO[bytes], parts: list[tuple[int, int] | bytes]) -> None:
        super().__init__()
        self._file = file
        self._parts: list[tuple[int, int, int | bytes]] = []  # from, to, and where that lies
        end = 0
        for part in parts:
            length = len(part) if isinstance(part, bytes) else part[1] - part[0]
            where = part if isinstance(part, bytes) else part[0]
            self._parts.append((end, end + length, where))
            end += length
        self._at, self._end, self._index = 0, end, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._end}[whence]
        self._at = max(0, base + offset)
        self._index = 0
        return self._at

    def read(self, size: int | None = -1) -> bytes:
        left = self._end - self._at if size is None or size < 0 else size
        pieces = []
        while left > 0 and (part := self._part()) is not None:
            start, end, where = part
            wanted, inside = min(left, end - self._at), self._at - start
            if isinstance(where, bytes):
                piece = where[inside : inside + wanted]
            else:
                self._file.seek(where + inside)
                piece = self._file.read(wanted)
            pieces.append(piece)
            self._at += len(piece)
            left -= len(piece)
            if len(piece) < wanted:  # the file is cut off here
                break
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _part(self) -> tuple[int, int, int | bytes] | None:
        while self._index < len(self._parts):
            part = self._parts[self._index]
            if part[0] <= self._at < part[1]:
                return part
            self._index += 1
        return None
