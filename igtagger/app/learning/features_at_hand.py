"""Features that the library keeps of pictures which have not changed since."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Event

import numpy as np
from numpy.typing import NDArray

from igtagger.app.context import Context
from igtagger.app.layers import key_of
from igtagger.domain import Tagged
from igtagger.engines.protocol import EngineOptions
from igtagger.library.facade import Library
from igtagger.library.images import FileStamp
from igtagger.library.opening import LockWait
from igtagger.models.catalog import ModelSpec


def features_at_hand(
    context: Context, spec: ModelSpec, paths: Sequence[Path], options: EngineOptions, cancel: Event
) -> dict[Path, NDArray[np.float32]]:
    """Features of those pictures that were made with a model before; nothing is made.

    Args:
        context: where the library is, which need not be there.
        spec: the model.
        paths: the pictures.
        options: of the engine: features of int8 are others.
        cancel: ends a wait for another program that holds the library.

    Returns:
        What the first head of the model takes, ``float32 (channels,)`` each.

    Raises:
        WeightsError: the weights of ``spec`` are not here.
        LibraryError: the library cannot be read.
        Cancelled: ``cancel`` was set while it waited.
    """
    file = context.settings.library_file
    if not file.is_file():
        return {}
    passes = context.passes(spec, kinds=False)
    key = key_of(passes, exact=False, mark=options.key_mark)
    wanted = spec.heads[0].features or spec.family.blueprint().features
    with Library.open(file, on_message=lambda reason: None, waiting=LockWait(cancel)) as library:
        known = library.known_at_a_look(key, [(path, FileStamp.of(path)) for path in paths])
        same = [p for p, known_so in zip(paths, known, strict=True) if isinstance(known_so, Tagged)]
        features = passes[0].features_key(exact=False, mark=options.key_mark)
        found = library.features_of(features, same)
    return {path: vector[:wanted] for path, vector in found.items() if len(vector) >= wanted}
