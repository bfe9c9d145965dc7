"""The weights of the built-in model as the standalone app carries them.

Half as large as the package that they come from, and ready at the first start.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from igtagger.models.catalog import everyday
from igtagger.models.sources import Package
from igtagger.models.weights import conversion


def make(folder: Path) -> None:
    """Convert the installed package's file; ``folder`` then holds that alone.

    Raises:
        SystemExit: it is not the file that the catalogue means.
    """
    spec = everyday()
    source = spec.weights
    assert isinstance(source, Package)
    assert source.converted is not None
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    target = folder / source.converted.file_name
    conversion.convert(spec, source.locate(), target)
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    if source.converted.difference(digest, target.stat().st_size):
        raise SystemExit(
            f"{target} is not what the catalogue says: {target.stat().st_size} bytes, {digest}"
        )
