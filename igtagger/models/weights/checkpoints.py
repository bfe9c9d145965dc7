"""Checkpoints that training scripts write: the weights in them, among much else.

timm's own script writes a dict of ``state_dict``, ``state_dict_ema`` (the average of the weights,
which it means to be used), the state of the optimiser and the options of the command line. They are
read as all pickles here: nothing in them is run.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from igtagger.errors import WeightsError
from igtagger.models.weights import conversion, safetensors_files, torch_files
from igtagger.models.weights.mapped import Mapped
from igtagger.models.weights.tensors import FileTensor, Tensors

_PARTS = ("state_dict_ema", "state_dict")
_WRAPPERS = ("module.", "_orig_mod.")
"""What torch puts before all names where several devices, or a compiler, were at work."""


class CheckpointWeights(NamedTuple):
    """The weights in a checkpoint.

    Attributes:
        tensors: by their names; they lie in the file.
        part: which part of it they are: ``state_dict_ema``, ``state_dict``, or empty where the file
            holds nothing else.
    """

    tensors: Tensors
    part: str


def read_checkpoint(file: Path) -> CheckpointWeights:
    """The weights in ``file``: the average of them where it has that.

    Raises:
        WeightsError: it cannot be read, or holds none.
    """
    try:
        data: Mapped = np.memmap(file, np.uint8, "r")
        if safetensors_files.is_safetensors(file):
            return CheckpointWeights(safetensors_files.read(file, data), "")
        found = torch_files.read(file, data)
    except conversion.UNREADABLE as error:
        raise conversion.not_weights(file, error) from error
    if not isinstance(found, dict):
        raise WeightsError("weights.not-plain", file=file, kind=type(found).__name__)
    part = next((name for name in _PARTS if isinstance(found.get(name), dict)), "")
    return CheckpointWeights(_tensors(found[part] if part else found, file), part)


def _tensors(found: Mapping[object, object], file: Path) -> Tensors:
    tensors: dict[str, FileTensor] = {}
    for name, value in found.items():
        if not isinstance(name, str) or not isinstance(value, FileTensor):
            raise WeightsError("weights.not-plain", file=file, kind=type(value).__name__)
        tensors[name] = value
    for wrapper in _WRAPPERS:
        if tensors and all(name.startswith(wrapper) for name in tensors):
            tensors = {name.removeprefix(wrapper): each for name, each in tensors.items()}
    return tensors
