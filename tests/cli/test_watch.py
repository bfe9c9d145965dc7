"""``igtagger watch`` as a service has it: the real program, real files, real signals."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import IO, Any

import psutil
import pytest
from PIL import Image

from igtagger.__main__ import main
from igtagger.library.facade import Library
from tests.cli.test_teach import crops

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="signals cannot be sent to one process there"
)

LONG = 30.0
"""Seconds that a test waits for a line before it fails."""
Capture = pytest.CaptureFixture[str]


def picture(file: Path, shade: int) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (64, 48), (shade, 60, 30)).save(file)
    return file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for shade, name in enumerate(("a.png", "deep/b.png")):
        picture(tmp_path / "Holidays" / name, 20 * shade)
    return tmp_path / "Holidays"


def put_lines(stream: IO[str], queue: Queue[str]) -> None:
    for line in stream:
        queue.put(line)


class Service:
    """The program on its way; what it says arrives line by line."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._said: Queue[str] = Queue()
        self._written: Queue[str] = Queue()
        for stream, queue in ((process.stderr, self._said), (process.stdout, self._written)):
            assert stream is not None
            Thread(
                target=lambda s=stream, q=queue: [q.put(line) for line in s], daemon=True
            ).start()

    def says(self, text: str) -> str:
        """Wait until it says something; the line."""
        while True:
            line = self._said.get(timeout=LONG)
            if text in line:
                return line.rstrip("\n")

    def writes(self) -> dict[str, Any]:
        found = json.loads(self._written.get(timeout=LONG))
        assert isinstance(found, dict)
        return found

    def end(self, kind: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(kind)
        return self.process.wait(LONG)


@contextmanager
def watching(*arguments: str | Path) -> Iterator[Service]:
    command = [sys.executable, "-m", "igtagger", "watch", "--at-once", *map(str, arguments)]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Service(process)
        finally:
            process.kill()


def known() -> set[str]:
    file = Path(os.environ["IGTAGGER_DATA_DIR"]) / "library.sqlite3"
    with Library.open(file, on_message=print) as library:
        return {path.name for path in library.paths()}


def test_it_brings_a_folder_up_to_date_goes_on_and_ends_well(folder: Path) -> None:
    with watching(folder, "--jsonl") as service:
        assert service.says("2 new pictures") == "2 new pictures in Holidays: 2 tagged."
        service.says("is up to date, and kept in view")
        assert {str(service.writes()["path"]) for _ in range(2)} == {
            str(folder / "a.png"), str(folder / "deep" / "b.png"),
        }  # fmt: skip
        picture(folder / "new" / "c.png", 90)
        (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n, and no more")
        assert {service.writes()["status"] for _ in range(2)} == {"tagged", "failed"}
        assert service.end() == 0
        service.says("Watching has ended.")
    assert known() == {"a.png", "b.png", "c.png", "broken.png"}


def test_at_the_next_start_what_is_known_is_not_run_again(folder: Path) -> None:
    assert main(["tag", str(folder), "-q", "-o", os.devnull]) == 0
    with watching(folder, "--jsonl") as service:
        service.says("is up to date")
        picture(folder / "new.png", 90)
        assert str(service.writes()["path"]).endswith("new.png")
        assert service.end(signal.SIGINT) == 0


def test_a_renamed_picture_is_known_by_its_content(folder: Path) -> None:
    with watching(folder) as service:
        service.says("is up to date")
        (folder / "a.png").rename(folder / "z.png")
        told = service.says("in Holidays")
        assert told == "1 new picture in Holidays: 1 known by content."
        assert service.end() == 0
    assert known() == {"b.png", "z.png"}


def test_a_folder_that_goes_is_waited_for(folder: Path) -> None:
    with watching(folder, "-q") as service:
        picture(folder / "new.png", 90)
        shutil.move(folder, folder.with_name("unplugged"))
        service.says("is not there")
        picture(folder.with_name("unplugged") / "meanwhile.png", 120)
        shutil.move(folder.with_name("unplugged"), folder)
        service.says("is there again")
        assert service.process.poll() is None
        assert service.end() == 0


def test_a_stop_amid_a_run_keeps_what_is_done_and_ends_with_0(tmp_path: Path) -> None:
    for number in range(300):
        picture(tmp_path / "many" / f"{number}.png", number % 256)
    with watching(tmp_path / "many", "--jsonl", "--batch-size", "4") as service:
        service.writes()
        assert service.end() == 0
    assert known()
    assert main(["tag", str(tmp_path / "many"), "-q", "-o", os.devnull]) == 0
    assert len(known()) == 300


def test_it_runs_with_low_priority(folder: Path) -> None:
    with watching(folder) as service:
        service.says("is up to date")
        assert psutil.Process(service.process.pid).nice() > psutil.Process().nice()


def test_patterns_and_depth_are_those_of_tag(folder: Path) -> None:
    with watching(folder, "--no-recursive", "--exclude", "raw*", "--jsonl") as service:
        service.says("is up to date")
        picture(folder / "raw1.png", 40)
        picture(folder / "deep" / "c.png", 50)
        picture(folder / "d.png", 60)
        assert str(service.writes()["path"]) == str(folder / "a.png")
        assert str(service.writes()["path"]) == str(folder / "d.png")
        assert service.end() == 0
    assert known() == {"a.png", "d.png"}


def test_a_file_cannot_be_watched_and_a_model_must_be_there(folder: Path, capsys: Capture) -> None:
    assert main(["watch", str(folder / "a.png")]) == 2
    assert "Only folders can be kept in view." in capsys.readouterr().err
    assert main(["watch", str(folder), "-m", "32x8d"]) == 1
    assert main(["watch"]) == 2


def taught(line: dict[str, Any]) -> list[str]:
    return [each["label"] for each in line["labels"] if each["origin"] == "taught"]


def test_what_is_taught_meanwhile_is_said_of_what_comes_then(tmp_path: Path, folder: Path) -> None:
    with watching(folder, "--jsonl") as service:
        service.says("is up to date, and kept in view")
        assert [taught(service.writes()) for _ in range(2)] == [[], []]
        for name, source in (("Felix", "cat"), ("My mug", "mug")):
            crops(tmp_path / "classes" / name, source, 5)
        assert main(["teach", str(tmp_path / "classes"), "-q"]) == 0
        crops(folder, "cat", 1, first=9)
        assert taught(service.writes()) == ["Felix"]
        assert main(["taught", "rename", "Felix", "Tom"]) == 0
        crops(folder, "cat", 1, first=10)
        assert taught(service.writes()) == ["Tom"]
        assert main(["taught", "remove", "Tom", "My mug"]) == 0
        crops(folder, "cat", 1, first=11)
        assert taught(service.writes()) == []
        assert service.end() == 0
