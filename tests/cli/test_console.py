"""Tables and progress of the command line, on a terminal and elsewhere."""

from __future__ import annotations

import io
import re
import sys

import pytest

from igtagger.cli import console
from igtagger.cli.console import ProgressLine

Capture = pytest.CaptureFixture[str]

TITLES = ("MODEL", "STATE", "FILE")
LONG = "on disk (imported, not the published file)"
ROWS = [("starter", "built in", "4.5 MB"), ("[red]\x1b[31mmine", LONG, "356.1 MB")]


class Terminal(io.StringIO):
    """What is written to it is shown to a person."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture(params=[40, 80, 120])
def width(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", str(request.param))
    monkeypatch.setenv("LINES", "24")
    return int(request.param)


class Clock:
    """Time that passes when it is told to."""

    now = 50.0

    def __call__(self) -> float:
        return self.now


def test_a_table_that_is_not_for_a_terminal_has_whole_rows_whatever_the_environment_says(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    console.print_columns(TITLES, ROWS)
    first, second, third = capsys.readouterr().out.splitlines()
    assert first.split() == list(TITLES)
    assert second == "starter" + " " * 12 + "built in" + " " * 36 + "4.5 MB"
    assert third == rf"[red]\x1b[31mmine  {LONG}  356.1 MB"


def test_on_a_terminal_long_cells_are_wrapped_and_short_ones_never_cut(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    console.print_columns(TITLES, ROWS)
    lines = screen.getvalue().splitlines()
    assert max(map(len, lines)) <= max(width, 42)
    assert [line.split()[-1] for line in lines[:3:2]] == ["FILE", "MB"]
    assert lines[2].startswith(r"[red]\x1b[31mmine  on disk")
    assert "356.1 MB" in lines[2]
    assert len(lines) == 3 or width < 80
    assert " ".join("".join(line[19:29] for line in lines[2:]).split()).startswith("on disk")


def test_on_a_terminal_that_is_too_narrow_for_a_table_no_cell_is_cut(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen, row = Terminal(), ("32x8d", "not downloaded", "82.70 %", "88.8 M", "CC-BY-NC-4.0")
    monkeypatch.setattr(sys, "stdout", screen)
    console.print_columns(("MODEL", "STATE", "TOP-1", "PARAMETERS", "LICENCE"), [row])
    assert screen.getvalue().splitlines()[1] == (
        "32x8d  not downloaded  82.70 %  88.8 M      CC-BY-NC-4.0"
    )


def test_a_table_without_rows_still_has_its_titles(capsys: Capture) -> None:
    console.print_columns(TITLES, [])
    assert capsys.readouterr().out == "MODEL  STATE  FILE\n"


def test_without_a_terminal_a_line_comes_every_five_seconds(capsys: Capture) -> None:
    clock = Clock()
    with ProgressLine("Tagging", quiet=False, unit="pictures", clock=clock) as line:
        for second in range(1, 13):
            clock.now += 1
            line.show(10 * second, 200 if second > 5 else None, "1 failed" if second > 5 else "")
    assert capsys.readouterr().err.splitlines() == [
        "Tagging: 50, 10.0 pictures/s",
        "Tagging: 100 of 200, 10.0 pictures/s, 0:10 left, 1 failed",
    ]


def test_of_bytes_the_speed_is_in_bytes_and_what_came_earlier_does_not_count(
    capsys: Capture,
) -> None:
    clock = Clock()
    with ProgressLine("Downloading", quiet=False, clock=clock) as line:
        line.show(300_000_000, 356_056_638)
        clock.now += 5
        line.show(306_000_000, 356_056_638, "checking")
    assert capsys.readouterr().err == (
        "Downloading: 306.0 MB of 356.1 MB, 1.2 MB/s, 0:42 left, checking\n"
    )


def test_quiet_says_nothing_and_measures_all_the_same(capsys: Capture) -> None:
    clock = Clock()
    with ProgressLine("Tagging", quiet=True, unit="pictures", clock=clock) as line:
        for done in (1010, 1020, 1030):
            clock.now += 10
            line.show(done, 2000, measured=done - 1000)
    assert capsys.readouterr().err == ""
    assert line.pace.worth_keeping == pytest.approx(1.0)


def frames(screen: Terminal) -> list[str]:
    """What stood in the terminal's line, time after time."""
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", screen.getvalue())
    return [frame for frame in re.split(r"[\r\n]+", plain) if frame.strip()]


@pytest.mark.parametrize(
    ("unit", "note"), [("pictures", "3 failed"), ("", "it broke; trying again: nothing is lost")]
)
def test_on_a_terminal_the_figures_are_whole_and_names_are_shown_as_they_are(
    width: int, unit: str, note: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen, clock = Terminal(), Clock()
    monkeypatch.setattr(sys, "stderr", screen)
    with ProgressLine("[b]\x1b[35;5m.pth", quiet=False, unit=unit, clock=clock) as line:
        line.show(1_000_000, 777_518_664)
        clock.now += 2
        line.message("of [red]mine\x07")
        line.show(5_000_000, 777_518_664, note)
    said = frames(screen)
    assert r"of [red]mine\x07" in said
    assert "\x1b[35;5m" not in screen.getvalue()
    assert max(map(len, said)) <= width
    last = said[-1]
    if width < 80:
        assert ("5000000 of 777518664" if unit else "5.0 MB of 777.5 MB") in last
    else:
        assert ("5000000/777518664" if unit else "5.0/777.5 MB") in last
        assert r"[b]\x1b[35;5m.pth" in last
        assert note[:8] in last
