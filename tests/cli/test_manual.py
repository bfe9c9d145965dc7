"""The manual page: all commands and options, well-formed, the same at each call."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

import igtagger
from igtagger.__main__ import main
from igtagger.cli.config_commands import leaves
from igtagger.cli.config_file import options_of
from igtagger.cli.main import commands
from igtagger.cli.manual import escaped, page

Capture = pytest.CaptureFixture[str]


def plain(text: str) -> str:
    """What is read of the page."""
    text = re.sub(r"\\f[BIR]|\\&", "", text)
    for there, read in ((r"\-", "-"), (r"\(aq", "'"), (r"\:", ""), (r"\e", "\\")):
        text = text.replace(there, read)
    return text


def test_every_command_and_every_option_is_in_it() -> None:
    read = plain(page())
    for place, command in leaves(commands, []):
        section = read.split(f".SS igtagger {' '.join(place)}\n")[1].split("\n.SS ")[0]
        for name in options_of(command):
            assert f"--{name}" in section or name in options_of(commands)
        assert command.help
        assert command.help.split("\n")[0].rstrip(".") in section


def test_it_is_the_same_at_each_call_and_names_the_version(capsys: Capture) -> None:
    assert page() == page()
    assert f'"igtagger {igtagger.__version__}"' in page().splitlines()[0]
    assert page().isascii()


def test_no_line_of_text_is_taken_for_a_command_of_roff() -> None:
    known = {".TH", ".SH", ".SS", ".PP", ".TP", ".B", ".br", ".nf", ".fi", ".nh", ".ad"}
    found = {line.split()[0] for line in page().splitlines() if line.startswith((".", "'"))}
    assert found == known


def test_the_command_prints_it(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["man"]) == 0
    assert capfdbinary.readouterr().out.decode() == page()


@pytest.mark.skipif(shutil.which("groff") is None, reason="there is no groff")
def test_groff_has_nothing_to_say_of_it() -> None:
    command = ["groff", "-man", "-ww", "-Tutf8", "-z"]
    done = subprocess.run(command, input=page(), capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_texts_cannot_leave_their_place() -> None:

    assert escaped(".SH a -b\\c 'd' ä") == r"\&.SH a \-b\ec \(aqd\(aq \[u00E4]"
