"""Files that came with the program and were damaged since."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igtagger import resources
from igtagger.errors import SettingsError
from igtagger.labels import sets
from igtagger.models.catalog import everyday
from tests.hostile import KINDS, no_hang, put, refusal_of

GOOD = resources.path("labels", "kinds.csv").read_bytes()


@pytest.mark.parametrize("kind", KINDS)
def test_a_card_of_the_built_in_model_that_is_none_is_told_with_a_way_out(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "root", lambda: tmp_path)
    put(kind, tmp_path / "models" / "kinds.json")
    with no_hang(), pytest.raises(SettingsError, match=r"kinds\.json.*Install igtagger again"):
        everyday()


@given(kept=st.binary(max_size=300) | st.tuples(st.integers(0, len(GOOD)), st.binary(max_size=3)))
def test_any_list_of_labels_is_read_or_refused(
    kept: bytes | tuple[int, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = kept if isinstance(kept, bytes) else GOOD[: kept[0]] + kept[1]
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("resources")
        patch.setattr(resources, "root", lambda: folder)
        (folder / "labels").mkdir()
        (folder / "labels" / "odd.csv").write_bytes(content)
        read = sets._load.__wrapped__
        refused = refusal_of(lambda: read("odd"), SettingsError)
        assert refused is None or "odd.csv" in str(refused)
