"""What benchmarks stand on: made photographs, stores of random weights, processes, figures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import numpy as np
from PIL import Image

DIFFERENT = 16
"""Photographs that are made; more are links to them. No way that is measured takes one content for
known, and reading from the page cache costs the same for a link."""
SIZE = (4000, 3000)


class LeftOut(Exception):
    """Something was not measured; the message says why."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value, and its ratio to another one of the same run."""

    what: str
    value: float
    unit: str
    ratio: float | None = None
    to: str = ""
    """What the ratio is to, as words that follow the number."""

    def __str__(self) -> str:
        ratio = "" if self.ratio is None else f"{self.ratio:8.3g} {self.to}"
        return f"{self.what:58}{self.value:10.4g} {self.unit:12}{ratio}".rstrip()


def make_photograph(number: int, width: int, height: int) -> Image.Image:
    """A made picture, enlarged, with the fine noise that keeps a photograph from being smooth."""
    from tests.engines.calibrated import made_pictures  # loads torch, which not all need

    small = Image.fromarray(made_pictures(1, 768, seed=number)[0])
    large = np.asarray(small.resize((width, height), Image.Resampling.BICUBIC), np.float32)
    noise = np.random.default_rng(number).normal(0, 4, (height, width, 1)).astype(np.float32)
    return Image.fromarray(np.clip(large + noise, 0, 255).astype(np.uint8))


def make_photographs(folder: Path, count: int, different: int = DIFFERENT) -> Path:
    """``count`` photographs of 12 megapixels in ``folder``, which is made."""
    folder.mkdir(parents=True)
    files = [folder / f"{number:05}.jpg" for number in range(count)]

    def make(number: int) -> None:
        make_photograph(number, *SIZE).save(files[number], quality=90)

    with ThreadPoolExecutor() as pool:
        list(pool.map(make, range(min(count, different))))
    for number in range(different, count):
        os.link(files[number % different], files[number])
    return folder


def make_store(folder: Path, names: Sequence[str]) -> dict[str, str]:
    """A data folder with random weights of the models, ready to be loaded.

    Returns:
        The environment in which igtagger uses it.

    Raises:
        LeftOut: the disk or the memory is too small for one of them.
    """
    from safetensors.torch import save_file

    from igtagger.models.catalog import load_catalog
    from igtagger.models.weights import conversion
    from igtagger.models.weights.store import WeightsStore
    from igtagger.settings import Settings
    from tests.making import random_state, sha256

    folder.mkdir(parents=True)
    catalog, made = folder / "catalog.json", folder / "made.safetensors"
    published: dict[str, object] = {}
    catalog.write_text("{}", encoding="utf-8")
    for name in names:
        spec = load_catalog(Settings(folder / "data")).find(name)
        check_room(folder, spec.weights.size)
        save_file(random_state(spec), made)
        source = {"url": "https://weights.invalid/made", "sha256": sha256(made)}
        published[spec.id] = {**source, "size": made.stat().st_size}
        catalog.write_text(json.dumps(published), encoding="utf-8")
        settings = Settings(folder / "data", catalog_file=catalog)
        spec, store = load_catalog(settings).find(name), WeightsStore(settings.weights_dir)
        for _ in store.import_file(spec, made, Event(), check=conversion.convert):
            pass
        conversion.prepare(store, spec, Event())
        made.unlink()
    # Compiled modules are kept: a person's second start finds them too.
    around = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return around | {
        "IGTAGGER_DATA_DIR": str(folder / "data"),
        "IGTAGGER_CONFIG_DIR": str(folder / "config"),
        "IGTAGGER_CATALOG": str(catalog),
    }


def check_room(folder: Path, weights_bytes: int) -> None:
    """Whether making, importing and loading weights of that size is possible here.

    Raises:
        LeftOut: it is not.
    """
    import shutil

    import psutil

    disk, memory = shutil.disk_usage(folder).free, psutil.virtual_memory().available
    for what, there, needed in (
        ("disk", disk, 3.2 * weights_bytes),
        ("memory", memory, 1.6 * weights_bytes),  # the random values, and one tensor more
    ):
        if there < needed:
            raise LeftOut(f"needs {needed / 1e9:.1f} GB of {what}, {there / 1e9:.1f} GB are free")


def run(command: Sequence[str], surroundings: dict[str, str]) -> tuple[float, str]:
    """A process of Python's: (seconds by the clock, what it printed).

    Raises:
        LeftOut: it failed; the message is its last line.
    """
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *command], env=surroundings, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - began
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"ended with {done.returncode}"]
        raise LeftOut(lines[-1])
    return seconds, done.stdout


def tag(
    paths: Sequence[Path], surroundings: dict[str, str], *options: str, model: str = "32x8d"
) -> float:
    """Seconds of a whole process of ``igtagger tag``, from start to table."""
    command = ["-m", "igtagger", "tag", *map(str, paths), "-m", model, "--fresh", "-q", *options]
    return run([*command, "-o", os.devnull, "--format", "csv"], surroundings)[0]


def in_turns(ways: Sequence[str], rounds: int) -> Iterator[str]:
    """Each way once a round, every round beginning with the next one: none is always first."""
    for number in range(rounds):
        start = number % len(ways)
        yield from (*ways[start:], *ways[:start])
