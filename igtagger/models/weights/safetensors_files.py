"""Safetensors files, read and written tensor by tensor, so that no more than one is in memory.

The format is 8 bytes of length, a JSON header, and the values; its own library checks the header.
The library would have all tensors in memory to write them, and in NumPy knows no bfloat16.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from math import prod
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open

from igtagger import private
from igtagger.errors import BadValueError
from igtagger.models.weights.mapped import Mapped
from igtagger.models.weights.tensors import KINDS, FileTensor, ValueKind, whole
from igtagger.small_files import parse_json

_LONGEST_HEADER = 1 << 20
_ALIGNMENT = 8
_LARGEST_FIRST = ("I64", "F64", "F32", "BF16", "F16")  # as the library orders them
_NOTES = "__metadata__"
_OF_TORCH = {"format": "pt"}
NO_NOTES: Mapping[str, str] = MappingProxyType({})
_KINDS = {kind.code: kind for kind in KINDS}


def is_safetensors(file: Path) -> bool:
    """Whether ``file`` begins as such a file does.

    Raises:
        OSError: it cannot be read.
    """
    with file.open("rb") as stream:
        return stream.read(9)[8:] == b"{"


def read(file: Path, data: Mapped) -> dict[str, FileTensor]:
    """The tensors of ``file`` by their names; no value is read.

    Args:
        file: may be anybody's.
        data: the same, mapped.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no such file.
        safetensors.SafetensorError: likewise.
    """
    length = int.from_bytes(data[:8].tobytes(), "little")
    if length > _LONGEST_HEADER:
        raise BadValueError("tensors.no-header")
    with safe_open(file, framework="np") as checked:
        names = list(checked.keys())
    header = parse_json(data[8 : 8 + length].tobytes(), once=True)
    return {name: _read_one(data[8 + length :], header[name]) for name in names}


def _read_one(values: NDArray[np.uint8], entry: Mapping[str, object]) -> FileTensor:
    match entry:
        case {"dtype": str(code), "shape": list(shape), "data_offsets": [int(start), int(end)]}:
            part = np.asarray(values[start:end])
            kind = _KINDS.get(code) or ValueKind(code, code, np.dtype("u1"))
            return whole(part.view(kind.numbers), kind, tuple(shape))
    raise BadValueError("tensors.no-header")


def write(
    file: Path,
    tensors: Mapping[str, tuple[ValueKind, tuple[int, ...]]],
    values: Callable[[str], NDArray[Any]],
) -> None:
    """Write a file as its library would, to the byte.

    Args:
        file: made, for its owner alone, or written over.
        tensors: kind and shape of each.
        values: gives those of one, little-endian and in their order; asked for one after another.

    Raises:
        OSError: it cannot be written.
    """
    private.make_file(file)
    with file.open("wb") as stream:
        write_to(stream, tensors, values)
    private.share_file(file)


def write_to(
    stream: BinaryIO,
    tensors: Mapping[str, tuple[ValueKind, tuple[int, ...]]],
    values: Callable[[str], NDArray[Any]],
    notes: Mapping[str, str] = NO_NOTES,
) -> None:
    """The same into a stream, with what the file is to say of itself, by name."""
    order = sorted(tensors, key=lambda name: (_LARGEST_FIRST.index(tensors[name][0].code), name))
    stream.write(_header({name: tensors[name] for name in order}, notes))
    for name in order:
        stream.write(values(name).data)


def read_notes(file: Path) -> Mapping[str, str]:
    """What a file says of itself, by name.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no such file.
        safetensors.SafetensorError: likewise.
    """
    with file.open("rb") as stream:
        if int.from_bytes(stream.read(8), "little") > _LONGEST_HEADER:
            raise BadValueError("tensors.no-header")
    with safe_open(file, framework="np") as checked:
        return dict(checked.metadata() or {})


def _header(
    tensors: Mapping[str, tuple[ValueKind, tuple[int, ...]]], notes: Mapping[str, str]
) -> bytes:
    described, start = dict[str, object]({_NOTES: {**_OF_TORCH, **notes}}), 0
    for name, (kind, shape) in tensors.items():
        end = start + prod(shape) * kind.numbers.itemsize
        described[name] = {"dtype": kind.code, "shape": shape, "data_offsets": (start, end)}
        start = end
    text = json.dumps(described, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % _ALIGNMENT)
    return len(text).to_bytes(8, "little") + text
