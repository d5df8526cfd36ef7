"""Keep little freed memory, and return it to the operating system."""

from __future__ import annotations

import ctypes
import gc
import sys

_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h
_MOST_ARENAS = 2


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


def bound_arenas() -> None:
    """Let all threads share few arenas of malloc; for the start of a program with many threads.

    Each arena keeps up to 64 MB of freed memory at its end, which `malloc_trim` returns of the
    main one only, and each thread that decodes gets one of its own: up to eight for each core.
    Reviews that were opened one after the other left 50 MB more each time.
    """
    if sys.platform == "linux":
        limit = getattr(ctypes.CDLL(None), "mallopt", None)
        if limit is not None:
            limit(_ARENA_MAX, _MOST_ARENAS)
