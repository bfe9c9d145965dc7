"""Pictures of every kind that igtagger reads, which make themselves, each with its right value.

``python -m tests.pictures.corpus FOLDER`` writes them all, for a look with other programs.
"""

from __future__ import annotations

from tests.pictures.corpus.case import Case
from tests.pictures.corpus.jpegs import JPEG_CASES
from tests.pictures.corpus.plain import PLAIN_CASES

CASES: tuple[Case, ...] = (
    *PLAIN_CASES,
    *JPEG_CASES,
)
"""Of all formats; no two share a name."""
