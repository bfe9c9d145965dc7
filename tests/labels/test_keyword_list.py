"""Lists of keywords: read, made into rules, and written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from igtagger.errors import SettingsError
from igtagger.labels.keyword_list import MOST_BYTES, decoded, load_keywords, read_keywords
from igtagger.labels.keyword_rules import keywords_of, rules_of
from igtagger.labels.rules import Rule
from igtagger.labels.term_names import TermNames
from igtagger.labels.tree import Term, Tree, load_tree
from igtagger.labels.vocabulary import NO_RULES, apply
from igtagger.labels.vocabulary_edits import Added, add_rules
from igtagger.labels.vocabulary_file import read_rules
from tests.hostile import KINDS, no_hang, put
from tests.saying import in_english

TREE = Tree(
    [
        Term("animal", "animal"),
        Term("mammal", "mammal", natural=False, parents=("animal",)),
        Term("pet", "domestic animal", parents=("animal",)),
        Term("dog", "dog", parents=("mammal", "pet")),
        Term("pug", "pug", parents=("dog",)),
        Term("cat", "cat", parents=("mammal", "pet")),
        Term("crane", "crane"),
        Term("bird", "crane bird", parents=("animal",)),
        Term("auto", "automobile"),
    ]
)
NAMES = TermNames(TREE)
GERMAN = TermNames(TREE, {"dog": "Hund", "cat": "Katze", "crane": "Kran", "bird": "Kranich"})

LIST = """\
[WHAT]
\tAnimals
\t\t{animal}
\t\tdog
\t\t\t{doggy}
\t\t\tRex
\t\tKitty
\t\t\t{cat}
\t[Machines]
\t\tCar
\t\t\t{automobile}
\t\t\t{motorcar}
"""


def added(text: str, names: TermNames = NAMES, rules: str = "") -> Added:
    keywords, problems = read_keywords(text)
    assert problems == []
    return add_rules(rules, names, rules_of(keywords, names, read_rules(rules, names)))


def test_a_list_becomes_rules() -> None:
    rules = read_rules(added(LIST).text, NAMES).vocabulary
    assert rules.renamed == {"animal": "Animals", "cat": "Kitty", "auto": "Car"}
    mine = {"Rex": ("dog",), "auto": ("Machines",), "Machines": ("WHAT",)}
    assert rules.under == {"animal": ("WHAT",), **mine}
    assert rules.hidden == {"own:what", "own:machines"}
    tree = apply(TREE, rules)
    assert [term.name for term in tree.natural_ancestors("own:rex")] == [
        *("dog", "domestic animal", "Animals"),
    ]


def test_what_the_tree_says_already_is_no_rule() -> None:
    assert added("animal\n\tdog\n\t\tpug\n\tCAT\n") == Added("", (), ())


def test_the_same_list_twice_is_the_list_once() -> None:
    once = added(LIST)
    assert added(LIST, rules=once.text) == Added(once.text, (), ())


def test_what_is_there_comes_first() -> None:
    there = '# mine\n[rename]\nautomobile = "wheels"\n'
    result = added(LIST, rules=there)
    assert "\n# mine\n[rename]\n" in result.text
    assert [(rule.name, rule.line) for rule, _ in result.refused] == [("automobile", 10)]
    assert read_rules(result.text, NAMES).vocabulary.renamed["auto"] == "wheels"


def test_a_keyword_that_would_go_round_in_a_circle_is_refused_with_its_line() -> None:
    result = added("dog\n\tRex\n\t\tanimal\n")
    assert [rule.line for rule, _ in result.refused] == [3]
    assert read_rules(result.text, NAMES).vocabulary.under == {"Rex": ("dog",)}


def test_keywords_may_be_in_the_language_or_bring_it() -> None:
    assert added("Hund\n\tpug\n", GERMAN) == Added("", (), ())
    rules = read_rules(added("Hündchen\n\t{Hund}\n", GERMAN).text, GERMAN).vocabulary
    assert rules.renamed == {"dog": "Hündchen"}
    rules = read_rules(added("Hund\n\t{dog}\n").text, NAMES).vocabulary
    assert rules.renamed == {"dog": "Hund"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_encodings_and_line_ends_of_all_systems_are_read(encoding: str, end: str) -> None:
    text = decoded("Tiere\n\tBär\n".replace("\n", end).encode(encoding))
    assert [keyword.name for keyword in read_keywords(text)[0]] == ["Tiere", "Bär"]


@pytest.mark.parametrize(
    ("text", "line", "word", "names"),
    [
        ("a\n\t\tb\n\t\t\tc\nd", 2, '"b" stands two levels or more below', ["a", "d"]),
        ("\ta\nb", 1, '"a" stands two levels', ["b"]),
        ("{x}\na", 1, 'The synonym "{x}" stands below no keyword.', ["a"]),
        ("a\n\t\t{x}\nb", 2, 'The synonym "{x}" stands below no keyword.', ["a", "b"]),
        ("a\n\t{x\nb", 2, '"{x" lacks its "}".', ["a", "b"]),
        ("[a\n\tb\nc", 1, '"[a" lacks its "]".', ["c"]),
        ("a\n    b\nc", 2, '"b" is moved in by spaces.', ["a", "c"]),
        ("a, b\nc", 1, '"a, b" cannot be the name of a tag', ["c"]),
        ("[]\nc", 1, '"[]" cannot be the name of a tag', ["c"]),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    text: str, line: int, word: str, names: list[str]
) -> None:
    keywords, (problem,) = read_keywords(text)
    assert problem.line == line
    assert word in in_english([problem.reason])[0]
    assert [keyword.name for keyword in keywords] == names


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_stands_in_its_place_is_read_or_refused(kind: str, tmp_path: Path) -> None:
    file = put(kind, tmp_path / "list.txt")
    with no_hang():
        if file.is_file() and kind not in ("not UTF-8", "a text of 20 MB", "endless zeros"):
            read_keywords(load_keywords(file))
        else:
            with pytest.raises(SettingsError, match=r"list\.txt"):
                load_keywords(file)


def test_the_line_is_named_that_is_no_text(tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_bytes("Tiere\r\n\tB\u00e4r\r\n".encode("latin-1"))
    with pytest.raises(SettingsError, match="line 2 has bytes"):
        load_keywords(file)
    assert MOST_BYTES > 1 << 20


def test_the_list_of_what_is_said() -> None:
    text = """
hide = ["mine", "pug"]
never = ["crane"]
[rename]
automobile = "car"
[under]
Rex = "dog"
automobile = "mine"
"""
    assert keywords_of(GERMAN, read_rules(text, GERMAN).vocabulary) == (
        "animal\n"
        "\tdomestic animal\n\t\tHund\n\t\t\t{dog}\n\t\t\tRex\n\t\tKatze\n\t\t\t{cat}\n"
        "\tKranich\n\t\t{crane bird}\n"
        "[mine]\n\tcar\n\t\t{automobile}\n"
    )


def test_what_stands_under_several_stands_below_each() -> None:
    rules = read_rules('[under]\ndog = ["mine"]\nRex = "dog"\n', NAMES).vocabulary
    lines = keywords_of(NAMES, rules).splitlines()
    assert lines.count("\tdog") + lines.count("\t\tdog") == 2
    assert sum(line.strip() == "Rex" for line in lines) == 1


def test_the_whole_list_of_the_program_changes_nothing() -> None:
    names = TermNames(load_tree())
    text = keywords_of(names, NO_RULES)
    assert len(text.splitlines()) > 1000
    assert added(text, names) == Added("", (), ())


TERMS = st.sampled_from(["dog", "cat", "animal", "crane", "crane bird", "automobile", "pug"])
TAGS = st.sampled_from(["Rex", "mine", "crane", "car", "Kranich", "dog", "My cat", "Hund"])
RULES = st.one_of(
    st.builds(Rule, st.sampled_from(["hide", "never"]), TERMS),
    st.builds(Rule, st.just("rename"), TERMS, TAGS),
    st.builds(Rule, st.just("join"), TAGS, TERMS),
    st.builds(Rule, st.just("under"), TERMS | TAGS, TERMS | TAGS),
)


@given(st.lists(RULES, max_size=8), st.sampled_from([NAMES, GERMAN]))
@example([Rule("rename", "dog", "Kranich"), Rule("rename", "cat", "Kranich")], GERMAN)
def test_what_was_exported_changes_nothing_when_it_is_imported(
    rules: list[Rule], names: TermNames
) -> None:
    text = add_rules("", names, rules).text
    listed = keywords_of(names, read_rules(text, names).vocabulary)
    assert added(listed, names, text) == Added(text, (), ())


@given(st.text(alphabet="\t\n{}[],ab dogcat", max_size=60) | st.text())
def test_any_text_is_a_list_of_which_some_is_right(text: str) -> None:
    keywords, problems = read_keywords(text)
    rules = rules_of(keywords, NAMES, read_rules("", NAMES))
    once = add_rules("", NAMES, rules)
    assert read_rules(once.text, NAMES).problems == ()
    again = add_rules(once.text, NAMES, rules_of(keywords, NAMES, read_rules(once.text, NAMES)))
    assert again.text == once.text
    assert len(in_english(problem.reason for problem in problems)) == len(problems)
