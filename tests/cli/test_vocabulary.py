"""``igtagger vocabulary``: rules checked, brought in and given out, through the real ``main()``."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from igtagger.__main__ import main
from igtagger.settings import Settings

Capture = pytest.CaptureFixture[str]

RULES = '# mine\n[rename]\ncar = "wheels"\n[under]\nRex = "dog"\n'
BAD = 'hide = ["goblet"]\n[rename]\npooodle = "x"\noops\n[floor]\nanimal = 0.9\n'
LIST = "Mine\n\tRex\n\tKitty\n\t\t{tabby}\n\t\t\t\tjump\n"


@pytest.fixture
def mine() -> Path:
    """Where the person's file of rules is; its folder is there."""
    file = Settings.from_environment().vocabulary_file
    file.parent.mkdir(parents=True, exist_ok=True)
    return file


def test_the_path_is_in_the_data_folder(mine: Path, capsys: Capture) -> None:
    assert main(["vocabulary", "path"]) == 0
    assert capsys.readouterr().out == f"{mine}\n"


def test_without_a_file_there_are_no_rules_and_nothing_is_wrong(
    mine: Path, capsys: Capture
) -> None:
    assert main(["vocabulary", "check"]) == 0
    assert capsys.readouterr() == (f"{mine}: no rules.\n", "")
    assert not mine.exists()


def test_rules_are_counted(mine: Path, capsys: Capture) -> None:
    mine.write_text(RULES)
    assert main(["vocabulary", "check"]) == 0
    assert capsys.readouterr() == (f"{mine}: 1 renamed, 1 placed under others.\n", "")


def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "other.toml"
    file.write_text(BAD)
    assert main(["vocabulary", "check", str(file)]) == 3
    out, err = capsys.readouterr()
    assert out == f"{file}: 1 hidden, 1 with a least score.\n"
    assert err.splitlines() == [
        f'{file}, line 3: Nothing is called "pooodle".',
        'Did you mean "poodle"?',
        f"{file}, line 4: It cannot be read (Expected '=' after a key in a key/value pair).",
        'Names with blanks or letters such as ä, and all names behind "=", stand in quotation '
        "marks.",
    ]


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path, capsys: Capture) -> None:
    for command in (["check"], ["import"]):
        assert main(["vocabulary", *command, str(tmp_path / "nothing.toml")]) in (1, 2)
        assert "nothing.toml" in capsys.readouterr().err
    (tmp_path / "latin.toml").write_bytes(b"[rename]\ncat = '\xe4'\n")
    assert main(["vocabulary", "check", str(tmp_path / "latin.toml")]) == 1
    assert "line 2 has bytes that mean nothing" in capsys.readouterr().err


def test_a_list_of_keywords_is_added_once(mine: Path, tmp_path: Path, capsys: Capture) -> None:
    mine.write_text(RULES)
    listed = tmp_path / "keywords.txt"
    listed.write_bytes(LIST.encode("utf-16"))
    assert main(["vocabulary", "import", str(listed), "--dry-run"]) == 3
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "rename: tabby cat = Kitty",
        "under: Rex = Mine",
        "under: tabby cat = Mine",
    ]
    assert f"{listed}, line 5: " in err
    assert mine.read_text() == RULES
    assert main(["vocabulary", "import", str(listed)]) == 3
    assert f"3 rules added to {mine}." in capsys.readouterr().err
    text = mine.read_text()
    assert text == (
        '# mine\n[rename]\ncar = "wheels"\n"tabby cat" = "Kitty"\n'
        '[under]\nRex = ["dog", "Mine"]\n"tabby cat" = ["Mine"]\n'
    )
    assert main(["vocabulary", "import", str(listed)]) == 3
    assert "0 rules added" in capsys.readouterr().err
    assert mine.read_text() == text


def test_other_rules_are_added_and_ones_own_hold(
    mine: Path, tmp_path: Path, capsys: Capture
) -> None:
    mine.write_text(RULES)
    other = tmp_path / "rules.of-hers"
    other.write_text('hide = ["cup"]\n[rename]\ncar = "auto"\n')
    assert main(["vocabulary", "import", str(other)]) == 3
    assert f'{other}, line 3: "car": your rules say otherwise' in capsys.readouterr().err
    assert mine.read_text() == 'hide = ["cup"]\n' + RULES


def test_a_new_file_is_its_owners_alone_and_has_examples(mine: Path, tmp_path: Path) -> None:
    listed = tmp_path / "keywords"
    listed.write_text("Mine\n\tdog\n")
    assert main(["vocabulary", "import", str(listed)]) == 0
    assert '# car = "automobile"' in mine.read_text()
    assert main(["vocabulary", "check"]) == 0
    if os.name == "posix":
        assert stat.S_IMODE(mine.stat().st_mode) == 0o600


def test_nothing_is_written_where_the_file_has_a_line_that_does_not_parse(
    mine: Path, tmp_path: Path, capsys: Capture
) -> None:
    mine.write_text(BAD)
    listed = tmp_path / "keywords.txt"
    listed.write_text("Mine\n\tdog\n")
    assert main(["vocabulary", "import", str(listed)]) == 1
    assert "cannot be changed before line 4 of them is put right" in capsys.readouterr().err
    assert mine.read_text() == BAD


def test_what_is_said_is_exported_and_comes_back_as_nothing_new(
    mine: Path, tmp_path: Path, capsys: Capture
) -> None:
    mine.write_text(RULES)
    listed = tmp_path / "out.txt"
    assert main(["vocabulary", "export", str(listed)]) == 0
    assert "\twheels\n" in listed.read_text(encoding="utf-8")
    assert main(["vocabulary", "import", str(listed)]) == 0
    assert "0 rules added" in capsys.readouterr().err
    assert mine.read_text() == RULES
    assert main(["vocabulary", "export"]) == 0
    assert capsys.readouterr().out == listed.read_text(encoding="utf-8")


def test_rules_are_exported_as_they_are(mine: Path, tmp_path: Path, capsys: Capture) -> None:
    mine.write_text(BAD)
    assert main(["vocabulary", "export", "-", "--format", "toml"]) == 0
    assert capsys.readouterr().out == BAD
    assert main(["vocabulary", "export", str(tmp_path / "copy.toml")]) == 0
    assert (tmp_path / "copy.toml").read_text() == BAD


def test_names_may_be_those_of_a_language(mine: Path, tmp_path: Path, capsys: Capture) -> None:
    mine.write_text('[under]\nRex = "Hund"\n')
    german, listed = ("--names", "de"), tmp_path / "out.txt"
    assert main(["vocabulary", "export", str(listed), *german]) == 0
    assert "\tHund\n" in listed.read_text(encoding="utf-8")
    assert main(["vocabulary", "import", str(listed), *german]) == 0
    assert "0 rules added" in capsys.readouterr().err
    mine.write_text('hide = ["Hund"]\n')
    assert main(["vocabulary", "check", *german]) == 0
    assert main(["vocabulary", "check"]) == 3
    assert main(["vocabulary", "check", "--names", "?"]) == 2


def test_nothing_is_written_over_unless_it_is_said(tmp_path: Path, capsys: Capture) -> None:
    there = tmp_path / "keywords.txt"
    there.write_text("mine\n")
    assert main(["vocabulary", "export", str(there)]) == 1
    assert "--force" in capsys.readouterr().err
    assert there.read_text() == "mine\n"
    assert main(["vocabulary", "export", str(there), "--force"]) == 0
    assert "animal" in there.read_text()


def test_rules_are_not_exported_over_themselves(mine: Path, capsys: Capture) -> None:
    mine.write_text(RULES)
    assert main(["vocabulary", "export", str(mine), "--force"]) == 1
    assert "keeps its own files" in capsys.readouterr().err
    assert mine.read_text() == RULES


def test_the_list_is_utf8_whatever_the_terminal_speaks(mine: Path) -> None:
    mine.write_text('[under]\n"Żółw" = "animal"\n', encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "igtagger", "vocabulary", "export"],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "cp1252", "IGTAGGER_DATA_DIR": str(mine.parent)},
    )
    assert "\tŻółw\n" in done.stdout.decode()
