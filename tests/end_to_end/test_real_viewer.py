"""The viewer on a real X server, with its own mouse: drag, wheel, drag and drop, and keys."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hysteroview.core.review.drawing import ShapeKind
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.store import open_store
from patience import PATIENCE_S
from viewed_exams import exam_with_pictures
from xserver import HAS_X, Keyboard, x_server

WINDOW = Path(__file__).parents[1] / "viewer_window.py"
WHEEL_UP, WHEEL_DOWN = "4", "5"
State = dict[str, Any]

pytestmark = pytest.mark.skipif(not HAS_X, reason="needs Xvfb and xdotool")


class _Viewer:
    """The program, its mouse, and what it says."""

    def __init__(self, keyboard: Keyboard, store: Path, exam_id: str) -> None:
        self.keyboard = keyboard
        self.program = subprocess.Popen(
            [sys.executable, str(WINDOW), str(store), exam_id],
            env=keyboard.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.state: State = {}

    def wait(self, is_there: Callable[[State], bool]) -> State:
        """Wait until it says that something is so."""
        assert self.program.stdout is not None
        while not self.state or not is_there(self.state):
            line = self.program.stdout.readline()
            assert line, "the program has ended"
            self.state = json.loads(line)
        return self.state

    def at(self, x: float, y: float) -> tuple[str, str]:
        """Return the place on the screen of a share of the picture."""
        left, top, width, height = self.state["box"]
        return str(round(left + x * width)), str(round(top + y * height))

    def drag(self, *way: tuple[str, str]) -> None:
        """Drag from place to place."""
        steps = [step for place in way[1:] for step in ("mousemove", *place, "sleep", "0.15")]
        self.keyboard.do(
            "mousemove", *way[0], "sleep", "0.1", "mousedown", "1", "sleep", "0.15", *steps,
            "mouseup", "1", "sleep", "0.1",
        )  # fmt: skip


def _draw(viewer: _Viewer) -> None:
    """Draw an arrow and a measure, and a text that is undone."""
    keyboard = viewer.keyboard
    keyboard.press("a")
    viewer.drag(viewer.at(0.2, 0.2), viewer.at(0.3, 0.3), viewer.at(0.4, 0.4))
    viewer.wait(lambda state: len(state["shapes"]) == 1)
    keyboard.press("m")
    viewer.drag(viewer.at(0.2, 0.6), viewer.at(0.5, 0.6), viewer.at(0.7, 0.6))
    viewer.wait(lambda state: len(state["shapes"]) == 2)
    keyboard.press("t")
    keyboard.do("mousemove", *viewer.at(0.6, 0.2), "click", "1")
    viewer.wait(lambda state: state["field"])
    keyboard.type("polyp 2")
    keyboard.press("Return")
    viewer.wait(lambda state: len(state["shapes"]) == 3)
    keyboard.press("ctrl+z")
    viewer.wait(lambda state: len(state["shapes"]) == 2)


def _zoom(viewer: _Viewer) -> None:
    """Zoom with the wheel, move the picture, and fit it again."""
    keyboard = viewer.keyboard
    keyboard.press("v")
    keyboard.do("mousemove", *viewer.at(0.75, 0.75), "click", "--repeat", "8", WHEEL_UP)
    zoomed = viewer.wait(lambda state: state["zoom"][0] > 3.9)["zoom"]
    assert zoomed[1] > 0.5
    middle = ("560", "360")
    viewer.drag(middle, ("600", "360"), ("660", "360"))
    viewer.wait(lambda state: state["zoom"][1] < zoomed[1])
    keyboard.do("mousemove", *middle, "click", "--repeat", "2", "--delay", "60", "1")
    viewer.wait(lambda state: state["zoom"][0] == 1)


def _order(viewer: _Viewer) -> None:
    """Give a picture a place, and drag pictures into the report and in it."""
    keyboard = viewer.keyboard
    keyboard.press("2")
    viewer.wait(lambda state: state["place"] == "Fundus")
    for number in (0, 2):
        state = viewer.state
        start = tuple(map(str, state["pictures"][number]))
        tray = tuple(map(str, state["tray"]))
        viewer.drag(start, (start[0], str(int(start[1]) + 20)), tray, tray)
        viewer.wait(lambda state, number=number: len(state["chosen"]) == 1 + number // 2)
    assert viewer.state["chosen"] == ["0_record.json", "2_record.json"]
    first, second = (tuple(map(str, place)) for place in viewer.state["report"])
    above = (first[0], str(int(first[1]) - 12))
    viewer.drag(second, (second[0], str(int(second[1]) - 15)), above, above)
    viewer.wait(lambda state: state["chosen"][0] == "2_record.json")


def test_real_mouse_draws_zooms_and_orders(tmp_path: Path) -> None:
    exam_id = exam_with_pictures(tmp_path)
    with x_server("1280x760") as display:
        keyboard = Keyboard(display)
        viewer = _Viewer(keyboard, tmp_path, exam_id)
        viewer.wait(lambda state: len(state["pictures"]) == 3)
        keyboard.do("search", "--sync", "--name", "^viewer$", "windowfocus", "--sync")
        _draw(viewer)
        _zoom(viewer)
        _order(viewer)
        for _ in range(2):  # the selection, then the viewer
            keyboard.press("Escape")
        told, _ = viewer.program.communicate(timeout=PATIENCE_S)
    assert told.splitlines()[-1] == '"closed"'
    with open_store(tmp_path, read_only=True) as store:
        exam = store.exam(exam_id)
        assert not [each.fault for each in verify(store, exam_id) if each.fault]
    notes = {each.item: each for each in exam.pictures}
    drawing = notes["0_record.json"].drawing
    assert drawing is not None
    assert [each.kind for each in drawing.shapes] == [ShapeKind.ARROW, ShapeKind.MEASURE]
    assert drawing.shapes[1].length == pytest.approx(0.5, abs=0.02)
    assert {item: each.rank for item, each in notes.items()} == {
        "2_record.json": 1, "0_record.json": 2,
    }  # fmt: skip
