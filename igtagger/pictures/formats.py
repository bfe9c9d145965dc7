"""Which kinds of files are pictures here: by name for the scan, by content for the decoder.

The list is short on purpose. Left out are formats that start another program or the system's own
interpreter (EPS and PDF, WMF and EMF), those that are no photographs and bring large decoders
(DDS, FITS, BLP, HDF5 and the like), QOI, whose decoder in Pillow is written in Python and holds all
threads up for a second a megapixel, and video.
"""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from PIL import Image


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file.

    Attributes:
        name: what people call it; in messages.
        pillow: Pillow's names for it; empty where Pillow does not decode it.
        extensions: lower case, with their dot.
        package: what must be installed beside Pillow to read it; empty where nothing.
        by_name_only: it has no signature to speak of, so only a file of its extension is tried as
            one. Otherwise any noise could pass for it.
    """

    name: str
    pillow: tuple[str, ...]
    extensions: tuple[str, ...]
    package: str = ""
    by_name_only: bool = False


# fmt: off
_OF_CAMERAS = (
    ".3fr", ".arw", ".cr2", ".cr3", ".crw", ".dcr", ".dng", ".erf", ".fff",
    ".iiq", ".kdc", ".mef", ".mos", ".mrw", ".nef", ".nrw", ".orf", ".pef",
    ".raf", ".rw2", ".rwl", ".sr2", ".srf", ".srw", ".x3f",
)
# fmt: on
# fmt: off
JPEG = Format(
    "JPEG",
    ("JPEG",),
    (
        ".jpg", ".jpeg", ".jpe", ".jfif", ".jif", ".pjpeg", ".pjp", ".mpo", ".jps", ".insp", ".thm",
        ".jpg_large", ".jls",
    ),
)
# fmt: on
HEIF = Format(
    "HEIC", ("HEIF",), (".heic", ".heif", ".hif", ".heics", ".heifs"), package="pillow-heif"
)
JXL = Format("JPEG XL", (), (".jxl",))
BMP = Format("BMP", ("BMP",), (".bmp", ".dib"))
PPM = Format("PPM", ("PPM",), (".ppm", ".pgm", ".pbm", ".pnm", ".pfm", ".pam"))
TARGA = Format("Targa", ("TGA",), (".tga", ".icb", ".vda", ".vst"), by_name_only=True)
PCX = Format("PCX", ("PCX",), (".pcx",), by_name_only=True)
RAW = Format(
    "camera raw",
    (),
    _OF_CAMERAS,
    package="igtagger[raw]",
)
FORMATS = (
    JPEG,
    Format("JPEG XR", (), (".jxr", ".wdp", ".hdp")),
    Format("PNG", ("PNG",), (".png", ".apng")),
    Format("GIF", ("GIF",), (".gif",)),
    Format("WebP", ("WEBP",), (".webp",)),
    Format("TIFF", ("TIFF",), (".tif", ".tiff")),
    BMP,
    Format("AVIF", ("AVIF",), (".avif", ".avifs")),
    HEIF,
    JXL,
    Format("JPEG 2000", ("JPEG2000",), (".jp2", ".j2k", ".j2c", ".jpc", ".jpf", ".jpx")),
    PPM,
    Format("Photoshop", ("PSD",), (".psd", ".psb")),
    Format("ICO", ("ICO",), (".ico", ".cur")),
    TARGA,
    PCX,
    RAW,
)
EXTENSIONS = frozenset(extension for entry in FORMATS for extension in entry.extensions)
"""What a scan takes. Files whose plug-in is not installed are among them: they fail with a reason
instead of being passed over in silence."""

RAW_EXTENSIONS = frozenset(RAW.extensions)

_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8", "JPEG"),
    (0, b"II\xbc\1", "JPEG XR"),
    (0, b"\x89PNG\r\n\x1a\n", "PNG"),
    (0, b"GIF8", "GIF"),
    (8, b"WEBP", "WebP"),
    (0, b"II*\0", "TIFF"),
    (0, b"MM\0*", "TIFF"),
    (0, b"II+\0", "TIFF"),
    (0, b"MM\0+", "TIFF"),
    (0, b"BM", "BMP"),
    (4, b"ftypavif", "AVIF"),
    (4, b"ftypavis", "AVIF"),
    *((4, b"ftyp" + brand, "HEIC") for brand in _HEIF_BRANDS),
    (0, b"\xff\x0a", "JPEG XL"),
    (0, b"\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL"),
    (0, b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000"),
    (0, b"\xff\x4f\xff\x51", "JPEG 2000"),
    (0, b"8BPS", "Photoshop"),
    (0, b"\0\0\x01\0", "ICO"),
)
_IN_BITMAP_ARRAYS = (b"BM", b"CI", b"CP", b"IC", b"PT")
_OTHERS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF", "kind.pdf"),
    (0, b"%!PS", "kind.postscript"),
    (0, b"PK\x03\x04", "kind.zip"),
    (0, b"Rar!", "kind.rar"),
    (0, b"7z\xbc\xaf", "kind.7z"),
    (0, b"\x1f\x8b", "kind.compressed"),
    (4, b"ftypcrx ", "kind.raw"),
    (0, b"FUJIFILMCCD-RAW", "kind.raw"),
    (4, b"ftyp", "kind.video"),
    (4, b"moov", "kind.video"),
    (0, b"\x1a\x45\xdf\xa3", "kind.video"),
    (8, b"AVI ", "kind.video"),
    (0, b"SQLite format 3", "kind.database"),
    (0, b"version https://git-lfs", "kind.lfs"),
)
_WEB_PAGE_MARKS = (b"<!doctype html", b"<html", b"<head", b"<body")


def sniff(head: bytes) -> str:
    """The :attr:`Format.name` that the first bytes of a file speak for, or empty."""
    if head[:2] == b"BA" and head[14:16] in _IN_BITMAP_ARRAYS:
        return "BMP"
    return _match(head, _SIGNATURES) or _of_brands(head)


def _of_brands(head: bytes) -> str:
    """The format that any of the brands of a HEIF file speaks for, where the first does not."""
    if head[4:8] != b"ftyp":
        return ""
    brands = {head[at : at + 4] for at in range(16, min(int.from_bytes(head[:4]), len(head)), 4)}
    if brands.intersection(_HEIF_BRANDS):
        return "HEIC"
    return "AVIF" if brands & {b"avif", b"avis"} else ""


_PORTABLE_MAP = re.compile(rb"P[1-6Ff]\s+(#[^\n]*\n\s*)*\d+\s+\d+\s|P7\nWIDTH")


def is_portable_map(head: bytes, extension: str) -> bool:
    """Whether a file is one of Netpbm's by its first bytes, or by those and its lower-case name."""
    if _PORTABLE_MAP.match(head):
        return True
    begins = re.match(rb"P[1-6Ff][\s#]|P7\n", head) is not None
    return begins and extension in PPM.extensions


def begins_like_picture(head: bytes) -> bool:
    """Whether a file is a picture by its first bytes, raw ones of cameras included."""
    known = sniff(head) or _match(head, _OTHERS) == "kind.raw"
    return bool(known) or _PORTABLE_MAP.match(head) is not None


def is_picture(head: bytes) -> bool:
    """Whether a file is a picture by its first 64 bytes alone, whatever it is called.

    Where those of a format are short, more must fit than :func:`sniff` asks for.
    """
    kind = sniff(head)
    if kind == "JPEG":
        return head[2:3] == b"\xff"
    if kind == "BMP":  # the size of the second header
        return int.from_bytes(head[14:18], "little") in (12, 16, 40, 52, 56, 64, 108, 124)
    if kind == "ICO":  # a few pictures, the first with an empty byte
        return 0 < int.from_bytes(head[4:6], "little") < 256 and head[9:10] == b"\0"
    if kind == "WebP":
        return head.startswith(b"RIFF")
    return bool(kind) or _PORTABLE_MAP.match(head) is not None


def describe_other(head: bytes) -> str:
    """The code of what a file that is no picture seems to be (``kind.web-page``), or empty.

    Args:
        head: the first few hundred bytes.
    """
    if found := _match(head, _OTHERS):
        return found
    if not head.strip(b"\0"):
        return "kind.zeros"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(_WEB_PAGE_MARKS):
        return "kind.web-page"
    if b"<svg" in text:
        return "kind.svg"
    if all(byte >= 32 or byte in b"\t\r\n\f" for byte in head) and _is_utf8(head):
        return "kind.text"
    return ""


def _match(head: bytes, table: tuple[tuple[int, bytes, str], ...]) -> str:
    return next((name for at, mark, name in table if head[at : at + len(mark)] == mark), "")


def _is_utf8(head: bytes) -> bool:
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return error.start > len(head) - 4  # only the end cuts a character
    return True


_lock = threading.Lock()


@cache
def _registered() -> frozenset[str]:
    """Pillow's names of the allowed formats that can be decoded here."""
    with _lock:
        Image.init()
        with contextlib.suppress(ImportError):
            import pillow_heif

            pillow_heif.register_heif_opener()
    return frozenset(name for entry in FORMATS for name in entry.pillow if name in Image.OPEN)


def is_installed(entry: Format) -> bool:
    """Whether Pillow and what is installed beside it can decode ``entry``."""
    return bool(entry.pillow) and entry.pillow[0] in _registered()


def pillow_formats(path: Path) -> list[str]:
    """The names to give to ``PIL.Image.open`` for ``path``.

    Only names that are registered: Pillow raises ``KeyError`` for any other, ``MPO`` included,
    which is no format of its own to its reader.
    """
    return list(_tried(path.suffix.lower()))


def _tried(extension: str) -> Iterator[str]:
    for entry in FORMATS:
        if not entry.by_name_only or extension in entry.extensions:
            yield from (name for name in entry.pillow if name in _registered())


def webp_size(file: IO[bytes]) -> tuple[int, int] | None:
    """Width and height in the header of a WebP file (RFC 9649), or None where there is none.

    Its decoder takes the memory of a whole picture as it opens.

    Args:
        file: read from its beginning; left anywhere.
    """
    file.seek(0)
    head = file.read(30)
    kind = head[12:16]
    if len(head) < 30 or kind not in (b"VP8X", b"VP8L", b"VP8 "):
        return None

    def number(start: int, length: int) -> int:
        return int.from_bytes(head[start : start + length], "little")

    if kind == b"VP8X":
        return number(24, 3) + 1, number(27, 3) + 1
    if kind == b"VP8L":
        bits = number(21, 4)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return number(26, 2) & 0x3FFF, number(28, 2) & 0x3FFF
