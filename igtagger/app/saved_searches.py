"""Searches that a person keeps under names, for the window and the command line alike.

They lie in a small file of JSON in the data folder, in the person's order. Another program may
change it at any time: each change here begins with what the file holds then.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from igtagger.errors import SettingsError, UsageError, detail_of
from igtagger.small_files import parse_json, read_small, set_aside, write_json

MOST_BYTES = 1 << 20
LONGEST_NAME = 100
"""Characters."""


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """One of them.

    Attributes:
        name: what the person calls it; no two differ by case alone.
        query: in the language of :mod:`igtagger.labels.query`.
    """

    name: str
    query: str


def cleaned_name(text: str) -> str:
    """A name as it is kept: on one line, without control characters; empty where nothing is left.

    At most :data:`LONGEST_NAME` characters.
    """
    kept = (c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cs"))
    return " ".join("".join(kept).split())[:LONGEST_NAME].strip()


class SavedSearches:
    """The person's file of searches.

    Args:
        file: it; it need not be there yet.
    """

    def __init__(self, file: Path) -> None:
        self.file = file

    def load(self) -> list[SavedSearch]:
        """All of them, in order. What makes no sense in the file is left out.

        Raises:
            SettingsError: the file cannot be read, or is damaged.
        """
        try:
            return _searches_in(parse_json(read_small(self.file, MOST_BYTES)))
        except FileNotFoundError:
            return []
        except OSError as error:
            detail = detail_of(error)
            raise SettingsError("searches.unreadable", file=self.file, detail=detail) from error
        except ValueError as error:
            raise SettingsError(
                "searches.damaged", file=self.file, detail=detail_of(error)
            ) from error

    def find(self, name: str) -> SavedSearch:
        """The one of that name, whatever its case.

        Raises:
            UsageError: there is none.
            SettingsError: as of :meth:`load`.
        """
        searches = self.load()
        place = _place_of(searches, name)
        if place is None:
            raise UsageError("searches.unknown", name=name[:LONGEST_NAME])
        return searches[place]

    def save(self, search: SavedSearch) -> None:
        """Keep it, in the place of one of that name, or else as the last.

        Raises:
            SettingsError: the file cannot be read or written. A damaged one is no hindrance: it is
                kept under another name, and a new one is begun.
        """

        def change(searches: list[SavedSearch]) -> None:
            place = _place_of(searches, search.name)
            if place is None:
                searches.append(search)
            else:
                searches[place] = search

        self._change(change)

    def rename(self, old: str, new: str) -> None:
        """Call one otherwise; another one that was called so goes.

        Raises:
            SettingsError: as of :meth:`save`.
        """

        def change(searches: list[SavedSearch]) -> None:
            place, other = _place_of(searches, old), _place_of(searches, new)
            if place is not None:
                searches[place] = replace(searches[place], name=new)
                if other not in (None, place):
                    del searches[other]

        self._change(change)

    def delete(self, name: str) -> None:
        """Let go of one, if it is still there.

        Raises:
            SettingsError: as of :meth:`save`.
        """

        def change(searches: list[SavedSearch]) -> None:
            if (place := _place_of(searches, name)) is not None:
                del searches[place]

        self._change(change)

    def move(self, name: str, place: int) -> None:
        """Let one stand at another place, from 0.

        Raises:
            SettingsError: as of :meth:`save`.
        """

        def change(searches: list[SavedSearch]) -> None:
            if (old := _place_of(searches, name)) is not None:
                searches.insert(place, searches.pop(old))

        self._change(change)

    def _change(self, change: Callable[[list[SavedSearch]], None]) -> None:
        try:
            searches = self.load()
        except SettingsError as error:
            if error.reason.code != "searches.damaged":
                raise
            searches = []
            self._write_whole(searches, aside=True)
        before = list(searches)
        change(searches)
        if searches != before:
            self._write_whole(searches)

    def _write_whole(self, searches: Sequence[SavedSearch], *, aside: bool = False) -> None:
        kept = {"searches": [{"name": each.name, "search": each.query} for each in searches]}
        try:
            if aside:
                set_aside(self.file)
            write_json(self.file, kept)
        except OSError as error:
            detail = detail_of(error)
            raise SettingsError("searches.unwritten", file=self.file, detail=detail) from error


def _searches_in(content: object) -> list[SavedSearch]:
    listed = content.get("searches") if isinstance(content, dict) else None
    if not isinstance(listed, list):
        raise ValueError("searches")  # noqa: TRY004  the file is damaged, whatever it holds
    found = [search for each in listed if (search := _search_in(each)) is not None]
    return list({search.name.casefold(): search for search in reversed(found)}.values())[::-1]


def _search_in(entry: Any) -> SavedSearch | None:
    if not isinstance(entry, dict):
        return None
    name, query = entry.get("name"), entry.get("search")
    if not isinstance(name, str) or not isinstance(query, str):
        return None
    return SavedSearch(cleaned_name(name), query) if cleaned_name(name) else None


def _place_of(searches: Sequence[SavedSearch], name: str) -> int | None:
    same = (place for place, each in enumerate(searches) if each.name.casefold() == name.casefold())
    return next(same, None)
