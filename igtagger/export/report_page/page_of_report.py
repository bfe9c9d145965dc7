"""Puts the page of a report together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from igtagger.export.destinations import Destination, text_begins
from igtagger.export.paths import common_root
from igtagger.export.report_page.page_style import STYLE
from igtagger.export.report_page.report_pictures import ReportPictures, small_ones
from igtagger.export.report_page.report_sections import Shown, cells, sections
from igtagger.export.spelling import plain
from igtagger.models.evaluations.figures import familiar_from
from igtagger.models.evaluations.record import EvaluationRecord

_HEAD = (
    '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="generator" content="igtagger report">\n'
)
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"

is_report = text_begins(re.compile(re.escape(_HEAD)))
"""Whether a file that begins so is such a page: see :class:`Destination`."""


def write_page(record: EvaluationRecord, destination: Destination) -> None:
    """Write the page: one file, without a script and with nothing from elsewhere.

    Pictures are told from the deepest folder that holds them all, small ones of them are in it.

    Raises:
        ExportError: see :meth:`igtagger.export.destinations.Destination.open`.
    """
    with destination.open() as stream:
        for part in _page(record):
            stream.write(part)


def _page(record: EvaluationRecord) -> Iterator[str]:
    shown = Shown.of(record)
    root = common_root(each.path for each in record.pictures)
    small = small_ones(shown.pictured())
    pictures = ReportPictures(record.labels, small, root, familiar_from(record))
    title = escape(plain(f"Report on {record.model or 'a model'}"))
    found = list(sections(shown, pictures))
    links = "".join(f'<a href="#{name}">{title}</a>' for name, title, _ in found)
    yield (
        f'{_HEAD}<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<header><h1>{title}</h1><nav>{links}</nav></header>\n<main>\n"
    )
    for name, heading, content in found:
        look = ' class="warnings"' if name == "warnings" else ""
        yield f'<section id="{name}"{look}><h2>{heading}</h2>{content}</section>\n'
    yield from cells(shown, pictures)
    yield "</main>\n</body>\n</html>\n"
