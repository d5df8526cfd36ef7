"""Another camera under the name of the one that was used before: the window asks, with pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytestqt.qtbot import QtBot

from cameras import FakeCamera, Ports
from hysteroview.capture.live.identified import recall_known
from hysteroview.capture.source import VideoSource
from hysteroview.cli.run import run
from hysteroview.core.errors import SourceError
from hysteroview.gui.program import Program
from hysteroview.gui.sources.camera_question import OtherCameraQuestion
from hysteroview.gui.sources.choice import choice_of

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # dialogs, offscreen

CARD = FakeCamera("HDMI Capture", "usb-1", "A17", 200)
ROOM = FakeCamera("Room Camera", "usb-2", "", 60)


@pytest.fixture
def ports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ports:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return Ports(tmp_path / "machine", monkeypatch)


@pytest.fixture
def program(ports: Ports, program: Program) -> Program:
    """At the start page, with these cameras."""
    del ports
    return program


def begin(program: Program, ports: Ports) -> None:
    """Choose the camera, and view it without saving."""
    program.start.chosen.emit(choice_of(ports.location()), None)
    program.exam_page.only_look.click()


def use_once(qtbot: QtBot, program: Program, ports: Ports) -> None:
    begin(program, ports)
    qtbot.waitUntil(lambda: recall_known(ports.location()) is not None)
    assert program.live is not None
    program.live.actions.exam_end_requested.emit()
    qtbot.waitUntil(lambda: program.live is None)


def asked(qtbot: QtBot, program: Program) -> OtherCameraQuestion:
    def is_asked() -> bool:
        return isinstance(program.exam_page.dialog, OtherCameraQuestion)

    qtbot.waitUntil(is_asked)
    question = program.exam_page.dialog
    assert isinstance(question, OtherCameraQuestion)
    qtbot.waitUntil(lambda: not question.now.pixmap().isNull())
    return question


def gray_of(question: OtherCameraQuestion) -> tuple[int, int]:
    labels = (question.before, question.now)
    first, second = (label.pixmap().toImage().pixelColor(4, 4).red() for label in labels)
    return first, second


def test_the_window_shows_both_cameras_and_uses_the_other_one_once_accepted(
    qtbot: QtBot, program: Program, ports: Ports
) -> None:
    ports.plug(CARD)
    use_once(qtbot, program, ports)
    ports.plug(ROOM)
    begin(program, ports)
    question = asked(qtbot, program)
    assert gray_of(question) == (CARD.gray, ROOM.gray)
    assert program.live is None, "no picture of it is analyzed before the answer"
    question.primary.click()
    qtbot.waitUntil(lambda: program.live is not None and program.live.session.status().captured > 2)
    assert program.live is not None
    frame = program.live.page.video.shown()
    qtbot.waitUntil(lambda: (known := recall_known(ports.location())) is not None
                    and known.identity.product == ROOM.product and bool(known.picture))  # fmt: skip
    assert frame is None or frame.frame.pixels[0, 0, 0] == ROOM.gray


def test_canceling_uses_no_camera_and_forgets_nothing(
    qtbot: QtBot, program: Program, ports: Ports
) -> None:
    ports.plug(CARD)
    use_once(qtbot, program, ports)
    ports.plug(ROOM)
    begin(program, ports)
    question = asked(qtbot, program)
    assert question.cancel.isDefault(), "Enter does not accept it"
    question.cancel.click()
    assert program.live is None
    assert program.window.page is program.exam_page
    assert program.exam_page.only_look.isEnabled()
    known = recall_known(ports.location())
    assert known is not None
    assert known.identity.product == CARD.product
    ports.plug(ROOM, CARD)
    program.exam_page.only_look.click()
    qtbot.waitUntil(lambda: program.live is not None and program.live.session.status().captured > 2)


def test_two_equal_cards_are_told_apart_by_their_ports_in_the_question(
    qtbot: QtBot, program: Program, ports: Ports
) -> None:
    ports.plug(FakeCamera("HDMI Capture", "usb-1", "", 200))
    use_once(qtbot, program, ports)
    ports.plug(FakeCamera("HDMI Capture", "usb-3", "", 90))
    begin(program, ports)
    question = asked(qtbot, program)
    assert "same kind" in question.text
    assert question.before_words == "No serial number\nPort usb-1"
    assert question.now_words == "No serial number\nPort usb-3"
    question.cancel.click()


def test_the_command_refuses_the_other_camera_until_it_is_accepted(
    ports: Ports, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[int] = []

    def show(source: VideoSource, *_: object) -> int:
        frame = source.read()
        source.close()
        assert frame is not None
        shown.append(int(frame.pixels[0, 0, 0]))
        return 0

    def start(*options: str) -> Result:
        return CliRunner().invoke(run, [ports.location(), "--model", str(bundle), *options])

    monkeypatch.setattr("hysteroview.gui.app.run_window", show)
    ports.plug(CARD)
    assert start().exit_code == 0
    ports.plug(ROOM)
    refused = start()
    assert isinstance(refused.exception, SourceError)
    assert "Room Camera, not HDMI Capture" in refused.exception.message
    assert "--accept-camera" in refused.exception.remedy
    ports.plug()
    assert isinstance(start("--accept-camera").exception, SourceError), "there is none"
    ports.plug(ROOM)
    assert isinstance(start().exception, SourceError), "that has forgotten nothing"
    assert start("--accept-camera").exit_code == 0
    assert start().exit_code == 0, "it is remembered"
    ports.plug(CARD, ROOM)
    assert start("--accept-camera").exit_code == 0, "the one that has this name, not the known one"
    assert shown == [CARD.gray, ROOM.gray, ROOM.gray, CARD.gray]
