"""A small label set for trees that the tests make."""

from __future__ import annotations

import pytest

from igtagger import resources
from igtagger.labels.sets import load_labels
from tests.labels.name_oracle import TWELVE


@pytest.fixture(scope="session", autouse=True)
def twelve(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Twelve labels without WordNet ids, "label 0" and so on; the tree knows none of them."""
    folder = tmp_path_factory.mktemp("resources")
    lines = ["index,name,wnid,definition", *(f"{n},label {n},," for n in range(12))]
    (folder / "labels").mkdir()
    (folder / "labels" / f"{TWELVE}.csv").write_text("\n".join(lines), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resources, "root", lambda: folder)
        load_labels(TWELVE)
