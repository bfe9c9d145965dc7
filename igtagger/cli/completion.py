"""``igtagger completion``: scripts by which shells complete what is being typed."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from click.shell_completion import ShellComplete, get_completion_class

from igtagger.cli import console
from igtagger.cli.main import COMPLETION, commands

SHELLS = ("bash", "zsh", "fish", "powershell")

EPILOG = """\b
Put one line into the file that your shell reads as it starts:
  bash        eval "$(igtagger completion bash)"              ~/.bashrc
  zsh         eval "$(igtagger completion zsh)"               ~/.zshrc
  fish        igtagger completion fish | source               ~/.config/fish/config.fish
  PowerShell  igtagger completion powershell | Out-String | Invoke-Expression    $PROFILE

\b
bash must be 4.4 or newer; in zsh the line comes after 'compinit'.
"""


@click.command(epilog=EPILOG, short_help="Print the script that completes commands in a shell.")
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> None:
    """Print the script by which a shell completes commands, options, models and languages."""
    maker = get_completion_class(shell)
    assert maker is not None
    # Not as bash's own class has it: that starts a bash to ask for its version.
    script = ShellComplete.source(maker(commands, {}, program(), COMPLETION))
    console.out_bytes(script.encode() + b"\n")


def program() -> str:
    """What this program is called on the command line: on Windows it may be ``igtagger-cli``."""
    called = Path(sys.argv[0]).stem
    return called if called.startswith("igtagger") else "igtagger"
