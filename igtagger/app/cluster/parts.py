"""Parts of results: Parquet with the columns of a table, and what the library keeps of pictures.

The column ``kept`` is for :mod:`igtagger.app.cluster.results_import` alone: all scores, as the
library has them, and what tells whether a file is the same.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from igtagger.domain import Failed, Outcome
from igtagger.export.destinations import Destination
from igtagger.export.registry import FORMATS
from igtagger.export.spelling import escape
from igtagger.library import reasons
from igtagger.library.outcomes import ModelKey, pack

if TYPE_CHECKING:
    import pyarrow as pa

    from igtagger.export.rows import TableModel, TableOptions
    from igtagger.labels.opinions import Judged

KEPT = "kept"
ROOT = Path("/pictures").absolute()
"""Below it the pictures of a part lie in name; the column of paths has what is below."""


@dataclass(frozen=True, slots=True)
class Tagging:
    """A picture of a part.

    Attributes:
        name: below the folder of pictures, with ``/``.
        judged: what became of it, and what counts as said of it.
        size: bytes of its file.
        fingerprint: of its content; None where it could not be read.
        lasting: see :class:`igtagger.library.outcomes.Entry`.
        difference_hash: of what it looks like; None where it is no picture.
    """

    name: str
    judged: Judged
    size: int
    fingerprint: bytes | None
    lasting: bool
    difference_hash: int | None


def content_of(taggings: Sequence[Tagging], model: TableModel, options: TableOptions) -> bytes:
    """The part of these pictures, in their order, as a file."""
    import pyarrow as pa
    from pyarrow import parquet

    form = FORMATS["parquet"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "part.parquet")
        with form.open(Destination(file, form.is_own), model, options) as sink:
            for each in taggings:
                sink.write(each.judged)
        table = parquet.read_table(file)
    # Of an object store's names no path can be made that is read back as they are.
    names = pa.array([escape(each.name) for each in taggings], pa.string())
    table = table.set_column(table.schema.get_field_index("path"), "path", names)
    kept = pa.array([_kept(each) for each in taggings], _kept_type())
    table = table.append_column(KEPT, kept)
    stream = io.BytesIO()
    parquet.write_table(table, stream, compression="zstd")
    return stream.getvalue()


def _kept_type() -> pa.DataType:
    import pyarrow as pa

    return pa.struct(
        [
            ("name", pa.string()),
            ("size", pa.int64()),
            ("fingerprint", pa.binary()),
            ("lasting", pa.bool_()),
            ("difference_hash", pa.uint64()),
            ("labels", pa.binary()),
            ("bare", pa.float64()),
            ("norm", pa.float64()),
            ("beside", pa.list_(pa.struct([("set", pa.string()), ("labels", pa.binary())]))),
            ("error", pa.binary()),
            ("error_code", pa.string()),
            ("error_facts", pa.string()),
        ]
    )


def _kept(tagging: Tagging) -> dict[str, Any]:
    return {
        "name": tagging.name,
        "size": tagging.size,
        "fingerprint": tagging.fingerprint,
        "lasting": tagging.lasting,
        "difference_hash": tagging.difference_hash,
        **_said(tagging.judged.outcome),
    }


def _said(outcome: Outcome) -> dict[str, Any]:
    if isinstance(outcome, Failed):
        error, code, facts = reasons.columns_of(outcome.reason)
        return {"error": error, "error_code": code, "error_facts": facts}
    code_, facts_ = reasons.remark_columns(outcome.remark)
    return {
        "labels": pack(outcome),
        "bare": outcome.bare,
        "norm": outcome.norm,
        "beside": [{"set": each.label_set, "labels": pack(each)} for each in outcome.beside],
        "error_code": code_,
        "error_facts": facts_,
    }


def key_to_json(key: ModelKey) -> dict[str, Any]:
    """What results are kept under, as ``run.json`` has it."""
    return {
        "columns": list(key.columns),
        "labels": key.labels,
        "label_set": key.label_set,
        "beside": [key_to_json(each) for each in key.beside],
    }


def key_from_json(kept: Mapping[str, Any]) -> ModelKey:
    """The same back.

    Raises:
        ValueError, KeyError, TypeError: it is none.
    """
    model_id, sha256, how = map(str, kept["columns"])
    labels, label_set = int(kept["labels"]), str(kept["label_set"])
    beside = tuple(key_from_json(each) for each in kept["beside"])
    return ModelKey(model_id, sha256, how, labels=labels, label_set=label_set, beside=beside)
