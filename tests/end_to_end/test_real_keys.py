"""Keys of a real X server, with its own repeats, scan codes and timestamps."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

WINDOW = Path(__file__).parents[1] / "key_window.py"

pytestmark = pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs Xvfb and xdotool"
)


@pytest.fixture
def display() -> Iterator[str]:
    """A fresh X server without a window manager."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "800x600x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait(10)


def test_keys_pedals_repeats_and_text_on_a_real_server(display: str) -> None:
    environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}

    def xdotool(*arguments: str) -> None:
        subprocess.run(
            ["xdotool", *arguments],
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=20,
        )

    def press(key: str, held_s: float = 0.05) -> None:
        xdotool("keydown", key)
        time.sleep(held_s)
        xdotool("keyup", key)
        time.sleep(0.3)

    program = subprocess.Popen(
        [sys.executable, str(WINDOW)], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "ready\n"
    xdotool("search", "--sync", "--name", "^keys$", "windowfocus", "--sync")
    press("space")
    press("r", held_s=1.0)  # the server repeats it some twenty times
    press("Next")
    press("Next", held_s=1.2)
    press("m")  # from here on the text field has the focus
    xdotool("type", "am b")
    press("Next")
    press("F1")
    told, _ = program.communicate(timeout=20)
    assert told.split("\n")[:-1] == [
        "snapshot",
        "record",
        "snapshot",
        "freeze",
        "mark",
        "snapshot",
        "overview",
        "field am b",
    ]
