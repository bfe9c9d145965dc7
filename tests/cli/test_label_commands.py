"""``igtagger labels``, through the real ``main()``."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from igtagger.__main__ import main
from igtagger.labels.name_languages import built_in, names_in
from igtagger.labels.tree import load_tree
from igtagger.settings import Settings
from tests.hostile import KINDS, no_hang, put

Capture = pytest.CaptureFixture[str]
CAT, DOG = "n02121808", "n02084071"


def write(file: Path, text: str) -> str:
    file.write_text(text, encoding="utf-8")
    return str(file)


@pytest.fixture
def names(tmp_path: Path) -> str:
    """Names of a language that none come with."""
    return write(
        tmp_path / "wn-data-cat.tab", f"# Mine\tcat\n{CAT[1:]}-n\tcat:lemma\tgat_domèstic\n"
    )


def listed(capsys: Capture, *arguments: str) -> list[dict[str, str]]:
    assert main(["labels", "list", *arguments]) == 0
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


def test_the_whole_tree_is_listed(capsys: Capture) -> None:
    rows = listed(capsys)
    assert [row["id"] for row in rows] == list(load_tree().terms)
    by_id = {row["id"]: row for row in rows}
    assert by_id[CAT] == {
        "id": CAT,
        "english": "cat",
        "name": "cat",
        "level": "term",
        "natural": "1",
        "parents": " ".join(load_tree().terms[CAT].parents),
    }
    assert by_id["n02123045"]["level"] == by_id["kinds:map"]["level"] == "label"
    assert by_id["n00001740"]["natural"] == "0"


def test_brought_names_are_listed_and_the_languages_tell_of_them(
    names: str, capsys: Capture
) -> None:
    assert main(["labels", "import", names]) == 0
    assert "Català (ca): 1 name, for 1 of 322 terms" in capsys.readouterr().err
    by_id = {row["id"]: row["name"] for row in listed(capsys, "--language", "ca_ES")}
    assert (by_id[CAT], by_id[DOG]) == ("gat domèstic", "")
    assert main(["labels", "languages"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["ca", "Català", "1", "brought"] in lines
    assert ["en", "English", str(len(load_tree().terms)), "built", "in"] in lines
    assert {line[0] for line in lines[1:]} == {"ca", "en", *built_in()}


def test_a_list_that_was_filled_in_is_brought_back(tmp_path: Path, capsys: Capture) -> None:
    assert main(["labels", "list", "--language", "eo"]) == 0
    out, err = capsys.readouterr()
    assert "no names in eo yet" in err
    filled = out.replace(f"{CAT},cat,,", f"{CAT},cat,kato,")
    assert main(["labels", "import", write(tmp_path / "x.csv", filled), "--language", "eo"]) == 0
    assert dict(names_in("eo", Settings.from_environment().names_dir)) == {CAT: "kato"}


def test_what_is_left_out_is_told(tmp_path: Path, capsys: Capture) -> None:
    file = write(tmp_path / "ca.csv", f"{CAT},gat\n{CAT},moix\nn99999999,res\n?,?\n" + "?\n" * 20)
    assert main(["labels", "import", file]) == 0
    said = capsys.readouterr().err
    assert "Left out: 1 of what igtagger has no term for, 1 of what has a name already." in said
    assert "Line 4 is left out: '?' is no id" in said
    assert "11 more lines make no sense." in said


def test_a_file_that_is_given_up_is_told(tmp_path: Path, capsys: Capture) -> None:
    file = write(tmp_path / "ca.csv", f"{CAT},gat\n" + "?\n" * 100_000)
    assert main(["labels", "import", file]) == 0
    said = capsys.readouterr().err
    assert "99990 more lines make no sense. What follows them was not read." in said


@pytest.mark.parametrize(
    ("name", "first", "code"),
    [
        ("wn-data-cat.tab", "", "ca"),
        ("names.pt_BR.csv", "", None),
        ("pt_BR.csv", "", "pt-br"),
        ("names-eu.csv", "", "eu"),
        ("eu.csv", "# of mine\tglg\n", "gl"),
        ("map.csv", "", None),
        ("names.csv", "", None),
    ],
)
def test_the_language_is_told_by_the_first_line_or_by_the_name(
    name: str, first: str, code: str | None, tmp_path: Path, capsys: Capture
) -> None:
    file = write(tmp_path / name, f"{first}{CAT},x\n")
    assert main(["labels", "import", file]) == (2 if code is None else 0)
    kept = Settings.from_environment().names_dir
    assert [other.stem for other in kept.glob("*")] == ([] if code is None else [code])
    assert ("--language de" in capsys.readouterr().err) == (code is None)


def test_names_that_were_brought_before_are_not_replaced_unasked(
    names: str, tmp_path: Path, capsys: Capture
) -> None:
    other = write(tmp_path / "ca.csv", f"{CAT},moix\n")
    folder = Settings.from_environment().names_dir
    assert main(["labels", "import", names]) == 0
    assert main(["labels", "import", other]) == 2
    assert "--force" in capsys.readouterr().err
    assert names_in("ca", folder)[CAT] == "gat domèstic"
    assert main(["labels", "import", other, "--force"]) == 0
    assert names_in("ca", folder)[CAT] == "moix"


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 130)])
def test_at_a_terminal_it_is_asked_whether_to_replace_them(
    answer: str, code: int, names: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    assert main(["labels", "import", names]) == 0
    other = write(tmp_path / "ca.csv", f"{CAT},moix\n")
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    monkeypatch.setattr("sys.stderr", Terminal())
    assert main(["labels", "import", other]) == code
    found = names_in("ca", Settings.from_environment().names_dir)[CAT]
    assert found == ("moix" if code == 0 else "gat domèstic")


@pytest.mark.parametrize("language", ["q", "../de", "german language"])
def test_a_language_that_is_none_is_refused(language: str, names: str, capsys: Capture) -> None:
    for arguments in (["import", names], ["list"]):
        assert main(["labels", *arguments, "--language", language]) == 2
        assert "is not the code of a language" in capsys.readouterr().err


def test_english_names_are_not_replaced(names: str, capsys: Capture) -> None:
    assert main(["labels", "import", names, "--language", "en_GB"]) == 2
    assert "English names come with igtagger" in capsys.readouterr().err


@pytest.mark.parametrize("kind", [*KINDS, "none"])
def test_a_file_without_names_is_told_and_nothing_is_kept(
    kind: str, tmp_path: Path, capsys: Capture
) -> None:
    file = tmp_path / "ca.csv"
    if kind != "none":
        put(kind, file)
    with no_hang():
        assert main(["labels", "import", str(file)]) == 2
    said = capsys.readouterr().err
    assert str(file) in said
    assert "Traceback" not in said
    assert len(said) < 1000
    assert not Settings.from_environment().names_dir.exists()


def test_damaged_names_are_told_beside_the_languages_that_are_well(
    names: str, capsys: Capture
) -> None:
    assert main(["labels", "import", names]) == 0
    write(Settings.from_environment().names_dir / "ca.csv", "cat\n")
    capsys.readouterr()
    assert main(["labels", "languages"]) == 1
    out, err = capsys.readouterr()
    assert ["ca", "Català", "-", "damaged"] in [line.split() for line in out.splitlines()]
    assert "line 1: a column is missing" in err
    assert "--language ca --force" in err
