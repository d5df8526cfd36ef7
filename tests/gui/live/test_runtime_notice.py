"""A change of the runtime during an exam is shown to the operator once."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gui.wall import STATUS
from hysteroview.gui.live.notices import LiveNotices
from hysteroview.gui.widgets.notice_bar import NoticeBar
from hysteroview.inference.runtimes.backend import RuntimeInfo
from hysteroview.pipeline.inference.process import RuntimeChange

CHANGE = RuntimeChange(
    RuntimeInfo("TensorRT 11.4", "NVIDIA GeForce RTX 4070", "fp32"),
    RuntimeInfo("ONNX Runtime 1.32.0", "CPU", "fp32"),
    "The analysis process has not answered for 1 s.",
)


def texts(bar: NoticeBar) -> str:
    return " ".join(label.text() for label in bar.findChildren(QLabel))


def test_a_change_of_the_runtime_is_shown_once(qtbot: QtBot) -> None:
    bar = NoticeBar()
    qtbot.addWidget(bar)
    notices = LiveNotices(bar, None, None, bar)
    notices.show_status(STATUS)
    assert "failed" not in texts(bar)
    changed = replace(STATUS, session=replace(STATUS.session, runtime_change=CHANGE))
    notices.show_status(changed)
    assert (
        "TensorRT 11.4 (NVIDIA GeForce RTX 4070) has failed. "
        "The analysis continues with ONNX Runtime 1.32.0 (CPU)."
    ) in texts(bar)
    bar.show_success("Saved")
    notices.show_status(changed)
    assert "Saved" in texts(bar)
