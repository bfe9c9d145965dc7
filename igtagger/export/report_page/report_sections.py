"""The sections of a report's page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from igtagger.export.report_page.reliability_diagram import reliability_svg
from igtagger.export.report_page.report_pictures import MOST_OF_CELL, ReportPictures
from igtagger.models.evaluations import figures
from igtagger.models.evaluations.figures import ClassFigures, Confusion
from igtagger.models.evaluations.record import EvaluatedPicture, EvaluationRecord

MOST_CLASSES = 30
"""Of the matrix."""
MOST_CONFUSED, MOST_SURPRISING, MOST_PAIRS, MOST_STRANGE, MOST_FEW = 200, 40, 40, 24, 20


class Shown(NamedTuple):
    """What of a record is on its page.

    ``classes`` are those of the matrix, ``cells`` the pairs of classes whose pictures are shown,
    ``surprising`` pictures that the model has learned from, or where there are none all.
    """

    record: EvaluationRecord
    figures: Sequence[ClassFigures]
    confusions: Sequence[Confusion]
    classes: Sequence[int]
    cells: Sequence[Confusion]
    surprising: Sequence[EvaluatedPicture]
    strange: Sequence[EvaluatedPicture]

    @classmethod
    def of(cls, record: EvaluationRecord) -> Shown:
        """Chosen so that a page of a thousand classes stays one that can be read."""
        found = figures.confusions(record)
        classes = figures.most_confused(found, MOST_CLASSES)
        wrong = [each for each in found if each.label != each.taken_for]
        listed = {each[:2] for each in wrong[:MOST_CONFUSED]}
        matrix = set(classes)
        cells = [
            each
            for each in found
            if each[:2] in listed or (each.label in matrix and each.taken_for in matrix)
        ]
        learned = record.learned or record.pictures
        return cls(
            record,
            figures.class_figures(record),
            found,
            classes,
            cells,
            figures.surprising(learned, MOST_SURPRISING),
            figures.least_familiar(record, MOST_STRANGE),
        )

    def pictured(self) -> Iterator[Path]:
        """The paths of pictures that are to be seen, the most telling first."""
        pictures = self.record.pictures
        yield from (each.path for each in self.surprising)
        for pair in self.record.near[:MOST_PAIRS]:
            yield from (pictures[pair.first].path, pictures[pair.second].path)
        yield from (each.path for each in self.strange)
        for cell in self.cells:
            yield from (each.path for each in cell.pictures[:MOST_OF_CELL])


def sections(shown: Shown, pictures: ReportPictures) -> Iterator[tuple[str, str, str]]:
    """Id, title and content of each section that has anything to say."""
    makers: list[tuple[str, str, Callable[[Shown, ReportPictures], str]]] = [
        ("summary", "In short", _summary),
        ("warnings", "Beware", _warnings),
        ("classes", "Each class", _classes),
        ("confusion", "What is taken for what", _confusion),
        ("surprising", "The most surprising pictures", _surprising),
        ("near", "Nearly the same pictures", _near),
        ("calibration", "How true scores are", _calibration),
        ("strange", "Perhaps none of these", _strange),
    ]
    for name, title, make in makers:
        if content := make(shown, pictures):
            yield name, title, content


def cells(shown: Shown, pictures: ReportPictures) -> Iterator[str]:
    """The pictures of each cell, which are seen once its link is followed."""
    for cell in shown.cells:
        one, other = pictures.name(cell.label), pictures.name(cell.taken_for)
        title = f"{one}, taken for {other}" if cell.label != cell.taken_for else f"{one}, rightly"
        yield (
            f'<section class="cell" id="{_id(cell)}"><a class="close" href="#confusion">Close</a>'
            f"<h3>{title}: {len(cell.pictures)}</h3>{pictures.all_of_cell(cell.pictures)}</section>"
        )


def _id(cell: Confusion) -> str:
    return f"c{cell.label}-{cell.taken_for}"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"


def _summary(shown: Shown, pictures: ReportPictures) -> str:
    record = shown.record
    judged, learned = record.judged, record.learned
    unread = sum(each.best is None for each in record.pictures)
    rows = [
        ("held out" if learned and judged is not record.pictures else "pictures", f"{len(judged)}"),
        ("right", _percent(figures.accuracy(judged))),
    ]
    if learned and len(learned) < len(record.pictures):
        rows += [
            ("learned from", f"{len(learned)}"),
            ("of these right", _percent(figures.accuracy(learned))),
        ]
    rows.append(("classes", f"{len({each.label for each in record.pictures})}"))
    if unread:
        rows.append(("could not be read", f"{unread}"))
    return (
        f"<dl>{''.join(f'<div><dt>{name}</dt><dd>{told}</dd></div>' for name, told in rows)}</dl>"
    )


def _warnings(shown: Shown, pictures: ReportPictures) -> str:
    found, lines = figures.dataset_warnings(shown.record), []
    if found.few:
        named = [f"{pictures.name(label)} ({count})" for label, count in found.few[:MOST_FEW]]
        more = [f"and {len(found.few) - MOST_FEW} more"] if len(found.few) > MOST_FEW else []
        lines.append(
            f"Fewer than {figures.FEW} pictures, so that figures of the class say little: "
            f"{', '.join(named + more)}."
        )
    if found.lopsided is not None:
        (most, many), (least, few) = found.lopsided
        lines.append(
            f"{pictures.name(most)} has {many} pictures, {pictures.name(least)} {few}: beyond "
            f"{figures.LOPSIDED} to 1 the larger class is named too often."
        )
    if shown.record.near:
        lines.append(
            "Pairs of pictures that look nearly the same though they are in different parts or "
            f"classes: {len(shown.record.near)}; see below."
        )
    return f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>" if lines else ""


def _classes(shown: Shown, pictures: ReportPictures) -> str:
    learned = bool(shown.record.learned)
    heads = ["class", *(["learned from"] if learned else []), "judged by", "right"]
    numbers = "".join(f'<th class="number" scope="col">{each}</th>' for each in heads[1:])
    head = (
        f'<tr><th scope="col">class</th>{numbers}<th scope="col">recall</th>'
        '<th scope="col">precision</th><th scope="col">most often taken for</th></tr>'
    )
    ordered = sorted(shown.figures, key=lambda each: (each.recall is None, each.recall or 0.0))
    worst: dict[int, Confusion] = {}
    for cell in shown.confusions:
        if cell.label != cell.taken_for:
            worst.setdefault(cell.label, cell)
    there = {cell[:2] for cell in shown.cells}
    rows = [_class_row(each, pictures, worst.get(each.label), there, learned) for each in ordered]
    return f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"


def _class_row(
    each: ClassFigures,
    pictures: ReportPictures,
    worst: Confusion | None,
    there: set[tuple[int, int]],
    learned: bool,
) -> str:
    counts = [*([each.learned] if learned else []), each.seen, each.right]
    numbers = "".join(f'<td class="number">{count}</td>' for count in counts)
    most = ""
    if worst is not None:
        most = f"{pictures.name(worst.taken_for)} ({len(worst.pictures)})"
        most = f'<a href="#{_id(worst)}">{most}</a>' if worst[:2] in there else most
    return (
        f'<tr><th scope="row">{pictures.name(each.label)}</th>{numbers}'
        f"{_share(each.recall)}{_share(each.precision)}<td>{most}</td></tr>"
    )


def _share(share: float | None) -> str:
    told = f"<b>{_percent(share)}</b>"
    if share is not None:
        told += f'<span class="bar"><i style="--s: {share:.3f}"></i></span>'
    return f'<td class="share">{told}</td>'


def _confusion(shown: Shown, pictures: ReportPictures) -> str:
    if not shown.confusions:
        return ""
    left_out = len({each.label for each in shown.figures} - set(shown.classes))
    note = f" The {left_out} classes that are confused least are left out." if left_out else ""
    told = (
        f"<p>Rows are what pictures show, columns what they are taken for.{note} "
        "A cell opens its pictures.</p>"
    )
    return told + _matrix(shown, pictures) + _worst_pairs(shown, pictures)


def _matrix(shown: Shown, pictures: ReportPictures) -> str:
    by_pair = {each[:2]: each for each in shown.confusions}
    seen = {each.label: each.seen for each in shown.figures}
    heads = "".join(f'<th scope="col">{pictures.name(label)}</th>' for label in shown.classes)
    rows = []
    for label in shown.classes:
        found = [by_pair.get((label, other)) for other in shown.classes]
        row = "".join(_matrix_cell(each, seen[label], pictures) for each in found)
        rows.append(f'<tr><th scope="row">{pictures.name(label)}</th>{row}</tr>')
    return (
        f'<table class="matrix"><thead><tr><td></td>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _matrix_cell(cell: Confusion | None, seen: int, pictures: ReportPictures) -> str:
    if cell is None:
        return "<td></td>"
    count = len(cell.pictures)
    look = "right" if cell.label == cell.taken_for else "wrong"
    title = f"{pictures.name(cell.label)}, taken for {pictures.name(cell.taken_for)}"
    return (
        f'<td class="{look}"><a href="#{_id(cell)}" title="{title}" '
        f'style="--s: {count / max(seen, 1):.3f}">{count}</a></td>'
    )


def _worst_pairs(shown: Shown, pictures: ReportPictures) -> str:
    wrong = [each for each in shown.confusions if each.label != each.taken_for][:MOST_CONFUSED]
    items = [
        f'<li><a href="#{_id(each)}">{pictures.name(each.label)}, taken for '
        f"{pictures.name(each.taken_for)}</a>: {len(each.pictures)}</li>"
        for each in wrong
    ]
    return f"<h3>Most confused</h3><ol>{''.join(items)}</ol>" if items else ""


def _surprising(shown: Shown, pictures: ReportPictures) -> str:
    if not shown.surprising:
        return ""
    whose = "that the model has learned from " if shown.record.learned else ""
    told = (
        f"<p>Pictures {whose}by whose class it is surprised most. They may lie in the wrong "
        "folder, show several things, or show too little.</p>"
    )
    return told + pictures.figures(shown.surprising)


def _near(shown: Shown, pictures: ReportPictures) -> str:
    record = shown.record
    if not record.near:
        return ""
    told = (
        "<p>A picture that is learned from and judged by makes figures look better than they are; "
        "one that lies in two classes is wrong in one of them.</p>"
    )
    pairs = []
    for pair in record.near[:MOST_PAIRS]:
        both = [record.pictures[place] for place in (pair.first, pair.second)]
        parts = ", ".join(f"{pictures.name(each.label)} ({each.part})" for each in both)
        pairs.append(
            f"<h3>{parts}: {pair.likeness:.3f} alike</h3>"
            f'<div class="pair">{"".join(map(pictures.figure, both))}</div>'
        )
    more = len(record.near) - MOST_PAIRS
    return told + "".join(pairs) + (f'<p class="soft">and {more} more</p>' if more > 0 else "")


def _calibration(shown: Shown, pictures: ReportPictures) -> str:
    found = figures.calibration(shown.record)
    if not any(found.bins):
        return ""
    sure = "too sure" if found.temperature > 1 else "not sure enough"
    if 0.95 <= found.temperature <= 1.05:
        sure = "about as sure as it should be"
    return (
        "<p>Of pictures whose best score is 0.8, 80 % should be right: bars end at the line. "
        f"On average they miss it by {_percent(found.error)} (expected calibration error). "
        f"The model is {sure}: a temperature of {found.temperature:.2f} would fit best, 1 being "
        f"scores as they are.</p>{reliability_svg(found)}"
    )


def _strange(shown: Shown, pictures: ReportPictures) -> str:
    threshold = figures.familiar_from(shown.record)
    if threshold is None or not shown.strange:
        return ""
    return (
        "<p>Familiarity tells how much a picture looks like what the model has learned from. "
        f"{100 * figures.FAMILIAR_SHARE:.0f} % of the pictures have {threshold:.2f} or more; what "
        f"has less is perhaps none of the classes.</p>{pictures.figures(shown.strange)}"
    )
