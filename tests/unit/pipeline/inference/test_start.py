"""The start of the inference process: slow is not hung."""

from __future__ import annotations

import time
from multiprocessing import Pipe

import pytest

from hysteroview.core.errors import InferenceError
from hysteroview.inference.runtimes.backend import RuntimeInfo
from hysteroview.pipeline.inference.child import StartReport
from hysteroview.pipeline.inference.link import BUILD_TIMEOUT_S, START_TIMEOUT_S, await_ready
from hysteroview.pipeline.inference.messages import Measured, Progress, Ready
from patience import PATIENCE_S

BEAT_S = 0.05
READY = Ready(RuntimeInfo("test", "CPU", "fp32"), "test-cpu-fp32")


def test_a_start_that_computes_says_so() -> None:
    here, there = Pipe()
    with here, there, StartReport(there, BEAT_S):
        until_s = time.monotonic() + PATIENCE_S
        while not here.poll() and time.monotonic() < until_s:
            sum(range(10_000))  # as a slow import
        assert here.recv() == Progress()


def test_a_start_that_hangs_says_nothing() -> None:
    here, there = Pipe()
    with here, there, StartReport(there, BEAT_S):
        assert not here.poll(4 * BEAT_S)


def test_a_parent_that_has_ended_does_not_disturb_the_report() -> None:
    here, there = Pipe()
    here.close()
    with there, StartReport(there, BEAT_S) as report, pytest.raises(BrokenPipeError):
        report.send("Building")


@pytest.mark.parametrize(
    ("answers", "waits", "told"),
    [
        ([Progress(), Progress(), READY], [START_TIMEOUT_S] * 3, []),
        (
            [Progress(), Progress("Building"), Progress(), READY],
            [START_TIMEOUT_S, START_TIMEOUT_S, BUILD_TIMEOUT_S, BUILD_TIMEOUT_S],
            ["Building"],
        ),
    ],
)
def test_each_report_extends_the_wait_and_only_messages_are_shown(
    answers: list[object], waits: list[float], told: list[str]
) -> None:
    waited: list[float] = []
    shown: list[str] = []
    remaining = iter(answers)

    def receive(timeout_s: float) -> object:
        waited.append(timeout_s)
        return next(remaining)

    assert await_ready(receive, shown.append) is READY
    assert (waited, shown) == (waits, told)


def test_a_start_may_end_with_the_fastest_runtime_for_another_child() -> None:
    assert await_ready(lambda _: Measured("test-cpu-fp32"), print) == Measured("test-cpu-fp32")


def test_another_answer_than_ready_is_an_error() -> None:
    with pytest.raises(InferenceError, match="began with list"):
        await_ready(lambda _: [], lambda _: None)
