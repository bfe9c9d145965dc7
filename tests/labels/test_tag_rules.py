"""What changes of own tags make of the person's rules."""

from __future__ import annotations

import pytest

from igtagger.errors import SettingsError, UsageError
from igtagger.labels.naming import Naming
from igtagger.labels.tag_rules import TagEdit, rules_after
from igtagger.labels.term_names import TermNames
from igtagger.labels.tree import load_tree
from igtagger.labels.vocabulary import Vocabulary
from igtagger.labels.vocabulary_file import read_rules
from tests.saying import in_english

NAMES = TermNames(load_tree(), {"n02121808": "Katze"})
RULES = """\
# mine
[under]
Rex = "dog"   # a note
"Rex's ball" = ["Rex"]
toys = "things"

[synonym]
Rex = ["Rexi", "our dog"]

[colour]
Rex = "blue"
"""


def after(edit: TagEdit, text: str = RULES) -> Vocabulary:
    changed = rules_after(text, NAMES, edit)
    reading = read_rules(changed, NAMES)
    assert in_english(problem.reason for problem in reading.problems) == []
    return reading.vocabulary


def test_other_words_and_colours_are_read_whatever_their_case() -> None:
    naming = Naming(read_rules(RULES, NAMES).vocabulary)
    assert naming.main_tag("OUR Dog") == "Rex"
    assert naming.main_tag("other") == "other"
    assert naming.colour("rex") == "blue"
    assert naming.colour("other") == ""
    assert naming.words("Rex") == ("rex", "rexi", "our dog")


def test_a_name_of_the_tree_has_other_words_too() -> None:
    naming = Naming(read_rules('[synonym]\nKatze = ["Mieze"]\n', NAMES).vocabulary, NAMES.shown)
    cat = next(
        ref for ref in naming.candidates("imagenet-1k").keys if naming.words(ref)[0] == "katze"
    )
    assert "mieze" in naming.words(cat)
    assert naming.words("Katze") == ("katze", "mieze")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[synonym]\na = ["b"]\nb = ["a"]\n', "cannot be another word"),
        ('[synonym]\na = ["b"]\nb = ["c"]\nc = ["a"]\n', "cannot be another word"),
        ('[synonym]\na = ["A"]\n', "cannot be another word"),
        ('[synonym]\na = ["x"]\nb = ["X"]\n', "a second time"),
        ('[colour]\na = "mauve"\n', "red, orange"),
        ("[colour]\na = 3\n", "red, orange"),
        ('[colour]\na = "red"\nA = "blue"\n', "a second time"),
    ],
)
def test_what_means_nothing_is_told(text: str, problem: str) -> None:
    problems = in_english(each.reason for each in read_rules(text, NAMES).problems)
    assert len(problems) == 1
    assert problem in problems[0]


def test_a_tag_takes_its_rules_along_to_a_new_name() -> None:
    found = after(TagEdit("rename", ("rex",), "Max"))
    assert found.under == {
        "Max": ("n02084071",), "Rex's ball": ("Max",), "toys": ("things",),
    }  # fmt: skip
    assert found.synonyms == {"rexi": "Max", "our dog": "Max"}
    assert found.colours == {"max": "blue"}


def test_notes_and_other_lines_stay_as_they_are() -> None:
    changed = rules_after(RULES, NAMES, TagEdit("rename", ("Rex",), "Max"))
    assert changed.startswith("# mine\n[under]\n")
    assert 'toys = "things"\n' in changed


def test_a_new_spelling_is_written_down() -> None:
    changed = rules_after(RULES, NAMES, TagEdit("rename", ("Rex",), "REX"))
    assert "Rex =" not in changed
    assert after(TagEdit("rename", ("Rex",), "REX")).colours == {"rex": "blue"}


def test_a_rename_to_one_of_its_other_words_makes_that_the_tag() -> None:
    found = after(TagEdit("rename", ("Rex",), "Rexi"))
    assert found.synonyms == {"our dog": "Rexi"}


def test_the_old_name_may_stay_as_another_word() -> None:
    found = after(TagEdit("rename", ("Rex",), "Max", keep_words=True))
    assert found.synonyms == {"rexi": "Max", "our dog": "Max", "rex": "Max"}
    assert after(TagEdit("rename", ("x",), "y", keep_words=True), "").synonyms == {"x": "y"}


def test_of_a_merge_what_is_said_of_the_tag_itself_holds() -> None:
    found = after(TagEdit("merge", ("Rex",), "toys"))
    assert found.under == {"toys": ("things",), "Rex's ball": ("toys",)}
    assert found.colours == {"toys": "blue"}
    assert found.synonyms == {"rexi": "toys", "our dog": "toys"}


def test_a_tag_that_becomes_what_it_stands_under_stands_under_nothing_by_that() -> None:
    text = '[under]\na = "b"\nb = "c"\n'
    assert after(TagEdit("merge", ("a",), "b"), text).under == {"b": ("c",)}
    assert after(TagEdit("merge", ("a",), "c"), text).under == {"b": ("c",)}
    assert after(TagEdit("merge", ("a", "b"), "c"), text).under == {}


def test_a_deleted_tag_leaves_no_rule_and_what_was_below_moves_up() -> None:
    found = after(TagEdit("delete", ("Rex",)))
    assert found.under == {"Rex's ball": ("n02084071",), "toys": ("things",)}
    assert (found.synonyms, found.colours) == ({}, {})


def test_a_parent_takes_the_place_of_another() -> None:
    assert after(TagEdit("parent", ("toys",), "Rex")).under["toys"] == ("Rex",)
    assert "toys" not in after(TagEdit("parent", ("toys",), "")).under
    assert after(TagEdit("parent", ("new",), "cat")).under["new"] == ("n02121808",)


def test_a_circle_is_refused() -> None:
    for parent in ("toys", "Rex's ball"):
        tag = "toys" if parent == "toys" else "Rex"
        with pytest.raises(SettingsError, match="cannot stand under"):
            rules_after(RULES, NAMES, TagEdit("parent", (tag,), parent))


def test_a_tag_called_as_a_term_is_cannot_be_placed_but_coloured() -> None:
    for name in ("dog", "Katze"):
        with pytest.raises(UsageError, match="a name of igtagger's own"):
            rules_after("", NAMES, TagEdit("parent", (name,), "pets"))
        edit = TagEdit("colour", (name,), "red")
        assert after(edit, "").colours == {name.casefold(): "red"}
    assert 'Katze = "red"' in rules_after("", NAMES, TagEdit("colour", ("Katze",), "red"))


def test_rules_for_a_term_are_not_those_of_a_tag_of_its_name() -> None:
    text = '[under]\ndog = "pets"\nRex = "dog"\n'
    assert rules_after(text, NAMES, TagEdit("rename", ("dog",), "Hasso")) == text
    assert rules_after(text, NAMES, TagEdit("delete", ("dog",))) == text


def test_colours_and_other_words_come_and_go() -> None:
    assert after(TagEdit("colour", ("REX",), "red")).colours == {"rex": "red"}
    assert after(TagEdit("colour", ("rex",), "")).colours == {}
    more = rules_after(RULES, NAMES, TagEdit("synonym", ("Rex",), "Hasso"))
    assert 'Rex = ["Rexi", "our dog", "Hasso"]' in more
    less = rules_after(more, NAMES, TagEdit("no synonym", ("Rex",), "REXI"))
    assert 'Rex = ["our dog", "Hasso"]' in less
    with pytest.raises(SettingsError, match="cannot be another word"):
        rules_after(RULES, NAMES, TagEdit("synonym", ("Rexi",), "Rex"))


def test_a_damaged_text_is_changed_by_hand_alone_unless_nothing_in_it_is_meant() -> None:
    damaged = RULES + "oops\n"
    with pytest.raises(SettingsError, match="line 12"):
        rules_after(damaged, NAMES, TagEdit("rename", ("Rex",), "Max"))
    assert rules_after(damaged, NAMES, TagEdit("rename", ("other",), "Max")) == damaged
