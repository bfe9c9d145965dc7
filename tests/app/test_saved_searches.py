"""Searches that a person keeps under names."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from igtagger.app.saved_searches import SavedSearch, SavedSearches, cleaned_name
from igtagger.errors import SettingsError, UsageError

DOGS, CATS, BOTH = (
    SavedSearch("Dogs", "tag:dog"),
    SavedSearch("Cats", 'tag:cat NOT own:"done ""now"""'),
    SavedSearch("Both \N{BUG}", "tag:dog tag:cat"),
)


@pytest.fixture
def kept(tmp_path: Path) -> SavedSearches:
    searches = SavedSearches(tmp_path / "data" / "searches.json")
    for each in (DOGS, CATS, BOTH):
        searches.save(each)
    return searches


def test_they_are_kept_in_order_for_the_person_alone(kept: SavedSearches) -> None:
    assert SavedSearches(kept.file).load() == [DOGS, CATS, BOTH]
    if os.name == "posix":
        assert stat.S_IMODE(kept.file.stat().st_mode) == 0o600
    assert SavedSearches(kept.file.with_name("none.json")).load() == []


def test_they_are_replaced_renamed_moved_and_let_go(kept: SavedSearches) -> None:
    other = SavedSearch("dogs", "tag:dog score>0.5")
    kept.save(other)
    assert kept.load() == [other, CATS, BOTH]
    kept.move("both \N{BUG}", 0)
    assert kept.load() == [BOTH, other, CATS]
    kept.rename("Cats", "DOGS")
    assert kept.load() == [BOTH, SavedSearch("DOGS", CATS.query)]
    kept.rename("dogs", "Dogs")
    kept.delete("nobody")
    kept.delete(BOTH.name)
    assert kept.load() == [SavedSearch("Dogs", CATS.query)]


def test_one_is_found_by_its_name_in_any_case(kept: SavedSearches) -> None:
    assert kept.find("DOGS") == DOGS
    with pytest.raises(UsageError, match="is called"):
        kept.find("Dog")


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"searches": 1}', b"\xff"])
def test_a_damaged_file_is_told_and_never_lost(kept: SavedSearches, content: bytes) -> None:
    kept.file.write_bytes(content)
    with pytest.raises(SettingsError, match="are damaged"):
        kept.load()
    assert kept.file.read_bytes() == content
    kept.save(DOGS)
    assert kept.load() == [DOGS]
    assert kept.file.with_name("searches.damaged-1.json").read_bytes() == content


def test_what_cannot_be_read_now_is_not_written_over(kept: SavedSearches) -> None:
    kept.file.unlink()
    kept.file.mkdir()
    with pytest.raises(SettingsError):
        kept.save(DOGS)
    assert kept.file.is_dir()


def test_what_makes_no_sense_costs_nothing_but_itself(kept: SavedSearches) -> None:
    entries = [{"name": "x"}, 5, {"name": " \n", "search": "a"}, {"name": " a\nb", "search": "("}]
    twice = [{"name": "A B", "search": "later"}]
    kept.file.write_text(json.dumps({"searches": [*entries, *twice]}))
    assert kept.load() == [SavedSearch("a b", "(")]
    assert len(cleaned_name("x" * 1000)) == 100
