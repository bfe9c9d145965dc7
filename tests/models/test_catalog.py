"""The catalogue: no two entries are confused, and a site's own server can be named."""

from __future__ import annotations

import json
import re
from itertools import combinations
from pathlib import Path

import pytest

from igtagger.errors import SettingsError, UsageError
from igtagger.labels.sets import load_labels
from igtagger.models.catalog import (
    EVERYDAY_SMALL,
    INSTAGRAM_MODELS,
    STARTER,
    WEIGHTS_SERVER,
    everyday,
    load_catalog,
)
from igtagger.models.families.resnext import ResNeXt
from igtagger.models.sources import Download, Package, WeightsSource
from igtagger.settings import Settings
from tests.making import WIDTH_16

PUBLISHED = {  # id: parameters, FLOPs, bytes, top-1, top-5, file
    "ig_resnext101_32x8d": (
        88_791_336, 21_180_417_024, 356_056_638, 82.70, 96.64, "ig_resnext101_32x8-c38310e5.pth",
    ),
    "ig_resnext101_32x16d": (
        194_026_792, 46_623_691_776, 777_518_664, 84.16, 97.19, "ig_resnext101_32x16-c6f796b0.pth",
    ),
    "ig_resnext101_32x32d": (
        468_530_472, 112_225_170_432, 1_876_573_776, 85.09, 97.44,
        "ig_resnext101_32x32-e4b90b00.pth",
    ),
    "ig_resnext101_32x48d": (
        828_411_176, 197_446_554_624, 3_317_136_976, 85.42, 97.58,
        "ig_resnext101_32x48-3e41cc8a.pth",
    ),
}  # fmt: skip

IN_PACKAGE = {"package": "some-weights==1.0.2", "file": "some_weights/w.pth"}


def settings(folder: Path, overrides: object = None) -> Settings:
    if overrides is None:
        return Settings(folder)
    file = folder / "catalog.json"
    file.write_text(json.dumps(overrides), encoding="utf-8")
    return Settings(folder, catalog_file=file)


def test_there_are_six_models_and_the_built_in_one_comes_first(tmp_path: Path) -> None:
    specs = list(load_catalog(settings(tmp_path)))
    assert [spec.id for spec in specs] == ["everyday", "everyday-small", *PUBLISHED]
    assert [type(spec.weights) for spec in specs] == [*[Package] * 2, *[Download] * 4]


def test_a_retired_model_is_found_by_name_and_not_shown(tmp_path: Path) -> None:
    catalog = load_catalog(settings(tmp_path))
    assert catalog.find("starter") is STARTER
    assert STARTER not in list(catalog)
    assert STARTER.label_set == "kinds"


def test_the_built_in_model_names_contents_first_and_kinds_beside_them() -> None:
    spec = everyday()
    assert [head.label_set for head in spec.heads] == ["imagenet-1k", "kinds"]
    assert [head.label_set for head in EVERYDAY_SMALL.heads] == ["imagenet-1k"]
    for head in spec.heads:
        assert len(load_labels(head.label_set)) == head.labels
    assert spec.family.blueprint().features == spec.head("kinds").features == 2992
    assert not spec.licence.must_be_accepted


def test_kinds_are_left_out_where_other_weights_than_theirs_are_named(tmp_path: Path) -> None:
    entry = {"url": "https://site.invalid/w.pth", "size": 5, "sha256": "ab" * 32}
    same = entry | {"size": everyday().weights.size, "sha256": everyday().weights.sha256}
    given = {"everyday": same, "ours": {"like": "everyday", **entry}}
    catalog = load_catalog(settings(tmp_path, given))
    assert catalog.find("everyday").head("kinds") is not None
    assert catalog.find("ours").head("kinds") is None
    assert catalog.find("ours").head("imagenet-1k") is not None


def test_every_figure_is_the_published_one() -> None:
    for spec in INSTAGRAM_MODELS:
        found = (spec.parameters, spec.flops, spec.weights.size, spec.top1, spec.top5)
        assert (*found, spec.weights.file_name) == PUBLISHED[spec.id]
        assert spec.preprocessing.size == 224
        assert spec.preprocessing.resize_to == 256
        assert isinstance(spec.family, ResNeXt)
        assert spec.family.layers == (3, 4, 23, 3)
        assert spec.family.groups == 32
        assert spec.id == f"ig_resnext101_32x{spec.family.width_per_group}d"
        assert spec.licence.must_be_accepted
        assert "Mahajan" in spec.citation


def test_no_two_entries_share_an_id_alias_width_address_or_hash(tmp_path: Path) -> None:
    for one, other in combinations(load_catalog(settings(tmp_path)), 2):
        assert not {one.id, one.alias} & {other.id, other.alias}
        assert one.family != other.family
        assert _place(one.weights) != _place(other.weights)
        assert one.weights.sha256[:8] != other.weights.sha256[:8]
        assert one.weights.size != other.weights.size


def _place(source: WeightsSource) -> str:
    return source.url if isinstance(source, Download) else source.file


def test_address_and_hash_agree() -> None:
    for spec in INSTAGRAM_MODELS:
        source = spec.weights
        assert source.url == WEIGHTS_SERVER + source.file_name
        assert re.fullmatch(rf".+-{source.sha256}\.pth", source.file_name)
        assert re.fullmatch("[0-9a-f]{8}", source.sha256)


def test_what_is_used_where_it_lies_has_its_whole_hash_known(tmp_path: Path) -> None:
    entry = IN_PACKAGE | {"size": 5, "sha256": "ab" * 32, "like": "32x8d"}
    for spec in load_catalog(settings(tmp_path, {"ours": entry})):
        if not isinstance(spec.weights, Download):
            assert spec.weights.whole_sha256


def test_another_server_serves_the_same_file_names() -> None:
    source = INSTAGRAM_MODELS[0].weights
    assert source.address(None) == source.url
    expected = "http://mirror.invalid/weights/ig_resnext101_32x8-c38310e5.pth"
    assert source.address("http://mirror.invalid/weights/") == expected
    assert source.address("http://mirror.invalid/weights") == expected


def test_models_are_found_by_id_and_alias(tmp_path: Path) -> None:
    catalog = load_catalog(settings(tmp_path))
    assert catalog.find("32x8d") is catalog.find("ig_resnext101_32x8d")
    with pytest.raises(UsageError, match="Did you mean 32x8d"):
        catalog.find("32x8")


def test_an_override_replaces_address_size_and_hash(tmp_path: Path) -> None:
    entry = {"url": "http://site.invalid/w.pth", "size": 5, "sha256": "AB" * 32}
    spec = load_catalog(settings(tmp_path, {"ig_resnext101_32x8d": entry})).find("32x8d")
    assert spec.weights.address(None) == "http://site.invalid/w.pth"
    assert (spec.weights.size, spec.weights.sha256) == (5, "ab" * 32)
    assert spec.parameters == 88_791_336


def test_an_override_adds_a_model_like_another(tmp_path: Path) -> None:
    entry = {"like": "ig_resnext101_32x16d", "title": "Ours", "url": "https://site.invalid/w.pth"}
    spec = load_catalog(
        settings(tmp_path, {"ours": entry | {"size": 5, "sha256": "ab" * 32}})
    ).find("ours")
    assert spec.title == "Ours"
    assert spec.family == WIDTH_16.family
    assert isinstance(spec.weights, Download)


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"url": "http://a/b", "size": "many", "sha256": "ab" * 32},
        {"url": "http://a/b", "size": 5, "sha256": "ab"},
        {"url": "ftp://a/b", "size": 5, "sha256": "ab" * 32},
        {"url": "http://a/b", "size": 5, "sha256": "ab" * 32, "colour": "red"},
        {"url": "http://a/b", "size": 0, "sha256": "ab" * 32},
        {"url": 7, "size": 5, "sha256": "ab" * 32},
        "http://a/b",
        [],
        None,
    ],
)
def test_an_unusable_override_is_named(tmp_path: Path, entry: object) -> None:
    with pytest.raises(SettingsError, match=r"ig_resnext101_32x8d.*catalog\.json"):
        load_catalog(settings(tmp_path, {"ig_resnext101_32x8d": entry}))


def test_an_entry_may_name_a_file_in_a_package(tmp_path: Path) -> None:
    entry = IN_PACKAGE | {"size": 5, "sha256": "AB" * 32}
    for name, more in (("32x8d", {}), ("ours", {"like": "32x8d"})):
        spec = load_catalog(settings(tmp_path, {name: entry | more})).find(name)
        assert spec.weights == Package(
            distribution="some-weights",
            version="1.0.2",
            file="some_weights/w.pth",
            size=5,
            sha256="ab" * 32,
        )
    anyone = entry | {"package": "some-weights"}
    spec = load_catalog(settings(tmp_path, {"32x8d": anyone})).find("32x8d")
    assert isinstance(spec.weights, Package)
    assert spec.weights.requirement == "some-weights"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"package": "a b"}, "package is not"),
        ({"package": ""}, "package is not"),
        ({"package": "a>=1"}, "package is not"),
        ({"package": "a==1; b"}, "package is not"),
        ({"package": 7, "file": "../up"}, "file is not"),
        ({"file": "/etc/w.pth"}, "file is not"),
        ({"file": "C:\\w.pth"}, "file is not"),
        ({"file": ""}, "file is not"),
        ({"url": "http://a/b"}, "unknown keys url"),
        ({"sha256": "ab"}, "sha256 is not"),
    ],
)
def test_an_unusable_package_is_named(tmp_path: Path, change: object, reason: str) -> None:
    entry = IN_PACKAGE | {"size": 5, "sha256": "ab" * 32} | change
    with pytest.raises(SettingsError, match=reason):
        load_catalog(settings(tmp_path, {"32x8d": entry}))


def test_what_an_entry_with_a_package_lacks_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="it lacks file, sha256, size"):
        load_catalog(settings(tmp_path, {"32x8d": {"package": "some-weights"}}))


def test_an_override_is_known_by_the_alias_too(tmp_path: Path) -> None:
    entry = {"url": "http://site.invalid/w.pth", "size": 5, "sha256": "ab" * 32}
    catalog = load_catalog(settings(tmp_path, {"32x8d": entry}))
    assert catalog.find("ig_resnext101_32x8d").weights.size == 5
    assert len(catalog) == 6


@pytest.mark.parametrize("like", [None, "nothing", [], 3])
def test_a_new_entry_must_be_like_a_model(tmp_path: Path, like: object) -> None:
    entry = {"url": "http://a/b", "size": 5, "sha256": "ab" * 32, "like": like}
    with pytest.raises(SettingsError, match='"like" names no model'):
        load_catalog(settings(tmp_path, {"ours": entry}))


@pytest.mark.parametrize("name", ["", "../up", "a/b", "a\\b", ".hidden", "known.hashes", "a b"])
def test_a_new_id_must_be_fit_for_a_files_name(tmp_path: Path, name: str) -> None:
    entry = {"url": "http://a/b", "size": 5, "sha256": "ab" * 32, "like": "32x8d"}
    with pytest.raises(SettingsError, match="letters, digits"):
        load_catalog(settings(tmp_path, {name: entry}))


def test_what_an_override_lacks_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="it lacks sha256, size"):
        load_catalog(settings(tmp_path, {"32x8d": {"url": "http://a/b"}}))


@pytest.mark.parametrize("text", ["not json", "[1]", ""])
def test_a_catalogue_file_that_is_not_one_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "catalog.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"catalog\.json"):
        load_catalog(Settings(tmp_path, catalog_file=file))


def test_labels_are_torchvisions_in_its_order_with_wordnet_ids_in_theirs() -> None:
    from torchvision import models  # two seconds: for this test alone

    labels = load_labels("imagenet-1k")
    weights = models.ResNeXt101_32X8D_Weights.IMAGENET1K_V1
    assert [label.name for label in labels] == weights.meta["categories"]
    assert labels[0].wnid == "n01440764"
    wnids = [label.wnid for label in labels]
    assert wnids == sorted(set(wnids)), "the order of ImageNet is that of the WordNet ids"
    assert all(label.definition for label in labels)


def test_names_repeat_and_ids_tell_them_apart() -> None:
    by_wnid = {label.wnid: label for label in load_labels("imagenet-1k")}
    assert "bird" in by_wnid["n02012849"].definition
    assert "lifts" in by_wnid["n03126707"].definition


def test_every_models_labels_are_there(tmp_path: Path) -> None:
    for spec in load_catalog(settings(tmp_path)):
        assert len(load_labels(spec.label_set)) == spec.labels_count
