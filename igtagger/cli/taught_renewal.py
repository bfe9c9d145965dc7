"""What taught tags say of all pictures, made anew as a command's last piece of work."""

from __future__ import annotations

from igtagger.app.context import Context
from igtagger.cli import console
from igtagger.cli.interrupt import cancel_on_interrupt


def renew(context: Context, *, quiet: bool = False) -> None:
    """Have searches, tables and keywords know what the tags say now.

    It is made of features that are kept. What is stopped, and what has none, the next run makes.

    Args:
        context: of the command; its taught tags are read anew.
        quiet: say nothing of how far it is.

    Raises:
        LibraryError: features cannot be read, or what is made of them not be kept.
    """
    from igtagger.app.learned_tags.taught_layers import renew as parts_of
    from igtagger.library.facade import Library
    from igtagger.library.opening import LockWait

    file = context.settings.library_file
    if not file.is_file():
        return
    context.forget_taught()
    with (
        cancel_on_interrupt() as cancel,
        console.ProgressLine("Taught tags", quiet=quiet, unit="pictures") as line,
        Library.open(file, on_message=line.tell, waiting=LockWait(cancel)) as library,
    ):
        for part in parts_of(library, context.taught_tags(line.tell), cancel):
            line.show(part.done, part.total)
