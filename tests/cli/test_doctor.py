from __future__ import annotations

import json

import pytest

from igtagger.__main__ import main


def test_the_doctor_reports_in_words_and_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert set(facts) == {
        "program",
        "packages",
        "formats by plug-in",
        "devices",
        "folders",
        "models",
    }
    assert facts["models"]["everyday"].startswith("built in: ")
    assert "threads" in facts["devices"]["cpu"]
    assert main(["doctor"]) == 0
    assert "free disk" in capsys.readouterr().out
