"""Files of this computer taken over as weights: the published one, others by a flag, or not."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest
import torch

from igtagger.domain import Reason
from igtagger.errors import Cancelled, WeightsError
from igtagger.models.catalog import ModelSpec
from igtagger.models.sources import Download
from igtagger.models.weights import conversion, folder, hashing
from igtagger.models.weights.store import WeightsStore
from tests.making import WIDTH_16, random_state, save_legacy, sha256, tiny_spec
from tests.models.stores import (
    CONTENT,
    NEVER,
    bring_in,
    fetch,
    names,
    open_store,
    real_weights,
    spec_of,
)
from tests.servers import WeightsServer


@pytest.fixture
def real(tmp_path: Path) -> tuple[ModelSpec, Path]:
    return real_weights(tmp_path)


@pytest.fixture
def store(tmp_path: Path) -> WeightsStore:
    return WeightsStore(tmp_path / "weights")


def test_the_published_file_is_imported_as_such_and_stays_where_it_is(
    store: WeightsStore, real: tuple[ModelSpec, Path]
) -> None:
    spec, file = real
    progress = bring_in(store, spec, file)
    stored = store.find(spec)
    assert (stored.official, stored.name) == (True, "tiny")
    assert stored.path.read_bytes() == file.read_bytes()
    assert stored.origin == str(file)
    assert progress[-1].done == progress[-1].total == file.stat().st_size
    assert names(store) == {"tiny.pth", "tiny.json"}


def test_another_file_that_fits_needs_the_flag_and_is_named_as_such(
    store: WeightsStore, real: tuple[ModelSpec, Path], tmp_path: Path
) -> None:
    spec, _ = real
    mine = save_legacy(random_state(spec, seed=1), tmp_path / "mine.pth")
    with pytest.raises(WeightsError, match="not the published file of tiny") as caught:
        bring_in(store, spec, mine)
    assert "--allow-other" in caught.value.hint
    bring_in(store, spec, mine, allow_other=True)
    stored = store.find(spec)
    assert not stored.official
    assert stored.name == "tiny (imported: mine.pth)"
    assert stored.sha256 == sha256(mine)
    assert (stored.format, stored.checked) == ("safetensors", True)
    assert names(store) == {"tiny.safetensors", "tiny.json"}
    assert mine.exists()


def test_the_published_file_is_official_with_the_flag_too(
    store: WeightsStore, real: tuple[ModelSpec, Path]
) -> None:
    spec, file = real
    bring_in(store, spec, file, allow_other=True)
    assert store.find(spec).official


def test_the_published_file_takes_the_place_of_another(
    store: WeightsStore, real: tuple[ModelSpec, Path], tmp_path: Path
) -> None:
    spec, file = real
    mine = save_legacy(random_state(spec, seed=1), tmp_path / "mine.pth")
    bring_in(store, spec, mine, allow_other=True)
    bring_in(store, spec, file)
    assert store.find(spec).official
    assert names(store) == {"tiny.pth", "tiny.json"}


def test_a_download_takes_the_place_of_another_file(
    real: tuple[ModelSpec, Path], tmp_path: Path
) -> None:
    spec, file = real
    with WeightsServer({file.name: file.read_bytes()}) as server:
        store = open_store(tmp_path / "weights", spec, server=server.url)
        mine = save_legacy(random_state(spec, seed=1), tmp_path / "mine.pth")
        bring_in(store, spec, mine, allow_other=True)
        fetch(store, spec)
    assert store.find(spec).official


def test_a_file_that_the_catalogue_means_no_more_is_named_as_another(
    store: WeightsStore, spec: ModelSpec, tmp_path: Path
) -> None:
    store = open_store(tmp_path / "weights", spec)
    fetch(store, spec)
    changed = replace(spec, weights=spec_of(CONTENT[::-1], spec.weights.url).weights)
    stored = store.find(changed)
    assert not stored.official
    assert stored.name == "tiny (another file: tiny.pth)"


@pytest.mark.parametrize("allow_other", [False, True])
def test_a_file_that_does_not_fit_changes_nothing(
    store: WeightsStore, real: tuple[ModelSpec, Path], tmp_path: Path, allow_other: bool
) -> None:
    spec, file = real
    bring_in(store, spec, file)
    before = store.find(spec)
    foreign = tmp_path / "foreign.pth"
    foreign.write_bytes(CONTENT)
    with pytest.raises(WeightsError, match=r"foreign\.pth") as caught:
        bring_in(store, spec, foreign, allow_other=allow_other)
    assert caught.value.hint
    assert store.find(spec) == before
    assert names(store) == {"tiny.pth", "tiny.json"}


def test_a_file_that_does_not_fit_leaves_nothing(store: WeightsStore, tmp_path: Path) -> None:
    spec, _ = real_weights(tmp_path)
    wide = tiny_spec(labels=7)
    file = save_legacy(random_state(wide), tmp_path / "seven.pth")
    with pytest.raises(WeightsError, match=r"seven\.pth does not fit tiny"):
        bring_in(store, spec, file, allow_other=True)
    assert names(store) == set()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "There is no file"),
        (b"", "is empty"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><p>404", "is a web page"),
        (b"<?xml version='1.0'?><Error/>", "is a web page"),
    ],
)
def test_what_is_no_file_of_weights_is_said_so(
    store: WeightsStore, spec: ModelSpec, tmp_path: Path, content: bytes | None, words: str
) -> None:
    file = tmp_path / "got.pth"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(WeightsError, match=words) as caught:
        bring_in(store, spec, file, allow_other=True)
    assert "got.pth" in caught.value.message
    assert caught.value.hint
    assert not store.folder.exists()


def test_a_folder_is_not_a_file(store: WeightsStore, spec: ModelSpec, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="is not a file"):
        bring_in(store, spec, tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_a_pipe_is_not_waited_for(store: WeightsStore, spec: ModelSpec, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(WeightsError, match="is not a file"):
        bring_in(store, spec, tmp_path / "pipe")


def test_the_file_of_another_model_is_named(
    store: WeightsStore, spec: ModelSpec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = spec_of(CONTENT[::-1], "").weights
    known = replace(WIDTH_16, weights=Download(url="", size=other.size, sha256=other.sha256[:8]))
    monkeypatch.setattr(folder, "INSTAGRAM_MODELS", (known,))
    file = tmp_path / "renamed.pth"
    file.write_bytes(CONTENT[::-1])
    with pytest.raises(WeightsError, match=r"It is the file of ig_resnext101_32x16d\."):
        bring_in(store, spec, file)


def test_a_cancelled_import_changes_nothing(
    store: WeightsStore, real: tuple[ModelSpec, Path]
) -> None:
    spec, file = real
    cancel = Event()
    work = store.import_file(spec, file, cancel, allow_other=False, check=conversion.convert)
    while next(work).message != Reason("doing.copying"):
        pass
    cancel.set()
    with pytest.raises(Cancelled):
        list(work)
    assert names(store) == set()


def test_a_file_that_changes_while_it_is_copied_is_refused(
    store: WeightsStore, real: tuple[ModelSpec, Path]
) -> None:
    spec, file = real
    work = store.import_file(spec, file, NEVER, allow_other=False, check=conversion.convert)
    while next(work).message != Reason("doing.copying"):
        pass
    file.write_bytes(bytes(file.stat().st_size))
    with pytest.raises(WeightsError, match="changed while it was read"):
        list(work)
    assert names(store) == set()


def test_a_file_that_changes_while_it_is_checked_is_refused(
    store: WeightsStore, real: tuple[ModelSpec, Path], tmp_path: Path
) -> None:
    spec, _ = real
    mine = save_legacy(random_state(spec, seed=1), tmp_path / "mine.pth")

    def convert_and_change(spec: ModelSpec, source: Path, target: Path) -> None:
        conversion.convert(spec, source, target)
        save_legacy(random_state(spec, seed=2), source)
        os.utime(source, ns=(1, 1))  # some file systems tell time by the second

    with pytest.raises(WeightsError, match="changed while it was read"):
        list(store.import_file(spec, mine, NEVER, allow_other=True, check=convert_and_change))
    assert names(store) == set()


@pytest.mark.parametrize(("allow_other", "copies"), [(False, 2), (True, 1)])
def test_too_little_room_is_said_before_anything_is_copied(
    store: WeightsStore,
    real: tuple[ModelSpec, Path],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    allow_other: bool,
    copies: int,
) -> None:
    spec, file = real
    if allow_other:
        file = save_legacy(random_state(spec, seed=1), tmp_path / "mine.pth")
    monkeypatch.setattr(hashing, "free_bytes", lambda _: copies * file.stat().st_size - 1)
    with pytest.raises(WeightsError, match="1 byte missing"):
        bring_in(store, spec, file, allow_other=allow_other)
    assert not store.folder.exists()


def test_an_import_waits_for_a_download_of_the_same_model(
    tmp_path: Path, spec: ModelSpec, server: WeightsServer
) -> None:
    store = open_store(tmp_path / "weights", spec)
    file = tmp_path / "same.pth"
    file.write_bytes(CONTENT)
    server.before_gate = 300_000
    server.gate.clear()
    thread = Thread(target=fetch, args=(store, spec))
    thread.start()
    assert server.asked.wait(30)
    said = []
    for progress in store.import_file(
        spec, file, NEVER, allow_other=False, check=conversion.convert
    ):
        said.append(progress.message)
        if progress.message == Reason("doing.waiting"):
            server.gate.set()
    thread.join(30)
    assert Reason("doing.waiting") in said
    assert store.find(spec).path.read_bytes() == CONTENT
    assert names(store) == {"tiny.pth", "tiny.json"}


def test_torchs_newer_format_and_safetensors_are_imported_too(
    store: WeightsStore, real: tuple[ModelSpec, Path], tmp_path: Path
) -> None:
    spec, _ = real
    newer = tmp_path / "newer.pth"
    torch.save(random_state(spec, seed=1), newer)
    bring_in(store, spec, newer, allow_other=True)
    copy = tmp_path / "copy.safetensors"
    copy.write_bytes(store.find(spec).path.read_bytes())
    bring_in(store, spec, copy, allow_other=True)
    assert store.find(spec).name == "tiny (imported: copy.safetensors)"
    assert store.find(spec).path.read_bytes() == copy.read_bytes()
