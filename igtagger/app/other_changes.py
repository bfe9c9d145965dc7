"""Which changes of tags on all pictures were made by other programs since they were looked for."""

from __future__ import annotations

from collections.abc import Sequence

from igtagger.library.tag_changes import TagRecord


class OtherChanges:
    """Remembers how changes stood. One thread at a time.

    Args:
        since: when pictures were first read, in seconds since 1970.
    """

    def __init__(self, since: int) -> None:
        self._since = since
        self._known: dict[int, bool] = {}

    def made(self, number: int, *, undone: bool) -> None:
        """A change of this program's own."""
        self._known[number] = undone

    def news(self, records: Sequence[TagRecord]) -> list[TagRecord]:
        """Those that others made, undid or made again since this was asked last."""
        news = [record for record in records if self._is_news(record)]
        self._known = {record.number: record.undone for record in records}
        return news

    def _is_news(self, record: TagRecord) -> bool:
        if record.number in self._known:
            return self._known[record.number] != record.undone
        return record.began >= self._since
