"""The commands of docs/train.md do what the page says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from igtagger.__main__ import main
from igtagger.cli import model_commands, train_command
from igtagger.models.own_models import load_models
from igtagger.settings import Settings
from tests.training_pictures import make_classes

PAGE = (Path(__file__).parents[2] / "docs" / "train.md").read_text("utf-8")
LINES = [
    shlex.split(line)
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
]
NEEDS_MORE = ("32x8d", "--fine-tune", "--from-scratch", "--labels")
"""Than a moment, or than what is there."""


def test_the_commands_are_run_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    make_classes(tmp_path / "birds", 5)
    make_classes(tmp_path / "birds-of-this-year", 2, seed=1)
    make_classes(tmp_path / "holiday", 1, seed=2)
    ran = [line for line in LINES if not any(word in line for word in NEEDS_MORE)]
    assert len(ran) == 6
    for program, *arguments in ran:
        assert program == "igtagger"
        assert main(arguments) == 0, arguments
    assert [spec.id for spec in load_models(Settings.from_environment())][-1] == "my-birds"
    capsys.readouterr()


def test_the_others_are_arguments_of_their_commands() -> None:
    others = [line for line in LINES if any(word in line for word in NEEDS_MORE)]
    assert len(others) == 4
    for _, name, *arguments in others:
        if name == "models":
            check(model_commands.import_, arguments[1:])
        else:
            check(train_command.command, arguments)


def check(command: click.Command, arguments: list[str]) -> None:
    """Raises click's error where those are no arguments of the command."""
    command.make_parser(click.Context(command)).parse_args(arguments)
