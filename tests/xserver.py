"""A real X server for tests, and real key events in it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from patience import PATIENCE_S

HAS_X = bool(shutil.which("Xvfb") and shutil.which("xdotool"))
HAS_MANAGER = HAS_X and bool(shutil.which("openbox"))


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
        server.wait(PATIENCE_S)


@contextmanager
def window_manager(display: str) -> Iterator[None]:
    """Run a window manager, which gives the keys to the newest window and takes them back."""
    manager = subprocess.Popen(
        ["openbox", "--sm-disable", "--config-file", os.devnull],
        env=os.environ | {"DISPLAY": display},
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        manager.terminate()
        manager.wait(PATIENCE_S)


class Keyboard:
    """What xdotool can do, on one display."""

    def __init__(self, display: str) -> None:
        self.environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}

    def do(self, *arguments: str, timeout_s: float = PATIENCE_S) -> str:
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
        # by one program: a second one may start late, and the press would be a long one
        self.do("keydown", key, "sleep", f"{held_s}", "keyup", key, "sleep", "0.3")

    def type(self, text: str) -> None:
        """Write a text."""
        self.do("type", "--delay", "30", text)
