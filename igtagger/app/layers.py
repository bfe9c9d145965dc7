"""Which layers a run makes of each picture, and what they are kept under."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from igtagger.domain import Reason
from igtagger.errors import WeightsError
from igtagger.labels.kinds import KINDS
from igtagger.library.features import FeaturesKey
from igtagger.library.outcomes import ModelKey
from igtagger.models.catalog import Catalog, HeadSpec, ModelSpec
from igtagger.models.heads import Head
from igtagger.models.sources import Retired
from igtagger.models.weights.store import WeightsStore

if TYPE_CHECKING:
    from igtagger.engines.loading import ModelManager


@dataclass(frozen=True, slots=True, eq=False)
class ExtraHead:
    """A head that no model's file has. It takes no other features than those that are kept.

    Attributes:
        head: of a label set of its own.
        version: which of such heads it is: layers of two are not the same.
    """

    head: Head
    version: str


@dataclass(frozen=True, slots=True)
class Pass:
    """One model over a picture, and which of its heads are asked.

    Attributes:
        spec: the model.
        weights_sha256: which weights of it.
        heads: at least one.
        extra: further heads, that are in no file of the model.
        keeps: whether its features are kept, too.
    """

    spec: ModelSpec
    weights_sha256: str
    heads: tuple[HeadSpec, ...]
    extra: tuple[ExtraHead, ...] = ()
    keeps: bool = False

    @property
    def label_sets(self) -> tuple[str, ...]:
        """Those of its layers, in their order."""
        sets = (head.label_set for head in self.heads)
        return (*sets, *(each.head.label_set for each in self.extra))

    def keys(self, *, exact: bool, mark: str = "") -> Iterator[ModelKey]:
        """What its layers are kept under, in the order of :attr:`label_sets`.

        A model's first layer goes by its name. Others go by that of their label set: they are the
        same, whichever model they stand beside.
        """
        how = self.spec.preprocessing.version(exact=exact) + mark
        for head in self.heads:
            yield ModelKey(
                self.spec.id if head is self.spec.heads[0] else head.label_set,
                self.weights_sha256,
                "-".join(filter(None, (how, head.version))),
                labels=head.labels,
                label_set=head.label_set,
            )
        for each in self.extra:
            yield ModelKey(
                each.head.label_set,
                self.weights_sha256,
                "-".join(filter(None, (how, each.version))),
                labels=len(each.head.bias),
                label_set=each.head.label_set,
            )

    def features_key(self, *, exact: bool, mark: str = "") -> FeaturesKey:
        """What its features are kept under: arguments as of :meth:`keys`."""
        how = self.spec.preprocessing.version(exact=exact) + mark
        return FeaturesKey((self.spec.base or self.spec).id, self.weights_sha256, how)


Passes = tuple[Pass, ...]
"""The model that the person chose, and maybe one that says more of the same pictures."""


def plan(
    spec: ModelSpec,
    catalog: Catalog,
    store: WeightsStore,
    *,
    kinds: bool,
    features: bool = True,
    tell: Callable[[Reason], None] = lambda reason: None,
) -> Passes:
    """What a run with ``spec`` makes.

    Args:
        spec: the model.
        catalog: where there may be another one that knows kinds.
        store: the weights.
        kinds: whether it is to be said what kind of picture each one is. Where the model cannot
            itself, another one is run beside it.
        features: whether what the bodies say of pictures is kept.
        tell: told why kinds cannot be said though they are wanted.

    Raises:
        WeightsError: the weights of ``spec`` are not here.
    """
    own = tuple(head for head in spec.heads[1:] if kinds or head.label_set != KINDS)
    # A retired model can make none any more, and what it said of pictures is to be read.
    keeps = features and not isinstance(spec.weights, Retired)
    first = Pass(spec, store.find(spec).sha256, (spec.heads[0], *own), keeps=keeps)
    if not kinds or spec.head(KINDS) is not None:
        return (first,)
    for other in catalog:
        if (head := other.head(KINDS)) is not None:
            try:
                return first, Pass(other, store.find(other).sha256, (head,), keeps=features)
            except WeightsError as error:
                tell(error.reason)
    return (first,)


def key_of(passes: Sequence[Pass], *, exact: bool, mark: str = "") -> ModelKey:
    """What outcomes with all of these layers, and features, are kept under.

    Args:
        passes: the chosen model's first.
        exact: as for :func:`igtagger.pictures.decoding.load`.
        mark: of the precision in which the chosen model runs: see
            :attr:`igtagger.engines.protocol.EngineOptions.key_mark`.
    """
    chosen, *others = passes
    first, *beside = chosen.keys(exact=exact, mark=mark)
    beside += [key for each in others for key in each.keys(exact=exact)]
    return ModelKey(
        *first.columns,
        labels=first.labels,
        label_set=first.label_set,
        beside=tuple(beside),
        features=tuple(kept for kept in features_keys(passes, exact=exact, mark=mark) if kept),
    )


def features_keys(
    passes: Sequence[Pass], *, exact: bool, mark: str = ""
) -> list[FeaturesKey | None]:
    """What the features of each pass are kept under; None where they are not.

    Arguments as of :func:`key_of`.
    """
    marks = (mark, *("" for _ in passes[1:]))
    return [
        each.features_key(exact=exact, mark=own) if each.keeps else None
        for each, own in zip(passes, marks, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Managers:
    """What keeps the models of a run loaded: the one that was chosen, and the one beside it.

    They are two since each keeps one model alone, which is freed before another one is loaded.
    """

    chosen: ModelManager
    beside: ModelManager

    def of(self, place: int) -> ModelManager:
        """That of the pass with this number."""
        return self.beside if place else self.chosen
