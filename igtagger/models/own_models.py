"""Models of a person's own: trained here, or brought from elsewhere, a folder each.

``model.json`` tells what it is, ``labels.csv`` has its classes, ``weights.safetensors`` a whole
network, or ``head.safetensors`` a head alone for the features of a model of the catalogue. A folder
may be anybody's: what is in it is checked before it counts, and one that is damaged is not used and
told of where it is asked for. What is larger than a few kilobytes is looked at when it is loaded.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from itertools import chain
from pathlib import Path
from typing import Any, Literal

from igtagger.errors import BadValueError, IgTaggerError, SettingsError, UsageError, detail_of
from igtagger.labels.own_labels import own_label_set, read_labels
from igtagger.labels.sets import make_known
from igtagger.labels.thresholds import ANY
from igtagger.models.catalog import (
    PROGRAM_LICENCES,
    STARTER,
    Catalog,
    HeadSpec,
    Licence,
    ModelSpec,
    load_catalog,
)
from igtagger.models.families.efficientnet_lite import EfficientNetLite
from igtagger.models.sources import OwnFile, Retired, WeightsSource
from igtagger.settings import Settings
from igtagger.small_files import parse_json, read_small

CARD, LABELS = "model.json", "labels.csv"
EVALUATION = "evaluation.json"
"""What came out on the pictures that it was trained on."""
FILES = {"head": "head.safetensors", "network": "weights.safetensors"}
HEAD = "head"
"""How the tensors of a head alone begin."""
OWN_LICENCE = Licence(
    name="own",
    url="https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/"
    "customizing-your-repository/licensing-a-repository",
    summary="Made from the beginning by its owner, who says what may be done with it.",
    must_be_accepted=False,
)
_LICENCES = {licence.name: licence for licence in (*PROGRAM_LICENCES, OWN_LICENCE)}
EXCLUSIVE = replace(ANY, least_further=1.0)
"""One class is always said, the best, and no other: a picture is of one of them."""
_FORMAT = 2
_BEFORE = 1
"""Whose cards do not say :attr:`OwnCard.rooted`: none was."""
_MOST_CARD, _MOST_LABELS_FILE = 1 << 18, 1 << 20
_MOST_TEXT, _MOST_FACTS, _MOST_NAME = 1000, 40, 100
_MOST_FILE = 1 << 40
_MOST_MODELS = 1000


@dataclass(frozen=True, slots=True)
class OwnCard:
    """What ``model.json`` says.

    Attributes:
        name: what the person calls it.
        kind: ``head``, a head alone, or ``network``.
        like: id of the model of the catalogue on whose weights it runs, or, of a network, whose
            architecture and preprocessing it has.
        base_sha256: of those weights, or of what a network was tuned from; empty where it began at
            random.
        size: bytes of its file: see :data:`FILES`.
        sha256: of that.
        labels: how many.
        labels_sha256: of ``labels.csv``.
        rooted: whether its head takes the roots of features: see
            :func:`igtagger.models.heads.rooted`.
        licence: by name; that of ``like``, unless it began at random.
        training: facts about its training, for people.
    """

    name: str
    kind: Literal["head", "network"]
    like: str
    base_sha256: str
    size: int
    sha256: str
    labels: int
    labels_sha256: str
    rooted: bool
    licence: str
    training: Mapping[str, str]


def load_models(settings: Settings) -> Catalog:
    """All models: the program's, those of ``settings.catalog_file``, and the person's own.

    Raises:
        SettingsError: as of :func:`igtagger.models.catalog.load_catalog`. What is wrong with one
            of the person's own is in :attr:`igtagger.models.catalog.Catalog.damaged`.
    """
    catalog = load_catalog(settings)
    own: list[ModelSpec] = []
    damaged: dict[str, IgTaggerError] = {}
    for folder in _folders(settings.models_dir):
        try:
            own.append(read_own(folder, catalog))
        except IgTaggerError as error:
            damaged[folder.name] = error
    return Catalog((*catalog, *own), damaged)


def _folders(models: Path) -> Iterator[Path]:
    try:
        found = sorted(models.iterdir())
    except OSError:  # there are none, mostly
        return
    for folder in found[:_MOST_MODELS]:
        if is_id(folder.name) and folder.is_dir():
            yield folder


def is_id(name: str) -> bool:
    """Whether that may be the id of a model of one's own: it becomes the name of a folder."""
    return re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?", name) is not None


def id_for(name: str) -> str:
    """An id made of what a person calls a model: ``my-birds`` of "My birds"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
    return made or f"own-{hashlib.sha256(name.encode()).hexdigest()[:6]}"


def check_name(name: str, catalog: Catalog, *, replaced: bool = False) -> str:
    """The id for a new model of that name.

    Args:
        name: what the person calls it.
        catalog: the models there are.
        replaced: whether one of their own that has the id already is to be replaced.

    Raises:
        UsageError: it is no name, or another model has it.
    """
    name = name.strip()
    if not name or len(name) > _MOST_NAME or not name.isprintable():
        raise UsageError("own-model.bad-name", name=name[:_MOST_NAME])
    model_id = id_for(name)
    taken: Mapping[str, ModelSpec] = {word: spec for spec in catalog for word in _words(spec)}
    if (other := taken.get(model_id)) is not None and other.folder is None:
        raise UsageError("own-model.programs-name", name=name, model=other.id)
    if (model_id in taken or model_id in catalog.damaged) and not replaced:
        raise UsageError("own-model.taken", model=model_id)
    return model_id


def _words(spec: ModelSpec) -> tuple[str, str]:
    return spec.id, spec.alias


# Reading


def read_own(folder: Path, catalog: Catalog) -> ModelSpec:
    """The model in ``folder``, whose labels are made known.

    Args:
        folder: its name is the model's id.
        catalog: the other models.

    Raises:
        SettingsError: it is damaged, or made for a model that is not there.
    """
    try:
        if folder.is_symlink():
            raise BadValueError("own-model.link")
        card = parse_card(read_small(folder / CARD, _MOST_CARD))
        labels = read_small(folder / LABELS, _MOST_LABELS_FILE)
        return make_spec(folder, card, labels, catalog)
    except (OSError, ValueError) as error:
        detail = detail_of(error)
        raise SettingsError("own-model.damaged", folder=folder, detail=detail) from error


def card_of(folder: Path) -> OwnCard:
    """The card of a model that is in the catalogue, for what its entry does not tell.

    Raises:
        SettingsError: it was damaged meanwhile.
    """
    try:
        return parse_card(read_small(folder / CARD, _MOST_CARD))
    except (OSError, ValueError) as error:
        detail = detail_of(error)
        raise SettingsError("own-model.damaged", folder=folder, detail=detail) from error


def make_spec(folder: Path, card: OwnCard, labels: bytes, catalog: Catalog) -> ModelSpec:
    """The entry of a model whose labels are made known.

    Raises:
        BadValueError: the labels are not those of the card; the name is taken; there is no such
            model as it is like, or its licence is not that.
    """
    if any(folder.name in _words(spec) for spec in catalog if spec.folder is None):
        raise BadValueError("own-model.id", model=folder.name)
    listed = read_labels(labels)
    if hashlib.sha256(labels).hexdigest() != card.labels_sha256 or len(listed) != card.labels:
        raise BadValueError("own-model.labels")
    label_set = own_label_set(folder.name, labels)
    like = find_like(card.like, catalog)
    _check_licence(card, like)
    file = OwnFile(path=folder / FILES[card.kind], size=card.size, sha256=card.sha256)
    if card.kind == "head":
        spec = _with_head(like, card, label_set, file)
    else:
        network = network_spec(like, label_set, card.labels, root=card.rooted)
        spec = replace(network, weights=file)
    make_known(label_set, listed)
    names = ", ".join(label.name for label in listed[:5])
    more = ", ..." if len(listed) > 5 else ""
    return replace(
        spec,
        parameters=_parameters(like, len(listed)),
        id=folder.name,
        alias=folder.name,
        title=card.name,
        description=f"{len(listed)} classes of one's own: {names}{more}",
        licence=replace(_LICENCES[card.licence], must_be_accepted=False),
        training=card.training,
        top1=None,
        top5=None,
    )


def find_like(name: str, catalog: Catalog) -> ModelSpec:
    """The model of the catalogue that others may be like: none of the person's own.

    Raises:
        BadValueError: there is none.
    """
    for spec in chain(catalog, (STARTER,)):
        if name in _words(spec) and spec.folder is None:
            return spec
    raise BadValueError("own-model.like", model=name)


def _check_licence(card: OwnCard, like: ModelSpec) -> None:
    """What was made from somebody's weights stays under their terms."""
    if card.licence not in _LICENCES:
        raise BadValueError("own-model.licence", licence=card.licence)
    if card.licence != like.licence.name and (card.kind == "head" or card.base_sha256):
        raise BadValueError("own-model.licence", licence=card.licence)


def _with_head(like: ModelSpec, card: OwnCard, label_set: str, file: OwnFile) -> ModelSpec:
    """A head on the features of a model, whose other heads but the first stay beside it."""
    if isinstance(like.weights, Retired):
        raise BadValueError("own-model.like", model=like.id)
    head = head_spec(like, label_set, card, file)
    same = like.weights.difference(card.base_sha256, like.weights.size) is None
    others = tuple(other for other in like.heads[1:] if same)
    weights: WeightsSource = replace(like.weights, sha256=card.base_sha256)
    made: ModelSpec = replace(like, heads=(head, *others), weights=weights, base=like)
    return made


def head_spec(like: ModelSpec, label_set: str, card: OwnCard, file: OwnFile) -> HeadSpec:
    """A head alone for the features that the first head of a model takes."""
    return HeadSpec(
        *(label_set, card.labels, (HEAD,)),
        features=like.heads[0].features,
        file=file,
        thresholds=EXCLUSIVE,
        root=card.rooted,
    )


def network_spec(like: ModelSpec, label_set: str, labels: int, *, root: bool = False) -> ModelSpec:
    """A model of the architecture of another, with one head for other labels; it has no weights."""
    family = like.family
    if isinstance(family, EfficientNetLite):
        family = replace(family, tapped=False)  # taps are for the heads that are left out
    first = like.heads[0]
    head = HeadSpec(
        *(label_set, labels, first.layers),
        features=first.features,
        thresholds=EXCLUSIVE,
        root=root,
    )
    return replace(
        like,
        family=family,
        heads=(head,),
        parameters=_parameters(like, labels),
        kept_in_half=False,
        base=None,
    )


def _parameters(like: ModelSpec, labels: int) -> int:
    """How many a model has with a first head of so many labels."""
    first = like.heads[0]
    channels = first.features or like.family.blueprint().features
    return like.parameters + (labels - first.labels) * (channels + 1)


# Cards


def spell_card(card: OwnCard) -> bytes:
    """The content of ``model.json``."""
    content = {"format": _FORMAT, **asdict(card)}
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def parse_card(content: bytes) -> OwnCard:
    """What ``model.json`` says, each of it of the form that it must have.

    Raises:
        BadValueError: it is not.
    """
    found = parse_json(content, once=True)
    if not isinstance(found, dict):
        raise BadValueError("own-model.format")
    version = found.pop("format", None)
    if type(version) is not int or version not in (_BEFORE, _FORMAT):
        raise BadValueError("own-model.format")
    if version == _BEFORE and "rooted" not in found:
        found["rooted"] = False
    if set(found) != {field.name for field in fields(OwnCard)}:
        raise BadValueError("own-model.format")
    for name, value in found.items():
        if not _CHECKS[name](value):
            raise BadValueError("own-model.card", name=name)
    if found["kind"] == "head" and not found["base_sha256"]:
        raise BadValueError("own-model.card", name="base_sha256")
    return OwnCard(**found)


def _is_text(value: object, most: int = _MOST_TEXT) -> bool:
    if not isinstance(value, str) or len(value) > most or not value.isprintable():
        return False
    with suppress(UnicodeEncodeError):
        value.encode()
        return True
    return False


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None


def _is_facts(value: Any) -> bool:
    if not isinstance(value, dict) or len(value) > _MOST_FACTS:
        return False
    return all(_is_text(key, _MOST_NAME) and _is_text(text) for key, text in value.items())


def _is_one_of(choices: Container[object]) -> Any:
    return lambda value: isinstance(value, str) and value in choices


_CHECKS: Mapping[str, Any] = {
    "name": lambda value: _is_text(value, _MOST_NAME) and bool(value.strip()),
    "kind": _is_one_of(FILES),
    "like": lambda value: _is_text(value, _MOST_NAME),
    "base_sha256": lambda value: value == "" or _is_hash(value),
    "size": lambda value: type(value) is int and 0 < value < _MOST_FILE,
    "sha256": _is_hash,
    "labels": lambda value: type(value) is int and value > 0,
    "labels_sha256": _is_hash,
    "rooted": lambda value: type(value) is bool,
    "licence": _is_one_of(_LICENCES),
    "training": _is_facts,
}
