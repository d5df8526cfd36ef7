"""The review of an exam on a real X server, with its own keys and mouse."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gui.reviewed import CLIPS, SPANS
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.store import open_store
from patience import PATIENCE_S
from reviewed_exams import keep_recorded
from trials import trials
from xserver import HAS_MANAGER, HAS_X, Keyboard, window_manager, x_server

WINDOW = Path(__file__).parents[1] / "review_window.py"
State = dict[str, Any]
BEST = 25  # frame of the heaviest finding

pytestmark = pytest.mark.skipif(not HAS_X, reason="needs Xvfb and xdotool")


class _Window:
    """The program, its keys, and what it says."""

    def __init__(self, keyboard: Keyboard, *arguments: str) -> None:
        self.keyboard = keyboard
        self.program = subprocess.Popen(
            [sys.executable, str(WINDOW), *arguments],
            env=keyboard.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.state: State = {}

    def wait(self, is_there: Callable[[State], object]) -> State:
        """Wait until it says that something is so."""
        assert self.program.stdout is not None
        while not self.state or not is_there(self.state):
            line = self.program.stdout.readline()
            assert line, "the program has ended"
            self.state = json.loads(line)
        return self.state

    def focus(self) -> None:
        """Give the keys to the window or dialog that is shown, as a window manager does."""
        self.keyboard.do("windowfocus", "--sync", str(self.state["window"]))

    def press(self, key: str, is_there: Callable[[State], object]) -> State:
        """Press a key, and wait for what it does."""
        self.keyboard.press(key)
        return self.wait(is_there)


def _play(window: _Window) -> None:
    """Step, play forward and backward, faster, and stop."""
    window.wait(lambda state: state.get("frame") == 0 and state["findings"])
    window.press("Right", lambda state: state["frame"] == 1)
    window.press("shift+Right", lambda state: state["frame"] == 6)
    window.press("Left", lambda state: state["frame"] == 5)
    window.press("l", lambda state: state["speed"] == 1)
    window.press("l", lambda state: state["speed"] == 2)
    window.press("k", lambda state: state["speed"] == 0)
    window.press("End", lambda state: state["is_last"])
    window.press("j", lambda state: state["speed"] == -1)
    window.press("k", lambda state: state["speed"] == 0)
    window.press("Home", lambda state: state["frame"] == 0)


def _decide(window: _Window) -> None:
    """Accept the heaviest finding, undo that, and make it again."""
    window.press("Next", lambda state: state["frame"] not in (0, None))
    window.press("y", lambda state: state["findings"].count("ACCEPTED") == 1)
    window.press("ctrl+z", lambda state: "ACCEPTED" not in state["findings"])
    window.press("ctrl+y", lambda state: state["findings"].count("ACCEPTED") == 1)


def _choose_part(window: _Window) -> None:
    """Choose a part of the timeline by the mouse, and by keys; mark a place in it."""
    keyboard = window.keyboard
    (left, y), (right, _) = window.wait(lambda state: state["timeline"])["timeline"]
    begin, end = (str(round(left + share * (right - left))) for share in (0.25, 0.5))
    keyboard.do(
        "keydown", "shift", "mousemove", begin, str(y), "sleep", "0.1", "mousedown", "1",
        "sleep", "0.15", "mousemove", end, str(y), "sleep", "0.15", "mouseup", "1",
        "sleep", "0.1", "keyup", "shift",
    )  # fmt: skip
    window.wait(lambda state: state["range"] and None not in state["range"])
    from_ns, to_ns = window.state["range"]
    assert (to_ns - from_ns) / from_ns == pytest.approx(1.0, abs=0.1)
    keyboard.do("mousemove", *map(str, window.state["picture"]), "click", "1")
    window.press("Home", lambda state: state["frame"] is not None)
    window.press("i", lambda state: state["range"] and state["range"][0] < from_ns)
    window.press("2", lambda state: "Fundus\nProposed" in state["places"])


def _leave_dialogs(window: _Window) -> None:
    """Open dialogs and a menu, leave them with Esc, and step: the page has the keys again."""
    window.wait(lambda state: state.get("frame") == 0 and state["findings"])
    window.wait(lambda state: state["is_active"])
    dialogs = (("ctrl+l", "LesionsDialog"), ("v", "PictureViewer"))
    for number, (key, dialog) in enumerate(dialogs[: trials(1, 2)]):
        window.press(key, lambda state, dialog=dialog: state["dialog"] == dialog)
        window.press("Escape", lambda state: not state["dialog"] and state["is_active"])
        window.press("Right", lambda state, number=number: state["frame"] == number + 1)
    window.press("Next", lambda state: state["frame"] == BEST)
    window.press("c", lambda state: state["menu"])
    window.press("Escape", lambda state: not state["menu"])


def _leave_fields(window: _Window) -> None:
    """Type into the fields of the page, leave them with Return and Esc, and step."""
    for key, text, left_with in (
        ("ctrl+g", "#40", "Return"), ("e", "no", "Escape"),
        ("ctrl+g", "#9", "Escape"), ("e", "polyp", "Return"),
    )[: trials(2, 4)]:  # fmt: skip
        window.press(key, lambda state: state["focus"] == "PageField")
        window.keyboard.type(text)
        window.press(left_with, lambda state: state["focus"] == "ReviewPicture")
        if left_with == "Return" and text.startswith("#"):
            window.wait(lambda state: state["frame"] == 40)
        frame = window.state["frame"] + 1
        window.press("Right", lambda state, frame=frame: state["frame"] == frame)


@pytest.mark.skipif(not HAS_MANAGER, reason="needs openbox: without it nothing moves the keys")
def test_the_page_has_its_keys_again_after_dialogs_menus_and_fields(
    tmp_path: Path, bundle: Path
) -> None:
    exam_id = keep_recorded(tmp_path, SPANS, CLIPS)
    with x_server("1280x760") as display, window_manager(display):
        window = _Window(Keyboard(display), str(tmp_path), exam_id, str(bundle))
        _leave_dialogs(window)
        _leave_fields(window)
        window.press("Escape", lambda state: state["page"] != "ReviewPage")
        window.program.terminate()
        window.program.communicate(timeout=PATIENCE_S)
    with open_store(tmp_path, read_only=True) as store:
        assert store.exam(exam_id).findings == ()


def test_real_keys_and_mouse_play_decide_and_choose_a_part(tmp_path: Path, bundle: Path) -> None:
    exam_id = keep_recorded(tmp_path, SPANS, CLIPS)
    with x_server("1280x760") as display:
        keyboard = Keyboard(display)
        window = _Window(keyboard, str(tmp_path), exam_id, str(bundle))
        window.wait(lambda state: state["page"] == "ReviewPage")
        window.focus()
        _play(window)
        _decide(window)
        _choose_part(window)
        window.press("Escape", lambda state: state["page"] != "ReviewPage")
        window.program.terminate()
        window.program.communicate(timeout=PATIENCE_S)
    with open_store(tmp_path, read_only=True) as store:
        (found,) = store.exam(exam_id).findings
        assert found.state.value == "ACCEPTED"
        assert not [each.fault for each in verify(store, exam_id) if each.fault]
