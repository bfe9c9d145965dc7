"""Blocks on a Ray cluster: each is one task of an actor that keeps a model loaded.

Ray Data gives blocks to actors, and starts an actor anew, with the block that it had, where its
process or its computer is gone. What a block made is there under a name of its own or not at all,
so that one that is done twice does no harm; and a run that was killed goes on with the blocks
whose parts are lacking. Ray's own checkpoints are not used: they are beta, and wrote pictures twice
where they were tried.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from igtagger.app.cluster.block_tagger import BlockPlan, BlockTagger
from igtagger.app.cluster.places import PlaceError
from igtagger.domain import Reason
from igtagger.errors import IgTaggerError, WeightsError
from igtagger.messages import english

if TYPE_CHECKING:
    import numpy as np

    from igtagger.app.context import Context

LOCAL = "local"
_SECONDS_TO_ANSWER = 10
_STORE_BYTES = 256 << 20
"""Of Ray's object store, where it is started for this run alone: only names go through it."""


@dataclass(frozen=True, slots=True)
class ClusterOptions:
    """Where and on what blocks are worked on.

    Attributes:
        address: of a Ray cluster as Ray has it (``auto``, ``ray://...``); :data:`LOCAL` starts one
            on this computer for the time of the run.
        cpus: cores of each worker; 0 takes those of the smallest computer.
        gpus: of each worker, such as 1 or 0.5; None takes one where the cluster has any.
        workers: how many there may be at most; None for as many as there is room for.
    """

    address: str = LOCAL
    cpus: int = 0
    gpus: float | None = None
    workers: int | None = None


@dataclass(frozen=True, slots=True)
class BlockEnd:
    """What became of one block.

    Attributes:
        block: its name.
        pictures: in its part.
        failed: how many of them have a reason in place of names.
        fault: why there is no part, in words; empty where there is one.
    """

    block: str
    pictures: int = 0
    failed: int = 0
    fault: str = ""


def run_blocks(
    blocks: Sequence[str], plan: BlockPlan, options: ClusterOptions, context: Context, cancel: Event
) -> Iterator[BlockEnd]:
    """Work on blocks until all have ended.

    Args:
        blocks: at least one.
        plan: what is done with them.
        options: where.
        context: of this computer. Workers have settings of their own.
        cancel: ends it; parts that are there stay.

    Raises:
        PlaceError: Ray is missing, or there is no such cluster.
    """
    with _connected(options) as ray:
        cpus, gpus = _share(ray, options)
        # On this computer workers read the same folder.
        away = () if options.address == LOCAL else plan.passes
        weights = {
            each.spec.id: ray.put(_bytes_of(context, each.spec.id))
            for each in away
            if not context.store.find(each.spec).built_in
        }
        data = ray.data.from_items(
            [{"block": block} for block in blocks], override_num_blocks=len(blocks)
        ).map_batches(
            _Worker,
            fn_constructor_kwargs={"plan": plan, "weights": weights, "cores": cpus},
            batch_size=1,
            num_cpus=cpus,
            num_gpus=gpus,
            concurrency=(1, options.workers or len(blocks)),
        )
        for row in data.iter_rows():
            yield BlockEnd(row["block"], row["pictures"], row["failed"], row["fault"])
            if cancel.is_set():
                return


@contextlib.contextmanager
def _connected(options: ClusterOptions) -> Iterator[Any]:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_DATA_DISABLE_PROGRESS_BARS", "1")
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise PlaceError("cluster.extra", extra="igtagger[cluster]") from error
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    local = options.address == LOCAL
    more: dict[str, Any] = (
        {"include_dashboard": False, "object_store_memory": _STORE_BYTES} if local else {}
    )
    try:
        _look_for(options.address)
        ray.init(
            address=options.address,
            logging_level=logging.ERROR,
            log_to_driver=False,
            **more,
        )
    except (ConnectionError, ValueError, RuntimeError, OSError) as error:
        detail = " ".join(str(error).split())[:300]
        raise PlaceError("cluster.no-ray", address=options.address, detail=detail) from error
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    try:
        yield ray
    finally:
        ray.shutdown()


def _look_for(address: str) -> None:
    """Refuse at once where nobody answers: Ray itself tries for minutes.

    Raises:
        OSError: that is so.
    """
    host, colon, port = address.rpartition("://")[2].rpartition(":")
    if colon and port.isdigit():
        with socket.create_connection((host.strip("[]"), int(port)), _SECONDS_TO_ANSWER):
            pass


def _share(ray: Any, options: ClusterOptions) -> tuple[int, float]:
    """Cores and GPUs of each worker."""
    nodes = [node["Resources"] for node in ray.nodes() if node["Alive"]]
    with_gpu = [node for node in nodes if node.get("GPU")]
    gpus = options.gpus if options.gpus is not None else float(bool(with_gpu))
    wanted = with_gpu if gpus else nodes
    cores = min((int(node.get("CPU", 1)) for node in wanted), default=1)
    if not options.cpus and gpus:
        most = max(node["GPU"] for node in with_gpu) if with_gpu else 1
        cores = max(1, int(cores * min(1.0, gpus / most)))
    return options.cpus or max(1, cores), gpus


def _bytes_of(context: Context, model_id: str) -> np.ndarray[Any, Any]:
    """The file of a model's weights, for workers that have none."""
    import numpy as np

    return np.fromfile(context.store.find(context.find(model_id)).path, np.uint8)


class _Worker:
    """What Ray calls, in a process of its own."""

    def __init__(self, plan: BlockPlan, weights: dict[str, Any], cores: int) -> None:
        from igtagger.app.context import Context
        from igtagger.engines.devices import use_at_most

        use_at_most(cores)
        self._context = Context.from_environment()
        for model_id, reference in weights.items():
            _bring_in(self._context, model_id, reference)
        self._tagger = BlockTagger(plan, self._context.managers, cores)

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        ends = [self._tag(str(block)) for block in batch["block"]]
        return {
            "block": [end.block for end in ends],
            "pictures": [end.pictures for end in ends],
            "failed": [end.failed for end in ends],
            "fault": [end.fault for end in ends],
        }

    def _tag(self, block: str) -> BlockEnd:
        try:
            done = self._tagger.tag(block)
        except (IgTaggerError, OSError) as error:
            # An exception would end the whole run, or leave a block out without a word.
            return BlockEnd(block, fault=_words(error))
        return BlockEnd(block, done.pictures, done.failed)


def _words(error: IgTaggerError | OSError) -> str:
    if isinstance(error, IgTaggerError):
        return str(english(error.reason))
    return str(english(Reason("told", text=error.strerror or str(error))))


def _bring_in(context: Context, model_id: str, reference: Any) -> None:
    """The weights of a model that this computer lacks, checked as any that are imported."""
    import tempfile

    import ray

    from igtagger.models.weights import conversion

    spec = context.find(model_id)
    with contextlib.suppress(WeightsError):
        context.store.find(spec)
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"{model_id}.safetensors")
        ray.get(reference).tofile(file)
        for _ in context.store.import_file(
            spec, file, Event(), allow_other=True, check=conversion.convert
        ):
            pass
