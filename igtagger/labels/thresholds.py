"""How sure a model must be of a name for it to be said, by how much detail a person wants.

*Detail* runs from 0, "only what is sure", to 100, "always the finest name". Thresholds never rise
with it, so that more detail never makes the first name of a picture less specific.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

MOST_DETAIL = 100
USUAL_DETAIL = 50
DETAILS = (0, 25, 50, 75, 99)
"""For which :class:`Thresholds` has values; between them they are interpolated. At 100 nothing is
asked of a name."""

ByDetail = tuple[float, float, float, float, float]
"""Values for :data:`DETAILS`; never rising, unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How sure one model must be; as logits, ``log(p / (1 - p))``, of bare masses from 0 to 1.

    A term above ``n`` labels gets by with ``broad - by_breadth * log2(n)``: what is broad is right
    more often than its mass says, since the model has no label for much of it.

    Attributes:
        label: for labels, and for terms above one label.
        broad: for terms, at the usual detail.
        by_breadth: how much less for each doubling of the labels below a term.
        least: no term gets by with less.
        by_term: what is added for a term, by its id.
        sure: for all terms at detail 0 that get by with less at the usual detail; between the two
            so are the logits.
        less: what is taken off the logits of terms; never falling.
        share: what part of the mass of each term above it a name must have: a lion of which half
            as much is a dog is said to be a mammal.
        least_mass: the least mass of a name, 0 to 1.
        norm: of the features of a picture on which these thresholds hold as they are: see
            :class:`igtagger.models.heads.Said`.
        by_norm: what is added for each 1 that the norm is greater.
        further: what part of its threshold a further name must reach.
        least_further: the least mass of a further name, 0 to 1.
    """

    label: ByDetail
    broad: float
    by_breadth: float
    least: float
    by_term: Mapping[str, float] = field(default_factory=dict, hash=False)
    sure: float = 1.1
    less: ByDetail = (0.0, 0.0, 0.0, 0.5, 1.0)
    share: ByDetail = (0.8, 0.8, 0.8, 0.5, 0.0)
    least_mass: ByDetail = (0.2, 0.2, 0.2, 0.15, 0.05)
    norm: float = 0.0
    by_norm: float = 0.0
    further: float = 0.6
    least_further: float = 0.1


ANIMAL, CLOTHING, ELECTRONICS, PLANT = "n00015388", "n03051540", "n03278248", "n00017222"
ARCHITECTURE, STRUCTURE = "x-architecture", "n04341686"
EVERYDAY = Thresholds(
    label=(1.735, 1.3, 1.0, -0.4, -3.0),
    broad=0.3,
    by_breadth=0.3,
    least=-1.4,
    # Four of ten labels are animals, so that a guess is one too often; and what lies on a table,
    # books and paper, is taken for electronics, a room or a waterfall for architecture. There is
    # no label for people, and hardly one for plants: they are spread over all clothes, all plants.
    by_term={
        ANIMAL: 1.0,
        ARCHITECTURE: 1.5,
        CLOTHING: -1.0,
        ELECTRONICS: 1.0,
        PLANT: -1.0,
        STRUCTURE: 0.5,
    },
    share=(0.9, 0.9, 0.9, 0.6, 0.0),
    least_mass=(0.2, 0.15, 0.15, 0.1, 0.05),
    norm=11.5,
    by_norm=0.25,
)
"""Of the built-in model, fitted on photographs of things with and without a label: see
``docs/names.md``."""
EVERYDAY_SMALL = replace(EVERYDAY, norm=12.5)
"""Of its smaller sister, on the same photographs: its features are longer."""
USUAL = Thresholds(label=(2.2, 1.4, 0.85, -0.28, -3.0), broad=0.0, by_breadth=0.0, least=0.0)
"""For models on which nothing was fitted: 0.7 for a label and 0.5 for a term."""
_NOTHING = -100.0
"""As a logit: the least mass that there is will do."""
ANY = Thresholds(
    label=(_NOTHING,) * 5,
    broad=_NOTHING,
    by_breadth=0.0,
    least=_NOTHING,
    sure=_NOTHING,
    share=(0.0,) * 5,
    least_mass=(0.0,) * 5,
)
"""For label sets one of which is always right, such as kinds of picture."""
