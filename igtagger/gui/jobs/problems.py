"""What went wrong, in the form in which the window shows it."""

from __future__ import annotations

import traceback
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from igtagger import system_libraries
from igtagger.domain import Reason
from igtagger.errors import IgTaggerError
from igtagger.gui.look.reason_words import words_of


@dataclass(frozen=True)
class Problem:
    """One thing that went wrong.

    Attributes:
        message: what happened, in a sentence.
        hint: what to do about it; empty where there is nothing to do.
        details: to read and to copy: names, or of a bug of ours what a report needs.
        is_bug: whether it is one; the log tells more of it.
        verb: what a button beside it says, which does something about it; empty for none.
    """

    message: str
    hint: str = ""
    details: str = ""
    verb: str = ""
    is_bug: bool = False

    @classmethod
    def told(cls, reason: Reason) -> Problem:
        """What the core says."""
        words = words_of(reason)
        return cls(words.text, words.hint)

    @classmethod
    def of(cls, error: BaseException) -> Problem:
        """What ``error`` means to the person.

        Whatever is no ``IgTaggerError``, nor a library that the system lacks, is a bug.
        """
        known = error if isinstance(error, IgTaggerError) else system_libraries.explained(error)
        if known:
            return cls.told(known.reason)
        return cls(
            QCoreApplication.translate("Problem", "Something went wrong inside igtagger."),
            QCoreApplication.translate(
                "Problem", "Your results are safe. Please report it with the details below."
            ),
            "".join(traceback.format_exception(error)),
            is_bug=True,
        )
