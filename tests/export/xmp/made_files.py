"""Pictures of each container that are made here, with what lies in them beside their pixels."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable

import numpy as np
from PIL import Image

from igtagger.export.xmp.packet import Packet
from igtagger.export.xmp.xmp_fields import SUBJECT

XMP_NAME = b"http://ns.adobe.com/xap/1.0/\0"
FOREIGN = (
    b"""<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Camera 1.0">
  <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <rdf:Description rdf:about=""
        xmlns:GCamera="http://ns.google.com/photos/1.0/camera/"
        xmlns:xmp="http://ns.adobe.com/xap/1.0/"
        xmlns:my="http://example.com/my/"
        GCamera:MotionPhoto="1" GCamera:MicroVideoOffset="4711" xmp:Rating="4">
      <!-- kept -->
      <my:note rdf:parseType="Resource">
        <my:b>2</my:b>
        <my:a xml:lang="de">a &lt; b &amp; \xc3\xa4</my:a>
      </my:note>
      <d:subject xmlns:d="http://purl.org/dc/elements/1.1/">
        <rdf:Bag>
          <rdf:li>Holiday</rdf:li>
          <rdf:li>K\xc3\xa4tzchen</rdf:li>
        </rdf:Bag>
      </d:subject>
    </rdf:Description>
  </rdf:RDF>
</x:xmpmeta>
"""
    + (b" " * 99 + b"\n") * 20
    + b'<?xpacket end="w"?>'
)
"""With two keywords under an unusual prefix, and with what is none of ours."""


def picture(seed: int = 0, size: tuple[int, int] = (48, 32), mode: str = "RGB") -> Image.Image:
    values = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], len(mode)), np.uint8)
    return Image.fromarray(values if len(mode) > 1 else values[..., 0], mode)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def exif(note: bytes = b"MAKER\0" + bytes(range(200))) -> bytes:
    data = Image.Exif()
    data[0x010F] = "Camera"
    data.get_ifd(0x8769)[0x9003] = "2026:01:02 03:04:05"
    if note:
        data.get_ifd(0x8769)[0x927C] = note
    return data.tobytes()


PROFILE = b"\0\0\x02\x0cADBE" + bytes(516)


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def jpeg(**options: object) -> bytes:
    return saved(picture(), "JPEG", exif=exif(), comment=b"a comment", **options)


def xmp_segment(packet: bytes = FOREIGN) -> bytes:
    return segment(0xE1, XMP_NAME + packet)


def jpeg_with(*segments: bytes, data: bytes | None = None) -> bytes:
    """A JPEG with these segments behind its own APP0 and Exif."""
    data = jpeg() if data is None else data
    at = 2
    while data[at + 1] in (0xE0, 0xE1):
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return data[:at] + b"".join(segments) + data[at:]


def mpf(order: str, sizes: list[int], places: list[int]) -> bytes:
    """The index of several pictures (CIPA DC-007)."""
    head = b"II*\0" if order == "<" else b"MM\0*"
    count = len(sizes)
    tags = struct.pack(f"{order}HHII", 0xB001, 4, 1, count)
    tags += struct.pack(f"{order}HHII", 0xB002, 7, 16 * count, 8 + 2 + 24 + 4)
    entries = b"".join(
        struct.pack(f"{order}IIIHH", 0, size, place, 0, 0)
        for size, place in zip(sizes, places, strict=True)
    )
    return b"MPF\0" + head + struct.pack(f"{order}IH", 8, 2) + tags + bytes(4) + entries


def of_two(order: str = "<", *ahead: bytes, second: bytes | None = None) -> bytes:
    """Two JPEGs in one file, as MPO and Ultra HDR are; ``ahead`` are segments before the index."""
    second = saved(picture(1, (24, 16), "L"), "JPEG") if second is None else second
    blank = jpeg_with(*ahead, segment(0xE2, mpf(order, [0, 0], [0, 0])))
    base = blank.index(b"MPF\0") + 4
    index = mpf(order, [len(blank), len(second)], [0, len(blank) - base])
    return jpeg_with(*ahead, segment(0xE2, index)) + second


def second_of(data: bytes) -> bytes:
    """The second picture of such a file, by its index."""
    base = data.index(b"MPF\0") + 4
    order = "<" if data[base : base + 2] == b"II" else ">"
    entry = base + 8 + 2 + 24 + 4
    _, first, _ = struct.unpack_from(f"{order}III", data, entry)
    _, size, place = struct.unpack_from(f"{order}III", data, entry + 16)
    assert first == base + place, "the first picture ends where the second begins"
    return data[base + place : base + place + size]


def motion_photo() -> bytes:
    return jpeg_with(xmp_segment()) + b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 18


def png(**options: object) -> bytes:
    return saved(picture(), "PNG", icc_profile=PROFILE, **options)


def animated(kind: str, **options: object) -> bytes:
    others = [picture(seed) for seed in (1, 2)]
    return saved(picture(), kind, save_all=True, append_images=others, duration=50, **options)


def odd_webp() -> bytes:
    """A picture chunk of an odd number of bytes, with the byte that makes it even."""
    for seed in range(100):
        data = saved(picture(seed), "WEBP", lossless=True)
        if int.from_bytes(data[16:20], "little") % 2:
            return data
    raise AssertionError("no such picture was found")


def _png_xmp(packet: bytes) -> object:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", packet.decode())
    return info


MADE: dict[str, Callable[[], bytes]] = {
    "JPEG": jpeg,
    "JPEG, progressive": lambda: jpeg(progressive=True),
    "JPEG, grey": lambda: saved(picture(mode="L"), "JPEG"),
    "JPEG with a profile": lambda: jpeg(icc_profile=PROFILE),
    "JPEG with restarts": lambda: jpeg(restart_marker_rows=1),
    "JPEG with XMP": lambda: jpeg_with(xmp_segment()),
    "MPO by Pillow": lambda: saved(picture(), "MPO", save_all=True, append_images=[picture(3)]),
    "MPO, Intel": of_two,
    "MPO, Motorola": lambda: of_two(">"),
    "Ultra HDR": lambda: of_two(
        "<", xmp_segment(), second=jpeg_with(xmp_segment(Packet.new().embedded()))
    ),
    "Motion Photo": motion_photo,
    "PNG": png,
    "PNG with XMP": lambda: png(pnginfo=_png_xmp(FOREIGN)),
    "APNG": lambda: animated("PNG"),
    "WebP": lambda: saved(picture(), "WEBP"),
    "WebP, odd length": odd_webp,
    "WebP, lossless": lambda: saved(picture(), "WEBP", lossless=True),
    "WebP, lossless with alpha": lambda: saved(picture(mode="RGBA"), "WEBP", lossless=True),
    "WebP with alpha": lambda: saved(picture(mode="RGBA"), "WEBP"),
    "WebP, animated": lambda: animated("WEBP"),
    "WebP with EXIF and profile": lambda: saved(
        picture(), "WEBP", exif=exif(), icc_profile=PROFILE
    ),
    "WebP with XMP": lambda: saved(picture(), "WEBP", xmp=FOREIGN),
}


def pixels(data: bytes) -> list[bytes]:
    """Of every frame, as Pillow decodes them."""
    with Image.open(io.BytesIO(data)) as image:
        frames = []
        for frame in range(getattr(image, "n_frames", 1)):
            image.seek(frame)
            frames.append(image.convert("RGBA").tobytes())
        return frames


def packet_with(*tags: str) -> bytes:
    return Packet.new().with_tags({SUBJECT: tags}).embedded()
