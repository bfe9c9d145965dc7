"""Which engine runs where, on computers that this one is not."""

from __future__ import annotations

import ctypes
import platform
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from igtagger.domain import Reason
from igtagger.engines import devices
from igtagger.engines.devices import Gpus, choose_engine, find_gpus
from igtagger.errors import EngineError
from igtagger.messages import english

NONE = Gpus(why_none=devices.NO_DRIVER)
NVIDIA = Gpus(cuda=("First",))


@pytest.mark.parametrize(
    ("engine", "device", "gpus", "chosen"),
    [
        ("auto", "auto", NONE, "openvino"),
        ("auto", "auto", NVIDIA, "torch"),
        ("auto", "auto", Gpus(mps=True), "torch"),
        ("auto", "auto", Gpus(amd=True), "torch"),
        ("auto", "cpu", NVIDIA, "openvino"),
        ("auto", "cuda:1", NONE, "torch"),
        ("auto", "mps", NONE, "torch"),
        ("auto", "intel-gpu", NVIDIA, "openvino"),
        ("auto", "intel-gpu:1", NONE, "openvino"),
        ("auto", "npu", NONE, "openvino"),
        ("torch", "auto", NONE, "torch"),
        ("torch", "cpu", NONE, "torch"),
        ("openvino", "auto", NVIDIA, "openvino"),
    ],
)
def test_auto_takes_torch_for_gpus_and_openvino_for_the_rest(
    engine: str, device: str, gpus: Gpus, chosen: str
) -> None:
    assert choose_engine(engine, device, gpus) == chosen


@pytest.mark.parametrize(
    ("engine", "device", "other"),
    [("openvino", "cuda:0", "torch"), ("openvino", "mps", "torch"), ("torch", "npu", "openvino")],
)
def test_an_engine_without_the_device_names_the_one_that_has_it(
    engine: str, device: str, other: str
) -> None:
    with pytest.raises(EngineError, match="cannot use the device") as caught:
        choose_engine(engine, device, NVIDIA)
    assert f"--engine {other}" in caught.value.hint


def test_an_engine_that_does_not_exist_is_refused() -> None:
    with pytest.raises(EngineError, match="no engine 'onnx'"):
        choose_engine("onnx", "auto", NONE)


class Driver:
    """NVIDIA's driver as far as it is asked."""

    def __init__(self, count: int, state: int = 0) -> None:
        self.count, self.state = count, state

    def cuInit(self, flags: int) -> int:  # noqa: N802  the driver's name for it
        return self.state

    def cuDeviceGetCount(self, count: object) -> int:  # noqa: N802
        count._obj.value = self.count  # type: ignore[attr-defined]
        return 0

    def cuDeviceGetName(self, name: ctypes.Array[ctypes.c_char], size: int, number: int) -> int:  # noqa: N802
        name.value = f"GPU {number}".encode()
        return 0


@pytest.fixture
def linux(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(devices, "_torch_is_for_amd", lambda: False)
    install_torch(monkeypatch)
    return monkeypatch


def install_torch(patch: pytest.MonkeyPatch, *places: Path, there: bool = True) -> None:
    """Have a torch of those folders, or none."""
    found = SimpleNamespace(submodule_search_locations=[*map(str, places)]) if there else None
    patch.setattr(devices, "find_spec", lambda name: found)


def answer(patch: pytest.MonkeyPatch, driver: object) -> Gpus:
    patch.setattr(
        devices, "ctypes", SimpleNamespace(**vars(ctypes) | {"CDLL": lambda name: driver})
    )
    return find_gpus()


def test_nvidias_gpus_are_named_by_their_driver(linux: pytest.MonkeyPatch) -> None:
    assert answer(linux, Driver(2)) == Gpus(cuda=("GPU 0", "GPU 1"))


def test_a_driver_without_a_gpu_or_that_does_not_start_says_so(linux: pytest.MonkeyPatch) -> None:
    assert answer(linux, Driver(0)).why_none == devices.NO_DRIVER
    assert answer(linux, Driver(0, state=100)).why_none == devices.NO_DRIVER
    fault = answer(linux, Driver(1, state=804)).why_none
    assert fault is not None
    assert "CUDA error 804" in english(fault).text
    assert answer(linux, object()).why_none == devices.NO_DRIVER  # a stub of a library


def test_a_gpu_without_torch_says_what_to_install_and_is_not_taken_by_itself(
    linux: pytest.MonkeyPatch,
) -> None:
    install_torch(linux, there=False)
    gpus = answer(linux, Driver(2))
    assert gpus.cuda == ("GPU 0", "GPU 1")
    assert gpus.why_none is not None
    assert "GPU 0 needs torch" in english(gpus.why_none).text
    assert 'install "igtagger[gpu]"' in english(gpus.why_none).text
    assert choose_engine("auto", "auto", gpus) == "openvino"
    assert choose_engine("auto", "cuda", gpus) == "torch"  # which then says what to install
    assert answer(linux, Driver(0)) == Gpus(why_none=devices.NO_DRIVER)
    linux.setattr(sys, "platform", "darwin")
    linux.setattr(platform, "machine", lambda: "arm64")
    assert find_gpus() == Gpus(mps=True, why_none=Reason("gpu.no-torch", gpu="Apple GPU"))


@pytest.mark.parametrize(
    ("cuda", "hip", "why"),
    [
        ("'13.2'", "None", None),
        ("None", "'7.1'", None),
        ("None", "None", devices.TORCH_FOR_CPUS),
    ],
)
def test_a_torch_that_is_built_for_cpus_is_known_without_being_loaded(
    linux: pytest.MonkeyPatch, tmp_path: Path, cuda: str, hip: str, why: Reason | None
) -> None:
    notes = f"__all__ = ['cuda', 'hip']\ncuda: Optional[str] = {cuda}\nhip: Optional[str] = {hip}\n"
    (tmp_path / "version.py").write_text(notes, encoding="utf-8")
    install_torch(linux, tmp_path)
    assert answer(linux, Driver(1)) == Gpus(cuda=("GPU 0",), why_none=why)


def test_a_torch_that_does_not_tell_how_it_was_built_is_tried(
    linux: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install_torch(linux, tmp_path / "nowhere")
    assert answer(linux, Driver(1)) == Gpus(cuda=("GPU 0",))
    (tmp_path / "version.py").write_bytes(b"\xff")
    install_torch(linux, tmp_path)
    assert answer(linux, Driver(1)) == Gpus(cuda=("GPU 0",))


def test_a_missing_driver_is_no_error(linux: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise OSError(name)

    linux.setattr(devices, "ctypes", SimpleNamespace(**vars(ctypes) | {"CDLL": missing}))
    assert find_gpus() == Gpus(why_none=devices.NO_DRIVER)


def test_apples_processors_have_their_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    install_torch(monkeypatch)
    assert find_gpus() == Gpus(mps=True)


def test_a_torch_for_amd_is_asked_where_there_is_such_a_gpu(linux: pytest.MonkeyPatch) -> None:
    linux.setattr(devices, "_torch_is_for_amd", lambda: True)
    assert answer(linux, object()) == Gpus(amd=True)


def test_looking_for_gpus_loads_no_engine() -> None:
    code = (
        "import sys; from igtagger.engines.devices import find_gpus; find_gpus();"
        "assert not {'torch', 'openvino', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
