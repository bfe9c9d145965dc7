"""The examples of docs/watch.md are what they say they are."""

from __future__ import annotations

import plistlib
import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import click
import pytest

from igtagger.cli.watch_command import command

PAGE = (Path(__file__).parents[2] / "docs" / "watch.md").read_text("utf-8")


def example(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def check(arguments: list[str]) -> None:
    """Raises click's error where those are no arguments of the command."""
    command.make_parser(click.Context(command)).parse_args(arguments)


def test_the_unit_of_systemd_starts_the_command(tmp_path: Path) -> None:
    unit = ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string(example("ini"))
    program, name, *arguments = unit["Service"]["ExecStart"].split()
    assert (program, name) == ("igtagger", "watch")
    check(arguments)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    file = tmp_path / "igtagger-watch.service"
    file.write_text(example("ini").replace("ExecStart=igtagger", "ExecStart=/bin/true"))
    verify = ["systemd-analyze", "--user", "verify", str(file)]
    said = subprocess.run(verify, capture_output=True, text=True, check=False).stderr
    assert [line for line in said.splitlines() if "igtagger-watch" in line] == []


def test_the_list_of_launchd_starts_the_command() -> None:
    listed = plistlib.loads(example("xml").encode())
    program, name, *arguments = listed["ProgramArguments"]
    assert (Path(program).name, name) == ("igtagger", "watch")
    check(arguments)


def test_the_lines_for_a_terminal_are_arguments_of_the_command() -> None:
    lines = re.findall(r"^    igtagger watch ([^|\n]*)", PAGE, re.MULTILINE)
    assert len(lines) == 3
    for line in lines:
        check(line.split())
