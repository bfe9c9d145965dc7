"""The process that makes int8 of a model's body. The only place that imports NNCF.

It is a process of its own because NNCF changes the one that imports it: Python's class of loggers
becomes another, progress is drawn on standard output, torch is loaded where it is installed. Here
that ends with the process, as does what it takes of memory, and a stop can end it at any moment.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass
from multiprocessing import connection, parent_process
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from igtagger.models.families.blueprint import Blueprint
from igtagger.preprocessing import Preprocessing

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

NO_MEMORY = "no memory"
"""What is answered where the memory is full."""
PRESET = "performance"
"""NNCF's name for symmetric weights and activations. With the other, ``mixed``, fewer labels stay
as they are: of the everyday model's best ones 83 % instead of 89 %."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be made of what.

    Attributes:
        blueprint: the network.
        preprocessing: of its pictures.
        weights: its checked safetensors file.
        pixels: the pictures, shape ``(n, size, size, 3)``.
        graph: an empty file, which becomes OpenVINO's XML.
        constants: another one, which gets its constants.
    """

    blueprint: Blueprint
    preprocessing: Preprocessing
    weights: Path
    pixels: NDArray[np.uint8]
    graph: Path
    constants: Path


def work(answer: Connection, task: Task) -> None:
    """The whole life of the process. Answers None, or with what went wrong."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a terminal: who began this decides
    Thread(target=_end_with_parent, daemon=True).start()
    _be_silent()
    try:
        _quantise(task)
    except MemoryError:
        answer.send(NO_MEMORY)
    except Exception as error:  # noqa: BLE001  the top of a process; the other side words it
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        answer.send(f"{type(error).__name__}: {lines[-1] if lines else ''}")
    else:
        answer.send(None)


def _end_with_parent() -> None:
    """Nobody waits for the work of a program that was killed."""
    if (parent := parent_process()) is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _be_silent() -> None:
    nothing = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nothing, descriptor)


def _quantise(task: Task) -> None:
    from igtagger.engines.openvino_graph import build_body
    from igtagger.engines.quiet_openvino import ov
    from igtagger.models.weights.mapped import MappedWeights

    # NNCF would load it, for nothing here. None makes an import fail, and it does without.
    sys.modules["torch"] = None  # type: ignore[assignment]
    import nncf

    weights = MappedWeights(task.weights)
    body = build_body(task.blueprint, task.preprocessing, weights, folded=True)
    pictures = nncf.Dataset(task.pixels, lambda picture: picture[None])
    preset = nncf.QuantizationPreset(PRESET)
    with weights.forgetting():
        made = nncf.quantize(body, pictures, preset=preset, subset_size=len(task.pixels))
    with TemporaryDirectory() as name:
        graph = Path(name) / "graph.xml"  # OpenVINO writes a graph to no name that ends otherwise
        ov.serialize(made, graph, task.constants)
        task.graph.write_bytes(graph.read_bytes())
