"""Threads of the window share few arenas of malloc."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

_THREADS = """
import ctypes, sys, threading
from hysteroview.core.memory import bound_arenas
if sys.argv[2] == "bound":
    bound_arenas()
libc, together = ctypes.CDLL(None), threading.Barrier(6)
def use():
    libc.malloc(1000)
    together.wait(60)
threads = [threading.Thread(target=use) for _ in range(6)]
for each in threads: each.start()
for each in threads: each.join()
libc.fopen.restype = ctypes.c_void_p
file = ctypes.c_void_p(libc.fopen(sys.argv[1].encode(), b"w"))
libc.malloc_info(0, file)
libc.fclose(file)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="arenas are glibc's")
@pytest.mark.parametrize(("how", "most"), [("bound", 2), ("free", 99)])
def test_threads_of_the_window_share_arenas(tmp_path: Path, how: str, most: int) -> None:
    """Each keeps freed memory that is not returned: 50 MB more with each review."""
    report = tmp_path / "malloc.xml"
    subprocess.run([sys.executable, "-c", _THREADS, str(report), how], check=True)
    arenas = report.read_text().count("<heap nr=")
    assert (2 if how == "bound" else 3) <= arenas <= most
