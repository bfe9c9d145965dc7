"""PySide6 6.12.0 on Python 3.11 dies after some 570 emits: docs/decisions/0001."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
from PySide6.QtCore import QObject, Signal

class Sender(QObject):
    sent = Signal(int)

received = []
sender = Sender()
sender.sent.connect(received.append)
for number in range(5000):
    sender.sent.emit(number)
assert received == list(range(5000))
print("alive")
"""


def test_five_thousand_signals_leave_the_interpreter_alive() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-500:]
    assert done.stdout.strip() == "alive"
