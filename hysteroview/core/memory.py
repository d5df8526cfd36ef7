"""Give memory back to the system when something large has ended."""

from __future__ import annotations

import ctypes
import gc
import sys


def release_memory() -> None:
    """Return what was freed; glibc otherwise keeps pictures of 8 MB for later, window by window.

    Does nothing where the C library has no such call.
    """
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
        if trim is not None:
            trim(0)
