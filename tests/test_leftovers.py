"""What a killed program left beside a file goes with the next write, and nothing else does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from igtagger import files, leftovers
from igtagger.files import replacing, write_whole
from igtagger.leftovers import leftovers_of

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")


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


def test_what_a_killed_program_left_is_found_and_nothing_else(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from igtagger.files import replacing_bytes\n"
        "with replacing_bytes(Path(sys.argv[1])): os._exit(9)\n"
    )
    for name in ("a.json", "a.json.b", "ba.json"):
        subprocess.run([sys.executable, "-c", code, tmp_path / name], check=False)
    (tmp_path / ".a.json.tmp").touch()
    (left,) = leftovers_of(tmp_path / "a.json")
    assert len(names_in(tmp_path)) == 4
    left.unlink()
    assert leftovers_of(tmp_path / "a.json") == []


KILLED = (
    "import os, sys; from pathlib import Path; from igtagger.files import replacing\n"
    "with replacing(Path(sys.argv[1])) as stream: stream.write('half'); os.kill(os.getpid(), 9)\n"
)
WRITING = (
    "import sys; from pathlib import Path; from igtagger.files import replacing\n"
    "with replacing(Path(sys.argv[1])) as stream:\n"
    "    stream.write('whole'); print('begun', flush=True); input()\n"
)


@posix_only
@pytest.mark.parametrize("name", ["tags.csv", "ü" * 70 + ".csv"])
def test_the_next_write_takes_away_what_a_killed_program_left(tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    for _ in range(2):
        subprocess.run([sys.executable, "-c", KILLED, target], check=False)
        assert len(names_in(tmp_path)) == 1  # that of the first is gone
    others = {".tags.csv.tmp", ".tags.csv.1-abc.tmp", ".other.csv.1-0123abcd.tmp"}
    for other in others:
        (tmp_path / other).touch()
    with replacing(target) as stream:
        stream.write("after")
    assert set(names_in(tmp_path)) == {name, *others}
    subprocess.run([sys.executable, "-c", KILLED, target], check=False)
    write_whole(target, b"of our own")
    assert set(names_in(tmp_path)) == {name, *others}


def test_what_another_program_is_writing_is_no_leftover(target: Path) -> None:
    command = [sys.executable, "-c", WRITING, target]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "begun\n"
        with replacing(target) as stream:
            stream.write("ours")
        assert target.read_bytes() == b"ours"
        other.communicate("\n")
    assert other.returncode == 0
    assert target.read_bytes() == b"whole"
    assert names_in(target.parent) == ["tags.csv"]


@posix_only
def test_what_is_written_is_no_leftover_while_it_takes_its_place(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = files.replace

    def meanwhile(source: Path, to: Path) -> None:
        monkeypatch.undo()
        write_whole(target, b"another's")
        replace(source, to)

    monkeypatch.setattr(files, "replace", meanwhile)
    with replacing(target) as stream:
        stream.write("ours")
    assert target.read_bytes() == b"ours"
    assert names_in(target.parent) == ["tags.csv"]


@posix_only
def test_a_new_file_that_was_taken_for_a_leftover_is_made_again(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = leftovers._mark

    def late(descriptor: int, name: str) -> bool:
        monkeypatch.undo()
        Path(name).unlink()
        return mark(descriptor, name)

    monkeypatch.setattr(leftovers, "_mark", late)
    with replacing(target) as stream:
        stream.write("after")
    assert target.read_bytes() == b"after"
