"""Where the frozen app begins."""

from multiprocessing import freeze_support

from igtagger.__main__ import start

freeze_support()
start()
