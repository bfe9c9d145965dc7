"""The file that a model's body is kept in once it is in int8: OpenVINO's graph and its constants.

It is a safetensors file of two arrays of bytes, so that other programs can look into it, with notes
that say what it was made of. The constants come first, where their place in memory is even.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from igtagger import files
from igtagger.engines.quiet_openvino import ov
from igtagger.models.weights.mapped import MappedWeights

_CONSTANTS, _GRAPH = "constants", "graph"
_KEY, _MAKER, _HASH, _PICTURES = "made of", "nncf", "sha256", "pictures"
_EVEN = 64
"""Bytes: OpenVINO writes constants so that they begin at multiples of this."""


@dataclass(frozen=True, slots=True)
class Quantised:
    """A body in int8.

    Attributes:
        body: pixels ``uint8 (1, size, size, 3)`` to features ``float32 (1, features)``.
        weights: the file that its constants lie in.
    """

    body: ov.Model
    weights: MappedWeights


def read(file: Path, key: Mapping[str, str], maker: str | None) -> Quantised | None:
    """What is kept in ``file``, every byte of which is looked at.

    Args:
        file: the file.
        key: all that the body depends on but the version of what makes it.
        maker: that version; None takes any, where nothing could make it anew.

    Returns:
        None where there is no such file, it was made of something else, or it is damaged.
    """
    try:
        weights = MappedWeights(file)
        notes = weights.notes()
        constants, graph = weights.raw(_CONSTANTS), weights.raw(_GRAPH)
        if notes[_KEY] != _spell(key) or maker not in (None, notes[_MAKER]):
            return None
        with weights.forgetting():
            if notes[_HASH] != _hash(constants, graph):
                return None
        body = ov.Core().read_model(graph.tobytes().decode(), ov.Tensor(constants))
    except (OSError, ValueError, KeyError, RuntimeError):
        return None
    return Quantised(body, weights)


def write(
    file: Path, graph: Path, constants: Path, key: Mapping[str, str], maker: str, pictures: int
) -> None:
    """Put OpenVINO's two files into the one that is kept, whole or not at all, for nobody else.

    Args:
        file: the one that is kept.
        graph: XML.
        constants: bytes.
        key: see :func:`read`.
        maker: likewise.
        pictures: how many it was calibrated with, for who looks into the file.

    Raises:
        OSError: it cannot be written.
    """
    parts = {_CONSTANTS: _mapped(constants), _GRAPH: _mapped(graph)}
    notes = {
        _KEY: _spell(key),
        _MAKER: maker,
        _HASH: _hash(*parts.values()),
        _PICTURES: str(pictures),
    }
    with files.replacing_bytes(file, private=True, tidy=True) as stream:
        stream.write(_header(parts, notes))
        for values in parts.values():
            stream.write(values.data)


def _header(parts: Mapping[str, NDArray[np.uint8]], notes: Mapping[str, str]) -> bytes:
    """The head of a safetensors file: its own length, and what is where behind it."""
    described: dict[str, object] = {"__metadata__": notes}
    for (name, values), (start, end) in zip(parts.items(), _places(parts.values()), strict=True):
        described[name] = {"dtype": "U8", "shape": [len(values)], "data_offsets": [start, end]}
    text = json.dumps(described).encode()
    text += b" " * (-(8 + len(text)) % _EVEN)
    return len(text).to_bytes(8, "little") + text


def _places(parts: Iterable[NDArray[np.uint8]]) -> Iterator[tuple[int, int]]:
    start = 0
    for values in parts:
        yield start, start + len(values)
        start += len(values)


def _mapped(file: Path) -> NDArray[np.uint8]:
    return np.memmap(file, np.uint8, "r")


def _spell(key: Mapping[str, str]) -> str:
    return json.dumps(key, sort_keys=True)


def _hash(*parts: NDArray[np.uint8]) -> str:
    digest = hashlib.sha256()
    for values in parts:
        digest.update(values.data)
    return digest.hexdigest()
