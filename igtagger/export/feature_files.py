"""Features of pictures as files for others: NumPy's ``.npz``, and Parquet."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, NamedTuple, Protocol

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from igtagger.errors import ExportError
from igtagger.export.destinations import Destination
from igtagger.files import is_descriptor, refusal

if TYPE_CHECKING:
    import pyarrow as pa

_AT_ONCE = 4096
"""Pictures whose paths or features are in memory at once: 32 MB of 2048 channels."""
_COPIED_AT_ONCE = 1 << 20
_MADE_BY = b"igtagger features"
_ZIP, _PARQUET = b"PK\x03\x04", b"PAR1"


class FeaturesOrigin(NamedTuple):
    """What the features of a file were made with.

    Attributes:
        model_id: the model.
        weights_sha256: which weights of it.
        preprocessing: how pictures were prepared.
        channels: how many numbers a picture has.
    """

    model_id: str
    weights_sha256: str
    preprocessing: str
    channels: int


class FeaturesSink(Protocol):
    """Takes one picture after the other."""

    def write(self, path: str, features: NDArray[np.float32], /) -> None:
        """A picture, as its path is spelled, and its features, ``float32 (channels,)``."""


@dataclass(frozen=True, slots=True)
class FeaturesFormat:
    """A way to write features.

    Attributes:
        ending: of its files.
        open: opens a destination; the file is there, whole, when the block has ended well.
        is_own: see :class:`Destination`.
    """

    ending: str
    open: Callable[[Destination, FeaturesOrigin], AbstractContextManager[FeaturesSink]]
    is_own: Callable[[bytes], bool]


# NumPy


class _Gathered:
    """Paths and features on the disk, until it is known how many they are."""

    def __init__(self, paths: IO[bytes], vectors: IO[bytes]) -> None:
        self.paths, self.vectors = paths, vectors
        self.count, self.longest = 0, 1

    def write(self, path: str, features: NDArray[np.float32], /) -> None:
        self.paths.write(path.encode() + b"\n")  # a path that is spelled has no line ends
        self.vectors.write(features.astype("<f4").tobytes())
        self.count += 1
        self.longest = max(self.longest, len(path))

    def path_arrays(self) -> Iterator[NDArray[np.str_]]:
        """All paths, some thousands at once, in NumPy's way: as long as the longest one."""
        self.paths.seek(0)
        kind = f"<U{self.longest}"
        for start in range(0, self.count, _AT_ONCE):
            most = min(_AT_ONCE, self.count - start)
            yield np.array([self.paths.readline()[:-1].decode() for _ in range(most)], kind)


@contextmanager
def _open_npz(output: Destination, origin: FeaturesOrigin) -> Iterator[FeaturesSink]:
    # The head of an array says how long it is. On the disk of the file, which has room for it.
    folder = None if is_descriptor(output.path) else output.path.absolute().parent
    with output.open_bytes() as stream:
        try:
            with (
                tempfile.TemporaryFile(dir=folder) as paths,
                tempfile.TemporaryFile(dir=folder) as vectors,
            ):
                gathered = _Gathered(paths, vectors)
                yield gathered
                _write_npz(stream, gathered, origin)
        except OSError as error:
            raise refusal(output.path, error) from error


def _write_npz(stream: BinaryIO, gathered: _Gathered, origin: FeaturesOrigin) -> None:
    """As :func:`numpy.savez` does, but piece by piece."""
    with zipfile.ZipFile(stream, "w") as archive:
        archive.comment = _MADE_BY
        shape = (gathered.count, origin.channels)
        with _member(archive, "features", "<f4", shape) as member:
            gathered.vectors.seek(0)
            shutil.copyfileobj(gathered.vectors, member, _COPIED_AT_ONCE)
        kind = f"<U{gathered.longest}"
        with _member(archive, "paths", kind, (gathered.count,), packed=True) as member:
            for part in gathered.path_arrays():
                member.write(part.tobytes())
        for name in ("model_id", "weights_sha256", "preprocessing"):
            text = np.array(getattr(origin, name))
            with _member(archive, name, text.dtype.str, ()) as member:
                member.write(text.tobytes())


@contextmanager
def _member(
    archive: zipfile.ZipFile,
    name: str,
    kind: str,
    shape: tuple[int, ...],
    *,
    packed: bool = False,
) -> Iterator[IO[bytes]]:
    """A member of the archive that is an array; its numbers are to be written."""
    entry = zipfile.ZipInfo(f"{name}.npy")
    entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with archive.open(entry, "w", force_zip64=True) as member:
        head = {"descr": kind, "fortran_order": False, "shape": shape}
        npy.write_array_header_1_0(member, head)
        yield member


def _is_npz(ends: bytes) -> bool:
    return ends.startswith(_ZIP) and ends.endswith(_MADE_BY)


# Parquet


class _Groups:
    """Gathers pictures until they are a group of rows."""

    def __init__(self, write: Callable[[pa.Table], None], schema: pa.Schema) -> None:
        self._write, self._schema = write, schema
        self._paths: list[str] = []
        self._vectors: list[NDArray[np.float32]] = []

    def write(self, path: str, features: NDArray[np.float32], /) -> None:
        self._paths.append(path)
        self._vectors.append(features.astype(np.float32))  # a copy: it may be a row of many
        if len(self._paths) >= _AT_ONCE:
            self.flush()

    def flush(self) -> None:
        import pyarrow as pa

        if self._paths:
            numbers = pa.array(np.concatenate(self._vectors))
            vectors = pa.FixedSizeListArray.from_arrays(numbers, len(self._vectors[0]))
            self._write(pa.table([pa.array(self._paths), vectors], schema=self._schema))
            self._paths, self._vectors = [], []


@contextmanager
def _open_parquet(output: Destination, origin: FeaturesOrigin) -> Iterator[FeaturesSink]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise ExportError("export.extra", format="Parquet", extra="igtagger[parquet]") from error
    about = {
        _MADE_BY: b"",
        b"model_id": origin.model_id,
        b"weights_sha256": origin.weights_sha256,
        b"preprocessing": origin.preprocessing,
    }
    vector = pa.list_(pa.field("element", pa.float32(), nullable=False), origin.channels)
    fields = [pa.field("path", pa.string()), pa.field("features", vector)]
    schema = pa.schema(fields, metadata=about)
    with (
        output.open_bytes() as stream,
        parquet.ParquetWriter(stream, schema, compression="zstd", use_dictionary=False) as writer,
    ):
        groups = _Groups(writer.write_table, schema)
        yield groups
        groups.flush()


def _is_parquet(ends: bytes) -> bool:
    return ends.startswith(_PARQUET) and ends.endswith(_PARQUET) and _MADE_BY in ends


FORMATS: Sequence[FeaturesFormat] = (
    FeaturesFormat(".npz", _open_npz, _is_npz),
    FeaturesFormat(".parquet", _open_parquet, _is_parquet),
)


def format_of(output: Path) -> FeaturesFormat | None:
    """The format that a file's ending stands for; None where it is none's."""
    ending = output.suffix.lower()
    return next((each for each in FORMATS if each.ending == ending), None)
