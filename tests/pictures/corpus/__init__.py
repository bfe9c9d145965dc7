"""Pictures of every kind that igtagger reads, which make themselves, each with its right value.

``python -m tests.pictures.corpus FOLDER`` writes them all, for a look with other programs.
"""

from __future__ import annotations

from tests.pictures.corpus.animations import ANIMATED_CASES
from tests.pictures.corpus.bitmap_cases import BITMAP_CASES
from tests.pictures.corpus.case import Case
from tests.pictures.corpus.colours_told import TOLD_CASES
from tests.pictures.corpus.heifs import HEIF_CASES
from tests.pictures.corpus.jpeg2000_cases import JPEG2000_CASES
from tests.pictures.corpus.jpegs import JPEG_CASES
from tests.pictures.corpus.jxls_and_webps import JXL_AND_WEBP_CASES
from tests.pictures.corpus.netpbm_cases import NETPBM_CASES
from tests.pictures.corpus.pcx_cases import PCX_CASES
from tests.pictures.corpus.photoshop_cases import PHOTOSHOP_CASES
from tests.pictures.corpus.plain import PLAIN_CASES
from tests.pictures.corpus.pngs import PNG_CASES
from tests.pictures.corpus.targa_cases import TARGA_CASES
from tests.pictures.corpus.tiffs import TIFF_CASES
from tests.pictures.corpus.tiffs_by_hand import TIFF_BY_HAND_CASES
from tests.pictures.corpus.tiffs_by_others import TIFF_BY_OTHERS_CASES
from tests.pictures.corpus.transparent import TRANSPARENT_CASES

CASES: tuple[Case, ...] = (
    *PLAIN_CASES,
    *TIFF_CASES,
    *TIFF_BY_HAND_CASES,
    *TIFF_BY_OTHERS_CASES,
    *PHOTOSHOP_CASES,
    *JPEG2000_CASES,
    *NETPBM_CASES,
    *TARGA_CASES,
    *PCX_CASES,
    *BITMAP_CASES,
    *PNG_CASES,
    *TOLD_CASES,
    *ANIMATED_CASES,
    *TRANSPARENT_CASES,
    *HEIF_CASES,
    *JXL_AND_WEBP_CASES,
    *JPEG_CASES,
)
"""Of all formats; no two share a name."""
