"""OpenVINO beside torch on the same weights, its devices, and what happens where it fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor

from igtagger.app.context import Context
from igtagger.engines import loading, openvino_engine
from igtagger.engines.devices import Gpus
from igtagger.engines.loading import load_engine
from igtagger.engines.openvino_engine import OpenVinoEngine, choose_device, choose_precision
from igtagger.engines.protocol import Engine, EngineOptions
from igtagger.engines.quiet_openvino import ov
from igtagger.errors import Cancelled, EngineError, WeightsError
from igtagger.models.catalog import ModelSpec, everyday
from igtagger.models.families.resnext import ResNeXt
from igtagger.models.weights import conversion
from igtagger.models.weights.mapped import MappedWeights
from igtagger.models.weights.store import StoredWeights
from igtagger.preprocessing import Preprocessing
from tests.engines.calibrated import agreement, calibrated_state, made_pictures
from tests.making import model_of, random_state
from tests.saying import into, told

NO_GPU = Gpus(why_none=told("no driver"))
SIZE = 64
CAN_BF16 = choose_precision("auto", "CPU", ov.Core()) == "bf16"


def save(spec: ModelSpec, state: dict[str, Tensor], file: Path) -> StoredWeights:
    save_file({name: value.clone().contiguous() for name, value in state.items()}, file)
    return StoredWeights(
        model_id=spec.id,
        path=file,
        format="safetensors",
        sha256=spec.id,
        size=file.stat().st_size,
        origin="",
        official=True,
        name=spec.id,
        checked=True,
    )


@pytest.fixture(scope="module")
def spec() -> ModelSpec:
    """Two blocks a stage, so that each kind of block is there, and all sides of the residual."""
    family = ResNeXt((2, 2, 2, 2), groups=8, width_per_group=8, expansion=1)
    return replace(
        model_of(family, labels=100, name="small"), preprocessing=Preprocessing(size=SIZE)
    )


@pytest.fixture(scope="module")
def stored(spec: ModelSpec, tmp_path_factory: pytest.TempPathFactory) -> StoredWeights:
    state = calibrated_state(spec, made_pictures(64, SIZE, seed=1))
    return save(spec, state, tmp_path_factory.mktemp("weights") / "small.safetensors")


@pytest.fixture(scope="module")
def pixels() -> NDArray[np.uint8]:
    return made_pictures(400, SIZE, seed=2)


def load(
    spec: ModelSpec, stored: StoredWeights, engine: str = "openvino", precision: str = "fp32"
) -> Engine:
    options = EngineOptions("cpu", precision, engine=engine)
    return load_engine(spec, stored, options, pytest.fail, Event())


def score(engine: Engine, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    return engine.heads[0].scores(engine.predict(pixels))


@pytest.fixture(scope="module")
def exact(spec: ModelSpec, stored: StoredWeights, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    return score(load(spec, stored, "torch"), pixels)


def test_fp32_gives_the_labels_and_scores_of_torch(
    spec: ModelSpec, stored: StoredWeights, pixels: NDArray[np.uint8], exact: NDArray[np.float32]
) -> None:
    same, difference, labels = agreement(exact, score(load(spec, stored), pixels))
    assert labels > 40, "the pictures must differ to the network, or agreement says nothing"
    assert same >= 0.995
    assert difference < 1e-4


@pytest.mark.skipif(not CAN_BF16, reason="this processor has no bf16 instructions")
def test_bf16_agrees_within_the_bounds_that_the_documentation_states(
    spec: ModelSpec, stored: StoredWeights, pixels: NDArray[np.uint8], exact: NDArray[np.float32]
) -> None:
    engine = load(spec, stored, precision="auto")
    assert engine.info.precision == "bf16"
    same, difference, _ = agreement(exact, score(engine, pixels))
    assert same >= 0.95
    assert difference < 0.1


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_a_batch_and_single_pictures_agree_to_the_bit(
    spec: ModelSpec, stored: StoredWeights, pixels: NDArray[np.uint8], precision: str
) -> None:
    engine = load(spec, stored, precision=precision)
    together = engine.predict(pixels[:11])
    singles = np.concatenate([engine.predict(picture[None]) for picture in pixels[:11]])
    assert together.shape == (11, 512)
    assert together.dtype == np.float32
    assert (together == singles).all()


def test_several_threads_may_ask_at_once(
    spec: ModelSpec, stored: StoredWeights, pixels: NDArray[np.uint8]
) -> None:
    engine = load(spec, stored)
    parts = [pixels[start : start + 5] for start in range(0, 40, 5)]
    expected = engine.predict(pixels[:40])
    with ThreadPoolExecutor(8) as pool:
        features = np.concatenate(list(pool.map(engine.predict, parts)))
    assert (features == expected).all()


def test_no_pictures_give_no_features(spec: ModelSpec, stored: StoredWeights) -> None:
    nothing = np.empty((0, SIZE, SIZE, 3), np.uint8)
    assert load(spec, stored).predict(nothing).shape == (0, 512)


def test_earlier_features_stay_as_they_were(
    spec: ModelSpec, stored: StoredWeights, pixels: NDArray[np.uint8]
) -> None:
    engine = load(spec, stored)
    first = engine.predict(pixels[:2])
    before = first.copy()
    engine.predict(pixels[2:4])
    assert (first == before).all()


def test_weights_of_16_bits_are_read_too(
    spec: ModelSpec, stored: StoredWeights, pixels: NDArray[np.uint8], tmp_path: Path
) -> None:
    state = load_file(stored.path)
    for kind in (torch.float16, torch.bfloat16, torch.float64):
        halves = {n: v.to(kind) if v.is_floating_point() else v for n, v in state.items()}
        kept = save(spec, halves, tmp_path / "half.safetensors")
        expected = score(load(spec, kept, "torch"), pixels[:4])
        np.testing.assert_allclose(score(load(spec, kept), pixels[:4]), expected, atol=1e-4)


# Files


def test_tensors_lie_in_the_file_and_not_in_memory(stored: StoredWeights) -> None:
    weights = MappedWeights(stored.path)
    kernel = weights.get("layer4.0.conv1.weight")
    assert np.shares_memory(kernel, weights._map)
    assert (kernel == load_file(stored.path)["layer4.0.conv1.weight"].numpy()).all()
    with weights.forgetting():
        total = kernel.sum()
    assert kernel.sum() == total  # read again from the file


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[:1000],
        lambda content: b"\xff" * 100 + content[100:],
        lambda content: content.replace(b'"fc.bias"', b'"fc.bios"', 1),
        lambda content: content[: len(content) // 2],
        lambda content: (2).to_bytes(8, "little") + b"[]",
    ],
    ids=["empty", "cut in the header", "no header", "a name lost", "cut", "another JSON"],
)
def test_a_damaged_file_is_named(
    spec: ModelSpec,
    stored: StoredWeights,
    tmp_path: Path,
    damage: Callable[[bytes], bytes],
) -> None:
    file = tmp_path / "bad.safetensors"
    file.write_bytes(damage(stored.path.read_bytes()))
    with pytest.raises(WeightsError, match=r"bad\.safetensors") as caught:
        load(spec, replace(stored, path=file))
    assert "models verify" in caught.value.hint


def test_a_file_that_vanished_is_named(
    spec: ModelSpec, stored: StoredWeights, tmp_path: Path
) -> None:
    with pytest.raises(WeightsError, match=r"gone\.safetensors"):
        load(spec, replace(stored, path=tmp_path / "gone.safetensors"))


def test_loading_stops_when_cancelled(spec: ModelSpec, stored: StoredWeights) -> None:
    cancel = Event()
    cancel.set()
    with pytest.raises(Cancelled):
        OpenVinoEngine(spec, stored, EngineOptions("cpu"), cancel, NO_GPU)


# Devices and precisions


class Core:
    """A computer with two of Intel's GPUs and an NPU, as OpenVINO lists them."""

    available_devices = ("CPU", "GPU.0", "GPU.1", "NPU")

    def __init__(self, default: ov.Type = ov.Type.f32) -> None:
        self.default = default

    def get_property(self, device: str, name: str) -> object:
        return self.default if name == "INFERENCE_PRECISION_HINT" else f"Intel's {device}"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("auto", ("cpu", "CPU")),
        ("cpu", ("cpu", "CPU")),
        ("intel-gpu", ("intel-gpu:0", "GPU.0")),
        ("intel-gpu:1", ("intel-gpu:1", "GPU.1")),
        ("npu", ("npu", "NPU")),
    ],
)
def test_devices_have_our_names(wanted: str, found: tuple[str, str]) -> None:
    assert choose_device(wanted, Core(), NO_GPU) == found


def test_a_single_gpu_has_no_number_with_openvino() -> None:
    core = Core()
    core.available_devices = ("CPU", "GPU")  # type: ignore[assignment]
    assert choose_device("intel-gpu", core, NO_GPU) == ("intel-gpu:0", "GPU")


@pytest.mark.parametrize("wanted", ["intel-gpu:2", "tpu", "cuda", ""])
def test_a_device_that_is_not_there_is_refused_with_those_that_are(wanted: str) -> None:
    with pytest.raises(EngineError, match=r"cannot be used \(no driver\)") as caught:
        choose_device(wanted, Core(), NO_GPU)
    assert "cpu (Intel's CPU), intel-gpu:0 (Intel's GPU.0)" in caught.value.hint


def test_precision_follows_the_device() -> None:
    assert choose_precision("auto", "CPU", Core()) == "fp32"
    assert choose_precision("auto", "CPU", Core(ov.Type.bf16)) == "bf16"
    assert choose_precision("auto", "CPU", Core(ov.Type.f16)) == "fp32"
    assert choose_precision("auto", "GPU.0", Core()) == "fp16"
    assert choose_precision("fp16", "NPU", Core()) == "fp16"
    for wanted, device in (("fp16", "CPU"), ("bf16", "GPU.0")):
        with pytest.raises(EngineError, match="for CPUs"):
            choose_precision(wanted, device, Core())


def test_the_engine_says_what_it_uses(spec: ModelSpec, stored: StoredWeights) -> None:
    engine = OpenVinoEngine(spec, stored, EngineOptions("auto", "fp32"), Event(), NO_GPU)
    assert str(engine.info) == "CPU (cpu), openvino, fp32; no GPU: no driver"
    assert engine.batch_size > 1
    asked = OpenVinoEngine(spec, stored, EngineOptions("cpu", "fp32", 3), Event(), NO_GPU)
    assert asked.batch_size == 3


# Where it fails


class Broken:
    """OpenVINO on a computer that it does not work on."""

    def __init__(self, complaint: str) -> None:
        self.complaint = complaint

    def __call__(self) -> None:
        raise RuntimeError(f"Check 'x' failed at y.cpp:1\n{self.complaint}\n\n")


def load_broken(
    spec: ModelSpec, stored: StoredWeights, engine: str, device: str = "cpu"
) -> tuple[Engine, list[str]]:
    heard: list[str] = []
    options = EngineOptions(device, "fp32", engine=engine)
    return load_engine(spec, stored, options, into(heard), Event()), heard


def test_where_openvino_fails_torch_goes_on(
    spec: ModelSpec, stored: StoredWeights, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openvino_engine.ov, "Core", Broken("No such instruction"))
    engine, heard = load_broken(spec, stored, "auto")
    assert engine.info.engine == "torch"
    assert heard == ["OpenVINO fails here: No such instruction. Going on with torch."]
    with pytest.raises(EngineError, match="No such instruction"):
        load_broken(spec, stored, "openvino")
    with pytest.raises(EngineError, match="No such instruction"):
        load_broken(spec, stored, "auto", "npu")  # torch has none


def test_where_openvino_cannot_be_loaded_torch_goes_on(
    spec: ModelSpec, stored: StoredWeights, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "igtagger.engines.openvino_engine", None)
    engine, heard = load_broken(spec, stored, "auto")
    assert engine.info.engine == "torch"
    assert "OpenVINO cannot be loaded" in heard[0]
    with pytest.raises(EngineError, match="cannot be loaded"):
        load_broken(spec, stored, "openvino")


def test_a_gpu_that_torch_cannot_use_leaves_the_cpu_to_openvino(
    spec: ModelSpec, stored: StoredWeights, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "find_gpus", lambda: Gpus(cuda=("GPU",)))
    monkeypatch.setattr(loading, "_why_torch_uses_none", lambda: told("built for CPUs only"))
    engine, _ = load_broken(spec, stored, "auto", "auto")
    assert engine.info.engine == "openvino"
    assert engine.info.why_not_gpu == told("built for CPUs only")


def predict_where_it_fails(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> EngineError:
    """What is told where OpenVINO raises ``error`` for the first picture."""

    def fail(given: object) -> None:
        raise error

    monkeypatch.setattr(engine, "_features", fail)
    with pytest.raises(EngineError) as caught:
        engine.predict(made_pictures(1, SIZE))
    return caught.value


def wrapped(words: str) -> RuntimeError:
    """An error as OpenVINO raises it, with the places that it went through."""
    return RuntimeError(
        "Exception from src/inference/src/cpp/infer_request.cpp:223:\n"
        f"Exception from src/plugins/x/src/memory_allocation.cpp:257:\n{words}\n\n\n"
    )


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("bad allocation"),
        wrapped("std::bad_alloc"),
        wrapped("Failed to allocate 2048000000 bytes of memory"),
        wrapped("[GPU] out of GPU resources"),
        wrapped("[GPU] CL_OUT_OF_RESOURCES exception.\n\tDue to a driver bug, any subsequent"),
        wrapped("[GPU] clEnqueueNDRangeKernel, error code: -4 CL_MEM_OBJECT_ALLOCATION_FAILURE"),
        wrapped("[GPU] Exceeded max size of memory object allocation: requested 5000000000 bytes"),
        wrapped("[CL ext] Can not allocate 33554432 bytes for USM Device. ptr: 0, error: -6"),
        wrapped("L0 pfnCreate2 result: ZE_RESULT_ERROR_OUT_OF_DEVICE_MEMORY, code 0x70000003"),
    ],
)
def test_full_memory_is_an_error_with_advice(
    spec: ModelSpec,
    stored: StoredWeights,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    told = predict_where_it_fails(load(spec, stored), monkeypatch, error)
    assert "does not fit" in told.message
    assert "smaller model" in told.hint


@pytest.mark.parametrize(
    "words",
    [
        "Check 'memory->isAllocated()' failed",
        "Unsupported memory format for the primitive",
        "Failed to allocate required number of vector registers",
        "Memory has not been allocated",
        "could not create a memory object",
        "[GPU] Unsupported allocation type: unknown",
    ],
)
def test_an_error_that_has_the_word_memory_is_not_taken_for_a_full_one(
    spec: ModelSpec, stored: StoredWeights, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    told = predict_where_it_fails(load(spec, stored), monkeypatch, wrapped(words))
    assert words in told.message
    assert "torch" in told.hint


# Seen from outside


def test_a_run_on_the_cpu_loads_no_torch_and_reports_to_nobody(tmp_path: Path) -> None:
    from PIL import Image

    conversion.prepare(Context.from_environment().store, everyday(), Event())
    picture, home = tmp_path / "a.jpg", tmp_path / "home"
    home.mkdir()
    Image.fromarray(made_pictures(1, 300)[0]).save(picture)
    code = (
        "import sys, json; from igtagger.__main__ import main;"
        f"code = main(['tag', {str(picture)!r}, '-o', '-', '--device', 'cpu']);"
        "names = [name for name, module in sys.modules.items() if module is not None];"
        "print(json.dumps(names), file=sys.stderr); sys.exit(code)"
    )
    folders = {"HOME": str(home), "LOCALAPPDATA": str(home), "USERPROFILE": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | folders,
        capture_output=True,
        text=True,
        check=True,
    )
    names = json.loads(done.stderr.strip().splitlines()[-1])
    loaded = {name.split(".")[0] for name in names}
    assert "openvino" in loaded
    assert loaded.isdisjoint({"torch", "torchvision", "safetensors", "openvino_telemetry"})
    assert not [name for name in names if name.startswith("openvino.tools")]
    assert list(home.iterdir()) == []


MEMORY = """
import sys
from pathlib import Path
from threading import Event
import igtagger
from igtagger.engines.devices import Gpus
from igtagger.engines.protocol import EngineOptions
from igtagger.engines.openvino_engine import OpenVinoEngine, find_devices
from igtagger.models.catalog import INSTAGRAM_MODELS
from igtagger.models.weights.store import StoredWeights
from tests.memory import peak_bytes, resident_bytes

file, precision = Path(sys.argv[1]), sys.argv[2]
spec, size = INSTAGRAM_MODELS[int(sys.argv[3])], file.stat().st_size
stored = StoredWeights(spec.id, file, "safetensors", "", size, "", True, spec.id, True)
find_devices()
bare = resident_bytes()
OpenVinoEngine(spec, stored, EngineOptions("cpu", precision), Event(), Gpus())
print((peak_bytes() - bare) / size)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="pages of files count as memory there")
@pytest.mark.parametrize("which", [0, 3])
def test_loading_stays_within_a_quarter_more_than_the_weights(which: int, tmp_path: Path) -> None:
    from igtagger.models.catalog import INSTAGRAM_MODELS

    spec = INSTAGRAM_MODELS[which]
    save(spec, random_state(spec), tmp_path / "w.safetensors")
    for precision in ("fp32", "bf16") if CAN_BF16 else ("fp32",):
        command = [sys.executable, "-c", MEMORY, str(tmp_path / "w.safetensors"), precision]
        done = subprocess.run([*command, str(which)], capture_output=True, text=True, check=True)
        assert float(done.stdout) <= 1.25, precision
