"""The engine that runs on torch: CPU, CUDA and Apple's GPU.

On a CPU and Apple's GPU one caller runs at a time. On CUDA two do, each on a stream of its own with
pinned memory of its own, so that the pixels of one batch are copied while another is computed.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from queue import LifoQueue
from threading import Event, Lock

import numpy as np
import torch
from numpy.typing import NDArray

from igtagger.domain import Reason
from igtagger.engines import torch_network
from igtagger.engines.batch_search import BatchSearch
from igtagger.engines.devices import (
    NO_DRIVER,
    NOT_ASKED_FOR,
    TORCH_FOR_CPUS,
    unusable_device,
)
from igtagger.engines.protocol import EngineInfo, EngineOptions, Message
from igtagger.errors import EngineError
from igtagger.models.catalog import ModelSpec
from igtagger.models.heads import read_heads
from igtagger.models.weights.checking import opened
from igtagger.models.weights.store import StoredWeights
from igtagger.preprocessing import Preprocessing

DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
CPU_BATCH = 8
"""torch on a CPU is fastest at 8 pictures a batch; 32 is slower (docs/performance.md)."""
MPS_BATCH = 64
CUDA_LANES = 2
"""Batches that are on a CUDA device at once: one is computed, another's pixels are copied. As many
as a run hands over."""
LONGEST_BATCH_SECONDS = 4.0
"""A batch that takes longer is cut, even one that was asked for: what is in hand is what a stop
loses."""
CPU_BATCH_SECONDS = 0.5
"""A batch on a CPU grows only while it takes less than this: stopping waits for the batch in hand,
and the first results should come soon."""
_BF16_CAPABILITIES = ("avx512_bf16", "amx_bf16", "avx10_2", "bf16", "arm_bf16", "sve_bf16")


@dataclass(frozen=True, slots=True)
class Devices:
    """What this computer has.

    ``why_not_gpu`` is None where there is one that can be used; ``cpu_threads`` is how many torch
    computes on.
    """

    cuda: tuple[str, ...]
    mps: bool
    cpu_bf16: bool
    why_not_gpu: Reason | None
    cpu_threads: int = 1


def find_devices() -> Devices:
    """Ask torch what it can use."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")  # a broken driver speaks up only as a warning
        usable = torch.cuda.is_available()
    count = torch.cuda.device_count() if usable else 0
    names = tuple(torch.cuda.get_device_name(i) for i in range(count))
    mps = torch.backends.mps.is_available()
    reason = None if names or mps else _why_no_gpu([str(entry.message) for entry in caught])
    return Devices(names, mps, _cpu_has_bf16(), reason, torch.get_num_threads())


def _why_no_gpu(complaints: list[str]) -> Reason:
    if complaints:
        return Reason("told", text=complaints[0].split("(Triggered")[0].strip())
    if torch.version.cuda is None and torch.version.hip is None:
        return TORCH_FOR_CPUS
    return NO_DRIVER


def _cpu_has_bf16() -> bool:
    capabilities: Mapping[str, object] = torch.cpu.get_capabilities()
    return any(capabilities.get(name, False) for name in _BF16_CAPABILITIES)


def foresee(options: EngineOptions) -> str:
    """Device, engine and precision that would be taken.

    Raises:
        EngineError: the device or precision cannot be used.
    """
    devices = find_devices()
    device = choose_device(options.device, devices)
    return f"{device}, torch, {choose_precision(options.precision, device, devices)}"


def choose_device(wanted: str, devices: Devices) -> torch.device:
    """The device for ``auto``, ``cpu``, ``cuda``, ``cuda:N`` or ``mps``.

    Raises:
        EngineError: it is not there; the hint says what is.
    """
    if wanted == "auto":
        return torch.device("cuda:0" if devices.cuda else "mps" if devices.mps else "cpu")
    if wanted == "cpu":
        return torch.device("cpu")
    if wanted == "mps" and devices.mps:
        return torch.device("mps")
    kind, _, number = wanted.partition(":")
    if kind == "cuda" and (number or "0").isdigit() and int(number or 0) < len(devices.cuda):
        return torch.device("cuda", int(number or 0))
    there = ["cpu", *(f"cuda:{i} ({name})" for i, name in enumerate(devices.cuda))]
    there += ["mps"] if devices.mps else []
    raise unusable_device(wanted, there, devices.why_not_gpu)


def choose_precision(wanted: str, device: torch.device, devices: Devices) -> str:
    """The precision for ``auto``: the fastest that the device computes natively.

    Raises:
        EngineError: half precision (fp16) on a CPU, where it is slow and overflows.
    """
    if wanted != "auto":
        if wanted == "int8":
            raise EngineError("engine.int8-elsewhere")
        if wanted not in DTYPES:
            raise EngineError("engine.precision", precision=wanted)
        if wanted == "fp16" and device.type == "cpu":
            raise EngineError("engine.fp16-on-cpu")
        return wanted
    if device.type == "cuda":
        # Before Ampere (compute capability 8.0) bf16 is emulated.
        return "bf16" if torch.cuda.get_device_capability(device)[0] >= 8 else "fp16"
    if device.type == "mps":
        return "fp16"
    return "bf16" if devices.cpu_bf16 else "fp32"


def normalise(pixels: NDArray[np.uint8], how: Preprocessing, device: torch.device) -> torch.Tensor:
    """``uint8 (n, s, s, 3)`` to ``float32 (n, 3, s, s)``, channels-last, normalised.

    The order of operations is that of torchvision's ToTensor and Normalize, so that the values are
    equal to the bit.
    """
    return _normalise(torch.from_numpy(pixels).to(device), *_constants(how, device))


def _constants(how: Preprocessing, device: torch.device) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and standard deviation, each of shape ``(3, 1, 1)``."""
    mean, std = (torch.tensor(v, device=device).view(3, 1, 1) for v in (how.mean, how.std))
    return mean, std


def _normalise(pixels: torch.Tensor, mean: torch.Tensor, std: torch.Tensor) -> torch.Tensor:
    return pixels.permute(0, 3, 1, 2).float().div_(255).sub_(mean).div_(std)


def _is_out_of_memory(error: RuntimeError) -> bool:
    # CUDA has a class for it; the CPU's allocator and Apple's only words.
    return isinstance(error, torch.OutOfMemoryError) or any(
        words in str(error) for words in ("out of memory", "not enough memory", "can't allocate")
    )


class _CudaLane:
    """A stream and pinned memory, for one caller at a time."""

    def __init__(self, device: torch.device, spec: ModelSpec) -> None:
        self._device = device
        self._stream = torch.cuda.Stream(device)  # type: ignore[no-untyped-call]
        self._constants = _constants(spec.preprocessing, device)
        self._pixels = torch.empty(0, dtype=torch.uint8)
        self._features = torch.empty(0)
        # The weights and constants came by the default stream.
        self._stream.wait_stream(torch.cuda.default_stream(device))

    @torch.inference_mode()
    def run(
        self, pixels: NDArray[np.uint8], module: torch.nn.Module, dtype: torch.dtype
    ) -> NDArray[np.float32]:
        """Features of ``pixels``, shape ``(n, features)``.

        The interpreter is let go of while the device works, so that another lane's caller can
        prepare the next batch.
        """
        count = len(pixels)
        self._pixels = _pinned(self._pixels, pixels.shape, torch.uint8)
        self._pixels[:count].copy_(torch.from_numpy(pixels))
        try:
            with torch.cuda.stream(self._stream):
                on_device = self._pixels[:count].to(self._device, non_blocking=True)
                inputs = _normalise(on_device, *self._constants)
                features = module(inputs.to(dtype))
                self._features = _pinned(self._features, features.shape, torch.float32)
                self._features[:count].copy_(features, non_blocking=True)
        finally:
            # After a fault too: what is under way reads the pinned memory.
            self._stream.synchronize()
        result: NDArray[np.float32] = self._features[:count].numpy().copy()
        return result


def _pinned(memory: torch.Tensor, shape: tuple[int, ...], dtype: torch.dtype) -> torch.Tensor:
    """``memory`` where it has room for ``shape``, else new memory that the device reads itself."""
    if len(memory) >= shape[0] and memory.shape[1:] == shape[1:]:
        return memory
    return torch.empty(shape, dtype=dtype, pin_memory=True)


class TorchEngine:
    """A model on torch. See :class:`igtagger.engines.protocol.Engine`.

    Out of device memory, the batch is halved, down to one picture; then the model moves to the
    CPU. Both are told through ``on_message``.
    """

    def __init__(
        self,
        spec: ModelSpec,
        stored: StoredWeights,
        options: EngineOptions,
        on_message: Message,
        cancel: Event,
    ) -> None:
        self.spec = spec
        with opened(spec, stored.path) as weights:
            self.heads = read_heads(spec, weights)
        self._features = spec.family.blueprint().features
        self._file = stored.path
        self._on_message = on_message
        self._cancel = cancel
        self._devices = find_devices()
        self._asked_batch = options.batch_size
        self._one_at_a_time = Lock()
        self._moving = Lock()
        device = choose_device(options.device, self._devices)
        precision = choose_precision(options.precision, device, self._devices)
        try:
            self._load(device, precision)
        except RuntimeError as error:
            if device.type == "cpu" or not _is_out_of_memory(error):
                raise
            self._move_to_cpu(device)  # not even the weights fit

    def _load(self, device: torch.device, precision: str) -> None:
        module = torch_network.load(
            self.spec, self._file, dtype=DTYPES[precision], device=device, cancel=self._cancel
        )
        self._module, self._device, self._precision = module, device, precision
        self._growing = self._asked_batch is None and device.type == "cpu"
        self._search: BatchSearch | None = None
        self._lanes: LifoQueue[_CudaLane] | None = None
        self._batch = self._asked_batch or (1 if device.type == "cpu" else MPS_BATCH)
        if device.type == "cuda":
            self._open_lanes(device)

    def _open_lanes(self, device: torch.device) -> None:
        # The last one that was given back is taken first: while one caller runs at a time, as
        # during the search, it is always the same, and its memory serves again.
        self._lanes = LifoQueue()
        for _ in range(CUDA_LANES):
            self._lanes.put(_CudaLane(device, self.spec))
        self._weights_bytes = torch.cuda.memory_allocated(device)
        torch.cuda.reset_peak_memory_stats(device)  # an earlier model's
        if self._asked_batch is None:
            self._search = BatchSearch()
            self._batch = self._search.size

    @property
    def info(self) -> EngineInfo:
        """Device and precision in use now."""
        if self._device.type == "cuda":
            name = self._devices.cuda[self._device.index or 0]
        else:
            name = "Apple GPU" if self._device.type == "mps" else "CPU"
        on_cpu = self._device.type == "cpu"
        why = self._devices.why_not_gpu or NOT_ASKED_FOR if on_cpu else None
        return EngineInfo(str(self._device), name, self._precision, why)

    @property
    def batch_size(self) -> int:
        """How many pictures to hand over at once now."""
        return self._batch

    def predict(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Features, shape ``(n, features)``. See :class:`igtagger.engines.protocol.Engine`."""
        with self._turn():
            return self._predict(pixels)

    def _turn(self) -> AbstractContextManager[object]:
        # While the search measures, a neighbour would falsify it.
        in_lanes = self._lanes is not None and self._search is None
        return nullcontext() if in_lanes else self._one_at_a_time

    def _predict(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        features = np.empty((len(pixels), self._features), np.float32)
        start = 0
        while start < len(pixels):
            part = pixels[start : start + self._batch]
            began, device = time.perf_counter(), self._device
            try:
                features[start : start + len(part)] = self._run(part)
            except RuntimeError as error:
                if not _is_out_of_memory(error):
                    raise
                self._make_room(error, len(part), device)
                continue
            self._tune(len(part), time.perf_counter() - began)
            start += len(part)
        return features

    @torch.inference_mode()
    def _run(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        with self._moving:
            device, module, lanes = self._device, self._module, self._lanes
            dtype = DTYPES[self._precision]
        if lanes is not None:
            lane = lanes.get()
            try:
                return lane.run(pixels, module, dtype)
            finally:
                lanes.put(lane)
        inputs = normalise(pixels, self.spec.preprocessing, device)
        features: NDArray[np.float32] = module(inputs.to(dtype)).cpu().numpy()
        return features

    def _tune(self, count: int, seconds: float) -> None:
        if self._search is not None:
            self._search.took(count, seconds, has_room=self._has_room_for_twice())
            self._batch = self._search.size
            if self._search.found:
                self._search = None
            return
        if count != self._batch:  # not a full one, or another caller has cut it meanwhile
            return
        if seconds > LONGEST_BATCH_SECONDS and self._batch > 1:
            self._batch = max(1, int(self._batch * LONGEST_BATCH_SECONDS / 2 / seconds))
            self._on_message(
                Reason("engine.slow-batch", count=count, seconds=seconds, batch=self._batch)
            )
        if not self._growing:
            return
        if 2 * seconds < CPU_BATCH_SECONDS and self._batch < CPU_BATCH:
            self._batch *= 2
        elif seconds > 2 * CPU_BATCH_SECONDS and self._batch > 1:
            self._batch //= 2

    def _has_room_for_twice(self) -> bool:
        """Whether all lanes at once could run twice what one ran at most so far."""
        free, _ = torch.cuda.mem_get_info(self._device)
        idle = torch.cuda.memory_reserved(self._device) - self._weights_bytes
        taken = torch.cuda.max_memory_allocated(self._device) - self._weights_bytes
        return 2 * CUDA_LANES * taken <= free + idle

    def _make_room(self, error: Exception, count: int, device: torch.device) -> None:
        """Halve the batch, or move to the CPU, as ``count`` pictures do not fit ``device``."""
        with self._moving:
            if device != self._device:
                return  # another caller has moved the model meanwhile
            if device.type == "cuda":
                torch.cuda.empty_cache()
            if count > self._batch:
                return  # another caller has halved it meanwhile
            if self._batch > 1:
                self._halve()
                return
            if device.type == "cpu":
                raise EngineError("engine.no-memory", model=self.spec.id) from error
            self._move_to_cpu(device)

    def _move_to_cpu(self, device: torch.device) -> None:
        self._on_message(Reason("engine.to-cpu", device=str(device)))
        cpu = torch.device("cpu")
        self._load(cpu, choose_precision("auto", cpu, self._devices))

    def _halve(self) -> None:
        self._batch //= 2
        self._growing = False
        self._search = None
        self._on_message(
            Reason("engine.smaller-batch", device=str(self._device), batch=self._batch)
        )
