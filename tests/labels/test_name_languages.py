"""In which languages there are names, and whose go before whose."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igtagger import resources
from igtagger.errors import SettingsError
from igtagger.labels.name_languages import (
    brought_in,
    built_in,
    called,
    code_of,
    file_of,
    keep,
    names_in,
)
from igtagger.settings import Settings, keep_private
from tests.hostile import KINDS, no_hang, put, refusal_of

CAT, DOG = "n02121808", "n02084071"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Resources with names in German and Portuguese alone; the folder of what a person brought."""
    labels = resources.path("labels")
    folder = tmp_path / "resources" / "labels"
    (folder / "names").mkdir(parents=True)
    for file in labels.glob("*.csv"):
        (folder / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(resources, "root", lambda: tmp_path / "resources")
    (folder / "names" / "de.csv").write_text(f"wnid,name\n{CAT},Katze\n{DOG},Hund\n", "utf-8")
    (folder / "names" / "pt.csv").write_text(f"wnid,name\n{CAT},gato\n", "utf-8")
    return tmp_path / "names"


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("de", "de"),
        ("de_AT", "de-at"),
        ("pt-BR", "pt-br"),
        ("de_DE.UTF-8@euro", "de-de"),
        ("zh-Hans-CN", "zh-hans-cn"),
        ("deu", "de"),
        ("cmn", "zh"),
        ("yue", "yue"),
        ("", None),
        ("C", None),
        ("POSIX", None),
        ("../de", None),
        ("de/..", None),
        ("con", None),
        ("nul-x", None),
        ("d\u0435", None),
    ],
)
def test_a_language_has_one_code_however_it_is_spelled(language: str, code: str | None) -> None:
    assert code_of(language) == code


@given(st.text(max_size=30))
def test_no_code_leads_out_of_the_folder(text: str) -> None:
    code = code_of(text)
    assert code is None or file_of(code, Path("names")).parent == Path("names")
    assert code is None or code_of(code) == code


def test_a_language_is_called_as_it_calls_itself() -> None:
    assert [called(code) for code in ("de", "pt-br", "zh", "yue")] == [
        "Deutsch",
        "Português",
        "中文",
        "yue",
    ]


def test_english_needs_no_names(own: Path) -> None:
    keep({CAT: "moggy"}, "en", own)
    for language in ("", "en", "en-GB", "en_US"):
        assert names_in(language, own) == {}


def test_a_language_without_names_has_none(own: Path) -> None:
    assert names_in("eo", own) == names_in("no such language", own) == {}
    assert (built_in(), brought_in(own)) == (("de", "pt"), ())


def test_a_country_has_what_its_language_has(own: Path) -> None:
    assert names_in("de_AT")[CAT] == "Katze"
    assert names_in("pt-BR", own)[CAT] == "gato"


def test_what_a_person_brought_goes_before_what_comes_with_the_program(own: Path) -> None:
    keep({CAT: "Mieze"}, "de", own)
    assert dict(names_in("de", own)) == {CAT: "Mieze", DOG: "Hund"}
    assert dict(names_in("de")) == {CAT: "Katze", DOG: "Hund"}
    keep({CAT: "Katz"}, "de-at", own)
    assert names_in("de-AT", own)[CAT] == "Katz"
    assert names_in("de", own)[CAT] == "Mieze"
    assert brought_in(own) == ("de", "de-at")


def test_ids_of_a_later_program_do_no_harm_in_what_was_brought(own: Path) -> None:
    keep({CAT: "Mieze", "n99999999": "Neues"}, "de", own)
    assert names_in("de", own).keys() == {CAT, DOG}


def test_what_was_brought_takes_the_place_of_what_was_brought_before(own: Path) -> None:
    keep({CAT: "Mieze"}, "de", own)
    file = keep({DOG: "Wauwau"}, "de", own)
    assert dict(names_in("de", own)) == {CAT: "Katze", DOG: "Wauwau"}
    assert list(own.iterdir()) == [file]


@pytest.mark.skipif(os.name == "nt", reason="Windows has access lists instead")
def test_what_was_brought_is_its_owners_alone(own: Path) -> None:
    file = keep({CAT: "Mieze"}, "de", own)
    assert (file.stat().st_mode & 0o777, own.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.skipif(os.name == "nt", reason="Windows has access lists instead")
def test_what_was_brought_and_opened_to_others_is_mended_at_the_next_start() -> None:
    settings = Settings.from_environment()
    file = keep({CAT: "Mieze"}, "de", settings.names_dir)
    file.chmod(0o644)
    file.parent.chmod(0o755)
    keep_private(settings)
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_names_that_cannot_be_kept_are_told_and_leave_what_was_there(own: Path) -> None:
    own.write_text("a file where the folder should be")
    with pytest.raises(SettingsError, match="cannot be written"):
        keep({CAT: "Mieze"}, "de", own)
    assert names_in("de", own)[CAT] == "Katze"


def test_a_line_that_a_person_broke_is_told_with_its_file_and_number(own: Path) -> None:
    file = keep({CAT: "Mieze", DOG: "Wauwau"}, "de", own)
    file.write_text(file.read_text("utf-8").replace(f"{DOG},", "dog,"), "utf-8")
    with pytest.raises(SettingsError, match=r"de\.csv.*line 3: 'dog' is no id") as refusal:
        names_in("de", own)
    assert "igtagger labels import FILE --language de --force" in refusal.value.hint


@pytest.mark.parametrize("kind", KINDS)
def test_what_stands_in_the_place_of_brought_names_is_read_or_told(kind: str, own: Path) -> None:
    file = put(kind, file_of("de", own))
    with no_hang():
        refusal = refusal_of(lambda: names_in("de", own), SettingsError)
    assert (refusal is None) == (kind in ("nothing", "a byte-order mark"))
    assert refusal is None or (str(file) in str(refusal) and len(str(refusal)) < 1000)


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_names_of_the_program_are_told_with_a_way_out(kind: str, own: Path) -> None:
    file = resources.path("labels", "names", "de.csv")
    file.unlink()
    put(kind, file)
    with no_hang(), pytest.raises(SettingsError, match=r"de\.csv.*Install igtagger again"):
        names_in("de")


@pytest.mark.parametrize(
    "content",
    [f"wnid,name\n{CAT},Katze\nn0208407", f"wnid,name\n{CAT},a\n{CAT},b\n", "n99999999,Nichts\n"],
)
def test_names_of_the_program_that_are_not_as_they_were_are_damaged(
    content: str, own: Path
) -> None:
    resources.path("labels", "names", "de.csv").write_text(content, "utf-8")
    with pytest.raises(SettingsError, match="Install igtagger again"):
        names_in("de")
