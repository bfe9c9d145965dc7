"""Tensors as files of weights hold them: where they lie, before any of their values is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from igtagger.errors import BadValueError


@dataclass(frozen=True, slots=True)
class ValueKind:
    """What the values of a tensor are.

    Attributes:
        name: as torch calls it, such as ``bfloat16``.
        code: as safetensors does.
        numbers: as NumPy does, which has no bfloat16: those are ``uint16`` there, the upper half of
            a float32.
    """

    name: str
    code: str
    numbers: np.dtype[Any]


F32 = ValueKind("float32", "F32", np.dtype("<f4"))
F16 = ValueKind("float16", "F16", np.dtype("<f2"))
BF16 = ValueKind("bfloat16", "BF16", np.dtype("<u2"))
F64 = ValueKind("float64", "F64", np.dtype("<f8"))
I64 = ValueKind("int64", "I64", np.dtype("<i8"))
FLOATS = (F32, F16, BF16, F64)
KINDS = (
    *FLOATS,
    I64,
    ValueKind("int32", "I32", np.dtype("<i4")),
    ValueKind("int16", "I16", np.dtype("<i2")),
    ValueKind("int8", "I8", np.dtype("i1")),
    ValueKind("uint8", "U8", np.dtype("u1")),
    ValueKind("bool", "BOOL", np.dtype("?")),
)
"""What weights are, and what else files are known to hold."""


@dataclass(slots=True)
class Storage:
    """Values of one kind in a row, of which tensors are made.

    Attributes:
        kind: of all of them.
        count: how many there are.
        values: they themselves, mapped, in the order of bytes that the file has; None before it is
            known where they lie.
    """

    kind: ValueKind
    count: int
    values: NDArray[Any] | None = None


@dataclass(frozen=True, slots=True)
class FileTensor:
    """A tensor of a file. Nothing but its place was looked at before :meth:`array`.

    Attributes:
        storage: what it is made of.
        offset: its first value's place there.
        shape: none of it negative.
        strides: from one value to the next along each dimension, in values; none negative.
    """

    storage: Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    @property
    def kind(self) -> ValueKind:
        """What its values are."""
        return self.storage.kind

    @property
    def fits(self) -> bool:
        """Whether all of it lies in its storage."""
        if 0 in self.shape:
            return self.offset <= self.storage.count
        steps = zip(self.shape, self.strides, strict=True)
        return self.offset + sum((n - 1) * stride for n, stride in steps) < self.storage.count

    def array(self) -> NDArray[Any]:
        """Its values, in place and not to be written to.

        Raises:
            BadValueError: some of them are the same place of the file, as no set of weights has it:
                that can be made to look like any size.
        """
        if self.storage.values is None or not self.fits or self._folded():
            raise BadValueError("tensors.folded")
        values = self.storage.values[self.offset :]
        if 0 in self.shape:
            return np.empty(self.shape, values.dtype)
        return as_strided(
            values, self.shape, [values.itemsize * each for each in self.strides], writeable=False
        )

    def floats(self) -> NDArray[Any]:
        """The same as NumPy reckons with them: bfloat16 becomes float32.

        Raises:
            BadValueError: as :meth:`array`.
        """
        if self.kind is not BF16:
            return self.array()
        return (self.array().astype(np.uint32) << 16).view(np.float32)

    def _folded(self) -> bool:
        reached = 0
        for stride, count in sorted(zip(self.strides, self.shape, strict=True)):
            if count > 1:
                if stride <= reached:
                    return 0 not in self.shape
                reached += (count - 1) * stride
        return False


Tensors = Mapping[str, FileTensor]


def whole(values: NDArray[Any], kind: ValueKind, shape: tuple[int, ...]) -> FileTensor:
    """The tensor that ``values`` are in their order; ``shape`` has as many."""
    strides = tuple(prod(shape[index + 1 :]) for index in range(len(shape)))
    return FileTensor(Storage(kind, values.size, values), 0, shape, strides)
