"""Tags one block after another: pictures of a listing in, a part of results out.

It runs in a process of a cluster, with a model that stays loaded. Every picture gets its row; what
may pass, such as a store that does not answer, ends the block, which is tried again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING

from igtagger.app.cluster.block_listing import names_of, part_of
from igtagger.app.cluster.parts import ROOT, Tagging, content_of
from igtagger.app.cluster.places import OpenFolder, RemoteFolder
from igtagger.app.layer_maker import LayerMaker, Pixels, make_layers, to_outcome
from igtagger.app.layers import Passes
from igtagger.domain import Failed, Outcome, Tagged
from igtagger.engines.protocol import EngineOptions
from igtagger.errors import UnreadableImage
from igtagger.export.rows import TableModel, TableOptions
from igtagger.labels.opinion import OpinionRule
from igtagger.labels.opinions import NO_REVIEW
from igtagger.pictures import limits
from igtagger.pictures.fingerprint import fingerprint
from igtagger.pictures.refusals import cannot_open

if TYPE_CHECKING:
    from typing import IO

    from igtagger.app.layers import Managers

MOST_AT_ONCE = 32
"""Pictures of a batch where the engine takes more: all of a block's are waited for anyway."""


@dataclass(frozen=True, slots=True)
class BlockPlan:
    """What is done with blocks. Can be sent to another process.

    Attributes:
        source: the folder of pictures.
        target: the folder of results.
        passes: see :func:`igtagger.app.layers.plan`; without features, which nobody would read.
        engine_options: device, precision, batch size.
        exact: decode every pixel.
        rule: which names count.
        model: of the tables.
        options: likewise.
    """

    source: RemoteFolder
    target: RemoteFolder
    passes: Passes
    engine_options: EngineOptions
    exact: bool
    rule: OpinionRule
    model: TableModel
    options: TableOptions


@dataclass(frozen=True, slots=True)
class BlockDone:
    """What became of a block: pictures, and how many of them failed."""

    pictures: int
    failed: int


@dataclass(frozen=True, slots=True)
class _Read:
    """A picture that was decoded, or why it was not."""

    name: str
    size: int
    fingerprint: bytes | None
    result: Pixels | Failed
    lasting: bool = True


class BlockTagger:
    """Keeps a model loaded. For one thread.

    Args:
        plan: what is done.
        managers: load the models.
        workers: threads that decode.
    """

    def __init__(self, plan: BlockPlan, managers: Managers, workers: int) -> None:
        self._plan, self._workers = plan, workers
        self._source, self._target = plan.source.opened(), plan.target.opened()
        self._maker = LayerMaker(
            plan.passes,
            managers,
            plan.engine_options,
            exact=plan.exact,
            max_pixels=limits.default_max_pixels(workers),
        )

    def tag(self, block: str) -> BlockDone:
        """Make the part of a block.

        Raises:
            PlaceError: a folder cannot be read or written.
            OSError: a picture cannot be read just now.
            EngineError: the device cannot be used, or the memory is too small.
        """
        names = names_of(block, self._target)
        taggings = [each for batch in self._batches(names) for each in self._tagged(batch)]
        content = content_of(taggings, self._plan.model, self._plan.options)
        self._target.write(part_of(block), content)
        failed = sum(isinstance(each.judged.outcome, Failed) for each in taggings)
        return BlockDone(len(taggings), failed)

    def _batches(self, names: Sequence[str]) -> Iterator[list[_Read]]:
        """What was decoded, in order; the next ones are decoded meanwhile."""
        most = min(self._maker.batch_size or MOST_AT_ONCE, MOST_AT_ONCE)
        ahead: deque[Future[_Read]] = deque()
        rest = iter(names)
        with ThreadPoolExecutor(self._workers, thread_name_prefix="decode") as pool:
            try:
                batch: list[_Read] = []
                while True:
                    while len(ahead) < most + 2 * self._workers and (name := next(rest, "")):
                        ahead.append(pool.submit(_read, self._source, self._maker, name))
                    if not ahead:
                        break
                    batch.append(ahead.popleft().result())
                    if len(batch) == most:
                        yield batch
                        batch = []
                if batch:
                    yield batch
            finally:
                pool.shutdown(wait=True, cancel_futures=True)

    def _tagged(self, batch: Sequence[_Read]) -> Iterator[Tagging]:
        pictures = [each.result for each in batch if isinstance(each.result, Pixels)]
        parts = self._maker.prepare(pictures, Event()) if pictures else []
        made = iter(make_layers(parts, len(pictures)))
        outcomes: list[Outcome] = [
            to_outcome(ROOT / each.name, each.result, next(made).layers)
            if isinstance(each.result, Pixels)
            else each.result
            for each in batch
        ]
        judged = self._plan.rule.judge_all([(outcome, NO_REVIEW) for outcome in outcomes])
        for each, said in zip(batch, judged, strict=True):
            mark = each.result.difference_hash if isinstance(each.result, Pixels) else None
            assert isinstance(said.outcome, Tagged | Failed)
            yield Tagging(each.name, said, each.size, each.fingerprint, each.lasting, mark)


def _read(source: OpenFolder, maker: LayerMaker, name: str) -> _Read:
    """Runs on a decoder's thread."""
    path = ROOT / name
    try:
        file = source.open(name)
    except (FileNotFoundError, PermissionError, NotADirectoryError, IsADirectoryError) as error:
        refusal = cannot_open(path, error)
        return _Read(name, 0, None, Failed(path, refusal.reason), refusal.lasting)
    with file:
        size = _size_of(file)
        mark = fingerprint(path, size, file)
        try:
            return _Read(name, size, mark, maker.pixels(path, None, file))
        except UnreadableImage as error:
            return _Read(name, size, mark, Failed(path, error.reason), error.lasting)


def _size_of(file: IO[bytes]) -> int:
    size = file.seek(0, 2)
    file.seek(0)
    return size
