"""Codes of a terminal in names: shown, never obeyed, whichever way they get into what is said."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from PIL import Image

from igtagger.__main__ import main
from igtagger.cli import console
from igtagger.domain import Reason
from igtagger.export.spelling import printable

Capture = pytest.CaptureFixture[str]

CODES = "\x1b[31m\x9b2J\u202egpj\u2066\x07"
SHOWN = r"\x1b[31m\x9b2J\u202egpj\u2066\x07"
on_posix = pytest.mark.skipif(sys.platform == "win32", reason="no such names on Windows")


def said(capsys: Capture, code: int, *arguments: str, table: bool = False) -> str:
    """All that a command says; nothing in it is for the terminal to obey.

    A ``table`` for other programs on standard output is no part of it.
    """
    assert main([*arguments]) == code
    out, err = capsys.readouterr()
    both = err if table else out + err
    assert [c for c in both if not c.isprintable() and c != "\n"] == []
    return both


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of such a name, with a picture of such a name, and the folder of all data in it."""
    place = tmp_path / f"{CODES}\nigtagger: all is well"
    (place / "pictures").mkdir(parents=True)
    Image.new("RGB", (64, 48), (90, 60, 30)).save(place / "pictures" / f"{CODES}.png")
    (place / "pictures" / f"{CODES}\r.jpg").write_bytes(b"not a picture")
    monkeypatch.setenv("IGTAGGER_DATA_DIR", str(place / "data"))
    return place


@on_posix
@pytest.mark.parametrize("form", ["text", "csv", "json", "jsonl"])
def test_names_of_pictures_and_folders(form: str, place: Path, capsys: Capture) -> None:
    arguments = ["--format", form, "--list-skipped"]
    (place / "pictures" / f"{CODES}\n.txt").touch()
    listed = said(capsys, 3, "tag", str(place / "pictures"), *arguments, table=form != "text")
    assert f"{SHOWN}\\x0aigtagger: all is well" in listed
    assert "\nigtagger: all is well" not in listed


@on_posix
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["tag", "{}", "-o", "{}/none/tags.csv"], 1),
        (["tag", "{}", "-o", "{}"], 1),
        (["tag", "{}", "-m", "{}"], 2),
        (["tag", "{}", "--format", "{}"], 2),
        (["tag", "{}", "--{}"], 2),
        (["evaluate", "{}"], 2),
        (["evaluate", "{}/none"], 2),
        (["write", "{}", "--dry-run"], 3),
        (["write", "{}", "--sidecars"], 3),
        (["unwrite", "{}"], 0),
        (["unwrite", "--run", "{}"], 2),
        (["models", "show", "{}"], 2),
        (["models", "{}"], 2),
        (["models", "path", "{}"], 2),
        (["models", "import", "32x8d", "{}/none.pth"], 1),
        (["models", "path"], 0),
        (["labels", "import", "{}"], 2),
        (["labels", "list", "--language", "{}"], 2),
        (["doctor"], 0),
        (["doctor", "--json"], 0),
        (["{}/none"], 2),
    ],
)
def test_whatever_is_given_to_a_command(
    arguments: list[str], code: int, place: Path, capsys: Capture
) -> None:
    shown = said(capsys, code, *[argument.replace("{}", str(place)) for argument in arguments])
    assert "\nigtagger: all is well" not in shown


def test_the_words_of_a_catalogue(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = {"url": "https://weights.invalid/tiny.pth", "size": 5, "sha256": "0" * 64}
    words = {"title": f"{CODES}\nMODEL"}
    catalog = tmp_path / "catalog.json"
    catalog.write_text(json.dumps({"tiny": {"like": "starter", **source, **words}}))
    monkeypatch.setenv("IGTAGGER_CATALOG", str(catalog))
    assert SHOWN in said(capsys, 0, "models", "show", "tiny")
    said(capsys, 0, "models", "show", "tiny", "--json")
    said(capsys, 0, "models", "list")
    said(capsys, 1, "tag", str(tmp_path), "-m", "tiny")
    said(capsys, 1, "models", "verify", "tiny")


def test_line_ends_of_a_fact_are_escaped_and_those_of_a_sentence_are_not(
    capsys: Capture,
) -> None:
    console.tell(Reason("told", text="one\ntwo"))
    assert capsys.readouterr().err == "one\\x0atwo\n"


def test_blanks_and_marks_of_all_scripts_stay_and_half_characters_do_not() -> None:
    name = "Bild\u3000e\u0301 3.04\u202fPM \U0001f600"
    assert printable(name, "utf-8") == name
    assert printable("\udcff\ud800\u200b\U000e0001", "utf-8") == r"\xff\ud800\u200b\U000e0001"
    assert printable("ä", "ascii") == r"\xe4"
