"""The file of the person's rules: read whatever is in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from igtagger.errors import SettingsError
from igtagger.labels.term_names import TermNames
from igtagger.labels.tree import load_tree
from igtagger.labels.vocabulary import NO_RULES, Vocabulary, apply
from igtagger.labels.vocabulary_file import (
    MOST_BYTES,
    NEW_FILE,
    Reading,
    load_rules,
    read_rules,
    save_text,
)
from tests.hostile import KINDS, no_hang, put
from tests.saying import in_english

TREE = load_tree()
GERMAN = {"n02084071": "Hund", "n02958343": "Auto", "n02123045": "Getigerte"}
NAMES = TermNames(TREE, GERMAN)
DOG, CAR, CAT, ANIMAL = "n02084071", "n02958343", "n02121808", "n00015388"


def read(text: str) -> Reading:
    return read_rules(text, NAMES)


def rules(text: str) -> Vocabulary:
    reading = read(text)
    assert reading.problems == ()
    return reading.vocabulary


def problems(text: str) -> list[tuple[int, str]]:
    found = read(text).problems
    words = in_english(problem.reason for problem in found)
    return [(problem.line, word) for problem, word in zip(found, words, strict=True)]


def test_every_rule_is_read() -> None:
    text = """
ancestors = true
hide = ["goblet"]
never = ["web site"]

[rename]
car = "automobile"
[join]
waterside = ["seashore", "cliff"]
[floor]
animal = 0.9
[under]
Rex = "dog"
dog = ["pets", "family"]
"""
    assert rules(text) == Vocabulary(
        renamed={CAR: "automobile"},
        hidden=frozenset({"n03443371"}),
        never=frozenset({"n06359193"}),
        joined={"waterside": ("n09428293", "n09246464")},
        floors={ANIMAL: 0.9},
        under={"Rex": (DOG,), DOG: ("pets", "family")},
        ancestors=True,
    )


def test_a_new_file_has_no_rules_and_all_its_examples_are_right() -> None:
    assert rules(NEW_FILE) == NO_RULES
    tried = re.sub(r'^( *)# (".*",|[\w"].* = .*)$', r"\1\2", NEW_FILE, flags=re.MULTILINE)
    reading = read(tried)
    assert in_english(problem.reason for problem in reading.problems) == []
    kinds = {rule.kind for rule in reading.rules}
    assert kinds == {
        "ancestors",
        "hide",
        "never",
        "rename",
        "join",
        "floor",
        "under",
        "synonym",
        "colour",
    }


@pytest.mark.parametrize("name", ["car", "CAR", "n02958343", "auto", "Auto"])
def test_a_name_may_be_english_or_an_id_or_of_the_language(name: str) -> None:
    assert rules(f'hide = ["{name}"]').hidden == {CAR}


def test_a_label_may_be_called_as_its_set_has_it() -> None:
    assert rules('hide = ["ice bear"]') == rules('hide = ["polar bear"]')


def test_what_people_type_comes_before_what_nobody_does() -> None:
    assert [term.id for term in TREE.find("cat")] == [CAT, "n02121620"]
    assert rules('hide = ["cat"]').hidden == {CAT}


def test_names_that_the_rules_give_may_be_used_in_them() -> None:
    text = """
hide = ["wheels"]
[rename]
car = "wheels"
[floor]
waterside = 0.5
[join]
waterside = ["seashore", "cliff"]
[under]
wheels = ["mine"]
"""
    vocabulary = rules(text)
    assert vocabulary.hidden == {CAR}
    assert vocabulary.floors == {"own:waterside": 0.5}
    assert vocabulary.under == {CAR: ("mine",)}


def test_who_is_called_as_another_is_called_in_the_language_is_that_one() -> None:
    assert rules('[rename]\ncat = "Hund"').renamed == {CAT: "dog"}
    assert rules('[rename]\ndog = "Hund"').renamed == {DOG: "Hund"}
    assert rules('[rename]\ncat = "Hund"\ndog = "x"').renamed == {CAT: "Hund", DOG: "x"}


def test_what_is_joined_under_a_name_that_the_rules_give_is_said_as_that() -> None:
    text = '[rename]\ncar = "wheels"\n[join]\nwheels = ["dog"]\n[floor]\nwheels = 0.5'
    vocabulary = rules(text)
    assert (vocabulary.joined, vocabulary.floors) == ({CAR: (DOG,)}, {CAR: 0.5})
    vocabulary = rules('[rename]\ncar = "it"\ndog = "it"\n[floor]\nit = 0.5')
    assert vocabulary.floors == {"own:it": 0.5}
    assert apply(TREE, vocabulary).terms["own:it"].natural


def test_what_is_joined_under_a_name_that_is_there_is_said_as_that() -> None:
    vocabulary = rules('[join]\nhund = ["cat"]')
    assert vocabulary.joined == {DOG: (CAT,)}
    assert apply(TREE, vocabulary).terms[CAT].parents[-1] == DOG


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ('hide = ["doog"]', 1, 'Nothing is called "doog". Did you mean "dog"?'),
        ('hide = [\n  "cat",\n  # "qqqqq"\n  "qqqqq",\n]', 4, 'Nothing is called "qqqqq".'),
        ('hide = ["part"]', 1, "Write one of their ids: n03892891, "),
        ('hide = ["cat", "CAT"]', 1, '"CAT" stands there a second time.'),
        ("hide = [1]", 1, '"hide" needs a list of names in square brackets'),
        ('hide = "cat"', 1, '"hide" needs a list of names in square brackets'),
        ('hid = ["cat"]', 1, 'nothing called "hid" above the sections. Did you mean hide?'),
        ("ancestors = 1", 1, '"ancestors" needs true or false.'),
        ("[floor]\ncat = 70", 2, '"cat" needs a number from 0 to 1.'),
        ("[floor]\ncat = true", 2, '"cat" needs a number from 0 to 1.'),
        ("[floor]\ncat = nan", 2, '"cat" needs a number from 0 to 1.'),
        ("[floor]\ncat = 0.1\nCat = 0.2", 3, '"Cat" stands there a second time: line 2 holds.'),
        ("[floor]\ncat = 0.1\ncat = 0.2", 3, '"cat" stands there a second time: line 2 holds.'),
        ("[floor]\n\n[floor]", 3, '"floor" stands there a second time: line 1 holds.'),
        ('[rename]\ncat = ["a"]', 2, '"cat" needs a name in quotation marks.'),
        ('[rename]\ncat = "a, b"', 2, '"a, b" cannot be the name of a tag'),
        ('[rename]\ncat = ""', 2, '"" cannot be the name of a tag'),
        ('[rename]\ncat = "a\\u0007"', 2, "cannot be the name of a tag"),
        ('[rename]\nGarfield = "Felix"', 2, 'Nothing is called "Garfield"'),
        ('[rename]\ndog = "pug"', 2, '"dog" cannot stand under "pug"'),
        ('[join]\npug = ["dog"]', 2, '"dog" cannot stand under "pug"'),
        ('[join]\na = ["cat"]\nb = ["dog", "cat"]', 3, '"cat" stands there a second time: line 2'),
        ('[under]\nanimal = "dog"', 2, '"animal" cannot stand under "dog", which stands under it'),
        ('[under]\na = "b"\nb = "c"\nc = "A"', 4, '"c" cannot stand under "A"'),
        ('[under]\na = "a"', 2, '"a" cannot stand under "a"'),
        ('[under]\nhide = ["cat"]', 2, '"hide" belongs above the first line in square brackets'),
        (
            'never = ["dog"]\n[join]\na = ["poodle"]',
            3,
            "cannot be joined and never be said: line 1",
        ),
        ('[join]\na = ["dog", "cat"]\n[x]\n', 3, "There are no rules called [x]."),
        ('[renam]\ncat = "a"', 1, "There are no rules called [renam]. Did you mean [rename]?"),
        ("[[rename]]", 1, "[rename] stands in one pair of brackets, not in two."),
        ("rename = 5", 1, '"rename" begins a section'),
        ("web site = 1", 1, "Names with blanks or letters such as ä, and all names behind"),
        ("[rename]\ncat = tom", 2, "It cannot be read (Invalid value)."),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, line: int, word: str) -> None:
    (found,) = problems(text)
    assert found[0] == line
    assert word in found[1]


GOOD = """\
hide = [
  "goblet",
  "web site",
]
[rename]
car = "automobile"
[floor]
animal = 0.9
[under]
Rex = "dog"
"""


@pytest.mark.parametrize(
    "bad",
    [
        'hide = ["cat"',
        "x",
        "[rename",
        '"',
        "'''",
        '"""',
        "[[[",
        "= 3",
        "a b = 1",
        "]",
        "}",
        "a = {",
        "\0",
    ],
)
@pytest.mark.parametrize("line", [0, 4, 5, 6, 7, 8, 9, 10])
def test_one_bad_line_costs_nothing_but_itself(bad: str, line: int) -> None:
    lines = GOOD.splitlines(keepends=True)
    reading = read("".join([*lines[:line], bad + "\n", *lines[line:]]))
    lost = {rule.kind for rule in read(GOOD).rules} - {rule.kind for rule in reading.rules}
    # What stands below a header that is no word of ours may be anything.
    assert reading.problems
    assert reading.broken in reading.problems
    if bad == "[[[":
        assert len(lost) <= 1
    elif bad == "[rename":
        assert lost <= {"floor", "under", "hide"}
    else:
        assert reading.vocabulary == rules(GOOD)
        assert [problem.line for problem in reading.problems] == [line + 1]


def test_line_ends_of_windows_and_its_mark_are_read() -> None:
    assert rules("\ufeff" + GOOD.replace("\n", "\r\n")) == rules(GOOD)


LINES = [
    *GOOD.splitlines(),
    *('never = ["dog"]', "[join]", 'pets = ["dog", "cat"]', 'cat = "tabby"', 'tabby = "cat"'),
    *('animal = "Rex"', 'dog = ["Rex", "cat"]', "# note", "", "ancestors = true", '"" = 1'),
]


@given(st.lists(st.sampled_from(LINES) | st.text(max_size=20), max_size=25).map("\n".join))
@example("[under]\na = 'b'\nb = 'a'")
def test_any_text_gives_rules_that_hold_together(text: str) -> None:
    reading = read(text)
    apply(TREE, reading.vocabulary)
    assert all(1 <= problem.line <= text.count("\n") + 1 for problem in reading.problems)
    assert len(in_english(problem.reason for problem in reading.problems)) == len(reading.problems)
    assert (reading.broken is None) or reading.broken in reading.problems


@given(st.text())
def test_nothing_is_raised(text: str) -> None:
    read(text)


def test_no_text_takes_long_or_much_memory() -> None:
    for text in ("[" * MOST_BYTES, "a." * (MOST_BYTES // 2), "x = " + "9" * MOST_BYTES):
        with no_hang(20):
            assert read(text).vocabulary == NO_RULES


def test_where_there_is_no_file_there_are_no_rules(tmp_path: Path) -> None:
    assert load_rules(tmp_path / "nothing.toml", NAMES) == Reading(NO_RULES, (), ())


def test_a_file_that_is_not_utf8_is_refused_with_the_line(tmp_path: Path) -> None:
    file = tmp_path / "vocabulary.toml"
    file.write_bytes('ancestors = true\n[rename]\ncat = "Kätzchen"\n'.encode("latin-1"))
    with pytest.raises(SettingsError, match=r"is no text in UTF-8: line 3 has bytes"):
        load_rules(file, NAMES)


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_stands_in_its_place_is_read_or_refused(kind: str, tmp_path: Path) -> None:
    file = put(kind, tmp_path / "vocabulary.toml")
    with no_hang():
        if file.is_file() and kind not in (
            "not UTF-8",
            "UTF-16",
            "a text of 20 MB",
            "endless zeros",
        ):
            load_rules(file, NAMES)
        else:
            with pytest.raises(SettingsError, match=re.escape(str(file))):
                load_rules(file, NAMES)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "data" / "vocabulary.toml"
    save_text(file, GOOD)
    assert load_rules(file, NAMES) == read(GOOD)
