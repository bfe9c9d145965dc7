"""What can go wrong that is not our fault, and what the person can do about it.

::

    IgTaggerError            a code with facts, which each face puts into words
    ├── Cancelled            the person stopped it: a normal end
    ├── UsageError           the options contradict each other or name nothing
    ├── SettingsError        the settings or the catalogue file cannot be read
    ├── WeightsError         a model's file: missing, damaged, refused, not downloaded
    │   └── LicenceError     the licence has not been accepted yet
    ├── EngineError          the device or the precision asked for is not there
    ├── LibraryError         the library's file: damaged, foreign, newer, locked
    ├── ExportError          the results cannot be written
    ├── ReportError          what a model said of pictures of known classes cannot be read
    ├── FolderGone           a run's folder was moved, deleted or unplugged meanwhile
    └── UnreadableImage      one picture's fault: becomes a ``Failed`` outcome, the run goes on

Anything else that is raised is a bug of ours; but for ``BadValueError``, which becomes a part of
one of these on its way up.
"""

from __future__ import annotations

from pathlib import Path

from igtagger.domain import Fact, Reason
from igtagger.messages import english


class IgTaggerError(Exception):
    """Something in the world went wrong: no network, a full disk, not a model file.

    Args:
        code: what happened: an entry of :data:`igtagger.wordings.WORDINGS`.
        facts: what its wording fills in; the file's name always is among them.
    """

    def __init__(self, code: str, /, **facts: Fact | Path) -> None:
        super().__init__(code)
        self.reason = Reason(code, **facts)

    @property
    def message(self) -> str:
        """One English sentence that says what happened and names the file."""
        return english(self.reason).text

    @property
    def hint(self) -> str:
        """One English sentence that says what to do; empty where there is nothing to do."""
        return english(self.reason).hint

    def __str__(self) -> str:
        return str(english(self.reason))


class BadValueError(ValueError):
    """A value that is wrong: whoever knows where it comes from tells why, as a part of an error.

    Args:
        code: as of :class:`IgTaggerError`.
        facts: likewise.
    """

    def __init__(self, code: str, /, **facts: Fact | Path) -> None:
        super().__init__(code)
        self.reason = Reason(code, **facts)

    def __str__(self) -> str:
        return str(english(self.reason))


def detail_of(error: Exception) -> Fact:
    """Why, as a part of another error: a reason where it is one of ours, else its own text.

    Of the system's errors that is the sentence alone, without number and name.
    """
    if isinstance(error, BadValueError):
        return error.reason
    return (error.strerror if isinstance(error, OSError) else "") or str(error)


class Cancelled(IgTaggerError):
    """The person stopped it."""

    def __init__(self) -> None:
        super().__init__("stopped")


class UsageError(IgTaggerError):
    """What was asked for contradicts itself or names something that is not there."""


class SettingsError(IgTaggerError):
    """A settings or catalogue file that cannot be read."""


class WeightsError(IgTaggerError):
    """A weights file that is missing, damaged, refused or could not be fetched."""


class LicenceError(WeightsError):
    """The licence of a model's weights has not been accepted."""


class EngineError(IgTaggerError):
    """The device or precision asked for cannot be used."""


class LibraryError(IgTaggerError):
    """The library's file is damaged, foreign, newer than this program, or locked."""


class ExportError(IgTaggerError):
    """Results that cannot be written."""


class ReportError(IgTaggerError):
    """What was kept of an evaluation cannot be read."""


class FolderGone(IgTaggerError):
    """A folder went while its pictures were being tagged: that is no fault of theirs.

    Args:
        folder: as it was given.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__("run.folder-gone", folder=folder)
        self.folder = folder


class UnreadableImage(IgTaggerError):
    """One picture that cannot be decoded.

    Args:
        code: what is wrong.
        lasting: the same bytes would fail again. False for what may pass by itself or by an
            installation: no permission, a disk that was unplugged, a missing plug-in.
        facts: the picture's ``path``, and what else the wording fills in.
    """

    def __init__(self, code: str, /, *, lasting: bool = True, **facts: Fact | Path) -> None:
        super().__init__(code, **facts)
        self.lasting = lasting
