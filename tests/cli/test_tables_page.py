"""What docs/tables.md says is what comes out: its columns, and its examples."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from igtagger.__main__ import main
from igtagger.domain import LabelRef, Review
from igtagger.export.rows import LAYOUTS, Layout, Rows, TableModel, TableOptions
from igtagger.labels.name_rule import NameRule
from igtagger.labels.naming import Naming
from igtagger.labels.taught_names import TaughtName, TaughtNames
from igtagger.labels.thresholds import USUAL
from igtagger.labels.vocabulary import Vocabulary
from igtagger.library.facade import Library
from igtagger.models.catalog import everyday

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
SAMPLES = ROOT / "resources" / "samples"
DECIDED = "## What the person decided"
NUMBER = re.compile(r"\b[01]\.\d+\b")

NAMING = Naming(Vocabulary(ancestors=True), taught=TaughtNames([TaughtName(0, "boat", 0.5)]))
LABELS = TableModel("everyday", "", "imagenet-1k", NAMING)
NAMES = replace(LABELS, rule=NameRule(NAMING, "imagenet-1k", USUAL))


def columns(layout: Layout, model: TableModel, *, kinds: bool, reviewed: bool) -> list[str]:
    header = Rows(model, TableOptions(layout, 1, None, reviewed=reviewed, kinds=kinds)).header
    return [column.removesuffix("_1") for column in header]


def test_the_page_has_all_columns_and_no_others() -> None:
    table = PAGE.split("## Columns")[1].split("\n### ")[0]
    listed = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", table, re.MULTILINE)
    there = {
        column
        for layout, model, kinds, reviewed in product(
            LAYOUTS, (NAMES, LABELS), (True, False), (True, False)
        )
        for column in columns(layout, model, kinds=kinds, reviewed=reviewed)
    }
    assert words(listed) == sorted({*there, "parts", "rest"})


def words(lines: Iterable[str]) -> list[str]:
    return sorted(name for line in lines for name in re.findall(r"`(\w+)`", line))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_page_promises_the_order_of_the_columns(layout: Layout) -> None:
    section = PAGE.split(f"### {layout.capitalize()}:")[1].split("\n### ")[0]
    (line,) = re.findall(r"^In this order: (.*?)\n\n", section, re.MULTILINE | re.DOTALL)
    promised = [name.removesuffix("_1") for name in re.findall(r"`(\w+)`", line)]
    every = [
        columns(layout, model, kinds=True, reviewed=True)
        for model in ([NAMES, LABELS] if layout == "wide" else [NAMES])
    ]
    assert set(promised) == {column for header in every for column in header}
    for header in every:
        assert [column for column in promised if column in header] == header


@pytest.fixture
def scans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the examples."""
    scans = tmp_path / "scans"
    (scans / "old").mkdir(parents=True)
    shutil.copy(SAMPLES / "letter.png", scans / "=1+1.png")
    shutil.copy(SAMPLES / "cat.jpg", scans / "the cat, asleep.jpg")
    broken = (SAMPLES / "coffee.jpg").read_bytes()[:20_000]
    (scans / "old" / "broken.jpg").write_bytes(broken)
    monkeypatch.chdir(tmp_path)
    return scans


def examples(text: str) -> list[tuple[str, list[str]]]:
    """Commands, and what they write."""
    blocks = re.findall(r"^ *\$ (igtagger tag scans.*)\n((?:(?! *```).*\n)+)", text, re.MULTILINE)
    return [(command, [line.strip() for line in said.splitlines()]) for command, said in blocks]


def output(command: str, scans: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    command, _, filtered = command.partition(" | sed -n ")
    assert main([*shlex.split(command)[1:], "-q"]) == 3
    said = capsys.readouterr().out.replace(str(scans.parent), "/home/ana")
    said = said.replace(everyday().weights.sha256, f"{everyday().weights.sha256[:8]}…")
    lines = [line.strip() for line in said.splitlines()]
    return lines if not filtered else [lines[int(filtered.removesuffix("p")) - 1]]


def is_as_told(found: list[str], told: list[str]) -> bool:
    """Whether that is the same; another computer's scores may differ a little."""
    numbers = [
        [float(n) for line in lines for n in NUMBER.findall(line)] for lines in (found, told)
    ]
    texts = [[NUMBER.sub("#", line) for line in lines] for lines in (found, told)]
    return texts[0] == texts[1] and numbers[0] == pytest.approx(numbers[1], abs=0.03)


@pytest.mark.skipif(sys.platform == "win32", reason="other separators in reasons")
def test_the_examples_of_the_page_are_true(scans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, decided = PAGE.split(DECIDED)
    shown = examples(before)
    assert len(shown) > 6
    for command, told in shown:
        found = output(command, scans, capsys)
        assert is_as_told(found, told), "\n".join([command, *found])
    file = Path(os.environ["IGTAGGER_DATA_DIR"]) / "library.sqlite3"
    reviews = {
        scans / "the cat, asleep.jpg": Review(
            confirmed=frozenset({LabelRef("imagenet-1k", 281)}), own=("to file", "@home")
        ),
        scans / "old" / "broken.jpg": Review(own=("to mend",)),
    }
    with Library.open(file, on_message=pytest.fail) as library:
        library.save_reviews(reviews)
    shown = examples(decided)
    assert len(shown) > 2
    for command, told in shown:
        found = output(command, scans, capsys)
        assert is_as_told(found, told), "\n".join([command, *found])
