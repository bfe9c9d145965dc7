"""OpenVINO beside torch on the CPU: speed, start, memory, and how far their scores agree.

    python -m tests.benchmarks.engines [--rounds 3] [--pictures 64] [--agreement 400] [--json FILE]

No data is needed: weights are random, photographs are made (12 megapixels, a photograph's spectrum
and a sensor's noise). Every run is a process of its own, the two engines take turns, and of each
the best of its rounds counts, so that the ratio is less touched by what else the computer does.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import numpy as np
from safetensors.torch import save_file

from igtagger.engines.loading import load_engine
from igtagger.engines.protocol import EngineOptions
from igtagger.models.weights.store import StoredWeights
from igtagger.pictures import decoding, limits
from tests.benchmarks.ground import (
    Figure,
    in_turns,
    make_photograph,
    make_photographs,
    make_store,
    run,
    tag,
)
from tests.engines.calibrated import agreement, calibrated_state, made_pictures
from tests.making import WIDTH_8

ENGINES = ("torch", "openvino")
Table = dict[str, dict[str, float]]


def measure_speed(photographs: Path, surroundings: dict[str, str], rounds: int) -> Table:
    """Best of each engine, and openvino's gain, of each figure; less is better in all of them."""
    files, found = sorted(photographs.iterdir()), dict[str, dict[str, list[float]]]()
    for engine in in_turns(ENGINES, rounds):
        for what, value in _measure_engine(engine, files, surroundings).items():
            found.setdefault(what, {}).setdefault(engine, []).append(value)
    table = {}
    for what, values in found.items():
        pairs = zip(values["torch"], values["openvino"], strict=True)
        ratios = sorted(one / other for one, other in pairs)
        best = {engine: min(values[engine]) for engine in ENGINES}
        table[what] = best | {
            "ratio": best["torch"] / best["openvino"],
            "median ratio of a round": ratios[len(ratios) // 2],
        }
    return table


def _measure_engine(
    engine: str, files: list[Path], surroundings: dict[str, str]
) -> dict[str, float]:
    found = {}
    for precision in ("auto", "fp32"):
        command = ["-m", "tests.benchmarks.alone", "model", "32x8d", "--device", "cpu"]
        command += ["--engine", engine, "--precision", precision]
        facts = json.loads(run(command, surroundings)[1])
        found |= {
            f"model only, {precision}, batch 8: ms a picture": 1e3 * facts["seconds"]["8"],
            f"model only, {precision}, batch 1: ms a picture": 1e3 * facts["seconds"]["1"],
            f"import and load, {precision}: s": facts["loading"],
            f"most resident, {precision}: MB": facts["peak"] / 1e6,
        }
    flags = ("--engine", engine, "--device", "cpu")
    whole = f"whole process, {len(files)} photographs: s"
    found[whole] = tag(files, surroundings, *flags)
    found["whole process, one photograph: s"] = tag(files[:1], surroundings, *flags)
    return found


def speed_figures(table: Table) -> Iterator[Figure]:
    """The same, as figures of each engine."""
    for name, row in table.items():
        what, _, unit = name.partition(": ")
        for engine in ENGINES:
            yield Figure(
                f"{what}: {engine}", row[engine], unit, row[engine] / row["torch"], "x torch's"
            )


def measure_agreement(folder: Path, count: int) -> Table:
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
        for way, kept in pixels.items():
            read = decoding.load(
                picture,
                WIDTH_8.preprocessing,
                exact=way == "exact",
                max_pixels=limits.default_max_pixels(1),
            )
            kept.append(read.pixels)
    table, exact = {}, None
    for engine, precision in [(e, p) for p in ("fp32", "bf16") for e in ENGINES]:
        options = EngineOptions("cpu", precision, engine=engine)
        loaded = load_engine(WIDTH_8, stored, options, print, Event())
        for way, kept in pixels.items():
            scores = loaded.heads[0].scores(loaded.predict(np.stack(kept)))
            exact = scores if exact is None else exact
            same, difference, labels = agreement(exact, scores)
            table[f"{engine}, {precision}, {way} decoding"] = {
                "same best label, %": 100 * same,
                "largest difference of a score": difference,
                "mean difference of the best score": float(
                    np.abs(exact.max(1) - scores[np.arange(count), exact.argmax(1)]).mean()
                ),
                "labels that were best": labels,
            }
    return table


def agreement_figures(table: Table) -> Iterator[Figure]:
    """The same, as figures beside torch in fp32 with exact decoding."""
    for way, row in table.items():
        same, largest, mean = list(row.values())[:3]
        beside = "of the best labels are torch's, fp32, exact"
        yield Figure(f"{way}: largest difference", largest, "of a score", same / 100, beside)
        yield Figure(f"{way}: mean difference", mean, "of the best")


def show(table: Table) -> None:
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
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.rounds:
            photographs = make_photographs(folder / "photographs", given.pictures)
            surroundings = make_store(folder / "store", ["32x8d"])
            found["speed"] = measure_speed(photographs, surroundings, given.rounds)
            show(found["speed"])
        if given.agreement:
            found["agreement"] = measure_agreement(folder, given.agreement)
            show(found["agreement"])
    if given.json:
        given.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
