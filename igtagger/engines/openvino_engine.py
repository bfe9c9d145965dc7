"""The engine that runs on OpenVINO: CPUs, and Intel's GPUs and NPUs. It needs no torch."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Event
from typing import Any

import numpy as np
from numpy.typing import NDArray

from igtagger.engines.devices import NOT_ASKED_FOR, Gpus, available_cores, unusable_device
from igtagger.engines.openvino_graph import build_body
from igtagger.engines.protocol import EngineInfo, EngineOptions, EngineUnavailable, Message
from igtagger.engines.quiet_openvino import ov
from igtagger.errors import Cancelled, EngineError
from igtagger.models.catalog import ModelSpec
from igtagger.models.heads import read_heads
from igtagger.models.weights.checking import opened
from igtagger.models.weights.store import StoredWeights

MOST_STREAMS = 4
"""A stream runs one picture. One-thread streams compute most in all, as no thread waits for
another; with more cores than this each stream gets several, so that one picture is not slow."""
BATCH_PER_STREAM = 16
"""Of a batch that runs alone the last pictures leave streams idle; the more, the less that is. Each
batch costs, too: with 4 in place of 16 a run of the built-in model took 2 % more processor time."""
_HINTS = {"fp32": ov.Type.f32, "bf16": ov.Type.bf16, "fp16": ov.Type.f16, "int8": ov.Type.f32}
"""What is computed in where nothing else is said: a body in int8 says it of most of its parts."""
_FULL_MEMORY = re.compile(
    r"^(std::bad_alloc|bad allocation)$"  # C++ itself: on Linux and macOS, on Windows
    r"|^Failed to allocate (\d+ bytes of |zero )?memory"
    r"|\bCL_(OUT_OF_RESOURCES|OUT_OF_HOST_MEMORY|MEM_OBJECT_ALLOCATION_FAILURE)\b"
    r"|\[GPU\] (out of GPU resources|Exceeded max size of memory)"
    r"|\[CL ext\] Can not allocate \d+ bytes"
    r"|\bZE_RESULT_ERROR_OUT_OF_(HOST|DEVICE)_MEMORY\b",
    re.MULTILINE,
)
"""What OpenVINO and its drivers say when memory is full. That word alone says nothing: a layout of
memory that an operation does not know, or a check of a pointer to memory, has it too."""
_NAMES = {"intel-gpu": "GPU", "npu": "NPU"}


def list_devices(core: Any) -> dict[str, tuple[str, str]]:
    """Our name of each device that OpenVINO offers, with its own name of it and the maker's."""
    found = {}
    for device in core.available_devices:  # CPU, GPU or GPU.0, GPU.1 ..., NPU
        kind, _, number = device.partition(".")
        name = {"CPU": "cpu", "GPU": f"intel-gpu:{number or 0}", "NPU": "npu"}.get(kind)
        if name is not None:
            found[name] = (device, str(core.get_property(device, "FULL_DEVICE_NAME")))
    return found


def find_devices() -> tuple[dict[str, tuple[str, str]], str]:
    """What :func:`list_devices` gives here, and the precision that the CPU takes by itself."""
    core = ov.Core()
    return list_devices(core), choose_precision("auto", "CPU", core)


def foresee(options: EngineOptions, gpus: Gpus) -> str:
    """Device, engine and precision that would be taken.

    Raises:
        EngineError: the device or precision cannot be used.
    """
    core = ov.Core()
    ours, device = choose_device(options.device, core, gpus)
    return f"{ours}, openvino, {choose_precision(options.precision, device, core)}"


def choose_device(wanted: str, core: Any, gpus: Gpus) -> tuple[str, str]:
    """Our and OpenVINO's name of the device for ``auto``, ``cpu``, ``intel-gpu[:n]`` or ``npu``.

    Raises:
        EngineError: it is not there; the hint says what is.
    """
    if wanted in ("auto", "cpu"):
        return "cpu", "CPU"
    devices = list_devices(core)
    name = "intel-gpu:0" if wanted == "intel-gpu" else wanted
    if name in devices:
        return name, devices[name][0]
    there = [*(f"cuda:{i} ({gpu})" for i, gpu in enumerate(gpus.cuda)), *["mps"] * gpus.mps]
    there += [f"{ours} ({makers})" for ours, (_, makers) in devices.items()]
    raise unusable_device(wanted, there, gpus.why_none)


def choose_precision(wanted: str, device: str, core: Any) -> str:
    """The precision for ``auto``: the fastest that the device computes natively.

    Raises:
        EngineError: one that the device is not for.
    """
    on_cpu = device == "CPU"
    if wanted == "auto":
        if not on_cpu:
            return "fp16"
        # OpenVINO's own default: bf16 on processors that have instructions for it.
        default = core.get_property(device, "INFERENCE_PRECISION_HINT")
        return "bf16" if default == ov.Type.bf16 else "fp32"
    if wanted not in _HINTS:
        raise EngineError("engine.precision", precision=wanted)
    if wanted == "fp16" and on_cpu:
        raise EngineError("engine.fp16-on-cpu")
    if wanted == "bf16" and not on_cpu:
        raise EngineError("engine.bf16-elsewhere")
    if wanted == "int8" and not on_cpu:
        raise EngineError("engine.int8-elsewhere")
    return wanted


class OpenVinoEngine:
    """A model on OpenVINO. See :class:`igtagger.engines.protocol.Engine`.

    Pictures run one by one, as many at the same time as there are streams, whoever asks.
    """

    def __init__(
        self,
        spec: ModelSpec,
        stored: StoredWeights,
        options: EngineOptions,
        cancel: Event,
        gpus: Gpus,
        on_message: Message = lambda reason: None,
    ) -> None:
        self.spec = spec
        self._blueprint = spec.family.blueprint()
        with _openvino_errors(spec):
            core = ov.Core()
            device, self._ov_device = choose_device(options.device, core, gpus)
            precision = choose_precision(options.precision, self._ov_device, core)
            name = "CPU"
            if device != "cpu":
                name = str(core.get_property(self._ov_device, "FULL_DEVICE_NAME"))
            why = None if device != "cpu" else gpus.why_none or NOT_ASKED_FOR
            self.info = EngineInfo(device, name, precision, why, "openvino")
            self._streams = 1
            self._load(core, stored, options, on_message, cancel)
        self.batch_size = options.batch_size or BATCH_PER_STREAM * max(2, self._streams)

    def _load(
        self,
        core: ov.Core,
        stored: StoredWeights,
        options: EngineOptions,
        on_message: Message,
        cancel: Event,
    ) -> None:
        with opened(self.spec, stored.path) as weights:
            self.heads = read_heads(self.spec, weights)
            if self.info.precision != "int8":
                body = build_body(self._blueprint, self.spec.preprocessing, weights)
        if self.info.precision == "int8":
            from igtagger.engines import quantising  # few need it

            quantised = quantising.prepare(self.spec, stored, options, on_message, cancel)
            body, weights = quantised.body, quantised.weights
        if cancel.is_set():
            raise Cancelled
        with weights.forgetting():
            compiled = core.compile_model(body, self._ov_device, self._wishes())
        if cancel.is_set():
            raise Cancelled
        self._streams = int(compiled.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS"))
        self._idle: SimpleQueue[ov.InferRequest] = SimpleQueue()
        for _ in range(self._streams):
            self._idle.put(compiled.create_infer_request())
        self._threads = ThreadPoolExecutor(self._streams, thread_name_prefix="stream")

    def _wishes(self) -> Mapping[str, Any]:
        hint = {"INFERENCE_PRECISION_HINT": _HINTS[self.info.precision]}
        if self._ov_device != "CPU":
            return hint | {"PERFORMANCE_HINT": "THROUGHPUT"}
        cores = available_cores()
        return hint | {
            "NUM_STREAMS": min(cores, MOST_STREAMS),
            "INFERENCE_NUM_THREADS": cores,
            "ENABLE_CPU_PINNING": False,  # a pinned thread waits while another program has its core
        }

    def predict(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Features, shape ``(n, features)``. See :class:`igtagger.engines.protocol.Engine`."""
        if not len(pixels):
            return np.empty((0, self._blueprint.features), np.float32)
        with _openvino_errors(self.spec):
            return np.stack(list(self._threads.map(self._features, pixels)))

    def _features(self, picture: NDArray[np.uint8]) -> NDArray[np.float32]:
        """One picture through the body, shape ``(features,)``. As many at once as threads."""
        request = self._idle.get()
        try:
            # Not by infer(), whose dispatch takes as long in Python as all the rest here together.
            request.get_input_tensor(0).data[0] = picture
            request.start_async()
            request.wait()
            features: NDArray[np.float32] = request.get_output_tensor(0).data[0].copy()
            return features
        finally:
            self._idle.put(request)


@contextmanager
def _openvino_errors(spec: ModelSpec) -> Iterator[None]:
    """OpenVINO's one class of errors, sorted: full memory, or OpenVINO cannot do it here."""
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if isinstance(error, MemoryError) or _FULL_MEMORY.search(str(error)):
            raise EngineError("engine.no-memory", model=spec.id) from error
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        if not lines:
            raise EngineUnavailable("engine.openvino-mute") from error
        raise EngineUnavailable("engine.openvino", detail=lines[-1]) from error
