"""What benchmarks stand on: made photographs, stores of random weights, processes, figures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import numpy as np
from PIL import Image

from igtagger.models.catalog import ModelSpec, load_catalog
from igtagger.models.weights.store import WeightsStore
from igtagger.settings import Settings

DIFFERENT = 16
"""Photographs that are made; more are copies of them, told apart by some bytes at the end, as what
it has seen before igtagger knows."""
MOST_COPIES = 1000
"""More than so many would fill the disk, and are links: such a run takes no content for known."""
SIZES = {12: (4000, 3000), 2: (1632, 1224)}
"""Of made photographs, by their megapixels."""


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


def make_photographs(
    folder: Path, count: int, different: int = DIFFERENT, megapixels: int = 12
) -> Path:
    """``count`` photographs of a size of :data:`SIZES` in ``folder``, which is made."""
    folder.mkdir(parents=True)
    files = [folder / f"{number:05}.jpg" for number in range(count)]

    def make(number: int) -> None:
        make_photograph(number, *SIZES[megapixels]).save(files[number], quality=90)

    with ThreadPoolExecutor() as pool:
        list(pool.map(make, range(min(count, different))))
    for number in range(different, count):
        if count > MOST_COPIES:
            os.link(files[number % different], files[number])
        else:
            files[number].write_bytes(files[number % different].read_bytes() + b"%d" % number)
    return folder


def make_store(folder: Path, names: Sequence[str]) -> dict[str, str]:
    """A data folder with random weights of the models, and the built-in one's, ready to be loaded.

    Returns:
        The environment in which igtagger uses it.

    Raises:
        LeftOut: the disk or the memory is too small for one of them.
    """
    from safetensors.torch import save_file

    from igtagger.models.catalog import EVERYDAY_ID
    from igtagger.models.weights import conversion
    from tests.making import random_state, sha256

    folder.mkdir(parents=True)
    catalog, made = folder / "catalog.json", folder / "made.safetensors"
    # Compiled modules are kept: a person's second start finds them too.
    surroundings = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {
        "IGTAGGER_DATA_DIR": str(folder / "data"),
        "IGTAGGER_CONFIG_DIR": str(folder / "config"),
        "IGTAGGER_CATALOG": str(catalog),
    }
    published: dict[str, object] = {}
    catalog.write_text("{}", encoding="utf-8")
    for name in names:
        spec, _ = stored(surroundings, name)
        check_room(folder, spec.weights.size)
        save_file(random_state(spec), made)
        source = {"url": "https://weights.invalid/made", "sha256": sha256(made)}
        published[spec.id] = {**source, "size": made.stat().st_size}
        catalog.write_text(json.dumps(published), encoding="utf-8")
        spec, store = stored(surroundings, name)
        for _ in store.import_file(spec, made, Event(), check=conversion.convert):
            pass
        conversion.prepare(store, spec, Event())
        made.unlink()
    spec, store = stored(surroundings, EVERYDAY_ID)
    conversion.prepare(store, spec, Event())
    return surroundings


def stored(surroundings: Mapping[str, str], name: str) -> tuple[ModelSpec, WeightsStore]:
    """A model, and the store of the data folder that :func:`make_store` made."""
    data, catalog = surroundings["IGTAGGER_DATA_DIR"], surroundings["IGTAGGER_CATALOG"]
    settings = Settings(Path(data), catalog_file=Path(catalog))
    return load_catalog(settings).find(name), WeightsStore(settings.weights_dir)


def forget(surroundings: Mapping[str, str]) -> None:
    """Have a new library there: no picture is known."""
    library = Settings(Path(surroundings["IGTAGGER_DATA_DIR"])).library_file
    for file in library.parent.glob(f"{library.name}*"):
        file.unlink()


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


def processor_seconds() -> float:
    """Of all processes together that were run and have ended; Windows does not tell."""
    times = os.times()
    return times.children_user + times.children_system


def tag(
    paths: Sequence[Path],
    surroundings: dict[str, str],
    *options: str,
    model: str = "32x8d",
    kinds: bool = False,
) -> float:
    """Seconds of a whole process of ``igtagger tag``, from start to table.

    ``kinds``: whether it says what kind of picture each one is, too.
    """
    options = (*options, "--kinds" if kinds else "--no-kinds")
    command = ["-m", "igtagger", "tag", *map(str, paths), "-m", model, "--fresh", "-q", *options]
    return run([*command, "-o", os.devnull, "--format", "csv"], surroundings)[0]


def in_turns(ways: Sequence[str], rounds: int) -> Iterator[str]:
    """Each way once a round, every round beginning with the next one: none is always first."""
    for number in range(rounds):
        start = number % len(ways)
        yield from (*ways[start:], *ways[:start])
