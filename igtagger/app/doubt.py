"""How doubtful it is what pictures are called: which of them a person should look at first.

Two ways of being unsure, of which the stronger counts:

- *Near the threshold*: a score is as likely wrong as right where it is 0.5, or at the score from
  which the person has names said (Lewis and Gale, "A Sequential Algorithm for Training Text
  Classifiers", SIGIR 1994: uncertainty sampling for a class and its contrary).
- *Two are close*: the second label is about as likely as the first (Scheffer, Decomain and Wrobel,
  "Active Hidden Markov Models for Information Extraction", IDA 2001: margin sampling; Settles,
  "Active Learning Literature Survey", 2009, 3.1, for both).

A picture's *certainty* is the lesser of the two distances, ``min(abs(p - t), p - rival)``, of the
name of which ``p`` is the score. Its rival is the second label, which may be a part of it, as are a
tabby and a tiger cat of a cat; then it is no rival, and all that is not the name has no more than
``1 - p``: so ``rival = min(p2, 1 - p)``. Where one tag is looked at, the first distance counts
alone, as there is nothing to choose from. What comes first is what is least certain.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from igtagger.app.picture_values import Rows

EVEN = 0.5
"""A calibrated score that is as often wrong as right."""


def certainties(
    scores: NDArray[np.float16], seconds: NDArray[np.float16] | None, least: float
) -> NDArray[np.float32]:
    """How certain it is what pictures are called; the lower, the more doubtful.

    Args:
        scores: ``(n,)``, of the name in question in each picture, 0 to 1.
        seconds: ``(n,)``, of the second label; None where one tag is looked at.
        least: the score from which the person has it said; 0 where they have not chosen any.
    """
    named = scores.astype(np.float32)
    found: NDArray[np.float32] = np.abs(named - np.float32(least or EVEN))
    if seconds is not None:
        rivals = np.minimum(seconds.astype(np.float32), 1 - named)
        np.minimum(found, named - rivals, out=found)
    return found


def by_doubt(certain: NDArray[np.float32], groups: NDArray[np.uint8], *, descending: bool) -> Rows:
    """Pictures in order: the most doubtful of the first group first, or last of it.

    Args:
        certain: ``(n,)``, see :func:`certainties`.
        groups: ``(n,)``; those of a lower one come first, whichever way the order goes.
        descending: the most certain come first.
    """
    return np.lexsort((-certain if descending else certain, groups))
