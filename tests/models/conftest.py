"""A loopback server with one file, the model of which it is the weights, and a store for it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from igtagger.models.catalog import ModelSpec
from igtagger.models.weights.store import WeightsStore
from tests.models.stores import CONTENT, open_store, spec_of
from tests.servers import WeightsServer


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback is reached directly, whatever this computer's proxies are."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def server() -> Iterator[WeightsServer]:
    with WeightsServer({"tiny.pth": CONTENT}) as server:
        yield server


@pytest.fixture
def spec(server: WeightsServer) -> ModelSpec:
    return spec_of(CONTENT, server.url)


@pytest.fixture
def store(tmp_path: Path, spec: ModelSpec) -> WeightsStore:
    return open_store(tmp_path / "weights", spec)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that vouches for itself, and its key, in one file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs openssl to make a certificate")
    folder = tmp_path_factory.mktemp("certificate")
    key, chain = folder / "key.pem", folder / "chain.pem"
    asked = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    subject = ["-subj", "/CN=loopback", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    files = ["-keyout", str(key), "-out", str(chain)]
    subprocess.run([openssl, *asked, *subject, *files], check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_bytes(key.read_bytes() + chain.read_bytes())
    return both
