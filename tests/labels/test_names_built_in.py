"""The names that come with the program: complete, each its own, spelled as a dictionary does."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from igtagger import resources
from igtagger.labels.folding import folded
from igtagger.labels.kinds import KINDS
from igtagger.labels.name_languages import CALLED, built_in, names_in
from igtagger.labels.sets import load_labels
from igtagger.labels.tree import LABEL_SETS, load_tree, term_id

TREE = load_tree()
LABELS = {term_id(name, label) for name in LABEL_SETS for label in load_labels(name)}

SMALL_IN_GERMAN = {
    *("digitale Armbanduhr", "einfarbige Fläche", "getigerte Katze", "kugelsichere Weste"),
    *("medizinische Ausrüstung", "optisches Gerät"),
}
"""Names that begin with an adjective and are no proper ones, as "Weißer Hai" is."""

CAPITALS = {
    "es": "PDA",
    "fr": "VTT",
    "it": "WC",
    "nl": (
        "Afghaanse Afrikaanse Amerikaanse Australische Aziatische Belgische Berner "
        "Bretonse Brusselse Duitse Egyptische Engelse Franse Granny Ierse Italiaans "
        "Japanse Mechelse Mexicaanse Noorse Perzische Pyrenese Schotse Siamese Siberische "
        "T-shirt Tibetaanse Welshe"
    ),
    "pl": "T-shirt",
    "pt": "CD MP3 PDA",
}
"""How names begin that are of people and places, or abbreviations; all others begin small."""

LATIN_IN_THE_EAST = {"ja": {"ATM"}, "zh": {"MPV"}}
"""Names without a character of the language's own."""

OWN_CHARACTERS = {"ja": r"[\u3040-\u30ff\u4e00-\u9fff]", "zh": r"[\u4e00-\u9fff]"}

languages = pytest.mark.parametrize("language", built_in())


def file_of(language: str) -> Path:
    return resources.path("labels", "names", f"{language}.csv")


def lines(language: str) -> list[list[str]]:
    with file_of(language).open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def test_nine_languages_come_with_the_program() -> None:
    assert built_in() == ("de", "es", "fr", "it", "ja", "nl", "pl", "pt", "zh")
    assert set(built_in()) <= CALLED.keys()


def test_nothing_else_lies_beside_them() -> None:
    found = {file.name for file in file_of("de").parent.iterdir()}
    assert found == {f"{language}.csv" for language in built_in()}


@languages
def test_each_line_is_of_one_term_that_there_is(language: str) -> None:
    head, *rows = lines(language)
    assert head == ["wnid", "name"]
    assert {len(row) for row in rows} == {2}
    ids = [row[0] for row in rows]
    assert [id_ for id_, count in Counter(ids).items() if count > 1] == []
    assert set(ids) <= TREE.terms.keys()
    assert dict(rows) == dict(names_in(language))


@languages
def test_whatever_is_shown_has_a_name(language: str) -> None:
    natural = {term.id for term in TREE.terms.values() if term.natural}
    nearest = {TREE.natural_ancestors(id_)[0].id for id_ in LABELS - natural}
    kinds = {term_id(KINDS, label) for label in load_labels(KINDS)}
    assert natural | nearest | kinds <= names_in(language).keys()


@languages
def test_no_two_things_that_are_shown_have_one_name(language: str) -> None:
    shown: dict[str, list[str]] = {}
    for id_, name in names_in(language).items():
        if TREE.terms[id_].natural:
            shown.setdefault(folded(name), []).append(id_)
    assert {name: ids for name, ids in shown.items() if len(ids) > 1} == {}


@languages
def test_names_are_text_that_can_be_typed(language: str) -> None:
    for name in names_in(language).values():
        assert name == unicodedata.normalize("NFC", name)
        assert name == " ".join(name.split())
        assert name.isprintable()
        assert not re.search(r'[,;|/"_]', name), name
        assert re.fullmatch(r"[^()]+( \([^()]+\))?", name), name


def test_german_nouns_begin_with_a_capital() -> None:
    small = {name for name in names_in("de").values() if name[0].islower()}
    assert small == SMALL_IN_GERMAN


@pytest.mark.parametrize("language", CAPITALS)
def test_other_languages_have_capitals_for_names_of_people_and_places_alone(language: str) -> None:
    capitals = {name.split()[0] for name in names_in(language).values() if name[0].isupper()}
    assert capitals == set(CAPITALS[language].split())


@pytest.mark.parametrize("language", OWN_CHARACTERS)
def test_names_in_japanese_and_chinese_are_in_their_own_script(language: str) -> None:
    foreign = {
        name
        for name in names_in(language).values()
        if not re.search(OWN_CHARACTERS[language], name)
    }
    assert foreign == LATIN_IN_THE_EAST[language]


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("de", {"cat": "Katze", "crane": "Kran", "crane bird": "Kranich", "animal": "Tier"}),
        ("es", {"cat": "gato", "crane": "grúa", "polar bear": "oso polar", "map": "mapa"}),
        ("fr", {"cat": "chat", "crane": "grue", "lighthouse": "phare", "bridge": "pont"}),
        ("it", {"cat": "gatto", "crane": "gru", "lighthouse": "faro", "bridge": "ponte"}),
        ("ja", {"cat": "猫", "crane": "クレーン", "bridge": "橋", "map": "地図"}),
        ("nl", {"cat": "kat", "lighthouse": "vuurtoren", "bridge": "brug", "dog": "hond"}),
        ("pl", {"cat": "kot", "crane": "dźwig", "bridge": "most", "map": "mapa"}),
        ("pt", {"cat": "gato", "lighthouse": "farol", "bridge": "ponte", "dog": "cão"}),
        ("zh", {"cat": "猫", "bridge": "桥", "map": "地图", "dog": "狗"}),
    ],
)
def test_a_name_says_what_the_english_one_says(language: str, names: dict[str, str]) -> None:
    shown = {english: names_in(language)[TREE.find(english)[0].id] for english in names}
    assert shown == names
