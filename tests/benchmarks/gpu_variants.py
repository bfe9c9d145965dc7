"""What might make a network faster on a CUDA device and is not done: each beside what is.

    python -m tests.benchmarks.gpu_variants NAME [--device cuda] [--batch 64] [--repeats 20]
        [--photographs FOLDER]

The network is that of a model of the catalogue with random numbers: in bf16 without gradients, as
the engine has it, in channels-last and in the usual order, as a CUDA graph and step by step. With
a folder of JPEGs also what the device decodes in a second, by torchvision, beside all cores here.
One line of JSON: pictures a second; what a computer cannot do is left out, with the reason.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from igtagger.engines import torch_network
from igtagger.models.catalog import load_catalog
from igtagger.preprocessing import Preprocessing
from igtagger.settings import Settings
from tests.benchmarks import alone

if TYPE_CHECKING:
    import torch


def variants(name: str, device: str, batch: int, repeats: int) -> dict[str, float | str]:
    """Pictures a second of each way to run a network."""
    import torch

    spec = load_catalog(Settings(Path())).find(name)
    size = spec.preprocessing.size
    network = torch_network.build(spec.family.blueprint()).to_empty(device=device)
    for parameter in (*network.parameters(), *network.buffers()):
        torch.nn.init.normal_(parameter, std=0.01)
    network = network.eval().to(torch.bfloat16)
    pixels = torch.randn(batch, 3, size, size, device=device, dtype=torch.bfloat16)
    found: dict[str, float | str] = {}
    with torch.inference_mode():
        for what, order in (
            ("usual order", torch.contiguous_format),
            ("channels-last", torch.channels_last),
        ):
            ordered = network.to(memory_format=order)  # type: ignore[call-overload]
            given = pixels.contiguous(memory_format=order)
            found[what] = batch / _seconds(lambda g=given, n=ordered: n(g), device, repeats)
        if not device.startswith("cuda"):
            found["CUDA graph"] = "needs a CUDA device"
        else:
            replay = _graph(network, pixels.contiguous(memory_format=torch.channels_last))
            found["CUDA graph"] = batch / _seconds(replay, device, repeats)
    return found


def _graph(network: torch.nn.Module, pixels: torch.Tensor) -> Callable[[], Any]:
    """The network on these pixels as one graph, as PyTorch's documentation records one."""
    import torch

    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            network(pixels)
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        network(pixels)
    return graph.replay


def _seconds(work: Callable[[], object], device: str, repeats: int) -> float:
    """Of one call, the best of some rounds."""
    import torch

    synchronise = torch.cuda.synchronize if device.startswith("cuda") else lambda: None
    for _ in range(3):
        work()
    best = float("inf")
    for _ in range(3):
        synchronise()
        began = time.perf_counter()
        for _ in range(repeats):
            work()
        synchronise()
        best = min(best, (time.perf_counter() - began) / repeats)
    return best


def decoding(folder: Path, device: str, at_once: int = 32) -> dict[str, float | str]:
    """Pictures a second that are decoded whole on the device, and at their usual fraction here."""
    import torch

    found: dict[str, float | str] = {
        "decoding here, all cores": 1 / alone.decode(folder, 400),
        "decoding here, whole, all cores": 1
        / alone.decode(folder, 400, how=Preprocessing(), exact=True),
    }
    if not device.startswith("cuda"):
        return found | {"decoding on the device": "needs a CUDA device"}
    from torchvision.io import decode_jpeg, read_file

    files = [read_file(str(file)) for file in sorted(folder.iterdir())[: 4 * at_once]]
    try:
        decode_jpeg(files[:at_once], device=device)
    except RuntimeError as error:  # torchvision without nvJPEG
        return found | {"decoding on the device": str(error)[:200]}
    torch.cuda.synchronize()
    began = time.perf_counter()
    for start in range(0, len(files), at_once):
        decode_jpeg(files[start : start + at_once], device=device)
    torch.cuda.synchronize()
    return found | {"decoding on the device": len(files) / (time.perf_counter() - began)}


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--photographs", type=Path)
    given = parser.parse_args()
    found = variants(given.name, given.device, given.batch, given.repeats)
    if given.photographs is not None:
        found |= decoding(given.photographs, given.device)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
