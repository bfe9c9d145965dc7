"""The two formats in which torch saves a set of weights, read without torch.

The older one (to 2020) is five pickles one after another (a magic number, the version, the system,
the tensors, the names of their storages) and then each storage: how many values it has, in 8 bytes,
and the values. The newer one is a zip archive, not compressed, of one pickle (``data.pkl``), a file
for each storage, and notes. Sources: ``torch/serialization.py``, ``_legacy_load`` and ``_load``.

More is checked than torch does: that each storage is used, is as long as is said of it, that
nothing lies behind the last one, and the checksums of an archive.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

from igtagger.errors import BadValueError
from igtagger.models.weights import plain_pickle
from igtagger.models.weights.mapped import Mapped, forget
from igtagger.models.weights.plain_pickle import KnownNames, Maker, OrderedValues
from igtagger.models.weights.tensors import KINDS, FileTensor, Storage, ValueKind

_MAGIC = 0x1950A86A20F9469CFC6C
_VERSION = 1001
_ARCHIVE_VERSIONS = range(1, 11)
_ZIP = b"PK\x03\x04"
_MOST_DIMENSIONS = 64  # as torch has it
_LOCAL_HEADER = 30
_ENCRYPTED = 1
_PICKLE, _STORAGES = "/data.pkl", "data/"
_LONGEST_NOTE = 8
_NOTHING, _LITTLE = (np.frombuffer(note, np.uint8) for note in (b" ", b"little"))
Order = Literal["<", ">"]
_ORDERS: dict[bytes, Order] = {b"little": "<", b"big": ">"}
_NAMES = {  # as torch calls its storages
    "float32": "FloatStorage", "float16": "HalfStorage", "bfloat16": "BFloat16Storage",
    "float64": "DoubleStorage", "int64": "LongStorage", "int32": "IntStorage",
    "int16": "ShortStorage", "int8": "CharStorage", "uint8": "ByteStorage", "bool": "BoolStorage",
}  # fmt: skip


def is_zip(file: Path) -> bool:
    """Whether ``file`` is of the newer format: by its first bytes, as torch decides.

    Raises:
        OSError: it cannot be read.
    """
    with file.open("rb") as stream:
        return stream.read(4) == _ZIP


def read(file: Path, data: Mapped) -> object:
    """What ``file`` holds: a dict of tensors by their names, if it is a set of weights.

    Nothing in it is run, no value is copied, and memory is bounded: see
    :mod:`igtagger.models.weights.plain_pickle`.

    Args:
        file: of either format.
        data: the same, mapped.

    Returns:
        As :func:`igtagger.models.weights.plain_pickle.read`, and
        :class:`igtagger.models.weights.tensors.FileTensor` for tensors.

    Raises:
        OSError: it cannot be read.
        ValueError: it is damaged, of another format, or not made of plain tensors.
        zipfile.BadZipFile: likewise.
    """
    return _read_archive(file, data) if is_zip(file) else _read_legacy(data)


def members(file: Path) -> list[zipfile.ZipInfo]:
    """What an archive lists, none of which is read; a listing longer than a pickle is refused.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no archive, or its listing is too long.
        zipfile.BadZipFile: likewise.
    """
    with _Sparing(file) as stream, zipfile.ZipFile(cast("Any", stream)) as archive:
        return archive.infolist()


class _Sparing(io.FileIO):
    """A file that is not read by more than a listing at once."""

    def read(self, size: int | None = -1, /) -> bytes:
        most = plain_pickle.MOST_BYTES
        if size is not None and size > most:
            raise BadValueError("pickle.long")
        return super().read(most if size is None or size < 0 else size) or b""


class _Storages:
    """The storages that a pickle speaks of, by their keys."""

    def __init__(self) -> None:
        self.found: dict[str, Storage] = {}
        kinds = {f"torch.{_NAMES[kind.name]}": kind for kind in KINDS}
        self.known = KnownNames(
            {
                "collections.OrderedDict": Maker(plain_pickle.ordered),
                # What the options of a training script lie in, beside what it trained.
                "argparse.Namespace": Maker(plain_pickle.nothing_kept),
                "torch._utils._rebuild_tensor_v2": Maker(_tensor),
                "torch._utils._rebuild_parameter": Maker(_parameter),
                **kinds,
            },
            self._named,
        )

    def _named(self, name: object) -> Storage:
        if isinstance(name, tuple) and name[5:] == (None,):  # the older format has it
            name = name[:5]
        match name:
            case ("storage", ValueKind() as kind, str() as key, str(), int() as count) if (
                count >= 0
            ):
                known = self.found.setdefault(key, Storage(kind, count))
                if (known.kind, known.count) == (kind, count):
                    return known
        raise BadValueError("torch-file.storage")

    def place(self, key: str, values: NDArray[np.uint8], order: Order = "<") -> None:
        """Tell where the values of one are."""
        storage = self.found.pop(key, None)
        if storage is None or len(values) != storage.count * storage.kind.numbers.itemsize:
            raise BadValueError("torch-file.storage")
        storage.values = values.view(storage.kind.numbers.newbyteorder(order))

    def check_all_placed(self) -> None:
        if self.found:
            raise BadValueError("torch-file.storage")


def _tensor(given: tuple[object, ...]) -> FileTensor:
    if given[6:] == (None,):  # what newer ones may say besides
        given = given[:6]
    match given:
        case (
            Storage() as storage, int() as offset, tuple() as shape, tuple() as strides, _, hooks
        ) if len(shape) == len(strides) <= _MOST_DIMENSIONS and not hooks:  # fmt: skip
            if all(type(each) is int and each >= 0 for each in (offset, *shape, *strides)):
                tensor = FileTensor(storage, offset, shape, strides)
                if tensor.fits:
                    return tensor
    raise BadValueError("torch-file.tensor")


def _parameter(given: tuple[object, ...]) -> FileTensor:
    match given:
        case (FileTensor() as tensor, bool(), OrderedValues()):
            return tensor
    raise BadValueError("torch-file.tensor")


# The older format


def _read_legacy(data: Mapped) -> object:
    head, storages = data[: plain_pickle.MOST_BYTES].tobytes(), _Storages()
    magic, place = plain_pickle.read(head)
    version, place = plain_pickle.read(head, place)
    if (magic, version) != (_MAGIC, _VERSION):
        raise BadValueError("torch-file.format")
    _, place = plain_pickle.read(head, place)  # values are little-endian on every system
    state, place = plain_pickle.read(head, place, storages.known)
    keys, place = plain_pickle.read(head, place)
    if not isinstance(keys, list):
        raise BadValueError("torch-file.storage")
    for key in keys:
        place = _place_next(storages, key, data, place)
    storages.check_all_placed()
    if place != len(data):
        raise BadValueError("torch-file.more")
    return state


def _place_next(storages: _Storages, key: object, data: Mapped, place: int) -> int:
    storage = storages.found.get(key) if isinstance(key, str) else None
    count = int.from_bytes(data[place : place + 8].tobytes(), "little")
    if storage is None or storage.count != count:
        raise BadValueError("torch-file.storage")
    start = place + 8
    end = start + count * storage.kind.numbers.itemsize
    storages.place(cast("str", key), np.asarray(data[start:end]))
    return end


# The newer format


def _read_archive(file: Path, data: Mapped) -> object:
    found, storages = _contents(file, data), _Storages()
    version = found.get("version", _NOTHING)[:_LONGEST_NOTE].tobytes().strip()
    order = _ORDERS.get(found.get("byteorder", _LITTLE)[:_LONGEST_NOTE].tobytes())
    if not version.isdigit() or int(version) not in _ARCHIVE_VERSIONS or order is None:
        raise BadValueError("torch-file.format")
    if len(found["data.pkl"]) > plain_pickle.MOST_BYTES:
        raise BadValueError("pickle.long")
    pickled = found["data.pkl"].tobytes()
    state, end = plain_pickle.read(pickled, known=storages.known)
    if end != len(pickled):
        raise BadValueError("torch-file.more")
    for name, values in found.items():
        if name.startswith(_STORAGES):
            storages.place(name.removeprefix(_STORAGES), values, order)
    storages.check_all_placed()
    return state


def _contents(file: Path, data: Mapped) -> dict[str, NDArray[np.uint8]]:
    """The members of an archive by their names within its one folder, mapped and checked."""
    listed = members(file)
    roots = [each.filename.removesuffix(_PICKLE) for each in listed if _is_pickle(each.filename)]
    names = [each.filename.partition("/")[2] for each in listed]
    if len(roots) != 1 or len(set(names)) != len(names):
        raise BadValueError("torch-file.format")
    if any(not each.filename.startswith(f"{roots[0]}/") for each in listed):
        raise BadValueError("torch-file.format")
    has_sums = any(each.CRC for each in listed)  # torch can be told not to write them
    found = {}
    for name, member in zip(names, listed, strict=True):
        found[name] = _content(data, member)
        if has_sums and zlib.crc32(found[name].data) != member.CRC:
            raise BadValueError("torch-file.sum", member=name)
        forget(data)
    return found


def _is_pickle(name: str) -> bool:
    return name.endswith(_PICKLE) and name.count("/") == 1


def _content(data: Mapped, member: zipfile.ZipInfo) -> NDArray[np.uint8]:
    """Where the bytes of a member are; what stands before them is as long as it says itself."""
    header = data[member.header_offset :][:_LOCAL_HEADER].tobytes()
    if not header.startswith(_ZIP) or len(header) < _LOCAL_HEADER or member.header_offset < 0:
        raise BadValueError("torch-file.format")
    if member.compress_type != zipfile.ZIP_STORED or member.flag_bits & _ENCRYPTED:
        raise BadValueError("torch-file.format")
    name, extra = struct.unpack("<HH", header[-4:])
    start = member.header_offset + _LOCAL_HEADER + name + extra
    content = data[start : start + member.file_size]
    if len(content) != member.file_size or member.compress_size != member.file_size:
        raise BadValueError("torch-file.format")
    return np.asarray(content)
