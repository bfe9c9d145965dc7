"""The tables of a report, made of its record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QObject

from igtagger.gui.model_windows.report_tables import (
    ConfusionMatrix,
    ReportCell,
    ReportRow,
    ReportRows,
    ReportTable,
)
from igtagger.models.evaluations import figures
from igtagger.models.evaluations.record import EvaluatedPicture, EvaluationRecord

MOST_CLASSES = 100
"""Of the matrix."""
MOST_SURPRISING = 200


class ReportViews(QObject):
    """Makes them; only what occurs is in them, so that a thousand classes stay a report."""

    def of(self, record: EvaluationRecord) -> Iterator[tuple[str, ReportTable]]:
        """Titles and tables, of all that there is anything to say of."""
        confusions = figures.confusions(record)
        yield self.tr("Each class"), self._classes(record)
        yield self.tr("What is taken for what"), self._matrix(record, confusions)
        yield self.tr("Most confused"), self._pairs(record, confusions)
        yield self.tr("Surprising"), self._surprising(record)
        if record.near:
            yield self.tr("Nearly the same"), self._near(record)
        if strange := figures.least_familiar(record, MOST_SURPRISING):
            title = self.tr("Perhaps none of these")
            yield title, self._pictures_table(title, record, strange)

    def _classes(self, record: EvaluationRecord) -> ReportTable:
        by_class: dict[int, list[Path]] = {}
        for each in record.judged:
            by_class.setdefault(each.label, []).append(each.path)
        rows = [
            ReportRow(
                (
                    ReportCell(record.labels[each.label]),
                    _count(each.learned),
                    _count(each.seen),
                    _count(each.right),
                    _share(each.recall),
                    _share(each.precision),
                ),
                tuple(by_class.get(each.label, ())),
            )
            for each in sorted(
                figures.class_figures(record),
                key=lambda each: (each.recall is None, each.recall or 0.0),
            )
        ]
        titles = (
            self.tr("Class"),
            self.tr("Learned from"),
            self.tr("Judged by"),
            self.tr("Right"),
            self.tr("Recall"),
            self.tr("Precision"),
        )
        return _table(self.tr("Each class"), titles, rows)

    def _matrix(
        self, record: EvaluationRecord, confusions: Sequence[figures.Confusion]
    ) -> ReportTable:
        table = ReportTable(self.tr("What is taken for what"))
        seen = {each.label: each.seen for each in figures.class_figures(record)}
        labels = figures.most_confused(confusions, MOST_CLASSES)
        table.show_matrix(
            ConfusionMatrix(labels, record.labels, confusions, seen, self._words_of_pair)
        )
        return table

    def _words_of_pair(self, one: str, other: str) -> str:
        if one == other:
            return self.tr("{name}, rightly").format(name=one)
        return self.tr("{name}, taken for {other}").format(name=one, other=other)

    def _pairs(
        self, record: EvaluationRecord, confusions: Sequence[figures.Confusion]
    ) -> ReportTable:
        rows = [
            ReportRow(
                (
                    ReportCell(record.labels[each.label]),
                    ReportCell(record.labels[each.taken_for]),
                    _count(len(each.pictures)),
                ),
                tuple(picture.path for picture in each.pictures),
            )
            for each in confusions
            if each.label != each.taken_for
        ]
        titles = (self.tr("Shows"), self.tr("Taken for"), self.tr("Pictures"))
        return _table(self.tr("Most confused"), titles, rows)

    def _surprising(self, record: EvaluationRecord) -> ReportTable:
        pictures = figures.surprising(record.learned or record.pictures, MOST_SURPRISING)
        return self._pictures_table(self.tr("Surprising"), record, pictures)

    def _pictures_table(
        self, name: str, record: EvaluationRecord, pictures: Iterable[EvaluatedPicture]
    ) -> ReportTable:
        titles = (
            self.tr("Picture"),
            self.tr("Shows"),
            self.tr("Taken for"),
            self.tr("Score"),
            self.tr("Score of its own class"),
            self.tr("Familiarity"),
        )
        rows = [ReportRow(self._cells_of(record, each), (each.path,)) for each in pictures]
        return _table(name, titles, rows)

    def _cells_of(
        self, record: EvaluationRecord, picture: EvaluatedPicture
    ) -> tuple[ReportCell, ...]:
        best = picture.best
        return (
            ReportCell(picture.path.name),
            ReportCell(record.labels[picture.label]),
            ReportCell("" if best is None else record.labels[best.label]),
            _number(None if best is None else best.score),
            _number(picture.own_score),
            _number(picture.familiarity),
        )

    def _near(self, record: EvaluationRecord) -> ReportTable:
        rows = []
        for pair in record.near:
            one, other = record.pictures[pair.first], record.pictures[pair.second]
            cells = (
                ReportCell(one.path.name),
                ReportCell(record.labels[one.label]),
                ReportCell(other.path.name),
                ReportCell(record.labels[other.label]),
                _number(pair.likeness),
            )
            rows.append(ReportRow(cells, (one.path, other.path)))
        titles = (
            self.tr("Picture"),
            self.tr("Shows"),
            self.tr("Other picture"),
            self.tr("Shows"),
            self.tr("Alike"),
        )
        return _table(self.tr("Nearly the same"), titles, rows)


def percent(share: float | None) -> str:
    """A share, 0 to 1, as a person's language writes it; a dash where there is none."""
    if share is None:
        return "–"
    words = QCoreApplication.translate("ReportViews", "{number} %")
    return words.format(number=QLocale().toString(100 * share, "f", 1))


def _table(name: str, titles: Sequence[str], rows: Sequence[ReportRow]) -> ReportTable:
    table = ReportTable(name)
    table.show_rows(ReportRows(titles, rows))
    return table


def _count(count: int) -> ReportCell:
    return ReportCell(QLocale().toString(count), count)


def _share(share: float | None) -> ReportCell:
    return ReportCell(percent(share), -1.0 if share is None else share)


def _number(number: float | None) -> ReportCell:
    text = "" if number is None else QLocale().toString(number, "f", 2)
    return ReportCell(text, -2.0 if number is None else number)
