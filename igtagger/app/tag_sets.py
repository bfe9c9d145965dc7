"""Sets of nine own tags for nine keys: what the person made, kept in a file of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from igtagger.domain import Reason
from igtagger.errors import SettingsError, detail_of
from igtagger.labels import own_tags
from igtagger.small_files import parse_json, read_small, set_aside, write_json

SLOTS = 9
MOST_SETS = 100
_MOST_BYTES = 1 << 20
_NOTHING = ("",) * SLOTS


@dataclass(frozen=True, slots=True)
class TagSet:
    """Own tags by place.

    Attributes:
        name: of the set; empty for one that nobody named yet.
        tags: :data:`SLOTS` of them, empty where there is none.
    """

    name: str = ""
    tags: tuple[str, ...] = _NOTHING

    @classmethod
    def of(cls, name: str, tags: Iterable[str]) -> TagSet:
        """A set as a person writes it: one tag a place, whatever is typed there."""
        cleaned = [next(iter(own_tags.parse(tag)), "") for tag in tags][:SLOTS]
        return cls(own_tags.cleaned(name), (*cleaned, *_NOTHING)[:SLOTS])


@dataclass(frozen=True, slots=True)
class TagSets:
    """All sets, at least one, and the place of the one that the keys are about."""

    sets: tuple[TagSet, ...] = (TagSet(),)
    chosen: int = 0

    @property
    def current(self) -> TagSet:
        """The chosen one."""
        return self.sets[self.chosen]

    def stepped(self, by: int) -> TagSets:
        """With another one chosen, so many further on; after the last comes the first."""
        return replace(self, chosen=(self.chosen + by) % len(self.sets))


def load_tag_sets(file: Path, tell: Callable[[Reason], None]) -> TagSets:
    """What was kept; one empty set where there is no file.

    A file that is no list of sets is renamed, and ``tell`` hears where it is now.

    Raises:
        SettingsError: it cannot be read, or not be renamed.
    """
    try:
        try:
            return _read(parse_json(read_small(file, _MOST_BYTES)))
        except FileNotFoundError:
            return TagSets()
        except (ValueError, TypeError, KeyError):
            tell(Reason("tag-sets.damaged", file=str(file), aside=str(set_aside(file))))
            return TagSets()
    except OSError as error:
        detail = detail_of(error)
        raise SettingsError("tag-sets.unreadable", file=file, detail=detail) from error


def save_tag_sets(file: Path, kept: TagSets) -> None:
    """Keep them; no one else may read the file.

    Raises:
        SettingsError: it cannot be written; what it held before is still there.
    """
    content = {
        "chosen": kept.chosen,
        "sets": [{"name": each.name, "tags": list(each.tags)} for each in kept.sets],
    }
    try:
        write_json(file, content)
    except OSError as error:
        detail = detail_of(error)
        raise SettingsError("tag-sets.unwritten", file=file, detail=detail) from error


def _read(content: object) -> TagSets:
    """Raises: TypeError, ValueError, KeyError: it is nothing that we wrote."""
    if not isinstance(content, dict):
        raise TypeError(content)
    sets, chosen = content["sets"], content["chosen"]
    if not isinstance(sets, list) or not 1 <= len(sets) <= MOST_SETS:
        raise ValueError(sets)
    if not isinstance(chosen, int) or not 0 <= chosen < len(sets):
        raise ValueError(chosen)
    return TagSets(tuple(_read_set(each) for each in sets), chosen)


def _read_set(content: object) -> TagSet:
    if not isinstance(content, dict):
        raise TypeError(content)
    name, tags = content["name"], content["tags"]
    if not isinstance(name, str) or not _is_texts(tags):
        raise TypeError(content)
    return TagSet.of(name, tags)


def _is_texts(value: Sequence[object]) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
