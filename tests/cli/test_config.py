"""The config file: defaults for options, and what is said of a file that makes no sense."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from PIL import Image

from igtagger.__main__ import main
from igtagger.cli.config_file import options_of
from igtagger.cli.options import SHARED
from igtagger.cli.tag import command as tag
from igtagger.settings import config_file

Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "holiday"
    folder.mkdir()
    for name in ("a.png", "note.png"):
        Image.new("RGB", (64, 48), (90, 60, 30)).save(folder / name)
    return folder


def write(text: str, file: Path | None = None) -> Path:
    file = file or config_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def table(folder: Path, capsys: Capture, *options: str) -> list[dict[str, str]]:
    assert main(["tag", str(folder), "-q", "--format", "csv", *options]) == 0
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


def kinds_told(rows: list[dict[str, str]]) -> bool:
    return "kind" in rows[0]


def test_without_a_file_all_is_as_built_in(folder: Path, capsys: Capture) -> None:
    assert not config_file().exists()
    assert kinds_told(table(folder, capsys))


def test_a_table_counts_for_its_command_and_the_command_line_for_more(
    folder: Path, capsys: Capture
) -> None:
    write('[tag]\nkinds = false\nlayout = "wide"\ntop-k = 2\nexclude = ["note*"]\n')
    (row,) = table(folder, capsys)
    assert not kinds_told([row])
    assert "label_2" in row
    assert "label_3" not in row
    assert "label_3" in table(folder, capsys, "--top-k", "3")[0]
    assert len(table(folder, capsys, "--no-config")) == 2


def test_option_before_environment_before_file(
    folder: Path, capsys: Capture, monkeypatch: Patch
) -> None:
    def model(*options: str) -> str:
        capsys.readouterr()
        main(["tag", str(folder), *options])
        return capsys.readouterr().err.split("'")[1]

    write('model = "of-file"\n')
    assert model() == "of-file"
    monkeypatch.setenv("IGTAGGER_MODEL", "of-environment")
    assert model() == "of-environment"
    assert model("-m", "of-option") == "of-option"


def test_what_one_command_says_of_itself_counts_more_than_what_counts_for_all(
    folder: Path, capsys: Capture
) -> None:
    write('model = "of-all"\n[tag]\nmodel = "of-tag"\n')
    for command, model in (("tag", "of-tag"), ("export", "of-all")):
        assert main([command, str(folder)]) == 2
        assert f"no model named '{model}'" in capsys.readouterr().err


def test_a_command_in_a_group_has_a_table_in_that_of_the_group(capsys: Capture) -> None:
    write("[models.list]\njson = true\n")
    assert main(["models", "list"]) == 0
    assert capsys.readouterr().out.startswith("[\n")


def test_a_log_and_more_words_may_be_asked_for_there(tmp_path: Path, capsys: Capture) -> None:
    write(f"verbose = true\nlog-file = '{tmp_path / 'all.log'}'\n")
    assert main(["library", "stats"]) == 0
    assert "The library is " in capsys.readouterr().err
    assert "The library is " in (tmp_path / "all.log").read_text(encoding="utf-8")


@pytest.mark.parametrize("before", [True, False], ids=["before the command", "behind it"])
def test_another_file_can_be_named(
    before: bool, folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    write("nonsense = 1\n")
    option = ["--config", str(write("[tag]\nkinds = false\n", tmp_path / "mine.toml"))]
    command = ["tag", str(folder), "-q", "--format", "csv"]
    assert main([*option, *command] if before else [*command, *option]) == 0
    assert "kind" not in capsys.readouterr().out.splitlines()[0].split(",")


def test_a_file_that_is_named_must_be_there(tmp_path: Path, capsys: Capture) -> None:
    assert main(["models", "path", "--config", str(tmp_path / "no.toml")]) == 1
    assert f"There is no config file {tmp_path / 'no.toml'}." in capsys.readouterr().err


def test_one_file_and_none_contradict_each_other(tmp_path: Path, capsys: Capture) -> None:
    mine = ["--config", str(write("", tmp_path / "mine.toml"))]
    for options in ([*mine, "--no-config"], ["--no-config", *mine]):
        assert main(["models", "path", *options]) == 2
        assert "contradict" in capsys.readouterr().err


WRONG = {
    "a key that is no option": ("[tag]\n\ntop_k = 3\n", 3, "no option top_k of", "top-k"),
    "a key above all tables": ("# x\ntop-k = 3\n", 2, "no option top-k above all tables", "model"),
    "a table of no command": ("\n[tagg]\n", 2, "no command tagg", "Did you mean tag?"),
    "a word for a number": ('[tag]\ntop-k = "3"\n', 2, "top-k cannot be '3'", "a number"),
    "a number out of range": ("[tag]\ndetail = 200\n\n[write]\n", 2, "cannot be 200", "range"),
    "half a number": ("[tag]\ntop-k = 2.5\n", 2, "top-k cannot be 2.5", "integer"),
    "a number for a word": ("model = 8\n", 1, "model cannot be 8", "in quotes"),
    "no such choice": ('[tag]\nlayout = "tall"\n', 2, "layout cannot be 'tall'", "'wide'"),
    "a table in that of a command": ("[tag]\n[tag.x]\n", 2, "no option x of igtagger tag", "top-k"),
    "a list of numbers": ("[tag]\nexclude = [\n 1,\n]\n", 4, "exclude cannot be [1]", "list of"),
    "true as a word": ('[tag]\nfresh = "yes"\n', 2, "fresh cannot be 'yes'", "true or false"),
    "what the window could not know": ('data-dir = "/x"\n', 1, "data-dir cannot be set", "command"),
    "no TOML": ("[tag]\ntop-k = three\n", 0, "makes no sense", "line 2"),
    "a value where commands are": ("models = 1\n", 1, "no option models above all", "model?"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_makes_no_sense_is_told_with_file_line_and_key(
    case: str, folder: Path, capsys: Capture
) -> None:
    text, line, *parts = WRONG[case]
    file = write(text)
    for command in (["tag", str(folder)], ["config", "check"]):
        assert main(command) == 1
        said = capsys.readouterr().err
        assert str(file) in said
        assert f"In line {line} of" in said or not line
        assert all(part in said for part in parts), said


def test_a_file_that_cannot_be_read_is_a_sentence(capsys: Capture) -> None:
    config_file().mkdir(parents=True)
    assert main(["models", "path"]) == 1
    assert f"The config file {config_file()} cannot be read" in capsys.readouterr().err


def test_help_and_what_mends_the_file_work_whatever_is_in_it(capsys: Capture) -> None:
    file = write("nonsense")
    for command in (["tag", "--help"], ["config", "path"], ["completion", "bash"], ["man"]):
        assert main(command) == 0
    capsys.readouterr()
    assert main(["config", "path"]) == 0
    assert capsys.readouterr().out == f"{file}\n"


def test_check_looks_at_the_tables_of_all_commands(capsys: Capture) -> None:
    write("[labels.list]\nnonsense = 1\n")
    assert main(["models", "path"]) == 0
    assert main(["config", "check"]) == 1
    assert "no option nonsense of igtagger labels list" in capsys.readouterr().err
    write("[labels.lst]\n")
    assert main(["config", "check"]) == 1
    assert "Did you mean list?" in capsys.readouterr().err
    write('model = "everyday"\n[tag]\ntop-k = 2\n')
    assert main(["config", "check"]) == 0
    assert "is well: 1 above all tables, 1 table." in capsys.readouterr().err


def test_show_tells_what_is_set_and_where(capsys: Capture, monkeypatch: Patch) -> None:
    write('names = "de"\n[tag]\n\ntop-k = 2\n')
    monkeypatch.setenv("IGTAGGER_DETAIL", "75")
    assert main(["config", "show"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "igtagger tag --names de  (config.toml, line 1)" in lines
    assert "igtagger tag --top-k 2  (config.toml, line 4)" in lines
    assert "igtagger export --detail 75  (IGTAGGER_DETAIL)" in lines


def test_what_counts_for_all_commands_are_options_of_tag() -> None:
    assert set(SHARED) <= options_of(tag).keys()


def test_a_wrong_value_in_the_environment_is_told_with_its_variable(
    folder: Path, capsys: Capture, monkeypatch: Patch
) -> None:
    monkeypatch.setenv("IGTAGGER_DETAIL", "fine")
    assert main(["tag", str(folder)]) == 2
    assert "IGTAGGER_DETAIL" in capsys.readouterr().err
