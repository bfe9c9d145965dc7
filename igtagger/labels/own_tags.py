"""How tags of the person's own are spelled. No Qt here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence

LONGEST = 200
"""Characters of an own tag; what is longer is text that was pasted by mistake."""
_APART = re.compile(r"[,\r\n\v\f\x85\u2028\u2029]")


def parse(text: str) -> list[str]:
    """The tags in what a person typed or pasted, parted by commas or line ends, each once.

    White space is folded, control characters are dropped, upper and lower case are kept as typed.
    """
    return distinct(name for part in _APART.split(text) if (name := cleaned(part)))


def distinct(names: Iterable[str]) -> list[str]:
    """Each name once, as :func:`same_tag` has it, in the spelling that comes first."""
    seen: dict[str, str] = {}
    for name in names:
        seen.setdefault(same_tag(name), name)
    return list(seen.values())


def same_tag(name: str) -> str:
    """What two spellings of one tag share: case and the Unicode form of letters do not count."""
    return unicodedata.normalize("NFC", name).casefold()


def added(own: Sequence[str], names: Iterable[str]) -> tuple[str, ...]:
    """``own`` with those ``names`` that it lacks."""
    return tuple(distinct([*own, *names]))


def has(own: Sequence[str], name: str) -> bool:
    """Whether that name is among them, however it is spelled."""
    return any(same_tag(other) == same_tag(name) for other in own)


def removed(own: Sequence[str], name: str) -> tuple[str, ...]:
    """``own`` without that name, however it is spelled."""
    return tuple(other for other in own if same_tag(other) != same_tag(name))


def renamed(own: Sequence[str], old: str, new: str) -> tuple[str, ...]:
    """``own`` with another name in the old one's place."""
    if old not in own:
        return tuple(own)
    return tuple(distinct(new if other == old else other for other in own))


def replaced(own: Sequence[str], old: Collection[str], new: str | None) -> tuple[str, ...]:
    """``own`` with one tag in the place of several, at the place of the first of them.

    Args:
        own: tags of a picture.
        old: which, as :func:`same_tag` has them; another spelling of ``new`` may be among them.
        new: what takes their place, once; None where they just go.
    """
    if not any(same_tag(name) in old for name in own):
        return tuple(own)
    if new is None:
        return tuple(name for name in own if same_tag(name) not in old)
    gone = {*old, same_tag(new)}
    place = next(place for place, name in enumerate(own) if same_tag(name) in gone)
    before = own[:place]  # none of them goes
    return (*before, new, *(name for name in own[place:] if same_tag(name) not in gone))


def moved(own: Sequence[str], before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    """``own`` with what once made ``before`` into ``after`` done again.

    Exactly that where ``own`` is ``before``; else with what others did meanwhile.
    """
    if tuple(own) == tuple(before):
        return tuple(after)
    gone = {same_tag(name) for name in before} - {same_tag(name) for name in after}
    kept = [name for name in own if same_tag(name) not in gone]
    spelled = {same_tag(name): name for name in after if name not in before}
    kept = [spelled.get(same_tag(name), name) for name in kept]
    return added(kept, (name for name in after if name not in before))


def cleaned(part: str) -> str:
    """One tag, on one line. Control characters and lone surrogates go; joiners stay, for emoji."""
    kept = (c for c in part if c.isspace() or unicodedata.category(c) not in ("Cc", "Cs"))
    folded = " ".join(unicodedata.normalize("NFC", "".join(kept)).split())
    return folded[:LONGEST].strip()
