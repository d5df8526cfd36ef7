"""A real X server for tests, and real key events in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

HAS_X = bool(shutil.which("Xvfb") and shutil.which("xdotool"))


@contextmanager
def x_server(size: str = "1280x720") -> Iterator[str]:
    """Start a fresh X server without a window manager; yields its display."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            number = told.readline().strip()
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(10)


class Keyboard:
    """What xdotool can do, on one display."""

    def __init__(self, display: str) -> None:
        self.environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}

    def do(self, *arguments: str, timeout_s: float = 60.0) -> str:
        """Run xdotool; its output."""
        done = subprocess.run(
            ["xdotool", *arguments],
            env=self.environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            timeout=timeout_s,
        )
        return done.stdout.strip()

    def press(self, key: str, held_s: float = 0.05) -> None:
        """Press a key and let it go."""
        self.do("keydown", key)
        time.sleep(held_s)
        self.do("keyup", key)
        time.sleep(0.3)

    def type(self, text: str) -> None:
        """Write a text."""
        self.do("type", "--delay", "30", text)
