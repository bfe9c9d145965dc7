"""Whether a file holds the tensors of a model, from their names and shapes alone: without torch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from igtagger.domain import Fact, Reason
from igtagger.errors import WeightsError, detail_of
from igtagger.models.catalog import INSTAGRAM_MODELS, ModelSpec
from igtagger.models.families.blueprint import COUNTER, Shapes
from igtagger.models.weights.mapped import MappedWeights


def misfit(spec: ModelSpec, shapes: Shapes) -> Reason | None:
    """What tells a file's tensors from those of ``spec``, as a clause; None where nothing does."""
    expected = spec.tensors()
    missing, foreign = _needed(expected) - set(shapes), set(shapes) - set(expected)
    if missing:
        return Reason("misfit.lacks", tensor=min(missing))
    if foreign:
        return Reason("misfit.holds", tensor=min(foreign))
    for name, shape in shapes.items():
        if shape != expected[name]:
            return Reason(
                "misfit.shape", tensor=name, shape=str(shape), expected=str(expected[name])
            )
    return None


def owner_by_shapes(shapes: Shapes) -> ModelSpec | None:
    """The published model that has such tensors."""
    return next((spec for spec in INSTAGRAM_MODELS if not misfit(spec, shapes)), None)


@contextmanager
def opened(spec: ModelSpec, file: Path) -> Iterator[MappedWeights]:
    """The checked safetensors file of ``spec``, mapped; its names and shapes are looked at again.

    Raises:
        WeightsError: it cannot be read, or is not what it was when it was checked; also where that
            turns out while its values are being read.
    """
    try:
        weights = MappedWeights(file)
        if difference := misfit(spec, weights.shapes()):
            raise unreadable(spec, file, difference)
        yield weights
    except (OSError, ValueError) as error:
        raise unreadable(spec, file, detail_of(error)) from error


def unreadable(spec: ModelSpec, file: Path, detail: Fact) -> WeightsError:
    """The error for a file that was checked once and cannot be read now."""
    return WeightsError("weights.unreadable", file=file, detail=detail, alias=spec.alias)


def _needed(expected: Shapes) -> set[str]:
    return {name for name in expected if not name.endswith(COUNTER)}
