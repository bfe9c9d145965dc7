"""What is left of a start that failed, where nobody sees a terminal. Imports no Qt."""

from __future__ import annotations

import os
import sys
import traceback
from contextlib import suppress
from datetime import datetime

from igtagger import __version__, private
from igtagger.app.logs import is_log
from igtagger.errors import IgTaggerError
from igtagger.settings import log_file


def record(error: Exception) -> None:
    """Write why no window opened to the log file; on Windows without a console, say it, too."""
    known = isinstance(error, IgTaggerError)
    reason = str(error) if known else "".join(traceback.format_exception(error)).rstrip()
    moment = datetime.now().astimezone().isoformat(" ", "seconds")
    file = log_file()
    line = f"{moment} ERROR igtagger {__version__} could not start: {reason}\n"
    with suppress(OSError):
        private.make_folder(file.parent)
        if is_log(file):
            with private.open_to_append(file) as log:
                log.write(line)
    if sys.platform == "win32" and sys.stderr.name == os.devnull:
        import ctypes

        words = str(error) if known else f"igtagger could not start: {error!r}"
        ctypes.windll.user32.MessageBoxW(None, f"{words}\n\n{file}", "igtagger", 0x10)
