"""One list of formats, which all others follow."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from igtagger.__main__ import main
from igtagger.export import registry
from igtagger.export.destinations import Destination
from igtagger.export.registry import FORMATS, by_ending, file_formats, suits
from igtagger.export.rows import TableModel, TableOptions
from igtagger.export.tables import ExportFormat, Sink, Writes
from igtagger.labels.opinions import Judged

DOCS = Path(__file__).parents[2] / "docs" / "tables.md"


def test_no_two_formats_share_a_name_or_an_ending() -> None:
    endings = [ending for each in FORMATS.values() for ending in each.endings]
    assert len(set(endings)) == len(endings)
    assert all(re.fullmatch(r"\.[a-z0-9]+", ending) for ending in endings)
    assert [each.name for each in FORMATS.values()] == list(FORMATS)


def test_a_format_that_writes_a_file_has_an_ending_by_which_it_is_found() -> None:
    for each in file_formats():
        assert each.endings or each.file_name
        assert {by_ending(Path(f"a{ending.upper()}")) for ending in each.endings} <= {each}
        assert suits(each, Path(each.file_name or f"a{each.endings[0]}"))
    assert by_ending(Path("a.png")) is None


def test_the_page_about_tables_lists_all_formats() -> None:
    page = DOCS.read_text(encoding="utf-8").split("## Formats")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `([a-z][\w-]*)` \| ([^|]+) \| ([^|]*) \|$", page, re.MULTILINE)
    listed = [(name, title, tuple(re.findall(r"`(\.\w+)`", last))) for name, title, last in rows]
    assert listed == [(each.name, each.title, each.endings) for each in FORMATS.values()]


def test_the_command_line_offers_all_formats(capsys: pytest.CaptureFixture[str]) -> None:
    main(["tag", "--help"])
    assert f"[{'|'.join(FORMATS)}]" in capsys.readouterr().out


class Names:
    """A format that a later version may bring: a file of bytes, made of the names of files."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    def write(self, judged: Judged, /) -> None:
        self.taken.append(judged.outcome.path.name.encode())


@contextmanager
def opened(output: Destination | None, model: TableModel, options: TableOptions) -> Iterator[Sink]:
    assert output is not None
    output.check()
    names = Names()
    yield names
    output.path.write_bytes(b"\0".join(names.taken))


BINARY = ExportFormat("names", "Names", Writes.BINARY_FILE, opened, bool, (".names",))


def test_a_new_format_is_found_by_the_ending_of_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registry.FORMATS, BINARY.name, BINARY)
    for name in ("a.png", "b.png"):
        Image.new("RGB", (40, 40)).save(tmp_path / name)
    target = tmp_path / "all.names"
    assert main(["tag", str(tmp_path / "a.png"), str(tmp_path / "b.png"), "-o", str(target)]) == 0
    assert target.read_bytes() == b"a.png\0b.png"


def test_reading_the_list_loads_nothing_heavy() -> None:
    code = (
        "import sys, igtagger.export.registry\n"
        "print([m for m in ('numpy', 'torch', 'rich', 'PIL', 'PySide6') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
