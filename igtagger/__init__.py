"""Names what is in pictures.

To Python programs it gives :class:`Tagger`, the errors in :mod:`igtagger.errors`, and what
:mod:`igtagger.models` names: see ``docs/library.md``. These are loaded when they are first asked
for.
"""

import os
from importlib import import_module
from typing import Any

# What these are, editors and mypy read in __init__.pyi: here nothing above may be named, since all
# of igtagger imports this file.
__all__ = ["Tagger", "errors", "models"]
__version__ = "0.1.0"

# torch's threads wait for each other by spinning, and beside any other busy program spin most of
# the time: on two cores with three neighbours a run made 2 pictures a second, and waiting passively
# 37. It is read when torch is loaded, so it is set before anything of ours can load it.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def __getattr__(name: str) -> Any:
    if name == "Tagger":
        return import_module("igtagger.api.python_tagger").Tagger
    if name in __all__:
        return import_module(f"igtagger.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
