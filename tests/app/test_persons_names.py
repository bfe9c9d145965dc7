"""What things are called for a person: their rules, and the language in which they type."""

from __future__ import annotations

from pathlib import Path

import pytest

from igtagger.app.names import find_language, load_naming, name_rule
from igtagger.domain import LabelRef, Reason
from igtagger.errors import UsageError
from igtagger.labels.name_languages import own_language
from igtagger.labels.tree import term_ref
from igtagger.models.catalog import everyday
from igtagger.settings import Preferences, Settings, save_preferences

CAT, TABBY = term_ref("n02121808"), LabelRef("imagenet-1k", 281)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("IGTAGGER_CONFIG_DIR", str(tmp_path))
    return Settings(data_dir=tmp_path)


def test_without_files_things_are_called_in_english_and_nothing_is_wrong(
    settings: Settings,
) -> None:
    told: list[Reason] = []
    naming = load_naming(settings, tell=told.append)
    assert naming.label_of(CAT).name == "cat"
    assert load_naming(settings, "de").label_of(CAT).name == "Katze"
    assert told == []
    assert name_rule(everyday(), naming).naming is naming


@pytest.mark.parametrize(
    "preferences", [Preferences(language="de"), Preferences(names_language="de", language="en")]
)
def test_rules_in_the_persons_language_hold_whichever_names_are_wanted(
    settings: Settings, preferences: Preferences
) -> None:
    save_preferences(preferences)
    assert own_language() == "de"
    settings.vocabulary_file.write_text('[rename]\nKatze = "Mieze"\n', encoding="utf-8")
    told: list[Reason] = []
    for language, tabby in (("", "tabby cat"), ("de", "getigerte Katze"), ("fr", "chat tigré")):
        naming = load_naming(settings, language, told.append)
        assert naming.label_of(CAT).name == "Mieze"
        assert naming.label_of(TABBY).name == tabby
    assert told == []


def test_what_is_wrong_is_told_and_the_rest_holds(settings: Settings) -> None:
    settings.vocabulary_file.write_text(
        '[rename]\ncat = "puss"\nno-such-thing = "x"\n', encoding="utf-8"
    )
    settings.names_dir.mkdir()
    (settings.names_dir / "de.csv").write_bytes(b"\xff\xfe\xff")
    told: list[Reason] = []
    naming = load_naming(settings, "de", told.append)
    assert naming.label_of(CAT).name == "puss"
    assert {reason.code for reason in told} >= {"vocabulary.in-line"}
    assert len(told) == 2


def test_rules_that_cannot_be_read_cost_only_themselves(settings: Settings) -> None:
    settings.vocabulary_file.write_bytes(b'hide = ["cat"]\n\xff')
    told: list[Reason] = []
    naming = load_naming(settings, tell=told.append)
    assert naming.label_of(CAT).name == "cat"
    assert [reason.code for reason in told] == ["vocabulary.not-utf8"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [("de", "de"), ("deu", "de"), ("de_AT", "de-at"), ("en", "en"), ("en-GB", "en-gb")],
)
def test_a_language_is_found_however_it_is_written(
    settings: Settings, asked: str, code: str
) -> None:
    assert find_language(settings, asked) == code


@pytest.mark.parametrize("asked", ["xx", "d", "no language"])
def test_a_language_without_names_is_refused_and_those_with_names_are_told(
    settings: Settings, asked: str
) -> None:
    with pytest.raises(UsageError) as refused:
        find_language(settings, asked)
    assert refused.value.reason.code == "names.no-such"
    assert dict(refused.value.reason.facts)["languages"].startswith("en, ")
