"""Tags beside a file, as Finder and Dolphin show them."""

from __future__ import annotations

import errno
import os
import plistlib
import sys
from pathlib import Path

import pytest

from igtagger.export.xmp import desktop_tags
from igtagger.export.xmp.desktop_tags import DESKTOPS, FINDER, KDE, DesktopTags
from igtagger.export.xmp.desktop_writing import DesktopWriter
from igtagger.export.xmp.presets import PRESETS
from igtagger.export.xmp.writing import Manner, Written
from igtagger.messages import english

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


def write(desktop: DesktopTags, **how: bool) -> DesktopWriter:
    return DesktopWriter(desktop, Manner(PRESETS["gnome"], **how))


def add(desktop: DesktopTags, file: Path, *names: str) -> tuple[str, ...]:
    written = write(desktop).add(file, names)
    assert written.how == ("attribute" if written.desktop_tags else "unchanged")
    assert written.desktop is desktop
    return written.desktop_tags


def take_back(desktop: DesktopTags, file: Path, *names: str) -> tuple[str, ...]:
    return write(desktop).take_back(file, names).desktop_tags


@pytest.mark.parametrize("name", DESKTOP_NAMES)
def test_tags_are_added_once_and_taken_back_exactly(file: Path, name: str) -> None:
    desktop = DESKTOPS[name]
    assert add(desktop, file, "cat", "Cat", "Kätzchen 猫") == ("cat", "Kätzchen 猫")
    assert add(desktop, file, "CAT", "dog") == ("dog",)
    assert take_back(desktop, file, "cat", "horse") == ("cat",)
    assert take_back(desktop, file, "Dog") == ()
    assert take_back(desktop, file, "Kätzchen 猫", "dog") == ("Kätzchen 猫", "dog")
    assert desktop.attribute not in os.listxattr(file)
    assert file.read_bytes() == b"content"


@pytest.mark.parametrize("name", DESKTOP_NAMES)
def test_what_would_be_added_is_told_before_it_is(file: Path, name: str) -> None:
    told = write(DESKTOPS[name], dry_run=True).add(file, ("cat",))
    assert (told.how, told.desktop_tags, told.status) == ("attribute", ("cat",), None)
    assert told.recorded == ((name, "cat"),)
    assert os.listxattr(file) == ["user.test"]


def test_finder_gets_a_binary_list_and_keeps_colours(file: Path) -> None:
    before = plistlib.dumps(["Red\n6", "plain"], fmt=plistlib.FMT_BINARY)
    os.setxattr(file, FINDER.attribute, before)
    assert add(FINDER, file, "red", "food, drink") == ("food, drink",)
    value = os.getxattr(file, FINDER.attribute)
    assert value.startswith(b"bplist00")
    assert plistlib.loads(value) == ["Red\n6", "plain", "food, drink\n0"]
    coloured = plistlib.dumps(["Red\n6", "plain", "food, drink\n2"], fmt=plistlib.FMT_BINARY)
    os.setxattr(file, FINDER.attribute, coloured)
    assert take_back(FINDER, file, "food, drink") == ("food, drink",)
    assert os.getxattr(file, FINDER.attribute) == before


def test_kde_gets_words_parted_by_commas(file: Path) -> None:
    before = "a,ä,, b".encode()
    os.setxattr(file, KDE.attribute, before)
    assert add(KDE, file, "food, drink", ",") == ("food drink",)
    assert os.getxattr(file, KDE.attribute) == before + b",food drink"
    assert take_back(KDE, file, "food drink") == ("food drink",)
    assert os.getxattr(file, KDE.attribute) == before


def test_what_is_too_much_for_the_disk_is_refused_in_words_and_changes_nothing(file: Path) -> None:
    assert add(KDE, file, "a") == ("a",)
    written = write(KDE).add(file, [f"{number:0200}" for number in range(1000)])
    assert written.reason is not None
    assert english(written.reason).text == (
        f"{file} got no tags for KDE Dolphin: its disk has no room for so many tags beside it."
    )
    assert os.getxattr(file, KDE.attribute) == b"a"


def test_a_protected_file_keeps_its_tags(file: Path) -> None:
    file.chmod(0o444)
    written = write(FINDER).add(file, ["a"])
    assert written.reason is not None
    assert "is protected against writing" in english(written.reason).text
    assert os.listxattr(file) == ["user.test"]


def test_what_another_program_sets_meanwhile_stays(file: Path) -> None:
    def meanwhile(written: Written, value: bytes) -> None:
        os.setxattr(file, KDE.attribute, b"theirs")

    manner = Manner(PRESETS["gnome"], announce=meanwhile)
    assert DesktopWriter(KDE, manner).add(file, ["ours"]).how == "refused"
    assert os.getxattr(file, KDE.attribute) == b"theirs"


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
    assert write(desktop).add(file, ["a"]).how == "refused"
    assert write(desktop).take_back(file, ["a"]).how == "refused"
    assert os.getxattr(file, desktop.attribute) == value


def test_a_disk_without_attributes_is_told_of(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none_here(path: Path, name: str) -> bytes:
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP), str(path))

    monkeypatch.setattr(desktop_tags, "_get", none_here)
    reason = write(KDE).add(file, ["a"]).reason
    assert reason is not None
    assert english(reason).text == (
        f"{file} got no tags for KDE Dolphin: its disk or system keeps no tags beside files."
    )


def test_a_missing_file_is_told_of(tmp_path: Path) -> None:
    assert write(KDE).add(tmp_path / "none.jpg", ["a"]).how == "refused"
