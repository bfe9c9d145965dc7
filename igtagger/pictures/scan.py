"""Find the pictures in folders.

The rules, which the documentation repeats:

- A file that the person names is always taken, whatever it is called, even where it does not exist:
  it then fails with a reason of its own.
- In a folder, files come first and its folders after them, each in natural order (``IMG_9`` before
  ``IMG_10``, upper and lower case alike).
- Files are taken by their extension (:data:`igtagger.pictures.formats.EXTENSIONS`). A link to a
  file counts as a file, a broken one too: it fails with a reason.
- Files without an ending, or with one that nobody knows, are taken if they begin as a picture
  (:mod:`igtagger.pictures.unnamed`).
- Of a picture for which iCloud left a placeholder, ``.NAME.icloud``, the name is taken: it fails
  with a reason.
- An archive (:mod:`igtagger.pictures.archives`) that the person names is gone through as a folder;
  one in a folder is a file that is no picture.
- Left out are hidden files and folders (a leading dot; on Windows the attribute) and folders that
  programs keep for themselves (:data:`PROGRAM_FOLDERS`).
- What patterns leave out (:mod:`igtagger.pictures.patterns`) is neither taken nor entered; of a
  file that the person names its name alone counts for them.
- A folder is entered once, however many links or arguments lead to it.
- A file that is named, and lies in a folder that is given as well, is taken once: where it is met
  first, or, of very many (:class:`PathList`), where it is named.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING

from igtagger.errors import BadValueError
from igtagger.messages import english
from igtagger.pictures import archives
from igtagger.pictures.elsewhere import placeheld
from igtagger.pictures.formats import EXTENSIONS, is_picture
from igtagger.pictures.path_lists import PathList
from igtagger.pictures.unnamed import begins_as_picture, may_be_picture

if TYPE_CHECKING:
    from igtagger.pictures.patterns import Selection

PROGRAM_FOLDERS = frozenset(
    {
        "__macosx",  # what macOS adds to archives
        "@eadir",  # Synology's thumbnails
        "#recycle",  # Synology's and
        "@recycle",  # QNAP's bins
        "#snapshot",
        "$recycle.bin",
        "system volume information",
        "lost+found",
    }
)
"""Folders of thumbnails, deleted files and the like, lower case."""

MOST_NAMES = 1000
"""So many names of what is passed over are kept: memory does not depend on the number of files."""


class Skipped(Enum):
    """Why something in a folder is not taken, in words for one of it."""

    EXTENSION = "not a picture by its ending"
    HIDDEN = "hidden, or a folder that a program keeps for itself"
    SPECIAL = "neither file nor folder"
    LOOP = "a folder that was met before"
    EXCLUDED = "left out by --exclude or --include"
    OTHER_SHARD = "of another part, by --shard"


@dataclass(slots=True)
class ScanCounts:
    """What a scan has met so far.

    Attributes:
        found: files taken.
        looked: files into which a look was taken, as their names do not tell.
        skipped_extension: files in folders that are not pictures by their name.
        skipped_names: the paths of the first :data:`MOST_NAMES` of those.
        skipped_hidden: hidden files and folders, and folders of :data:`PROGRAM_FOLDERS`; what is
            in such a folder is not counted.
        skipped_special: pipes, sockets and devices.
        skipped_excluded: files and folders that patterns leave out; what is in such a folder is
            not counted.
        skipped_shard: pictures of another part: see :mod:`igtagger.pictures.shards`.
        loops: folders met again, through a link or because two arguments overlap.
        unreadable_folders: each with its reason.
        tell: told of all that is skipped, as it is met: nobody keeps the names.
    """

    found: int = 0
    looked: int = 0
    skipped_extension: int = 0
    skipped_names: list[str] = field(default_factory=list)
    skipped_hidden: int = 0
    skipped_special: int = 0
    skipped_excluded: int = 0
    skipped_shard: int = 0
    loops: int = 0
    unreadable_folders: list[tuple[Path, str]] = field(default_factory=list)
    tell: Callable[[str, Skipped], None] | None = None

    def skip(self, path: str, why: Skipped) -> None:
        """Count one more, and tell of it."""
        match why:
            case Skipped.EXTENSION:
                self.skipped_extension += 1
                if len(self.skipped_names) < MOST_NAMES:
                    self.skipped_names.append(path)
            case Skipped.HIDDEN:
                self.skipped_hidden += 1
            case Skipped.SPECIAL:
                self.skipped_special += 1
            case Skipped.LOOP:
                self.loops += 1
            case Skipped.EXCLUDED:
                self.skipped_excluded += 1
            case Skipped.OTHER_SHARD:
                self.skipped_shard += 1
        if self.tell is not None:
            self.tell(path, why)


class Roots:
    """Files and folders as the person gave them.

    Which of them is a folder is looked at once, by the first who asks, whichever thread that is:
    several scans of the same roots cost a named file one look in all.

    Args:
        paths: of them.
        keep_looks: keep what was seen of the files meanwhile, for :meth:`take_look`.
        selection: what of them, and in them, counts; all if None.
    """

    def __init__(
        self,
        paths: Sequence[Path] | PathList,
        *,
        keep_looks: bool = False,
        selection: Selection | None = None,
    ) -> None:
        self.paths = paths if isinstance(paths, PathList) else tuple(paths)
        self.selection = selection
        self._kinds: tuple[tuple[Path, bool], ...] | None = None
        self._lock = Lock()
        self._looks: dict[str, os.stat_result] | None = {} if keep_looks else None

    @property
    def kinds(self) -> Iterable[tuple[Path, bool]]:
        """Each with whether it is a folder. Of very many it is looked at whenever it is asked."""
        if isinstance(self.paths, PathList):
            return ((path, self._is_folder(path)) for path in self.paths)
        with self._lock:
            if self._kinds is None:
                self._kinds = tuple((path, self._is_folder(path)) for path in self.paths)
            return self._kinds

    @property
    def folders(self) -> list[Path]:
        """Those that are folders."""
        return [path for path, is_folder in self.kinds if is_folder]

    @property
    def homes(self) -> list[Path]:
        """The folders, and those in which the files lie, each once."""
        return list(
            dict.fromkeys(path if is_folder else path.parent for path, is_folder in self.kinds)
        )

    @property
    def named(self) -> set[str] | None:
        """Keys of those that are files; None where there are very many."""
        if isinstance(self.paths, PathList):
            return None
        return {_key(os.fspath(root)) for root, is_folder in self.kinds if not is_folder}

    def names(self, path: str) -> bool:
        """Whether a file is one of very many."""
        return isinstance(self.paths, PathList) and path in self.paths

    def take_look(self, name: str) -> os.stat_result | None:
        """What was seen of a named file, for the first who asks; None for all others.

        It may be as old as the scan: good enough to show a file, not to tell that it is unchanged.
        """
        return self._looks.pop(name, None) if self._looks else None

    def _is_folder(self, path: Path) -> bool:
        try:
            status = os.stat(path)  # noqa: PTH116  (what it tells is kept)
        except (OSError, ValueError):
            return False  # it may not even be looked at: taken as a file, it fails with that reason
        if stat.S_ISDIR(status.st_mode):
            return True
        if self._looks is not None:
            self._looks[os.fspath(path)] = status
        return False


def find_images(
    roots: Sequence[Path] | PathList,
    *,
    recursive: bool = True,
    counts: ScanCounts | None = None,
    cancel: Event | None = None,
    selection: Selection | None = None,
) -> Iterator[Path]:
    """The pictures among ``roots`` and in them, in the order that the module's rules state.

    Lazy: memory holds the names of the folders that are being walked, never those of all files.

    Args:
        roots: files and folders.
        recursive: look into folders within folders.
        counts: filled while the iterator runs.
        cancel: set it, and the iterator ends, also amid folders without a picture.
        selection: what counts; all if None.
    """
    given = Roots(roots, selection=selection)
    return map(Path, find_names(given, recursive, counts or ScanCounts(), cancel or Event()))


def find_names(roots: Roots, recursive: bool, counts: ScanCounts, cancel: Event) -> Iterator[str]:
    """As :func:`find_images`, as text, of which half as much is made."""
    return _Scan(roots, recursive, counts, cancel).run()


def count_images(roots: Roots, recursive: bool, cancel: Event) -> int:
    """How many pictures :func:`find_names` gives for the same arguments, in less of its time.

    No file is put in order for it. After ``cancel`` it is the number so far.
    """
    return _Scan(roots, recursive, ScanCounts(), cancel).count()


class _Scan:
    def __init__(self, roots: Roots, recursive: bool, counts: ScanCounts, cancel: Event) -> None:
        self._roots = roots
        self._selection = roots.selection
        self._recursive = recursive
        self._counts = counts
        self._cancel = cancel
        self._entered: set[object] = set()
        self._named: set[str] | None = set()
        self._yielded: set[str] = set()  # of the named ones only

    def run(self) -> Iterator[str]:
        for folder, names in self._folders():
            _sort(names)
            for name in names:
                # A Path to join with, for each file, costs more.
                full = os.path.join(folder, name)  # noqa: PTH118
                if self._is_new(folder, full):
                    self._counts.found += 1
                    yield full

    def count(self) -> int:
        total = 0
        for folder, names in self._folders():
            if self._named or self._named is None:
                total += sum(self._is_new(folder, os.path.join(folder, name)) for name in names)  # noqa: PTH118
            else:
                total += len(names)
        return total

    def _folders(self) -> Iterator[tuple[str, list[str]]]:
        """Each folder with the names of its files in any order; a named file with no folder.

        Folders are in order in either case: through which of its links a folder is entered decides
        whether a file in it is one that the person named.
        """
        self._named = self._roots.named
        for root, is_folder in self._roots.kinds:
            if self._cancel.is_set():
                return
            if is_folder:
                yield from self._walk(os.fspath(root))
            elif archives.is_archive(root) and root.is_file():
                yield from self._in_archive(root)
            elif self._takes(os.fspath(root), root.name) and self._is_ours(
                os.fspath(root), root.as_posix()
            ):
                yield "", [os.fspath(root)]

    def _is_new(self, folder: str, path: str) -> bool:
        """Whether ``path`` has not been given out: known for files that the person named."""
        if self._named is None:
            return not folder or not self._roots.names(path)
        if not self._named or (key := _key(path)) not in self._named:
            return True
        if key in self._yielded:
            return False
        self._yielded.add(key)
        return True

    def _walk(self, root: str) -> Iterator[tuple[str, list[str]]]:
        # A stack of iterators, not a recursion: folders can be nested deeper than Python's stack.
        stack: list[Iterator[str]] = [iter([root])]
        while stack and not self._cancel.is_set():
            folder = next(stack[-1], None)
            if folder is None:
                stack.pop()
                continue
            if not self._enter(folder):
                continue
            files, folders = self._list(folder, _below(root, folder))
            yield folder, files
            if self._recursive:
                _sort(folders)
                stack.append(map(partial(os.path.join, folder), folders))

    def _in_archive(self, root: Path) -> Iterator[tuple[str, list[str]]]:
        """As of a folder, of which nothing is told but the names."""
        archive = os.fspath(root)
        if not self._enter(archive):
            return
        try:
            names, damage = archives.names(archive), archives.damage(archive)
        except (OSError, ValueError) as error:
            self._counts.unreadable_folders.append((root, _words(error)))
            return
        for inner in sorted(names, key=_place_key):
            if self._cancel.is_set():
                return
            path = archives.path_of(archive, inner)
            if self._takes_member(path, inner):
                yield "", [path]
        if damage is not None:
            self._counts.unreadable_folders.append((root, str(english(damage))))

    def _takes_member(self, path: str, inner: str) -> bool:
        *folders, name = inner.split("/")
        if folders and not self._recursive:
            return False
        if any(part.startswith(".") for part in (*folders, name)) or any(
            part.lower() in PROGRAM_FOLDERS for part in folders
        ):
            self._counts.skip(path, Skipped.HIDDEN)
            return False
        if self._selection is not None and not self._selection.reaches(inner):
            self._counts.skip(path, Skipped.EXCLUDED)
            return False
        if not self._is_called_picture(path, name):
            self._counts.skip(path, Skipped.EXTENSION)
            return False
        return self._is_ours(path, f"{Path(path.partition(archives.SEPARATOR)[0]).name}!{inner}")

    def _is_called_picture(self, path: str, name: str) -> bool:
        ending = os.path.splitext(name)[1].lower()  # noqa: PTH122
        if ending in EXTENSIONS:
            return True
        if not may_be_picture(ending) or (place := archives.parse(path)) is None:
            return False
        self._counts.looked += 1
        with suppress(OSError, ValueError), archives.open_member(place) as file:
            return is_picture(file.read(_HEAD_BYTES))
        return False

    def _enter(self, folder: str) -> bool:
        try:
            identity = _identity(folder)
        except OSError as error:
            self._report(folder, error)
            return False
        if identity in self._entered:
            self._counts.skip(folder, Skipped.LOOP)
            return False
        self._entered.add(identity)
        return True

    def _list(self, folder: str, place: str) -> tuple[list[str], list[str]]:
        files: list[str] = []
        folders: list[str] = []
        elsewhere: list[str] = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if self._cancel.is_set():
                        return [], []
                    if entry.name.endswith(".icloud") and _is_elsewhere(entry):
                        elsewhere.append(placeheld(entry.name) or "")
                    else:
                        self._sort_in(entry, place, files, folders)
        except OSError as error:
            self._report(folder, error)
        if elsewhere:
            lacking = set(elsewhere).difference(files)
            files.extend(
                name
                for name in lacking
                if self._takes(name, place + name) and self._is_ours(name, place + name)
            )
        return files, folders

    def _sort_in(
        self, entry: os.DirEntry[str], place: str, files: list[str], folders: list[str]
    ) -> None:
        try:
            is_folder = entry.is_dir()
            is_file = not is_folder and (entry.is_file() or _is_broken_link(entry))
            hidden = _is_hidden(entry) or (is_folder and entry.name.lower() in PROGRAM_FOLDERS)
        except OSError:
            # Not even its kind may be seen; by its name it may be a picture, and then fails.
            is_folder, is_file, hidden = False, True, entry.name.startswith(".")
        if hidden:
            self._counts.skip(entry.path, Skipped.HIDDEN)
        elif is_folder:
            if self._enters(entry.path, place + entry.name):
                folders.append(entry.name)
        elif not is_file:
            self._counts.skip(entry.path, Skipped.SPECIAL)
        elif not self._takes(entry.path, place + entry.name):
            pass  # before a look into it
        elif self._is_taken(entry):
            if self._is_ours(entry.path, place + entry.name):
                files.append(entry.name)
        else:
            self._counts.skip(entry.path, Skipped.EXTENSION)

    def _enters(self, path: str, place: str) -> bool:
        """Whether patterns let a folder in. ``place`` is its path seen from what was given."""
        if self._selection is None or self._selection.enters(f"{place}/"):
            return True
        self._counts.skip(path, Skipped.EXCLUDED)
        return False

    def _takes(self, path: str, place: str) -> bool:
        """The same of a file."""
        if self._selection is None or self._selection.takes(place):
            return True
        self._counts.skip(path, Skipped.EXCLUDED)
        return False

    def _is_ours(self, path: str, place: str) -> bool:
        """Whether a picture is of the part that is wanted."""
        shard = self._selection.shard if self._selection is not None else None
        if shard is None or shard.has(place):
            return True
        self._counts.skip(path, Skipped.OTHER_SHARD)
        return False

    def _is_taken(self, entry: os.DirEntry[str]) -> bool:
        ending = os.path.splitext(entry.name)[1].lower()  # noqa: PTH122
        if ending in EXTENSIONS:
            return True
        if not may_be_picture(ending):
            return False
        self._counts.looked += 1
        return begins_as_picture(entry)

    def _report(self, folder: str, error: OSError) -> None:
        reason = error.strerror or type(error).__name__
        self._counts.unreadable_folders.append((Path(folder), reason))


def _sort(names: list[str]) -> None:
    names.sort()
    names.sort(key=natural_key)


def natural_key(name: str) -> str:
    """A key that sorts ``IMG_9`` before ``IMG_10``, upper and lower case alike.

    Each number is preceded by how many digits it has, so that plain comparison of the strings is
    right; no lists are built, which for a folder of 500,000 files would take half a gigabyte.
    """
    return _NUMBER.sub(_with_length, name.casefold())


_HEAD_BYTES = 64
_NUMBER = re.compile("0*([0-9]+)")


def _with_length(match: re.Match[str]) -> str:
    digits = match[1]
    return chr(ord("0") + len(digits)) + digits


def _place_key(inner: str) -> list[tuple[bool, str, str]]:
    """By which what is in an archive is in the order of what is in a folder."""
    *folders, name = inner.split("/")
    return [
        *((True, natural_key(part), part) for part in folders),
        (False, natural_key(name), name),
    ]


def _words(error: OSError | ValueError) -> str:
    if isinstance(error, BadValueError):
        return str(english(error.reason))
    return getattr(error, "strerror", None) or str(error)


def _key(path: str) -> str:
    return os.path.normcase(os.path.abspath(path))  # noqa: PTH100  (resolves no links, on purpose)


def _below(root: str, folder: str) -> str:
    """Where the files of a folder lie, seen from the root: empty, or ending with ``/``."""
    place = folder[len(root) :].lstrip(os.sep).replace(os.sep, "/")
    return f"{place}/" if place else ""


def _identity(folder: str) -> object:
    status = os.stat(folder)  # noqa: PTH116
    # Some network drives of Windows number nothing.
    return (status.st_dev, status.st_ino) if status.st_ino else os.path.realpath(folder)


def _is_hidden(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith("."):
        return True
    if os.name != "nt":
        return False
    attributes = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0)
    return bool(attributes & stat.FILE_ATTRIBUTE_HIDDEN)


def _is_elsewhere(entry: os.DirEntry[str]) -> bool:
    """Whether it is iCloud's placeholder for a picture."""
    name = placeheld(entry.name)
    return name is not None and os.path.splitext(name)[1].lower() in EXTENSIONS  # noqa: PTH122


def _is_broken_link(entry: os.DirEntry[str]) -> bool:
    return entry.is_symlink() and not os.path.exists(entry.path)  # noqa: PTH110
