"""The system ends the program: by a signal, as at shutdown, and with the desktop session."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hysteroview.capture.opening import open_source
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.records import ExamEntry
from hysteroview.exam.store.store import open_store
from hysteroview.gui.end_requests import EndRequests
from hysteroview.gui.live.options import WindowOptions
from hysteroview.gui.program import Program
from hysteroview.inference.model.card import load_card
from hysteroview.settings.live import CurrentSettings
from hysteroview.settings.sections import Settings
from patience import PATIENCE_S, wait_until
from xserver import HAS_X, x_server

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@contextmanager
def program(
    tmp_path: Path, *arguments: str, display: str = ""
) -> Iterator[subprocess.Popen[bytes]]:
    places = {f"XDG_{kind}_HOME": str(tmp_path / kind.lower()) for kind in ("CONFIG", "DATA")}
    command = [sys.executable, "-m", "hysteroview", "run", *arguments]
    environment = os.environ | places | {"QT_QPA_PLATFORM": "offscreen"}
    if display:
        environment |= {"QT_QPA_PLATFORM": "xcb", "DISPLAY": display}
    with subprocess.Popen(command, env=environment) as child:
        try:
            yield child
        finally:
            child.kill()


def check_ended_properly(store: Path) -> None:
    with open_store(store) as opened:
        assert opened.recovered == ()
        (exam,) = opened.search(Search())
        assert exam.ended_wall_ns is not None
        folder = opened.exam_folder(exam.exam_id)
        last = read_chain(folder.audit, exam.exam_id)[0][-1]
        assert (last.kind, last.content.get("broke_off")) == ("end", None)
        assert opened.track(exam.exam_id)
        assert not [part for part in verify(opened, exam.exam_id) if part.fault]


def has_results(store: Path) -> bool:
    return any(store.glob("exams/*/track.jsonl"))


def takes_signals(child: subprocess.Popen[bytes]) -> bool:
    """Whether a program catches SIGTERM, by /proc/PID/status."""
    status = Path(f"/proc/{child.pid}/status").read_text()
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_exam_properly(
    tmp_path: Path, bundle: Path, number: signal.Signals
) -> None:
    store = tmp_path / "store"
    with program(
        tmp_path, "phantom:", "--exam", "--no-pixelate", "--store", str(store),
        "--model", str(bundle),
    ) as child:  # fmt: skip
        wait_until(lambda: has_results(store) or child.poll() is not None, every_s=0.05)
        child.send_signal(number)
        assert child.wait(PATIENCE_S) == 0
    check_ended_properly(store)


@pytest.mark.skipif(not HAS_X, reason="needs Xvfb")
def test_the_end_of_the_x_server_ends_the_exam_properly(tmp_path: Path, bundle: Path) -> None:
    store = tmp_path / "store"
    with ExitStack() as programs:
        with x_server() as display:
            child = programs.enter_context(
                program(
                    tmp_path, "phantom:", "--exam", "--no-pixelate", "--store", str(store),
                    "--model", str(bundle), display=display,
                )
            )  # fmt: skip
            wait_until(lambda: has_results(store) or child.poll() is not None, every_s=0.05)
        assert child.wait(PATIENCE_S) == 0
    check_ended_properly(store)


@pytest.mark.parametrize("arguments", [(), ("phantom:", "--exam")], ids=["start", "question"])
def test_a_signal_ends_a_page_and_a_question_where_nothing_else_happens(
    tmp_path: Path, bundle: Path, arguments: tuple[str, ...]
) -> None:
    with program(tmp_path, *arguments, "--model", str(bundle)) as child:
        wait_until(lambda: takes_signals(child), every_s=0.05)
        child.send_signal(signal.SIGTERM)
        assert child.wait(PATIENCE_S) == 0


def test_the_end_of_the_desktop_session_completes_the_exam_before_it_is_answered(
    qtbot: QtBot, qapp: QApplication, bundle: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    options = WindowOptions(folder=None, store=store)
    program = Program(load_card(bundle), CurrentSettings(Settings()), options)
    requests = EndRequests(qapp, program.complete_exam, program.window.leave)
    try:
        program.begin(open_source("phantom:"), ExamEntry(is_emergency=True, pixelates=False))
        qtbot.waitUntil(lambda: has_results(store))
        requests.end_session()
        check_ended_properly(store)  # the desktop may kill the program now
        assert not program.window.isVisible()
        # ends at once; left to a later event loop, the request would end each loop of other tests
        assert qapp.exec() == 0
    finally:
        requests.close()
        program.close()
