"""The service over the weights: real files, a real server on loopback."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from igtagger.app.weights_state import Place, Verb
from igtagger.errors import WeightsError
from igtagger.gui.jobs.problems import Problem
from igtagger.models.catalog import EVERYDAY_ID
from tests.gui.model_weights import (
    HELD,
    Heard,
    Published,
    part_way,
    wait_for,
    wait_until_idle,
)
from tests.making import random_state, save_legacy, tiny_spec
from tests.servers import BLOCK


def names(heard: Heard) -> set[str]:
    """What is left of the model, but for its lock."""
    files = heard.store.folder.iterdir()
    return {file.name for file in files if "tiny" in file.name and file.suffix != ".lock"}


def downloaded(qtbot: QtBot, heard: Heard) -> None:
    heard.jobs.accept_licence("tiny")
    heard.jobs.download("tiny")
    assert wait_until_idle(qtbot, heard.jobs).place is Place.ON_DISK
    heard.ready.clear()


def test_at_first_only_the_built_in_model_is_usable(heard: Heard, published: Published) -> None:
    state = heard.jobs.state("tiny")
    assert heard.jobs.state(EVERYDAY_ID).place is Place.BUILT_IN
    assert (state.place, state.usable, state.licence_needed) == (Place.ABSENT, False, True)
    assert state.size == len(published.content)


def test_without_the_licence_a_download_is_refused_in_a_sentence(
    qtbot: QtBot, heard: Heard, published: Published
) -> None:
    heard.jobs.download("tiny")
    wait_until_idle(qtbot, heard.jobs)
    assert "has not been accepted" in heard.problems[0].message
    assert "igtagger models" not in heard.problems[0].hint
    assert published.server.requests == []
    assert heard.ready == []


def test_a_download_that_is_cut_in_the_middle_ends_whole(
    qtbot: QtBot, heard: Heard, published: Published
) -> None:
    published.server.cuts = [3 * BLOCK, BLOCK]
    heard.jobs.accept_licence("tiny")
    with qtbot.waitSignal(heard.jobs.ready, timeout=20_000):
        heard.jobs.download("tiny")
    assert heard.jobs.state("tiny").place is Place.ON_DISK
    assert heard.store.find(published.spec).path.read_bytes() == published.content
    assert published.server.starts == [0, 3 * BLOCK, 4 * BLOCK]
    assert heard.problems == []
    done = [s.activity.done for s in heard.states if s.activity]
    assert done == sorted(done)
    assert {s.activity.verb for s in heard.states if s.activity} == {Verb.DOWNLOAD}


def test_a_paused_download_keeps_its_part_and_goes_on_from_there(
    qtbot: QtBot, heard: Heard, published: Published
) -> None:
    part_way(qtbot, heard, published)
    heard.jobs.pause("tiny")
    state = heard.jobs.state("tiny")
    assert state.activity is not None
    assert state.activity.ending
    state = wait_until_idle(qtbot, heard.jobs)
    assert (state.place, state.paused, state.partial_bytes) == (Place.PARTIAL, True, HELD)
    assert state.percent == 100 * HELD // len(published.content)
    published.server.gate.set()
    with qtbot.waitSignal(heard.jobs.ready, timeout=20_000):
        heard.jobs.download("tiny")
    assert published.server.starts == [0, HELD]
    assert heard.jobs.state("tiny").place is Place.ON_DISK
    assert heard.problems == []


def test_a_cancelled_download_leaves_nothing(
    qtbot: QtBot, heard: Heard, published: Published
) -> None:
    part_way(qtbot, heard, published)
    heard.jobs.cancel("tiny")
    state = wait_for(
        qtbot, heard.jobs, "tiny", lambda s: s.activity is None and not s.partial_bytes
    )
    assert (state.place, state.paused) == (Place.ABSENT, False)
    assert names(heard) == set()
    assert heard.problems == []
    assert heard.ready == []


def test_a_paused_download_can_be_cancelled(
    qtbot: QtBot, heard: Heard, published: Published
) -> None:
    part_way(qtbot, heard, published)
    heard.jobs.pause("tiny")
    wait_until_idle(qtbot, heard.jobs)
    heard.jobs.cancel("tiny")
    assert wait_until_idle(qtbot, heard.jobs).place is Place.ABSENT
    assert names(heard) == set()


def test_a_pause_is_remembered_as_a_part_by_the_next_start(
    qtbot: QtBot, heard: Heard, published: Published, tmp_path: Path
) -> None:
    part_way(qtbot, heard, published)
    assert heard.jobs.stop_all(10)
    again = Heard(tmp_path / "weights", published.spec)
    assert again.jobs.state("tiny").place is Place.PARTIAL
    assert again.jobs.state("tiny").partial_bytes == HELD


def test_a_second_verb_on_a_busy_model_does_nothing(
    qtbot: QtBot, heard: Heard, published: Published
) -> None:
    part_way(qtbot, heard, published)
    heard.jobs.remove("tiny")
    heard.jobs.verify("tiny")
    activity = heard.jobs.state("tiny").activity
    assert activity is not None
    assert activity.verb is Verb.DOWNLOAD


def test_a_server_that_does_not_answer_ends_in_a_problem_and_keeps_the_part(
    qtbot: QtBot, heard: Heard, published: Published
) -> None:
    published.server.cuts, published.server.cut_always = [BLOCK], 0
    heard.jobs.accept_licence("tiny")
    heard.jobs.download("tiny")
    state = wait_until_idle(qtbot, heard.jobs)
    assert "did not succeed" in heard.problems[0].message
    assert (state.place, state.paused) == (Place.PARTIAL, False)


def test_verifying_tells_unchanged_from_damaged_weights(
    qtbot: QtBot, heard: Heard, published: Published
) -> None:
    downloaded(qtbot, heard)
    heard.jobs.verify("tiny")
    assert wait_until_idle(qtbot, heard.jobs).checked
    file = heard.store.find(published.spec).path
    file.write_bytes(bytes([published.content[0] ^ 1]) + published.content[1:])
    heard.jobs.verify("tiny")
    state = wait_until_idle(qtbot, heard.jobs)
    assert (state.place, state.checked, state.usable) == (Place.DAMAGED, False, False)
    assert "damaged" in heard.problems[0].message
    assert "igtagger models" not in heard.problems[0].hint


def test_damaged_weights_are_ready_again_after_another_download(
    qtbot: QtBot, heard: Heard, published: Published
) -> None:
    downloaded(qtbot, heard)
    heard.store.find(published.spec).path.write_bytes(b"short")
    heard.jobs.refresh()
    assert heard.jobs.state("tiny").place is Place.DAMAGED
    with qtbot.waitSignal(heard.jobs.ready, timeout=20_000):
        heard.jobs.download("tiny")


def test_removing_leaves_no_file(qtbot: QtBot, heard: Heard, published: Published) -> None:
    downloaded(qtbot, heard)
    heard.jobs.remove("tiny")
    state = wait_until_idle(qtbot, heard.jobs)
    assert (state.place, state.licence_needed) == (Place.ABSENT, False)
    assert names(heard) == set()


def test_the_published_file_is_imported_without_a_question(
    qtbot: QtBot, heard: Heard, published: Published
) -> None:
    with qtbot.waitSignal(heard.jobs.ready, timeout=60_000):
        heard.jobs.import_file("tiny", published.file)
    state = heard.jobs.state("tiny")
    assert (state.place, state.other_name) == (Place.ON_DISK, "")
    assert heard.other_files == []


def test_a_file_of_no_weights_is_refused_in_a_sentence(
    qtbot: QtBot, heard: Heard, tmp_path: Path
) -> None:
    file = tmp_path / "notes.pth"
    file.write_bytes(b"nothing of the kind" * 100)
    heard.jobs.import_file("tiny", file)
    wait_until_idle(qtbot, heard.jobs)
    assert "could not be read as weights" in heard.problems[0].message
    assert str(file) in heard.problems[0].message
    assert (heard.other_files, heard.ready) == ([], [])
    assert heard.jobs.state("tiny").place is Place.ABSENT


def test_weights_of_ones_own_are_taken_only_when_it_is_said(
    qtbot: QtBot, heard: Heard, tmp_path: Path
) -> None:
    own = save_legacy(random_state(tiny_spec(), seed=1), tmp_path / "mine.pth")
    heard.jobs.import_file("tiny", own)
    wait_until_idle(qtbot, heard.jobs)
    assert heard.other_files == [own]
    assert (heard.problems, heard.ready) == ([], [])
    assert names(heard) == set()
    with qtbot.waitSignal(heard.jobs.ready, timeout=60_000):
        heard.jobs.import_file("tiny", own, allow_other=True)
    assert heard.jobs.state("tiny").other_name == "tiny (imported: mine.pth)"


def test_cancelling_a_download_keeps_imported_weights(
    qtbot: QtBot, heard: Heard, published: Published, tmp_path: Path
) -> None:
    own = save_legacy(random_state(tiny_spec(), seed=1), tmp_path / "mine.pth")
    with qtbot.waitSignal(heard.jobs.ready, timeout=60_000):
        heard.jobs.import_file("tiny", own, allow_other=True)
    part_way(qtbot, heard, published)
    heard.jobs.cancel("tiny")
    state = wait_for(
        qtbot, heard.jobs, "tiny", lambda s: s.activity is None and not s.partial_bytes
    )
    assert (state.place, state.other_name) == (Place.ON_DISK, "tiny (imported: mine.pth)")


def test_the_built_in_model_can_be_verified(qtbot: QtBot, heard: Heard) -> None:
    heard.jobs.verify(EVERYDAY_ID)
    assert wait_until_idle(qtbot, heard.jobs, EVERYDAY_ID).checked


def test_a_bug_carries_its_details_and_a_fault_of_the_world_does_not() -> None:
    bug = Problem.of(ZeroDivisionError("oh"))
    assert "ZeroDivisionError: oh" in bug.details
    assert bug.hint
    fault = Problem.of(WeightsError("import.empty", file="a.pth"))
    assert fault == Problem("a.pth is empty.", "Fetch or copy it again.")
