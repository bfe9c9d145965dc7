"""What every test gets."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

import igtagger  # noqa: F401  before torch: it sets how torch's threads wait


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees or touches the person's own weights, library and preferences."""
    monkeypatch.setenv("IGTAGGER_DATA_DIR", str(tmp_path / "igtagger-data"))
    monkeypatch.setenv("IGTAGGER_CONFIG_DIR", str(tmp_path / "igtagger-config"))
    for name in ("IGTAGGER_WEIGHTS_URL", "IGTAGGER_CATALOG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _no_stray_warnings(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A log line of WARNING or above that no test expects is a failure."""
    yield
    stray = [r for r in caplog.get_records("call") if r.levelno >= logging.WARNING]
    assert not stray, [record.getMessage() for record in stray]
