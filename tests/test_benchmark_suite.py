"""The benchmark suite's own command line; what it measures is for a quiet computer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.benchmarks import suite
from tests.benchmarks.ground import Figure, LeftOut, in_turns


def test_it_lists_its_sections(capsys: pytest.CaptureFixture[str]) -> None:
    assert suite.main(["--list"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in listed] == list(suite.SECTIONS)
    assert all(len(line.split()) > 3 for line in listed)


def test_a_section_gives_a_table_and_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "facts.json"
    wish = ["--quick", "--only", "decode-only", "--pictures", "1", "--json", str(file)]
    assert suite.main(wish) == 0
    assert "draft scaling, all cores" in capsys.readouterr().out
    facts = json.loads(file.read_text(encoding="utf-8"))
    assert facts["machine"]["cores"] >= 1
    figures = facts["sections"]["decode-only"]["figures"]
    assert len(figures) == 4
    assert all(figure["value"] > 0 and figure["ratio"] > 0 for figure in figures)


def test_a_section_that_cannot_be_measured_says_why_and_keeps_what_it_has(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def section(bench: suite.Bench):  # type: ignore[no-untyped-def]
        yield Figure("speed", 2.0, "pictures/s")
        yield LeftOut("the large one: no room")
        raise OSError("the disk is gone")

    measured = suite.measure(section, suite.Bench(tmp_path, suite.QUICK, ()))
    assert [figure.what for figure in measured.figures] == ["speed"]
    assert measured.left_out == ["the large one: no room", "OSError: the disk is gone"]
    assert "left out: the large one: no room" in capsys.readouterr().out


def test_a_way_is_not_always_the_first_of_its_round() -> None:
    assert list(in_turns("abc", 3)) == list("abcbcacab")
