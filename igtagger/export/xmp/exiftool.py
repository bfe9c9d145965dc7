"""ExifTool, where a person has it, for files into which we do not write by bytes ourselves.

It gets a picture through its standard input and gives the new one through its standard output, so
that no name of a file comes into it and nothing on the disk is its to change. It puts in a packet
that we made, and takes it out again for us to compare; whether the picture is the same is decided
by other decoders. Versions before 13 were seen to refuse formats, or are not known.

A call takes half a second, most of it Perl's start. ``-stay_open`` would save that, and would need
names of files.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

from igtagger.export.xmp.containers import Container
from igtagger.export.xmp.rdf_tree import OddXmp
from igtagger.pictures.formats import sniff

LEAST_VERSION = 13.0
_SECONDS = 60.0
_MOST_PACKET = 1 << 20
_BESIDE = ("icc_profile", "nclx_profile", "exif", "aux")
_PLACES = (273, 324, 330, 700)
"""Tags of a TIFF that tell where something lies, and the one of XMP."""
_VERSION = re.compile(rb"\s*(\d+\.\d+)\s*")
_BATCH = ("-config", "", "-q", "-q")  # not the settings of a person, such as filters


@dataclass(frozen=True, slots=True)
class ExifTool:
    """The program.

    Attributes:
        program: where it is.
        version: such as 13.58.
    """

    program: Path
    version: float

    @classmethod
    def find(cls) -> ExifTool | None:
        """The one on the PATH, if it is new enough."""
        program = shutil.which("exiftool")
        if program is None:
            return None
        try:
            told = _VERSION.fullmatch(_run([program, "-ver"], b""))
        except OddXmp:
            return None
        if told is None or float(told[1]) < LEAST_VERSION:
            return None
        return cls(Path(program), float(told[1]))

    def container_of(self, data: bytes) -> Container | None:
        """How XMP lies in a file of this kind; None where it is left to a sidecar.

        Args:
            data: the whole file.
        """
        kind = sniff(data[:512])
        if kind not in ("HEIC", "AVIF") and not (kind == "TIFF" and _has_one_page(data)):
            return None
        return Container(self._packet_in, self._with_packet, _proof_of(kind), _MOST_PACKET)

    def _packet_in(self, data: bytes) -> bytes | None:
        return self._call(data, "-b", "-XMP", "-") or None

    def _with_packet(self, data: bytes, packet: bytes | None) -> bytes:
        if b"jumb" in data and b"c2pa" in data:
            raise OddXmp("odd.signed")
        with TemporaryDirectory(prefix="igtagger-") as folder:
            file = Path(folder, "packet.xmp")
            file.write_bytes(packet or b"")
            wish = f"-XMP<={file}" if packet is not None else "-XMP="
            content = self._call(data, wish, "-o", "-", "-")
        if not content:
            raise OddXmp("odd.exiftool", detail="-")
        return content

    def _call(self, data: bytes, *arguments: str) -> bytes:
        return _run([str(self.program), *_BATCH, *arguments], data)


def _run(command: list[str], data: bytes) -> bytes:
    """Its output. Never through a shell."""
    try:
        done = subprocess.run(  # noqa: S603  (a list of our own, no names of files)
            command, input=data, capture_output=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise OddXmp("odd.exiftool", detail=type(error).__name__) from error
    if done.returncode:
        told = done.stderr.decode(errors="replace").strip().splitlines() or [""]
        raise OddXmp("odd.exiftool", detail=told[0][:200] or str(done.returncode))
    return done.stdout


def _has_one_page(data: bytes) -> bool:
    """Whether a TIFF is of one page, and not a BigTIFF; a camera's raw file has several."""
    from tifffile import TiffFile

    if data[2:3] not in b"*\0" or data[:4] in (b"II+\0", b"MM\0+"):
        return False
    try:
        with TiffFile(io.BytesIO(data)) as file:
            return len(file.pages) == 1 and not file.is_ome
    except Exception:  # noqa: BLE001  (it raises anything on damaged files)
        return False


def _proof_of(kind: str) -> Callable[[bytes, bytes], bool]:
    def proves(old: bytes, new: bytes) -> bool:
        """Whether both show the same to the last bit, and tell the same of it."""
        try:
            return _looks(kind, old) == _looks(kind, new)
        except Exception:  # noqa: BLE001  (decoders raise anything on damaged files)
            return False

    return proves


def _looks(kind: str, data: bytes) -> tuple[object, ...]:
    """The pixels, and what is told of them, such as colours and Exif."""
    if kind == "TIFF":
        from tifffile import TiffFile

        with TiffFile(io.BytesIO(data)) as file:
            page = file.pages.first
            told = {tag.code: tag.value for tag in page.tags if tag.code not in _PLACES}
            return page.asarray().tobytes(), page.shape, repr(told)
    from pillow_heif import open_heif

    if kind == "HEIC":
        return tuple(
            (np.asarray(each).tobytes(), each.size, each.mode, *map(each.info.get, _BESIDE))
            for each in open_heif(io.BytesIO(data), convert_hdr_to_8bit=False)
        )
    with Image.open(io.BytesIO(data), formats=["AVIF"]) as image:
        frames = []
        for frame in range(getattr(image, "n_frames", 1)):
            image.seek(frame)
            frames.append((image.tobytes(), image.size, image.mode))
        return (*frames, image.info.get("icc_profile"), image.info.get("exif"))
