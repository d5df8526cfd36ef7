"""Waiting for events on a busy machine.

How soon something happens is no property of the program on a machine that does other work, so tests
wait for events. Each wait has an end all the same, far beyond what any machine needs.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

PATIENCE_S = 90.0


def wait_until(
    condition: Callable[[], bool], what: str = "it has not come to that", every_s: float = 0.005
) -> None:
    """Look again and again until `condition` holds."""
    end_s, pause = time.monotonic() + PATIENCE_S, threading.Event()
    while not condition():
        assert time.monotonic() < end_s, what
        pause.wait(every_s)
