"""A file of weights, as it was downloaded or imported, becomes safetensors.

Such a file is a pickle of 2019: it is checked from the outside first (size, hash, the archive's
listing), read once with ``weights_only=True``, checked again (names, shapes, finite values), and
kept as safetensors from then on. Reading pickles is why torch is imported here.
"""

from __future__ import annotations

import pickle
import struct
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from igtagger import private
from igtagger.errors import WeightsError
from igtagger.models.catalog import ModelSpec
from igtagger.models.families.blueprint import COUNTER
from igtagger.models.weights.checking import misfit, owner_by_shapes

if TYPE_CHECKING:
    from igtagger.models.weights.store import StoredWeights, WeightsStore

_OVERHEAD = 1 << 20
"""How much more than its tensors a file of weights may hold, in bytes."""
_KINDS = (torch.float32, torch.float16, torch.bfloat16, torch.float64)
_UNREADABLE = (
    *(OSError, EOFError, MemoryError, RuntimeError, ImportError, AssertionError),
    *(ValueError, TypeError, AttributeError, LookupError, ArithmeticError),
    *(pickle.UnpicklingError, struct.error, zipfile.BadZipFile, SafetensorError),
)
"""What the readers raise on damaged files; found by flipping bytes in good ones."""


def prepare(store: WeightsStore, spec: ModelSpec, cancel: Event) -> StoredWeights:
    """The weights of ``spec`` as safetensors, converting them if this is the first load.

    Raises:
        WeightsError: absent, damaged, or not this model's.
        Cancelled: ``cancel`` was set.
    """
    return store.prepare(spec, cancel, check=convert)


def convert(spec: ModelSpec, source: Path, target: Path) -> None:
    """Read ``source`` (torch's formats or safetensors), check it, write it as safetensors.

    Every tensor is kept as it is: values, precision, and names but for those of another maker
    (:meth:`igtagger.models.families.blueprint.Family.other_names`). Of a model that is kept in
    half, kernels and matrices become fp16.

    Raises:
        WeightsError: not weights, not of this architecture, or with values that are not finite.
    """
    state = _under_our_names(spec, _read(spec, source))
    check_state(spec, state, source)
    if spec.kept_in_half:
        state = {name: _halved(values) for name, values in state.items()}
        check_state(spec, state, source)  # what is too large for fp16 is infinite now
    _part_memory(state)
    try:
        save_file(state, target, {"format": "pt"})
        private.share_file(target)
    except (OSError, SafetensorError) as error:
        raise WeightsError("weights.unwritten", file=target, detail=str(error)) from error


def _under_our_names(spec: ModelSpec, state: dict[str, Tensor]) -> dict[str, Tensor]:
    names = spec.family.other_names()
    if not state.keys() <= names.keys():
        return state
    return {names[name]: values for name, values in state.items()}


def _halved(values: Tensor) -> Tensor:
    """In fp16; what batch norms are made of stays as it is, since it is small and ranges far."""
    return values.half() if values.ndim > 1 else values


def _part_memory(state: dict[str, Tensor]) -> None:
    """Give each tensor memory of its own, in its order of dimensions, as safetensors wants it."""
    taken = set()
    for name, values in state.items():
        memory = values.untyped_storage()
        shared = memory.data_ptr() in taken or memory.nbytes() != values.nbytes
        if shared or not values.is_contiguous():
            state[name] = values.clone(memory_format=torch.contiguous_format)
        taken.add(memory.data_ptr())


def _read(spec: ModelSpec, source: Path) -> dict[str, Tensor]:
    try:
        _check_size(spec, source)
        state = _read_safetensors(source) if _is_safetensors(source) else _unpickle(source)
    except _UNREADABLE as error:
        raise _not_weights(source, error) from error
    if not isinstance(state, Mapping) or not all(
        isinstance(name, str) and isinstance(value, Tensor) for name, value in state.items()
    ):
        raise WeightsError("weights.not-plain", file=source, kind=type(state).__name__)
    return dict(state)


def _is_safetensors(source: Path) -> bool:
    with source.open("rb") as file:
        head = file.read(9)
    return head[8:9] == b"{"


def _read_safetensors(source: Path) -> dict[str, Tensor]:
    with safe_open(source, framework="pt") as file:
        return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118


def _unpickle(source: Path) -> object:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of odd files; what comes of them is judged here
        return torch.load(source, map_location="cpu", weights_only=True)


def _not_weights(source: Path, error: Exception) -> WeightsError:
    first = (str(error).splitlines() or [type(error).__name__])[0]
    return WeightsError("weights.not-weights", file=source, detail=first)


def _check_size(spec: ModelSpec, source: Path) -> None:
    """Refuse what holds more than the model, before any of it is read into memory.

    A zip archive (torch's format since 2020) is judged from its listing: a small one can unpack to
    any size.
    """
    needed = 4 * spec.parameters
    held, compressed = source.stat().st_size, False
    if _is_zip(source):
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
        held = sum(member.file_size for member in members)
        compressed = any(member.compress_type != zipfile.ZIP_STORED for member in members)
    if held > needed + needed // 32 + _OVERHEAD:  # the statistics of batch norms come on top
        raise WeightsError(
            "weights.too-large", file=source, held=held, model=spec.id, needed=needed
        )
    if compressed:
        raise WeightsError("weights.compressed", file=source)


def _is_zip(source: Path) -> bool:
    with source.open("rb") as file:
        begins_so = file.read(4) == b"PK\x03\x04"  # by which torch decides
    return begins_so or zipfile.is_zipfile(source)


def check_state(spec: ModelSpec, state: Mapping[str, Tensor], source: Path) -> None:
    """Compare names, shapes and kinds with the model's; refuse values that are not finite.

    Raises:
        WeightsError: with the first thing that is wrong.
    """
    shapes = {name: tuple(values.shape) for name, values in state.items()}
    if difference := misfit(spec, shapes):
        if (owner := owner_by_shapes(shapes)) is None:
            raise WeightsError("weights.misfit", file=source, model=spec.id, difference=difference)
        raise WeightsError(
            "weights.misfit-of",
            file=source,
            model=spec.id,
            difference=difference,
            other=owner.id,
        )
    for name, values in state.items():
        _check_values(spec, name, values, source)


def _check_values(spec: ModelSpec, name: str, values: Tensor, source: Path) -> None:
    plain = values.layout is torch.strided and values.device.type == "cpu"
    kinds = (torch.int64,) if name.endswith(COUNTER) else _KINDS
    if not plain or values.dtype not in kinds:
        raise WeightsError(
            "weights.kind",
            file=source,
            model=spec.id,
            tensor=name,
            kind=str(values.dtype).removeprefix("torch."),
            layout=str(values.layout),
            device=str(values.device),
        )
    impossible = name.endswith("running_var") and bool(values.min() < 0)
    if impossible or not torch.isfinite(values).all():
        raise WeightsError("weights.not-finite", file=source, tensor=name)
