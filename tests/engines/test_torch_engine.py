"""The torch engine on a small network of the same kind, and its answers to full memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from queue import LifoQueue
from threading import Barrier, Event, Lock

import numpy as np
import pytest
import torch

from igtagger.engines import torch_engine, torch_network
from igtagger.engines.batch_search import FIRST_BATCH, MOST_AT_ONCE, BatchSearch
from igtagger.engines.protocol import EngineOptions
from igtagger.engines.torch_engine import Devices, TorchEngine, choose_device, choose_precision
from igtagger.errors import Cancelled, EngineError
from igtagger.models.catalog import ModelSpec
from igtagger.models.weights import conversion
from igtagger.models.weights.store import StoredWeights
from igtagger.preprocessing import Preprocessing
from tests.making import random_state, save_legacy, sha256, tiny_spec
from tests.references import reference
from tests.saying import into, told

NO_GPU = Devices(cuda=(), mps=False, cpu_bf16=False, why_not_gpu=told("no driver"))
FEATURES = 512
TWO_GPUS = Devices(cuda=("First", "Second"), mps=False, cpu_bf16=True, why_not_gpu=None)


@pytest.fixture(scope="module")
def spec() -> ModelSpec:
    return replace(tiny_spec(), preprocessing=Preprocessing(size=64))


@pytest.fixture(scope="module")
def stored(spec: ModelSpec, tmp_path_factory: pytest.TempPathFactory) -> StoredWeights:
    folder = tmp_path_factory.mktemp("weights")
    source = save_legacy(random_state(spec), folder / "tiny.pth")
    target = folder / "tiny.safetensors"
    conversion.convert(spec, source, target)
    return StoredWeights(
        model_id=spec.id,
        path=target,
        format="safetensors",
        sha256=sha256(source),
        size=target.stat().st_size,
        origin="",
        official=True,
        name=spec.id,
        checked=True,
    )


def make(
    spec: ModelSpec, stored: StoredWeights, messages: list[str] | None = None, **options: object
) -> TorchEngine:
    chosen = EngineOptions(**{"device": "cpu", "precision": "fp32", **options})  # type: ignore[arg-type]
    heard = messages if messages is not None else []
    return TorchEngine(spec, stored, chosen, into(heard), Event())


def score(engine: TorchEngine, features: np.ndarray) -> np.ndarray:
    return engine.heads[0].scores(features)


def pictures(count: int, size: int = 64) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, size, size, 3), np.uint8)


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_a_batch_and_single_pictures_agree(
    spec: ModelSpec, stored: StoredWeights, precision: str
) -> None:
    pixels = pictures(7)
    together = make(spec, stored, precision=precision, batch_size=7).predict(pixels)
    alone = make(spec, stored, precision=precision, batch_size=1)
    singles = np.concatenate([alone.predict(picture[None]) for picture in pixels])
    assert together.shape == (7, FEATURES)
    assert together.dtype == np.float32
    tolerance = 1e-4 if precision == "fp32" else 5e-2
    np.testing.assert_allclose(together, singles, rtol=tolerance, atol=tolerance)
    assert (score(alone, together).argmax(1) == score(alone, singles).argmax(1)).all()


def test_scores_of_a_picture_sum_to_one(spec: ModelSpec, stored: StoredWeights) -> None:
    engine = make(spec, stored, precision="bf16")
    sums = score(engine, engine.predict(pictures(3))).sum(axis=1)
    np.testing.assert_allclose(sums, 1, atol=1e-5)


def test_scores_are_those_of_timms_own_network(spec: ModelSpec, stored: StoredWeights) -> None:
    plain = reference(spec).to_empty(device="cpu")
    plain.load_state_dict(random_state(spec))
    pixels = pictures(2)
    how = spec.preprocessing
    from torchvision.transforms import v2

    transform = v2.Compose([v2.ToDtype(torch.float32, scale=True), v2.Normalize(how.mean, how.std)])
    with torch.inference_mode():
        inputs = transform(torch.from_numpy(pixels).permute(0, 3, 1, 2))
        expected = torch.softmax(plain(inputs), dim=1).numpy()
    engine = make(spec, stored)
    scores = score(engine, engine.predict(pixels))
    np.testing.assert_allclose(scores, expected, rtol=1e-3, atol=1e-6)


def test_normalised_pixels_equal_torchvisions_to_the_bit() -> None:
    from PIL import Image
    from torchvision import transforms

    pixels = pictures(2)
    how = Preprocessing(size=64)
    chain = transforms.Compose([transforms.ToTensor(), transforms.Normalize(how.mean, how.std)])
    expected = torch.stack([chain(Image.fromarray(picture)) for picture in pixels])
    ours = torch_engine.normalise(pixels, how, torch.device("cpu"))
    assert torch.equal(ours, expected)


def test_no_pictures_give_no_features(spec: ModelSpec, stored: StoredWeights) -> None:
    assert make(spec, stored).predict(pictures(0)).shape == (0, FEATURES)


class FullMemory:
    """A module that takes at most ``room`` pictures, as a device with little memory does."""

    def __init__(self, module: torch.nn.Module, room: int) -> None:
        self.module, self.room, self.sizes = module, room, list[int]()

    def __call__(self, inputs: torch.Tensor) -> torch.Tensor:
        self.sizes.append(len(inputs))
        if len(inputs) > self.room:
            raise torch.OutOfMemoryError("out of memory")
        result: torch.Tensor = self.module(inputs)
        return result


def test_full_memory_halves_the_batch_and_loses_nothing(
    spec: ModelSpec, stored: StoredWeights
) -> None:
    messages: list[str] = []
    engine = make(spec, stored, messages, batch_size=8)
    expected = engine.predict(pictures(11))
    small = FullMemory(engine._module, room=2)
    engine._module = small  # type: ignore[assignment]
    np.testing.assert_allclose(engine.predict(pictures(11)), expected, rtol=1e-4, atol=1e-5)
    assert small.sizes == [8, 4, 2, 2, 2, 2, 2, 1]
    assert engine.batch_size == 2
    assert "going on with 2 at once" in messages[-1]


def test_a_device_too_small_for_one_picture_gives_way_to_the_cpu(
    spec: ModelSpec, stored: StoredWeights
) -> None:
    messages: list[str] = []
    engine = make(spec, stored, messages)
    expected = engine.predict(pictures(3))
    # The meta device stands for a GPU that this machine does not have.
    engine._device = torch.device("meta")
    engine._module = FullMemory(engine._module, room=0)  # type: ignore[assignment]
    engine._run, run = (  # type: ignore[method-assign]
        lambda pixels: (
            engine._module(torch.zeros(len(pixels)))
            if engine._device.type == "meta"
            else run(pixels)
        ),
        engine._run,
    )
    # On the CPU it takes up the CPU's own precision, which may be bf16: 8 bits, 100 layers.
    np.testing.assert_allclose(engine.predict(pictures(3)), expected, rtol=0.1, atol=0.1)
    assert engine.info.device == "cpu"
    assert "going on with the CPU" in messages[-1]


def test_a_model_that_fits_nowhere_is_an_error_with_advice(
    spec: ModelSpec, stored: StoredWeights
) -> None:
    engine = make(spec, stored)
    engine._module = FullMemory(engine._module, room=0)  # type: ignore[assignment]
    with pytest.raises(EngineError, match="does not fit") as caught:
        engine.predict(pictures(1))
    assert "smaller model" in caught.value.hint


def test_weights_that_do_not_fit_the_gpu_are_loaded_on_the_cpu(
    spec: ModelSpec, stored: StoredWeights, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages: list[str] = []
    load = torch_network.load

    def load_on_cpu_only(*given: object, device: torch.device, **more: object) -> torch.nn.Module:
        if device.type == "cuda":
            raise torch.OutOfMemoryError("out of memory")
        return load(*given, device=device, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(torch_engine, "find_devices", lambda: TWO_GPUS)
    monkeypatch.setattr(torch_network, "load", load_on_cpu_only)
    engine = make(spec, stored, messages, device="cuda:1")
    assert engine.info.device == "cpu"
    assert engine.predict(pictures(1)).shape == (1, FEATURES)
    assert messages == ["Out of memory on cuda:1: going on with the CPU, more slowly."]


class FakeStream:
    """What a lane asks of a stream, on a computer without CUDA."""

    def __init__(self, device: torch.device) -> None:
        self.waited = 0

    def wait_stream(self, other: object) -> None:
        pass

    def synchronize(self) -> None:
        self.waited += 1


def test_a_lane_gives_the_features_of_the_cpu_and_waits_for_its_stream(
    spec: ModelSpec, stored: StoredWeights, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = torch.empty

    def unpinned(*shape: object, pin_memory: bool = False, **more: object) -> torch.Tensor:
        return empty(*shape, **more)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(torch.cuda, "Stream", FakeStream)
    monkeypatch.setattr(torch.cuda, "stream", nullcontext)
    monkeypatch.setattr(torch.cuda, "default_stream", lambda device: None)
    monkeypatch.setattr(torch, "empty", unpinned)
    engine = make(spec, stored)
    lane = torch_engine._CudaLane(torch.device("cpu"), spec)
    kept = []
    for count in (3, 1, 5, 2):  # memory is taken anew, and used again in part
        pixels = pictures(5)[-count:]
        kept.append(lane.run(pixels, engine._module, torch.float32))
        np.testing.assert_allclose(kept[-1], engine.predict(pixels), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(kept[0], kept[2][-3:], rtol=1e-4, atol=1e-5)  # not overwritten
    with pytest.raises(torch.OutOfMemoryError):
        lane.run(pictures(2), FullMemory(engine._module, 0), torch.float32)  # type: ignore[arg-type]
    assert lane._stream.waited == 5


class FakeLane:
    """Stands in for a CUDA stream; does what it is told before it answers."""

    def __init__(self, before: Callable[[int], object]) -> None:
        self.before = before

    def run(self, pixels: np.ndarray, module: torch.nn.Module, dtype: torch.dtype) -> np.ndarray:
        self.before(len(pixels))
        return np.full((len(pixels), FEATURES), pixels[0, 0, 0, 0], np.float32)


def in_lanes(engine: TorchEngine, before: Callable[[int], object]) -> TorchEngine:
    """``engine`` as it is on a CUDA device, with the batch that it has."""
    engine._lanes = LifoQueue()
    for _ in range(torch_engine.CUDA_LANES):
        engine._lanes.put(FakeLane(before))  # type: ignore[arg-type]
    return engine


def call_at_once(engine: TorchEngine, pixels: Sequence[np.ndarray]) -> list[np.ndarray]:
    with ThreadPoolExecutor(len(pixels)) as pool:
        return list(pool.map(engine.predict, pixels))


def test_two_callers_are_on_a_gpu_at_once(spec: ModelSpec, stored: StoredWeights) -> None:
    both = Barrier(2, timeout=30)  # breaks where one waits for the other to end
    engine = in_lanes(make(spec, stored, batch_size=4), lambda count: both.wait())
    pixels = [np.full((4, 64, 64, 3), number, np.uint8) for number in (1, 2)]
    for number, features in enumerate(call_at_once(engine, pixels), 1):
        assert (features == number).all()
    assert engine._lanes is not None
    assert engine._lanes.qsize() == torch_engine.CUDA_LANES


def test_one_caller_at_a_time_while_the_batch_is_being_found(
    spec: ModelSpec, stored: StoredWeights, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = Lock()

    def alone(count: int) -> None:
        assert running.acquire(blocking=False)
        running.release()

    monkeypatch.setattr(TorchEngine, "_has_room_for_twice", lambda engine: True)
    engine = in_lanes(make(spec, stored), alone)
    engine._search = BatchSearch()
    engine._batch = engine._search.size
    call_at_once(engine, [pictures(1, 8)] * 4 + [pictures(5 * FIRST_BATCH, 8)])
    assert engine._search is None or engine._batch > FIRST_BATCH


def test_the_batch_that_was_found_stays(
    spec: ModelSpec, stored: StoredWeights, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TorchEngine, "_has_room_for_twice", lambda engine: True)
    engine = make(spec, stored)
    engine._search = BatchSearch()
    engine._batch = engine._search.size
    while engine._search is not None:
        engine._tune(engine.batch_size, seconds=0.01)
    assert engine.batch_size == MOST_AT_ONCE
    engine._tune(MOST_AT_ONCE, seconds=0.01)
    assert engine.batch_size == MOST_AT_ONCE


def test_full_memory_ends_the_search(spec: ModelSpec, stored: StoredWeights) -> None:
    messages: list[str] = []
    engine = make(spec, stored, messages)
    engine._search = BatchSearch()
    engine._batch = engine._search.size
    engine._module = FullMemory(engine._module, room=10)  # type: ignore[assignment]
    engine.predict(pictures(FIRST_BATCH))
    assert engine._search is None
    assert f"going on with {FIRST_BATCH // 2} at once" in messages[0]


def test_memory_that_is_full_for_two_callers_halves_the_batch_once(
    spec: ModelSpec, stored: StoredWeights
) -> None:
    messages: list[str] = []
    both = Barrier(2, timeout=30)

    def full(count: int) -> None:
        both.wait()
        if count > 4:
            raise torch.OutOfMemoryError("out of memory")

    engine = in_lanes(make(spec, stored, messages, batch_size=8), full)
    call_at_once(engine, [pictures(8, 8)] * 2)
    assert engine.batch_size == 4
    assert len(messages) == 1


def test_other_errors_of_torch_are_not_taken_for_full_memory(
    spec: ModelSpec, stored: StoredWeights
) -> None:
    with pytest.raises(RuntimeError):
        make(spec, stored).predict(pictures(1)[..., :2])


def test_loading_stops_when_cancelled(spec: ModelSpec, stored: StoredWeights) -> None:
    cancel = Event()
    cancel.set()
    with pytest.raises(Cancelled):
        TorchEngine(spec, stored, EngineOptions("cpu"), lambda text: None, cancel)


def test_the_batch_grows_while_it_is_quick_and_is_cut_when_it_is_not(
    spec: ModelSpec, stored: StoredWeights
) -> None:
    messages: list[str] = []
    engine = make(spec, stored, messages)
    assert engine.batch_size == 1
    for size in (1, 2, 4, 8):
        engine._tune(size, seconds=0.1)
    assert engine.batch_size == torch_engine.CPU_BATCH
    asked = make(spec, stored, messages, batch_size=64)
    asked._tune(64, seconds=16.0)
    assert asked.batch_size == 8
    assert "64 pictures at once take 16 s" in messages[-1]


def test_the_device_says_why_it_is_not_a_gpu(spec: ModelSpec, stored: StoredWeights) -> None:
    info = make(spec, stored).info
    assert info.device == "cpu"
    assert info.why_not_gpu


@pytest.mark.parametrize(
    ("wanted", "devices", "chosen"),
    [
        ("auto", NO_GPU, "cpu"),
        ("auto", TWO_GPUS, "cuda:0"),
        ("cpu", TWO_GPUS, "cpu"),
        ("cuda", TWO_GPUS, "cuda:0"),
        ("cuda:1", TWO_GPUS, "cuda:1"),
        ("auto", replace(NO_GPU, mps=True), "mps"),
        ("mps", replace(NO_GPU, mps=True), "mps"),
    ],
)
def test_devices_are_chosen(wanted: str, devices: Devices, chosen: str) -> None:
    assert str(choose_device(wanted, devices)) == chosen


@pytest.mark.parametrize("wanted", ["cuda", "cuda:0", "mps", "tpu", "cuda:x", ""])
def test_a_device_that_is_not_there_is_refused_with_those_that_are(wanted: str) -> None:
    with pytest.raises(EngineError, match="cannot be used") as caught:
        choose_device(wanted, NO_GPU)
    assert "cpu" in caught.value.hint
    assert "no driver" in caught.value.message


def test_precision_follows_the_device() -> None:
    cpu = torch.device("cpu")
    assert choose_precision("auto", cpu, NO_GPU) == "fp32"
    assert choose_precision("auto", cpu, replace(NO_GPU, cpu_bf16=True)) == "bf16"
    assert choose_precision("auto", torch.device("mps"), replace(NO_GPU, mps=True)) == "fp16"
    assert choose_precision("bf16", cpu, NO_GPU) == "bf16"
    with pytest.raises(EngineError, match="not for CPUs"):
        choose_precision("fp16", cpu, NO_GPU)


needs_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")


@pytest.mark.gpu
@needs_cuda
def test_a_gpu_gives_the_features_of_the_cpu(spec: ModelSpec, stored: StoredWeights) -> None:
    pixels = pictures(9)
    expected = make(spec, stored).predict(pixels)
    on_gpu = make(spec, stored, device="cuda", precision="fp32")
    np.testing.assert_allclose(on_gpu.predict(pixels), expected, rtol=2e-2, atol=2e-2)
    half = make(spec, stored, device="cuda", precision="auto")
    same = score(half, half.predict(pixels)).argmax(1) == score(half, expected).argmax(1)
    assert same.mean() > 0.8
    assert half.info.why_not_gpu is None


@pytest.mark.gpu
@needs_cuda
@pytest.mark.parametrize("precision", ["fp32", "auto"])
def test_two_callers_on_a_gpu_get_the_features_of_one(
    spec: ModelSpec, stored: StoredWeights, precision: str
) -> None:
    engine = make(spec, stored, device="cuda", precision=precision, batch_size=16)
    batches = [np.roll(pictures(16), number, axis=0) for number in range(8)]
    expected = engine.predict(batches[0])
    with ThreadPoolExecutor(torch_engine.CUDA_LANES) as pool:
        for number, features in enumerate(pool.map(engine.predict, batches)):
            np.testing.assert_allclose(
                features, np.roll(expected, number, axis=0), rtol=5e-2, atol=5e-2
            )


@pytest.mark.gpu
@needs_cuda
def test_a_gpu_finds_its_batch_and_keeps_one_that_was_asked_for(
    spec: ModelSpec, stored: StoredWeights
) -> None:
    engine = make(spec, stored, device="cuda", precision="auto")
    assert engine.batch_size == FIRST_BATCH
    for _ in range(20):
        engine.predict(pictures(engine.batch_size))
    assert engine._search is None
    assert 1 <= engine.batch_size <= MOST_AT_ONCE
    asked = make(spec, stored, device="cuda", precision="auto", batch_size=24)
    asked.predict(pictures(100))
    assert asked.batch_size == 24


@pytest.mark.gpu
@needs_cuda
def test_full_memory_of_a_gpu_loses_nothing(spec: ModelSpec, stored: StoredWeights) -> None:
    messages: list[str] = []
    engine = make(spec, stored, messages, device="cuda", batch_size=8)
    expected = engine.predict(pictures(11))
    engine._module = FullMemory(engine._module, room=2)  # type: ignore[assignment]
    np.testing.assert_allclose(engine.predict(pictures(11)), expected, rtol=5e-2, atol=5e-2)
    engine._module = FullMemory(engine._module, room=0)  # type: ignore[assignment]
    np.testing.assert_allclose(engine.predict(pictures(3)), expected[:3], rtol=0.1, atol=0.1)
    assert engine.info.device == "cpu"
    assert "going on with 2 at once" in messages[1]


def test_a_stored_file_that_vanished_is_named(
    spec: ModelSpec, stored: StoredWeights, tmp_path: Path
) -> None:
    from igtagger.errors import WeightsError

    gone = replace(stored, path=tmp_path / "gone.safetensors")
    with pytest.raises(WeightsError, match=r"gone\.safetensors"):
        make(spec, gone)
