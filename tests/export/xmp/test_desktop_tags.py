"""Tags beside a file, as Finder and Dolphin show them."""

from __future__ import annotations

import os
import plistlib
import sys
from pathlib import Path

import pytest

from igtagger.export.xmp.desktop_tags import DESKTOPS, FINDER, KDE, DesktopTags
from igtagger.export.xmp.safe_replacing import Unwritable

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looked at by os.getxattr")
DESKTOP_NAMES = sorted(DESKTOPS)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "a.jpg"
    file.write_bytes(b"content")
    try:
        os.setxattr(file, "user.test", b"a")
    except OSError as error:
        pytest.skip(f"the disk has no attributes: {error}")
    return file


@pytest.mark.parametrize("name", DESKTOP_NAMES)
def test_tags_are_added_once_and_taken_back_exactly(file: Path, name: str) -> None:
    desktop = DESKTOPS[name]
    assert desktop.add(file, ["cat", "Cat", "Kätzchen 猫"]) == ("cat", "Kätzchen 猫")
    assert desktop.add(file, ["CAT", "dog"]) == ("dog",)
    assert desktop.take_back(file, ("cat", "horse")) == ("cat",)
    assert desktop.take_back(file, ("Dog",)) == ()
    assert desktop.take_back(file, ("Kätzchen 猫", "dog")) == ("Kätzchen 猫", "dog")
    assert desktop.attribute not in os.listxattr(file)
    assert file.read_bytes() == b"content"


def test_finder_gets_a_binary_list_and_keeps_colours(file: Path) -> None:
    red = plistlib.dumps(["Red\n6", "plain"], fmt=plistlib.FMT_BINARY)
    os.setxattr(file, FINDER.attribute, red)
    assert FINDER.add(file, ["red", "food, drink"]) == ("food, drink",)
    value = os.getxattr(file, FINDER.attribute)
    assert value.startswith(b"bplist00")
    assert plistlib.loads(value) == ["Red\n6", "plain\n0", "food, drink\n0"]


def test_kde_gets_words_parted_by_commas(file: Path) -> None:
    os.setxattr(file, KDE.attribute, "a,ä".encode())
    assert KDE.add(file, ["food, drink"]) == ("food  drink",)
    assert os.getxattr(file, KDE.attribute) == "a,ä,food  drink".encode()


@pytest.mark.parametrize(
    ("desktop", "value"),
    [
        (KDE, b"\xff"),
        (FINDER, b"no list"),
        (FINDER, b"bplist00\0\0"),
        (FINDER, plistlib.dumps({"a": 1}, fmt=plistlib.FMT_BINARY)),
        (FINDER, plistlib.dumps([1], fmt=plistlib.FMT_BINARY)),
        (FINDER, b"bplist00" + b"\xff" * 40),
    ],
)
def test_what_is_not_understood_is_left_alone(
    file: Path, desktop: DesktopTags, value: bytes
) -> None:
    os.setxattr(file, desktop.attribute, value)
    with pytest.raises(Unwritable):
        desktop.add(file, ["a"])
    assert os.getxattr(file, desktop.attribute) == value


def test_a_disk_without_attributes_is_told_of() -> None:
    # /proc has none.
    with pytest.raises((Unwritable, OSError)):
        KDE.add(Path("/proc/self/status"), ["a"])
