"""What is said of the programs that are to read tags: where their tags are written."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from igtagger.export.xmp.presets import Preset


def where_words(preset: Preset, *, beside: bool) -> str:
    """Where tags for a program are written, in a sentence or two.

    Args:
        preset: of the program.
        beside: pictures are not written into.
    """
    if beside:
        return _beside(preset)
    into = _translated("Into JPEG, PNG and WebP.")
    return f"{into} {_others(preset)}{_time(preset)}"


def _beside(preset: Preset) -> str:
    if preset.sidecars == "raw":
        return _translated("Beside camera raw alone, as IMG.xmp: no other sidecars are read.")
    return _translated("Beside every picture, as {name}. No picture is changed.").format(
        name=_name(preset)
    )


def _others(preset: Preset) -> str:
    if preset.sidecars == "none":
        text = _translated("{program} reads no sidecars: pictures of other kinds are left out.")
        return text.format(program=preset.title)
    if preset.sidecars == "raw":
        return _translated("Beside camera raw, as IMG.xmp. Pictures of other kinds are left out.")
    if preset.prefers_sidecar:
        text = _translated(
            "Beside pictures of other kinds, as {name}, and of those that have a sidecar already."
        )
    else:
        text = _translated("Beside pictures of other kinds, as {name}.")
    return text.format(name=_name(preset))


def _time(preset: Preset) -> str:
    if not preset.touch:
        return ""
    text = _translated("Pictures get a new time of change, by which {program} notices them.")
    return f" {text.format(program=preset.title)}"


def _name(preset: Preset) -> str:
    return "IMG.xmp" if preset.stem_only else "IMG.jpg.xmp"


def _translated(text: str) -> str:
    return QCoreApplication.translate("ProgramWords", text)
