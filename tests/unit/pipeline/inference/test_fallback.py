"""A runtime that breaks during a session: the next one is used, and the exam's log says why."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from breaking_runtime import PICTURES, ROW, serve_breaking
from gui.wall import ColorSource
from hysteroview.core.errors import InferenceError
from hysteroview.core.types import AssessmentState
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.records import Patient
from hysteroview.inference.model.card import load_card
from hysteroview.pipeline.inference.child import serve
from hysteroview.pipeline.inference.messages import Request
from hysteroview.pipeline.inference.process import MAX_RESTARTS, InferenceProcess
from hysteroview.pipeline.live import session as session_module
from hysteroview.pipeline.live.exam_keeper import ExamKeeper
from hysteroview.pipeline.live.session import LiveSession
from hysteroview.pipeline.live.status_log import StatusLog
from patience import PATIENCE_S, wait_until

CROP = np.full((64, 64, 3), (255, 0, 0), np.uint8)


def run_until_it_breaks(process: InferenceProcess) -> int:
    for count in range(PICTURES + 1):
        try:
            process.infer(CROP)
        except InferenceError:
            return count
    raise AssertionError("it did not break")


@pytest.mark.parametrize("way", ["raises", "crashes"])
def test_a_runtime_that_breaks_twice_falls_to_the_next(
    bundle: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    if way == "crashes" and os.name != "posix":
        pytest.skip("crashes by a POSIX signal")
    monkeypatch.setenv("BREAKING_RUNTIME", way)
    labels = load_card(bundle).labels
    with InferenceProcess(
        bundle, labels, answer_timeout_s=PATIENCE_S, main=serve_breaking
    ) as process:
        broken = process.info
        assert str(broken) == "Breaking runtime · test GPU · fp32"
        assert run_until_it_breaks(process) == PICTURES
        assert process.change is None  # once may be chance: the same runtime is started again
        assert run_until_it_breaks(process) == PICTURES
        assert process.infer(CROP).logits.argmax() == 1
        assert process.state is AssessmentState.ACTIVE
        change = process.change
        assert change is not None
        assert (change.broken, change.used) == (broken, process.info)
        assert "ONNX Runtime" in change.used.name
        expected = {"raises": "failed on the test GPU", "crashes": "ended unexpectedly"}[way]
        assert expected in change.reason
        assert process.restarts == 2
        assert process.restarts < MAX_RESTARTS
        for _ in range(PICTURES + 5):  # the next one goes on
            process.infer(CROP)


def test_a_row_that_was_asked_for_by_name_is_not_replaced(
    bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BREAKING_RUNTIME", "raises")
    request = Request(ROW.name)
    with InferenceProcess(
        bundle, load_card(bundle).labels, request=request, main=serve_breaking,
        answer_timeout_s=PATIENCE_S,
    ) as process:  # fmt: skip
        for _ in range(3):
            run_until_it_breaks(process)
        process.check()
        assert process.change is None
        assert process.info is not None
        assert process.info.name == "Breaking runtime"


def test_the_only_runtime_is_started_again(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BREAKING_RUNTIME", "raises")
    labels = load_card(bundle).labels
    with InferenceProcess(
        bundle, labels, answer_timeout_s=PATIENCE_S, main=partial(serve, table=(ROW,))
    ) as process:
        for _ in range(2):
            run_until_it_breaks(process)
        assert process.infer(CROP).logits.argmax() == 1
        assert process.info is not None
        assert process.info.name == "Breaking runtime"
        assert process.change is None
        assert process.restarts == 2


def test_the_exam_continues_on_the_next_runtime_and_its_log_says_why(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A driver that hangs is killed after the time without an answer, as any worker."""
    monkeypatch.setenv("BREAKING_RUNTIME", "hangs")
    monkeypatch.setattr(
        session_module, "InferenceProcess", partial(InferenceProcess, main=serve_breaking)
    )
    card = load_card(bundle)
    details = {"source": "camera", "model": "colors", "model_sha256": card.sha256}
    keeper = ExamKeeper(tmp_path / "store", card.labels, Patient(), details)
    keeper.start()
    log = StatusLog(keeper)
    session = LiveSession(ColorSource(), card)
    session.add_sink(keeper)
    session.start()

    def has_changed() -> bool:
        status = session.status()
        log.add(status)
        return status.runtime_change is not None and status.state is AssessmentState.ACTIVE

    try:
        wait_until(has_changed)
        restarts, analyzed = session.status().restarts, session.status().analyzed
        wait_until(lambda: session.status().analyzed >= analyzed + 5)
    finally:
        session.close()
        assert keeper.close()
    assert restarts == 2
    entries = read_chain(keeper.folder.audit, keeper.folder.exam_id)[0]
    (change,) = [entry.content for entry in entries if entry.kind == "runtime"]
    assert change["broken"] == "Breaking runtime · test GPU · fp32"
    assert change["used"].startswith("ONNX Runtime")
    assert change["reason"] == "The analysis process has not answered for 1 s."
    states = [entry.content for entry in entries if entry.kind == "state"]
    assert states[-1]["runtime"] == change["used"]
