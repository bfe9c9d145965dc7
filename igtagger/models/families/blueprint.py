"""A network as the list of its convolutions, from which every engine builds the same one.

Each convolution is named as its tensors are in a file of weights, so that one list says what to
compute and what such a file must hold, and a file can be checked by whoever can read its header.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Literal, Protocol

Activation = Literal["none", "relu", "relu6"]
Padding = Literal["centred", "same"]
Shapes = Mapping[str, tuple[int, ...]]
"""The shape of each tensor by its name."""

COUNTER = "num_batches_tracked"
"""A batch norm's count of batches: of use to training only, and files may lack it."""


@dataclass(frozen=True, slots=True)
class Conv:
    """A convolution without bias, the batch norm behind it, and the activation behind that.

    Attributes:
        name: ``{name}.weight`` is ``(outputs, inputs / groups, kernel, kernel)``.
        norm: ``{norm}.weight`` and its four neighbours are the batch norm's.
        inputs: channels.
        outputs: channels.
        kernel: side, in pixels; odd.
        stride: in pixels.
        groups: parts of the channels that do not see each other; as many as ``inputs`` is a
            depthwise convolution.
        activation: ``relu6`` is cut at 6.
        epsilon: what the batch norm adds to the variance.
        padding: zeros at the borders. ``centred`` is half a kernel on all sides, as torch has it;
            ``same`` is TensorFlow's, as many as an output of ``size / stride`` (rounded up) needs.
    """

    name: str
    norm: str
    inputs: int
    outputs: int
    kernel: int = 1
    stride: int = 1
    groups: int = 1
    activation: Activation = "none"
    epsilon: float = 1e-5
    padding: Padding = "centred"

    def pads(self, size: int) -> tuple[int, int]:
        """Zeros (before, after) each side of an input of ``size`` pixels."""
        if self.padding == "centred":
            return self.kernel // 2, self.kernel // 2
        outputs = -(-size // self.stride)
        needed = max(0, (outputs - 1) * self.stride + self.kernel - size)
        return needed // 2, needed - needed // 2  # an odd one comes last

    def tensors(self) -> dict[str, tuple[int, ...]]:
        """Name and shape of all that a file holds of it."""
        kernel = (self.outputs, self.inputs // self.groups, self.kernel, self.kernel)
        found: dict[str, tuple[int, ...]] = {f"{self.name}.weight": kernel}
        for part in ("weight", "bias", "running_mean", "running_var"):
            found[f"{self.norm}.{part}"] = (self.outputs,)
        return found | {f"{self.norm}.{COUNTER}": ()}


@dataclass(frozen=True, slots=True)
class Pool:
    """The largest of each square of ``kernel`` pixels; ``padding`` on all sides is never it."""

    kernel: int
    stride: int
    padding: int


@dataclass(frozen=True, slots=True)
class Block:
    """Convolutions one after another, whose input is added to their output.

    Attributes:
        main: the convolutions.
        side: what the input goes through on its way past them; None where it goes as it is.
        activation: behind the sum.
        residual: whether there is a sum at all.
    """

    main: tuple[Conv, ...]
    side: Conv | None = None
    activation: Activation = "none"
    residual: bool = True

    def convolutions(self) -> tuple[Conv, ...]:
        """All of them, in the order of a file."""
        return (*self.main, self.side) if self.side else self.main


@dataclass(frozen=True, slots=True)
class Tap:
    """What comes by here is taken into the features, too, and goes on as it is."""


Step = Conv | Pool | Block | Tap


@dataclass(frozen=True, slots=True)
class Blueprint:
    """Normalised pixels ``(n, 3, size, size)`` to features, step by step.

    Behind the last step the mean over all places is taken: what is left are the features (an
    embedding of the picture), shape ``(n, features)``. Where there are taps, the mean of each of
    their channels follows, in the order of taps, and then the greatest value of each: what a
    texture or a line of text is shows in them, and is gone behind the last step.
    """

    steps: tuple[Step, ...]

    @property
    def features(self) -> int:
        """How many numbers say what is in a picture."""
        return list(self.convolutions())[-1].outputs + 2 * sum(self.tapped())

    def tapped(self) -> Iterator[int]:
        """The channels of each tap."""
        channels = 3
        for step in self.steps:
            match step:
                case Conv():
                    channels = step.outputs
                case Block():
                    channels = step.main[-1].outputs
                case Tap():
                    yield channels

    def convolutions(self) -> Iterator[Conv]:
        """All of them, in the order of a file."""
        return chain.from_iterable(_convolutions(step) for step in self.steps)

    def tensors(self) -> dict[str, tuple[int, ...]]:
        """Name and shape of all that a file holds of the network; heads come on top."""
        found: dict[str, tuple[int, ...]] = {}
        for convolution in self.convolutions():
            found |= convolution.tensors()
        return found


def _convolutions(step: Step) -> tuple[Conv, ...]:
    match step:
        case Conv():
            return (step,)
        case Pool() | Tap():
            return ()
        case Block():
            return step.convolutions()


class Family(Protocol):
    """The sizes of one network, and how networks of that family are made from them."""

    def blueprint(self) -> Blueprint:
        """The network of these sizes."""

    def facts(self) -> Mapping[str, object]:
        """The sizes by name, for people."""

    def other_names(self) -> Mapping[str, str]:
        """Our name of each tensor by the name that files of another maker have for it.

        Of the head too; empty where all files have our names.
        """
