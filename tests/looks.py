"""Counts how often files are looked at and folders are read."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from threading import current_thread
from typing import Any

import pytest


class Looks:
    """From its making to the end of the test; of the threads with those names alone, if given.

    Attributes:
        stats: ``stat`` and ``lstat`` of each path, and of entries of folders.
        reads: of each folder.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *threads: str) -> None:
        self.stats: Counter[str] = Counter()
        self.reads: Counter[str] = Counter()
        self._threads = threads
        stat, lstat, scandir = os.stat, os.lstat, os.scandir

        def counted_stat(path: Any, **named: Any) -> os.stat_result:
            self.count(self.stats, path)
            return stat(path, **named)

        def counted_lstat(path: Any, **named: Any) -> os.stat_result:
            self.count(self.stats, path)
            return lstat(path, **named)

        def counted_scandir(path: Any) -> _Folder:
            self.count(self.reads, path)
            return _Folder(scandir(path), self)

        monkeypatch.setattr(os, "stat", counted_stat)
        monkeypatch.setattr(os, "lstat", counted_lstat)
        monkeypatch.setattr(os, "scandir", counted_scandir)

    def count(self, counter: Counter[str], path: Any) -> None:
        if not isinstance(path, int) and (
            not self._threads or current_thread().name.startswith(self._threads)
        ):
            counter[os.fsdecode(path)] += 1


class _Folder:
    """What ``scandir`` gives."""

    def __init__(self, entries: Any, looks: Looks) -> None:
        self._entries, self._looks = entries, looks

    def __enter__(self) -> Iterator[_Entry]:
        return iter(self)

    def __exit__(self, *_: object) -> None:
        self._entries.close()

    def __iter__(self) -> Iterator[_Entry]:
        return (_Entry(entry, self._looks) for entry in self._entries)


class _Entry:
    def __init__(self, entry: os.DirEntry[str], looks: Looks) -> None:
        self._entry, self._looks = entry, looks

    def __getattr__(self, name: str) -> Any:
        return getattr(self._entry, name)

    def stat(self, **named: Any) -> os.stat_result:
        self._looks.count(self._looks.stats, self._entry.path)
        return self._entry.stat(**named)
