"""What the pages in docs/with say works: igtagger's commands, and the blocks of Python."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from igtagger.__main__ import main

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "with"
SAMPLES = ROOT / "resources" / "samples"
PAGES = sorted(FOLDER.glob("[a-z]*.md"))


class Block(NamedTuple):
    """What stands between fences: in no language, igtagger's commands."""

    page: Path
    language: str
    text: str


def blocks(page: Path) -> list[Block]:
    found = re.findall(r"^```(\w*)\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [Block(page, *each) for each in found]


PYTHON = [block for page in PAGES for block in blocks(page) if block.language == "python"]


def libraries(block: Block) -> list[str]:
    return re.findall(r"^(?:import|from) (\w+)", block.text, re.MULTILINE)


def name(block: Block) -> str:
    return f"{block.page.stem}-{'-'.join(libraries(block))}"


@pytest.fixture
def holiday(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of all pages."""
    holiday = tmp_path / "holiday"
    holiday.mkdir()
    for each in ("cat.jpg", "coffee.jpg", "letter.png"):
        shutil.copy(SAMPLES / each, holiday)
    monkeypatch.chdir(tmp_path)
    return holiday


def run_commands(page: Path) -> None:
    for block in blocks(page):
        for line in block.text.splitlines() if not block.language else ():
            program, command, *given = shlex.split(line, comments=True)
            assert program == "igtagger"
            agreed = ["--yes"] if command == "write" else []  # nobody is asked in a test
            assert main([command, *given, *agreed, "-q"]) == 0, line


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_commands_of_a_page_run_and_leave_pictures_as_they_were(
    page: Path, holiday: Path
) -> None:
    before = contents(holiday)
    run_commands(page)
    after = contents(holiday)
    assert {name: after[name] for name in before} == before, "what is written is taken back"
    texts = {name.rpartition(".")[2] for name in after.keys() - before.keys()}
    assert texts <= {"txt", "jsonl"}


@pytest.mark.parametrize("block", PYTHON, ids=name)
def test_a_block_of_python_prints_what_the_page_says(block: Block, holiday: Path) -> None:
    for library in libraries(block):
        if not importlib.util.find_spec(library):
            pytest.skip(f"{library} is not installed")
    run_commands(block.page)
    home = holiday.parent / "home"
    home.mkdir()
    own = {"HOME": str(home), "HF_HOME": str(home), "HF_HUB_OFFLINE": "1"}
    run = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", block.text],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, **own},
    )
    assert run.returncode == 0, run.stderr
    told = re.findall(r"\)  # (.*)$", block.text, re.MULTILINE)
    assert told
    assert run.stdout.splitlines() == told


def test_the_list_of_pages_has_every_page_once() -> None:
    listed = re.findall(r"\]\(([a-z-]+\.md)\)", (FOLDER / "README.md").read_text("utf-8"))
    assert sorted(listed) == [page.name for page in PAGES]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_ends_with_what_was_tried_and_what_was_not(page: Path) -> None:
    end = page.read_text("utf-8").rpartition("\n---\n")[2]
    assert "Tried" in end
    assert "Not run" in end or page.stem in ("exiftool", "pandas-and-duckdb")
