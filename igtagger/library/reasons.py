"""Why a picture failed, as the library keeps it: a code, its facts, and an English sentence.

A remark on one that was tagged is kept in the same columns, without a sentence.

The sentence is for whoever opens the file with another program, and for an igtagger that does not
know the code any more. Libraries of earlier versions have the sentence alone.
"""

from __future__ import annotations

import json
from contextlib import suppress
from functools import cache
from pathlib import Path

from igtagger.domain import Fact, Reason
from igtagger.messages import can_word, english, placeholders
from igtagger.small_files import parse_json
from igtagger.wordings import WORDINGS

_PATH = "{path} "
_TOO_LARGE = 1 << 63
"""No whole number that is told is, and Qt knows none that is."""


def columns_of(reason: Reason) -> tuple[bytes, str, str]:
    """What is kept: ``error`` in UTF-8 with lone surrogates, ``error_code``, ``error_facts``."""
    sentence = str(english(reason)).encode("utf-8", "surrogatepass")
    return sentence, reason.code, json.dumps(_plain(reason)["facts"], separators=(",", ":"))


def reason_of(path: Path, sentence: str, code: object, facts: object) -> Reason:
    """What was kept. One that there are no words for any more is told by its sentence."""
    return remark_of(code, facts) or _from_sentence(path, sentence)


def remark_columns(remark: Reason | None) -> tuple[str | None, str | None]:
    """What is kept of a remark: ``error_code``, ``error_facts``."""
    return (None, None) if remark is None else columns_of(remark)[1:]


def remark_of(code: object, facts: object) -> Reason | None:
    """What was kept; None where nothing was, or where there are no words for it any more."""
    if not isinstance(code, str) or not isinstance(facts, str):
        return None
    with suppress(ValueError, TypeError, KeyError, OverflowError):  # facts that no one wrote
        reason = _reason(code, parse_json(facts))
        if can_word(reason) and english(reason).text:
            return reason
    return None


def _plain(reason: Reason) -> dict[str, object]:
    facts = {
        name: _plain(fact) if isinstance(fact, Reason) else fact for name, fact in reason.facts
    }
    return {"code": reason.code, "facts": facts}


def _reason(code: object, facts: object) -> Reason:
    if not isinstance(code, str) or not isinstance(facts, dict):
        raise TypeError(code)
    return Reason(code, **{name: _fact(fact) for name, fact in facts.items()})


def _fact(kept: object) -> Fact:
    if isinstance(kept, dict):
        return _reason(kept["code"], kept["facts"])
    if isinstance(kept, str | float) or (isinstance(kept, int) and abs(kept) < _TOO_LARGE):
        return kept
    raise TypeError(kept)


def _from_sentence(path: Path, sentence: str) -> Reason:
    """The reason whose English words are ``sentence``, to the letter; else one that tells it."""
    rest = sentence.removeprefix(f"{path} ")
    if rest == sentence:
        return Reason("told", text=sentence)
    known = _without_facts().get(rest)
    if known is None:
        return Reason("picture.told", path=path, text=rest)
    return known.but(path=path)


@cache
def _without_facts() -> dict[str, Reason]:
    """Reasons that say nothing but the path and a kind of file, by what follows the path."""
    kinds = [
        Reason(code)
        for code, wording in WORDINGS.items()
        if code.startswith("kind.") and not placeholders(wording)
    ]
    reasons = [
        Reason(code, path="")
        for code, wording in WORDINGS.items()
        if wording.text.startswith(_PATH) and placeholders(wording) == {("path", "")}
    ]
    reasons += [Reason("picture.other", path="", kind=kind) for kind in kinds]
    return {str(english(reason)): reason for reason in reasons}
