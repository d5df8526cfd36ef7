"""An exam of the phantom from the start page to the summary, on a real X server by its keys."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import av
import pytest

from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.store import open_store
from xserver import HAS_X, Keyboard, x_server

pytestmark = pytest.mark.skipif(not HAS_X, reason="needs Xvfb and xdotool")


def wait_until(condition: Callable[[], bool], timeout_s: float = 90.0) -> None:
    deadline_s = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline_s, "it has not come to that"
        time.sleep(0.2)


def test_an_exam_by_keys_alone_leaves_what_was_asked_for(tmp_path: Path) -> None:
    store = tmp_path / "store"
    places = {f"XDG_{kind}_HOME": str(tmp_path / kind.lower()) for kind in ("CONFIG", "DATA")}
    with x_server() as display:
        keyboard = Keyboard(display)
        program = subprocess.Popen(
            [sys.executable, "-m", "hysteroview", "run", "--store", str(store)],
            env=keyboard.environment | places,
        )
        try:
            enter_the_patient(keyboard)
            operate(keyboard, store)
            end(keyboard, store)
        finally:
            program.terminate()
            program.wait(30)
    check(store)


def enter_the_patient(keyboard: Keyboard) -> None:
    keyboard.do("search", "--sync", "--name", "^HysteroView$", "windowfocus", "--sync")
    time.sleep(2.0)  # what is connected has been looked at
    keyboard.press("space")  # the phantom: nothing was used before
    wait_for_title(keyboard, "New exam")
    keyboard.type("4711\t1980-02-29\tWeiss\tAnna")
    keyboard.press("Return")


def operate(keyboard: Keyboard, store: Path) -> None:
    wait_until(lambda: '"ACTIVE"' in logs_of(store))
    for _ in range(20):
        keyboard.do("key", "space")
        time.sleep(0.15)
    wait_until(lambda: len(list(store.glob("exams/*/snapshots/*_record.json"))) == 20)
    keyboard.press("m")
    keyboard.press("r")
    time.sleep(3.0)
    keyboard.press("r")
    keyboard.press("b")
    wait_until(lambda: len(list(store.glob("exams/*/clips/*.mp4"))) == 2)
    keyboard.press("a")
    keyboard.press("a")


def end(keyboard: Keyboard, store: Path) -> None:
    keyboard.press("ctrl+e")
    time.sleep(0.5)
    keyboard.press("ctrl+e")
    wait_for_title(keyboard, "Exam")
    wait_until(lambda: '"end"' in logs_of(store))
    time.sleep(1.0)
    keyboard.press("space")  # done
    wait_for_title(keyboard, "HysteroView")


def check(store: Path) -> None:
    with open_store(store, read_only=True) as opened:
        (exam,) = opened.search(Search())
        folder = opened.exam_folder(exam.exam_id)
        patient = exam.patient
        assert (patient.identifier, patient.name) == ("4711", "Weiss^Anna")
        assert patient.birth_date == "1980-02-29"
        assert exam.ended_wall_ns is not None
        assert not [part for part in verify(opened, exam.exam_id) if part.fault]
    kinds = [entry.kind for entry in read_chain(folder.audit, exam.exam_id, folder.medium)[0]]
    assert kinds.count("snapshot") == 20
    assert {"mark", "recording", "preroll", "verdict", "state"} <= set(kinds)
    for record in folder.snapshots.glob("*_record.json"):
        assert json.loads(record.read_text())["source"]["is_phantom"] is True
    for clip in folder.clips.glob("*.mp4"):
        with av.open(str(clip)) as container:
            assert sum(1 for _ in container.decode(video=0)) > 20
    assert store.stat().st_mode & 0o077 == 0


def logs_of(store: Path) -> str:
    return "".join(each.read_text() for each in store.glob("exams/*/audit.jsonl"))


def wait_for_title(keyboard: Keyboard, title: str) -> None:
    """Wait for the page whose title the window has."""
    pattern = f"^{title}( · HysteroView)?$"
    wait_until(lambda: bool(_found(keyboard, pattern)))


def _found(keyboard: Keyboard, pattern: str) -> str:
    try:
        return keyboard.do("search", "--name", pattern)
    except subprocess.CalledProcessError:
        return ""
