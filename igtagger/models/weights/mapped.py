"""Weights as NumPy arrays that lie in their file, not in memory."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import numpy as np
from numpy.typing import NDArray

from igtagger.errors import BadValueError
from igtagger.small_files import parse_json

_TYPES = {"F32": np.float32, "F16": np.float16, "F64": np.float64, "BF16": np.uint16}
_NOTES = "__metadata__"  # the one name in a header that is no tensor's
_FORGET_SECONDS = 0.01


Mapped = np.memmap[tuple[int], np.dtype[np.uint8]]
"""The bytes of a file."""


def forget(mapped: Mapped) -> None:
    """Give the pages of ``mapped`` that were read back: they count as the process's own until then.

    Nothing is lost, as they were never written to. Where the system offers no such call it takes
    them itself when memory is short.
    """
    advice = getattr(mmap, "MADV_DONTNEED", None)
    if advice is not None:
        mapped._mmap.madvise(advice)  # type: ignore[attr-defined]


class MappedWeights:
    """A checked safetensors file, mapped.

    The format (8 bytes of length, a JSON header, the values) is read here and not by its library,
    whose NumPy side cannot give bfloat16 and copies every tensor.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is no safetensors file.
    """

    def __init__(self, file: Path) -> None:
        # Copy on write: never written to, but OpenVINO takes no array that may not be written.
        self._map = np.memmap(file, np.uint8, "c")
        length = int.from_bytes(self._map[:8].tobytes(), "little")
        header = parse_json(self._map[8 : 8 + length].tobytes())
        if not isinstance(header, dict):
            raise BadValueError("tensors.no-header")  # the file's fault
        self._header = header
        self._values = self._map[8 + length :]

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of each tensor by its name, as the header has them.

        Raises:
            ValueError: the header is not that of a safetensors file.
        """
        try:
            found = {
                name: tuple(entry["shape"])
                for name, entry in self._header.items()
                if name != _NOTES
            }
        except (KeyError, TypeError) as error:
            raise BadValueError("tensors.no-list") from error
        return found

    def get(self, name: str) -> NDArray[np.float32]:
        """The tensor ``name``; in place where the file holds it as fp32, else converted.

        Raises:
            ValueError: it is not there, or not of a kind that weights have.
        """
        try:
            entry = self._header[name]
            kind, (start, end) = _TYPES[entry["dtype"]], entry["data_offsets"]
            values = self._values[start:end].view(kind).reshape(entry["shape"])
        except (KeyError, TypeError) as error:
            raise BadValueError("tensors.missing", tensor=name) from error
        if kind is np.uint16:  # bfloat16 is the upper half of a float32
            return (values.astype(np.uint32) << 16).view(np.float32)
        if kind is np.float32 and values.ctypes.data % 4 == 0:
            return np.asarray(values)
        return values.astype(np.float32)

    def notes(self) -> dict[str, str]:
        """What the file says of itself, in words.

        Raises:
            ValueError: the header is not that of a safetensors file.
        """
        notes = self._header.get(_NOTES, {})
        if not isinstance(notes, dict) or not all(isinstance(v, str) for v in notes.values()):
            raise BadValueError("tensors.no-list")
        return notes

    def raw(self, name: str) -> NDArray[np.uint8]:
        """The bytes of the tensor ``name``, in place.

        Raises:
            ValueError: it is not there.
        """
        try:
            start, end = self._header[name]["data_offsets"]
            return np.asarray(self._values[start:end])
        except (KeyError, TypeError) as error:
            raise BadValueError("tensors.missing", tensor=name) from error

    @contextmanager
    def forgetting(self) -> Iterator[None]:
        """Keep pages that were read from piling up in memory while someone reads them all.

        See :func:`forget`.
        """
        over = Event()

        def go_on_forgetting() -> None:
            while not over.wait(_FORGET_SECONDS):
                forget(self._map)

        thread = Thread(target=go_on_forgetting, name="forget", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
            forget(self._map)
