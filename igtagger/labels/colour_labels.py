"""The colours that programs give to pictures, by what they write into ``xmp:Label``.

That is the colour's name in the language of whoever set it: Lightroom's and Bridge's sets of labels
can be named by the person, and come in the language of the program. Names of Adobe Bridge's own
set; of Lightroom's in some languages; of digiKam's (``core/libs/metadataengine``,
``MetaEngine::setItemColorLabel``). What is called otherwise is a label all the same, of no colour.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

from igtagger.labels.folding import folded

Colour = Literal["red", "orange", "yellow", "green", "blue", "purple", "magenta", "grey", "black"]
COLOURS: tuple[Colour, ...] = get_args(Colour)
_NAMES: Mapping[Colour, tuple[str, ...]] = MappingProxyType(
    {
        "red": ("Red", "Rot", "Rouge", "Rojo", "Rosso", "Vermelho", "Rood", "Select", "Winner"),
        "orange": ("Orange", "Naranja", "Arancione", "Laranja", "Oranje"),
        "yellow": ("Yellow", "Gelb", "Jaune", "Amarillo", "Giallo", "Amarelo", "Geel", "Second"),
        "green": ("Green", "Grün", "Vert", "Verde", "Groen", "Approved"),
        "blue": ("Blue", "Blau", "Bleu", "Azul", "Blu", "Blauw", "Review"),
        "purple": ("Purple", "Lila", "Violett", "Violet", "Morado", "Viola", "Roxo", "To Do"),
        "magenta": ("Magenta", "Pink", "Rosa"),
        "grey": ("Grey", "Gray", "Grau", "Gris", "Grigio", "Cinza", "Grijs"),
        "black": ("Black", "Schwarz", "Noir", "Negro", "Nero", "Preto", "Zwart"),
    }
)
_BY_NAME = {folded(name): colour for colour, names in _NAMES.items() for name in names}


def colour_of(label: str) -> Colour | None:
    """The colour of a label, however its letters are written; None where it tells none."""
    return _BY_NAME.get(folded(label))


def is_meant(text: str, label: str) -> bool:
    """Whether a label is what is searched for, by its own name or its colour's; both folded."""
    return bool(label) and text in (label, _BY_NAME.get(label))
