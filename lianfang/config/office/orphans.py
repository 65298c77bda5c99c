"""No worker outlives its server: granian's own children would go on listening after a `kill -9` of granian."""

from __future__ import annotations

import ctypes
import os
import signal

from . import postgres

KEPT = "LIANFANG_KEPT"


def end_with_parent() -> None:
    """Has the kernel end this process when its parent ends, however that ends; only where `./start` keeps us.

    What was not committed was not answered either: nothing is lost by ending at once.
    """
    if os.environ.get(KEPT):
        ctypes.CDLL(None).prctl(postgres.PR_SET_PDEATHSIG, signal.SIGKILL)
