"""``igtagger tag`` through the real ``main()``: real files, the built-in model, a real library."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from igtagger import files
from igtagger.__main__ import main, start
from igtagger.app import run
from igtagger.app.pace import Speeds
from igtagger.cli.console import ProgressLine
from igtagger.domain import LabelRef
from igtagger.export.rows import LAYOUTS
from igtagger.labels.naming import Naming
from igtagger.labels.sets import load_labels
from igtagger.models.catalog import everyday, load_catalog
from igtagger.settings import Settings

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three pictures, a damaged one, and things that are not pictures."""
    folder = tmp_path / "holiday"
    (folder / "deep").mkdir(parents=True)
    noise = np.random.default_rng(0)
    for name in ("b.jpg", "a.png", 'deep/=1+1, "c".webp'):
        pixels = noise.integers(0, 256, (48, 64, 3), np.uint8)
        allowed = name.replace('"', "'") if sys.platform == "win32" else name
        Image.fromarray(pixels).save(folder / allowed)
    (folder / "broken.jpg").write_bytes((folder / "b.jpg").read_bytes()[:300])
    (folder / "notes.txt").write_text("not a picture")
    (folder / ".hidden.png").write_bytes((folder / "a.png").read_bytes())
    return folder


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_folder_becomes_a_table_with_a_row_for_every_picture(
    folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    target = tmp_path / "tags.csv"
    assert main(["tag", str(folder), "-o", str(target), "--layout", "wide"]) == 3
    rows = rows_of(target.read_text(encoding="utf-8"))
    assert [row["path"] for row in rows[:3]] == ["a.png", "b.jpg", "broken.jpg"]
    assert rows[3]["path"].startswith("deep/=1+1, ")
    assert [row["status"] for row in rows] == ["tagged", "tagged", "failed", "tagged"]
    assert "broken.jpg" in rows[2]["error"]
    kinds = {label.name for label in load_labels("kinds")}
    for row in (rows[0], rows[1], rows[3]):
        assert (row["width"], row["height"]) == ("64", "48")
        assert row["model"] == "everyday"
        assert row["weights_sha256"] == everyday().weights.sha256
        assert row["kind"] in kinds
        assert 0 < float(row["kind_score"]) <= 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "3 tagged, 1 failed" in said.err
    assert "CPU" in said.err or "cuda" in said.err
    assert "1 not pictures by their ending, 1 hidden" in said.err


def test_without_kinds_things_are_named_in_every_picture(
    folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    target = tmp_path / "tags.csv"
    assert main(["tag", str(folder), "-o", str(target)]) == 3
    flags = ["--no-kinds", "--labels", "--layout", "wide"]
    assert main(["tag", str(folder), "-o", str(target), *flags]) == 3
    assert "3 tagged, 1 failed (the table says why), 4 of them known" in capsys.readouterr().err
    naming = Naming()
    labels = {
        naming.label_of(LabelRef("imagenet-1k", label.index)).name
        for label in load_labels("imagenet-1k")
    }
    for row in rows_of(target.read_text(encoding="utf-8")):
        assert "kind" not in row
        if row["status"] == "tagged":
            scores = [float(row[f"score_{rank}"]) for rank in range(1, 6) if row[f"score_{rank}"]]
            assert scores == sorted(scores, reverse=True)
            assert row["label_1"] in labels


def test_results_go_to_standard_output_and_nothing_else_does(folder: Path, capsys: Capture) -> None:
    flags = ["--top-k", "2", "--layout", "wide"]
    assert main(["tag", str(folder / "a.png"), "-o", "-", *flags]) == 0
    (row,) = rows_of(capsys.readouterr().out)
    assert row["status"] == "tagged"
    assert "label_2" in row
    assert "label_3" not in row


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", ["csv", "json", "jsonl"])
def test_all_formats_hold_the_same_facts(
    folder: Path, capsys: Capture, kind: str, layout: str
) -> None:
    code = main(["tag", str(folder), "--format", kind, "--layout", layout, "--top-k", "1"])
    assert code == 3
    text = capsys.readouterr().out
    if kind == "csv":
        facts = rows_of(text)
    elif kind == "json":
        facts = json.loads(text)
    else:
        facts = [json.loads(line) for line in text.splitlines()]
    assert len(facts) == 4
    assert [bool(fact["error"]) for fact in facts] == [False, False, True, False]


def test_a_second_time_everything_is_known_and_no_engine_is_loaded(folder: Path) -> None:
    command = [sys.executable, "-c"]
    code = (
        "import sys; from igtagger.__main__ import main;"
        f"code = main(['tag', {str(folder)!r}, '-o', '-', '--device', 'cpu']);"
        "print('openvino' in sys.modules, file=sys.stderr); sys.exit(code)"
    )
    runs = [
        subprocess.run([*command, code], capture_output=True, text=True, check=False)
        for _ in range(2)
    ]
    assert [run.returncode for run in runs] == [3, 3]
    assert runs[0].stdout == runs[1].stdout
    assert [run.stderr.split()[-1] for run in runs] == ["True", "False"]
    assert "4 of them known already" in runs[1].stderr


def test_a_missing_path_is_a_row_and_the_rest_is_tagged(folder: Path, capsys: Capture) -> None:
    code = main(["tag", str(folder / "a.png"), str(folder / "nowhere.jpg"), "--absolute"])
    assert code == 3
    rows = rows_of(capsys.readouterr().out)
    assert rows[0]["error"] == ""
    assert "nowhere.jpg" in rows[1]["error"]


def test_an_empty_folder_gives_an_empty_table_and_says_so(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["tag", str(tmp_path / "empty")]) == 0
    said = capsys.readouterr()
    assert rows_of(said.out) == []
    assert "no picture to tag" in said.err


def test_exact_and_fast_results_are_kept_apart(folder: Path, capsys: Capture) -> None:
    for flags in ([], ["--exact"], [], ["--exact"]):
        main(["tag", str(folder / "b.jpg"), *flags])
        said = capsys.readouterr()
    assert "1 of them known already" in said.err


def test_how_long_it_will_take_is_told_once_from_what_earlier_runs_made(
    folder: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "COUNT_AFTER_SECONDS", 0)
    settings = Settings.from_environment()
    Speeds(settings.speeds_file, load_catalog(settings)).record("everyday", 0.01)
    for number in range(400):
        os.link(folder / "b.jpg", folder / f"{number}.jpg")
    assert main(["tag", str(folder), "-o", str(tmp_path / "tags.csv")]) == 3
    said = capsys.readouterr().err
    assert said.count("404 pictures take about ") == 1
    assert said.split("take about ")[1].split()[0].count(":") == 2  # hours


def test_quiet_says_nothing(folder: Path, capsys: Capture) -> None:
    assert main(["tag", str(folder / "a.png"), "--quiet"]) == 0
    assert capsys.readouterr().err == ""


def test_a_table_that_cannot_be_written_is_refused_before_any_work(
    folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    target = tmp_path / "no such folder" / "tags.csv"
    assert main(["tag", str(folder), "-o", str(target)]) == 1
    said = capsys.readouterr().err
    assert "no such folder" in said
    assert "tagged" not in said


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["tag"], 2, "PATH"),
        (["tag", "x", "--top-k", "0"], 2, "top-k"),
        (["tag", "x", "--fresh", "--retry-failed"], 2, "Give one"),
        (["tag", "x", "-m", "32x9d"], 2, "Did you mean 32x"),
        (["tag", "x", "-m", "32x8d"], 1, "models download 32x8d"),
        (["tag", "x", "-o", "x.csv", "--format", "text"], 2, "terminal"),
        (["tag", "x", "-o", "x.csv", "--why"], 2, "json, jsonl, parquet, text"),
        (["tag", "x", "--names", "xx"], 2, "There are names in en, de, es, fr, it, "),
        (["tag", "x", "--names", "?"], 2, "There are no names in '?'."),
        (["tag", "x", "--layout", "short"], 2, "simple"),
        (["nonsense"], 2, "'nonsense' is neither a command nor a file"),
        (["evaluat", "x"], 2, "Did you mean evaluate?"),
        (["models", "nonsense"], 2, "nonsense"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_what_cannot_be_run_is_said_in_a_sentence(
    arguments: list[str], code: int, words: str, capsys: Capture
) -> None:
    assert main(arguments) == code
    said = capsys.readouterr()
    assert words in said.err
    assert "Traceback" not in said.err
    assert said.out == ""


def test_a_device_that_is_not_there_ends_the_run_with_those_that_are(
    folder: Path, capsys: Capture
) -> None:
    assert main(["tag", str(folder / "a.png"), "--device", "cuda:7"]) == 1
    assert "Devices here: cpu" in capsys.readouterr().err


def test_a_bug_of_ours_shows_its_traceback_and_its_own_exit_code(
    folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise AssertionError("not meant to be")

    monkeypatch.setattr(run, "to_outcome", broken)
    assert main(["tag", str(folder / "a.png")]) == 70
    said = capsys.readouterr().err
    assert "AssertionError: not meant to be" in said
    assert "bug in igtagger" in said


@pytest.mark.parametrize(
    "command",
    ["tag", "evaluate", "doctor", "models", "models import", "labels", "labels import"],
)
def test_the_help_of_every_command_shows_an_example(command: str, capsys: Capture) -> None:
    assert main([*command.split(), "--help"]) == 0
    assert f"igtagger {command}" in capsys.readouterr().out.split("Example", 1)[1]


def kept_outcomes(library: Path) -> int:
    """How many outcomes are committed, seen from another process."""
    if not library.exists():
        return 0
    with closing(sqlite3.connect(library)) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM outcomes").fetchone()[0])
        except sqlite3.OperationalError:  # its tables are being made
            return 0


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
def test_ctrl_c_keeps_what_is_done_and_the_old_table_and_says_how_to_go_on(tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    Image.new("RGB", (300, 200), (90, 60, 30)).save(folder / "0.jpg", quality=30)
    for number in range(1, 20_000):
        os.link(folder / "0.jpg", folder / f"{number}.jpg")
    target = tmp_path / "tags.csv"
    target.write_bytes(b"path,status,of,another,day")
    command = [sys.executable, "-m", "igtagger", "tag", str(folder), "-o", str(target), "--fresh"]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    ) as process:
        library = Path(os.environ["IGTAGGER_DATA_DIR"]) / "library.sqlite3"
        while process.poll() is None and not kept_outcomes(library):
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        _, said = process.communicate(timeout=30)
        took = time.monotonic() - began
    assert process.returncode == 130, said
    assert "To go on, give the same command without --fresh" in said
    assert target.read_bytes() == b"path,status,of,another,day"
    assert len(list(folder.iterdir())) == 20_000
    assert took < 10  # a stop that hangs, not a slow machine
    kept = int(said.split("Stopped after ")[1].split()[0])
    assert kept > 0
    assert kept_outcomes(library) >= kept


def interrupt_once(monkeypatch: pytest.MonkeyPatch, place: object, name: str, when: Any) -> None:
    """Press Ctrl-C at the first call of ``place.name`` for which ``when`` holds."""
    original, pressed = getattr(place, name), []

    def call(*given: Any) -> Any:
        if not pressed and when(*given):
            pressed.append(True)
            signal.raise_signal(signal.SIGINT)
        return original(*given)

    monkeypatch.setattr(place, name, call)


def test_ctrl_c_between_two_pictures_says_that_the_same_command_goes_on(
    folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = (folder / "b.jpg").read_bytes()
    for number in range(500):  # each its own, as copies are known at once
        (folder / f"{number}.jpg").write_bytes(content + b"%d" % number)
    interrupt_once(monkeypatch, ProgressLine, "show", lambda line, done, *_: done == 2)
    assert main(["tag", str(folder), "-o", "-"]) == 130
    assert "The same command goes on from there" in capsys.readouterr().err


@pytest.mark.parametrize("flags", [[], ["--fresh"]])
def test_ctrl_c_after_the_last_picture_changes_nothing(
    folder: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, flags: list[str]
) -> None:
    target = tmp_path / "tags.csv"
    interrupt_once(monkeypatch, ProgressLine, "show", lambda line, done, *_: done == 4)
    assert main(["tag", str(folder), "-o", str(target), *flags]) == 3
    assert len(rows_of(target.read_text(encoding="utf-8"))) == 4
    said = capsys.readouterr().err
    assert "3 tagged, 1 failed" in said
    assert "Stopped" not in said


def test_ctrl_c_while_the_table_takes_its_name_lets_it_be_finished(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "tags.csv"
    assert main(["tag", str(folder / "b.jpg"), "-o", "-"]) == 0  # the first load writes, too
    interrupt_once(monkeypatch, files, "_to_disk", lambda *_: True)
    assert main(["tag", str(folder / "a.png"), "-o", str(target)]) == 0
    assert len(rows_of(target.read_text(encoding="utf-8"))) == 1


def test_ctrl_c_while_the_program_ends_leaves_its_exit_code(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(sys, "argv", ["igtagger", "tag", str(folder), "-o", "-"])
    try:
        with pytest.raises(SystemExit) as ended:
            start()
        signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
    assert ended.value.code == 3


@pytest.mark.parametrize("engine", ["torch", "openvino"])
def test_each_engine_tags_on_the_cpu_and_says_that_it_did(
    folder: Path, capsys: Capture, engine: str
) -> None:
    code = main(["tag", str(folder), "-o", "-", "--fresh", "--engine", engine, "--device", "cpu"])
    assert code == 3
    heard = capsys.readouterr()
    assert [bool(row["error"]) for row in rows_of(heard.out)] == [False, False, True, False]
    assert f"CPU (cpu), {engine}, " in heard.err


def test_an_engine_that_lacks_the_device_is_refused(folder: Path, capsys: Capture) -> None:
    assert main(["tag", str(folder), "--engine", "openvino", "--device", "cuda"]) != 0
    assert "--engine torch" in capsys.readouterr().err


def test_what_is_skipped_is_named_on_request_with_its_reason(folder: Path, capsys: Capture) -> None:
    (folder / "deep" / "film.mp4").touch()
    assert main(["tag", str(folder), "-q", "-o", "-", "--list-skipped"]) == 3
    assert sorted(capsys.readouterr().err.splitlines()) == [
        f"Skipped: {folder / '.hidden.png'}: hidden, or a folder that a program keeps for itself.",
        f"Skipped: {folder / 'deep' / 'film.mp4'}: not a picture by its ending.",
        f"Skipped: {folder / 'notes.txt'}: not a picture by its ending.",
    ]
    assert main(["tag", str(folder), "-q", "-o", "-"]) == 3
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("names", "why"),
    [
        ([], ": there is no file."),
        (["a.txt"], ": 1 file is not a picture by its ending."),
        (["a.txt", "b.mp4"], ": 2 files are not pictures by their ending."),
        (["a.txt", ".b.jpg"], ": 1 file is not a picture by its ending; 1 hidden skipped."),
        ([".b.jpg"], ": 1 hidden skipped."),
    ],
)
def test_a_folder_without_a_picture_says_what_is_in_it_instead(
    names: list[str], why: str, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "none").mkdir()
    for name in names:
        (tmp_path / "none" / name).touch()
    assert main(["tag", str(tmp_path / "none"), "-o", "-"]) == 0
    said = capsys.readouterr().err.splitlines()
    assert f"There was no picture to tag{why}" in said
    assert not [line for line in said if line.startswith("Skipped")]


# Names

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
CAT = SAMPLES / "cat.jpg"


def test_the_usual_table_is_what_a_person_would_have_typed(capsys: Capture) -> None:
    assert main(["tag", str(CAT), str(SAMPLES / "letter.png"), "-q"]) == 0
    cat, letter = rows_of(capsys.readouterr().out)
    assert list(cat) == ["path", "tags", "score", "kind", "error", "remark"]
    assert (cat["path"], cat["tags"], cat["kind"]) == ("cat.jpg", "cat", "photograph")
    assert float(cat["score"]) > 0.9
    assert (letter["tags"], letter["score"], letter["kind"]) == ("", "", "text document")


@pytest.mark.parametrize(("kind", "columns"), [("csv", "path,tags,"), ("json", '"labels": [')])
def test_each_format_has_its_usual_layout(capsys: Capture, kind: str, columns: str) -> None:
    assert main(["tag", str(CAT), "-q", "--format", kind]) == 0
    assert columns in capsys.readouterr().out


def test_why_a_picture_is_called_so_is_told_on_the_terminal(capsys: Capture) -> None:
    assert main(["tag", str(CAT), "-q", "--format", "text", "--why", "--detail", "0"]) == 0
    line, why = capsys.readouterr().out.splitlines()
    assert line.startswith(f"{CAT}: photograph 1.00: cat ")
    assert why.startswith("    cat ")
    assert " = Egyptian cat 0." in why
    assert " + tiger cat 0." in why
    assert main(["tag", str(CAT), "-q", "--format", "text", "--why", "--labels"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1  # a label is the sum of nothing


def test_a_picture_without_a_name_is_told_how_to_get_one(folder: Path, capsys: Capture) -> None:
    picture = [str(folder / "a.png"), "-q", "--format", "text"]
    for detail, hint in (("0", " (--detail 75 says more)"), ("80", " (--detail 100 says more)")):
        assert main(["tag", *picture, "--no-kinds", "--detail", detail, "--min-score", "1"]) == 0
        assert capsys.readouterr().out.endswith(f": nothing sure enough to name{hint}\n")
    assert main(["tag", *picture, "--no-kinds", "--labels", "--min-score", "1"]) == 0
    assert capsys.readouterr().out.endswith(": no label is left (--min-score, or rejected)\n")
    assert main(["tag", str(CAT), "-q", "--format", "text", "--min-score", "1"]) == 0
    assert ": photograph 1.00: nothing sure enough to name (" in capsys.readouterr().out
    assert main(["tag", str(SAMPLES / "letter.png"), "-q", "--format", "text"]) == 0
    assert "nothing sure" not in capsys.readouterr().out  # it shows no things


def test_json_has_the_sum_of_each_name(capsys: Capture) -> None:
    assert main(["tag", str(CAT), "-q", "--format", "jsonl"]) == 0
    (name,) = json.loads(capsys.readouterr().out)["labels"]
    assert (name["label"], name["level"], name["index"]) == ("cat", "term", None)
    scores = [part["score"] for part in name["parts"]]
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) + (name["rest"] or 0) == pytest.approx(name["score"], abs=0.001)
    assert name["parts"][0]["label"] == "Egyptian cat"


@pytest.mark.parametrize("kind", ["csv", "json", "jsonl", "text"])
@pytest.mark.parametrize("language", ["de", "de_AT", "DEU"])
def test_names_come_in_the_language_that_was_asked_for(
    capsys: Capture, kind: str, language: str
) -> None:
    flags = ["--format", kind, "--names", language, *(["--why"] if kind == "text" else [])]
    assert main(["tag", str(CAT), "-q", *flags]) == 0
    said = capsys.readouterr().out
    assert "Katze" in said
    assert "Foto" in said
    assert ("n02121808" in said) == kind.startswith("json")
    assert ("Ägyptische Mau" in said) == (kind != "csv")


def test_names_that_were_brought_are_a_language_too(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "ca.csv").write_text("wnid,name\nn02121808,gat\n", encoding="utf-8")
    assert main(["tag", str(CAT), "-q", "--names", "ca"]) == 2
    assert main(["labels", "import", str(tmp_path / "ca.csv")]) == 0
    capsys.readouterr()
    assert main(["tag", str(CAT), "-q", "--names", "ca"]) == 0
    (row,) = rows_of(capsys.readouterr().out)
    assert (row["tags"], row["kind"]) == ("gat", "photograph")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_error_tells_the_path_as_the_column_of_paths_does(
    layout: str, folder: Path, capsys: Capture
) -> None:
    for choice in ([], ["--absolute"]):
        command = ["tag", str(folder), "-q", "--format", "csv", "--layout", layout, *choice]
        assert main(command) == 3
        broken = rows_of(capsys.readouterr().out)[2]
        assert broken["error"].startswith(f"{broken['path']} ")
        assert broken["path"].startswith(str(folder)) == bool(choice)
