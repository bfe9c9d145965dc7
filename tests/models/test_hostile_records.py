"""Catalogue, weights records, lists and speeds that hold anything at all."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igtagger.app.pace import Speeds
from igtagger.domain import Reason
from igtagger.errors import SettingsError, WeightsError
from igtagger.messages import english, format_bytes
from igtagger.models.catalog import INSTAGRAM_MODELS, Catalog, load_catalog
from igtagger.models.sources import Download, Package
from igtagger.models.weights.folder import HASHES, LICENCES, Record, WeightsFolder
from igtagger.models.weights.hashing import finish, hash_file
from igtagger.models.weights.store import WeightsStore
from igtagger.settings import Settings, load_preferences, preferences_file, save_preferences
from igtagger.small_files import parse_json, read_small
from tests.hostile import CONTENTS, KINDS, anything_in_json, no_hang, put, refusal_of

SPEC = INSTAGRAM_MODELS[0]
ENTRY = {"url": "https://x.example/w.pth", "size": 3, "sha256": "ab" * 32, "like": "starter"}
RECORD = Record("pth", "ab" * 32, 3, "ab" * 32, 3, "x", damaged=False, since="2026-01-01")
BYTES = st.binary(max_size=200) | anything_in_json().map(lambda value: json.dumps(value).encode())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all that hypothesis tries; each writes over what was there."""
    return tmp_path_factory.mktemp("records")


def mutated(good: dict[str, object]) -> st.SearchStrategy[bytes]:
    """A good object with some of its fields changed, added or left out, perhaps cut off."""
    fields = st.sampled_from([*good, "title", "package", "file", "other"])
    changed = st.dictionaries(fields, anything_in_json(), min_size=1, max_size=3)
    left_out = st.sets(st.sampled_from(list(good)), max_size=1)

    def put_together(changes: dict[str, object], without: set[str]) -> bytes:
        whole = good | changes
        return json.dumps({k: v for k, v in whole.items() if k not in without}).encode()

    return st.builds(put_together, changed, left_out)


@given(entry=mutated(dict(ENTRY)), name=st.sampled_from(["tiny", "starter", "a/b", "", "\ud800"]))
def test_any_entry_is_usable_or_refused_in_one_sentence(
    entry: bytes, name: str, folder: Path
) -> None:
    file = folder / "catalog.json"
    file.write_bytes(b"{" + json.dumps(name).encode() + b": " + entry + b"}")
    settings = Settings(folder, catalog_file=file)
    if refused := refusal_of(lambda: load_catalog(settings), SettingsError):
        assert str(file) in str(refused)
        assert len(str(refused)) < 1000
        assert str(refused).encode()
        return
    catalog = load_catalog(settings)
    store = WeightsStore(folder / "weights")
    for spec in catalog:
        store.state(spec)
        format_bytes(spec.weights.size)
        f"{spec.id} {spec.title}".encode()
        if isinstance(spec.weights, Download):
            assert spec.weights.address(None).startswith("http")
            _ = spec.weights.file_name
        if isinstance(spec.weights, Package):
            _ = spec.weights.is_there


@given(content=BYTES)
def test_any_bytes_are_a_catalogue_or_refused(content: bytes, folder: Path) -> None:
    file = folder / "bytes.json"
    file.write_bytes(content)
    settings = Settings(folder, catalog_file=file)
    refused = refusal_of(lambda: load_catalog(settings), SettingsError)
    assert refused is None or str(file) in str(refused)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("size", 10**400), ("size", True), ("size", -1), ("size", "3"), ("size", float("nan")),
        ("size", 1e3), ("url", ["https://x"]), ("url", "https://["), ("url", "https://x:port/"),
        ("url", "https:///w.pth"), ("url", "file:///etc/passwd"), ("url", "https://x/\n"),
        ("url", "https://x/" + "y" * 5000), ("url", "https://x/\ud800"), ("title", 5),
        ("title", ""), ("title", "x" * 300), ("title", "\ud800"), ("like", ["starter"]),
        ("sha256", [1]), ("sha256", "g" * 64), ("sha256", int("1" * 63)),
    ],
)  # fmt: skip
def test_a_field_that_makes_no_sense_is_named(field: str, value: object, tmp_path: Path) -> None:
    file = tmp_path / "catalog.json"
    file.write_text(json.dumps({"tiny": {**ENTRY, field: value}}))
    with pytest.raises(SettingsError) as refused:
        load_catalog(Settings(tmp_path, catalog_file=file))
    words = english(refused.value.reason)
    assert field in words.text
    assert "tiny" in words.text


@pytest.mark.parametrize("path", ["x" * 3000, "a/" + "y" * 300, "a\0b", "\ud800"])
def test_a_file_of_a_package_that_no_disk_can_hold_is_refused_or_not_there(
    path: str, tmp_path: Path
) -> None:
    file = tmp_path / "catalog.json"
    entry = {"package": "pytest", "file": path, "size": 3, "sha256": "ab" * 32, "like": "starter"}
    file.write_text(json.dumps({"tiny": entry}))
    try:
        spec = load_catalog(Settings(tmp_path, catalog_file=file)).find("tiny")
    except SettingsError:
        return
    assert WeightsStore(tmp_path / "weights").state(spec).stored is None


@given(content=mutated(asdict(RECORD)) | BYTES)
def test_any_record_is_good_or_counts_as_damaged(content: bytes, folder: Path) -> None:
    store, files = WeightsStore(folder / "weights"), WeightsFolder(folder / "weights")
    (folder / "weights").mkdir(exist_ok=True)
    files.record_file(SPEC).write_bytes(content)
    files.file(SPEC, "pth").write_bytes(b"abc")
    refused = refusal_of(lambda: store.find(SPEC), WeightsError)
    if isinstance(refused, WeightsError):
        assert refused.hint
    else:
        assert store.find(SPEC).size == 3
    store.state(SPEC)
    store.usage()


@given(content=BYTES | anything_in_json().map(lambda v: json.dumps({SPEC.id: v}).encode()))
def test_any_list_says_something_or_nothing(content: bytes, folder: Path) -> None:
    store, files = WeightsStore(folder / "lists"), WeightsFolder(folder / "lists")
    (folder / "lists").mkdir(exist_ok=True)
    for name in (LICENCES, HASHES):
        (folder / "lists" / f"{name}.json").write_bytes(content)
    accepted = store.licence_accepted(SPEC)
    assert accepted is None or isinstance(accepted, datetime.date)
    files.difference_ever(SPEC, "ab" * 32, SPEC.weights.size)
    files.remember(HASHES, SPEC, "cd" * 32)
    assert files.recall(HASHES, SPEC) == "cd" * 32


@given(content=BYTES | anything_in_json().map(lambda v: json.dumps({SPEC.id: v}).encode()))
def test_any_speeds_are_speeds_or_none(content: bytes, folder: Path) -> None:
    file = folder / "speeds.json"
    file.write_bytes(content)
    speeds = Speeds(file, Catalog(INSTAGRAM_MODELS))
    for spec in INSTAGRAM_MODELS:
        expected = speeds.expected(spec.id)
        assert expected is None or 0 < expected[0] < 1e7
    speeds.record(SPEC.id, 2.5)
    assert Speeds(file, Catalog(INSTAGRAM_MODELS)).expected(SPEC.id) == (2.5, True)


@pytest.mark.parametrize("kind", KINDS)
def test_speeds_that_are_none_are_measured_anew_without_a_word(kind: str, tmp_path: Path) -> None:
    file = put(kind, tmp_path / "speeds.json")
    with no_hang():
        speeds = Speeds(file, Catalog(INSTAGRAM_MODELS))
        assert speeds.expected(SPEC.id) is None
        speeds.record(SPEC.id, 2.5)
        assert speeds.expected(SPEC.id) == (2.5, True)
    if kind in CONTENTS:
        assert json.loads(file.read_text()) == {SPEC.id: 2.5}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["{}.pth", "{}.json", "{}.part.json", f"{LICENCES}.json"])
def test_whatever_stands_in_the_place_of_weights_is_told_in_words(
    name: str, kind: str, tmp_path: Path
) -> None:
    store, files = WeightsStore(tmp_path), WeightsFolder(tmp_path)
    files.write_record(SPEC, replace(RECORD, origin="https://x.example/w.pth"))
    place = tmp_path / name.format(SPEC.id)
    place.unlink(missing_ok=True)
    put(kind, place)
    with no_hang():
        store.state(SPEC)
        attempts: tuple[Callable[[], object], ...] = (
            lambda: store.find(SPEC),
            lambda: list(store.verify(SPEC, Event())),
            lambda: list(store.download(SPEC, Event())),
            lambda: store.accept_licence(SPEC),
        )
        for attempt in attempts:
            refused = refusal_of(attempt, WeightsError)
            assert refused is None or str(tmp_path) in str(refused) or SPEC.id in str(refused)


@pytest.mark.parametrize("kind", KINDS[len(CONTENTS) :])
def test_a_lock_that_is_no_file_is_told_or_taken(kind: str, tmp_path: Path) -> None:
    put(kind, tmp_path / f"{SPEC.id}.lock")

    def lock() -> None:
        with WeightsFolder(tmp_path).lock_at_once(SPEC):
            pass

    with no_hang():
        refused = refusal_of(lock, WeightsError)
    assert refused is None or f"{SPEC.id}.lock" in str(refused)


def test_what_is_no_file_is_never_hashed(tmp_path: Path) -> None:
    for kind in KINDS[len(CONTENTS) :]:
        file = put(kind, tmp_path / kind)
        with no_hang(), pytest.raises(WeightsError):
            finish(hash_file(file, Event(), Reason("doing.reading")))


@given(content=BYTES)
def test_any_preferences_can_be_loaded_and_saved_over(content: bytes, folder: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IGTAGGER_CONFIG_DIR", str(folder / "config"))
        patch.setattr("igtagger.settings._log.disabled", True)
        preferences_file().parent.mkdir(exist_ok=True)
        preferences_file().write_bytes(content)
        chosen = load_preferences()
        save_preferences(chosen)
        assert load_preferences() == chosen


@given(content=BYTES)
def test_any_bytes_are_json_or_a_value_error(content: bytes) -> None:
    refusal_of(lambda: parse_json(content), ValueError)  # and nothing else is raised


@pytest.mark.parametrize("kind", KINDS)
def test_any_file_is_read_or_refused(kind: str, tmp_path: Path) -> None:
    file = put(kind, tmp_path / "small")
    with no_hang(10):
        try:
            content = read_small(file, 100_000)
        except (OSError, ValueError):
            assert kind not in CONTENTS or len(CONTENTS[kind]) > 100_000
        else:
            assert content == CONTENTS[kind]
