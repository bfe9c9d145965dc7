"""Rules that are put into the person's text, and taken out, with every other line as it is."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from igtagger.errors import SettingsError
from igtagger.labels.rules import Rule
from igtagger.labels.term_names import TermNames
from igtagger.labels.tree import Term, Tree, load_tree
from igtagger.labels.vocabulary import NO_RULES, apply
from igtagger.labels.vocabulary_edits import add_rules, set_rule, unset_rule
from igtagger.labels.vocabulary_file import NEW_FILE, read_rules

NAMES = TermNames(load_tree(), {"n02084071": "Hund"})

TEXT = """\
# Mine, since 2026
hide = [ "goblet",   # too fine
  # "cup",
  "web site" ]

later = { than = "this program" }   # of a later version

[rename]
# what we say at home
car   =   'Auto'   # all of them
[under]

Rex = "dog"  # good boy
dog = ["pets"]
"""
CAR, REX = "car   =   'Auto'   # all of them", 'Rex = "dog"  # good boy'


def changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """Lines that went and lines that came, where all others are in their order."""
    old, new = before.split("\n"), after.split("\n")
    start = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return old[start : len(old) - end], new[start : len(new) - end]


@pytest.mark.parametrize(
    ("rule", "went", "came"),
    [
        (Rule("hide", "cup"), ['  "web site" ]'], ['  "web site",', '  "cup" ]']),
        (Rule("hide", "Goblet"), [], []),
        (Rule("never", "web site"), [], ['never = ["website"]']),
        (Rule("ancestors", "", True), [], ["ancestors = true"]),
        (Rule("rename", "car", "Wagen"), [CAR], ['car   =   "Wagen"   # all of them']),
        (Rule("rename", "n02958343", "Auto"), [], []),
        (Rule("rename", "polar bear", "Eisbär"), [], ['"polar bear" = "Eisbär"']),
        (Rule("rename", "Hund", "Wauwau"), [], ['dog = "Wauwau"']),
        (Rule("floor", "animal", 0.9), [], ["[floor]", "animal = 0.9", ""]),
        (Rule("join", "water's edge", "cliff"), [], ["[join]", '"water\'s edge" = ["cliff"]', ""]),
        (Rule("under", "REX", "family"), [REX], ['Rex = ["dog", "family"]  # good boy']),
        (Rule("under", "Tom", "cat"), [], ['Tom = ["cat"]']),
        (Rule("under", "dog", "family"), ['dog = ["pets"]'], ['dog = ["pets", "family"]']),
    ],
)  # fmt: skip
def test_a_rule_changes_its_own_line_alone(rule: Rule, went: list[str], came: list[str]) -> None:
    after = set_rule(TEXT, NAMES, rule)
    assert changed(TEXT, after) == (went, came)
    windows = set_rule("\ufeff" + TEXT.replace("\n", "\r\n"), NAMES, rule)
    assert windows == "\ufeff" + after.replace("\n", "\r\n")
    assert set_rule(after, NAMES, rule) == after


@pytest.mark.parametrize(
    ("rule", "went", "came"),
    [
        (Rule("hide", "GOBLET"), ['hide = [ "goblet",   # too fine'], ["hide = ["]),
        (Rule("hide", "cup"), [], []),
        (Rule("rename", "car"), [CAR], []),
        (Rule("under", "rex", "dog"), [REX], []),
        (Rule("under", "dog", "pets"), ['dog = ["pets"]'], []),
        (Rule("under", "dog"), ['dog = ["pets"]'], []),
        (Rule("under", "dog", "family"), [], []),
        (Rule("floor", "dog"), [], []),
    ],
)
def test_a_rule_is_taken_out_with_its_line_alone(
    rule: Rule, went: list[str], came: list[str]
) -> None:
    assert changed(TEXT, unset_rule(TEXT, NAMES, rule)) == (went, came)


def test_in_a_new_file_each_rule_stands_below_its_examples() -> None:
    text = set_rule("", NAMES, Rule("rename", "car", "wheels"))
    text = set_rule(text, NAMES, Rule("hide", "goblet"))
    _, came = changed(NEW_FILE, text)
    assert '    "goblet"' in came
    assert '# "polar bear" = "ice bear"\ncar = "wheels"\n\n[join]' in text
    assert unset_rule(text, NAMES, Rule("rename", "car")) == set_rule(
        "", NAMES, Rule("hide", "goblet")
    )


def test_a_last_line_without_an_end_gets_one() -> None:
    assert set_rule("[floor]\ncat = 1", NAMES, Rule("floor", "dog", 0.5)) == (
        "[floor]\ncat = 1\ndog = 0.5\n"
    )
    assert set_rule("# mine", NAMES, Rule("floor", "dog", 0.5)) == "# mine\n\n[floor]\ndog = 0.5\n"


@pytest.mark.parametrize(
    ("text", "rule", "after"),
    [
        ('rename.car = "a"\n', Rule("rename", "car", "b"), 'rename.car = "b"\n'),
        ('rename = { car = "a" }\n', Rule("rename", "car", "b"), 'rename = { car = "b" }\n'),
        ('hide = "goblet"\n', Rule("hide", "cup"), 'hide = ["goblet", "cup"]\n'),
    ],
)
def test_other_spellings_are_gone_on_with(text: str, rule: Rule, after: str) -> None:
    assert set_rule(text, NAMES, rule) == after


def test_notes_at_the_top_of_a_file_stay_there() -> None:
    rule = Rule("hide", "cup")
    assert set_rule("# mine\n\n[floor]\n", NAMES, rule) == '# mine\nhide = ["cup"]\n\n[floor]\n'
    assert set_rule("# least\n[floor]\n", NAMES, rule) == 'hide = ["cup"]\n# least\n[floor]\n'


def test_no_second_section_is_made_where_one_is_spelled_otherwise() -> None:
    with pytest.raises(SettingsError):
        set_rule('rename.car = "a"\n', NAMES, Rule("rename", "cat", "b"))


@pytest.mark.parametrize(
    ("rule", "word"),
    [
        (Rule("rename", "dgo", "x"), 'Nothing is called "dgo"'),
        (Rule("rename", "cat", "a,b"), "cannot be the name of a tag"),
        (Rule("floor", "cat", 2.0), '"cat" needs a number from 0 to 1.'),
        (Rule("under", "animal", "dog"), '"animal" cannot stand under "dog"'),
        (Rule("under", "pets", "Rex"), '"pets" cannot stand under "Rex"'),
        (Rule("under", "hide", "dog"), '"hide" belongs above the first line'),
        (Rule("rename", "cat", "a\ud800"), "cannot be the name of a tag"),
    ],
)
def test_what_would_be_wrong_in_the_file_is_not_put_in(rule: Rule, word: str) -> None:
    with pytest.raises(SettingsError, match=word):
        set_rule(TEXT, NAMES, rule)


def test_a_text_that_does_not_parse_is_left_alone_and_the_line_is_named() -> None:
    text = TEXT + "oops\n"
    for edit in (set_rule, unset_rule):
        with pytest.raises(SettingsError, match=r"before line 15 of them is put right: It cannot"):
            edit(text, NAMES, Rule("hide", "cup"))
    with pytest.raises(SettingsError, match="before line 1 of them"):
        set_rule("hide = 3\n", NAMES, Rule("hide", "cup"))


def test_what_was_wrong_before_may_stay() -> None:
    text = set_rule('hide = ["dgo"]\n', NAMES, Rule("hide", "cup"))
    assert text == 'hide = ["dgo", "cup"]\n'


def test_rules_that_come_from_elsewhere_change_nothing_that_is_there() -> None:
    given = [
        Rule("rename", "car", "Wagen", 1),
        Rule("rename", "cat", "Katze", 2),
        Rule("under", "Rex", "dog", 3),
        Rule("under", "Tom", "cat", 4),
        Rule("under", "pets", "Rex", 5),
        Rule("hide", "dgo", line=6),
        Rule("hide", "cup", line=7),
    ]
    added = add_rules(TEXT, NAMES, given)
    assert [rule.line for rule in added.rules] == [2, 4, 7]
    assert [rule.line for rule, _ in added.refused] == [1, 5, 6]
    assert added.refused[0][1].code == "vocabulary.otherwise"
    assert add_rules(added.text, NAMES, given).text == added.text
    before, after = read_rules(TEXT, NAMES), read_rules(added.text, NAMES)
    assert len(after.rules) == len(before.rules) + 3


SMALL = Tree(
    [
        *(Term(id_, name) for id_, name in (("a", "animal"), ("n02958343", "car"), ("c", "cup"))),
        *(Term("d", "dog", parents=("a",)), Term("k", "cat", parents=("a",))),
        *(Term("t", "tabby", parents=("k",)), Term("g", "goblet"), Term("w", "web site")),
    ]
)
FEW = TermNames(SMALL, {"d": "Hund"})
TERMS = st.sampled_from(["cat", "Hund", "animal", "n02958343", "tabby", "cup", "Wagen", "edge"])
TAGS = st.sampled_from(["Rex", "pets", "edge", "Wagen", "My cat", "dog"]) | st.text(max_size=8)
RULES = st.one_of(
    st.builds(Rule, st.sampled_from(["hide", "never"]), TERMS),
    st.builds(Rule, st.just("rename"), TERMS, TAGS),
    st.builds(Rule, st.just("join"), TAGS, TERMS),
    st.builds(Rule, st.just("floor"), TERMS, st.floats(0, 1)),
    st.builds(Rule, st.just("under"), TERMS | TAGS, TERMS | TAGS),
    st.builds(Rule, st.just("ancestors"), st.just(""), st.booleans()),
)


@given(
    st.lists(RULES, min_size=1, max_size=8), st.sampled_from(["", TEXT, "# x", '[under]\nx = "y"'])
)
def test_what_is_put_in_is_read_and_what_is_taken_out_is_gone(rules: list[Rule], text: str) -> None:
    for rule in rules:
        with suppress(SettingsError):
            after = set_rule(text, FEW, rule)
            reading = read_rules(after, FEW)
            assert len(reading.problems) <= len(read_rules(text, FEW).problems)
            apply(SMALL, reading.vocabulary)
            again = set_rule(after, FEW, rule)
            assert again == after
            text = after
    for rule in rules:
        with suppress(SettingsError):
            text = unset_rule(text, FEW, rule)
            assert unset_rule(text, FEW, rule) == text


MEANT_OTHERWISE = [
    *(Rule("hide", "cat"), Rule("rename", "cat", "edge"), Rule("join", "edge", "animal")),
    *(Rule("floor", "edge", 0.0), Rule("join", "Rex", "Hund")),
]
"""Of which the last cannot be added, and without the third the fourth means another thing."""


@given(st.lists(RULES, max_size=12))
@example([Rule("under", "a", "b"), Rule("under", "b", "a")])
@example(MEANT_OTHERWISE)
def test_adding_twice_is_adding_once_and_gives_no_problems(rules: list[Rule]) -> None:
    once = add_rules(TEXT, FEW, rules)
    reading = read_rules(once.text, FEW)
    assert len(reading.problems) == len(read_rules(TEXT, FEW).problems)
    assert add_rules(once.text, FEW, rules).text == once.text
    kept = [line for line in TEXT.splitlines() if line.lstrip().startswith("#")]
    assert all(line in once.text for line in kept)


def test_no_rules_change_nothing() -> None:
    assert add_rules("", NAMES, []).text == ""
    assert read_rules("", NAMES).vocabulary == NO_RULES
