"""The process that explains frames: it answers, is killed on cancel, and is watched."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import psutil
import pytest

from hysteroview.core.errors import BackendUnavailable
from hysteroview.pipeline.explain import explainer as module
from hysteroview.pipeline.explain.explainer import Explainer, check_installed, missing_packages
from hysteroview.pipeline.explain.messages import (
    ExplainFailed,
    ExplainRequest,
    Finished,
    Message,
    Method,
    Step,
)
from patience import wait_until

REQUEST = ExplainRequest(
    model=Path("m"), card_sha256="0", crop=np.zeros((64, 64, 3), np.uint8),
    mask=np.full((64, 64), 255, np.uint8),
)  # fmt: skip


def answering(connection: Connection) -> None:
    with suppress(EOFError):
        while True:
            request = connection.recv()
            connection.send(Step(Method.OCCLUSION, os.getpid(), len(request.methods), 0.0))
            connection.send(Finished())


def hanging(connection: Connection) -> None:
    connection.recv()
    connection.send(Step(Method.OCCLUSION, os.getpid(), 1, 0.0))
    time.sleep(600)


def dying(connection: Connection) -> None:
    connection.recv()
    os._exit(3)


@pytest.fixture
def made() -> Iterator[Callable[..., Explainer]]:
    kept: list[Explainer] = []

    def make(main: Callable[[Connection], None], **options: float) -> Explainer:
        kept.append(Explainer(main, **options))
        return kept[-1]

    yield make
    for each in kept:
        each.close()


def collect(explainer: Explainer, until: type[Message]) -> list[Message]:
    messages: list[Message] = []

    def has_come() -> bool:
        messages.extend(explainer.take())
        return any(isinstance(each, until) for each in messages)

    wait_until(has_come)
    return messages


def test_process_answers_and_is_kept_for_the_next_frame(made: Callable[..., Explainer]) -> None:
    explainer = made(answering)
    pids = set()
    for _ in range(2):
        explainer.begin(REQUEST)
        step = collect(explainer, Finished)[0]
        assert isinstance(step, Step)
        assert step.total == len(Method)
        pids.add(step.done)
    assert len(pids) == 1


def test_cancel_kills_the_process_at_once(made: Callable[..., Explainer]) -> None:
    explainer = made(hanging)
    explainer.begin(REQUEST)
    step = collect(explainer, Step)[0]
    assert isinstance(step, Step)
    explainer.cancel()
    wait_until(lambda: not psutil.pid_exists(step.done))
    assert not explainer.is_busy
    assert explainer.take() == []
    explainer.close()  # twice


def test_cancel_before_the_process_has_started_leaves_none(made: Callable[..., Explainer]) -> None:
    explainer = made(hanging)
    explainer.begin(REQUEST)
    explainer.cancel()
    assert explainer.pid is None
    assert explainer.take() == []


def test_process_that_ends_is_a_failure_with_a_remedy(made: Callable[..., Explainer]) -> None:
    explainer = made(dying)
    explainer.begin(REQUEST)
    (failed,) = collect(explainer, ExplainFailed)
    assert isinstance(failed, ExplainFailed)
    assert "ended unexpectedly" in failed.message


def test_process_that_hangs_is_killed(made: Callable[..., Explainer]) -> None:
    explainer = made(hanging, silence_s=0.5)
    explainer.begin(REQUEST)
    messages = collect(explainer, ExplainFailed)
    assert isinstance(messages[-1], ExplainFailed)
    assert explainer.pid is None


def test_without_the_extra_the_program_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert missing_packages(("numpy", "no_such_package")) == ("no_such_package",)
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    with pytest.raises(BackendUnavailable, match="torch") as failed:
        check_installed()
    assert "hysteroview[lab]" in failed.value.remedy
