"""What can go wrong that is not our fault, and what the person can do about it.

::

    IgTaggerError            a sentence for the person, with a hint
    ├── Cancelled            the person stopped it: a normal end
    ├── UsageError           the options contradict each other or name nothing
    ├── SettingsError        the settings or the catalogue file cannot be read
    ├── WeightsError         a model's file: missing, damaged, refused, not downloaded
    │   └── LicenceError     the licence has not been accepted yet
    ├── EngineError          the device or the precision asked for is not there
    ├── LibraryError         the library's file: damaged, foreign, newer, locked
    ├── ExportError          the results cannot be written
    └── UnreadableImage      one picture's fault: becomes a ``Failed`` outcome, the run goes on

Anything else that is raised is a bug of ours.
"""

from __future__ import annotations


class IgTaggerError(Exception):
    """Something in the world went wrong: no network, a full disk, not a model file.

    Args:
        message: one sentence that says what happened and names the file.
        hint: one sentence that says what to do; empty where there is nothing to do.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class Cancelled(IgTaggerError):
    """The person stopped it."""

    def __init__(self, message: str = "Stopped.") -> None:
        super().__init__(message)


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


class UnreadableImage(IgTaggerError):
    """One picture that cannot be decoded.

    Args:
        message: what is wrong; names the file.
        hint: what to do, where there is something to do.
        lasting: the same bytes would fail again. False for what may pass by itself or by an
            installation: no permission, a disk that was unplugged, a missing plug-in.
    """

    def __init__(self, message: str, *, hint: str = "", lasting: bool = True) -> None:
        super().__init__(message, hint=hint)
        self.lasting = lasting
