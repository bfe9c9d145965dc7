"""OpenVINO beside torch on the CPU: speed, start, memory, and how far their scores agree.

    python -m tests.benchmarks.engines [--rounds 3] [--pictures 64] [--agreement 400] [--json FILE]

No data is needed: weights are random, photographs are made (12 megapixels, a photograph's spectrum
and a sensor's noise). Every run is a process of its own, the two engines take turns, and of each
the best of its rounds counts, so that the ratio is less touched by what else the computer does.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

import numpy as np
from PIL import Image
from safetensors.torch import save_file

from igtagger.inference import images
from igtagger.inference.engine import EngineOptions, load_engine
from igtagger.models import network
from igtagger.models.catalog import load_catalog
from igtagger.models.weights import StoredWeights, WeightsStore
from igtagger.settings import Settings
from tests.inference.calibrated import agreement, calibrated_state, made_pictures
from tests.making import WIDTH_8, random_state, sha256

ENGINES = ("torch", "openvino")
MODEL_ONLY = """
import sys, time
from threading import Event
import igtagger
import numpy as np
from igtagger.inference.engine import EngineOptions, ModelManager
from igtagger.models.catalog import load_catalog
from igtagger.models.weights import WeightsStore
from igtagger.settings import Settings
from tests.memory import peak_bytes

settings = Settings.from_environment()
spec, began = load_catalog(settings).find("32x8d"), time.perf_counter()
manager = ModelManager(WeightsStore(settings.weights_dir))
engine = manager.load(spec, EngineOptions("cpu", sys.argv[2], 8, sys.argv[1]), Event())
loading, rates = time.perf_counter() - began, []
pixels = np.random.default_rng(0).integers(0, 256, (8, 224, 224, 3), np.uint8)
engine.predict(pixels)
for _ in range(5):
    began = time.perf_counter()
    engine.predict(pixels)
    rates.append(8 / (time.perf_counter() - began))
began = time.perf_counter()
engine.predict(pixels[:1])
print(max(rates), time.perf_counter() - began, loading, peak_bytes() / 1e6)
"""


def make_photograph(number: int, width: int, height: int) -> Image.Image:
    """A made picture, enlarged, with the fine noise that keeps a photograph from being smooth."""
    small = Image.fromarray(made_pictures(1, 768, seed=number)[0])
    large = np.asarray(small.resize((width, height), Image.Resampling.BICUBIC), np.float32)
    noise = np.random.default_rng(number).normal(0, 4, (height, width, 1)).astype(np.float32)
    return Image.fromarray(np.clip(large + noise, 0, 255).astype(np.uint8))


def make_folder(folder: Path, pictures: int) -> dict[str, str]:
    """Photographs, and a data folder with weights of 32x8d; the environment to use them."""
    (folder / "photographs").mkdir()
    for number in range(pictures):
        file = folder / "photographs" / f"{number:03}.jpg"
        make_photograph(number, 4000, 3000).save(file, quality=90)
    made = folder / "made.safetensors"
    save_file(random_state(WIDTH_8), made)
    published = {"url": "https://weights.invalid/made", "sha256": sha256(made)}
    published["size"] = made.stat().st_size  # type: ignore[assignment]
    (folder / "catalog.json").write_text(json.dumps({WIDTH_8.id: published}), encoding="utf-8")
    surroundings = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    surroundings |= {"IGTAGGER_DATA_DIR": str(folder / "data")}
    surroundings |= {"IGTAGGER_CATALOG": str(folder / "catalog.json")}
    os.environ.update(surroundings)
    settings = Settings.from_environment()
    spec, store = load_catalog(settings).find("32x8d"), WeightsStore(settings.weights_dir)
    for _ in store.import_file(spec, made, Event(), check=network.convert):
        pass
    network.prepare(store, spec, Event())
    made.unlink()
    return surroundings


def run(command: list[str], surroundings: dict[str, str]) -> tuple[float, str]:
    """(seconds by the clock, what it printed)."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *command], env=surroundings, capture_output=True, text=True, check=True
    )
    return time.perf_counter() - began, done.stdout


def tag(paths: list[Path], engine: str, surroundings: dict[str, str]) -> float:
    """Seconds of a whole process of ``igtagger tag``, from start to table."""
    command = ["-m", "igtagger", "tag", *map(str, paths), "-m", "32x8d", "--fresh", "-q"]
    command += ["--engine", engine, "--device", "cpu", "-o", os.devnull, "--format", "csv"]
    return run(command, surroundings)[0]


def take_turns(rounds: int, measure: Callable[[str], dict[str, float]]) -> dict[str, list[float]]:
    """All values of all rounds, under ``<engine> <what>``."""
    values: dict[str, list[float]] = {}
    for _ in range(rounds):
        for engine in ENGINES:
            for what, value in measure(engine).items():
                values.setdefault(f"{engine} {what}", []).append(value)
    return values


def measure_speed(folder: Path, pictures: int, rounds: int) -> dict[str, dict[str, float]]:
    """Best of each engine, and openvino's gain, of each figure."""
    surroundings = make_folder(folder, pictures)
    photographs = sorted((folder / "photographs").iterdir())

    def measure(engine: str) -> dict[str, float]:
        found = {}
        for precision in ("auto", "fp32"):
            _, out = run(["-c", MODEL_ONLY, engine, precision], surroundings)
            rate, single, loading, peak = map(float, out.split())
            found |= {
                f"model only, {precision}: ms a picture, batch 8": 1e3 / rate,
                f"model only, {precision}: ms, one picture": 1e3 * single,
                f"model only, {precision}: s to load, imports included": loading,
                f"model only, {precision}: MB resident at most": peak,
            }
        found[f"whole process, {pictures} photographs: s"] = tag(photographs, engine, surroundings)
        found["whole process, one photograph: s"] = tag(photographs[:1], engine, surroundings)
        return found

    values = take_turns(rounds, measure)
    table = {}
    for name in (name.removeprefix("torch ") for name in values if name.startswith("torch ")):
        best = {engine: min(values[f"{engine} {name}"]) for engine in ENGINES}
        pairs = zip(*(values[f"{engine} {name}"] for engine in ENGINES), strict=True)
        ratios = sorted(one / other for one, other in pairs)
        table[name] = best | {
            "ratio": best["torch"] / best["openvino"],
            "median ratio of a round": ratios[len(ratios) // 2],
        }
    return table


def measure_agreement(folder: Path, count: int) -> dict[str, dict[str, float]]:
    """Each way of decoding, engine and precision against exact decoding and torch in fp32."""
    file = folder / "calibrated.safetensors"
    size = WIDTH_8.preprocessing.size
    state = calibrated_state(WIDTH_8, made_pictures(64, size, seed=100_000))
    save_file({name: value.clone().contiguous() for name, value in state.items()}, file)
    stored = StoredWeights("32x8d", file, "safetensors", "", 0, "", True, "32x8d", True)
    pixels: dict[str, list[np.ndarray]] = {"exact": [], "fast": []}
    for number in range(count):
        picture = folder / "one.jpg"
        make_photograph(200_000 + number, 2000, 1500).save(picture, quality=90)
        for decoding, kept in pixels.items():
            read = images.load(
                picture,
                WIDTH_8.preprocessing,
                exact=decoding == "exact",
                max_pixels=images.default_max_pixels(1),
            )
            kept.append(read.pixels)
    table, exact = {}, None
    for engine, precision in [(e, p) for p in ("fp32", "bf16") for e in ENGINES]:
        options = EngineOptions("cpu", precision, engine=engine)
        loaded = load_engine(WIDTH_8, stored, options, print, Event())
        for decoding, kept in pixels.items():
            scores = loaded.predict(np.stack(kept))
            exact = scores if exact is None else exact
            same, difference, labels = agreement(exact, scores)
            table[f"{engine}, {precision}, {decoding} decoding"] = {
                "same best label, %": 100 * same,
                "largest difference of a score": difference,
                "mean difference of the best score": float(
                    np.abs(exact.max(1) - scores[np.arange(count), exact.argmax(1)]).mean()
                ),
                "labels that were best": labels,
            }
    return table


def show(table: dict[str, dict[str, float]]) -> None:
    """As Markdown."""
    columns = list(next(iter(table.values())))
    print("|  |", " | ".join(columns), "|")
    print("| --- |" + " --- |" * len(columns))
    for name, row in table.items():
        print(
            f"| {name} |", " | ".join(f"{row[column]:.4g}" for column in columns), "|", flush=True
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pictures", type=int, default=64)
    parser.add_argument("--agreement", type=int, default=400, help="pictures; 0 leaves it out")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        if given.rounds:
            found["speed"] = measure_speed(Path(folder), given.pictures, given.rounds)
            show(found["speed"])
        if given.agreement:
            found["agreement"] = measure_agreement(Path(folder), given.agreement)
            show(found["agreement"])
    if given.json:
        given.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
