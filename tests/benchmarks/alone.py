"""The parts of a run alone: decoding, a model on its engine, and what a large product reaches.

    python -m tests.benchmarks.alone decode FOLDER [--pictures 24]
    python -m tests.benchmarks.alone model NAME [--engine E] [--device D] [--precision P]
        [--batches 8 1] [--repeats 5] [--callers 1]
    python -m tests.benchmarks.alone floor FOLDER [--model 32x8d]
    python -m tests.benchmarks.alone product [--device cuda]
    python -m tests.benchmarks.alone training NAME FOLDER [--device cuda] [--batch 64]
        [--pictures 512]

Facts are printed as one line of JSON. Weights are those of the data folder (``IGTAGGER_DATA_DIR``).
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event

import numpy as np

from igtagger.app.tagger import HeadedEngine
from igtagger.engines.devices import available_cores
from igtagger.engines.loading import ModelManager
from igtagger.engines.protocol import EngineOptions
from igtagger.models.catalog import load_catalog
from igtagger.models.weights.store import WeightsStore
from igtagger.pictures import decoding
from igtagger.preprocessing import Preprocessing
from igtagger.settings import Settings
from tests.memory import peak_bytes

PRODUCT_SIZE = 8192
PRODUCT_SECONDS = 2.0
FLOOR_PICTURES = 200
FLOOR_SECONDS = 2.0
CLASSES = 10
"""How much is decoded, and how long the model runs, for the floor."""


def decode(
    folder: Path,
    pictures: int,
    *,
    how: Preprocessing | None = None,
    exact: bool = False,
    threads: int = 0,
) -> float:
    """Seconds a picture, as a run with 32x8d decodes them, or as a model wants that obeys ``how``.

    ``threads``: 0 is one for each core.
    """
    files = sorted(folder.iterdir())[:pictures]
    how, threads = how or Preprocessing(), threads or available_cores()

    def load(file: Path) -> object:
        return decoding.load(file, how, exact=exact)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(load, files[:threads]))  # plug-ins are loaded
        began = time.perf_counter()
        list(pool.map(load, files))
    return (time.perf_counter() - began) / len(files)


def model(
    name: str, options: EngineOptions, batches: Sequence[int], repeats: int, callers: int = 1
) -> dict[str, object]:
    """Load ``name`` and run it on noise.

    Args:
        name: the model.
        options: the engine's; its batch size is the largest of ``batches``.
        batches: pictures at once; each is warmed up, then measured.
        repeats: how often. The best counts; of several callers all together count.
        callers: threads that call it at the same time, as a run does with two.

    Returns:
        ``seconds``: of one picture by batch; ``largest``: the batch that the engine still takes at
        once, as it cuts those that do not fit or take too long; ``loading``: seconds, imports
        included; ``peak``: bytes resident at most; device, engine and precision.
    """
    settings = Settings.from_environment()
    spec, began = load_catalog(settings).find(name), time.perf_counter()
    engine = ModelManager(WeightsStore(settings.weights_dir)).load(spec, options, Event())
    tagger = HeadedEngine(engine, engine.heads)
    loading, size = time.perf_counter() - began, spec.preprocessing.size
    noise = np.random.default_rng(0)
    seconds = {}
    for batch in batches:
        pixels = noise.integers(0, 256, (batch, size, size, 3), np.uint8)
        tagger.layers(pixels, _sizes(pixels))
        seconds[batch] = _time(tagger, pixels, repeats, callers)
    info = engine.info
    return {
        "model": spec.alias,
        "engine": info.engine,
        "device": info.device,
        "precision": info.precision,
        "loading": loading,
        "peak": peak_bytes(),
        "seconds": seconds,
        "largest": engine.batch_size,
    }


def _sizes(pixels: np.ndarray) -> list[tuple[int, int]]:
    """As if the squares were the pictures."""
    return [(pixels.shape[2], pixels.shape[1])] * len(pixels)


def _time(tagger: HeadedEngine, pixels: np.ndarray, repeats: int, callers: int) -> float:
    if callers == 1:
        times = []
        for _ in range(repeats):
            began = time.perf_counter()
            tagger.layers(pixels, _sizes(pixels))
            times.append(time.perf_counter() - began)
        return min(times) / len(pixels)
    with ThreadPoolExecutor(callers) as pool:
        layers = partial(tagger.layers, pixels, _sizes(pixels))
        list(pool.map(lambda _: layers(), range(callers)))
        began = time.perf_counter()
        list(pool.map(lambda _: layers(), range(callers * repeats)))
    return (time.perf_counter() - began) / (callers * repeats * len(pixels))


def floor(folder: Path, name: str) -> dict[str, object]:
    """Seconds a picture of decoding on all cores and of the model alone, and of both at best.

    ``processor`` is what both take of processor time, which other programs hardly add to.

    On a CPU both want the same cores, so that they add; beside a GPU the slower one counts. The
    model has two batches at once, as in a run, so that no core waits for the last picture of one.
    """
    settings = Settings.from_environment()
    engine = ModelManager(WeightsStore(settings.weights_dir)).load(
        load_catalog(settings).find(name), EngineOptions(), Event()
    )
    how, count = engine.spec.preprocessing, min(FLOOR_PICTURES, len(list(folder.iterdir())))
    decode(folder, 1, how=how)
    used = time.process_time()
    decoding = decode(folder, count, how=how)
    processor = (time.process_time() - used) / (count + min(count, available_cores()))
    on_cpu, size = engine.info.device == "cpu", engine.spec.preprocessing.size
    pixels = np.zeros((engine.batch_size if on_cpu else 512, size, size, 3), np.uint8)
    tagger = HeadedEngine(engine, engine.heads)
    each = _time(tagger, pixels, 1, 2)
    repeats = max(1, round(FLOOR_SECONDS / (2 * each * len(pixels))))
    used = time.process_time()
    alone = _time(tagger, pixels, repeats, 2)
    processor += (time.process_time() - used) / (2 * (repeats + 1) * len(pixels))
    at_best = decoding + alone if on_cpu else max(decoding, alone)
    return {"decoding": decoding, "model": alone, "floor": at_best, "processor": processor}


def product(device: str) -> dict[str, float]:
    """FLOP/s that a large product of matrices in bf16 reaches: what the device can do at most."""
    import torch

    shape = (PRODUCT_SIZE, PRODUCT_SIZE)
    left, right = (torch.randn(shape, device=device).to(torch.bfloat16) for _ in range(2))
    synchronise = torch.cuda.synchronize if device.startswith("cuda") else lambda: None
    best, end = 0.0, time.perf_counter() + PRODUCT_SECONDS
    while not best or time.perf_counter() < end:
        synchronise()
        began = time.perf_counter()
        for _ in range(4):
            left @ right
        synchronise()
        best = max(best, 4 * 2 * PRODUCT_SIZE**3 / (time.perf_counter() - began))
    return {"flops": best}


def training(name: str, folder: Path, device: str, batch: int, pictures: int) -> dict[str, object]:
    """Pictures a second that a network of that architecture learns from, decoding included.

    It begins at random, and has two epochs over the same pictures, of which the second counts: what
    happens once is over by then. Between them the checkpoint is written, which does not count.
    """
    from tempfile import TemporaryDirectory

    from igtagger.engines.torch_training import NetworkTraining, TrainingTask
    from igtagger.engines.training_recipes import CARD
    from igtagger.models.own_models import network_spec

    spec = network_spec(load_catalog(Settings(Path())).find(name), "own-benchmark", CLASSES)
    paths = sorted(folder.iterdir())[:pictures]
    with TemporaryDirectory() as kept:
        task = TrainingTask(
            *(spec, None, None, paths, np.arange(len(paths)) % CLASSES),
            held_out=np.zeros(len(paths), np.bool_),
            folder=Path(kept),
            mark="",
            device=device,
            workers=available_cores(),
        )
        steps = NetworkTraining(task, replace(CARD, epochs=2, batch=batch))
        began, count = 0.0, len(paths) // batch
        for report in steps.run(Event()):
            if report.epoch == 2 and not began:  # its first step is done
                began, first = time.perf_counter(), report.steps
            elif began and report.steps < report.all_steps:
                last, seconds = report.steps, time.perf_counter() - began
    return {
        "model": name,
        "device": str(steps.device),
        "batch": batch,
        "per_second": (last - first) * batch / seconds,
        "steps": count,
        "peak": peak_bytes(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parts = parser.add_subparsers(dest="part", required=True)
    decoding = parts.add_parser("decode")
    decoding.add_argument("folder", type=Path)
    decoding.add_argument("--pictures", type=int, default=24)
    running = parts.add_parser("model")
    running.add_argument("name")
    running.add_argument("--engine", default="auto")
    running.add_argument("--device", default="auto")
    running.add_argument("--precision", default="auto")
    running.add_argument("--batches", type=int, nargs="+", default=[8, 1])
    running.add_argument("--repeats", type=int, default=5)
    running.add_argument("--callers", type=int, default=1)
    both = parts.add_parser("floor")
    both.add_argument("folder", type=Path)
    both.add_argument("--model", default="32x8d")
    parts.add_parser("product").add_argument("--device", default="cuda")
    learning = parts.add_parser("training")
    learning.add_argument("name")
    learning.add_argument("folder", type=Path)
    learning.add_argument("--device", default="cuda")
    learning.add_argument("--batch", type=int, default=64)
    learning.add_argument("--pictures", type=int, default=512)
    given = parser.parse_args()
    facts: object
    if given.part == "decode":
        facts = {"seconds": decode(given.folder, given.pictures)}
    elif given.part == "model":
        batch = max(given.batches)
        options = EngineOptions(given.device, given.precision, batch, given.engine)
        facts = model(given.name, options, given.batches, given.repeats, given.callers)
    elif given.part == "training":
        facts = training(given.name, given.folder, given.device, given.batch, given.pictures)
    elif given.part == "floor":
        facts = floor(given.folder, given.model)
    else:
        facts = product(given.device)
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
