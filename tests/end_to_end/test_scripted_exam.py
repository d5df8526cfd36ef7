"""An exam of the phantom from the start page to the summary, on a real X server by its keys."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import av
import pytest

from hysteroview.core.errors import StorageError
from hysteroview.exam.clip.fragments import read_content
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.store import open_store
from patience import PATIENCE_S, wait_until
from xserver import HAS_X, Keyboard, x_server

EVERY_S = 0.2  # to look from outside is work too

pytestmark = pytest.mark.skipif(not HAS_X, reason="needs Xvfb and xdotool")


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
            program.wait(PATIENCE_S)
    check(store)


def enter_the_patient(keyboard: Keyboard) -> None:
    keyboard.do("search", "--sync", "--name", "^HysteroView$", "windowfocus", "--sync")
    press_until(keyboard, "space", "New exam")  # the phantom: nothing was used before
    keyboard.type("4711\t1980-02-29\tWeiss\tAnna")
    keyboard.press("Return")


def operate(keyboard: Keyboard, store: Path) -> None:
    wait_until(lambda: '"ACTIVE"' in logs_of(store), every_s=EVERY_S)
    for _ in range(20):
        keyboard.do("key", "space")
        time.sleep(0.15)
    wait_until(
        lambda: len(list(store.glob("exams/*/snapshots/*_record.json"))) == 20, every_s=EVERY_S
    )
    keyboard.press("m")
    keyboard.press("r")
    wait_until(lambda: frames_recorded(store) > 20, every_s=EVERY_S)
    keyboard.press("r")
    keyboard.press("b")
    wait_until(lambda: len(list(store.glob("exams/*/clips/*.mp4"))) == 2, every_s=EVERY_S)
    keyboard.press("a")
    keyboard.press("a")


def end(keyboard: Keyboard, store: Path) -> None:
    press_until(keyboard, "ctrl+e", "Exam", again_after_s=1.0)  # it asks; the next one confirms
    wait_until(lambda: '"end"' in logs_of(store), every_s=EVERY_S)
    press_until(keyboard, "space", "HysteroView")  # done


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


def frames_recorded(store: Path) -> int:
    """Number of frames on disk of a running recording."""
    (clip,) = list(store.glob("exams/*/clips/*.recording.mp4")) or [None]
    with suppress(StorageError, FileNotFoundError):  # no picture yet
        return read_content(clip).frames if clip is not None else 0
    return 0


def press_until(keyboard: Keyboard, key: str, title: str, again_after_s: float = 5.0) -> None:
    """Press a key until the window has the title of a page.

    A page takes no key before it is ready, which nobody sees from outside.
    """
    pattern = f"^{title}( · HysteroView)?$"
    again_s = 0.0

    def is_there() -> bool:
        nonlocal again_s
        if _found(keyboard, pattern):
            return True
        if time.monotonic() > again_s:
            keyboard.press(key)
            again_s = time.monotonic() + again_after_s
        return False

    wait_until(is_there, f"{key} does not lead to {title}", EVERY_S)


def _found(keyboard: Keyboard, pattern: str) -> str:
    try:
        return keyboard.do("search", "--name", pattern)
    except subprocess.CalledProcessError:
        return ""
