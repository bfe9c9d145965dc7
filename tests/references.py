"""timm's networks, with the tensors of ours: what ours is measured against."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import nn

from igtagger.models.catalog import ModelSpec
from igtagger.models.families.efficientnet_lite import LITE, EfficientNetLite
from igtagger.models.families.resnext import ResNeXt


def reference(spec: ModelSpec) -> nn.Module:
    """timm's network of the same sizes on the meta device: every shape, no memory, no values."""
    import timm  # seconds: for who asks alone

    with torch.device("meta"):
        match spec.family:
            case ResNeXt():
                network = _resnext(spec.family, spec.labels_count)
            case EfficientNetLite():
                number = LITE.index(replace(spec.family, tapped=False))
                name = f"tf_efficientnet_lite{number}"
                network = timm.create_model(name, num_classes=spec.labels_count)
        return network.eval()


def _resnext(family: ResNeXt, labels: int) -> nn.Module:
    from timm.models import resnet

    # Not by timm's names: it has none for 32x48d, whose old alias leads to 32x8d.
    block = type("Bottleneck", (resnet.Bottleneck,), {"expansion": family.expansion})
    return resnet.ResNet(
        block,
        family.layers,
        num_classes=labels,
        cardinality=family.groups,
        base_width=family.width_per_group,
    )
