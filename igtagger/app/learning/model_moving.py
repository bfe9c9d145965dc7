"""Models of a person's own move between computers, in one file, and come from training scripts.

The file of a model is a safetensors file with its card and its labels among the notes. What is in
it is checked as all weights are, and against the card, before anything is written.
"""

from __future__ import annotations

import datetime
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError

from igtagger.app.context import Context
from igtagger.app.learning.own_model_writing import NewModel, making, write_model
from igtagger.domain import Progress
from igtagger.errors import BadValueError, Cancelled, UsageError, WeightsError, detail_of
from igtagger.export.destinations import Destination
from igtagger.labels.own_labels import read_classes, spell_labels
from igtagger.models.catalog import Catalog, ModelSpec
from igtagger.models.own_models import (
    CARD,
    LABELS,
    OWN_LICENCE,
    OwnCard,
    check_name,
    find_like,
    make_spec,
    network_spec,
    parse_card,
)
from igtagger.models.sources import OwnFile, Retired
from igtagger.models.weights import checkpoints, conversion, safetensors_files
from igtagger.models.weights.checking import misfit
from igtagger.models.weights.mapped import Mapped
from igtagger.models.weights.store import WeightsStore
from igtagger.models.weights.tensors import Tensors
from igtagger.small_files import read_small

_CARD_NOTE, _LABELS_NOTE = "igtagger.model", "igtagger.labels"
_MOST_CLASSES_FILE = 1 << 20


def is_model_file(head: bytes) -> bool:
    """Whether a file that begins so is one that :func:`export_model` wrote."""
    return head[8:].startswith(b'{"__metadata__":{') and _CARD_NOTE.encode() in head


def export_model(
    store: WeightsStore, spec: ModelSpec, target: Destination, cancel: Event
) -> Iterator[Progress]:
    """Write a model of one's own into one file. Yields bytes that were checked.

    Paths of pictures, which its evaluation has, stay here.

    Raises:
        UsageError: it is none of one's own.
        WeightsError: it is damaged.
        ExportError: the file cannot be written.
        Cancelled: ``cancel`` was set before it was written.
    """
    folder = spec.folder
    file = spec.heads[0].file or spec.weights
    if folder is None or not isinstance(file, OwnFile):
        raise UsageError("own-model.programs", model=spec.id)
    if spec.base is None:
        yield from store.verify(spec, cancel)
    else:  # whose weights need not be here
        file.checked()
    data: Mapped = np.memmap(file.path, np.uint8, "r")
    tensors = safetensors_files.read(file.path, data)
    if cancel.is_set():
        raise Cancelled
    kinds = {name: (each.kind, each.shape) for name, each in tensors.items()}
    notes = {
        _CARD_NOTE: read_small(folder / CARD).decode(),
        _LABELS_NOTE: read_small(folder / LABELS).decode(),
    }

    def values(name: str) -> NDArray[Any]:
        return np.ascontiguousarray(tensors[name].array())

    with target.open_bytes() as stream:
        safetensors_files.write_to(stream, kinds, values, notes)


@dataclass(frozen=True, slots=True)
class OfferedModel:
    """What a file that :func:`export_model` wrote holds.

    Attributes:
        file: where it is.
        name: what its maker called the model.
        spec: an entry as it would be; its id, and where its file would be, mean nothing.
        training: what the card tells of how it was made, for people; anybody's text.
    """

    file: Path
    name: str
    spec: ModelSpec
    training: Mapping[str, str]


def look_at_model(context: Context, file: Path) -> OfferedModel:
    """What could be imported; nothing is written, and values of tensors are not looked at.

    Raises:
        WeightsError: it is no such file, or for a model that is not in the catalogue.
    """
    card, labels, tensors = _read_exported(file)
    spec = _spec_of(context, "own-offered", card, labels, file)
    _check_shapes(spec, tensors, file)
    return OfferedModel(file, card.name, spec, card.training)


def import_model(
    context: Context, file: Path, *, name: str | None = None, replace: bool = False
) -> str:
    """Take over a model that :func:`export_model` wrote; returns its id.

    Args:
        context: where things are.
        file: may be anybody's; it stays where it is.
        name: what to call it; as it was called if None.
        replace: take the place of one of one's own that has the name.

    Raises:
        UsageError: the name is taken.
        WeightsError: it is no such file, damaged, or for a model that is not in the catalogue.
    """
    card, labels, tensors = _read_exported(file)
    name = card.name if name is None else name
    model_id = check_name(name, context.catalog, replaced=replace)
    models = context.settings.models_dir
    spec = _spec_of(context, model_id, card, labels, file)
    _check_tensors(spec, tensors, file)
    new = NewModel(
        name=name.strip(),
        kind=card.kind,
        like=card.like,
        base_sha256=card.base_sha256,
        licence=card.licence,
        training=card.training,
        labels=labels,
        classes=card.labels,
        rooted=card.rooted,
    )
    with making(models, model_id):
        write_model(models, model_id, new, _floats(tensors), expected=card.sha256)
    return model_id


def _spec_of(
    context: Context, model_id: str, card: OwnCard, labels: bytes, file: Path
) -> ModelSpec:
    folder = context.settings.models_dir / model_id
    try:
        return make_spec(folder, card, labels, context.catalog)
    except ValueError as error:
        raise WeightsError("own-model.import", file=file, detail=detail_of(error)) from error


def _read_exported(file: Path) -> tuple[OwnCard, bytes, Tensors]:
    try:
        if stat.S_ISFIFO(file.stat().st_mode):  # who opens it waits for somebody to write
            raise BadValueError("own-model.no-export")
        if not safetensors_files.is_safetensors(file):
            raise BadValueError("own-model.no-export")
        notes = safetensors_files.read_notes(file)
        if _CARD_NOTE not in notes or _LABELS_NOTE not in notes:
            raise BadValueError("own-model.no-export")
        card = parse_card(notes[_CARD_NOTE].encode())
        data: Mapped = np.memmap(file, np.uint8, "r")
        return card, notes[_LABELS_NOTE].encode(), safetensors_files.read(file, data)
    except (OSError, ValueError, SafetensorError, LookupError, RecursionError) as error:
        raise WeightsError("own-model.import", file=file, detail=detail_of(error)) from error


def _check_tensors(spec: ModelSpec, tensors: Tensors, file: Path) -> None:
    """Refuse other names, shapes and kinds, and what is not finite."""
    _check_shapes(spec, tensors, file)
    for name, tensor in tensors.items():
        conversion.check_values(spec, name, tensor, file)


def _check_shapes(spec: ModelSpec, tensors: Tensors, file: Path) -> None:
    head = spec.heads[0]
    if head.file is None:
        conversion.check_state(spec, tensors, file)
    else:
        shapes = {name: each.shape for name, each in tensors.items()}
        if shapes != head.tensors(spec.family.blueprint().features):
            raise WeightsError("own-model.import", file=file, detail=_said("own-model.tensors"))


def _said(code: str) -> str:
    return str(BadValueError(code))


def _floats(tensors: Tensors) -> Mapping[str, NDArray[Any]]:
    return {name: each.floats() for name, each in tensors.items()}


# From training scripts


def import_checkpoint(
    context: Context,
    file: Path,
    classes: Path,
    *,
    name: str | None = None,
    like: str | None = None,
    own_licence: bool = False,
    replace: bool = False,
) -> str:
    """Take over a checkpoint that timm's training script wrote; returns the model's id.

    Args:
        context: where things are.
        file: of any of the architectures of the catalogue.
        classes: a table of their names: see :func:`igtagger.labels.own_labels.read_classes`.
        name: what to call it; as the file is called if None.
        like: the model whose architecture and preprocessing it has; found by the shapes if None.
        own_licence: whether it began with random numbers; else the licence is that of the model
            that it is like, since what was tuned from its weights is under that.
        replace: take the place of one of one's own that has the name.

    Raises:
        UsageError: the name is taken, or there is no such model as it is to be like.
        WeightsError: it cannot be read, is of no architecture that is known, or of other classes.
    """
    name = file.name.split(".")[0] if name is None else name
    model_id = check_name(name, context.catalog, replaced=replace)
    names = _classes(classes)
    weights = checkpoints.read_checkpoint(file)
    base = _find_architecture(context.catalog, weights.tensors, names, like, file)
    spec = network_spec(base, "own-checkpoint", len(names))
    _check_tensors(spec, weights.tensors, file)
    new = NewModel(
        name=name.strip(),
        kind="network",
        like=base.id,
        base_sha256="",  # which the checkpoint does not tell
        licence=OWN_LICENCE.name if own_licence else base.licence.name,
        training={
            "imported from": file.name if file.name.isprintable() else "a checkpoint",
            "weights": weights.part or "the only ones in it",
            "on": datetime.datetime.now().astimezone().date().isoformat(),
        },
        labels=spell_labels(names),
        classes=len(names),
    )
    with making(models := context.settings.models_dir, model_id):
        write_model(models, model_id, new, _floats(weights.tensors))
    return model_id


def _classes(file: Path) -> list[str]:
    try:
        return read_classes(read_small(file, _MOST_CLASSES_FILE))
    except (OSError, ValueError) as error:
        raise WeightsError("own-model.classes", file=file, detail=detail_of(error)) from error


def _find_architecture(
    catalog: Catalog, tensors: Tensors, names: list[str], like: str | None, file: Path
) -> ModelSpec:
    if like is not None:
        try:
            return find_like(like, catalog)
        except ValueError:
            catalog.find(like)  # which says what there is
            raise UsageError("training.own-like", model=like) from None
    shapes = {name: each.shape for name, each in tensors.items()}
    candidates = [s for s in catalog if s.folder is None and not isinstance(s.weights, Retired)]
    for base in candidates:
        layer = base.heads[0].layers[0]
        bias = shapes.get(f"{layer}.bias", ())
        if len(bias) == 1 and not misfit(network_spec(base, "own-checkpoint", bias[0]), shapes):
            if bias[0] != len(names):
                raise WeightsError(
                    "own-model.other-classes", file=file, count=bias[0], names=len(names)
                )
            return base
    raise WeightsError("own-model.architecture", file=file)
