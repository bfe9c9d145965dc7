"""A file of weights, as it was downloaded or imported, becomes safetensors.

Such a file is a pickle of 2019: it is checked from the outside first (size, hash, the archive's
listing), read once by a machine that runs nothing (:mod:`igtagger.models.weights.plain_pickle`),
checked again (names, shapes, finite values), and kept as safetensors from then on. Its tensors stay
in the file, mapped: one at a time is in memory.
"""

from __future__ import annotations

import struct
import zipfile
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError

from igtagger.errors import BadValueError, WeightsError
from igtagger.models.catalog import ModelSpec
from igtagger.models.families.blueprint import COUNTER
from igtagger.models.sources import OwnFile
from igtagger.models.weights import safetensors_files, torch_files
from igtagger.models.weights.checking import misfit, owner_by_shapes
from igtagger.models.weights.mapped import Mapped, forget
from igtagger.models.weights.plain_pickle import StrangeNameError
from igtagger.models.weights.tensors import F16, FLOATS, I64, FileTensor, Tensors, ValueKind

if TYPE_CHECKING:
    from igtagger.models.weights.store import StoredWeights, WeightsStore

_OVERHEAD = 1 << 20
"""How much more than its tensors a file of weights may hold, in bytes."""
UNREADABLE = (
    *(OSError, EOFError, MemoryError, RuntimeError, ValueError, LookupError, ArithmeticError),
    *(struct.error, zipfile.BadZipFile, SafetensorError),
)
"""What the readers raise on damaged files; found by flipping bytes in good ones."""


def prepare(store: WeightsStore, spec: ModelSpec, cancel: Event) -> StoredWeights:
    """The weights of ``spec`` as safetensors, converting them if this is the first load.

    Those of a person's own model are safetensors already, which are looked at at each load: who
    put them into their folder is not known.

    Raises:
        WeightsError: absent, damaged, or not this model's.
        Cancelled: ``cancel`` was set.
    """
    if isinstance(spec.weights, OwnFile):
        for _ in store.verify(spec, cancel):
            pass
        check_file(spec, spec.weights.path)
        return replace(store.find(spec), checked=True)
    return store.prepare(spec, cancel, check=convert)


def convert(spec: ModelSpec, source: Path, target: Path) -> None:
    """Read ``source`` (torch's formats or safetensors), check it, write it as safetensors.

    Every tensor is kept as it is: values, precision, and names but for those of another maker
    (:meth:`igtagger.models.families.blueprint.Family.other_names`). Of a model that is kept in
    half, kernels and matrices become fp16.

    Raises:
        WeightsError: not weights, not of this architecture, or with values that are not finite.
    """
    state, data = _checked(spec, source)
    _write(spec, state, data, target)


def check_file(spec: ModelSpec, source: Path) -> None:
    """Look at all of ``source`` as :func:`convert` does, and write nothing.

    Raises:
        WeightsError: as of :func:`convert`.
    """
    _checked(spec, source)


def _checked(spec: ModelSpec, source: Path) -> tuple[Tensors, Mapped]:
    try:
        _check_size(spec, source)
        data: Mapped = np.memmap(source, np.uint8, "r")
        state = _under_our_names(spec, _read(source, data))
        check_state(spec, state, source)
        for name, tensor in state.items():
            check_values(spec, name, tensor, source)
            forget(data)
    except UNREADABLE as error:
        raise not_weights(source, error) from error
    return state, data


def _under_our_names(spec: ModelSpec, state: Tensors) -> Tensors:
    names = spec.family.other_names()
    if not state.keys() <= names.keys():
        return state
    return {names[name]: tensor for name, tensor in state.items()}


def _read(source: Path, data: Mapped) -> Tensors:
    if safetensors_files.is_safetensors(source):
        return safetensors_files.read(source, data)
    state = torch_files.read(source, data)
    if not isinstance(state, dict):
        raise WeightsError("weights.not-plain", file=source, kind=_kind_of(state))
    for name, tensor in state.items():
        if not isinstance(name, str) or not isinstance(tensor, FileTensor):
            raise WeightsError("weights.not-plain", file=source, kind=_kind_of(tensor))
    return state


def _kind_of(value: object) -> str:
    if isinstance(value, dict):
        return "dict"
    return "tensor" if isinstance(value, FileTensor) else type(value).__name__


def _kept_as(spec: ModelSpec, tensor: FileTensor) -> ValueKind:
    """What batch norms are made of stays as it is, since it is small and ranges far."""
    return F16 if spec.kept_in_half and len(tensor.shape) > 1 else tensor.kind


def _kept(tensor: FileTensor, kind: ValueKind) -> NDArray[Any]:
    """The values as they are kept: little-endian, in their order of dimensions."""
    if kind is tensor.kind:
        return np.ascontiguousarray(tensor.array(), kind.numbers)
    with np.errstate(over="ignore"):  # what is too large for fp16 is infinite then
        return np.ascontiguousarray(tensor.floats(), kind.numbers)


def _write(spec: ModelSpec, state: Tensors, data: Mapped, target: Path) -> None:
    kinds = {name: (_kept_as(spec, tensor), tensor.shape) for name, tensor in state.items()}

    def values(name: str) -> NDArray[Any]:
        forget(data)
        return _kept(state[name], kinds[name][0])

    try:
        safetensors_files.write(target, kinds, values)
    except OSError as error:
        raise WeightsError("weights.unwritten", file=target, detail=str(error)) from error


def not_weights(source: Path, error: Exception) -> WeightsError:
    """The error for a file that the readers could not read."""
    if isinstance(error, StrangeNameError):
        return WeightsError("weights.wants", file=source, name=error.name)
    if isinstance(error, BadValueError):
        return WeightsError("weights.not-weights", file=source, detail=error.reason)
    first = (str(error).splitlines() or [type(error).__name__])[0]
    return WeightsError("weights.not-weights", file=source, detail=first)


def _check_size(spec: ModelSpec, source: Path) -> None:
    """Refuse what holds more than the model, before any of it is read into memory.

    A zip archive (torch's format since 2020) is judged from its listing: a small one can unpack to
    any size.
    """
    needed = 4 * spec.parameters
    held, compressed = source.stat().st_size, False
    if torch_files.is_zip(source):
        members = torch_files.members(source)
        held = sum(member.file_size for member in members)
        compressed = any(member.compress_type != zipfile.ZIP_STORED for member in members)
    if held > needed + needed // 32 + _OVERHEAD:  # the statistics of batch norms come on top
        raise WeightsError(
            "weights.too-large", file=source, held=held, model=spec.id, needed=needed
        )
    if compressed:
        raise WeightsError("weights.compressed", file=source)


def check_state(spec: ModelSpec, state: Tensors, source: Path) -> None:
    """Compare names, shapes and kinds with the model's; no value is looked at.

    Raises:
        WeightsError: with the first thing that is wrong.
    """
    shapes = {name: tensor.shape for name, tensor in state.items()}
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
    for name, tensor in state.items():
        if tensor.kind not in ((I64,) if name.endswith(COUNTER) else FLOATS):
            kind = tensor.kind.name
            raise WeightsError("weights.kind", file=source, model=spec.id, tensor=name, kind=kind)


def check_values(spec: ModelSpec, name: str, tensor: FileTensor, source: Path) -> None:
    """Refuse what is not finite, or will not be as it is kept.

    Raises:
        WeightsError: it is not.
    """
    values, kind = tensor.floats(), _kept_as(spec, tensor)
    good = np.isfinite(values).all()
    if kind is not tensor.kind:
        good = good and np.isfinite(_kept(tensor, kind)).all()
    if name.endswith("running_var"):
        good = good and (values >= 0).all()
    if not good:
        raise WeightsError("weights.not-finite", file=source, tensor=name)
