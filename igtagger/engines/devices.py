"""Which engine runs where, and what GPUs there are, found out without loading torch.

Loading torch costs seconds, and a run on the CPU needs none of it.
"""

from __future__ import annotations

import ctypes
import os
import platform
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from igtagger.domain import Reason
from igtagger.errors import EngineError

ENGINES = ("auto", "torch", "openvino")
NO_DRIVER, NOT_ASKED_FOR = Reason("gpu.no-driver"), Reason("gpu.not-asked-for")
TORCH_FOR_CPUS = Reason("gpu.torch-for-cpus")
_CUDA_LIBRARIES = {"linux": "libcuda.so.1", "win32": "nvcuda.dll"}
_CUDA_NO_DEVICE = 100
_AMD_DEVICE = Path("/dev/kfd")


@dataclass(frozen=True, slots=True)
class Gpus:
    """GPUs of this computer. ``why_none`` is None where there is one that torch might use."""

    cuda: tuple[str, ...] = ()
    mps: bool = False
    amd: bool = False
    why_none: Reason | None = None


def find_gpus() -> Gpus:
    """Ask the drivers. What torch then makes of a GPU, only torch can tell."""
    if sys.platform == "darwin" and platform.machine() == "arm64":
        return Gpus(mps=True, why_none=_lack("Apple GPU"))
    names, why = _ask_cuda()
    amd = not names and _torch_is_for_amd()
    if names:
        why = _lack(names[0]) or (TORCH_FOR_CPUS if _torch_is_for_cpus() else None)
    return Gpus(cuda=names, amd=amd, why_none=None if amd else why)


def torch_is_there() -> bool:
    """Whether torch is installed: what uses GPUs other than Intel's."""
    return find_spec("torch") is not None


def _lack(gpu: str) -> Reason | None:
    return None if torch_is_there() else Reason("gpu.no-torch", gpu=gpu)


def _torch_is_for_cpus() -> bool:
    """Whether torch says so in its notes of how it was built; False where that cannot be told."""
    found = find_spec("torch")
    places = (found.submodule_search_locations if found else None) or []
    try:
        notes = "".join(Path(place, "version.py").read_text("utf-8") for place in places)
    except (OSError, ValueError):
        return False
    return all(re.search(rf"^{kind}\b.*= None$", notes, re.MULTILINE) for kind in ("cuda", "hip"))


def _ask_cuda() -> tuple[tuple[str, ...], Reason | None]:
    """Names of NVIDIA's GPUs, or why there are none."""
    try:
        driver = ctypes.CDLL(_CUDA_LIBRARIES.get(sys.platform, ""))
        state, count = driver.cuInit(0), ctypes.c_int()
        if state == 0:
            state = driver.cuDeviceGetCount(ctypes.byref(count))
        if state not in (0, _CUDA_NO_DEVICE):
            return (), Reason("gpu.driver-fails", number=state)
        names = tuple(_name_of(driver, number) for number in range(count.value))
    except (OSError, AttributeError):  # no such library, or a stub without these functions
        return (), NO_DRIVER
    return names, None if names else NO_DRIVER


def _name_of(driver: ctypes.CDLL, number: int) -> str:
    name = ctypes.create_string_buffer(256)
    # A device's handle is its number.
    return name.value.decode() if driver.cuDeviceGetName(name, 256, number) == 0 else "NVIDIA GPU"


def _torch_is_for_amd() -> bool:
    # AMD's GPUs go by the name of cuda in a torch that is built for them.
    try:
        return _AMD_DEVICE.exists() and "rocm" in metadata.version("torch")
    except metadata.PackageNotFoundError:
        return False


_most_cores: int | None = None


def available_cores() -> int:
    """Cores that this process may use; containers and task sets may allow fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    return min(cores, _most_cores or cores)


def use_at_most(cores: int) -> None:
    """From now on this process uses no more cores: others of a cluster's computer have theirs."""
    global _most_cores  # noqa: PLW0603  it is of the process, as an affinity is
    _most_cores = cores


def unusable_device(device: str, there: Sequence[str], why: Reason | None) -> EngineError:
    """The error for a device that is not ``there``."""
    devices = ", ".join(there)
    if why is None:
        return EngineError("engine.device", device=device, devices=devices)
    return EngineError("engine.device-why", device=device, devices=devices, why=why)


def choose_engine(engine: str, device: str, gpus: Gpus) -> str:
    """``torch`` or ``openvino``.

    Raises:
        EngineError: there is no such engine, or it has no such device.
    """
    kind = device.partition(":")[0]
    if engine not in ENGINES:
        raise EngineError("engine.unknown", engine=engine)
    only = {"cuda": "torch", "mps": "torch", "intel-gpu": "openvino", "npu": "openvino"}.get(kind)
    if engine != "auto":
        if only not in (None, engine):
            raise EngineError("engine.other", engine=engine, device=device, only=str(only))
        return engine
    if only is not None:
        return only
    return "torch" if device == "auto" and not gpus.why_none else "openvino"
