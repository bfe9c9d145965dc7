"""The SQLite file that remembers every outcome, and what the person decided.

Committed outcomes survive the end of the process at any moment (WAL). A power cut may cost the
outcomes of the last moments, never the file: ``synchronous`` is NORMAL, and what is lost is tagged
again. What a person decided cannot be made again, and is on the disk before a save returns.

What is read is what the last save committed; no read waits for a save, not even for one that
itself waits for another program.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from igtagger.domain import NO_FACTS, FileFacts, LabelRef, Layer, Outcome, Reason, Review
from igtagger.errors import Cancelled, LibraryError, detail_of
from igtagger.library import (
    contents,
    facts,
    features,
    images,
    moves,
    opening,
    outcomes,
    renewed_layers,
    reviews,
    schema,
    tag_changes,
    teaching_examples,
    upkeep,
    writes,
)
from igtagger.library.connection import Connections
from igtagger.library.contents import Content
from igtagger.library.facts import FactsEntry, KeptFacts
from igtagger.library.features import FeatureSet, FeaturesKey, FeaturesSize
from igtagger.library.images import FileStamp
from igtagger.library.moves import Recognised
from igtagger.library.outcomes import Entry, ModelKey
from igtagger.library.renewed_layers import RenewedLayer
from igtagger.library.spans import EVERYTHING, Span
from igtagger.library.tag_changes import TagCounts, TagPlan, TagRecord
from igtagger.library.upkeep import Forgotten, Stats
from igtagger.library.writes import FileContent, FileRecord, Intention, WriteRun, WriteState
from igtagger.pictures.fingerprint import fingerprint as fingerprint_of

_log = logging.getLogger(__name__)

_PAGE = 256
"""Files that are read at once where all are gone through."""
_LARGE_PAGE = 4096
_TRIES = 3
_Read = TypeVar("_Read")


class Library:
    """One library. May be used by several threads at once; open it once for each process."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self.lost_features = 0
        """How many files of features were gone or cut off as it was opened."""

    @classmethod
    def open(
        cls,
        file: Path,
        *,
        on_message: Callable[[Reason], None],
        steps: Sequence[schema.Step] = schema.STEPS,
        waiting: opening.LockWait | None = None,
    ) -> Library:
        """Open the library, making or migrating it if need be.

        A damaged or foreign file is set aside under another name, which ``on_message`` is told.
        ``waiting`` tells meanwhile, and from then on, whether another program holds it, and ends
        all waiting for that: with Cancelled, here and in any other method.

        Raises:
            LibraryError: made by a newer igtagger, or the folder cannot be written to.
        """
        waiting = waiting or opening.LockWait()
        told: list[Reason] = []

        def hear(reason: Reason) -> None:
            told.append(reason)
            on_message(reason)

        writer = opening.open_file(file, steps, hear, waiting)
        _log.info("The library is %s.", file)
        library = cls(Connections(file, writer, waiting))
        if lost := features.lost(writer, file):
            _log.info("Files of features are gone or cut off: they are made again.")
            library.lost_features = len(lost)
            with library._connections.writing() as connection:
                features.drop(connection, lost)
        if told:  # it was set aside: nobody names its features any more, which are made again
            with library._connections.writing() as connection:
                features.remove_unknown(connection, file)
        return library

    def close(self) -> None:
        """Let go of the file, when what is being read and written is done."""
        self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # Outcomes

    def known(
        self, key: ModelKey, items: Sequence[tuple[Path, FileStamp | None]]
    ) -> list[Outcome | None]:
        """The outcomes of those files that have not changed since they were made, for a run.

        A file whose inode has changed, and nothing else that is seen from outside, is not known by
        this: its content is to be looked at (:meth:`known_by_content`). Libraries of earlier
        versions lack that time; where it is not kept, size and time of the content are enough, and
        it is kept from then on.

        Args:
            key: whose.
            items: files, each once.

        Returns:
            As many, in their order; None for a file that is not known.

        Raises:
            LibraryError: as for :meth:`save`.
        """
        with self._connections.reading() as connection:
            found = outcomes.known(connection, key, items)
        undated = [items[place] for place in found.undated]
        stamps = [(os.fsencode(path), stamp) for path, stamp in undated if stamp is not None]
        if stamps:
            with self._connections.writing() as connection:
                images.learn(connection, stamps)
        return found.outcomes

    def known_at_a_look(
        self, key: ModelKey, items: Sequence[tuple[Path, FileStamp | None]]
    ) -> list[Outcome | None]:
        """As :meth:`known`, for whoever shows them: nothing is written.

        Files of which the inode alone has changed are read in part, to tell whether they are known.
        """
        with self._connections.reading() as connection:
            found = outcomes.known(connection, key, items)
            doubtful = [os.fsencode(items[place][0]) for place in found.doubtful]
            kept = images.fingerprints(connection, doubtful)
        for name, (place, outcome) in zip(doubtful, found.doubtful.items(), strict=True):
            path, stamp = items[place]
            mark = fingerprint_of(path, stamp.size) if stamp is not None else None
            if mark is not None and mark == kept.get(name):
                found.outcomes[place] = outcome
        return found.outcomes

    def stored(self, key: ModelKey, paths: Iterable[Path]) -> dict[Path, Outcome]:
        """The last outcomes of those files that have one, whether they changed since or not."""
        asked = {os.fsencode(path): path for path in paths}
        with self._connections.reading() as connection:
            return outcomes.stored(connection, key, asked)

    def known_by_content(
        self, key: ModelKey, path: Path, stamp: FileStamp, fingerprint: bytes
    ) -> Recognised:
        """The outcome of another file of the same content.

        If nothing is there under that name any more, the file was moved: all that is known of it,
        and what the person decided about it, follows it, also where this ``key`` has no outcome.
        A file that changed under its own name since it was seen is not known by its content.
        """
        new, content = os.fsencode(path), (fingerprint, stamp.size)
        with self._connections.reading() as connection:
            copies = moves.copies(connection, content)
            if not copies or (new in copies and copies[new] != stamp.mtime_ns):
                return Recognised()
            outcome = outcomes.of_content(connection, key, path, *content)
        # Disks are asked outside of transactions: they may be asleep.
        if new in copies or not any(moves.is_gone(old, new) for old in copies):
            return Recognised(outcome)
        with self._connections.writing() as connection:
            moved = moves.follow(connection, new, stamp, fingerprint) is not None
            return Recognised(outcomes.of_content(connection, key, path, *content), moved)

    def save(self, key: ModelKey, entries: Sequence[Entry]) -> list[FileFacts]:
        """Keep outcomes and what files say, all of them or none.

        What failed for a reason that may pass does not take the place of an outcome that is known
        of the same content.

        Returns:
            What others said in the files, in the order of entries; nothing where that was not read.

        Raises:
            LibraryError: the disk is full, or another process holds the library for too long.
        """
        with self._connections.writing() as connection:
            numbers = outcomes.save(connection, key, entries)
            self._save_features(connection, numbers, entries)
            read = [
                (number, os.fsencode(entry.outcome.path), entry.facts)
                for number, entry in zip(numbers, entries, strict=True)
                if entry.facts is not None
            ]
            told = iter(facts.save(connection, read))
        return [NO_FACTS if entry.facts is None else next(told) for entry in entries]

    def save_layers(
        self, key: ModelKey, made: Sequence[tuple[Path, FileStamp, Sequence[Layer]]]
    ) -> None:
        """Keep layers that were made of known pictures besides what is kept of them.

        Args:
            key: under whose keys that are ``beside`` it the layers are kept.
            made: pictures, as they were seen, each with its layers. Those of which another run has
                seen another content meanwhile are left out.

        Raises:
            LibraryError: as for :meth:`save`.
        """
        with self._connections.writing() as connection:
            outcomes.add_layers(connection, key, made)

    def without_layer(self, key: ModelKey, features: FeaturesKey) -> int:
        """How many pictures that have those features lack that layer."""
        with self._connections.reading() as connection:
            return renewed_layers.lacking(connection, key, features)

    def renew_layers(
        self,
        key: ModelKey,
        features: FeaturesKey,
        layers: Sequence[RenewedLayer],
        is_old: Callable[[ModelKey], bool],
    ) -> None:
        """Keep layers that were made of features: see :func:`igtagger.library.renewed_layers.save`.

        Raises:
            LibraryError: as for :meth:`save`.
        """
        with self._connections.writing() as connection:
            renewed_layers.save(connection, key, features, layers, is_old)

    def drop_layers(self, prefix: str, is_old: Callable[[ModelKey], bool]) -> None:
        """Let go of layers that nobody asks for: see :func:`igtagger.library.renewed_layers.drop`.

        Raises:
            LibraryError: as for :meth:`save`.
        """
        with self._connections.writing() as connection:
            renewed_layers.drop(connection, prefix, is_old)

    def _save_features(
        self, connection: sqlite3.Connection, numbers: Sequence[int], entries: Sequence[Entry]
    ) -> None:
        # Of a file that changed as it was read nobody knows of which content they are.
        both = [
            (image, entry)
            for image, entry in zip(numbers, entries, strict=True)
            if entry.lasting and entry.stamp is not None
        ]
        for image, entry in both:
            if entry.difference_hash is not None:
                features.keep_hash(connection, image, entry.difference_hash)
            if entry.fingerprint is not None and entry.stamp is not None:
                features.share(connection, image, (entry.fingerprint, entry.stamp.size))
        made = [(image, each) for image, entry in both for each in entry.features]
        if made:
            with self._telling_of_features():
                features.save(connection, self._connections.file, made)

    # Features (embeddings)

    def features(self, key: FeaturesKey) -> FeatureSet | None:
        """All that are kept under a key; None where there are none.

        Raises:
            LibraryError: they cannot be read.
        """
        return self._reading_features(
            lambda connection: features.read(connection, self._connections.file, key)
        )

    def features_of(
        self, key: FeaturesKey, paths: Sequence[Path]
    ) -> dict[Path, NDArray[np.float32]]:
        """Those of some pictures, as far as there are any; each ``float32 (channels,)``.

        Raises:
            LibraryError: they cannot be read.
        """
        numbers = self.image_numbers(paths)
        found = self._reading_features(
            lambda connection: features.of_images(
                connection, self._connections.file, key, list(numbers.values())
            )
        )
        return {path: found[image] for path, image in numbers.items() if image in found}

    def features_state(self, key: FeaturesKey) -> tuple[str, int, int] | None:
        """What is another as soon as those under a key are others; None where there are none."""
        with self._connections.reading() as connection:
            return features.state(connection, key)

    def without_features(
        self, key: FeaturesKey, spans: Iterable[Span] = EVERYTHING
    ) -> Iterator[Path]:
        """The files that are known, but not the features of; as :meth:`paths`.

        Those that are no pictures, or are gone, are among them.
        """

        def page(span: Span) -> list[tuple[int, bytes]]:
            with self._connections.reading() as connection:
                return features.page_without(connection, key, span, _PAGE)

        for rows in images.pages(page, spans):
            for _, path in rows:
                yield Path(os.fsdecode(path))

    def feature_sizes(self) -> list[FeaturesSize]:
        """What is kept under each key, and how much of the files is of use."""
        with self._connections.reading() as connection:
            return features.sizes(connection)

    def unused_features(self, gone: Iterable[Path] = ()) -> int:
        """Bytes that compacting would give back, if those pictures were gone."""
        numbers = set(self.image_numbers(list(gone)).values())
        with self._connections.reading() as connection:
            return features.unused(connection, numbers)

    def features_kept(self) -> dict[FeaturesKey, int]:
        """Under which keys features are kept, and of how many pictures."""
        with self._connections.reading() as connection:
            return features.keys(connection)

    def difference_hashes(self) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
        """Numbers of the pictures of which it is known what they look like, and their hashes."""
        with self._connections.reading() as connection:
            return features.hashes(connection)

    def image_numbers(self, paths: Sequence[Path]) -> dict[Path, int]:
        """The numbers of those pictures that the library knows, which it goes by itself."""
        asked = {os.fsencode(path): path for path in paths}
        with self._connections.reading() as connection:
            numbers = images.numbers(connection, asked)
        return {asked[path]: image for path, image in numbers.items()}

    def image_paths(self, numbers: Sequence[int]) -> dict[int, Path]:
        """The pictures of those numbers; without those that were forgotten."""
        with self._connections.reading() as connection:
            found = images.paths(connection, numbers)
        return {image: Path(os.fsdecode(path)) for image, path in found.items()}

    def compact_features(self) -> None:
        """Leave out of the files of features what no picture has any more.

        Meanwhile as much room is needed again as they take.

        Raises:
            LibraryError: there is not so much, or another process holds the library for too long.
        """
        file = self._connections.file
        with self._telling_of_features():
            with self._connections.writing(durably=True) as connection:
                features.compact(connection, file)
            # As one who writes: what another one has just begun is not known yet.
            with self._connections.writing() as connection:
                features.remove_unknown(connection, file)

    def _reading_features(self, read: Callable[[sqlite3.Connection], _Read]) -> _Read:
        with self._telling_of_features():
            for _ in range(_TRIES - 1):
                # Another process may have written the file anew between its name and its opening.
                with suppress(FileNotFoundError), self._connections.reading() as connection:
                    return read(connection)
            with self._connections.reading() as connection:
                return read(connection)

    @contextmanager
    def _telling_of_features(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise LibraryError(
                "library.features", file=self._connections.file, detail=detail_of(error)
            ) from error

    # What files say

    def kept_facts(self, paths: Sequence[Path]) -> list[KeptFacts | None]:
        """What is kept of what files say of those pictures, whether they changed since or not."""
        names = list(map(os.fsencode, paths))
        with self._connections.reading() as connection:
            found = facts.read(connection, names)
        return list(map(found.get, names))

    def facts(self, paths: Sequence[Path]) -> dict[Path, FileFacts]:
        """The same alone, of the pictures of which anything is kept."""
        kept = zip(paths, self.kept_facts(paths), strict=True)
        return {path: each.facts for path, each in kept if each is not None}

    def save_facts(self, entries: Mapping[Path, FactsEntry]) -> dict[Path, FileFacts]:
        """Keep what was found in the files of pictures that are known.

        Returns:
            What others said there, as far as that is known; see :func:`facts_of`.

        Raises:
            LibraryError: see :meth:`save`.
        """
        asked = {os.fsencode(path): path for path in entries}
        with self._connections.writing() as connection:
            numbers = images.numbers(connection, asked)
            known = [(image, path, entries[asked[path]]) for path, image in numbers.items()]
            told = facts.save(connection, known)
        return {asked[path]: each for (_, path, _), each in zip(known, told, strict=True)}

    def file_keywords(self) -> list[tuple[str, int]]:
        """All keywords that others wrote into files with their counts; the most used first."""
        with self._connections.reading() as connection:
            return facts.keywords(connection)

    # All of it

    def paths(self, spans: Iterable[Span] = EVERYTHING) -> Iterator[Path]:
        """The files that are known within those stretches, by path, tagged or not.

        They are read as they are asked for, some hundreds at once, and no read lasts in between:
        memory does not depend on how many they are.

        Raises:
            LibraryError: see :meth:`save`.
        """
        for rows in images.pages(self._page, spans):
            for _, path in rows:
                yield Path(os.fsdecode(path))

    def count(self, spans: Iterable[Span] = EVERYTHING) -> int:
        """How many :meth:`paths` gives."""
        with self._connections.reading() as connection:
            return sum(images.count(connection, span) for span in spans)

    def contents(self, spans: Iterable[Span] = EVERYTHING) -> Iterator[list[Content]]:
        """What is kept of the files that :meth:`paths` gives, some thousands at once."""
        for span in spans:
            rest = span
            while found := self._contents(rest):
                yield found
                rest = Span(os.fsencode(found[-1].path) + b"\0", span.high)

    def contents_of(self, numbers: Sequence[int]) -> dict[int, Content]:
        """The same of the pictures of those numbers, without those that were forgotten."""
        with self._connections.reading() as connection:
            return contents.of_numbers(connection, numbers)

    def _contents(self, span: Span) -> list[Content]:
        with self._connections.reading() as connection:
            return contents.page(connection, span, _LARGE_PAGE)

    def _page(self, span: Span) -> list[tuple[int, bytes]]:
        with self._connections.reading() as connection:
            return images.page(connection, span, _PAGE)

    # What the person decided

    def reviews(self, paths: Sequence[Path]) -> dict[Path, Review]:
        """The reviews of those files that have one."""
        asked = {os.fsencode(path): path for path in paths}
        found = {}
        with self._connections.reading() as connection:
            for part in images.parts(list(asked)):
                numbers = images.numbers(connection, part)
                read = reviews.read(connection, list(numbers.values()))
                found.update({asked[path]: read[n] for path, n in numbers.items() if n in read})
        return found

    def decided(self, spans: Iterable[Span] = EVERYTHING) -> Iterator[Path]:
        """As :meth:`paths`, of the files that have a review."""

        def page(span: Span) -> list[tuple[int, bytes]]:
            with self._connections.reading() as connection:
                return reviews.page(connection, span, _PAGE)

        for rows in images.pages(page, spans):
            for _, path in rows:
                yield Path(os.fsdecode(path))

    def save_reviews(self, given: Mapping[Path, Review]) -> dict[Path, Review]:
        """Replace the whole review of each file, all of them or none; an empty one ends it.

        They are kept for files that no model has seen, and for files that are not there. A file
        that is new here and turns out to have been moved brings its review along: the two are
        merged.

        Returns:
            What came along, by such files.

        Raises:
            LibraryError: the disk is full, or another process holds the library for too long.
        """
        wanted = {os.fsencode(path): review for path, review in given.items()}
        came = {}
        with self._connections.reading() as connection:
            numbers = images.numbers(connection, wanted)
        new = {
            path: _content_of(Path(os.fsdecode(path)))
            for path, review in wanted.items()
            if review and path not in numbers
        }
        with self._connections.writing(durably=True) as connection:
            numbers = images.numbers(connection, wanted)  # again: other processes write too
            found = {numbers[path]: wanted[path] for path in wanted if path in numbers}
            for path, content in new.items():
                if path not in numbers:
                    image, brought = _image_for_review(connection, path, *content)
                    if other := found.get(image, brought):
                        came[Path(os.fsdecode(path))] = other
                    found[image] = reviews.merged(wanted[path], other)
            reviews.replace(connection, found)
        return came

    def own_tags(self) -> list[tuple[str, int]]:
        """The names of all tags of the person's own with their counts; the most used first."""
        with self._connections.reading() as connection:
            return reviews.own_tags(connection)

    def having_tag(self, tag: str) -> list[int]:
        """The numbers of the pictures that have an own tag, however it is spelled, rising."""
        with self._connections.reading() as connection:
            return teaching_examples.having(connection, tag)

    def rejecting(self, label: LabelRef) -> list[int]:
        """The numbers of the pictures for which a label was rejected, rising."""
        with self._connections.reading() as connection:
            return teaching_examples.rejecting(connection, label)

    def next_label(self, label_set: str) -> int:
        """The first index of a set that is above all about which anything was decided."""
        with self._connections.reading() as connection:
            return teaching_examples.next_label(connection, label_set)

    # The person's own tags, on all pictures at once: see igtagger.library.tag_changes

    def count_tags(self, old: Collection[str], new: str | None) -> TagCounts:
        """What it would come to if tags became another, or went: see :class:`TagPlan`."""
        with self._connections.reading() as connection:
            return tag_changes.count(connection, old, new)

    def change_tags(self, plan: TagPlan, going_on: tag_changes.GoingOn) -> int:
        """Change all pictures or none, and keep what undoes it; the number of the record.

        Raises:
            LibraryError: the disk is full, or another process holds the library for too long.
        """
        with self._connections.writing(durably=True) as connection:
            number = tag_changes.begin(connection, plan)
            tag_changes.make(connection, number, plan, going_on)
        return number

    def move_tags(self, number: int, *, back: bool, going_on: tag_changes.GoingOn) -> int:
        """Undo a change, or make it again, as :meth:`change_tags`; how many pictures it changed."""
        with self._connections.writing(durably=True) as connection:
            return tag_changes.move(connection, number, back=back, going_on=going_on)

    def tag_records(self) -> list[TagRecord]:
        """The changes that can be undone or made again, the oldest first."""
        with self._connections.reading() as connection:
            return tag_changes.records(connection)

    def paths_of_change(self, number: int) -> list[Path]:
        """The pictures that a change of tags is about."""
        with self._connections.reading() as connection:
            return [Path(os.fsdecode(path)) for path in tag_changes.paths(connection, number)]

    def settle_tags(self, number: int) -> None:
        """What lies outside the library is as that record says."""
        with self._connections.writing(durably=True) as connection:
            tag_changes.settle(connection, number)

    # What was written into files; only one process at a time may, see igtagger.app.write_records

    def begin_writing(self, preset: str) -> int:
        """A new run that writes into files; its number."""
        with self._connections.writing() as connection:
            return writes.begin(connection, preset)

    def intend(self, run: int, intention: Intention, *, durably: bool = True) -> int:
        """Record what is about to be written; its number.

        Args:
            run: of this run.
            intention: what.
            durably: on the disk when this returns, a power cut notwithstanding.

        Raises:
            LibraryError: the disk is full, or another process holds the library for too long; so
                for all below. Nothing is to be written then.
        """
        with self._connections.writing(durably=durably) as connection:
            return writes.intend(connection, run, intention)

    def intend_taking_back(self, number: int, digest: bytes, before: FileContent | None) -> None:
        """Record that what was written is about to be taken back: see :class:`Intention`."""
        with self._connections.writing(durably=True) as connection:
            writes.intend_taking_back(connection, number, digest, before)

    def settle(self, number: int, after: FileContent | None) -> None:
        """What was intended is done; a picture that was known stays known as it is ``after``."""
        with self._connections.writing() as connection:
            writes.settle(connection, number, after)

    def give_up(self, number: int) -> None:
        """What was intended was not done."""
        with self._connections.writing() as connection:
            writes.give_up(connection, number)

    def mark_gone(self, number: int) -> None:
        """Nothing of what was written is there any more."""
        with self._connections.writing() as connection:
            writes.mark_gone(connection, number)

    def has_made(self, picture: Path, digest: bytes) -> bool:
        """Whether we made a file of that digest beside a picture, such as captions."""
        with self._connections.reading() as connection:
            return writes.has_made(connection, picture, digest)

    def keep_made(self, picture: Path, file: Path, digest: bytes, old: bytes | None) -> None:
        """Record what is about to be made: see :func:`igtagger.library.writes.keep_made`."""
        with self._connections.writing() as connection:
            writes.keep_made(connection, picture, file, digest, old)

    def write_runs(self) -> list[WriteRun]:
        """The runs that wrote anything, the oldest first."""
        with self._connections.reading() as connection:
            return writes.runs(connection)

    def written(self, states: Sequence[WriteState], run: int | None = None) -> list[int]:
        """Numbers of records in these states, a picture's together, its newest first."""
        with self._connections.reading() as connection:
            return writes.in_state(connection, states, run)

    def file_records(self, numbers: Sequence[int]) -> list[FileRecord]:
        """The records of these numbers, in their order; some hundreds at once at most."""
        with self._connections.reading() as connection:
            return writes.read(connection, numbers)

    def follow(self, path: Path) -> bool:
        """Let what is known of a picture that is gone follow to ``path``, if it was moved there.

        Returns:
            Whether it was. What is known here already stays as it is.
        """
        name = os.fsencode(path)
        with self._connections.reading() as connection:
            if images.numbers(connection, [name]):
                return False
        stamp, mark = _content_of(path)
        if stamp is None or mark is None:
            return False
        with self._connections.writing() as connection:
            return moves.follow(connection, name, stamp, mark) is not None

    # The file itself

    def stats(self) -> Stats:
        """What is in the library."""
        with self._connections.reading() as connection:
            return upkeep.stats(connection)

    def forget(self, paths: Iterable[Path], *, decisions: bool = False) -> Forgotten:
        """Let go of what models said of those files, all of it or none.

        Files that the person decided something about stay with that, unless ``decisions``.

        Raises:
            LibraryError: the disk is full, or another process holds the library for too long.
        """
        names = list(map(os.fsencode, paths))
        with self._connections.writing(durably=decisions) as connection:
            return upkeep.forget(connection, names, decisions=decisions)

    def count_decided(self, spans: Iterable[Span] = EVERYTHING) -> int:
        """Of how many files within those stretches the person decided something."""
        with self._connections.reading() as connection:
            return sum(upkeep.count_decided(connection, span) for span in spans)

    def count_written(self, spans: Iterable[Span] = EVERYTHING) -> int:
        """Of how many files within those stretches tags were written, and not taken back."""
        with self._connections.reading() as connection:
            return sum(upkeep.count_written(connection, span) for span in spans)

    def vacuum(self) -> None:
        """Give back to the disk what is no longer used. Meanwhile twice the space is needed.

        Raises:
            LibraryError: there is not so much, or another process holds the library for too long.
            Cancelled: the ``waiting`` that it was opened with was.
        """
        with self._connections.alone() as connection:
            self._connections.waiting.patiently(lambda: upkeep.vacuum(connection))

    def copy_to(self, file: Path) -> None:
        """Copy the library, as it is at this moment, to an empty file that nobody else has open.

        Raises:
            LibraryError: the copy cannot be written.
            Cancelled: as of :meth:`vacuum`.
        """
        cancel = self._connections.waiting.cancel

        def going_on(*_: int) -> None:
            if cancel.is_set():
                raise Cancelled

        with self._connections.reading() as connection:
            try:
                upkeep.copy_to(connection, file, going_on)
            except sqlite3.Error as error:
                raise LibraryError("library.copy", target=file, detail=str(error)) from error

    def damage(self) -> list[str]:
        """What is wrong with the file, in SQLite's words. Where it is, the next start mends it.

        Raises:
            Cancelled: as of :meth:`vacuum`.
        """
        with self._connections.alone() as connection:
            try:
                found = upkeep.damage(connection)
            except sqlite3.DatabaseError as error:
                if not opening.is_damage(error):
                    raise
                found = [str(error)]
        if found:
            opening.suspect(self._connections.file)
        return found

    def nonsense(self) -> dict[str, int]:
        """How many rows no igtagger wrote, by tables that have any; they count as not known."""
        with self._connections.reading() as connection:
            return upkeep.nonsense(connection)


def _content_of(path: Path) -> tuple[FileStamp | None, bytes | None]:
    stamp = FileStamp.of(path)
    return stamp, fingerprint_of(path, stamp.size) if stamp is not None else None


def _image_for_review(
    connection: sqlite3.Connection, path: bytes, stamp: FileStamp | None, mark: bytes | None
) -> tuple[int, Review]:
    """The number of a file that is new here, and the review that it brings along."""
    if stamp is None or mark is None:
        return images.add(connection, path), Review()
    image = moves.follow(connection, path, stamp, mark)
    if image is None:
        return images.add(connection, path, stamp, mark), Review()
    return image, reviews.read(connection, [image]).get(image, Review())
