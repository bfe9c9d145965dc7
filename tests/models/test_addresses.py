"""A name and password in an address reach the server, and nobody's eyes."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igtagger.__main__ import main
from igtagger.errors import WeightsError
from igtagger.models.addresses import shown, shown_in
from igtagger.models.catalog import ModelSpec
from igtagger.models.weights.folder import WeightsFolder
from igtagger.models.weights.store import WeightsStore
from tests.models.stores import AT_ONCE, CONTENT, NEVER, fetch, open_store, spec_of
from tests.servers import WeightsServer

WHO, PASSWORD = "me", "Tr0ub4dor"


@pytest.mark.parametrize(
    ("address", "bare"),
    [
        ("https://me:Tr0ub4dor@host:81/a?b#c", "https://host:81/a?b#c"),
        ("https://me@host/a", "https://host/a"),
        ("https://me:a@b@host/a", "https://host/a"),
        ("https://host/@scope/a@b", "https://host/@scope/a@b"),
        ("https://host/?mail=a@b", "https://host/?mail=a@b"),
        ("//me:Tr0ub4dor@host", "//host"),
        ("https://me:Tr0ub/4dor@host/a", "https://..."),
        ("https://me:12#34@host/a", "https://..."),
        ("https://me:12?34@host/a", "https://..."),
        ("http://[::1", "http://..."),
        ("ftp://host", "ftp://host"),
        ("nonsense", "nonsense"),
    ],
)
def test_what_is_shown_of_an_address(address: str, bare: str) -> None:
    assert shown(address) == bare


@given(st.text(alphabet=st.characters(exclude_characters="/?#\\", min_codepoint=33)))
def test_no_password_is_shown(password: str) -> None:
    assert shown(f"https://me:{password}@host.invalid/file") == "https://host.invalid/file"


def test_addresses_within_a_text_are_shown_without_it() -> None:
    text = "no way from 'http://me:Tr0ub4dor@a.invalid/' to https://b.invalid/c@d"
    assert shown_in(text) == "no way from 'http://a.invalid/' to https://b.invalid/c@d"


def with_password(address: str) -> str:
    return address.replace("//", f"//{WHO}:{PASSWORD}@", 1)


@pytest.fixture
def secret(server: WeightsServer) -> ModelSpec:
    """A model whose address has a name and password."""
    return spec_of(CONTENT, with_password(server.url))


@pytest.fixture
def kept(tmp_path: Path, secret: ModelSpec) -> Iterator[WeightsStore]:
    """A store, in whose folder no file may tell the password afterwards."""
    store = open_store(tmp_path / "weights", secret)
    yield store
    texts = [file.read_bytes() for file in store.folder.rglob("*") if file.is_file()]
    assert not [text for text in texts if PASSWORD.encode() in text]


def test_the_server_gets_it_and_the_record_does_not(
    kept: WeightsStore, secret: ModelSpec, server: WeightsServer
) -> None:
    fetch(kept, secret)
    told = base64.b64encode(f"{WHO}:{PASSWORD}".encode()).decode()
    assert server.requests[0].headers["Authorization"] == f"Basic {told}"
    assert kept.find(secret).origin == f"{server.url}tiny.pth"


def test_a_download_that_was_cut_goes_on_with_it(
    kept: WeightsStore, secret: ModelSpec, server: WeightsServer
) -> None:
    hasty = WeightsStore(kept.folder, patience=replace(AT_ONCE, attempts=1))
    server.cut_always = 100_000
    with pytest.raises(WeightsError) as caught:
        list(hasty.download(secret, NEVER))
    assert PASSWORD not in str(caught.value)
    server.cut_always = None
    fetch(kept, secret)
    assert server.starts[-1] > 0


@pytest.mark.parametrize("status", [401, 404, 407, 503, 511])
def test_refusals_do_not_show_it(
    kept: WeightsStore, secret: ModelSpec, server: WeightsServer, status: int
) -> None:
    server.statuses = [status] * 9
    with pytest.raises(WeightsError) as caught:
        fetch(kept, secret)
    assert PASSWORD not in str(caught.value) + repr(caught.value.reason)


@pytest.mark.parametrize(
    "place",
    [
        *("http://me:Tr0ub4dor@127.0.0.1:1/files/tiny.pth", "ftp://me:Tr0ub4dor@h/files/a"),
        *("http://me:Tr0ub4dor@h:port/files/a", "http://me:Tr0ub/4dor@h/files/a"),
        "http://me:Tr0ub4dor@[::/files/a",
    ],
)
def test_where_a_redirect_leads_is_shown_without_it(
    kept: WeightsStore, secret: ModelSpec, server: WeightsServer, place: str
) -> None:
    server.redirect = place
    with pytest.raises(WeightsError) as caught:
        fetch(kept, secret)
    said = str(caught.value) + repr(caught.value.reason)
    assert "Tr0ub" not in said
    assert "4dor" not in said


@pytest.mark.parametrize(
    "proxy",
    [
        *("gopher://me:Tr0ub4dor@h", "socks4://me:Tr0ub4dor@h", "http://me:Tr0ub4dor@h:port"),
        *("http://me:Tr0ub/4dor@h", "socks5://me:Tr0ub4dor@127.0.0.1:1", "me:Tr0ub4dor@h.invalid"),
    ],
)
def test_a_proxys_is_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    spec = spec_of(CONTENT, "http://weights.invalid/")
    with pytest.raises(WeightsError) as caught:
        fetch(open_store(tmp_path / "weights", spec), spec)
    said = str(caught.value) + repr(caught.value.reason)
    assert "Tr0ub" not in said
    assert "4dor" not in said


def test_no_command_shows_it(
    tmp_path: Path,
    server: WeightsServer,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    source = spec_of(CONTENT, with_password(server.url)).weights
    assert hasattr(source, "url")
    entry = {"like": "32x8d", "url": source.url, "size": source.size, "sha256": source.sha256}
    catalog = tmp_path / "catalog.json"
    catalog.write_text(json.dumps({"tiny": entry}), encoding="utf-8")
    monkeypatch.setenv("IGTAGGER_CATALOG", str(catalog))
    download = ["models", "download", "tiny", "--accept-license"]
    server.statuses = [404]
    assert main(download) == 1
    monkeypatch.setenv("IGTAGGER_WEIGHTS_URL", with_password(server.url))
    assert main(download) == 0
    for command in (["list"], ["show", "tiny"], ["show", "tiny", "--json"], ["path"]):
        main(["models", *command])
    main(["doctor"])
    said = "".join(capfd.readouterr())
    assert server.url in said
    assert PASSWORD not in said


def test_a_record_of_an_earlier_version_is_shown_without_it(
    kept: WeightsStore, secret: ModelSpec, server: WeightsServer
) -> None:
    fetch(kept, secret)
    file = WeightsFolder(kept.folder).record_file(secret)
    plain = file.read_text(encoding="utf-8")
    file.write_text(plain.replace(server.url, with_password(server.url)), encoding="utf-8")
    assert kept.find(secret).origin == f"{server.url}tiny.pth"
    file.write_text(plain, encoding="utf-8")
