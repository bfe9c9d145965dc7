"""A model's spec and weights become a torch module.

The only place, beside the torch engine, that imports torch. A file that was downloaded is a
pickle of 2019: it is checked from the outside first (size, hash, the archive's listing), read once
with ``weights_only=True``, checked again (names, shapes, finite values), and kept as safetensors
from then on. A module is built on torch's meta device, which takes no memory, and filled block by
block with the batch norms folded in, so that loading never holds the weights twice.
"""

from __future__ import annotations

import pickle
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, cast

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn
from torchvision.models.resnet import Bottleneck, ResNet

from igtagger.errors import Cancelled, WeightsError
from igtagger.models.catalog import INSTAGRAM_MODELS, ModelSpec

if TYPE_CHECKING:
    from igtagger.models.weights.store import StoredWeights, WeightsStore

_COUNTER = "num_batches_tracked"  # of use to training only; files may lack it
_OVERHEAD = 1 << 20
"""How much more than its tensors a file of weights may hold, in bytes."""
_KINDS = (torch.float32, torch.float16, torch.bfloat16, torch.float64)
_UNREADABLE = (
    *(OSError, EOFError, MemoryError, RuntimeError, ImportError, AssertionError),
    *(ValueError, TypeError, AttributeError, LookupError, ArithmeticError),
    *(pickle.UnpicklingError, struct.error, zipfile.BadZipFile, SafetensorError),
)
"""What the readers raise on damaged files; found by flipping bytes in good ones."""


def build(spec: ModelSpec) -> ResNet:
    """The network of ``spec`` on the meta device: every shape, no memory, no values."""
    shape = spec.architecture
    block = Bottleneck
    if shape.expansion != Bottleneck.expansion:
        block = cast(
            "type[Bottleneck]", type("Bottleneck", (Bottleneck,), {"expansion": shape.expansion})
        )
    with torch.device("meta"):
        network = ResNet(
            block,
            list(shape.layers),
            num_classes=spec.labels_count,
            groups=shape.groups,
            width_per_group=shape.width_per_group,
        )
    return network.eval()


# From a downloaded or imported file to safetensors


def prepare(store: WeightsStore, spec: ModelSpec, cancel: Event) -> StoredWeights:
    """The weights of ``spec`` as safetensors, converting them if this is the first load.

    Raises:
        WeightsError: absent, damaged, or not this model's.
        Cancelled: ``cancel`` was set.
    """
    return store.prepare(spec, cancel, check=convert)


def convert(spec: ModelSpec, source: Path, target: Path) -> None:
    """Read ``source`` (torch's formats or safetensors), check it, write it as safetensors.

    Every tensor is kept as it is: names, values, precision.

    Raises:
        WeightsError: not weights, not of this architecture, or with values that are not finite.
    """
    state = _read(spec, source)
    check_state(spec, state, source)
    _part_memory(state)
    try:
        save_file(state, target, {"format": "pt"})
    except (OSError, SafetensorError) as error:
        raise WeightsError("weights.unwritten", file=target, detail=str(error)) from error


def _part_memory(state: dict[str, Tensor]) -> None:
    """Give each tensor memory of its own, in its order of dimensions, as safetensors wants it."""
    taken = set()
    for name, values in state.items():
        memory = values.untyped_storage()
        shared = memory.data_ptr() in taken or memory.nbytes() != values.nbytes
        if shared or not values.is_contiguous():
            state[name] = values.clone(memory_format=torch.contiguous_format)
        taken.add(memory.data_ptr())


def _read(spec: ModelSpec, source: Path) -> dict[str, Tensor]:
    try:
        _check_size(spec, source)
        state = _read_safetensors(source) if _is_safetensors(source) else _unpickle(source)
    except _UNREADABLE as error:
        raise _not_weights(source, error) from error
    if not isinstance(state, Mapping) or not all(
        isinstance(name, str) and isinstance(value, Tensor) for name, value in state.items()
    ):
        raise WeightsError("weights.not-plain", file=source, kind=type(state).__name__)
    return dict(state)


def _is_safetensors(source: Path) -> bool:
    with source.open("rb") as file:
        head = file.read(9)
    return head[8:9] == b"{"


def _read_safetensors(source: Path) -> dict[str, Tensor]:
    with safe_open(source, framework="pt") as file:
        return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118


def _unpickle(source: Path) -> object:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of odd files; what comes of them is judged here
        return torch.load(source, map_location="cpu", weights_only=True)


def _not_weights(source: Path, error: Exception) -> WeightsError:
    first = (str(error).splitlines() or [type(error).__name__])[0]
    return WeightsError("weights.not-weights", file=source, detail=first)


def _check_size(spec: ModelSpec, source: Path) -> None:
    """Refuse what holds more than the model, before any of it is read into memory.

    A zip archive (torch's format since 2020) is judged from its listing: a small one can unpack to
    any size.
    """
    needed = 4 * spec.parameters
    held, compressed = source.stat().st_size, False
    if _is_zip(source):
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
        held = sum(member.file_size for member in members)
        compressed = any(member.compress_type != zipfile.ZIP_STORED for member in members)
    if held > needed + needed // 32 + _OVERHEAD:  # the statistics of batch norms come on top
        raise WeightsError(
            "weights.too-large", file=source, held=held, model=spec.id, needed=needed
        )
    if compressed:
        raise WeightsError("weights.compressed", file=source)


def _is_zip(source: Path) -> bool:
    with source.open("rb") as file:
        begins_so = file.read(4) == b"PK\x03\x04"  # by which torch decides
    return begins_so or zipfile.is_zipfile(source)


def check_state(spec: ModelSpec, state: Mapping[str, Tensor], source: Path) -> None:
    """Compare names, shapes and kinds with the architecture; refuse values that are not finite.

    Raises:
        WeightsError: with the first thing that is wrong.
    """
    expected = build(spec).state_dict()
    needed = {name for name in expected if not name.endswith(_COUNTER)}
    missing, foreign = needed - set(state), set(state) - set(expected)
    if missing:
        raise WeightsError("weights.lacks", file=source, model=spec.id, tensor=min(missing))
    if foreign:
        raise WeightsError("weights.foreign", file=source, model=spec.id, tensor=min(foreign))
    for name, values in state.items():
        if values.shape != expected[name].shape:
            raise _wrong_shape(spec, state, name, expected[name], source)
        _check_values(spec, name, values, source)


def _wrong_shape(
    spec: ModelSpec, state: Mapping[str, Tensor], name: str, expected: Tensor, source: Path
) -> WeightsError:
    shapes = {"shape": str(tuple(state[name].shape)), "expected": str(tuple(expected.shape))}
    if other := _whose(state):
        return WeightsError(
            "weights.shape-of", file=source, model=spec.id, tensor=name, other=other, **shapes
        )
    return WeightsError("weights.shape", file=source, model=spec.id, tensor=name, **shapes)


def _check_values(spec: ModelSpec, name: str, values: Tensor, source: Path) -> None:
    plain = values.layout is torch.strided and values.device.type == "cpu"
    kinds = (torch.int64,) if name.endswith(_COUNTER) else _KINDS
    if not plain or values.dtype not in kinds:
        raise WeightsError(
            "weights.kind",
            file=source,
            model=spec.id,
            tensor=name,
            kind=str(values.dtype).removeprefix("torch."),
            layout=str(values.layout),
            device=str(values.device),
        )
    impossible = name.endswith("running_var") and bool(values.min() < 0)
    if impossible or not torch.isfinite(values).all():
        raise WeightsError("weights.not-finite", file=source, tensor=name)


def _whose(state: Mapping[str, Tensor]) -> str:
    shape = state["layer1.0.conv2.weight"].shape if "layer1.0.conv2.weight" in state else ()
    for spec in INSTAGRAM_MODELS:
        if build(spec).state_dict()["layer1.0.conv2.weight"].shape == shape:
            return spec.id
    return ""


# From safetensors to a module that is ready to run


class _Ready(nn.Module):
    """The network in two parts: convolutions in ``dtype``, pooling and classifier in fp32.

    Logits in a 16-bit type would make scores coarse; the classifier's part of the work is nil.
    """

    def __init__(self, network: ResNet) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: Tensor) -> Tensor:
        """Normalised pixels ``(n, 3, s, s)`` to logits ``float32 (n, labels)``."""
        net = self.network
        x = net.maxpool(net.relu(net.conv1(x)))
        x = net.layer4(net.layer3(net.layer2(net.layer1(x))))
        features = x.float().mean(dim=(2, 3))
        return cast("Tensor", net.fc(features))


def load(
    spec: ModelSpec, file: Path, *, dtype: torch.dtype, device: torch.device, cancel: Event
) -> nn.Module:
    """A module ready for inference from a checked safetensors file.

    Batch norms are folded into the convolutions (w' = w g / sqrt(v + e), b' = b - m g / sqrt(v +
    e); Jacob et al. 2018, section 3.2), whose weights are channels-last in ``dtype``. Memory: the
    module itself plus one block, whatever the size of the file.

    Raises:
        WeightsError: the file cannot be read.
        Cancelled: ``cancel`` was set.
    """
    network = build(spec)
    try:
        for names in _blocks(network):
            _stop_if(cancel)
            # Opened anew for each block: pages of the mapping count as ours until it is closed.
            with safe_open(file, framework="pt") as tensors:
                for convolution, norm in names:
                    _fold(network, convolution, norm, tensors.get_tensor, dtype, device)
        with safe_open(file, framework="pt") as tensors:
            for name in ("weight", "bias"):
                value = tensors.get_tensor(f"fc.{name}").to(device, torch.float32, copy=True)
                setattr(network.fc, name, nn.Parameter(value, requires_grad=False))
    except (OSError, SafetensorError) as error:
        raise WeightsError(
            "weights.unreadable", file=file, detail=str(error), alias=spec.alias
        ) from error
    return _Ready(network).eval()


def _blocks(network: ResNet) -> Iterator[list[tuple[str, str]]]:
    """Names of (convolution, batch norm) pairs, one residual block at a time."""
    yield [("conv1", "bn1")]
    for stage in ("layer1", "layer2", "layer3", "layer4"):
        blocks = cast("nn.Sequential", getattr(network, stage))
        for number, block in enumerate(blocks):
            prefix = f"{stage}.{number}"
            pairs = [(f"{prefix}.conv{i}", f"{prefix}.bn{i}") for i in (1, 2, 3)]
            if block.downsample is not None:
                pairs.append((f"{prefix}.downsample.0", f"{prefix}.downsample.1"))
            yield pairs


def _fold(
    network: ResNet,
    convolution: str,
    norm: str,
    get: Callable[[str], Tensor],
    dtype: torch.dtype,
    device: torch.device,
) -> None:
    module = cast("nn.Conv2d", network.get_submodule(convolution))
    epsilon = cast("nn.BatchNorm2d", network.get_submodule(norm)).eps
    gamma, beta, mean, variance = (
        get(f"{norm}.{name}").double() for name in ("weight", "bias", "running_mean", "running_var")
    )
    scale = gamma / torch.sqrt(variance + epsilon)
    weight = get(f"{convolution}.weight").float() * scale.float().view(-1, 1, 1, 1)
    bias = (beta - mean * scale).to(device, dtype)
    weight = weight.to(device, dtype).contiguous(memory_format=torch.channels_last)
    module.weight = nn.Parameter(weight, requires_grad=False)
    module.bias = nn.Parameter(bias, requires_grad=False)
    parent, _, name = norm.rpartition(".")
    setattr(network.get_submodule(parent), name, nn.Identity())


def _stop_if(cancel: Event) -> None:
    if cancel.is_set():
        raise Cancelled
