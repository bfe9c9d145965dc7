"""Training of a whole network with torch: a loop, its recipes, and where it goes on after a stop.

After each epoch all that the next one needs is written to one file, whole or not at all, so that a
training that was stopped or killed goes on there.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from igtagger import files, private
from igtagger.engines.torch_batches import Batch, BatchSource
from igtagger.engines.torch_engine import choose_device, find_devices
from igtagger.engines.torch_trainable import Classifier
from igtagger.engines.training_recipes import Recipe
from igtagger.errors import EngineError
from igtagger.models.catalog import ModelSpec
from igtagger.models.weights import hashing

CHECKPOINT = "checkpoint.safetensors"
_MEASURED_STEPS = 2


@dataclass(frozen=True, slots=True, eq=False)
class TrainingTask:
    """What is to be trained.

    Attributes:
        spec: the model that it becomes: its architecture, and one head for the classes.
        start: a checked file of weights whose body it begins with; None for random values.
        head: weight ``float32 (classes, features)`` and bias that the head begins with, or None.
        paths: the pictures.
        labels: ``(n,)``, what they show.
        held_out: ``bool (n,)``, which of them it is judged by.
        folder: where the checkpoint lies; made when one is written.
        mark: what tells this training from others: a checkpoint with another one is not taken.
        device: as of :class:`igtagger.engines.protocol.EngineOptions`.
        workers: threads that decode.
    """

    spec: ModelSpec
    start: Path | None
    head: tuple[NDArray[np.float32], NDArray[np.float32]] | None
    paths: Sequence[Path]
    labels: NDArray[np.intp]
    held_out: NDArray[np.bool_]
    folder: Path
    mark: str
    device: str
    workers: int


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """How far it is.

    Attributes:
        steps: so many are done.
        all_steps: of so many, if it does not end earlier.
        epoch: from 1.
        loss: of the last steps, in nats.
        right: the share of what was held out that was right after the last epoch, 0 to 1; None
            where that was not looked at yet, and where nothing is held out.
    """

    steps: int
    all_steps: int
    epoch: int
    loss: float
    right: float | None


@dataclass(slots=True)
class _State:
    """What is known after an epoch, besides all values."""

    epoch: int = 0
    best_epoch: int = 0
    best_loss: float = math.inf
    right: float | None = None


class NetworkTraining:
    """One training; a checkpoint that is there is gone on from.

    Attributes:
        device: what computes.

    Raises:
        EngineError: the device is not there.
        WeightsError: the weights to begin with cannot be read.
    """

    def __init__(self, task: TrainingTask, recipe: Recipe) -> None:
        self.device = choose_device(task.device, find_devices())
        self._task, self._recipe = task, recipe
        torch.manual_seed(0)
        self._network = Classifier(task.spec, keeps_statistics=recipe.keeps_statistics)
        if task.start is not None:
            self._network.load_body(task.spec, task.start)
        if task.head is not None:
            with torch.no_grad():
                self._network.head.weight.copy_(torch.from_numpy(task.head[0]))
                self._network.head.bias.copy_(torch.from_numpy(task.head[1]))
        self._network.to(self.device).to(memory_format=torch.channels_last)
        self._optimizer = _optimizer(self._network, recipe)
        self._average = self._copies()
        self._best = self._average
        self._state = _State()
        self._resume()
        how = task.spec.preprocessing
        self._source = BatchSource(task.paths, how, recipe.batch, task.workers)
        learned = int((~task.held_out).sum())
        self._batches = max(1, math.ceil(learned / recipe.batch))

    @property
    def epochs_done(self) -> int:
        """How many the checkpoint has."""
        return self._state.epoch

    def _copies(self) -> dict[str, Tensor]:
        return {name: each.detach().clone() for name, each in self._network.tensors().items()}

    def seconds_left(self) -> float:
        """How long all epochs that are left take at most, by steps that nothing is learned from."""
        size, recipe = self._task.spec.preprocessing.size, self._recipe
        count = min(recipe.batch, len(self._task.paths))
        pixels = torch.zeros((count, size, size, 3), dtype=torch.uint8)
        labels = torch.zeros(count, dtype=torch.long)
        self._network.eval()  # no statistics are learned
        for _ in range(_MEASURED_STEPS):  # the first one prepares much
            began = time.perf_counter()
            self._loss(pixels, labels).backward()  # type: ignore[no-untyped-call]
            seconds = time.perf_counter() - began
        self._optimizer.zero_grad(set_to_none=True)
        return seconds * self._batches * (recipe.epochs - self._state.epoch)

    # The loop

    def run(self, cancel: Event) -> Iterator[TrainingReport]:
        """Train to the end.

        Raises:
            EngineError: the device's memory is too small.
            WeightsError: the checkpoint cannot be written.
            Cancelled: ``cancel`` was set; the same training goes on at the last epoch.
        """
        try:
            if not self._state.epoch and self._task.head is not None:
                self._judge(cancel)  # with a head that fits, the beginning may be the best
            while self._state.epoch < self._recipe.epochs and not self._learns_no_more():
                yield from self._epoch(cancel)
        except torch.OutOfMemoryError as error:
            raise EngineError("training.no-memory", batch=self._recipe.batch) from error

    def _learns_no_more(self) -> bool:
        state = self._state
        return bool(
            self._task.held_out.any() and state.epoch - state.best_epoch >= self._recipe.patience
        )

    def _epoch(self, cancel: Event) -> Iterator[TrainingReport]:
        state, recipe = self._state, self._recipe
        self._network.train()
        step, loss = state.epoch * self._batches, math.nan
        places = np.flatnonzero(~self._task.held_out).tolist()
        batches = self._source.varied(
            places, recipe.least_part, state.epoch, cancel, flips=recipe.flips
        )
        for batch in batches:
            if len(batch.places) == 1 and not recipe.keeps_statistics:
                continue  # of one there are no statistics
            value = self._step(batch.pixels, self._labels(batch), step)
            step += 1
            loss = value if math.isnan(loss) else 0.9 * loss + 0.1 * value
            yield self._report(step, loss)
        state.epoch += 1
        self._judge(cancel)
        self._keep()
        yield self._report(state.epoch * self._batches, loss, done=True)

    def _report(self, step: int, loss: float, *, done: bool = False) -> TrainingReport:
        epoch = self._state.epoch + (not done)
        return TrainingReport(
            step, self._batches * self._recipe.epochs, epoch, loss, self._state.right
        )

    def _step(self, pixels: Tensor, labels: Tensor, step: int) -> float:
        share = _schedule(step / (self._batches * self._recipe.epochs), self._recipe.warm_up)
        for group in self._optimizer.param_groups:
            group["lr"] = share * group["full"]
        self._optimizer.zero_grad(set_to_none=True)
        loss = self._loss(pixels, labels)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
        self._optimizer.step()
        # An average over fewer steps than were made, or it would be of the beginning mostly.
        kept = min(self._recipe.average, (1 + step) / (10 + step))
        with torch.no_grad():
            for name, value in self._network.tensors().items():
                if value.is_floating_point():
                    self._average[name].lerp_(value, 1 - kept)
                else:
                    self._average[name].copy_(value)
        return float(loss.detach())

    def _labels(self, batch: Batch) -> Tensor:
        return torch.from_numpy(self._task.labels[batch.places].astype(np.int64))

    def _loss(self, pixels: Tensor, labels: Tensor) -> Tensor:
        smoothing = self._recipe.smoothing if self._network.training else 0.0
        return nn.functional.cross_entropy(
            self._logits(pixels), labels.to(self.device), label_smoothing=smoothing
        )

    def _logits(self, pixels: Tensor) -> Tensor:
        logits: Tensor = self._network.head(self._features(pixels))
        return logits

    def _features(self, pixels: Tensor) -> Tensor:
        """Of pictures ``uint8 (n, size, size, 3)``, in fp32."""
        how = self._task.spec.preprocessing
        mean, std = (torch.tensor(each, device=self.device) for each in (how.mean, how.std))
        x = ((pixels.to(self.device, torch.float32) / 255 - mean) / std).permute(0, 3, 1, 2)
        x = x.contiguous(memory_format=torch.channels_last)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.device.type == "cuda"):
            features: Tensor = self._network(x)
        return features.float()

    def _judge(self, cancel: Event) -> None:
        """Look how good the average of the weights is on what was held out; keep the best."""
        places, state = np.flatnonzero(self._task.held_out), self._state
        if not len(places):
            state.best_epoch, self._best = state.epoch, self._average
            return
        live = self._copies()
        self._put(self._average)
        self._network.eval()
        losses, right, seen = 0.0, 0, 0
        with torch.inference_mode():
            for batch in self._source.whole(places.tolist(), cancel):
                logits = self._logits(batch.pixels)
                wanted = self._labels(batch).to(self.device)
                losses += float(nn.functional.cross_entropy(logits, wanted, reduction="sum"))
                right += int((logits.argmax(dim=1) == wanted).sum())
                seen += len(wanted)
        self._put(live)
        state.right = right / max(1, seen)
        if (loss := losses / max(1, seen)) < state.best_loss:
            state.best_loss, state.best_epoch = loss, state.epoch
            self._best = {name: each.clone() for name, each in self._average.items()}

    def _put(self, values: Mapping[str, Tensor]) -> None:
        with torch.no_grad():
            for name, tensor in self._network.tensors().items():
                tensor.copy_(values[name])

    def best(self) -> dict[str, NDArray[Any]]:
        """The average of the weights as it was best, by the names that files of weights have."""
        return {name: each.cpu().numpy() for name, each in self._best.items()}

    def describe(
        self, features: NDArray[np.float32], logits: NDArray[np.float32], cancel: Event
    ) -> Iterator[int]:
        """Fill in what the best network says of all pictures; yields how many are done.

        Args:
            features: ``float32 (n, features)``.
            logits: ``float32 (n, classes)``.
            cancel: ends it.

        Raises:
            Cancelled: ``cancel`` was set.
        """
        self._put(self._best)
        self._network.eval()
        done = 0
        with torch.inference_mode():
            for batch in self._source.whole(range(len(features)), cancel):
                made = self._features(batch.pixels)
                features[batch.places] = made.cpu().numpy()
                logits[batch.places] = self._network.head(made).cpu().numpy()
                yield (done := done + len(batch.places))

    # From one start to the next

    def _keep(self) -> None:
        kept = {
            **{f"live/{name}": each for name, each in self._copies().items()},
            **{f"average/{name}": each for name, each in self._average.items()},
            **{f"best/{name}": each for name, each in self._best.items()},
        }
        for number, values in self._optimizer.state_dict()["state"].items():
            for name, value in values.items():
                if isinstance(value, Tensor):
                    kept[f"optimizer/{number}/{name}"] = value
        state = self._state
        notes = {
            "mark": self._task.mark,
            "state": json.dumps(
                [state.epoch, state.best_epoch, state.best_loss, state.right], allow_nan=True
            ),
        }
        target = self._task.folder / CHECKPOINT
        temporary = target.with_suffix(".new")
        try:
            private.make_folder(self._task.folder)
            # Each for itself, since the file takes no two that share memory.
            whole = torch.contiguous_format
            save_file(
                {name: each.cpu().clone(memory_format=whole) for name, each in kept.items()},
                temporary,
                notes,
            )
            files.sync(temporary)
            files.replace(temporary, target)
        except (OSError, SafetensorError) as error:
            known = error if isinstance(error, OSError) else OSError(str(error))
            raise hashing.explain(known, target, "written") from error

    def _resume(self) -> None:
        """Go on from the checkpoint, where it is of this training."""
        file = self._task.folder / CHECKPOINT
        with suppress(OSError, SafetensorError, KeyError, ValueError, RuntimeError):
            with safe_open(file, framework="pt") as tensors:
                notes = tensors.metadata() or {}
                if notes.get("mark") != self._task.mark:
                    return
                found = {name: tensors.get_tensor(name) for name in tensors.keys()}  # noqa: SIM118
            self._take(found, _State(*json.loads(notes["state"])))

    def _take(self, found: Mapping[str, Tensor], state: _State) -> None:
        parts = [
            {name: found[f"{part}/{name}"].to(self.device) for name in self._average}
            for part in ("live", "average", "best")
        ]
        optimizer = self._optimizer.state_dict()
        for name, value in found.items():
            if name.startswith("optimizer/"):
                _, number, key = name.split("/")
                optimizer["state"].setdefault(int(number), {})[key] = value
        self._optimizer.load_state_dict(optimizer)
        self._put(parts[0])
        self._average, self._best = parts[1], parts[2]
        self._state = state


def _optimizer(network: Classifier, recipe: Recipe) -> torch.optim.Optimizer:
    stages = network.stages()
    last = max(1, len(stages) - 1)
    rates = [
        recipe.body_rate * recipe.first_share ** (1 - number / last)
        for number in range(len(stages))
    ]
    groups: list[dict[str, Any]] = []
    for parameters, rate in (
        *zip(stages, rates, strict=True),
        ([*network.head.parameters()], recipe.head_rate),
    ):
        for decays in (True, False):  # batch norms and biases do not
            some = [each for each in parameters if (each.dim() > 1) is decays]
            decay = recipe.weight_decay if decays else 0.0
            groups.append({"params": some, "lr": rate, "full": rate, "weight_decay": decay})
    groups = [group for group in groups if group["params"]]
    if recipe.momentum is None:
        return torch.optim.AdamW(groups)
    return torch.optim.SGD(groups, lr=recipe.head_rate, momentum=recipe.momentum, nesterov=True)


def _schedule(done: float, warm_up: float) -> float:
    """The part of the full rate, 0 to 1, after that part of all steps."""
    if done < warm_up:
        return (done + 1e-3) / (warm_up + 1e-3)
    return 0.5 * (1 + math.cos(math.pi * (done - warm_up) / (1 - warm_up)))
