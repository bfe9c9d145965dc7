"""Taught tags are a layer of a run, and are made anew of kept features for the whole library."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from numpy.typing import NDArray

from igtagger.app.layers import Pass, key_of
from igtagger.app.learned_tags.taught_layers import (
    extra_head,
    key_of_layer,
    names_of,
    renew,
    with_taught,
)
from igtagger.app.tagger import to_layers
from igtagger.domain import Layer, Tagged
from igtagger.labels.taught_names import layer_name
from igtagger.library.facade import Library
from igtagger.library.features import FeaturesKey
from igtagger.library.images import FileStamp
from igtagger.library.outcomes import Entry, ModelKey
from igtagger.models.catalog import ModelSpec, load_catalog
from igtagger.models.taught import TaughtTag
from igtagger.settings import Settings

CHANNELS, SHA, COUNT = 16, "ab12", 3000
FEATURES = FeaturesKey("everyday", SHA, "how")
FIRST = ModelKey("everyday", SHA, "how", label_set="imagenet-1k")
STAMP = FileStamp(1, 1, 1)


def tag(index: int, seed: int, *, automatic: bool = True, model: str = "everyday") -> TaughtTag:
    weight = np.random.default_rng(seed).normal(size=CHANNELS).astype(np.float32)
    return TaughtTag(index, f"tag {index}", model, SHA, weight, 0.5, 0.5, automatic, 5)


TAGS = (tag(0, 1), tag(3, 2), tag(4, 3, automatic=False), tag(5, 4, model="other"))


def vector(number: int) -> NDArray[np.float32]:
    made = np.abs(np.random.default_rng(number).normal(size=CHANNELS))
    return made.astype(np.float16).astype(np.float32)


def entry(path: Path, number: int, key: FeaturesKey = FEATURES) -> Entry:
    tagged = Tagged(path, 4, 3, (2,), (0.5,))
    mark = path.name.encode()
    return Entry(tagged, STAMP, mark, features=((key, vector(number)),), difference_hash=1)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    file = tmp_path / "library.sqlite3"
    library = Library.open(file, on_message=lambda reason: pytest.fail(reason.code))
    library.save(FIRST, [entry(Path(f"/{number}.jpg"), number) for number in range(COUNT)])
    return library


def key_with(tags: tuple[TaughtTag, ...]) -> ModelKey:
    extra = extra_head(tags, "everyday", SHA)
    assert extra is not None
    return replace(FIRST, beside=(key_of_layer(FEATURES, extra),))


def layers_of(library: Library, tags: tuple[TaughtTag, ...], *numbers: int) -> list[Layer | None]:
    paths = [Path(f"/{number}.jpg") for number in numbers]
    found = library.stored(key_with(tags), paths)
    tagged = [found[path] for path in paths]
    assert all(isinstance(each, Tagged) for each in tagged)
    return [each.layer(layer_name("everyday")) for each in tagged if isinstance(each, Tagged)]


def of_a_run(tags: tuple[TaughtTag, ...], *numbers: int) -> list[Layer]:
    """What a run makes of the same features."""
    extra = extra_head(tags, "everyday", SHA)
    assert extra is not None
    said = extra.head.said(np.stack([vector(number) for number in numbers]))
    return [made.layer for made in to_layers(extra.head.label_set, said)]


def renewed(library: Library, tags: tuple[TaughtTag, ...]) -> list[int]:
    return [part.done for part in renew(library, tags, Event())]


SOME = (0, 1, 2047, 2048, COUNT - 1)


def test_the_layer_of_every_picture_is_the_one_that_a_run_makes(library: Library) -> None:
    parts = list(renew(library, TAGS, Event()))
    assert [(part.done, part.total) for part in parts] == [(2048, COUNT), (COUNT, COUNT)]
    assert layers_of(library, TAGS, *SOME) == of_a_run(TAGS, *SOME)


def test_what_is_there_is_not_made_again_unless_the_head_is_another(library: Library) -> None:
    renewed(library, TAGS)
    renamed = (replace(TAGS[0], name="else", threshold=0.9), *TAGS[1:])
    assert renewed(library, renamed) == []
    improved = (tag(0, 9), *TAGS[1:])
    assert renewed(library, improved) == [2048, COUNT]
    assert layers_of(library, improved, *SOME) == of_a_run(improved, *SOME)
    assert layers_of(library, TAGS, *SOME) == [None] * len(SOME)


def test_one_that_is_switched_off_is_in_no_layer_and_with_the_last_the_layers_go(
    library: Library,
) -> None:
    renewed(library, TAGS)
    one = (TAGS[0], replace(TAGS[1], automatic=False))
    renewed(library, one)
    found = layers_of(library, one, *SOME)
    assert {index for layer in found if layer for index in layer.indices} == {0}
    off = tuple(replace(each, automatic=False) for each in TAGS)
    assert renewed(library, off) == []
    assert [each.model_id for each in library.stats().models] == ["everyday"]


def test_scores_are_told_with_paths_where_they_are_asked_for_though_nothing_is_lacking(
    library: Library,
) -> None:
    renewed(library, TAGS)
    first, *_ = renew(library, TAGS, Event(), tell_scores=True)
    assert first.indices == (0, 3)
    row = first.paths.index(Path("/7.jpg"))
    (layer,) = of_a_run(TAGS, 7)
    scores = dict(zip(first.indices, first.scores[row].tolist(), strict=True))
    assert {index: scores[index] for index in layer.indices} == dict(
        zip(layer.indices, layer.scores, strict=True)
    )


def test_a_stop_ends_it_and_the_next_one_goes_on(library: Library) -> None:
    cancel = Event()
    cancel.set()
    assert [part.done for part in renew(library, TAGS, cancel)] == [2048]
    assert layers_of(library, TAGS, 0, COUNT - 1)[1] is None
    assert renewed(library, TAGS) == [2048, COUNT]
    assert None not in layers_of(library, TAGS, *SOME)


def test_a_picture_whose_features_are_others_by_now_keeps_what_a_run_said_of_it(
    library: Library,
) -> None:
    """The run comes while the layers are being made of what was there before."""
    changed = Path("/2999.jpg")
    extra = extra_head(TAGS, "everyday", SHA)
    assert extra is not None
    parts = renew(library, TAGS, Event())
    next(parts)
    new = entry(changed, 77)
    (layer,) = of_a_run(TAGS, 77)
    outcome = Tagged(changed, 4, 3, (2,), (0.5,), (layer,))
    library.save(key_with(TAGS), [replace(new, outcome=outcome, fingerprint=b"other")])
    list(parts)
    assert layers_of(library, TAGS, 2999) == [layer]


def test_pictures_without_features_are_left_to_runs(tmp_path: Path) -> None:
    file = tmp_path / "library.sqlite3"
    with Library.open(file, on_message=lambda reason: None) as library:
        plain = replace(entry(Path("/a.jpg"), 1), features=())
        library.save(FIRST, [plain])
        assert renewed(library, TAGS) == []


# In a run


@pytest.fixture
def spec() -> ModelSpec:
    return load_catalog(Settings.from_environment()).find("everyday")


def test_each_pass_says_the_tags_that_were_taught_on_its_model(spec: ModelSpec) -> None:
    passes = (Pass(replace(spec, id="other"), SHA, spec.heads[:1]), Pass(spec, SHA, spec.heads[1:]))
    both = with_taught(passes, TAGS)
    assert [each.label_sets[-1] for each in both] == [layer_name("other"), layer_name("everyday")]
    key = key_of(both, exact=False)
    assert key.beside[0].model_id == "taught-other"
    assert with_taught(passes, [TAGS[2]]) == passes


def test_tags_of_other_weights_are_not_said(spec: ModelSpec) -> None:
    only = (Pass(spec, "cd34", spec.heads[:1]),)
    assert with_taught(only, TAGS) == only


def test_its_key_in_a_run_is_that_under_which_it_is_made_anew(spec: ModelSpec) -> None:
    (only,) = with_taught((Pass(spec, SHA, spec.heads[:1]),), TAGS)
    features = only.features_key(exact=True)
    assert list(only.keys(exact=True))[-1] == key_of_layer(features, only.extra[0])


def test_names_are_those_of_all_tags_and_those_that_are_said_are_the_automatic_ones() -> None:
    names = names_of(TAGS)
    assert list(names.automatic) == [0, 3, 5]
    found = names.find("TAG 4")
    assert found is not None
    assert (found.index, found.automatic) == (4, False)
