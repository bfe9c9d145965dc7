"""``igtagger.Tagger``: a model for Python programs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from igtagger.api import folder_rows, own_classifier
from igtagger.api.batches import batches
from igtagger.api.given_pictures import Picture, Pictures, decode, each_of
from igtagger.api.named_scores import NamedScore, best_of
from igtagger.app.context import Context
from igtagger.domain import Label
from igtagger.engines.loading import ModelManager
from igtagger.engines.protocol import Engine, EngineInfo, EngineOptions
from igtagger.export.rows import Layout, Value
from igtagger.labels.sets import load_labels
from igtagger.models.catalog import ModelSpec
from igtagger.settings import Settings

if TYPE_CHECKING:
    import pandas as pd


Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


class Tagger:
    """A model that is loaded, for pictures in files, as Pillow's images, or as arrays.

    It writes nothing: neither a library of pictures nor files beside them. To be used in a ``with``
    statement, or closed by :meth:`close`, to free the model's memory. Any thread may call it.

    Args:
        model: id or alias, such as ``everyday`` or ``32x8d``: see ``igtagger models list``.
        device: ``auto``, ``cpu``, ``cuda``, ``cuda:N``, ``mps``, ``intel-gpu``, ``intel-gpu:N`` or
            ``npu``.
        precision: ``auto``, ``fp32``, ``bf16`` or ``fp16``. What ``auto`` takes depends on the
            device; see :attr:`info`.
        engine: ``auto``, ``torch`` or ``openvino``.
        batch_size: pictures at once; None finds it.
        exact: decode every pixel of a file, so that the model sees what timm's transform makes of
            it, to the bit. Otherwise large pictures are decoded smaller, which is several times
            as fast and on average less than one level of 255 away.

    Raises:
        UsageError: there is no such model.
        WeightsError: its weights are not on this computer, or damaged.
        EngineError: the device, precision or engine cannot be used.
    """

    def __init__(
        self,
        model: str = "everyday",
        *,
        device: str = "auto",
        precision: str = "auto",
        engine: str = "auto",
        batch_size: int | None = None,
        exact: bool = False,
    ) -> None:
        self._context = Context(Settings.from_environment())
        spec = self._context.find(model)
        self._stored = self._context.store.find(spec)
        self._manager = ModelManager(self._context.store)
        options = EngineOptions(device, precision, batch_size, engine)
        self._engine: Engine | None = self._manager.load(spec, options, Event())
        self._exact = exact

    def close(self) -> None:
        """Free the model's memory. It cannot be used any more; closing it again does no harm."""
        self._engine = None
        self._manager.unload()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # What it is

    @property
    def model(self) -> ModelSpec:
        """The model: its id, licence, preprocessing, figures."""
        return self._loaded.spec

    @property
    def info(self) -> EngineInfo:
        """Device, engine and precision in use."""
        return self._loaded.info

    @property
    def labels(self) -> tuple[Label, ...]:
        """All labels, in the order of scores, with WordNet ids and definitions."""
        return load_labels(self.model.label_set)

    # One picture, or several

    def pixels(self, picture: Picture) -> NDArray[np.uint8]:
        """What the model sees of a picture: RGB, ``uint8 (size, size, 3)``, not normalised.

        Raises:
            UnreadableImage: a file cannot be read; the message says why.
        """
        return decode(picture, self.model.preprocessing, exact=self._exact).pixels

    def preprocess(self, picture: Picture) -> NDArray[np.float32]:
        """The same as networks take it, ``float32 (3, size, size)``, normalised.

        ``torch.from_numpy(...)[None]`` of it is a batch for timm's model of the same name. Here it
        is for the curious: all other methods take pictures as they are.

        Raises:
            UnreadableImage: as of :meth:`pixels`.
        """
        how = self.model.preprocessing
        mean, std = (np.array(each, np.float32) for each in (how.mean, how.std))
        normal = (self.pixels(picture).astype(np.float32) / np.float32(255) - mean) / std
        return np.ascontiguousarray(normal.transpose(2, 0, 1))

    def features(self, pictures: Pictures) -> NDArray[np.float32]:
        """Features (embeddings) of pictures: of each the mean of what the last layer sees.

        They are what timm gives by ``forward_head(x, pre_logits=True)``.

        Args:
            pictures: one or several. Of any number no more than some batches are in memory.

        Returns:
            ``float32 (n, channels)``.

        Raises:
            UnreadableImage: a file cannot be read.
        """
        engine = self._loaded
        inputs = engine.heads[0].inputs
        made = [
            engine.predict(np.stack(batch))[:, :inputs]
            for batch in batches(each_of(pictures), self.pixels, engine.batch_size)
        ]
        return np.concatenate(made) if made else np.zeros((0, inputs), np.float32)

    def scores(self, pictures: Pictures, *, calibrated: bool = True) -> NDArray[np.float32]:
        """The scores of all labels, ``float32 (n, labels)``; each row sums to 1.

        Args:
            pictures: one or several.
            calibrated: as igtagger shows them; otherwise the plain softmax of the network.

        Raises:
            UnreadableImage: a file cannot be read.
        """
        head = self._loaded.heads[0]
        if not calibrated:
            head = replace(head, temperature=1.0)
        return head.scores(self.features(pictures))

    def top(self, picture: Picture, count: int = 5) -> list[NamedScore]:
        """The best labels of one picture with their scores, at most ``count``.

        Raises:
            UnreadableImage: a file cannot be read.
        """
        names = [label.name for label in self.labels]
        wnids = [label.wnid for label in self.labels]
        return best_of(self.scores(picture)[0], names, count, wnids)

    def classifier(
        self, examples: Mapping[str, Iterable[Picture]] | str | os.PathLike[str]
    ) -> own_classifier.OwnClassifier:
        """A classifier for classes of one's own, learned in seconds from some pictures of each.

        It is a ridge regression on :meth:`features`; ``igtagger train`` makes a model of the
        catalogue by the same.

        Args:
            examples: pictures by class, or a folder with one folder for each class.

        Raises:
            UnreadableImage: a file cannot be read.
            ValueError: there are fewer than two classes, or one without pictures.
        """
        if isinstance(examples, str | os.PathLike):
            examples = folder_rows.class_folders(Path(examples))
        return own_classifier.learn(examples, self.features)

    # Folders

    def rows(
        self,
        paths: Paths,
        *,
        layout: Layout = "wide",
        labels: bool = False,
        count: int = 5,
        detail: float = 50,
    ) -> Iterator[dict[str, Value]]:
        """What ``igtagger tag`` says of pictures, as rows: see ``docs/tables.md`` for the columns.

        A file that cannot be read has a row that says why. They are made as they are asked for.

        Args:
            paths: files and folders, also of folders; one or several.
            layout: ``wide``, one row for each picture; ``long``, one for each name; ``simple``.
            labels: the model's own ranking rather than names, which are rolled up.
            count: at most so many names of a picture.
            detail: how fine names are, 0 to 100; see ``docs/names.md``.
        """
        given = [paths] if isinstance(paths, str | os.PathLike) else paths
        roots = [Path(path).absolute() for path in given]
        maker = folder_rows.RowMaker(
            *(self._context, self.model, self._stored),
            layout=layout,
            labels=labels,
            count=count,
            detail=detail,
        )
        return maker.rows(self._loaded, roots, exact=self._exact)

    def frame(self, paths: Paths, **options: Any) -> pd.DataFrame:
        """The same as a DataFrame of pandas', which must be installed.

        Args:
            paths: as of :meth:`rows`.
            options: likewise.

        Raises:
            ImportError: there is no pandas.
        """
        try:
            import pandas as pd
        except ImportError as error:
            raise ImportError(
                "A DataFrame needs pandas, which is not installed: pip install pandas. "
                "Tagger.rows gives the same without it."
            ) from error
        return pd.DataFrame(list(self.rows(paths, **options)))

    # How it is done

    @property
    def _loaded(self) -> Engine:
        if self._engine is None:
            raise ValueError("This Tagger is closed.")
        return self._engine
