"""How fast each model was on this computer, kept from run to run."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from igtagger.files import write_whole
from igtagger.models.catalog import Catalog

LEAST_SECONDS = 3.0
"""Shorter runs say more about loading than about speed."""


class Speeds:
    """Pictures a second by model, in a JSON file.

    A file that cannot be read or written costs only what was measured: it is measured again.

    Args:
        file: where they are kept.
        catalog: of the models.
    """

    def __init__(self, file: Path, catalog: Catalog) -> None:
        self._file, self._catalog = file, catalog
        self._measured: dict[str, float] = {}
        with suppress(OSError, ValueError):
            kept = json.loads(file.read_text(encoding="utf-8"))
            self._measured = {
                str(name): float(value)
                for name, value in (kept.items() if isinstance(kept, dict) else ())
                if isinstance(value, int | float) and value > 0
            }

    def record(self, model_id: str, per_second: float) -> None:
        """Keep what a run made, decoding included."""
        self._measured[model_id] = per_second
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            content = json.dumps(self._measured, indent=2).encode()
            write_whole(self._file, content, durable=False)

    def expected(self, model_id: str) -> tuple[float, bool] | None:
        """Pictures a second, and whether they were measured with this very model.

        Otherwise they follow from another model with the same labels by its arithmetic, which
        bounds large models. None where nothing of the kind was measured.
        """
        if (known := self._measured.get(model_id)) is not None:
            return known, True
        spec = self._catalog.find(model_id)
        for other in self._catalog:
            measured = self._measured.get(other.id)
            if measured is not None and other.label_set == spec.label_set:
                return measured * other.flops / spec.flops, False
        return None
