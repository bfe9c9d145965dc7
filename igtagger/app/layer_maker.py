"""From files to layers: each picture is decoded once and goes through every model that it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event
from typing import IO

import numpy as np
from numpy.typing import NDArray

from igtagger.app.layers import Managers, Pass, Passes, features_keys
from igtagger.app.tagger import HeadedEngine, Made, to_layers, to_tagged
from igtagger.domain import Tagged
from igtagger.engines.protocol import EngineOptions
from igtagger.errors import EngineError
from igtagger.library import features
from igtagger.models.heads import Sizes
from igtagger.pictures import decoding


@dataclass(frozen=True, slots=True)
class Pixels:
    """A picture as the passes that it needs take it, by the places of these passes.

    ``known`` is what other passes said of it before. There are no squares where all that is lacking
    is what it looks like: ``difference_hash``.
    """

    squares: Mapping[int, decoding.Decoded]
    known: Tagged | None
    difference_hash: int


@dataclass(frozen=True, slots=True, eq=False)
class MadeOfPicture:
    """What was made of one picture.

    Attributes:
        layers: in the order of passes and their heads.
        features: of each pass, by the pass's place: ``float32 (channels,)``.
    """

    layers: list[Made] = field(default_factory=list)
    features: dict[int, NDArray[np.float32]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class PassInput:
    """What one pass has to do of a batch.

    ``place`` is the pass's; ``pixels`` are of shape ``(n, size, size, 3)``, ``sizes`` width and
    height of the whole pictures, ``(n, 2)``; ``pictures`` are their places among the batch's.
    """

    place: int
    tagger: HeadedEngine
    pixels: NDArray[np.uint8]
    sizes: Sizes
    pictures: Sequence[int]


class LayerMaker:
    """Makes the layers of ``passes``. Any thread may call it, but for :meth:`prepare`.

    Args:
        passes: see :func:`igtagger.app.layers.plan`.
        managers: load the models, and only when a picture turns out to need them.
        engine_options: device, precision, batch size.
        exact: decode every pixel.
        max_pixels: more to decode is refused.
    """

    def __init__(
        self,
        passes: Passes,
        managers: Managers,
        engine_options: EngineOptions,
        *,
        exact: bool,
        max_pixels: int,
    ) -> None:
        self._passes, self._managers, self._engine_options = passes, managers, engine_options
        self._exact, self._max_pixels = exact, max_pixels
        self._features_keys = features_keys(passes, exact=exact, mark=engine_options.key_mark)
        self._taggers: dict[int, HeadedEngine] = {}

    @property
    def batch_size(self) -> int | None:
        """How many pictures the chosen model takes at once; None while it is not loaded."""
        engine = self._managers.chosen.engine
        return None if engine is None else engine.batch_size

    def pixels(self, path: Path, known: Tagged | None, file: IO[bytes] | None = None) -> Pixels:
        """The picture for each pass of which a layer, or the features, are not ``known``.

        ``file`` is the picture, where it is open already: see
        :func:`igtagger.pictures.decoding.load`.

        Raises:
            UnreadableImage: see :func:`igtagger.pictures.decoding.load`.
        """
        places = [
            place
            for place, each in enumerate(self._passes)
            if known is None or _is_lacking(place, each, known)
        ]
        squares = decoding.load_each(
            path,
            [self._passes[place].spec.preprocessing for place in places or [0]],
            exact=self._exact,
            max_pixels=self._max_pixels,
            file=file,
        )
        mark = squares[0].difference_hash
        return Pixels(dict(zip(places, squares, strict=False)), known, mark)

    def prepare(self, pictures: Sequence[Pixels], cancel: Event) -> list[PassInput]:
        """Load the models that these pictures need, and put together what each is to do.

        Raises:
            WeightsError: a model's weights are damaged.
            EngineError: the device or precision cannot be used, or the memory is too small.
            Cancelled: ``cancel`` was set meanwhile.
        """
        parts = []
        for place, made_by in enumerate(self._passes):
            wanted = [number for number, each in enumerate(pictures) if place in each.squares]
            if not wanted:
                continue
            tagger = self._tagger(place, made_by, cancel)
            decoded = [pictures[number].squares[place] for number in wanted]
            sizes = [(each.width, each.height) for each in decoded]
            try:
                pixels = np.stack([each.pixels for each in decoded])
            except MemoryError as error:
                raise EngineError("engine.no-memory", model=made_by.spec.id) from error
            parts.append(PassInput(place, tagger, pixels, sizes, wanted))
        return parts

    def _tagger(self, place: int, made_by: Pass, cancel: Event) -> HeadedEngine:
        manager, kept = self._managers.of(place), self._taggers.get(place)
        if kept is not None and kept.engine is manager.engine:
            return kept  # to ask the manager takes looks at the disk, before each batch
        options = self._engine_options.beside() if place else self._engine_options
        engine = manager.load(made_by.spec, options, cancel)
        names = {head.label_set for head in made_by.heads}
        heads = [head for head in engine.heads if head.label_set in names]
        heads += [each.head for each in made_by.extra]
        self._taggers[place] = HeadedEngine(engine, heads)
        return self._taggers[place]

    def features_to_keep(self, made: MadeOfPicture) -> list[features.Made]:
        """Those of a picture that are to be kept, with what they are kept under."""
        pairs = ((self._features_keys[place], vector) for place, vector in made.features.items())
        return [(key, vector) for key, vector in pairs if key is not None]


def make_layers(parts: Sequence[PassInput], count: int) -> list[MadeOfPicture]:
    """For each of ``count`` pictures what was made of it.

    Raises:
        EngineError: not even one picture fits the memory.
    """
    found = [MadeOfPicture() for _ in range(count)]
    for part in parts:
        layers, vectors = part.tagger.layers_and_features(part.pixels, part.sizes)
        for number, vector in zip(part.pictures, vectors, strict=True):
            found[number].features[part.place] = vector
        for head, said in zip(part.tagger.heads, layers, strict=True):
            for number, layer in zip(part.pictures, to_layers(head.label_set, said), strict=True):
                found[number].layers.append(layer)
    return found


def to_outcome(path: Path, pixels: Pixels, made: Sequence[Made]) -> Tagged:
    """What was made of a picture now, with what is known of it from before."""
    known, has_first = pixels.known, 0 in pixels.squares
    if known is None:
        return to_tagged(path, next(iter(pixels.squares.values())), made)
    # A pass of which one layer was lacking has made its others again.
    new = [each.layer for each in made[has_first:]]
    names = {layer.label_set for layer in new}
    beside = (*(layer for layer in known.beside if layer.label_set not in names), *new)
    known = replace(known, path=path, beside=beside, lacking=())
    if not has_first:
        return known
    first, bare, norm = made[0]
    return replace(known, indices=first.indices, scores=first.scores, bare=bare, norm=norm)


def _is_lacking(place: int, made_by: Pass, known: Tagged) -> bool:
    """Whether a layer, or the features, of a pass are not known of a picture."""
    if made_by.keeps and made_by.spec.id in known.lacking:
        return True
    # The chosen model's first layer is what makes a picture known.
    return any(known.layer(name) is None for name in made_by.label_sets[0 if place else 1 :])
