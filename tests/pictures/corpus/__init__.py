"""Pictures of every kind that igtagger reads, which make themselves, each with its right value.

``python -m tests.pictures.corpus FOLDER`` writes them all, for a look with other programs.
"""

from __future__ import annotations

from tests.pictures.corpus.animations import ANIMATED_CASES
from tests.pictures.corpus.case import Case
from tests.pictures.corpus.colours_told import TOLD_CASES
from tests.pictures.corpus.heifs import HEIF_CASES
from tests.pictures.corpus.jxls_and_webps import JXL_AND_WEBP_CASES
from tests.pictures.corpus.plain import PLAIN_CASES
from tests.pictures.corpus.pngs import PNG_CASES
from tests.pictures.corpus.transparent import TRANSPARENT_CASES

CASES: tuple[Case, ...] = (
    *PLAIN_CASES,
    *PNG_CASES,
    *TOLD_CASES,
    *ANIMATED_CASES,
    *TRANSPARENT_CASES,
    *HEIF_CASES,
    *JXL_AND_WEBP_CASES,
)
"""Of all formats; no two share a name."""
