"""Time and peak memory of bringing each model from a file to a network that is ready to run.

    python -m tests.benchmarks.loading [8 16 32 48]

The weights are random, of the published size and format. Each step runs in a process of its own;
``peak`` is the most that was resident, above the same process with torch imported and nothing
loaded, and ``ratio`` is that to the size of the weights' file. Ends with 1 where a ratio is above
:data:`LIMIT`. Takes up to three times the largest file on the disk (10 GB for 32x48d).
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from igtagger.models.catalog import load_catalog
from igtagger.settings import Settings
from tests.benchmarks.ground import check_room, run
from tests.making import sha256

LIMIT = 1.25
STEP = """
import sys, time
from pathlib import Path
from threading import Event
import torch
from igtagger.engines import torch_network
from igtagger.models.weights import conversion
from igtagger.models.catalog import load_catalog
from igtagger.models.weights.store import WeightsStore
from igtagger.settings import Settings
from tests.memory import peak_bytes, resident_bytes

what, name, source = sys.argv[1], sys.argv[2], Path(sys.argv[3])
settings, never = Settings.from_environment(), Event()
spec, store = load_catalog(settings).find(name), WeightsStore(settings.weights_dir)
torch_network.build(spec.family.blueprint())
bare, began = resident_bytes(), time.perf_counter()
if what == "make":
    from tests.making import random_state, save_legacy
    save_legacy(random_state(spec), source)
elif what == "import":
    for _ in store.import_file(spec, source, never, allow_other=False, check=conversion.convert):
        pass
else:
    file = conversion.prepare(store, spec, never).path
    module = torch_network.load(
        spec, file, dtype=getattr(torch, what), device=torch.device("cpu"), cancel=never
    )
print(time.perf_counter() - began, peak_bytes() - bare)
"""
STEPS = (
    ("import", "import"),
    ("first load, fp32", "float32"),
    ("later load, fp32", "float32"),
    ("later load, bf16", "bfloat16"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of one model; ``peak`` is bytes above the bare process, ``size`` the file's."""

    model: str
    title: str
    seconds: float
    peak: int
    size: int

    @property
    def ratio(self) -> float:
        return self.peak / self.size

    def __str__(self) -> str:
        facts = (
            f"{self.size / 1e6:10.0f}{self.seconds:9.1f}{self.peak / 1e6:10.0f}{self.ratio:8.2f}"
        )
        return f"{self.model:8}{self.title:18}{facts}"


def _run(what: str, name: str, folder: Path) -> tuple[float, int]:
    """(seconds, bytes above the bare process)."""
    surroundings = {**os.environ, "IGTAGGER_DATA_DIR": str(folder), "IGTAGGER_CATALOG": ""}
    if (catalog := folder / "catalog.json").exists():
        surroundings["IGTAGGER_CATALOG"] = str(catalog)
    seconds, peak = run(["-c", STEP, what, name, str(folder / "made.pth")], surroundings)[1].split()
    return float(seconds), int(peak)


def measure(name: str, folder: Path) -> Iterator[Step]:
    """Each step in turn, of a file that is made first.

    Raises:
        LeftOut: the disk or the memory is too small for this model.
    """
    check_room(folder, load_catalog(Settings(folder)).find(name).weights.size)
    file = folder / "made.pth"
    _run("make", name, folder)
    size = file.stat().st_size
    published = {"url": "https://weights.invalid/made.pth", "size": size, "sha256": sha256(file)}
    (folder / "catalog.json").write_text(json.dumps({name: published}), encoding="utf-8")
    for title, what in STEPS:
        yield Step(name, title, *_run(what, name, folder), size)
        file.unlink(missing_ok=True)  # imported: the store has it


def main() -> int:
    names = [f"32x{width}d" for width in sys.argv[1:] or ("8", "16", "32", "48")]
    print(f"{'model':8}{'step':18}{'file MB':>10}{'seconds':>9}{'peak MB':>10}{'ratio':>8}")
    worst = 0.0
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            for step in measure(name, Path(folder)):
                print(step, flush=True)
                worst = max(worst, step.ratio)
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
