"""Folders and buckets on a Ray cluster: every picture its row, whatever is killed meanwhile.

Needs the extra ``cluster``; S3 is a server on loopback, by moto.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import numpy as np
import psutil
import pytest
from PIL import Image

from igtagger.__main__ import main

pytest.importorskip("ray", reason="needs the extra igtagger[cluster]")
parquet = pytest.importorskip("pyarrow.parquet")

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="kills processes as POSIX does"),
    # Ray's own: files that it leaves to its processes, and what it is about to change.
    pytest.mark.filterwarnings("ignore"),
]
SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
Capture = pytest.CaptureFixture[str]
PICTURES, DAMAGED, PART = 500, (7, 311), 40


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """500 pictures of some kinds in folders; two are damaged."""
    folder = tmp_path_factory.mktemp("photos")
    whole = Image.open(SAMPLES / "cat.jpg")
    random = np.random.default_rng(1)
    for number in range(PICTURES):
        file = folder / f"d{number % 7}" / f"IMG {number}.jpg"
        file.parent.mkdir(exist_ok=True)
        left, top = (int(random.integers(0, side // 2)) for side in whole.size)
        part = whole.crop((left, top, left + 150, top + 120))
        part.save(file, quality=80)
        if number in DAMAGED:
            file.write_bytes(file.read_bytes()[:600])
    (folder / "notes.txt").write_text("no picture")
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "x.jpg").touch()
    return folder


def rows(folder: Path) -> list[dict[str, Any]]:
    found = [row for file in sorted(folder.glob("part-*")) for row in _rows_of(file)]
    return sorted(found, key=lambda row: row["path"])


def _rows_of(file: Path) -> list[dict[str, Any]]:
    return list(parquet.read_table(file).to_pylist())


def workers() -> list[psutil.Process]:
    found = []
    for process in psutil.Process().children(recursive=True):
        try:
            if "MapWorker" in " ".join(process.cmdline()):
                found.append(process)
        except psutil.Error:
            continue
    return found


class Killer:
    """Kills two workers, one after another, each once some parts are there."""

    def __init__(self, target: Path) -> None:
        self._target, self.killed = target, list[int]()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *given: object) -> None:
        self._over.set()
        self._thread.join()

    def _work(self) -> None:
        for least in (1, 4):
            while not self._over.is_set():
                there = workers()
                if len(list(self._target.glob("part-*"))) >= least and there:
                    os.kill(there[0].pid, signal.SIGKILL)
                    self.killed.append(there[0].pid)
                    break
                time.sleep(0.02)


def run(*given: str) -> int:
    return main(["cluster-tag", *given, "--part-size", str(PART), "--cpus", "1", "-q"])


def test_each_picture_has_its_row_though_two_workers_are_killed(
    photos: Path, tmp_path: Path, capsys: Capture
) -> None:
    target = tmp_path / "tags"
    with Killer(target) as killer:
        assert run(str(photos), "-o", str(target)) == 3
    assert len(killer.killed) == 2
    found = rows(target)
    assert len(found) == len({row["path"] for row in found}) == PICTURES
    assert [row["path"] for row in found if row["status"] == "failed"] == sorted(
        f"d{number % 7}/IMG {number}.jpg" for number in DAMAGED
    )
    # As one computer says it.
    table = tmp_path / "one.parquet"
    assert main(["tag", str(photos), "-q", "-o", str(table)]) == 3
    alone = {row["path"]: row for row in _rows_of(table)}
    assert set(alone) == {row["path"] for row in found}
    for row in found:
        other = alone[row["path"]]
        assert (row["error"], row["width"], row["kind"]) == (
            *(other["error"], other["width"], other["kind"]),
        )
        names = [[label["label"] for label in each["labels"]] for each in (row, other)]
        assert names[0] == names[1] or row["labels"][-1]["score"] < 0.2


def test_a_run_that_was_stopped_makes_what_is_lacking_and_refuses_other_options(
    photos: Path, tmp_path: Path, capsys: Capture
) -> None:
    target, some = tmp_path / "tags", tmp_path / "some"
    some.mkdir()
    for number in range(20):
        os.link(photos / "d1" / f"IMG {7 * number + 1}.jpg", some / f"{number}.jpg")
    given = [str(some), "-o", str(target), "--part-size", "5", "--cpus", "2"]
    assert main(["cluster-tag", *given, "-q"]) == 0
    one, two, *_ = sorted(target.glob("part-*"))
    before = {file: file.stat().st_mtime_ns for file in target.glob("part-*")}
    one.unlink()
    two.write_bytes(two.read_bytes()[:50])  # what no run leaves
    assert main(["cluster-tag", *given, "-q"]) == 1
    assert "is damaged" in capsys.readouterr().err
    two.unlink()
    assert main(["cluster-tag", *given, "-q"]) == 0
    after = {file: file.stat().st_mtime_ns for file in target.glob("part-*")}
    assert {file for file in before if before[file] != after[file]} == {one, two}
    assert main(["cluster-tag", *given, "--detail", "75"]) == 1
    assert "results of another run" in capsys.readouterr().err


def test_results_come_into_the_library_and_are_known_there(
    photos: Path, tmp_path: Path, capsys: Capture
) -> None:
    here, target = tmp_path / "here", tmp_path / "tags"
    here.mkdir()
    for name in ("cat.jpg", "coffee.jpg", "letter.png"):
        (here / name).write_bytes((SAMPLES / name).read_bytes())
    (here / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    assert main(["cluster-tag", str(here), "-o", str(target), "-q"]) == 3
    assert main(["tag", str(here), "-q", "-o", str(tmp_path / "fresh.csv")]) == 3
    os.environ["IGTAGGER_DATA_DIR"] = str(tmp_path / "other")
    assert main(["import-results", str(target)]) == 0
    assert "4 pictures taken over; 4 of them are here" in capsys.readouterr().err
    known = ["tag", str(here), "--no-features", "-o", str(tmp_path / "known.csv")]
    assert main(known) == 3
    assert "4 of them known already" in capsys.readouterr().err
    assert (tmp_path / "known.csv").read_bytes() == (tmp_path / "fresh.csv").read_bytes()
    # What is another picture here by now is not taken for known.
    (here / "cat.jpg").write_bytes((SAMPLES / "map.png").read_bytes())
    assert main(["import-results", str(target), "--root", str(here)]) == 0
    assert "3 of them are here" in capsys.readouterr().err
    assert main([*known[:-1], str(tmp_path / "again.csv")]) == 3
    assert "3 of them known already" in capsys.readouterr().err


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Any, str]]:
    """An S3 bucket on loopback, and what is to stand behind an address of it."""
    server_of_moto = pytest.importorskip("moto.server", reason="needs moto, a server of S3")
    boto3 = pytest.importorskip("boto3")
    server = server_of_moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    _, port = server.get_host_and_port()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    address = f"http://127.0.0.1:{port}"
    client = boto3.client("s3", endpoint_url=address, region_name="us-east-1")
    client.create_bucket(Bucket="photos")
    try:
        yield client, f"?endpoint_override=127.0.0.1%3A{port}&scheme=http&region=us-east-1"
    finally:
        server.stop()


def test_a_bucket_is_tagged_into_a_bucket(
    bucket: tuple[Any, str], tmp_path: Path, capsys: Capture
) -> None:
    client, how = bucket
    names = ["a/cat.jpg", "ü b/coffee.jpg", "a/back\\slash.jpg", "broken.jpg", "b+c %20/d.jpg"]
    for name in names:
        content = (SAMPLES / ("coffee.jpg" if "coffee" in name else "cat.jpg")).read_bytes()
        content = content[:500] if name == "broken.jpg" else content
        client.put_object(Bucket="photos", Key=f"in/{name}", Body=content)
    client.put_object(Bucket="photos", Key="in/notes.txt", Body=b"x")
    source, target = f"s3://photos/in{how}", f"s3://photos/out{how}"
    assert main(["cluster-tag", source, "-o", target]) == 3
    said = capsys.readouterr().err
    assert "in 1 parts" in said
    keys = [each["Key"] for each in client.list_objects_v2(Bucket="photos")["Contents"]]
    (part,) = (key for key in keys if key.startswith("out/part-"))
    file = tmp_path / "part.parquet"
    client.download_file("photos", part, str(file))
    told = {row["kept"]["name"]: row for row in _rows_of(file)}
    assert set(told) == set(names)
    assert told["a/back\\slash.jpg"]["path"] == "a/back\\\\slash.jpg"
    assert told["a/cat.jpg"]["kind"] == "photograph"
    assert told["broken.jpg"]["status"] == "failed"
    assert main(["import-results", target]) == 1
    assert "--root" in capsys.readouterr().err
    assert main(["import-results", target, "--root", str(tmp_path / "nowhere")]) == 0
    assert f"{len(told)} pictures taken over; 0 of them" in capsys.readouterr().err
    client.put_object(Bucket="photos", Key="odd/a//cat.jpg", Body=b"x")
    assert main(["cluster-tag", f"s3://photos/odd{how}", "-o", str(tmp_path / "odd")]) == 1
    assert "an empty part" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["ftp://x/y"], "Nothing can be read by the address"),
        (["{folder}/none"], "cannot be listed"),
        (["{folder}"], "There is no picture"),
        (["{samples}", "--address", "127.0.0.1:1"], "There is no Ray cluster"),
    ],
)
def test_what_cannot_be_is_told_before_any_work(
    tmp_path: Path, given: list[str], said: str, capsys: Capture
) -> None:
    filled = [each.format(folder=tmp_path, samples=SAMPLES) for each in given]
    assert main(["cluster-tag", *filled, "-o", str(tmp_path / "out")]) in (1, 2)
    assert said in capsys.readouterr().err
