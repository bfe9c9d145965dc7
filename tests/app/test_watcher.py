"""Folders kept in view: real files and the system's own hints, looks where it gives none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Event

import pytest

from igtagger.app.watcher import Hints, NoHints, Notice, Noticed, SystemHints, Watcher, WatchPace
from igtagger.domain import Reason

QUICK = WatchPace(still=0.05, empty=0.3, again=0.05, anyway=3600, follow=0.1, presence=0.05, rest=0)
LONG = 20.0
"""Seconds that a test waits for something before it fails."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "Holidays"
    for name in ("a.jpg", "deep/b.jpg"):
        write(folder / name)
    return folder


def write(file: Path, content: bytes = b"content") -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return str(file)


class Watch:
    """Goes through the notices of a watcher until what is asked for has come."""

    def __init__(self, notices: Iterator[Notice]) -> None:
        self._notices = notices
        self.reasons: list[Reason] = []
        self.arrived: list[str] = []
        self.gone: list[str] = []
        self.renamed: list[tuple[str, str]] = []

    def until(self, is_so: Callable[[], bool]) -> None:
        late = time.monotonic() + LONG
        while not is_so():
            assert time.monotonic() < late
            self._take(next(self._notices))

    def rest(self) -> None:
        """A few moments in which nothing happens."""
        for _ in range(4):
            self._take(next(self._notices))

    def _take(self, notice: Notice) -> None:
        if isinstance(notice, Reason):
            self.reasons.append(notice)
        elif isinstance(notice, Noticed):
            self.arrived += notice.arrived
            self.gone += notice.gone
            self.renamed += notice.renamed


@contextmanager
def watched(
    *folders: Path, hints: Callable[[Sequence[Path], bool], Hints] = SystemHints
) -> Iterator[Watch]:
    with closing(Watcher(folders, pace=QUICK, hints=hints).notices(Event())) as notices:
        yield Watch(notices)


def none(folders: Sequence[Path], recursive: bool) -> Hints:
    raise OSError('OS file watch limit reached. about ["/pictures"]')


@pytest.fixture(params=["told by the system", "looked at again and again"])
def hints(request: pytest.FixtureRequest) -> Callable[[Sequence[Path], bool], Hints]:
    return SystemHints if request.param.startswith("told") else none


Maker = Callable[[Sequence[Path], bool], Hints]


def test_first_all_pictures_come_then_new_and_changed_ones(folder: Path, hints: Maker) -> None:
    with watched(folder, hints=hints) as watch:
        watch.until(lambda: len(watch.arrived) == 2)
        assert sorted(watch.arrived) == [str(folder / "a.jpg"), str(folder / "deep" / "b.jpg")]
        watch.arrived.clear()
        new = {write(folder / "new" / "nested" / f"{number}.jpg") for number in range(50)}
        watch.until(lambda: len(watch.arrived) == 50)
        assert set(watch.arrived) == new
        watch.arrived.clear()
        changed = write(folder / "a.jpg", b"another content")
        watch.until(lambda: watch.arrived == [changed])


def test_what_goes_and_what_is_renamed_is_told(folder: Path, hints: Maker) -> None:
    with watched(folder, hints=hints) as watch:
        watch.until(lambda: len(watch.arrived) == 2)
        (folder / "a.jpg").unlink()
        watch.until(lambda: watch.gone == [str(folder / "a.jpg")])
        after = folder / "c.jpg"
        (folder / "deep" / "b.jpg").rename(after)
        watch.until(lambda: watch.renamed == [(str(folder / "deep" / "b.jpg"), str(after))])
        watch.until(lambda: watch.arrived[2:] == [str(after)])


def test_a_copy_that_goes_on_is_waited_for(folder: Path, hints: Maker) -> None:
    with watched(folder, hints=hints) as watch:
        watch.until(lambda: len(watch.arrived) == 2)
        with (folder / "large.jpg").open("wb") as copy:
            for _ in range(3):
                copy.write(b"a part of it")
                copy.flush()
                os.fsync(copy.fileno())
                watch.rest()
        watch.until(lambda: str(folder / "large.jpg") in watch.arrived)


def test_a_folder_that_goes_and_comes_back_is_told_of_once_each_and_its_pictures_are_not_gone(
    folder: Path, hints: Maker
) -> None:
    with watched(folder, hints=hints) as watch:
        watch.until(lambda: len(watch.arrived) == 2)
        aside, before = folder.with_name("unplugged"), list(watch.reasons)
        folder.rename(aside)
        away = Reason("watch.folder-away", folder=folder)
        watch.until(lambda: away in watch.reasons)
        watch.rest()
        write(aside / "meanwhile.jpg")
        (aside / "a.jpg").unlink()
        assert watch.gone == []
        aside.rename(folder)
        watch.until(lambda: len(watch.arrived) == 4)
        watch.until(lambda: watch.gone == [str(folder / "a.jpg")])
        assert watch.reasons == [*before, away, Reason("watch.folder-back", folder=folder)]
        new = write(folder / "afterwards.jpg")
        watch.until(lambda: new in watch.arrived)


def test_a_folder_that_is_deleted_and_made_anew_is_watched_on(folder: Path) -> None:
    with watched(folder) as watch:
        watch.until(lambda: len(watch.arrived) == 2)
        shutil.rmtree(folder)
        write(folder / "b.jpg")  # maybe with the number that the old folder had
        watch.until(lambda: len(watch.gone) == 2)
        watch.rest()
        new = write(folder / "afterwards.jpg")
        watch.until(lambda: new in watch.arrived)


def test_a_folder_that_is_not_there_at_first_is_waited_for(folder: Path, hints: Maker) -> None:
    later = folder.with_name("later")
    with watched(later, hints=hints) as watch:
        watch.until(lambda: bool(watch.reasons))
        assert watch.reasons == [Reason("watch.folder-away", folder=later)]
        new = write(later / "new.jpg")
        watch.until(lambda: watch.arrived == [new])


def test_a_limit_on_watches_is_told_once_and_looks_take_their_place(folder: Path) -> None:
    with watched(folder, hints=none) as watch:
        watch.until(lambda: len(watch.arrived) == 2)
        folder.rename(folder.with_name("unplugged"))
        watch.until(lambda: len(watch.reasons) == 2)
        folder.with_name("unplugged").rename(folder)
        watch.until(lambda: len(watch.reasons) == 3)
    assert [reason.code for reason in watch.reasons] == [
        "watch.limit", "watch.folder-away", "watch.folder-back",
    ]  # fmt: skip


ONE_WATCH = """
echo 1 > /proc/sys/user/max_inotify_watches && exec "$0" -c '
import sys
from pathlib import Path
from threading import Event
from igtagger.app.watcher import Watcher
notices = Watcher([Path(sys.argv[1])]).notices(Event())
print(next(notices).code)
' "$1"
"""
"""In a namespace of its own the kernel grants a person as little as one likes."""


def may_have_namespaces() -> bool:
    command = ["unshare", "-Ur", "test", "-w", "/proc/sys/user/max_inotify_watches"]
    with suppress(OSError):
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    return False


@pytest.mark.skipif(not may_have_namespaces(), reason="there are no user namespaces here")
def test_the_kernels_own_limit_is_recognised(folder: Path) -> None:
    command = ["unshare", "-Ur", "sh", "-c", ONE_WATCH, sys.executable, str(folder)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (told.stdout, told.stderr) == ("watch.limit\n", "")


def test_a_system_that_tells_nothing_though_it_was_asked_is_found_out(folder: Path) -> None:
    pace = WatchPace(0.05, 0.3, again=0.05, anyway=0.3, follow=0.1, presence=0.05, rest=0)
    watcher = Watcher([folder], pace=pace, hints=lambda folders, recursive: NoHints())
    with closing(watcher.notices(Event())) as notices:
        watch = Watch(notices)
        watch.until(lambda: len(watch.arrived) == 2)
        assert watcher._watched[0].is_told
        new = write(folder / "new.jpg")
        watch.until(lambda: new in watch.arrived)
        assert not watcher._watched[0].is_told


class Talking:
    """Says at once, again and again, that something changed."""

    def __init__(self, *names: str) -> None:
        self.names, self.waits = names, 0

    def wait(self, seconds: float, cancel: Event) -> Collection[str]:
        self.waits += 1
        return self.names

    def close(self) -> None:
        pass


def looks_of(folder: Path, pace: WatchPace, talking: Talking) -> int:
    """How often a folder is looked at while that was said a hundred times."""
    watcher = Watcher([folder], pace=pace, hints=lambda folders, recursive: talking)
    looks, view = 0, watcher._watched[0]._view
    look = view.look

    def counted(cancel: Event, *, anew: bool = False) -> object:
        nonlocal looks
        looks += 1
        return look(cancel, anew=anew)

    view.look = counted  # type: ignore[method-assign, assignment]
    with closing(watcher.notices(Event())) as notices:
        while talking.waits < 100:
            next(notices)
    return looks


def test_what_is_no_picture_is_no_reason_to_look(folder: Path) -> None:
    names = [str(folder / name) for name in ("a.xmp", "catalogue.db-wal", "copy.part")]
    assert looks_of(folder, QUICK, Talking(*names)) == 1
    assert looks_of(folder, QUICK, Talking(str(folder / "a.jpg"))) > 50


def test_however_much_happens_a_look_is_followed_by_a_rest(folder: Path) -> None:
    busy = WatchPace(0.01, 0.3, again=60, anyway=60, follow=0.1, presence=0.001, rest=1e9)
    assert looks_of(folder, busy, Talking(str(folder / "a.jpg"))) == 1


def test_hints_of_one_folder_are_no_reason_to_look_at_another(tmp_path: Path) -> None:
    write(tmp_path / "Holidays" / "a.jpg")
    write(tmp_path / "Holidays 2" / "a.jpg")
    talking = Talking(str(tmp_path / "Holidays 2" / "a.jpg"))
    assert looks_of(tmp_path / "Holidays", QUICK, talking) == 1


def test_a_stop_ends_it_at_once(folder: Path) -> None:
    cancel = Event()
    slow = WatchPace(presence=3600)
    with closing(Watcher([folder], pace=slow).notices(cancel)) as notices:
        while next(notices) is not None:
            pass
        cancel.set()
        began = time.monotonic()
        assert list(notices) == []
        assert time.monotonic() - began < 5
