"""Pictures like one: of a library of real files whose features are made up."""

from __future__ import annotations

import shutil
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from numpy.typing import NDArray

from igtagger.app.likeness.similar import (
    Alike,
    Query,
    SimilarPictures,
    query_of_file,
    query_of_kept,
    query_of_pixels,
)
from igtagger.engines.protocol import EngineInfo
from igtagger.errors import Cancelled, UnreadableImage
from igtagger.library.facade import Library
from igtagger.library.features import FeaturesKey
from igtagger.library.spans import spans_of
from igtagger.models.catalog import ModelSpec
from igtagger.models.heads import Head
from tests.app.alike_library import CHANNELS, FEATURES, fill, keep, open_library, saved, vector
from tests.making import tiny_spec
from tests.pictures.made import photographs


class Colours:
    """An engine whose first features are the picture's mean colours; others take more of them."""

    batch_size = 1
    info = EngineInfo("cpu", "CPU", "fp32")

    def __init__(self) -> None:
        weight = np.zeros((1, 3), np.float32)
        self.heads = (Head("imagenet-1k", weight, np.zeros(1, np.float32)),)

    @property
    def spec(self) -> ModelSpec:
        return tiny_spec()

    def predict(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        means = pixels.mean(axis=(1, 2), dtype=np.float32)
        return np.concatenate([means, np.ones((len(pixels), 5), np.float32)], axis=1)


def names(found: list[Alike]) -> list[str]:
    return [each.path.stem for each in found]


@pytest.fixture
def pictures(tmp_path: Path) -> dict[str, Path]:
    """Files a to d; their features are ever less like those of a."""
    folder = tmp_path / "pictures"
    return {
        name: saved(photographs()[place], folder / f"{name}.jpg")
        for place, name in enumerate("abcd")
    }


def keep_all(library: Library, pictures: dict[str, Path]) -> None:
    for noise, (name, path) in enumerate(pictures.items()):
        keep(library, path, features=vector(1, 1.5 * noise, ord(name)))


def test_the_most_alike_come_first_and_the_picture_itself_is_marked(
    tmp_path: Path, pictures: dict[str, Path]
) -> None:
    with open_library(tmp_path) as library:
        keep_all(library, pictures)
        fill(library, tmp_path, 3000)
        query = query_of_kept(library, FEATURES, pictures["a"])
        assert query
        found = SimilarPictures(library, FEATURES).nearest(query, 3)
        kept = library.features(FEATURES)

    assert kept
    every = kept.take(np.arange(len(kept)))
    cosines = every @ query.features / np.linalg.norm(every, axis=1)
    expected = np.sort(cosines / np.linalg.norm(query.features))[::-1][:3]
    assert np.allclose([each.similarity for each in found], expected, atol=1e-3)
    assert names(found)[0] == "a"
    assert [each.same for each in found] == ["itself", "", ""]
    assert all(isinstance(each.similarity, float) for each in found)


def test_copies_of_the_same_bytes_are_marked_and_no_others(
    tmp_path: Path, pictures: dict[str, Path]
) -> None:
    copy = Path(shutil.copyfile(pictures["a"], tmp_path / "copy.jpg"))
    with open_library(tmp_path) as library:
        keep(library, pictures["a"], copy, pictures["b"], features=vector(1))
        query = query_of_kept(library, FEATURES, copy)
        assert query
        found = SimilarPictures(library, FEATURES).nearest(query)

    assert {each.path.stem: each.same for each in found} == {
        "copy": "itself",
        "a": "bytes",
        "b": "",
    }


def test_only_some_pictures_or_folders_are_looked_at(
    tmp_path: Path, pictures: dict[str, Path]
) -> None:
    with open_library(tmp_path) as library:
        keep_all(library, pictures)
        fill(library, tmp_path, 50)
        similar, query = SimilarPictures(library, FEATURES), Query(vector(1))
        some = [pictures["d"], pictures["b"], tmp_path / "unknown.jpg"]
        assert names(similar.nearest(query, within=some)) == ["b", "d"]
        inside = spans_of([tmp_path / "pictures"])
        assert sorted(names(similar.nearest(query, within=inside))) == ["a", "b", "c", "d"]
        assert similar.nearest(query, within=[]) == []
        assert similar.nearest(query, 0) == []


def test_features_that_are_added_later_are_seen(tmp_path: Path, pictures: dict[str, Path]) -> None:
    with open_library(tmp_path) as library:
        similar, query = SimilarPictures(library, FEATURES), Query(vector(1))
        assert similar.nearest(query) == []
        assert similar.count == 0
        keep(library, pictures["a"], features=vector(1))
        assert names(similar.nearest(query)) == ["a"]
        keep(library, pictures["b"], features=vector(1))
        assert sorted(names(similar.nearest(query))) == ["a", "b"]
        assert similar.count == 2


def test_how_many_have_no_features_is_told(tmp_path: Path, pictures: dict[str, Path]) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    with open_library(tmp_path) as library:
        keep(library, pictures["a"], features=vector(1))
        keep(library, pictures["b"], pictures["c"], tmp_path / "broken.jpg")
        similar = SimilarPictures(library, FEATURES)
        assert similar.lacking() == 2
        assert similar.lacking(spans_of([pictures["b"]])) == 1
        assert SimilarPictures(library, FeaturesKey("other", "", "")).lacking() == 3


def test_a_picture_that_changed_has_no_kept_query(
    tmp_path: Path, pictures: dict[str, Path]
) -> None:
    with open_library(tmp_path) as library:
        keep(library, pictures["a"], features=vector(1))
        assert query_of_kept(library, FEATURES, pictures["a"])
        saved(photographs()[4], pictures["a"])
        assert query_of_kept(library, FEATURES, pictures["a"]) is None
        assert query_of_kept(library, FEATURES, pictures["b"]) is None
        pictures["a"].unlink()
        gone = query_of_kept(library, FEATURES, pictures["a"])

    assert gone
    assert gone.content is None


def test_any_file_and_pasted_pixels_have_the_features_that_are_kept(
    tmp_path: Path, pictures: dict[str, Path]
) -> None:
    path = saved(photographs()[0], tmp_path / "a.png")
    of_file = query_of_file(path, Colours(), exact=True)
    pasted = query_of_pixels(np.asarray(photographs()[0]), Colours())

    assert of_file.features.shape == (3,)
    assert np.array_equal(of_file.features, pasted.features)
    assert of_file.path == path
    assert of_file.content
    assert (pasted.path, pasted.content) == (None, None)
    (tmp_path / "text.jpg").write_text("no picture")
    with pytest.raises(UnreadableImage):
        query_of_file(tmp_path / "text.jpg", Colours())


def test_a_search_can_be_stopped(tmp_path: Path, pictures: dict[str, Path]) -> None:
    cancel = Event()
    cancel.set()
    with open_library(tmp_path) as library:
        keep_all(library, pictures)
        similar = SimilarPictures(library, FEATURES)
        with pytest.raises(Cancelled):
            similar.nearest(Query(vector(1)), cancel=cancel)
        assert len(similar.nearest(Query(vector(1)))) == 4


def test_equally_alike_ones_keep_an_order(tmp_path: Path) -> None:
    with open_library(tmp_path) as library:
        fill(library, tmp_path, 40)
        similar = SimilarPictures(library, FEATURES)
        zero = Query(np.zeros(CHANNELS, np.float32))
        found = names(similar.nearest(zero, 5))

    assert found == [f"filler-{number}" for number in range(5)]
