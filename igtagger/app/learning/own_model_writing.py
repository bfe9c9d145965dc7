"""Models of a person's own are put into their folder, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from igtagger import files, private
from igtagger.domain import Reason
from igtagger.errors import UsageError, WeightsError
from igtagger.models.own_models import CARD, EVALUATION, FILES, LABELS, OwnCard, spell_card
from igtagger.models.weights import hashing, safetensors_files
from igtagger.models.weights.tensors import F32, I64

Tensors = Mapping[str, NDArray[Any]]
"""By their names: whole numbers, or what is written as float32."""


@dataclass(frozen=True, slots=True)
class NewModel:
    """What a model is to be, but for its file: see :class:`igtagger.models.own_models.OwnCard`.

    Attributes:
        labels: the table of labels.
        evaluation: what came out on the pictures that it was trained on; None where none is known.
    """

    name: str
    kind: Literal["head", "network"]
    like: str
    base_sha256: str
    licence: str
    training: Mapping[str, str]
    labels: bytes
    classes: int
    rooted: bool = False
    evaluation: Mapping[str, object] | None = None

    def card(self, size: int, sha256: str) -> OwnCard:
        """The card, with a file of that size and hash."""
        return OwnCard(
            name=self.name,
            kind=self.kind,
            like=self.like,
            base_sha256=self.base_sha256,
            size=size,
            sha256=sha256,
            labels=self.classes,
            labels_sha256=hashlib.sha256(self.labels).hexdigest(),
            rooted=self.rooted,
            licence=self.licence,
            training=self.training,
        )


@contextmanager
def making(models: Path, model_id: str) -> Iterator[None]:
    """Keep others from making a model of the same id meanwhile.

    Raises:
        UsageError: another does.
        WeightsError: nothing can be written there.
    """
    from filelock import FileLock, Timeout

    try:
        private.make_folder(models)
        lock = FileLock(models / f"{model_id}.lock", mode=private.file_mode(models))
        lock.acquire(timeout=0)
    except Timeout:
        raise UsageError("training.in-use", model=model_id) from None
    except OSError as error:
        raise hashing.explain(error, models, "made") from error
    try:
        yield
    finally:
        lock.release()


def write_model(
    models: Path, model_id: str, new: NewModel, tensors: Tensors, *, expected: str = ""
) -> None:
    """Write a model's folder, in the place of one that is there. Within :func:`making`.

    Args:
        models: the folder of all such models.
        model_id: the name of this one's.
        new: what it is.
        tensors: of its file.
        expected: the SHA-256 that its file must have; any if empty.

    Raises:
        WeightsError: it cannot be written, or is not what was expected; what was there before
            still is.
    """
    folder, made, old = (models / f"{model_id}{end}" for end in ("", ".new", ".old"))
    needed = sum(4 * each.size for each in tensors.values())
    hashing.need_room(models, needed, Reason("room.own-model", model=model_id))
    try:
        for left in (made, old):
            shutil.rmtree(left, ignore_errors=True)
        private.make_folder(made)
        _fill(made, new, tensors, expected)
        if folder.exists():
            files.replace(folder, old)
        files.replace(made, folder)
    except OSError as error:
        with suppress(OSError):
            if old.exists() and not folder.exists():
                files.replace(old, folder)
        raise hashing.explain(error, folder, "written") from error
    finally:
        for left in (made, old):
            shutil.rmtree(left, ignore_errors=True)


def _fill(folder: Path, new: NewModel, tensors: Tensors, expected: str) -> None:
    file = folder / FILES[new.kind]
    kinds = {
        name: (I64 if array.dtype.kind == "i" else F32, array.shape)
        for name, array in tensors.items()
    }

    def values(name: str) -> NDArray[Any]:
        return np.ascontiguousarray(tensors[name], kinds[name][0].numbers)

    safetensors_files.write(file, kinds, values)
    files.sync(file)
    sha256 = hashing.finish(hashing.hash_file(file, Event(), Reason("doing.checking")))
    if expected and sha256 != expected:
        difference = Reason("difference.sha256", sha256=sha256, expected=expected)
        raise WeightsError("own-model.changed", difference=difference)
    files.write_whole(folder / LABELS, new.labels)
    if new.evaluation is not None:
        files.write_whole(folder / EVALUATION, json.dumps(new.evaluation).encode("ascii"))
    files.write_whole(folder / CARD, spell_card(new.card(files.size_of(file), sha256)))
