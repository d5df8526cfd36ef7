"""An exam is kept while it is seen, and ended when it ends."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from analyses import origin_of
from hysteroview.core.errors import StorageError
from hysteroview.core.record import record_of
from hysteroview.core.types import NS_PER_S, Analysis, AssessmentState, Label, LabelSet
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.records import Patient
from hysteroview.exam.store.store import open_store
from hysteroview.pipeline.live.exam_keeper import ExamKeeper, TrackMeter
from moments import snapshot

DETAILS = {"source": "camera", "model": "colors", "model_sha256": "ab"}
LABELS = LabelSet((Label("EP", "Polyp", False), Label("EC", "Cancer", True)))


def analysis(second: float, share: float | None) -> Analysis:
    active = share is not None
    return Analysis(
        frame_index=0,
        pts_ns=0,
        captured_ns=round(second * NS_PER_S),
        state=AssessmentState.ACTIVE if active else AssessmentState.ABSTAINED,
        origin=origin_of(LABELS),
        probabilities=np.array([share, 1 - share]) if share is not None else None,
    )


def test_an_exam_is_kept_from_its_beginning_to_its_end(tmp_path: Path) -> None:
    keeper = ExamKeeper(tmp_path / "store", LABELS, Patient(), DETAILS)
    keeper.start()
    keeper.keep(snapshot(keeper.folder.snapshots, 1).record)
    keeper.log_event("state", {"to": "ACTIVE"})
    assert keeper.close()
    assert keeper.failure is None
    with open_store(tmp_path / "store") as store:
        assert store.recovered == ()
        exam_id = keeper.folder.exam_id
        kinds = [entry.kind for entry in read_chain(keeper.folder.audit, exam_id)[0]]
        assert kinds == ["begin", "snapshot", "state", "verdict", "not_assessed", "end"]
        assert not [part for part in verify(store, exam_id) if part.fault]


def test_seconds_are_gathered_from_frames() -> None:
    meter = TrackMeter(0)
    results = [
        meter.add(record_of(analysis(second, share)), round(second * NS_PER_S), 7)
        for second, share in ((0.1, 0.5), (0.6, 0.7), (0.9, None), (2.2, 0.1))
    ]
    assert results[:3] == [None, None, None]
    first = results[3]
    assert first is not None
    assert first.second == 0
    assert first.probabilities == pytest.approx((0.6, 0.4))
    assert first.states == {"ACTIVE": 2, "ABSTAINED": 1}
    last = meter.take(8)
    assert last is not None
    assert (last.second, last.states) == (2, {"ACTIVE": 1})
    assert meter.take(9) is None


def test_a_store_that_another_program_writes_is_refused(tmp_path: Path) -> None:
    with open_store(tmp_path / "store"):
        keeper = ExamKeeper(tmp_path / "store", LABELS, Patient(), DETAILS)
        with pytest.raises(StorageError, match="Another HysteroView"):
            keeper.start()


def test_an_entry_that_cannot_be_saved_is_a_failure(tmp_path: Path) -> None:
    keeper = ExamKeeper(tmp_path / "store", LABELS, Patient(), DETAILS)
    keeper.start()
    keeper.keep(keeper.folder.snapshots / "nothing_record.json")
    assert keeper.close()
    assert isinstance(keeper.failure, StorageError)
