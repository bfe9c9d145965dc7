"""What takes long over a whole library can be ended."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from igtagger.domain import Tagged
from igtagger.errors import Cancelled
from igtagger.library.facade import Library
from igtagger.library.opening import LockWait
from igtagger.library.outcomes import Entry, ModelKey


@pytest.mark.parametrize(
    "work", [Library.vacuum, Library.damage, lambda library: library.copy_to(Path("copy"))]
)
def test_a_stop_ends_it_and_the_library_can_still_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work: Callable[[Library], object]
) -> None:
    monkeypatch.chdir(tmp_path)
    waiting = LockWait()
    file = tmp_path / "library.sqlite3"
    with Library.open(file, on_message=pytest.fail, waiting=waiting) as library:
        outcomes = (Tagged(tmp_path / str(n), 1, 1, (1,) * 99, (0.1,) * 99) for n in range(25_000))
        library.save(ModelKey("m", "s", "p"), [Entry(each, None, None) for each in outcomes])
        waiting.cancel.set()
        with pytest.raises(Cancelled):
            work(library)
        waiting.cancel.clear()
        assert library.stats().pictures == 25_000
        assert library.damage() == []
