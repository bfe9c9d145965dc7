"""The store of taught tags: one file in the data folder, written whole or not at all.

The window and the command line may have it open at once: each change is made under a lock, on what
the file holds then. An index is never given twice, since decisions in the library go by it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from igtagger import private
from igtagger.domain import Reason
from igtagger.errors import SettingsError, UsageError, detail_of
from igtagger.files import write_whole
from igtagger.labels.own_tags import cleaned, same_tag
from igtagger.labels.rule_lines import nearest
from igtagger.labels.tag_rules import TagEdit
from igtagger.models.tag_head import LEAST_EXAMPLES
from igtagger.models.taught import TaughtTag
from igtagger.models.taught_file import MOST_BYTES, MOST_TAGS, TaughtFile, packed, unpacked
from igtagger.small_files import read_small, set_aside

_FILE = "tags.safetensors"
_WAIT_SECONDS = 10.0
_NEVER = 1.0
"""The threshold of what has not been taught yet."""

Stamp = tuple[int, int, int]


class TaughtTags:
    """All taught tags, by name whatever the case. Any thread may call it, several at once too.

    Every method raises a SettingsError where the file cannot be read or written.

    Args:
        folder: see :attr:`igtagger.settings.Settings.taught_dir`; it may be missing.
        tell: told where a damaged file is now.
    """

    def __init__(self, folder: Path, tell: Callable[[Reason], None] = lambda reason: None) -> None:
        self._file, self._tell = folder / _FILE, tell
        self._reading = threading.RLock()
        self._seen: tuple[Stamp, TaughtFile] | None = None

    # Reading

    def tags(self) -> tuple[TaughtTag, ...]:
        """All of them by their index, those of other models too, and those that were only begun."""
        return self._read().tags

    def of_model(
        self, model_id: str, weights_sha256: str, *, automatic: bool | None = None
    ) -> tuple[TaughtTag, ...]:
        """Those that were taught on features of a model.

        Args:
            model_id: the model.
            weights_sha256: which weights of it.
            automatic: only those that are, or are not; None for both.
        """
        return tuple(
            tag
            for tag in self.tags()
            if (tag.model_id, tag.weights_sha256) == (model_id, weights_sha256)
            and automatic in (None, tag.automatic)
        )

    def get(self, name: str) -> TaughtTag | None:
        """The tag of that name; None where there is none."""
        return _named(self.tags(), name)

    def find(self, name: str) -> TaughtTag:
        """The tag of that name.

        Raises:
            UsageError: there is none.
        """
        return _found(self.tags(), name)

    # Changing

    def begin(
        self,
        name: str,
        model_id: str,
        weights_sha256: str,
        channels: int,
        *,
        least_index: int = 0,
    ) -> TaughtTag:
        """The tag of that name, made if need be: a new one has no example, and is never said.

        Args:
            name: as the person spells it.
            model_id: the model that a new one is to be taught on.
            weights_sha256: which weights of it.
            channels: how many features that gives.
            least_index: the first that nothing in the library goes by.

        Raises:
            UsageError: it can be no tag, or there are too many.
        """
        if not (name := cleaned(name)):
            raise UsageError("taught.no-name")
        if (found := self.get(name)) is not None:
            return found
        with self._changing() as kept:
            if (found := _named(kept.tags, name)) is not None:
                return found
            index = max(kept.next_index, least_index)
            weight = np.zeros(channels, np.float32)
            tag = TaughtTag(index, name, model_id, weights_sha256, weight, 0.0, _NEVER)
            self._write((*kept.tags, tag), index + 1)
        return tag

    def put(self, tags: Sequence[TaughtTag]) -> None:
        """Keep these, in the places of those with their indices, all of them or none.

        Raises:
            UsageError: another one has such a name, or there are too many.
        """
        with self._changing() as kept:
            after = {tag.index: tag for tag in kept.tags} | {tag.index: tag for tag in tags}
            if len({same_tag(tag.name) for tag in after.values()}) < len(after):
                raise UsageError("taught.exists", name=tags[0].name)
            self._write(tuple(after.values()), kept.next_index)

    def add(self, tags: Sequence[TaughtTag], *, least_index: int = 0) -> list[TaughtTag]:
        """Keep tags that were taught elsewhere, all of them or none; those called so are replaced.

        Args:
            tags: their indices are of no account.
            least_index: as of :meth:`begin`.

        Returns:
            The tags with the indices that they have here.

        Raises:
            UsageError: there are too many.
        """
        added: list[TaughtTag] = []
        with self._changing() as kept:
            after, following = {tag.index: tag for tag in kept.tags}, kept.next_index
            following = max(following, least_index)
            for tag in tags:
                old = _named(kept.tags, tag.name)
                index = old.index if old is not None else following
                following = max(following, index + 1)
                added.append(replace(tag, index=index))
                after[index] = added[-1]
            self._write(tuple(after.values()), following)
        return added

    def switch(self, name: str, *, automatic: bool) -> TaughtTag:
        """Have a tag said of pictures by itself, or no longer.

        Raises:
            UsageError: there is none, or too few examples were taught.
        """
        with self._changing() as kept:
            tag = _found(kept.tags, name)
            if automatic and tag.examples < LEAST_EXAMPLES:
                raise too_few(tag)
            return self._replace(kept, replace(tag, automatic=automatic))

    def rename(self, name: str, new: str) -> TaughtTag:
        """Call a tag otherwise; pictures keep their own tags: see :meth:`follow`.

        Raises:
            UsageError: there is none, another one is called so, or it can be no name.
        """
        if not (new := cleaned(new)):
            raise UsageError("taught.no-name")
        with self._changing() as kept:
            tag = _found(kept.tags, name)
            other = _named(kept.tags, new)
            if other is not None and other.index != tag.index:
                raise UsageError("taught.exists", name=other.name)
            return self._replace(kept, replace(tag, name=new, former=""))

    def remove(self, name: str) -> None:
        """Forget what was taught of a tag; pictures keep it.

        Raises:
            UsageError: there is none.
        """
        with self._changing() as kept:
            tag = _found(kept.tags, name)
            rest = tuple(other for other in kept.tags if other.index != tag.index)
            self._write(rest, kept.next_index)

    def follow(self, edit: TagEdit, *, undone: bool) -> None:
        """Do to taught tags what was done to own tags; doing it twice is as good as once.

        A tag that is renamed keeps what it was taught. Where it becomes one that was taught itself,
        and where it is deleted, it is not said by itself any longer: what it was taught stays,
        under its old name, for whoever takes the change back.
        """
        if not edit.on_pictures or not any(self.get(name) for name in (*edit.tags, edit.value)):
            return
        with self._changing() as kept:
            tags = _taken_back(kept.tags, edit) if undone else _following(kept.tags, edit)
            if tags != kept.tags:
                self._write(tags, kept.next_index)

    # The file

    def _replace(self, kept: TaughtFile, tag: TaughtTag) -> TaughtTag:
        tags = tuple(tag if other.index == tag.index else other for other in kept.tags)
        self._write(tags, kept.next_index)
        return tag

    def _stamp(self) -> Stamp | None:
        try:
            status = self._file.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino

    def _read(self) -> TaughtFile:
        with self._reading:
            if (stamp := self._stamp()) is None:
                self._seen = None
                return TaughtFile()
            if self._seen is None or self._seen[0] != stamp:
                self._seen = stamp, self._load()
            return self._seen[1]

    def _load(self) -> TaughtFile:
        try:
            try:
                return unpacked(read_small(self._file, MOST_BYTES))
            except FileNotFoundError:
                return TaughtFile()
            except ValueError:
                aside = set_aside(self._file)
                self._tell(Reason("taught.damaged", file=self._file, aside=aside))
                return TaughtFile()
        except OSError as error:
            detail = detail_of(error)
            raise SettingsError("taught.unreadable", file=self._file, detail=detail) from error

    @contextmanager
    def _changing(self) -> Iterator[TaughtFile]:
        """What the file holds, which nobody else changes meanwhile."""
        folder = self._file.parent
        try:
            private.make_folder(folder)
            lock = FileLock(folder / "tags.lock", mode=private.file_mode(folder))
            lock.acquire(timeout=_WAIT_SECONDS)
        except Timeout as error:
            raise SettingsError("taught.in-use", file=self._file) from error
        except OSError as error:
            raise self._unwritten(error) from error
        try:
            yield self._load()
        finally:
            lock.release()

    def _write(self, tags: tuple[TaughtTag, ...], next_index: int) -> None:
        if len(tags) > MOST_TAGS:
            raise UsageError("taught.too-many", most=MOST_TAGS)
        content = packed(tags, next_index)
        unpacked(content)  # what could not be read again would be the end of all tags
        try:
            write_whole(self._file, content)
        except OSError as error:
            raise self._unwritten(error) from error

    def _unwritten(self, error: OSError) -> SettingsError:
        return SettingsError("taught.unwritten", file=self._file, detail=detail_of(error))


def too_few(tag: TaughtTag) -> UsageError:
    """The error for a tag that is to be said by itself, with too few examples."""
    return UsageError(
        "taught.few-examples", name=tag.name, examples=tag.examples, least=LEAST_EXAMPLES
    )


def _named(tags: Sequence[TaughtTag], name: str) -> TaughtTag | None:
    wanted = same_tag(cleaned(name))
    return next((tag for tag in tags if same_tag(tag.name) == wanted), None)


def _found(tags: Sequence[TaughtTag], name: str) -> TaughtTag:
    if (found := _named(tags, name)) is not None:
        return found
    names = {same_tag(tag.name): tag.name for tag in tags}
    if near := nearest(same_tag(name)[:100], names):
        raise UsageError("taught.unknown-near", name=name[:100], near=names[near])
    raise UsageError("taught.unknown", name=name[:100])


def _following(tags: tuple[TaughtTag, ...], edit: TagEdit) -> tuple[TaughtTag, ...]:
    gone = {same_tag(name) for name in edit.tags}
    going = [tag for tag in tags if same_tag(tag.name) in gone]
    there = _named(tags, edit.value) if edit.value else None
    renamed = None
    if edit.kind != "delete" and going and (there is None or there in going):
        renamed = there or max(going, key=lambda tag: tag.examples)
    after = {tag.index: replace(tag, automatic=False) for tag in going}
    if renamed is not None:
        former = renamed.former if there else renamed.name
        after[renamed.index] = replace(renamed, name=edit.value, former=former)
    return tuple(after.get(tag.index, tag) for tag in tags)


def _taken_back(tags: tuple[TaughtTag, ...], edit: TagEdit) -> tuple[TaughtTag, ...]:
    there = _named(tags, edit.value) if edit.value else None
    gone = {same_tag(name) for name in edit.tags}
    if there is None or same_tag(there.former) not in gone or _named(tags, there.former):
        return tags
    back = replace(there, name=there.former, former="")
    return tuple(back if tag.index == back.index else tag for tag in tags)
