"""Which engine runs a model here, and the manager that keeps one loaded at a time."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from threading import Event, RLock

from igtagger.domain import Reason
from igtagger.engines.devices import Gpus, choose_engine, find_gpus, torch_is_there
from igtagger.engines.protocol import Engine, EngineOptions, EngineUnavailable, Message
from igtagger.models.catalog import ModelSpec
from igtagger.models.weights.store import StoredWeights, WeightsStore, refuse_retired

_log = logging.getLogger(__name__)

Loader = Callable[[ModelSpec, StoredWeights, EngineOptions, Message, Event], Engine]


class ModelManager:
    """Keeps at most one model loaded; the old one is freed before the new one loads."""

    def __init__(
        self,
        store: WeightsStore,
        *,
        on_message: Message = lambda reason: None,
        loader: Loader | None = None,
    ) -> None:
        self._store = store
        self._on_message = on_message
        self._loader = loader or load_engine
        self._lock = RLock()
        self._engine: Engine | None = None
        self._loaded: tuple[str, str, EngineOptions] | None = None

    @property
    def engine(self) -> Engine | None:
        """The model that is loaded now."""
        return self._engine

    def load(self, spec: ModelSpec, options: EngineOptions, cancel: Event) -> Engine:
        """The engine for ``spec``; at once where it is the one that is loaded.

        Raises:
            WeightsError: the weights are absent or damaged.
            EngineError: the device or precision cannot be used.
            Cancelled: ``cancel`` was set meanwhile.
        """
        with self._lock:
            stored = self._store.find(spec)
            wanted = (spec.id, stored.sha256, replace(options, calibration=None))  # not kept alive
            if self._engine is None or self._loaded != wanted:
                self.unload()
                began = time.monotonic()
                prepared = replace(self._prepare(spec, cancel), folder=self._store.folder)
                self._engine = self._loader(spec, prepared, options, self._on_message, cancel)
                self._loaded = wanted
                seconds = time.monotonic() - began
                _log.info("%s was loaded on %s in %.1f s.", spec.id, self._engine.info, seconds)
            return self._engine

    def unload(self) -> None:
        """Free the model's memory."""
        with self._lock:
            if self._engine is not None:
                self._engine = self._loaded = None
                _free_device_memory()

    def _prepare(self, spec: ModelSpec, cancel: Event) -> StoredWeights:
        refuse_retired(spec)
        stored = self._store.find(spec)
        if spec.base is not None:
            return replace(self._prepare(spec.base, cancel), model_id=spec.id, name=stored.name)
        if stored.format == "safetensors" and stored.checked:
            return stored
        from igtagger.models.weights import conversion  # once for each model

        if (
            not stored.built_in and spec.folder is None
        ):  # which is done before anybody has read that
            self._on_message(Reason("engine.preparing", model=spec.id))
        return conversion.prepare(self._store, spec, cancel)


def load_engine(
    spec: ModelSpec, stored: StoredWeights, options: EngineOptions, message: Message, cancel: Event
) -> Engine:
    """The engine that ``options`` name, or the fastest for the device at hand.

    Raises:
        WeightsError: the weights cannot be read.
        EngineError: the device, precision or engine cannot be used.
        Cancelled: ``cancel`` was set meanwhile.
    """
    engine, gpus = _choose(options)
    if engine == "openvino":
        try:
            return _load_with_openvino(spec, stored, options, message, cancel, gpus)
        except EngineUnavailable as error:
            only = options.engine != "auto" or options.precision == "int8"
            if only or options.device not in ("auto", "cpu") or not torch_is_there():
                raise
            message(Reason("engine.going-on-with-torch", error=error.reason))
    with _telling_of_torch():
        from igtagger.engines.torch_engine import TorchEngine
    return TorchEngine(spec, stored, options, message, cancel)


def foresee(options: EngineOptions) -> str:
    """Device, engine and precision that :func:`load_engine` would take; no model is loaded.

    Raises:
        EngineError: the device, precision or engine cannot be used.
    """
    engine, gpus = _choose(options)
    if engine == "openvino":
        with suppress(ImportError, OSError):  # then torch does it, or the run tells why not
            from igtagger.engines import openvino_engine

            return openvino_engine.foresee(options, gpus)
    with _telling_of_torch():
        from igtagger.engines import torch_engine

    return torch_engine.foresee(options)


def _choose(options: EngineOptions) -> tuple[str, Gpus]:
    gpus = find_gpus()
    engine = choose_engine(options.engine, options.device, gpus)
    found_by_itself = engine == "torch" and options.engine == options.device == "auto"
    if found_by_itself and (why := _why_torch_uses_none()):
        engine, gpus = "openvino", replace(gpus, why_none=why)
    return engine, gpus


def _why_torch_uses_none() -> Reason | None:
    try:
        with _telling_of_torch():
            from igtagger.engines.torch_engine import find_devices
    except EngineUnavailable as error:
        return error.reason
    return find_devices().why_not_gpu


@contextmanager
def _telling_of_torch() -> Iterator[None]:
    """Put into words why torch cannot be imported: most computers have none, and need none."""
    try:
        yield
    except (ImportError, OSError) as error:
        if torch_is_there():
            raise EngineUnavailable("engine.torch-fails", detail=str(error)) from error
        raise EngineUnavailable("engine.no-torch") from error


def _load_with_openvino(
    spec: ModelSpec,
    stored: StoredWeights,
    options: EngineOptions,
    message: Message,
    cancel: Event,
    gpus: Gpus,
) -> Engine:
    try:
        from igtagger.engines.openvino_engine import OpenVinoEngine
    except (ImportError, OSError) as error:
        raise EngineUnavailable("engine.no-openvino", detail=str(error)) from error
    return OpenVinoEngine(spec, stored, options, cancel, gpus, message)


def _free_device_memory() -> None:
    import gc
    import sys

    gc.collect()
    if torch := sys.modules.get("torch"):
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        elif torch.backends.mps.is_available():
            torch.mps.empty_cache()
