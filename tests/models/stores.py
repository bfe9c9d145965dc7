"""What the tests of the store share: a small file, a patience that does not wait, looks inside."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from pathlib import Path
from threading import Event

from igtagger.domain import Progress
from igtagger.models.catalog import ModelSpec
from igtagger.models.sources import Download
from igtagger.models.weights import conversion
from igtagger.models.weights.http import Patience
from igtagger.models.weights.store import WeightsStore
from tests.making import WIDTH_8, random_state, save_legacy, tiny_spec, with_weights

CONTENT = random.Random(0).randbytes(600_000)
"""Stands for a file of weights where nobody looks inside."""
NEVER = Event()
AT_ONCE = Patience(attempts=4, first_wait=0.0, longest_wait=0.0, connect=20.0, read=20.0)


def spec_of(content: bytes, url: str, name: str = "tiny.pth") -> ModelSpec:
    """A model that is published as ``content`` at ``url``."""
    digest = hashlib.sha256(content).hexdigest()
    source = Download(url=url + name, size=len(content), sha256=digest)
    return replace(WIDTH_8, id="tiny", alias="tiny", weights=source)


def real_weights(folder: Path, seed: int = 0) -> tuple[ModelSpec, Path]:
    """A small network's weights, and the model that they are the published file of."""
    file = save_legacy(random_state(tiny_spec(), seed), folder / f"real-{seed}.pth")
    return with_weights(tiny_spec(), file), file


def open_store(folder: Path, spec: ModelSpec, *, server: str | None = None) -> WeightsStore:
    """A store in ``folder`` in which the licence of ``spec`` is accepted."""
    store = WeightsStore(folder, server=server, patience=AT_ONCE)
    store.accept_licence(spec)
    return store


def fetch(store: WeightsStore, spec: ModelSpec, cancel: Event = NEVER) -> list[Progress]:
    return list(store.download(spec, cancel))


def bring_in(
    store: WeightsStore, spec: ModelSpec, file: Path, *, allow_other: bool = False
) -> list[Progress]:
    work = store.import_file(spec, file, NEVER, allow_other=allow_other, check=conversion.convert)
    return list(work)


def verify(store: WeightsStore, spec: ModelSpec) -> list[Progress]:
    return list(store.verify(spec, NEVER))


def names(store: WeightsStore) -> set[str]:
    """What is in the folder, but for locks and the two small lists."""
    left = {file.name for file in store.folder.iterdir() if file.suffix != ".lock"}
    return left - {"accepted.licences.json", "known.hashes.json"}


def flip_a_byte(file: Path) -> None:
    """Damage a file, whose length stays."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
