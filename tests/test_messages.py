"""What is said has its words: every code, every fact, in the program's own source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from igtagger import errors
from igtagger.domain import Reason
from igtagger.messages import can_word, english, format_bytes, placeholders
from igtagger.wordings import IN_THE_APP, WORDINGS

PACKAGE = Path(__file__).parents[1] / "igtagger"
NOT_FACTS = {"lasting"}
NEVER_IN_THE_APP = {
    *("picture.no-plug-in", "picture.no-plug-in-raw", "remark.no-profile"),  # it has these parts
    *("window.no-qt", "package.lacks", "package.damaged", "again.package"),  # and no packages
}
HOW = {"", "number", "bytes", "server"}


@dataclass(frozen=True)
class Said:
    """A call that makes a reason or an error: where, its code and the names of its facts."""

    place: str
    code: str
    facts: frozenset[str]


@cache
def sources() -> tuple[tuple[str, ast.Module], ...]:
    files = {file.relative_to(PACKAGE).as_posix(): file for file in sorted(PACKAGE.rglob("*.py"))}
    return tuple(
        (place, ast.parse(file.read_text(encoding="utf-8")))
        for place, file in files.items()
        if place != "wordings.py"
    )


@cache
def kinds_of_errors() -> set[str]:
    """The names of all classes that take a code, those of single files too."""
    known = {"Reason", "IgTaggerError", "BadValueError"}
    while True:
        found = {
            node.name
            for _, tree in sources()
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef) and {ast.unparse(base) for base in node.bases} & known
        }
        if found <= known:
            return known - {"Cancelled"}  # which has its own code, and takes none
        known |= found


@cache
def said() -> tuple[Said, ...]:
    """All reasons and errors whose code is written out where they are made."""
    return tuple(_said())


def _said() -> Iterator[Said]:
    kinds = kinds_of_errors()
    for place, tree in sources():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or ast.unparse(node.func) not in kinds:
                continue
            first = node.args[0] if node.args else None
            splat = any(keyword.arg is None for keyword in node.keywords)
            if isinstance(first, ast.Constant) and not splat:
                names = {keyword.arg for keyword in node.keywords} - NOT_FACTS
                where = f"{place}:{node.lineno}"
                yield Said(where, str(first.value), frozenset(filter(None, names)))


def strings() -> set[str]:
    return {
        node.value
        for _, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_all_that_is_said_has_words_and_all_words_are_said() -> None:
    assert [one for one in said() if one.code not in WORDINGS] == []
    assert sorted(set(WORDINGS) - strings()) == []


def test_where_something_is_said_its_facts_are_those_that_its_words_fill_in() -> None:
    wrong = [
        one for one in said() if one.facts != {name for name, _ in placeholders(WORDINGS[one.code])}
    ]
    assert wrong == []
    assert len(list(said())) > 150


def test_nothing_but_a_code_is_raised() -> None:
    kinds = kinds_of_errors()
    loose = [
        f"{place}:{node.lineno}"
        for place, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in kinds
        and not (node.args and isinstance(node.args[0], ast.Constant | ast.Name))
        and place != "domain.py"
    ]
    assert loose == []


def test_words_of_pictures_begin_with_their_path() -> None:
    for code, wording in WORDINGS.items():
        assert wording.text.startswith("{path} ") == code.startswith("picture.")


def test_facts_are_told_in_known_ways() -> None:
    words = [*WORDINGS.values(), *IN_THE_APP.values()]
    ways = {how for wording in words for _, how in placeholders(wording)}
    assert ways - HOW <= {".0f", ".1f"}


def test_the_app_says_other_things_of_the_same_facts() -> None:
    for code, wording in IN_THE_APP.items():
        assert wording != WORDINGS[code]
        assert placeholders(wording) <= placeholders(WORDINGS[code])


def test_the_app_is_told_to_have_nothing_installed_into_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever tells a person to use pip has other words in the app, where it would be in vain."""
    reason = Reason("export.extra", format="Parquet", extra="igtagger[parquet]")
    assert english(reason).text == "What writes Parquet is not installed."
    monkeypatch.setattr("sys.frozen", True, raising=False)
    assert english(reason).text == "Parquet needs pyarrow, which is not part of the app."
    assert english(Reason("stopped")).text == "Stopped."
    with_pip = {code for code, wording in WORDINGS.items() if "pip install" in str(wording)}
    assert with_pip - IN_THE_APP.keys() == NEVER_IN_THE_APP


def test_an_error_is_told_in_english() -> None:
    error = errors.UnreadableImage("picture.empty", path=Path("a.jpg"), lasting=False)
    assert (error.message, error.hint, str(error)) == ("a.jpg is empty.", "", "a.jpg is empty.")
    needed = errors.WeightsError("import.no-file", file="x.pth")
    assert str(needed) == "There is no file x.pth. Name a weights file."


def test_a_reason_in_a_reason_is_told_in_its_place() -> None:
    reason = Reason("picture.other", path="a.jpg", kind=Reason("kind.web-page"))
    expected = "a.jpg is not a picture that igtagger can read (it looks like a web page)."
    assert english(reason).text == expected
    assert can_word(reason)
    assert not can_word(Reason("picture.other", path="a.jpg", kind=Reason("kind.none")))
    assert not can_word(Reason("picture.other", path="a.jpg"))


def test_sizes_and_numbers_are_told_by_their_words() -> None:
    room = Reason("room.converted", model="m")
    reason = Reason("store.no-room", folder="/w", purpose=room, needed=356_056_638, missing=999)
    assert english(reason).text == (
        "The disk of /w has too little room for the converted copy of the weights of m: 356.1 MB "
        "needed, 999 bytes missing."
    )
    large = Reason("picture.too-large", path="a", width=70_000, height=9, millions=12.34)
    assert "70000 x 9 pixels, where 12.3 million" in english(large).text


def test_what_is_empty_leaves_no_gap() -> None:
    whole = Reason("difference.size", size=1, expected=2)
    nobody = Reason(
        "import.not-published", file="f", model="m", difference=whole, owner=Reason("owner.none")
    )
    assert english(nobody).text.endswith("it has 1 bytes and should have 2.")


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (356_056_638, "356.1 MB"), (3_317_136_976, "3.3 GB")],
)
def test_sizes_are_told_in_words(count: int, words: str) -> None:
    assert format_bytes(count) == words
