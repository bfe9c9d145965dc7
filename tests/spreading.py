"""How the suite is spread over processes: by files, and the window's tests to one of their own."""

from __future__ import annotations

from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

GUI = "tests/gui"


class GuiApart(LoadFileScheduling):
    """Files go to whichever worker is free; all of ``tests/gui`` to one that gets nothing else.

    There is one QApplication in a process, and Python's collector deletes what is left of a window
    on whichever thread allocates next: after the window's tests a thread of another test might.
    A file stays together, since its fixtures may be dear. With one worker, it does everything.
    """

    def _split_scope(self, nodeid: str) -> str:
        return GUI if nodeid.startswith(f"{GUI}/") else super()._split_scope(nodeid)

    def _assign_work_unit(self, node: WorkerController) -> None:
        if GUI in self.workqueue:  # to a worker that has done nothing yet
            self.workqueue.move_to_end(GUI, last=False)
        super()._assign_work_unit(node)

    def _reschedule(self, node: WorkerController) -> None:
        if GUI not in self.assigned_work[node] or len(self.nodes) == 1:
            super()._reschedule(node)
        elif not node.shutting_down:
            node.shutdown()  # once it has done what it was given
