"""Folders as rows of a table, by the same rules and with the same columns as ``igtagger tag``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from igtagger.api.batches import batches
from igtagger.app.context import Context
from igtagger.app.names import name_rule
from igtagger.app.tagger import Made, to_layers, to_tagged
from igtagger.domain import Failed, Outcome
from igtagger.engines.protocol import Engine
from igtagger.errors import UnreadableImage
from igtagger.export.rows import FILE, Layout, Rows, TableModel, TableOptions, Value
from igtagger.labels.kinds import KINDS
from igtagger.labels.opinion import OpinionRule
from igtagger.models.catalog import ModelSpec
from igtagger.models.weights.store import StoredWeights
from igtagger.pictures import decoding
from igtagger.pictures.decoding import Decoded
from igtagger.pictures.scan import find_images
from igtagger.preprocessing import Preprocessing


class RowMaker:
    """Makes rows.

    Args:
        context: for names, and the person's rules for them.
        spec: the model.
        stored: its weights.
        layout: see :meth:`igtagger.Tagger.rows`, as of the next ones.
        labels: likewise.
        count: likewise.
        detail: likewise.
    """

    def __init__(
        self,
        context: Context,
        spec: ModelSpec,
        stored: StoredWeights,
        *,
        layout: Layout,
        labels: bool,
        count: int,
        detail: float,
    ) -> None:
        naming = context.naming()
        names = None if labels else name_rule(spec, naming)
        self._rule = OpinionRule(spec.label_set, count, names=names, detail=detail)
        model = TableModel(stored.name, stored.sha256, spec.label_set, naming, names)
        kinds = spec.head(KINDS) is not None
        self._rows = Rows(model, TableOptions(layout, count, None, reviewed=False, kinds=kinds))
        self._layout = layout

    def rows(
        self, engine: Engine, roots: Sequence[Path], *, exact: bool
    ) -> Iterator[dict[str, Value]]:
        """The rows of all pictures among ``roots`` and in them."""
        decode = partial(_decode, how=engine.spec.preprocessing, exact=exact)
        for batch in batches(find_images(roots), decode, engine.batch_size):
            for outcome in _outcomes(batch, engine):
                yield from self._rows_of(outcome)

    def _rows_of(self, outcome: Outcome) -> Iterator[dict[str, Value]]:
        for values in self._rows.flat(self._rule.judge(outcome)):
            row = dict(zip(self._rows.header, values, strict=True))
            # As the system has it, so that it can be opened; of others' words nothing was read.
            row["path"] = str(outcome.path)
            yield {name: value for name, value in row.items() if name not in FILE}


def class_folders(folder: Path) -> dict[str, list[Path]]:
    """The pictures in each folder of a folder, by its name.

    Raises:
        ValueError: there is no such folder.
    """
    if not folder.is_dir():
        raise ValueError(f"There is no folder {folder}.")
    classes = sorted(each for each in folder.iterdir() if each.is_dir() and each.name[0] != ".")
    return {each.name: list(find_images([each])) for each in classes}


def _decode(path: Path, how: Preprocessing, *, exact: bool) -> tuple[Path, Decoded] | Failed:
    try:
        return path, decoding.load(path, how, exact=exact)
    except UnreadableImage as error:
        return Failed(path, error.reason)


def _outcomes(batch: Sequence[tuple[Path, Decoded] | Failed], engine: Engine) -> Iterator[Outcome]:
    """In the order of the batch."""
    read = [each for each in batch if not isinstance(each, Failed)]
    made: Iterator[tuple[Made, ...]] = iter(())
    if read:
        features = engine.predict(np.stack([decoded.pixels for _, decoded in read]))
        heads = [
            head for place, head in enumerate(engine.heads) if not place or head.label_set == KINDS
        ]
        sizes = [(decoded.width, decoded.height) for _, decoded in read]
        layers = [to_layers(head.label_set, head.said(features, sizes)) for head in heads]
        made = zip(*layers, strict=True)
    for each in batch:
        yield each if isinstance(each, Failed) else to_tagged(*each, next(made))
