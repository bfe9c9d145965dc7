"""The options about a table, and the table that comes of them: of ``tag`` and ``export``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from igtagger.cli import console, options
from igtagger.errors import UsageError
from igtagger.export.registry import FORMATS, file_formats, guess_format, suits
from igtagger.export.rows import LAYOUTS
from igtagger.export.tables import TEXT_CHOICES, Writes
from igtagger.labels.thresholds import MOST_DETAIL

if TYPE_CHECKING:
    from igtagger.cli.run_command import RunCommand
    from igtagger.export.destinations import Destination
    from igtagger.export.tables import ExportFormat, Sink
    from igtagger.labels.naming import Naming
    from igtagger.labels.opinion import OpinionRule

F = TypeVar("F", bound=Callable[..., Any])

_MORE_DETAIL = 75


_OPTIONS = (
    click.option(
        "-o",
        "--output",
        type=options.ANY_PATH,
        metavar="FILE",
        help="The table to write; '-' is standard output, which is the default.",
    ),
    options.force,
    click.option(
        "--format",
        "format_",
        type=click.Choice(list(FORMATS)),
        help="By the file's ending if not given; text on a terminal.",
    ),
    click.option(
        "--layout",
        type=click.Choice(LAYOUTS),
        help="One row a picture, with its tags in one cell (simple, which CSV is if not "
        "given) or with all facts (wide, as JSON is); or one row a name (long).",
    ),
    options.for_text,
    options.detail,
    options.names,
    click.option(
        "--labels",
        is_flag=True,
        help="The labels as the model ranks them, in place of names at the right level.",
    ),
    click.option(
        "--why",
        is_flag=True,
        help="On the terminal, tell of which labels each name is the sum. JSON always does.",
    ),
    click.option(
        "--top-k",
        type=click.IntRange(1, 1000),
        default=5,
        show_default=True,
        help="Most names of a picture; with --labels, most labels.",
    ),
    click.option(
        "--min-score",
        type=click.FloatRange(0, 1),
        default=0.0,
        show_default=True,
        help="Leave out what has a lower score; that of a name is the sum of its labels' scores.",
    ),
    click.option(
        "--kinds/--no-kinds",
        default=True,
        show_default=True,
        help="Say what kind of picture each one is, and name things in photographs and the "
        "like only.",
    ),
)


def for_table(function: F) -> F:
    """The options about the table: which, where, and which names are in it."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def check(job: RunCommand, given: dict[str, Any]) -> None:
    """Refuse what :func:`prepare_table` would refuse, but for what is there already.

    Raises:
        UsageError: the options contradict each other, or there are no such names.
    """
    _chosen_format(_output(given), given)
    job.naming(given["names"])


def prepare_table(
    job: RunCommand, given: dict[str, Any]
) -> tuple[OpinionRule, AbstractContextManager[Sink]]:
    """Which names count, and the table for them, which is yet to be opened.

    Refused here, before any work, is what may not be written or makes no sense.
    """
    output = _output(given)
    form = _chosen_format(output, given)
    target = job.target(output, form, force=given["force"])
    naming = job.naming(given["names"])
    rule = rule_of(job, naming, given)
    return rule, _open_results(job, form, target, naming, rule, given)


def rule_of(job: RunCommand, naming: Naming, given: dict[str, Any]) -> OpinionRule:
    """Which names count, by the options."""
    from igtagger.app.names import name_rule
    from igtagger.labels.opinion import OpinionRule

    return OpinionRule(
        job.spec.label_set,
        given["top_k"],
        given["min_score"],
        None if given["labels"] else name_rule(job.spec, naming),
        given["detail"],
        naming.taught,
    )


def _output(given: dict[str, Any]) -> Path | None:
    """The file of the table; None for standard output."""
    output: Path | None = given["output"]
    return None if output is not None and str(output) == "-" else output


def writes_to_terminal(given: dict[str, Any]) -> bool:
    """Whether the table itself shows on a terminal how far it is: a bar would run through it."""
    name = given["format_"]
    beside = name is not None and FORMATS[name].writes is Writes.BESIDE_PICTURES
    return not beside and _is_terminal(_output(given))


def _is_terminal(output: Path | None) -> bool:
    return output is None and sys.stdout.isatty()


def _chosen_format(output: Path | None, given: dict[str, Any]) -> ExportFormat:
    if given["format_"] is not None:
        form: ExportFormat | None = FORMATS[given["format_"]]
    else:
        form = FORMATS["text"] if _is_terminal(output) else guess_format(output)
    if form is None:
        assert output is not None
        endings = ", ".join(ending for each in FORMATS.values() for ending in each.endings)
        raise UsageError("usage.ending", file=output, endings=endings)
    _refuse_contradictions(form, output, given)
    return form


def _refuse_contradictions(form: ExportFormat, output: Path | None, given: dict[str, Any]) -> None:
    if given["why"] and not form.why:
        able = ", ".join(each.name for each in FORMATS.values() if each.why)
        raise UsageError("usage.why", format=form.name.upper(), formats=able)
    if given["output"] is not None and form.writes is Writes.BESIDE_PICTURES:
        raise UsageError("usage.beside", format=form.name)
    if output is None and form.writes is Writes.BINARY_FILE:
        raise UsageError("usage.needs-file", format=form.name, name=f"tags{form.endings[0]}")
    for choice in TEXT_CHOICES:
        if given[choice] and choice not in form.understands:
            able = ", ".join(e.name for e in FORMATS.values() if choice in e.understands)
            raise UsageError(
                "usage.no-choice", option=f"--{choice}", format=form.name.upper(), formats=able
            )
    if output is not None and form.writes is Writes.TERMINAL:
        *others, last = (each.name for each in file_formats())
        raise UsageError("usage.text-to-file", formats=", ".join(others), format=last)
    if output is not None and not suits(form, output):
        if form.fixed_name:
            raise UsageError("usage.fixed-name", format=form.name, name=form.file_name)
        endings = ", ".join(form.endings or [Path(form.file_name).suffix])
        raise UsageError("usage.unsuited", file=output, format=form.name.upper(), endings=endings)


def _open_results(
    job: RunCommand,
    form: ExportFormat,
    target: Destination | None,
    naming: Naming,
    rule: OpinionRule,
    given: dict[str, Any],
) -> AbstractContextManager[Sink]:
    from igtagger.export.paths import common_root
    from igtagger.export.rows import TableModel, TableOptions, untold

    root = None if given["absolute"] else common_root(job.paths)
    return form.open(
        target,
        TableModel(job.stored.name, job.stored.sha256, job.spec.label_set, naming, rule.names),
        TableOptions(
            given["layout"] or form.layout,
            given["top_k"],
            root,
            bom=given["bom"],
            reviewed=not given["ignore_reviews"],
            kinds=given["kinds"],
            why=given["why"],
            nothing=_nothing(given),
            tell=untold if given["quiet"] else console.tell,
            made=job.made,
            **_separators(given),
        ),
    )


def _separators(given: dict[str, Any]) -> dict[str, Any]:
    """Between cells, and before decimals; where that is a comma, cells are parted by semicolons."""
    decimal = options.DECIMALS[given["decimal"] or "point"]
    delimiter = given["delimiter"] or ("semicolon" if decimal == "," else "comma")
    return {"delimiter": options.DELIMITERS[delimiter], "decimal": decimal}


def _nothing(given: dict[str, Any]) -> str:
    """What is said on the terminal of a picture without a name."""
    if given["labels"]:
        return "no label is left (--min-score, or rejected)"
    finer = (detail for detail in (_MORE_DETAIL, MOST_DETAIL) if detail > given["detail"])
    says_more = f" (--detail {detail} says more)" if (detail := next(finer, None)) else ""
    return f"nothing sure enough to name{says_more}"
