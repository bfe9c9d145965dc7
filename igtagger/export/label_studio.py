"""Tasks with predictions for Label Studio, where many people look pictures through."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from igtagger.domain import Failed, Reason
from igtagger.export.destinations import Destination, text_begins
from igtagger.export.paths import spell
from igtagger.export.rows import Rows, TableModel, TableOptions, written
from igtagger.export.spelling import is_text
from igtagger.export.tables import ExportFormat, Sink, TextStream, Writes, open_text
from igtagger.files import is_descriptor
from igtagger.labels.opinions import Judged

SERVED = "/data/local-files/?d="
"""Where Label Studio serves the files below its document root.

It serves those of a local storage alone, and refuses one that is the document root itself. So the
root is what holds the folder that was tagged, and the storage is this folder.
"""

_encode = json.JSONEncoder(ensure_ascii=False).encode
_CONFIG_BEGINS = "<View>\n  <!-- Made by igtagger -->\n"
_is_own_config = text_begins(re.compile(re.escape(_CONFIG_BEGINS)))


class _Tasks:
    """One array, a task on each line. Tags that were said of any picture become the choices."""

    def __init__(
        self, stream: TextStream, rows: Rows, options: TableOptions, model: TableModel
    ) -> None:
        self._stream, self._rows, self._options = stream, rows, options
        self._version = f"{model.name} {model.sha256[:8]}"
        self._before, self._left_out = "[\n", 0
        self.choices: set[str] = set()

    def begin(self) -> None:
        """Nothing."""

    def write(self, judged: Judged, /) -> None:
        path = _served(judged.outcome.path.absolute(), self._options.root)
        if isinstance(judged.outcome, Failed) or not is_text(path):  # no browser shows it either
            self._left_out += 1
            return
        names = self._rows.names(judged)
        self.choices.update(names)
        task = {
            "data": {
                "image": f"{SERVED}{quote(path)}",
                "path": spell(judged.outcome.path, self._options.root),
            },
            "predictions": [self._prediction(judged, names)] if names else [],
        }
        self._stream.write(f"{self._before}{_encode(task)}")
        self._before = ",\n"

    def _prediction(self, judged: Judged, names: list[str]) -> dict[str, object]:
        choices = {
            "from_name": "label",
            "to_name": "image",
            "type": "choices",
            "value": {"choices": names},
        }
        score = written(judged.opinion.tags[0].score)
        return {"model_version": self._version, "score": score or 0.0, "result": [choices]}

    def end(self) -> None:
        self._stream.write("[]\n" if self._before == "[\n" else "\n]\n")
        if self._left_out:
            self._options.tell(Reason("output.left-out", count=self._left_out))


def _served(path: Path, root: Path | None) -> str:
    if root is not None and path.is_relative_to(root):
        return path.relative_to(root.parent).as_posix()
    return path.relative_to(path.anchor).as_posix()


def config(choices: Iterable[str]) -> str:
    """Label Studio's own description of what is chosen among, in its XML."""
    lines = "".join(f"    <Choice value={quoteattr(each)}/>\n" for each in sorted(choices))
    return (
        f'{_CONFIG_BEGINS}  <Image name="image" value="$image" zoom="true"/>\n'
        '  <Filter name="filter" toName="label" hotkey="shift+f" minlength="0"/>\n'
        '  <Choices name="label" toName="image" choice="multiple" showInline="true">\n'
        f"{lines}  </Choices>\n</View>\n"
    )


@contextmanager
def _open(output: Destination | None, model: TableModel, options: TableOptions) -> Iterator[Sink]:
    beside = None
    if output is not None and not is_descriptor(output.path):
        beside = replace(output, path=output.path.with_suffix(".xml"), is_own=_is_own_config)
        beside.check()  # before any work
    made: list[_Tasks] = []

    def make(stream: TextStream, rows: Rows, options: TableOptions) -> _Tasks:
        made.append(_Tasks(stream, rows, options, model))
        return made[0]

    with open_text(make, output, model, options) as sink:
        yield sink
    if beside is not None:
        with beside.open() as stream:
            stream.write(config(made[0].choices))


FORMAT = ExportFormat(
    "labelstudio",
    title="Tasks with predictions, for Label Studio",
    writes=Writes.TEXT_FILE,
    open=_open,
    is_own=text_begins(
        re.compile(r'\[\n(\]\s*\Z|\{"data": \{"image": "/data/local-files/\?d=[^"\n]*", "path": ")')
    ),
    why=False,
    file_name="tasks.json",
)
