"""Return freed memory to the operating system."""

from __future__ import annotations

import ctypes
import gc
import sys


def release_memory() -> None:
    """Return freed memory to the system; glibc would keep the frames (8 MB each) of closed windows.

    Does nothing where the C library has no such call.
    """
    gc.collect()
    trim_memory()


def trim_memory() -> None:
    """Return memory that is free already; takes 5 to 40 ms after hundreds of frames, else less.

    Buffers of different sizes that come and go leave holes between them: at 1080p 400 MB.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
        if trim is not None:
            trim(0)
