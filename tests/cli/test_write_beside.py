"""``igtagger write`` and ``unwrite`` with tags for desktops: real attributes of real files."""

from __future__ import annotations

import os
import plistlib
import subprocess
import sys
from pathlib import Path

import pytest

from igtagger.__main__ import main
from igtagger.domain import Review
from igtagger.export.xmp import desktop_tags
from igtagger.export.xmp.desktop_tags import FINDER, KDE
from tests.cli.test_write import (
    IMMICH,
    contents,
    folder,
    refuse_to_decode,
    review,
    tag,
    tagged,
    unwrite,
    write,
)

Capture = pytest.CaptureFixture[str]
__all__ = ["folder", "tagged"]
linux = pytest.mark.skipif(sys.platform != "linux", reason="looked at by os.getxattr")


@pytest.fixture
def cats(tagged: Path) -> Path:
    """Tagged pictures on a disk that has attributes, one of them with some."""
    try:
        os.setxattr(tagged / "a.jpg", KDE.attribute, b"holiday,Animal")
    except OSError as error:
        pytest.skip(f"the disk has no attributes: {error}")
    tag(tagged)
    return tagged


def attributes(folder: Path) -> dict[str, dict[str, bytes]]:
    return {
        file.name: {name: os.getxattr(file, name) for name in sorted(os.listxattr(file))}
        for file in folder.iterdir()
    }


@linux
def test_desktops_get_the_words_beside_all_kinds_of_files(cats: Path, capsys: Capture) -> None:
    capsys.readouterr()
    write(cats, "--finder-tags", "--kde-tags")
    said = capsys.readouterr().err
    assert "5 pictures: 3 written into, 2 written beside, in sidecars;" in said
    assert "macOS Finder: 5 got tags.\nKDE Dolphin: 5 got tags.\n" in said
    words = os.getxattr(cats / "b.png", KDE.attribute).decode().split(",")
    assert {"cat", "animal"} <= set(words)
    assert os.getxattr(cats / "a.jpg", KDE.attribute).startswith(b"holiday,Animal,cat")
    for name in ("a.jpg", "d.tif", "e.heic"):
        tags = plistlib.loads(os.getxattr(cats / name, FINDER.attribute))
        assert tags == [f"{word}\n0" for word in words]
    write(cats, "--finder-tags", "--kde-tags")
    assert "KDE Dolphin: 0 got tags, 5 had them already." in capsys.readouterr().err


@linux
def test_they_are_taken_back_exactly(cats: Path, capsys: Capture) -> None:
    before = contents(cats), attributes(cats)
    write(cats, "--finder-tags", "--kde-tags")
    capsys.readouterr()
    unwrite("--list")
    assert capsys.readouterr().out.splitlines()[1].split()[-2:] == ["5", "0"]
    unwrite()
    assert "KDE Dolphin: 5 lost the tags that were added." in capsys.readouterr().err
    assert (contents(cats), attributes(cats)) == before
    unwrite("--list")
    assert capsys.readouterr().out.splitlines()[1].split()[-2:] == ["5", "5"]


@linux
def test_a_dry_run_tells_of_them_and_changes_none(cats: Path, capsys: Capture) -> None:
    before = attributes(cats)
    capsys.readouterr()
    assert main(["write", str(cats), *IMMICH, "--dry-run", "--kde-tags"]) == 0
    out = capsys.readouterr().out
    assert f"{cats / 'a.jpg'}: beside the file, for KDE Dolphin\n  + kde: cat" in out
    assert attributes(cats) == before
    write(cats, "--kde-tags")
    capsys.readouterr()
    written = attributes(cats)
    unwrite("--dry-run")
    assert "  - kde: cat" in capsys.readouterr().out
    assert attributes(cats) == written


@linux
def test_pictures_are_known_and_not_decoded_afterwards(
    cats: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    write(cats, "--finder-tags", "--sidecars")
    capsys.readouterr()
    refuse_to_decode(monkeypatch)
    assert main(["tag", str(cats), "-o", str(cats.parent / "tags.csv")]) == 0
    assert "5 of them known already" in capsys.readouterr().err


@linux
def test_what_others_set_since_stays(cats: Path) -> None:
    write(cats, "--kde-tags")
    words = os.getxattr(cats / "b.png", KDE.attribute)
    os.setxattr(cats / "b.png", KDE.attribute, b"first," + words + b",last")
    unwrite()
    assert os.getxattr(cats / "b.png", KDE.attribute) == b"first,last"


@linux
@pytest.mark.parametrize("place", ["before", "after", "settling"])
@pytest.mark.parametrize("doing", ["write", "unwrite"])
def test_whenever_it_is_killed_all_can_be_taken_back(cats: Path, place: str, doing: str) -> None:
    before = contents(cats), attributes(cats)
    given = ["write", str(cats / "b.png"), "--yes", *IMMICH, "--kde-tags"]
    if doing == "unwrite":
        assert main(given) == 0
        given = ["unwrite"]
    # Of a picture the attribute is the second that is written, and the first that is taken back.
    earlier = 1 if doing == "write" else 0
    code = f"""
import os, signal, sys
from igtagger.export.xmp.desktop_tags import DesktopTags
from igtagger.library.facade import Library
from igtagger.__main__ import main
put, settle, settled = DesktopTags.put, Library.settle, []
def putting(*given):
    if {place == "after"}:
        put(*given)
    os.kill(os.getpid(), signal.SIGKILL)
def settling(*given):
    if len(settled) == {earlier}:
        os.kill(os.getpid(), signal.SIGKILL)
    settled.append(settle(*given))
if {place == "settling"}:
    Library.settle = settling
else:
    DesktopTags.put = putting
main(sys.argv[1:])
"""
    assert subprocess.run([sys.executable, "-c", code, *given], check=False).returncode == -9
    unwrite()
    assert (contents(cats), attributes(cats)) == before


@linux
def test_a_disk_without_them_is_a_reason_a_file_and_keywords_are_written(
    cats: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def none_here(path: Path, name: str) -> bytes:
        raise OSError(95, "Operation not supported", str(path))

    capsys.readouterr()
    before = contents(cats)
    with monkeypatch.context() as patch:
        patch.setattr(desktop_tags, "_get", none_here)
        write(cats, "--kde-tags", code=3)
    said = capsys.readouterr().err
    assert "a.jpg got no tags for KDE Dolphin: its disk or system keeps no tags" in said
    assert "5 pictures: 3 written into, 2 written beside, in sidecars;" in said
    assert "KDE Dolphin: 0 got tags, 5 without their tags (see above)." in said
    unwrite()
    assert contents(cats) == before


@linux
def test_what_a_preset_refuses_still_gets_them(cats: Path, capsys: Capture) -> None:
    review({cats / "e.heic": Review(own=("food, drink",))})
    capsys.readouterr()
    flags = ["--preset", "gnome", "--no-sync", "--kde-tags", "--yes"]
    assert main(["write", str(cats / "e.heic"), *flags]) == 3
    assert b"food drink" in os.getxattr(cats / "e.heic", KDE.attribute)


def test_where_there_are_none_it_is_a_usage_error(
    tagged: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(desktop_tags, "ARE_HERE", False)
    before = contents(tagged)
    write(tagged, "--finder-tags", code=2)
    said = capsys.readouterr().err
    assert "This system keeps no tags beside files for macOS Finder.\n" in said
    assert "Leave --finder-tags out." in said
    assert contents(tagged) == before
