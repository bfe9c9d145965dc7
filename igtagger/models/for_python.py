"""What :mod:`igtagger.models` gives to Python programs: models by name, and their weights."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

from igtagger.domain import Progress
from igtagger.errors import WeightsError
from igtagger.models.catalog import ModelSpec
from igtagger.models.own_models import load_models
from igtagger.models.weights.store import WeightsStore
from igtagger.settings import Settings


def every() -> tuple[ModelSpec, ...]:
    """All models of the catalogue, in the order in which ``igtagger models list`` has them.

    Raises:
        SettingsError: the person's own catalogue cannot be read.
    """
    return tuple(load_models(Settings.from_environment()))


def find(name: str) -> ModelSpec:
    """The model of that id or alias, such as ``everyday`` or ``32x8d``.

    Raises:
        UsageError: there is none; its hint names the nearest.
    """
    return load_models(Settings.from_environment()).find(name)


def is_here(name: str) -> bool:
    """Whether the weights of a model are on this computer.

    Raises:
        UsageError: there is no such model.
    """
    spec, store = find(name), _store()
    try:
        store.find(spec)
    except WeightsError:
        return False
    return True


def download(
    name: str,
    *,
    accept_licence: bool = False,
    progress: Callable[[Progress], None] = lambda progress: None,
) -> Path:
    """Fetch the weights of a model, or go on where that was cut off; at once where they are here.

    Args:
        name: id or alias.
        accept_licence: that you accept the model's licence (``find(name).licence``), which is
            recorded with today's date. The Instagram models are for no business: CC-BY-NC 4.0.
        progress: told of each piece, in bytes.

    Returns:
        The file.

    Raises:
        UsageError: there is no such model.
        LicenceError: the licence has not been accepted.
        WeightsError: no network, no room, or not the file that the catalogue means.
    """
    spec, store = find(name), _store()
    if is_here(name):
        return store.find(spec).path
    if accept_licence:
        store.accept_licence(spec)
    for each in store.download(spec, Event()):
        progress(each)
    return store.find(spec).path


def _store() -> WeightsStore:
    settings = Settings.from_environment()
    return WeightsStore(settings.weights_dir, server=settings.weights_url)
