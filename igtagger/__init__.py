"""Names what is in pictures."""

import os

__version__ = "0.1.0"

# torch's threads wait for each other by spinning, and beside any other busy program spin most of
# the time: on two cores with three neighbours a run made 2 pictures a second, and waiting passively
# 37. It is read when torch is loaded, so it is set before anything of ours can load it.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
