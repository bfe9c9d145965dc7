"""The store between downloads and loads: licence, records, checks, the first load, removal."""

from __future__ import annotations

import datetime
import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest
import torch
from safetensors.torch import load_file, save_file

from igtagger import resources
from igtagger.engines import torch_network
from igtagger.errors import Cancelled, WeightsError
from igtagger.models.catalog import STARTER, HeadSpec, ModelSpec, everyday
from igtagger.models.sources import BuiltIn, Package
from igtagger.models.weights import conversion, hashing
from igtagger.models.weights.store import WeightsStore
from tests.making import random_state, save_legacy, sha256, tiny_spec, with_weights
from tests.models.stores import NEVER, bring_in, fetch, flip_a_byte, names, real_weights, verify
from tests.servers import WeightsServer


@pytest.fixture
def real(tmp_path: Path) -> tuple[ModelSpec, Path]:
    return real_weights(tmp_path)


@pytest.fixture
def kept(tmp_path: Path, real: tuple[ModelSpec, Path]) -> WeightsStore:
    """A store that holds those weights, as they were published."""
    store = WeightsStore(tmp_path / "weights")
    bring_in(store, *real)
    return store


def damaged(store: WeightsStore, spec: ModelSpec) -> bool:
    """Whether the weights are refused as such, with advice."""
    with pytest.raises(WeightsError, match="has changed") as caught:
        store.find(spec)
    assert "Import it again" in caught.value.hint
    return store.state(spec).stored is None


# The licence


def test_the_licence_is_accepted_once_and_its_day_recorded(tmp_path: Path, spec: ModelSpec) -> None:
    store = WeightsStore(tmp_path / "weights")
    assert store.licence_accepted(spec) is None
    store.accept_licence(spec)
    today = datetime.datetime.now().astimezone().date()
    assert store.licence_accepted(spec) == today
    assert store.state(spec).licence_accepted == today
    file = store.folder / "accepted.licences.json"
    file.write_text(json.dumps({"tiny": "2020-02-20"}), encoding="utf-8")
    store.accept_licence(spec)
    assert store.licence_accepted(spec) == datetime.date(2020, 2, 20)


def test_licences_of_several_models_stand_side_by_side(tmp_path: Path) -> None:
    store = WeightsStore(tmp_path / "weights")
    one, other, third = tiny_spec("one"), tiny_spec("other"), tiny_spec("third")
    store.accept_licence(one)
    store.accept_licence(other)
    assert store.licence_accepted(one) is not None
    assert store.licence_accepted(other) is not None
    assert store.licence_accepted(third) is None


@pytest.mark.parametrize("content", ["not json", "[]", '{"tiny": "yes"}', '{"tiny": null}'])
def test_a_damaged_list_of_licences_asks_again(
    store: WeightsStore, spec: ModelSpec, content: str
) -> None:
    (store.folder / "accepted.licences.json").write_text(content, encoding="utf-8")
    assert store.licence_accepted(spec) is None
    store.accept_licence(spec)
    assert store.licence_accepted(spec) is not None


def test_the_licence_stays_accepted_when_the_weights_are_removed(
    store: WeightsStore, spec: ModelSpec
) -> None:
    fetch(store, spec)
    store.remove(spec)
    assert store.licence_accepted(spec) is not None


# What there is


def test_weights_that_are_not_there_are_said_so(tmp_path: Path) -> None:
    store = WeightsStore(tmp_path / "weights")
    with pytest.raises(WeightsError, match="not on this computer") as caught:
        store.find(tiny_spec())
    assert "igtagger models download tiny" in caught.value.hint
    state = store.state(tiny_spec())
    assert (state.stored, state.partial_bytes, state.licence_accepted) == (None, 0, None)
    assert not store.folder.exists()


def test_weights_that_went_away_are_said_so(
    kept: WeightsStore, real: tuple[ModelSpec, Path]
) -> None:
    spec, file = real
    kept.find(spec).path.unlink()
    with pytest.raises(WeightsError, match="is gone") as caught:
        kept.find(spec)
    assert f'models import tiny "{file}"' in caught.value.hint
    assert kept.state(spec).stored is None


def test_a_truncated_file_is_noticed_without_reading_it(
    kept: WeightsStore, real: tuple[ModelSpec, Path]
) -> None:
    path = kept.find(real[0]).path
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(WeightsError, match="not as long as it was"):
        kept.find(real[0])


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", "not json", "\xff", '{"format": "exe"}', '{"size": "3", "format": "pth"}'],
)
def test_a_damaged_record_is_said_so_and_written_anew(
    kept: WeightsStore, real: tuple[ModelSpec, Path], content: str
) -> None:
    spec, _ = real
    record = kept.folder / "tiny.json"
    record.write_bytes(content.encode("latin-1"))
    with pytest.raises(WeightsError, match=r"record .* is damaged") as caught:
        kept.find(spec)
    assert "igtagger models verify tiny" in caught.value.hint
    assert kept.state(spec).stored is None
    verify(kept, spec)
    assert kept.find(spec).official


def test_a_record_with_an_unknown_format_is_damaged(
    kept: WeightsStore, real: tuple[ModelSpec, Path]
) -> None:
    record = kept.folder / "tiny.json"
    known = json.loads(record.read_text(encoding="utf-8"))
    record.write_text(json.dumps(known | {"format": "onnx"}), encoding="utf-8")
    with pytest.raises(WeightsError, match=r"record .* is damaged"):
        kept.find(real[0])


def test_the_room_that_is_taken_is_told(kept: WeightsStore, real: tuple[ModelSpec, Path]) -> None:
    ours, free = kept.usage()
    assert real[1].stat().st_size <= ours <= real[1].stat().st_size + 10_000
    assert free > 0
    assert WeightsStore(kept.folder / "nowhere").usage()[0] == 0


def test_what_a_killed_program_left_is_cleared_away(
    kept: WeightsStore, real: tuple[ModelSpec, Path]
) -> None:
    left = {".tiny.123-0a0b0c0d.tmp", ".tiny.json.123-1.tmp", ".tiny.part.json.123-2c2c2c2c.tmp"}
    others = {".tiny2.123-0.tmp", ".tiny.tmp"}
    for name in left | others:
        (kept.folder / name).touch()
    bring_in(kept, *real)
    assert names(kept) == others | {"tiny.pth", "tiny.json"}


# Checking


@pytest.mark.parametrize("converted", [False, True])
def test_a_flipped_byte_is_found_on_demand(
    kept: WeightsStore, real: tuple[ModelSpec, Path], converted: bool
) -> None:
    spec, _ = real
    if converted:
        conversion.prepare(kept, spec, NEVER)
    progress = verify(kept, spec)
    assert progress[-1].done == progress[-1].total == kept.find(spec).size
    flip_a_byte(path := kept.find(spec).path)
    with pytest.raises(WeightsError, match="has changed"):
        verify(kept, spec)
    assert damaged(kept, spec)
    flip_a_byte(path)
    verify(kept, spec)  # it is as it was: taken again
    assert kept.find(spec).path == path


def test_a_flipped_byte_is_found_before_the_first_load(
    kept: WeightsStore, real: tuple[ModelSpec, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    spec, _ = real
    flip_a_byte(kept.find(spec).path)
    monkeypatch.setattr(torch, "load", None)
    with pytest.raises(WeightsError, match="has changed"):
        conversion.prepare(kept, spec, NEVER)
    assert damaged(kept, spec)


def test_checking_can_be_cancelled(kept: WeightsStore, real: tuple[ModelSpec, Path]) -> None:
    cancel = Event()
    cancel.set()
    with pytest.raises(Cancelled):
        list(kept.verify(real[0], cancel))
    assert kept.find(real[0]).official


def test_nothing_to_check_is_said_so(store: WeightsStore, spec: ModelSpec) -> None:
    with pytest.raises(WeightsError, match="not on this computer"):
        verify(store, spec)


# The first load


def test_the_first_load_converts_and_later_ones_find_it_done(
    kept: WeightsStore, real: tuple[ModelSpec, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    spec, file = real
    first = conversion.prepare(kept, spec, NEVER)
    assert (first.format, first.checked, first.official) == ("safetensors", True, True)
    assert first.sha256 == sha256(file)
    assert names(kept) == {"tiny.safetensors", "tiny.json"}
    verify(kept, spec)

    monkeypatch.setattr(torch, "load", None)
    again = conversion.prepare(WeightsStore(kept.folder), spec, NEVER)
    assert again == first
    module = torch_network.load(
        spec, again.path, dtype=torch.float32, device=torch.device("cpu"), cancel=NEVER
    )
    with torch.inference_mode():
        assert module(torch.zeros(1, 3, 64, 64)).isfinite().all()


def test_the_conversion_keeps_every_bit(kept: WeightsStore, real: tuple[ModelSpec, Path]) -> None:
    spec, file = real
    published = torch.load(file, weights_only=True)
    converted = load_file(conversion.prepare(kept, spec, NEVER).path)
    assert converted.keys() == published.keys()
    for name, values in published.items():
        assert converted[name].dtype == values.dtype
        assert torch.equal(converted[name], values)


def test_published_weights_that_do_not_fit_are_refused_at_the_first_load(tmp_path: Path) -> None:
    state = random_state(tiny_spec())
    state["fc.bias"][0] = float("nan")
    file = save_legacy(state, tmp_path / "nan.pth")
    spec, store = with_weights(tiny_spec(), file), WeightsStore(tmp_path / "weights")
    bring_in(store, spec, file)
    with pytest.raises(WeightsError, match=r"fc\.bias holds values that are not finite"):
        conversion.prepare(store, spec, NEVER)
    assert names(store) == {"tiny.pth", "tiny.json"}


def test_the_first_load_needs_room(
    kept: WeightsStore, real: tuple[ModelSpec, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hashing, "free_bytes", lambda _: 1)
    with pytest.raises(WeightsError, match="too little room for the converted copy"):
        conversion.prepare(kept, real[0], NEVER)
    assert names(kept) == {"tiny.pth", "tiny.json"}


def test_a_cancelled_first_load_changes_nothing(
    kept: WeightsStore, real: tuple[ModelSpec, Path]
) -> None:
    spec, _ = real
    cancel = Event()

    def convert_and_cancel(spec: ModelSpec, source: Path, target: Path) -> None:
        conversion.convert(spec, source, target)
        cancel.set()

    before = kept.find(spec)
    with pytest.raises(Cancelled):
        kept.prepare(spec, cancel, check=convert_and_cancel)
    assert kept.find(spec) == before
    assert names(kept) == {"tiny.pth", "tiny.json"}


def test_two_first_loads_at_once_convert_once(
    kept: WeightsStore, real: tuple[ModelSpec, Path]
) -> None:
    spec, _ = real
    conversions: list[Path] = []
    other_is_there = Event()

    def convert(spec: ModelSpec, source: Path, target: Path) -> None:
        conversions.append(source)
        other_is_there.wait(30)
        conversion.convert(spec, source, target)

    def load() -> None:
        store = WeightsStore(kept.folder)
        if conversions:
            other_is_there.set()
        store.prepare(spec, NEVER, check=convert)

    threads = [Thread(target=load) for _ in range(2)]
    threads[0].start()
    while not conversions:
        threads[0].join(0.01)
    threads[1].start()
    for thread in threads:
        thread.join(30)
    assert len(conversions) == 1
    assert kept.find(spec).checked


def test_a_first_load_that_waits_for_another_can_be_cancelled(
    kept: WeightsStore, real: tuple[ModelSpec, Path]
) -> None:
    spec, _ = real
    cancel = Event()

    def convert(spec: ModelSpec, source: Path, target: Path) -> None:
        cancel.set()
        with pytest.raises(Cancelled):
            WeightsStore(kept.folder).prepare(spec, cancel, check=conversion.convert)
        conversion.convert(spec, source, target)

    kept.prepare(spec, NEVER, check=convert)


# Removing


def test_removing_frees_all_of_it(kept: WeightsStore, real: tuple[ModelSpec, Path]) -> None:
    spec, file = real
    (kept.folder / "tiny.part").write_bytes(bytes(1000))
    assert kept.remove(spec) >= file.stat().st_size + 1000
    assert names(kept) == set()
    assert kept.remove(spec) == 0
    assert kept.usage()[0] < 10_000


def test_removing_where_nothing_ever_was_makes_no_folder(tmp_path: Path) -> None:
    store = WeightsStore(tmp_path / "weights")
    assert store.remove(tiny_spec()) == 0
    assert not store.folder.exists()


def test_removing_leaves_other_models_alone(
    kept: WeightsStore, real: tuple[ModelSpec, Path]
) -> None:
    other = replace(real[0], id="tiny2", alias="tiny2")
    bring_in(kept, other, real[1])
    kept.remove(real[0])
    assert names(kept) == {"tiny2.pth", "tiny2.json"}


def test_weights_with_a_damaged_record_can_be_removed(
    kept: WeightsStore, real: tuple[ModelSpec, Path]
) -> None:
    (kept.folder / "tiny.json").write_text("not json", encoding="utf-8")
    kept.remove(real[0])
    assert names(kept) == set()


def test_weights_that_are_being_fetched_are_not_removed(
    store: WeightsStore, spec: ModelSpec, server: WeightsServer
) -> None:
    server.gate.clear()
    work = store.download(spec, NEVER)
    while not server.asked.is_set():
        next(work)
    with pytest.raises(WeightsError, match="in use") as caught:
        store.remove(spec)
    assert "stop it" in caught.value.hint
    server.gate.set()
    list(work)
    assert store.find(spec).official


# The built-in model


def test_the_built_in_model_is_there_and_stays(tmp_path: Path) -> None:
    store, spec = WeightsStore(tmp_path / "none"), everyday()
    stored = store.find(spec)
    assert (stored.in_folder, stored.official, stored.built_in) == (False, True, True)
    assert stored.sha256 == sha256(stored.path)
    verify(store, spec)
    with pytest.raises(WeightsError, match="nothing to download"):
        fetch(store, spec)
    with pytest.raises(WeightsError, match="built in: it cannot be removed"):
        store.remove(spec)
    assert not store.folder.exists()


def test_the_built_in_model_is_converted_to_what_the_standalone_app_carries(
    tmp_path: Path,
) -> None:
    store, spec = WeightsStore(tmp_path), everyday()
    ready = conversion.prepare(store, spec, NEVER)
    assert (ready.built_in, ready.in_folder) == (True, True)
    assert not spec.weights.converted.difference(sha256(ready.path), ready.size)


@pytest.fixture
def carried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelSpec:
    """The built-in model in an app that carries its weights, which are made here."""
    file = tmp_path / "everyday.safetensors"
    save_file(random_state(tiny_spec()), file)
    monkeypatch.setattr(resources, "path", lambda *parts: tmp_path / parts[-1])
    converted = BuiltIn(file_name=file.name, size=file.stat().st_size, sha256=sha256(file))
    source = Package(
        distribution="none",
        file="none.pth",
        size=3,
        sha256="ab" * 32,
        converted=converted,
    )
    return replace(tiny_spec(), weights=source)


def test_weights_that_the_app_carries_need_no_package_and_no_conversion(
    tmp_path: Path, carried: ModelSpec
) -> None:
    store = WeightsStore(tmp_path / "none")
    stored = store.find(carried)
    assert (stored.checked, stored.official, stored.built_in) == (True, True, True)
    assert (stored.origin, stored.sha256) == ("built in", "ab" * 32)
    assert conversion.prepare(store, carried, NEVER) == stored
    verify(store, carried)
    for work in (store.remove, lambda spec: fetch(store, spec)):
        with pytest.raises(WeightsError, match="built in"):
            work(carried)
    assert not store.folder.exists()


def test_weights_that_the_app_carries_and_that_are_damaged_are_said_so(
    tmp_path: Path, carried: ModelSpec
) -> None:
    store = WeightsStore(tmp_path / "none")
    flip_a_byte(tmp_path / "everyday.safetensors")
    with pytest.raises(WeightsError, match="built-in") as caught:
        verify(store, carried)
    assert "Install igtagger again" in caught.value.hint
    (tmp_path / "everyday.safetensors").write_bytes(b"")
    with pytest.raises(WeightsError, match="built-in"):
        store.find(carried)


def test_verifying_looks_at_the_files_of_heads_too(tmp_path: Path, carried: ModelSpec) -> None:
    file = tmp_path / "kinds.safetensors"
    file.write_bytes(b"some")
    head = HeadSpec("kinds", 4, ("a",), file=BuiltIn(file_name=file.name, size=4, sha256="0" * 64))
    spec = replace(carried, heads=(*carried.heads, head))
    with pytest.raises(WeightsError, match=r"kinds\.safetensors are missing or damaged"):
        verify(WeightsStore(tmp_path / "none"), spec)


def test_a_retired_model_is_known_by_its_hash_and_cannot_be_had(tmp_path: Path) -> None:
    store = WeightsStore(tmp_path / "none")
    assert store.find(STARTER).sha256.startswith("654978c9")
    for work in (
        lambda spec: verify(store, spec),
        lambda spec: fetch(store, spec),
        lambda spec: bring_in(store, spec, tmp_path),
        lambda spec: conversion.prepare(store, spec, NEVER),
        store.remove,
    ):
        with pytest.raises(WeightsError, match="no longer part of igtagger"):
            work(STARTER)
    assert not store.folder.exists()


# Folders that do not let themselves be written


@pytest.mark.skipif(
    sys.platform == "win32" or (hasattr(os, "geteuid") and os.geteuid() == 0),
    reason="needs a folder that its own user may not write",
)
def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path, spec: ModelSpec) -> None:
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    with pytest.raises(WeightsError, match="locked"):
        WeightsStore(folder / "weights").accept_licence(spec)


def test_a_file_in_the_folders_place_is_named(tmp_path: Path, spec: ModelSpec) -> None:
    (tmp_path / "weights").touch()
    store = WeightsStore(tmp_path / "weights")
    with pytest.raises(WeightsError, match=r"weights could not be made") as caught:
        store.accept_licence(spec)
    assert caught.value.hint
    assert store.state(spec).stored is None
