"""Sets of own tags: kept, read again, and saved from damage."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import pytest

from igtagger import settings
from igtagger.app.tag_sets import TagSet, TagSets, load_tag_sets, save_tag_sets
from igtagger.domain import Reason
from igtagger.errors import SettingsError


def load(file: Path) -> TagSets:
    return load_tag_sets(file, lambda reason: pytest.fail(str(reason)))


def test_what_was_saved_is_there_again_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "data" / "tag_sets.json"
    assert load(file) == TagSets()
    wedding = TagSet.of("Wedding", ["Braut ♥", "", "  church ", "a, b"])
    assert wedding.tags == ("Braut ♥", "", "church", "a", "", "", "", "", "")
    kept = TagSets((TagSet(), wedding), 1)
    save_tag_sets(file, kept)
    assert load(file) == kept
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_after_the_last_set_comes_the_first() -> None:
    three = TagSets((TagSet("a"), TagSet("b"), TagSet("c")), 2)
    assert three.stepped(1).current.name == "a"
    assert three.stepped(-1).current.name == "b"
    assert TagSets().stepped(1) == TagSets()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"sets": [], "chosen": 0}',
        '{"sets": [{"name": "a", "tags": []}], "chosen": 1}',
        '{"sets": [{"name": "a", "tags": [1]}], "chosen": 0}',
        '{"sets": [{"name": 1, "tags": []}], "chosen": 0}',
        '{"sets": [{"name": "a"}], "chosen": 0}',
        '{"sets": ["a"], "chosen": 0}',
        '{"sets": "abc", "chosen": 0}',
    ],
)
def test_a_damaged_file_is_told_and_not_lost(tmp_path: Path, text: str) -> None:
    file, told = tmp_path / "tag_sets.json", list[Reason]()
    (tmp_path / "tag_sets.damaged-1.json").write_text("from before")
    file.write_text(text)
    assert load_tag_sets(file, told.append) == TagSets()
    aside = tmp_path / "tag_sets.damaged-2.json"
    assert aside.read_text() == text
    assert not file.exists()
    assert told == [Reason("tag-sets.damaged", file=str(file), aside=str(aside))]
    for name in (file.name, aside.name, f".{file.name}.12-0af3.tmp"):
        assert re.fullmatch(settings._OWN, name)


def test_a_file_that_cannot_be_read_or_written_is_left_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "tag_sets.json"
    folder.mkdir()
    with pytest.raises(SettingsError) as refused:
        save_tag_sets(folder, TagSets())
    assert refused.value.reason.code == "tag-sets.unwritten"
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(SettingsError) as refused:
        load(file / "tag_sets.json")
    assert refused.value.reason.code == "tag-sets.unreadable"
