"""What is written is read back by ExifTool and exiv2, which know nothing of us."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from igtagger.export.xmp.keywords import Keywords
from igtagger.export.xmp.presets import PRESETS
from igtagger.export.xmp.writing import KeywordWriter, Manner
from tests.export.xmp.made_files import MADE, picture, saved

NAMES, ABOVE = ("Kätzchen 猫", "a & b"), ("animal",)
WORDS = Keywords(NAMES, ABOVE, (("animal", "Kätzchen 猫"), ("a & b",)))
FLAT = [*NAMES, *ABOVE]
LEVELS = {"|": ["animal|Kätzchen 猫", "a & b"], "/": ["animal/Kätzchen 猫", "a & b"]}


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    return done.stdout.decode()


def by_exiftool(file: Path) -> dict[str, list[str]]:
    fields = {
        "XMP-dc:Subject": "flat",
        "XMP-lr:HierarchicalSubject": "|",
        "XMP-digiKam:TagsList": "/",
    }
    options = ("-j", "-G1", "-charset", "filename=utf8", *(f"-{name}" for name in fields))
    (told,) = json.loads(run("exiftool", *options, str(file)))
    listed: dict[str, list[str]] = {}
    for name, key in fields.items():
        value = told.get(name, [])
        listed[key] = value if isinstance(value, list) else [value]
    return listed


def by_exiv2(file: Path) -> dict[str, list[str]]:
    keys = {
        "Xmp.dc.subject": "flat",
        "Xmp.lr.hierarchicalSubject": "|",
        "Xmp.digiKam.TagsList": "/",
    }
    listed: dict[str, list[str]] = {"flat": [], "|": [], "/": []}
    for line in run("exiv2", "-PXkv", str(file)).splitlines():
        key, _, value = line.partition(" ")
        if key in keys:
            listed[keys[key]] = value.strip().split(", ")
    return listed


READERS: dict[str, Callable[[Path], dict[str, list[str]]]] = {
    "exiftool": by_exiftool,
    "exiv2": by_exiv2,
}


@pytest.fixture(params=sorted(READERS))
def read(request: pytest.FixtureRequest) -> Callable[[Path], dict[str, list[str]]]:
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    return READERS[request.param]


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_every_preset_is_read(
    tmp_path: Path, name: str, read: Callable[[Path], dict[str, list[str]]]
) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(MADE["JPEG"]())
    assert KeywordWriter(Manner(PRESETS[name])).add(file, WORDS).how == "embedded"
    fields = {field.separator for field in PRESETS[name].fields}
    told = read(file)
    assert told["flat"] == FLAT
    for separator, levels in LEVELS.items():
        assert told[separator] == (levels if separator in fields else [])


@pytest.mark.parametrize("kind", sorted(MADE))
def test_every_container_is_read(
    tmp_path: Path, kind: str, read: Callable[[Path], dict[str, list[str]]]
) -> None:
    file = tmp_path / "a"
    file.write_bytes(MADE[kind]())
    assert KeywordWriter(Manner(PRESETS["immich"])).add(file, WORDS).how == "embedded"
    told = read(file)
    assert told["flat"][-3:] == FLAT
    assert told["|"] == LEVELS["|"]
    assert told["/"] == LEVELS["/"]


def test_a_sidecar_is_read(tmp_path: Path, read: Callable[[Path], dict[str, list[str]]]) -> None:
    file = tmp_path / "a.tif"
    file.write_bytes(saved(picture(), "TIFF"))
    written = KeywordWriter(Manner(PRESETS["digikam"])).add(file, WORDS)
    assert written.file is not None
    assert read(written.file)["flat"] == FLAT


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
@pytest.mark.parametrize("kind", sorted(MADE))
def test_exiftool_finds_nothing_else_changed(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "a"
    file.write_bytes(MADE[kind]())
    before = all_tags(file)
    KeywordWriter(Manner(PRESETS["immich"])).add(file, WORDS)
    after = all_tags(file)
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    assert {name for name in changed if not name.startswith("XMP-")} <= {
        "RIFF:WebP_Flags", "RIFF:ImageWidth", "RIFF:ImageHeight", "File:FileType",
        "RIFF:HorizontalScale", "RIFF:VerticalScale", "RIFF:VP8Version", "MPImage1:MPImageLength",
    }  # fmt: skip
    assert {name for name in changed if name.startswith("XMP-")} <= {
        "XMP-dc:Subject", "XMP-lr:HierarchicalSubject", "XMP-digiKam:TagsList", "XMP-x:XMPToolkit"
    }  # fmt: skip
    warnings = [value for name, value in after.items() if name.endswith(("Warning", "Error"))]
    assert warnings == [
        value for name, value in before.items() if name.endswith(("Warning", "Error"))
    ]


def all_tags(file: Path) -> dict[str, object]:
    """All that ExifTool sees, but for the file on the disk, and where things lie in it."""
    (told,) = json.loads(run("exiftool", "-j", "-G1", "-a", "-u", "-U", "-b", str(file)))
    return {
        name: value
        for name, value in told.items()
        if not name.startswith("System:") and not name.endswith(("Start", "Offset", "SourceFile"))
    }
