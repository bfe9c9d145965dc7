"""int8: a body is quantised once, on the person's own pictures, and kept beside its weights.

NNCF's quantisation after training: what each activation's values are is measured while pictures
pass, and weights and activations become whole numbers of 8 bits where that pays. The heads stay in
fp32, outside the body.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import signal
from collections.abc import Mapping
from importlib import metadata
from multiprocessing.process import BaseProcess
from threading import Event

import numpy as np
from numpy.typing import NDArray

from igtagger import private
from igtagger.domain import Reason
from igtagger.engines import quantised_file
from igtagger.engines.openvino_graph import GRAPH_VERSION
from igtagger.engines.protocol import Calibration, EngineOptions, Message
from igtagger.engines.quantised_file import Quantised
from igtagger.engines.quantising_process import NO_MEMORY, PRESET, Task, work
from igtagger.engines.quiet_openvino import ov
from igtagger.errors import Cancelled, EngineError
from igtagger.models.catalog import ModelSpec
from igtagger.models.weights import hashing
from igtagger.models.weights.folder import WeightsFolder
from igtagger.models.weights.store import StoredWeights

PICTURES = 300
"""How many are taken where there are so many."""
LEAST = 32
"""With fewer the ranges of the values are guesses, which later runs would have to live with. Best
labels of the everyday model that stay where fp32 is sure: with 100 pictures 98.5 %, with 32 97.5 %,
with 16 93 %, with one 38 %."""
_PACKAGE = "nncf"
_WAIT_SECONDS = 0.1


def prepare(
    spec: ModelSpec, stored: StoredWeights, options: EngineOptions, message: Message, cancel: Event
) -> Quantised:
    """The body of ``spec`` in int8: what is kept, or made now with pictures of the run at hand.

    Raises:
        EngineError: it is not kept, and there are no pictures or too few, the extra is not
            installed, or it cannot be made.
        WeightsError: it cannot be kept.
        Cancelled: ``cancel`` was set; nothing has changed.
    """
    folder = WeightsFolder(stored.folder or stored.path.parent)
    file, key = folder.int8_file(spec), _key(spec, stored)
    if (kept := quantised_file.read(file, key, _version())) is not None:
        return kept
    calibration = _expect_calibration(spec, options)
    with folder.lock(spec, cancel):
        # Another process may have been here meanwhile.
        if (kept := quantised_file.read(file, key, _version())) is not None:
            return kept
        pixels = calibration(spec.preprocessing, PICTURES, cancel)
        if len(pixels) < LEAST:
            raise EngineError("engine.int8-few", model=spec.id, count=len(pixels), least=LEAST)
        message(Reason("engine.calibrating", model=spec.id, count=len(pixels)))
        _make(folder, spec, stored, pixels, cancel)
        kept = quantised_file.read(file, key, _version())
    if kept is None:
        raise EngineError("engine.int8-fails", model=spec.id, detail=f"{file} cannot be read")
    return kept


def _key(spec: ModelSpec, stored: StoredWeights) -> Mapping[str, str]:
    """All that the body in int8 depends on, but for NNCF's version and the pictures."""
    network = repr((spec.family.blueprint(), spec.preprocessing))
    return {
        "weights": stored.sha256,
        "network": hashlib.sha256(network.encode()).hexdigest(),
        "graph": str(GRAPH_VERSION),
        "calibration": f"{PRESET}, {PICTURES} pictures",
        "openvino": ov.get_version(),
    }


def _version() -> str | None:
    """NNCF's; None where it is not installed. It is not imported for that."""
    try:
        return metadata.version(_PACKAGE)
    except metadata.PackageNotFoundError:
        return None


def _expect_calibration(spec: ModelSpec, options: EngineOptions) -> Calibration:
    """Where pictures come from; refuses before any work what can be refused."""
    if _version() is None:
        raise EngineError("engine.int8-extra", model=spec.id)
    if options.calibration is None:
        raise EngineError("engine.int8-unset", model=spec.id, alias=spec.alias)
    return options.calibration


def _make(
    folder: WeightsFolder,
    spec: ModelSpec,
    stored: StoredWeights,
    pixels: NDArray[np.uint8],
    cancel: Event,
) -> None:
    """Make the file and give it its name. Under the lock."""
    # A quarter of the weights in fp32, and the same once more before it has its name.
    hashing.need_room(folder.path, 2 * spec.parameters, Reason("room.int8", model=spec.id))
    file = folder.int8_file(spec)
    graph, constants = folder.temporary_file(spec), folder.temporary_file(spec)
    blueprint = spec.family.blueprint()
    try:
        for empty in (graph, constants):
            private.make_new_file(empty)
        task = Task(blueprint, spec.preprocessing, stored.path, pixels, graph, constants)
        _run_apart(spec, task, cancel)
        key, version = _key(spec, stored), str(_version())
        quantised_file.write(file, graph, constants, key, version, len(pixels))
    except OSError as error:
        raise hashing.explain(error, file, "written") from error
    finally:
        folder.unlink(graph, constants)


def _run_apart(spec: ModelSpec, task: Task, cancel: Event) -> None:
    """Have a process do it, and wait; a stop ends it at once.

    Raises:
        EngineError: it failed.
        Cancelled: ``cancel`` was set.
    """
    processes = multiprocessing.get_context("spawn")
    answers, answer = processes.Pipe(duplex=False)
    process = processes.Process(target=work, args=(answer, task), daemon=True)
    try:
        process.start()
        answer.close()
        while not answers.poll(_WAIT_SECONDS):
            if cancel.is_set():
                raise Cancelled
        fault = answers.recv()
    except (EOFError, BrokenPipeError):
        fault = _why_it_ended(process)
    finally:
        answers.close()
        if process.pid is not None:
            process.kill()
            process.join()
    if fault == NO_MEMORY:
        raise EngineError("engine.no-memory", model=spec.id)
    if fault is not None:
        raise EngineError("engine.int8-fails", model=spec.id, detail=fault)


def _why_it_ended(process: BaseProcess) -> str:
    """For a process that ended without an answer."""
    if process.pid is None:
        return "its process does not start"
    process.join()
    killed = process.exitcode == -getattr(signal, "SIGKILL", 9)  # Linux, where memory is full
    return NO_MEMORY if killed else f"its process ended with {process.exitcode}"
