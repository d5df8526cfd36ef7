"""A real child process: it answers, and whatever happens to it is noticed and mended."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import psutil
import pytest

from hysteroview.core.errors import BackendUnavailable, InferenceError
from hysteroview.core.types import AssessmentState
from hysteroview.inference.model.card import load_card
from hysteroview.pipeline.inference.in_flight import InFlight
from hysteroview.pipeline.inference.process import MAX_RESTARTS, InferenceProcess
from patience import PATIENCE_S, wait_until


def picture(red: int = 0, green: int = 0, blue: int = 0, size: int = 64) -> np.ndarray:
    return np.full((size, size, 3), (red, green, blue), np.uint8)


@pytest.fixture
def process(bundle: Path) -> InferenceProcess:
    return InferenceProcess(bundle, load_card(bundle).labels, answer_timeout_s=PATIENCE_S)


def test_it_answers_with_the_outputs_of_that_picture(process: InferenceProcess) -> None:
    with process:
        assert process.state is AssessmentState.ACTIVE
        assert process.info is not None
        assert "CPU" in str(process.info)
        tops = [
            int(process.infer(crop).logits.argmax())
            for crop in (picture(red=255), picture(green=255), picture(blue=255))
        ]
        outputs = process.infer(picture(200, 30, 40))
    assert tops == [1, 3, 4]
    bias = np.array([0.1, 0.2, 0.3, 0.4, 0.5])
    assert outputs.class_maps.mean(axis=(1, 2)) + bias == pytest.approx(outputs.logits, abs=1e-5)
    assert process.state is AssessmentState.OFF


@pytest.mark.parametrize("harm", [signal.SIGKILL, signal.SIGSEGV])
def test_a_killed_child_is_noticed_and_replaced(
    process: InferenceProcess, harm: signal.Signals
) -> None:
    with process:
        first = process.pid
        assert first is not None
        os.kill(first, harm)
        with pytest.raises(InferenceError, match="ended"):
            infer_until_it_fails(process)
        assert process.state is AssessmentState.RESTARTING
        assert process.infer(picture(red=255)).logits.argmax() == 1
        assert process.pid not in (None, first)
        assert process.restarts == 1
    assert not psutil.pid_exists(first)


def test_an_idle_child_that_dies_is_brought_back(process: InferenceProcess) -> None:
    with process:
        child = psutil.Process(process.pid)
        child.kill()
        wait_until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
        process.check()
        assert process.state is AssessmentState.ACTIVE


def test_a_hung_child_is_killed_when_its_time_is_over(bundle: Path) -> None:
    labels = load_card(bundle).labels
    with InferenceProcess(bundle, labels, answer_timeout_s=3.0) as process:
        hung = process.pid
        assert hung is not None
        os.kill(hung, signal.SIGSTOP)
        with pytest.raises(InferenceError, match="has not answered for 3 s"):
            process.infer(picture())
        assert not psutil.pid_exists(hung)
        assert process.infer(picture(green=255)).logits.argmax() == 3


def test_it_gives_up_after_five_restarts_until_asked_again(process: InferenceProcess) -> None:
    with process:
        for _ in range(MAX_RESTARTS):
            os.kill(process.pid or 0, signal.SIGKILL)
            with pytest.raises(InferenceError):
                infer_until_it_fails(process)
            process.check()
        os.kill(process.pid or 0, signal.SIGKILL)
        with pytest.raises(InferenceError):
            infer_until_it_fails(process)
        with pytest.raises(InferenceError, match="5 times"):
            process.infer(picture())
        assert process.state is AssessmentState.ERROR
        assert process.pid is None
        process.allow_restarts()
        assert process.infer(picture(blue=255)).logits.argmax() == 4
        assert process.state is AssessmentState.ACTIVE


def test_a_model_that_cannot_load_is_not_tried_again(
    make_bundle: Callable[..., Path],
) -> None:
    broken = make_bundle(model=b"this is no model")
    process = InferenceProcess(broken, load_card(broken).labels)
    with pytest.raises(BackendUnavailable, match="cannot load"):
        process.start()
    assert process.state is AssessmentState.ERROR
    process.close()


def test_abort_ends_a_waiting_call(process: InferenceProcess) -> None:
    process.start()
    process.abort()
    with pytest.raises(InferenceError):
        process.infer(picture())
    with pytest.raises(InferenceError, match="closed"):
        process.infer(picture())
    process.close()
    process.close()


def infer_until_it_fails(process: InferenceProcess) -> None:
    """A kill takes effect a moment later: a picture or two may still be answered."""
    for _ in range(50):
        process.infer(picture())


def test_answers_that_fill_the_pipe_do_not_keep_it_from_reading(bundle: Path) -> None:
    labels = load_card(bundle).labels
    batch = np.stack([picture(red=255)] * 64)
    with InferenceProcess(bundle, labels, answer_timeout_s=PATIENCE_S) as process:
        # more than the pipe holds, and answers to all of it
        numbers = [process.send(batch) for _ in range(40)]
        for number in numbers:
            assert {int(each.logits.argmax()) for each in process.receive(number, 64)} == {1}


def test_outputs_that_nobody_took_are_never_those_of_a_later_batch(
    process: InferenceProcess,
) -> None:
    with process:
        process.send([picture(red=255)])
        process.send([picture(green=255)])
        assert process.infer(picture(blue=255)).logits.argmax() == 4
        first = process.pid
        with closing(InFlight(process)) as in_flight:
            in_flight.put([picture(red=255)])
            in_flight.put([picture(green=255)])
        with closing(InFlight(process)) as in_flight:
            in_flight.put([picture(blue=255)])
            (outputs,) = in_flight.take()
        assert outputs.logits.argmax() == 4
        assert process.pid == first, "it was not restarted"
