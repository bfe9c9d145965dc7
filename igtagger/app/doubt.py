"""How doubtful it is what pictures are called: which of them a person should look at first.

Two ways of being unsure, of which the stronger counts:

- *Near the threshold*: a score is as likely wrong as right where it is 0.5, or at the score from
  which the person has names said (Lewis and Gale, "A Sequential Algorithm for Training Text
  Classifiers", SIGIR 1994: uncertainty sampling for a class and its contrary).
- *Two are close*: the second label is about as likely as the first (Scheffer, Decomain and Wrobel,
  "Active Hidden Markov Models for Information Extraction", IDA 2001: margin sampling; Settles,
  "Active Learning Literature Survey", 2009, 3.1, for both).

A picture's *certainty* is the lesser of the two distances, ``min(abs(p - t), p1 - p2)``; where one
tag is looked at, the first alone, as there is nothing to choose from. What comes first is what is
least certain.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from igtagger.app.picture_values import Rows

EVEN = 0.5
"""A calibrated score that is as often wrong as right."""


def certainties(
    scores: NDArray[np.float16], firsts: NDArray[np.float16] | None, least: float
) -> NDArray[np.float32]:
    """How certain it is what pictures are called; the lower, the more doubtful.

    Args:
        scores: ``(n,)``, of the name in question in each picture, 0 to 1.
        firsts: ``(n, 2)``, of the two likeliest labels; None where one tag is looked at.
        least: the score from which the person has it said; 0 where they have not chosen any.
    """
    found: NDArray[np.float32] = np.abs(scores.astype(np.float32) - np.float32(least or EVEN))
    if firsts is not None:
        tops = firsts.astype(np.float32)
        np.minimum(found, tops[:, 0] - tops[:, 1], out=found)
    return found


def by_doubt(certain: NDArray[np.float32], groups: NDArray[np.uint8], *, descending: bool) -> Rows:
    """Pictures in order: the most doubtful of the first group first, or last of it.

    Args:
        certain: ``(n,)``, see :func:`certainties`.
        groups: ``(n,)``; those of a lower one come first, whichever way the order goes.
        descending: the most certain come first.
    """
    return np.lexsort((-certain if descending else certain, groups))
