"""A file is written whole or not at all."""

# ruff: noqa: PT012, SIM117  (what is tested is how a block ends that has done something)

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from igtagger.errors import ExportError
from igtagger.files import replacing, replacing_bytes, write_whole

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")
not_root = pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere"
)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A file that is there already, alone in its folder."""
    folder = tmp_path / "tables"
    folder.mkdir()
    target = folder / "tags.csv"
    target.write_bytes(b"before\r\n")
    return target


def test_a_new_file_holds_what_was_written_to_the_byte(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    target = tmp_path / "x" / "new.csv"
    with replacing(target) as stream:
        stream.write("é\r\n\n")
        assert not target.exists()
    assert target.read_bytes() == "é\r\n\n".encode()
    assert names_in(target.parent) == ["new.csv"]


def test_the_earlier_file_stays_until_the_end(target: Path) -> None:
    with replacing(target) as stream:
        stream.write("after")
        stream.flush()
        assert target.read_bytes() == b"before\r\n"
    assert target.read_bytes() == b"after"
    assert names_in(target.parent) == ["tags.csv"]


@pytest.mark.parametrize("kind", [ValueError, KeyboardInterrupt, OSError, GeneratorExit])
def test_an_exception_leaves_the_earlier_file_and_nothing_else(
    target: Path, kind: type[BaseException]
) -> None:
    error = kind("of the block's own")
    with pytest.raises(kind) as caught, replacing(target) as stream:
        stream.write("half a table")
        raise error
    assert caught.value is error
    assert target.read_bytes() == b"before\r\n"
    assert names_in(target.parent) == ["tags.csv"]


@pytest.fixture
def small_disk() -> Iterator[None]:
    """Files end at 64 kB; stands in for a full disk, since the system refuses in the same way."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@posix_only
@pytest.mark.usefixtures("small_disk")
@pytest.mark.parametrize("size", [1 << 20, (1 << 16) + 1], ids=["amid", "at the end"])
def test_a_disk_that_takes_no_more_leaves_the_earlier_file(target: Path, size: int) -> None:
    with pytest.raises(ExportError, match=r"tags\.csv cannot be written: File too large"):
        with replacing(target) as stream:
            for _ in range(size // 1000):
                stream.write("x" * 1000)
            stream.write("x" * (size % 1000))
    assert target.read_bytes() == b"before\r\n"
    assert names_in(target.parent) == ["tags.csv"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_device_is_said_with_what_to_do() -> None:
    with pytest.raises(ExportError, match="No space left") as caught:
        with replacing(Path("/dev/full")) as stream:
            stream.write("x")
    assert "Free some space" in caught.value.hint


def test_a_missing_folder_is_named_before_the_block_runs(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"there is no folder .*nowhere"):
        with replacing(tmp_path / "nowhere" / "tags.csv"):
            pytest.fail("the block ran")


def test_a_folder_is_no_target(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="is a folder"), replacing(tmp_path):
        pytest.fail("the block ran")


@posix_only
def test_a_file_is_no_folder_to_write_in(target: Path) -> None:
    with pytest.raises(ExportError, match="not a folder"), replacing(target / "tags.csv"):
        pytest.fail("the block ran")


@posix_only
def test_a_name_that_is_too_long_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="too long") as caught, replacing(tmp_path / ("x" * 300)):
        pytest.fail("the block ran")
    assert "shorter" in caught.value.hint


@posix_only
def test_the_longest_name_there_is_can_be_written(tmp_path: Path) -> None:
    target = tmp_path / ("é" * 127)
    with replacing(target) as stream:
        stream.write("x")
    assert target.read_text(encoding="utf-8") == "x"


@not_root
def test_a_file_that_may_not_be_written_is_refused_at_once(target: Path) -> None:
    target.chmod(0o444)
    with pytest.raises(ExportError, match="no permission"), replacing(target):
        pytest.fail("the block ran")
    target.chmod(0o644)


@posix_only
@not_root
def test_a_folder_that_may_not_be_written_is_refused_at_once(target: Path) -> None:
    target.parent.chmod(0o555)
    with pytest.raises(ExportError, match="no permission"), replacing(target):
        pytest.fail("the block ran")
    target.parent.chmod(0o755)


@posix_only
@pytest.mark.parametrize("mode", [0o600, 0o664, 0o755])
def test_an_existing_file_keeps_its_permissions(target: Path, mode: int) -> None:
    target.chmod(mode)
    with replacing(target) as stream:
        (temporary,) = set(target.parent.iterdir()) - {target}
        assert temporary.stat().st_mode & 0o777 == mode  # private while it is written, too
        stream.write("after")
    assert target.stat().st_mode & 0o777 == mode


@posix_only
def test_a_new_file_has_the_permissions_that_the_person_gives_new_files(target: Path) -> None:
    before = os.umask(0o027)
    try:
        with replacing(target.with_name("new.csv")):
            pass
    finally:
        os.umask(before)
    assert target.with_name("new.csv").stat().st_mode & 0o777 == 0o640


@posix_only
@pytest.mark.parametrize("there", [True, False], ids=["to a file", "to nothing yet"])
def test_a_link_stays_and_the_file_it_leads_to_is_written(target: Path, there: bool) -> None:
    if not there:
        target.unlink()
    link = target.parent.parent / "link.csv"
    link.symlink_to(Path("tables") / "tags.csv")
    with replacing(link) as stream:
        stream.write("after")
    assert link.is_symlink()
    assert target.read_bytes() == b"after"
    assert names_in(target.parent) == ["tags.csv"]


@posix_only
def test_a_link_to_itself_is_said(tmp_path: Path) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to(link)
    with pytest.raises(ExportError, match=r"link\.csv cannot be written"), replacing(link):
        pytest.fail("the block ran")


@posix_only
def test_a_pipe_with_a_name_is_written_directly(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    with replacing(pipe) as stream:
        stream.write("é\n")
    reader.join(10)
    assert read == ["é\n".encode()]
    assert pipe.is_fifo()


@posix_only
def test_a_pipe_whose_reader_has_gone_passes_through(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(BrokenPipeError), replacing(pipe) as stream:
        os.close(reader)
        stream.write("x")


@posix_only
def test_standard_output_by_its_name_goes_behind_what_the_shell_has_there(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from igtagger.files import replacing\n"
        "with replacing(Path('/dev/stdout')) as stream: stream.write('table')\n"
    )
    target = tmp_path / "log"
    target.write_bytes(b"before ")
    with target.open("ab") as log:
        subprocess.run([sys.executable, "-c", code], stdout=log, check=True)
    assert target.read_bytes() == b"before table"
    piped = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True)
    assert piped.stdout == b"table"


def test_a_table_that_cannot_take_its_place_is_kept_and_its_name_told(target: Path) -> None:
    (target.parent / "tags-new.csv").write_bytes(b"of another time")
    with pytest.raises(ExportError, match="cannot be replaced") as caught:
        with replacing(target) as stream:
            stream.write("a night's work")
            target.unlink()
            target.mkdir()
    kept = target.parent / "tags-new-2.csv"
    assert str(kept) in caught.value.message
    assert kept.read_bytes() == b"a night's work"
    assert names_in(target.parent) == ["tags-new-2.csv", "tags-new.csv", "tags.csv"]


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows keeps an open file in place")
def test_a_file_that_a_spreadsheet_holds_is_said_and_the_table_kept(target: Path) -> None:
    with pytest.raises(ExportError, match="another program has it open") as caught:
        with target.open("rb"), replacing(target) as stream:
            stream.write("a night's work")
    assert "tags-new.csv" in caught.value.message
    assert target.read_bytes() == b"before\r\n"


def test_two_writers_at_once_each_leave_a_whole_file(target: Path) -> None:
    with replacing(target) as first, replacing(target) as second:
        first.write("1" * 100_000)
        second.write("2" * 100_000)
    assert set(target.read_bytes()) == set(b"1")
    assert names_in(target.parent) == ["tags.csv"]


# What the program keeps for itself


@pytest.mark.parametrize("durable", [True, False])
def test_bytes_become_the_file_whole(target: Path, durable: bool) -> None:
    content = bytes(range(256)) * 1000
    with replacing_bytes(target, durable=durable) as stream:
        stream.write(content)
        assert target.read_bytes() == b"before\r\n"
    assert target.read_bytes() == content
    write_whole(target, b"\0\r\n", durable=durable)
    assert target.read_bytes() == b"\0\r\n"
    assert names_in(target.parent) == ["tags.csv"]


@pytest.mark.parametrize("durable", [True, False])
def test_only_what_must_last_is_waited_for(
    target: Path, durable: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    write_whole(target, b"after", durable=durable)
    assert len(synced) == durable


@posix_only
@pytest.mark.usefixtures("small_disk")
@pytest.mark.parametrize("size", [1 << 20, (1 << 16) + 1], ids=["amid", "at the end"])
@pytest.mark.parametrize("durable", [True, False])
def test_a_full_disk_is_the_systems_own_error_where_nothing_was_exported(
    target: Path, size: int, durable: bool
) -> None:
    with pytest.raises(OSError, match="File too large"):
        write_whole(target, bytes(size), durable=durable)
    assert target.read_bytes() == b"before\r\n"
    assert names_in(target.parent) == ["tags.csv"]


def test_what_is_in_the_way_is_the_systems_own_error_and_nothing_is_kept(target: Path) -> None:
    with pytest.raises(OSError, match="directory"):
        write_whole(target.parent, b"x")
    with pytest.raises(FileNotFoundError):
        write_whole(target.parent / "nowhere" / "a", b"x")
    with pytest.raises(OSError, match=r"tags\.csv"), replacing_bytes(target) as stream:
        stream.write(b"x")
        target.unlink()
        target.mkdir()
    assert names_in(target.parent) == ["tags.csv"]


@pytest.mark.parametrize("kind", [ValueError, KeyboardInterrupt, OSError])
def test_an_exception_leaves_the_earlier_bytes_and_nothing_else(
    target: Path, kind: type[BaseException]
) -> None:
    error = kind("of the block's own")
    with pytest.raises(kind) as caught, replacing_bytes(target) as stream:
        stream.write(b"half of it")
        raise error
    assert caught.value is error
    assert caught.value.__cause__ is None
    assert target.read_bytes() == b"before\r\n"
    assert names_in(target.parent) == ["tags.csv"]


@posix_only
def test_what_is_private_is_so_from_the_first_byte(tmp_path: Path) -> None:
    with replacing_bytes(tmp_path / "a", private=True):
        (temporary,) = tmp_path.iterdir()
        assert temporary.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600
