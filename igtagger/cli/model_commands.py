"""``igtagger models``: what there is, and its weights on this computer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from igtagger.app.context import Context
from igtagger.cli import console, options
from igtagger.cli.interrupt import cancel_on_interrupt
from igtagger.errors import LicenceError, UsageError
from igtagger.messages import format_bytes
from igtagger.models.addresses import shown
from igtagger.models.sources import Download, OwnFile, Package, Retired, WeightsSource

if TYPE_CHECKING:
    from igtagger.models.catalog import ModelSpec
    from igtagger.models.weights.store import StoredWeights, WeightsState

EPILOG = """\b
Examples:
  igtagger models list
  igtagger models show 32x8d
  igtagger models download 32x8d --accept-license
  igtagger models import 32x8d ig_resnext101_32x8-c38310e5.pth
  igtagger models export my-birds my-birds.safetensors
"""

_FITS = {
    "crop": "centre crop",
    "stretch": "the whole picture, stretched",
    "pad": "the whole picture, padded",
}

model_argument = click.argument("name", metavar="ID", shell_complete=options.complete_models)


@click.group(
    "models", epilog=EPILOG, short_help="List, download, import, export, verify, remove models."
)
def command() -> None:
    """The models and their weights."""


@command.command("list", epilog="Example: igtagger models list --json")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_(*, as_json: bool) -> None:
    """List the models: state, accuracy, size, licence."""
    context = Context.from_environment()
    states = [(spec, context.store.state(spec)) for spec in context.catalog]
    if as_json:
        console.out_json([_facts(spec, state) for spec, state in states])
        return
    rows = [
        (
            spec.alias,
            _describe(spec, state),
            f"{spec.top1:.2f} %" if spec.top1 is not None else "-",
            f"{spec.parameters / 1e6:.1f} M",
            format_bytes(spec.weights.size),
            spec.licence.name,
        )
        for spec, state in states
    ]
    for error in context.catalog.damaged.values():
        console.tell(error.reason)
    console.print_columns(("MODEL", "STATE", "TOP-1", "PARAMETERS", "FILE", "LICENCE"), rows)


@command.command(epilog="Example: igtagger models show 32x8d")
@model_argument
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def show(name: str, *, as_json: bool) -> None:
    """Show everything that is known of one model."""
    context = Context.from_environment()
    spec = context.find(name)
    facts = _facts(spec, context.store.state(spec))
    if as_json:
        console.out_json(facts)
        return
    width = max(map(len, facts))
    for key, value in facts.items():
        if isinstance(value, dict):
            console.out(f"{key}:")
            inner = max(map(len, value), default=0)
            for word, text in value.items():
                console.out(f"  {word.ljust(inner)}  {text}")
        else:
            console.out(f"{key.ljust(width)}  {'-' if value is None else value}")


@command.command(epilog="Example: igtagger models download 32x8d --accept-license")
@model_argument
@click.option(
    "--accept-license",
    "--accept-licence",
    "accept",
    is_flag=True,
    help="Accept the licence of the weights, which 'igtagger models show ID' states.",
)
@options.quiet
def download(name: str, *, accept: bool, quiet: bool) -> None:
    """Download a model's weights; goes on where an earlier download was cut off."""
    context = Context.from_environment()
    spec = context.find(name)
    if accept:
        context.store.accept_licence(spec)
    elif spec.licence.must_be_accepted and context.store.licence_accepted(spec) is None:
        raise LicenceError(
            "licence.terms",
            model=spec.id,
            licence=spec.licence.name,
            summary=spec.licence.summary,
            url=spec.licence.url,
            citation=spec.citation,
            alias=spec.alias,
        )
    with cancel_on_interrupt() as cancel:
        work = context.store.download(spec, cancel)
        console.follow(work, f"Downloading {spec.alias}", quiet=quiet)
    stored = context.store.find(spec)
    console.say(f"{spec.id} is ready: {stored.path} (SHA-256 {stored.sha256}).")


def _complete_import(
    ctx: click.Context, parameter: click.Parameter, word: str
) -> list[CompletionItem[str]]:
    """A model or a file."""
    return [*options.complete_models(ctx, parameter, word), CompletionItem(word, type="file")]


@command.command(
    "import",
    epilog="""\b
Examples:
  igtagger models import 32x8d ig_resnext101_32x8-c38310e5.pth
  igtagger models import my-birds.safetensors
  igtagger models import model_best.pth.tar --labels classes.csv --name birds
""",
    short_help="Import weights, a model of your own, or a checkpoint.",
)
@click.argument(
    "what", nargs=-1, required=True, metavar="[ID] FILE", shell_complete=_complete_import
)
@click.option(
    "--allow-other",
    is_flag=True,
    help="With ID: take a file that is not the published one but fits the model's architecture. "
    "Results name it as such.",
)
@click.option(
    "--labels",
    type=options.ANY_PATH,
    metavar="CSV",
    help="FILE is a checkpoint of timm's training script; its classes are in this table, in the "
    "order of the outputs.",
)
@click.option("--name", help="What to call a model of your own or a checkpoint.")
@click.option(
    "--like",
    metavar="MODEL",
    shell_complete=options.complete_models,
    help="The model whose architecture and preprocessing a checkpoint has; found if not given.",
)
@click.option(
    "--own-licence",
    is_flag=True,
    help="The checkpoint began with random numbers, so that the licence is yours to choose; else "
    "it is that of the model that it is like.",
)
@click.option("--replace", is_flag=True, help="Replace a model of your own of that name.")
@options.quiet
def import_(what: tuple[str, ...], *, quiet: bool, **given: Any) -> None:
    """Import from a file on this computer, which stays where it is.

    With ID these are the weights of that model. Without, FILE is a model that 'igtagger models
    export' wrote, or with --labels a checkpoint of a training script.
    """
    if len(what) > 2:
        raise UsageError("own-model.too-many")
    context, file = Context.from_environment(), Path(what[-1])
    wanted = {name for name, value in given.items() if value and name != "allow_other"}
    if len(what) == 1:
        if given["allow_other"]:
            raise UsageError("own-model.needs-id")
        _import_own(context, file, given, quiet=quiet)
    elif wanted:
        raise UsageError("own-model.no-id")
    else:
        _import_weights(context, what[0], file, allow_other=given["allow_other"], quiet=quiet)


def _import_weights(
    context: Context, name: str, file: Path, *, allow_other: bool, quiet: bool
) -> None:
    from igtagger.models.weights import conversion  # NumPy is not loaded before

    spec = context.find(name)
    with cancel_on_interrupt() as cancel:
        work = context.store.import_file(
            spec, file, cancel, allow_other=allow_other, check=conversion.convert
        )
        console.follow(work, f"Importing {file.name}", quiet=quiet)
    stored = context.store.find(spec)
    console.say(f"{stored.name} is ready (SHA-256 {stored.sha256}).")


def _import_own(context: Context, file: Path, given: dict[str, Any], *, quiet: bool) -> None:
    from igtagger.app.learning.model_moving import import_checkpoint, import_model

    if given["labels"] is not None:
        model_id = import_checkpoint(
            *(context, file, given["labels"]),
            name=given["name"],
            like=given["like"],
            own_licence=given["own_licence"],
            replace=given["replace"],
        )
    elif given["like"] or given["own_licence"]:
        raise UsageError("own-model.no-checkpoint")
    else:
        model_id = import_model(context, file, name=given["name"], replace=given["replace"])
    spec = Context.from_environment().find(model_id)
    if not quiet:
        console.say(f"{spec.title} is ready: igtagger tag FOLDER -m {spec.id}")
        console.say(f"Its licence is {spec.licence.name}. {spec.licence.summary}")


@command.command(epilog="Example: igtagger models export my-birds my-birds.safetensors")
@model_argument
@click.argument("file", type=options.ANY_PATH)
@options.force
@options.quiet
def export(name: str, file: Path, *, force: bool, quiet: bool) -> None:
    """Write a model of your own into one file, for another computer."""
    from igtagger.app.learning.model_moving import export_model, is_model_file
    from igtagger.cli import outputs

    context = Context.from_environment()
    spec = context.find(name)
    target = outputs.destination(file, is_model_file, context.settings, (), force=force)
    with cancel_on_interrupt() as cancel:
        work = export_model(context.store, spec, target, cancel)
        console.follow(work, f"Checking {spec.id}", quiet=quiet)
    if not quiet:
        console.say(f"{spec.title} is in {file}; elsewhere: igtagger models import {file.name}")


@command.command(epilog="Example: igtagger models verify 32x8d")
@model_argument
@options.quiet
def verify(name: str, *, quiet: bool) -> None:
    """Read a model's whole file and compare its SHA-256 with the recorded one."""
    context = Context.from_environment()
    spec = context.find(name)
    with cancel_on_interrupt() as cancel:
        console.follow(context.store.verify(spec, cancel), f"Verifying {spec.alias}", quiet=quiet)
    console.say(f"{context.store.find(spec).name} is as it was recorded.")


@command.command(epilog="Example: igtagger models remove 32x48d")
@model_argument
def remove(name: str) -> None:
    """Remove a model's weights from this computer. Results that were made with it stay.

    A model of your own goes for good: export it first where you may want it again.
    """
    context = Context.from_environment()
    freed = context.store.remove(context.find(name))
    console.say(f"{format_bytes(freed)} freed.")


@command.command(epilog="Example: igtagger models path")
def path() -> None:
    """Print the folder that the weights are kept in."""
    console.out(str(Context.from_environment().settings.weights_dir))


def _describe(spec: ModelSpec, state: WeightsState) -> str:
    source, stored = spec.weights, state.stored
    if isinstance(source, Retired):
        return "retired"
    if stored is not None:
        return _describe_stored(stored)
    if isinstance(source, OwnFile):
        return "damaged"
    if isinstance(source, Package):
        there = source.is_there
        return "damaged package" if there else f"not installed: {source.requirement}"
    if state.partial_bytes:
        return f"{100 * state.partial_bytes / source.size:.0f} % downloaded"
    return "not downloaded"


def _describe_stored(stored: StoredWeights) -> str:
    if stored.built_in:
        return "built in"
    if not stored.in_folder:
        return "in an installed package"
    return "on disk" if stored.official else "on disk (imported, not the published file)"


def _address(source: WeightsSource) -> str:
    match source:
        case Package():
            return f"package {source.requirement}, {source.file}"
        case Download():
            return shown(source.url)
        case OwnFile():
            return source.origin
        case Retired():
            return "retired"


def _facts(spec: ModelSpec, state: WeightsState) -> dict[str, object]:
    stored = state.stored
    how = spec.preprocessing
    return {
        "id": spec.id,
        "alias": spec.alias,
        "title": spec.title,
        "description": spec.description,
        "state": _describe(spec, state),
        "top-1": spec.top1,
        "top-5": spec.top5,
        "parameters": spec.parameters,
        "FLOPs": spec.flops,
        "labels": spec.labels_count,
        "architecture": dict(spec.family.facts()),
        "preprocessing": {
            "size": how.size,
            "fit": _FITS[how.fit],
            "crop fraction": how.crop_fraction,
            "interpolation": how.interpolation,
            "mean": " ".join(map(str, how.mean)),
            "std": " ".join(map(str, how.std)),
        },
        "weights": {
            "address": _address(spec.weights),
            "bytes": spec.weights.size,
            "SHA-256 begins": spec.weights.sha256[:8],
            "SHA-256": (stored.sha256 if stored else spec.weights.whole_sha256) or "not known yet",
            "file": str(stored.path) if stored and stored.size else "not on this computer",
        },
        "licence": {
            "name": spec.licence.name,
            "terms": spec.licence.summary,
            "text": spec.licence.url,
            "accepted": str(state.licence_accepted or "no")
            if spec.licence.must_be_accepted
            else "not needed",
        },
        "training": dict(spec.training),
        "citation": spec.citation,
    }
