"""Files of taught tags: safetensors, with what the tags are called in its notes.

The program's own store and what people give to each other have the same form. A file may be
anybody's: everything in it is checked before a value of it is used.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from igtagger.errors import BadValueError
from igtagger.labels.own_tags import cleaned, same_tag
from igtagger.models.taught import TaughtTag
from igtagger.small_files import parse_json

MOST_BYTES = 1 << 26
"""A file's: some thousand tags."""
MOST_TAGS = 5000
_FORM, _VERSION = "igtagger taught tags", "1"
_MOST_CHANNELS, _MOST_INDEX, _MOST_COUNT = 1 << 16, 1 << 31, 1 << 31
_GREATEST = 1e6
"""Of a weight or bias: what is learned is far below, and products stay numbers."""
_HASH = re.compile(r"[0-9a-f]{8,64}")
_LONGEST_ID = 100


@dataclass(frozen=True, slots=True)
class TaughtFile:
    """What is in a file.

    Attributes:
        tags: by their index.
        next_index: the first that no tag has had yet.
    """

    tags: tuple[TaughtTag, ...] = ()
    next_index: int = 0


def packed(tags: Sequence[TaughtTag], next_index: int = 0) -> bytes:
    """The content of a file: see :class:`TaughtFile`."""
    tensors = {str(tag.index): np.ascontiguousarray(tag.weight, np.float32) for tag in tags}
    notes = {
        "form": _FORM,
        "version": _VERSION,
        "next": str(next_index),
        "tags": json.dumps([_described(tag) for tag in tags]),
    }
    return save(tensors, notes)


def _described(tag: TaughtTag) -> dict[str, object]:
    return {
        "index": tag.index,
        "name": tag.name,
        "model": tag.model_id,
        "weights": tag.weights_sha256,
        "bias": tag.bias,
        "threshold": tag.threshold,
        "automatic": tag.automatic,
        "examples": tag.examples,
        "rejected": tag.rejected,
        "former": tag.former,
    }


def unpacked(content: bytes) -> TaughtFile:
    """What is in a file.

    Raises:
        ValueError: it is no such file, or anything in it is not as :func:`packed` has it.
    """
    notes = _notes(content)
    if notes.get("form") != _FORM or notes.get("version") != _VERSION:
        raise BadValueError("taught.part-form")
    try:
        tensors = load(content)
    except (SafetensorError, KeyError) as error:  # KeyError: of a kind that NumPy has not
        raise BadValueError("tensors.no-header") from error
    try:
        listed, next_index = parse_json(str(notes["tags"]), once=True), int(str(notes["next"])[:20])
        tags = tuple(_read(each, tensors) for each in listed[: MOST_TAGS + 1])
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise BadValueError("taught.part-list") from error
    _check_together(tags, len(tensors))
    greatest = max((tag.index for tag in tags), default=-1)
    return TaughtFile(tuple(sorted(tags, key=_index)), max(next_index, greatest + 1))


def _index(tag: TaughtTag) -> int:
    return tag.index


def _notes(content: bytes) -> Mapping[str, Any]:
    length = int.from_bytes(content[:8], "little")
    if len(content) < 8 or length > len(content) - 8:
        raise BadValueError("tensors.no-header")
    header = parse_json(content[8 : 8 + length], once=True)
    notes = header.get("__metadata__") if isinstance(header, dict) else None
    return notes if isinstance(notes, dict) else {}


def _check_together(tags: Sequence[TaughtTag], tensors: int) -> None:
    if not (len(tags) == tensors <= MOST_TAGS):
        raise BadValueError("taught.part-list")
    names, indices = {same_tag(tag.name) for tag in tags}, {tag.index for tag in tags}
    if not (len(names) == len(indices) == len(tags)):
        raise BadValueError("taught.part-list")


def _read(entry: Mapping[str, object], tensors: Mapping[str, NDArray[Any]]) -> TaughtTag:
    index = _whole(entry["index"], _MOST_INDEX)
    return TaughtTag(
        index,
        _name(entry["name"]),
        _id(entry["model"]),
        _matching(entry["weights"]),
        _weight(tensors[str(index)], index),
        _number(entry["bias"], -_GREATEST, _GREATEST),
        _number(entry["threshold"], 0, 1),
        _flag(entry["automatic"]),
        _whole(entry["examples"], _MOST_COUNT),
        _whole(entry["rejected"], _MOST_COUNT),
        _name(entry["former"]) if entry["former"] else "",
    )


def _weight(values: NDArray[Any], index: int) -> NDArray[np.float32]:
    is_vector = values.dtype == np.float32 and values.ndim == 1
    if not (is_vector and 0 < len(values) <= _MOST_CHANNELS):
        raise BadValueError("taught.part-weight", number=index)
    if not (np.abs(values) <= _GREATEST).all():  # nor is what is no number
        raise BadValueError("taught.part-weight", number=index)
    return values


def _name(value: object) -> str:
    if not isinstance(value, str) or not value or cleaned(value) != value:
        raise TypeError(value)
    return value


def _id(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_ID or not value.isprintable():
        raise TypeError(value)
    return value


def _matching(value: object) -> str:
    if not isinstance(value, str) or not _HASH.fullmatch(value):
        raise TypeError(value)
    return value


def _whole(value: object, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < most:
        raise TypeError(value)
    return value


def _number(value: object, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(value)
    if not math.isfinite(value) or not low <= value <= high:
        raise TypeError(value)
    return float(value)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value
