"""Why pictures failed, as the library keeps it and as earlier versions kept it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igtagger.domain import Failed, Reason, Tagged
from igtagger.library import schema
from igtagger.library.facade import Library
from igtagger.library.images import FileStamp
from igtagger.library.outcomes import Entry, ModelKey
from igtagger.library.reasons import columns_of, reason_of
from igtagger.messages import english
from igtagger.pictures.fingerprint import fingerprint
from tests.library import older

KEY = ModelKey("one", "ab" * 32, "224/fast")
ODD = os.fsdecode(b"/a/caf\xe9.jpg")
BEFORE_CODES = schema.STEPS[:2]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "library.sqlite3"


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{number}.jpg" for number in range(4)]
    for path in paths:
        path.write_bytes(path.name.encode())
    return paths


def open_library(file: Path, steps: tuple[schema.Step, ...] = schema.STEPS) -> Library:
    return Library.open(file, on_message=lambda reason: pytest.fail(reason.code), steps=steps)


def reasons_in(library: Library, paths: list[Path]) -> list[Reason]:
    found = library.known(KEY, [(path, FileStamp.of(path)) for path in paths])
    return [outcome.reason for outcome in found if isinstance(outcome, Failed)]


def kept_again(reason: Reason, path: Path = Path("/a/b.jpg")) -> Reason:
    error, code, facts = columns_of(reason)
    return reason_of(path, error.decode("utf-8", "surrogatepass"), code, facts)


@pytest.mark.parametrize(
    "reason",
    [
        Reason("picture.empty", path=ODD),
        Reason("picture.too-large", path="/a/b.jpg", width=9, height=10, millions=0.1 + 0.2),
        Reason("picture.other", path="/a/b.jpg", kind=Reason("kind.web-page")),
        Reason("told", text='a "quoted"\nline \udcff\U0001f600'),
    ],
    ids=lambda reason: reason.code,
)
def test_a_reason_comes_back_with_all_its_facts(reason: Reason) -> None:
    assert kept_again(reason) == reason


@given(
    st.text(st.characters(codec=None)),
    st.integers(1 - 2**63, 2**63 - 1),
    st.floats(allow_nan=False),
)
def test_any_fact_comes_back_to_the_letter(text: str, whole: int, number: float) -> None:
    inner = Reason("told", text=text)
    reason = Reason("picture.too-large", path=inner, width=text, height=whole, millions=number)
    assert kept_again(reason) == reason


def test_a_remark_stays_with_what_was_tagged(file: Path, pictures: list[Path]) -> None:
    remark = Reason("remark.preview", width=160, height=120)
    first, second, third, _ = pictures
    outcomes = [
        Tagged(first, 4, 3, (1,), (0.5,), remark=remark),
        Tagged(second, 4, 3, (1,), (0.5,)),
        Tagged(third, 4, 3, (1,), (0.5,), remark=Reason("picture.empty", path=third)),
    ]
    with open_library(file) as library:
        library.save(KEY, [Entry(one, FileStamp.of(one.path), None) for one in outcomes])
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(
            "UPDATE outcomes SET error_code = 'remark.of-later' WHERE error_code LIKE 'picture%'"
        )
    with open_library(file) as library:
        known = library.known(KEY, [(path, FileStamp.of(path)) for path in pictures[:3]])
        assert known == [*outcomes[:2], replace(outcomes[2], remark=None)]


def test_equal_reasons_are_kept_alike() -> None:
    first = Reason("picture.cut-off", path="a", detail="b")
    second = Reason("picture.cut-off", detail="b", path="a")
    assert first == second
    assert columns_of(first) == columns_of(second)


def test_the_file_tells_in_english_too_for_other_programs(file: Path, pictures: list[Path]) -> None:
    reason = Reason("picture.cut-off", path=pictures[0], detail="Truncated File Read")
    stamp = FileStamp.of(pictures[0])
    assert stamp is not None
    mark = fingerprint(pictures[0], stamp.size)
    with open_library(file) as library:
        library.save(KEY, [Entry(Failed(pictures[0], reason), stamp, mark)])
        assert reasons_in(library, pictures[:1]) == [reason]
    with closing(sqlite3.connect(file)) as connection:
        row = connection.execute("SELECT error, error_code FROM outcomes").fetchone()
    assert row == (str(english(reason)), "picture.cut-off")


def test_a_library_of_the_version_before_is_taken_on_and_its_failures_stay_known(
    file: Path, pictures: list[Path]
) -> None:
    first, second, third, fourth = pictures
    open_library(file, BEFORE_CODES).close()
    sentences = {
        first: f"{first} is empty.",
        second: f"{second} is not a picture that igtagger can read (it looks like a web page).",
        third: f"{third} is cut off: its end is missing (Truncated File Read).",
        fourth: "What nobody says any more.",
    }
    older.keep(file, KEY, sentences)
    with open_library(file) as library:
        found = reasons_in(library, pictures)
        assert [str(english(reason)) for reason in found] == list(sentences.values())
        assert found == [
            Reason("picture.empty", path=first),
            Reason("picture.other", path=second, kind=Reason("kind.web-page")),
            Reason(
                "picture.told",
                path=third,
                text="is cut off: its end is missing (Truncated File Read).",
            ),
            Reason("told", text="What nobody says any more."),
        ]


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("picture.of-another-day", '{"path":"/a/b.jpg"}'),
        ("picture.too-large", '{"path":"/a/b.jpg"}'),
        ("picture.other", '{"path":"/a/b.jpg","kind":{"code":"kind.new","facts":{}}}'),
        ("told", '{"text":""}'),
    ],
)
def test_what_there_are_no_words_for_is_told_by_its_sentence(code: str, facts: str) -> None:
    reason = reason_of(Path("/a/b.jpg"), "/a/b.jpg was odd.", code, facts)
    assert reason == Reason("picture.told", path="/a/b.jpg", text="was odd.")
