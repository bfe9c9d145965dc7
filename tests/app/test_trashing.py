"""Pictures moved to the trash, with their sidecars."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Event

import pytest

from igtagger.app.trashing import Doomed, NoTrash, Trashed, move_to_trash, with_sidecars


def files(folder: Path, *names: str) -> list[Path]:
    made = [folder / name for name in names]
    for path in made:
        path.write_bytes(b"content")
    return made


class Bin:
    """Takes files in, as a trash does; some it does not."""

    def __init__(self, refused: dict[str, OSError] | None = None) -> None:
        self.taken: list[str] = []
        self._refused = refused or {}

    def __call__(self, path: Path) -> None:
        if path.name in self._refused:
            raise self._refused[path.name]
        path.unlink()
        self.taken.append(path.name)


def doomed(*pictures: Path) -> list[Doomed]:
    return list(with_sidecars(pictures, Event()))


def names(found: Sequence[Doomed]) -> list[list[str]]:
    return [[sidecar.name for sidecar in each.sidecars] for each in found]


def test_both_kinds_of_sidecars_go_with_their_picture(tmp_path: Path) -> None:
    picture, *_ = files(tmp_path, "a.jpg", "a.jpg.xmp", "A.XMP", "b.jpg", "b.xmp")
    assert names(doomed(picture)) == [["a.jpg.xmp", "A.XMP"]]


def test_a_sidecar_that_a_picture_which_stays_shares_stays(tmp_path: Path) -> None:
    jpeg, raw, *_ = files(tmp_path, "a.jpg", "a.CR2", "a.xmp", "a.jpg.xmp")
    assert names(doomed(jpeg)) == [["a.jpg.xmp"]]
    assert names(doomed(raw)) == [[]]
    assert names(doomed(jpeg, raw)) == [["a.jpg.xmp", "a.xmp"], []]


def test_what_cannot_be_moved_is_told_and_keeps_its_sidecars(tmp_path: Path) -> None:
    one, two, *_ = files(tmp_path, "a.jpg", "b.jpg", "a.jpg.xmp", "b.jpg.xmp")
    trash = Bin({"a.jpg": PermissionError(errno.EACCES, "Permission denied")})
    done = list(move_to_trash(doomed(one, two), Event(), trash))
    assert trash.taken == ["b.jpg", "b.jpg.xmp"]
    assert [(each.picture, each.reason and each.reason.code) for each in done] == [
        (one, "trash.forbidden"), (two, None),
    ]  # fmt: skip


def test_a_sidecar_that_stays_is_told_beside_its_picture_that_went(tmp_path: Path) -> None:
    one, *_ = files(tmp_path, "a.jpg", "a.jpg.xmp")
    trash = Bin({"a.jpg.xmp": OSError(errno.EIO, "Input/output error")})
    (done,) = move_to_trash(doomed(one), Event(), trash)
    assert done.reason is None
    assert [reason.code for reason in done.left] == ["trash.failed"]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NoTrash(), "trash.none"),
        (PermissionError(errno.EACCES, "no"), "trash.forbidden"),
        (OSError(errno.EACCES, "Permission denied: a"), "trash.forbidden"),
        (OSError(errno.EIO, "Input/output error"), "trash.failed"),
    ],
)
def test_each_failure_has_its_words(tmp_path: Path, error: OSError, code: str) -> None:
    (picture,) = files(tmp_path, "a.jpg")
    (done,) = move_to_trash([Doomed(picture)], Event(), Bin({"a.jpg": error}))
    assert done.reason is not None
    assert done.reason.code == code


def test_a_picture_that_is_gone_already_is_told_as_gone(tmp_path: Path) -> None:
    (done,) = move_to_trash([Doomed(tmp_path / "a.jpg")], Event(), Bin())
    assert done.reason is not None
    assert done.reason.code == "trash.gone"


def test_it_ends_between_two_pictures_when_it_is_asked_to(tmp_path: Path) -> None:
    cancel, trash = Event(), Bin()
    work = move_to_trash(doomed(*files(tmp_path, "a.jpg", "b.jpg")), cancel, trash)
    assert next(work) == Trashed(tmp_path / "a.jpg")
    cancel.set()
    assert list(work) == []
    assert trash.taken == ["a.jpg"]


@pytest.mark.skipif(sys.platform != "linux", reason="where its trash is, is known")
@pytest.mark.parametrize("name", ["-rf a.jpg", "ü #1%.jpg"])
def test_linuxs_own_trash_has_the_file_and_where_it_was(tmp_path: Path, name: str) -> None:
    (picture,) = files(tmp_path, name)
    code = "import sys; from igtagger.app.trashing import *; system_trash(Path(sys.argv[1]))"
    subprocess.run(
        [sys.executable, "-c", code, str(picture)],
        env={**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")},
        check=True,
    )
    assert not picture.exists()
    assert (tmp_path / "data/Trash/files" / name).read_bytes() == b"content"
    assert (tmp_path / f"data/Trash/info/{name}.trashinfo").is_file()
