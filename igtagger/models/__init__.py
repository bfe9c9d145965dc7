"""What can be run, and its weights.

To Python programs it gives ``every``, ``find``, ``is_here`` and ``download``, which are loaded when
they are first asked for: see :mod:`igtagger.models.for_python`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from igtagger.models.for_python import download, every, find, is_here

__all__ = ["download", "every", "find", "is_here"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from igtagger.models import for_python

    return getattr(for_python, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
