"""Keys of a real X server, with its own repeats, scan codes and timestamps."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from patience import PATIENCE_S
from xserver import HAS_X, Keyboard, x_server

WINDOW = Path(__file__).parents[1] / "key_window.py"

pytestmark = pytest.mark.skipif(not HAS_X, reason="needs Xvfb and xdotool")


def test_keys_pedals_repeats_and_text_on_a_real_server() -> None:
    with x_server("800x600") as display:
        keyboard = Keyboard(display)
        program = subprocess.Popen(
            [sys.executable, str(WINDOW)],
            env=keyboard.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        keyboard.do("search", "--sync", "--name", "^keys$", "windowfocus", "--sync")
        keyboard.press("space")
        keyboard.press("r", held_s=1.0)  # the server repeats it some twenty times
        keyboard.press("Next")
        keyboard.press("Next", held_s=1.2)
        keyboard.press("m")  # from here on the text field has the focus
        keyboard.type("am b")
        keyboard.press("Next")
        keyboard.press("F1")
        told, _ = program.communicate(timeout=PATIENCE_S)
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
