"""The verdict of an exam is gathered while its results are stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from hysteroview.bench.made_up_track import LABELS
from hysteroview.bench.window.long_exams import RATE_HZ, made_up_records
from hysteroview.core.assessment import counts_of
from hysteroview.core.errors import StorageError
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.exam_store import ExamStore
from hysteroview.exam.store.folder import ExamFolder
from hysteroview.exam.store.records import Patient, TrackSecond
from hysteroview.exam.store.store import open_store
from hysteroview.inference.decide.verdict import is_reproduced
from hysteroview.pipeline.live.exam_tally import NOT_ASSESSED, VERDICT, ExamTally

_SECONDS = 8


def _store_all(store: ExamStore, exam_id: str, tally: ExamTally) -> None:
    records = made_up_records(_SECONDS * RATE_HZ)
    for number in range(_SECONDS):
        frames = records[number * RATE_HZ : (number + 1) * RATE_HZ]
        try:
            tally.keep(store, exam_id, TrackSecond.of(number, number, frames))
        except StorageError:
            continue


def _check_log(folder: ExamFolder) -> None:
    """Compare what was logged with the results that are stored."""
    logged = {each.kind: each.content for each in read_chain(folder.audit, folder.exam_id)[0]}
    stored = folder.read_frames()
    assert is_reproduced(logged[VERDICT], stored, LABELS)
    assert logged[NOT_ASSESSED] == counts_of(stored).as_dict()


def test_a_verdict_is_logged_without_reading_the_results_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An hour of them takes five seconds to read; an exam is complete 2 s after its end."""
    with open_store(tmp_path / "store") as store:
        exam_id = store.begin_exam(
            Patient(), source="phantom", model="made up", model_sha256="0" * 64
        ).exam_id
        tally = ExamTally(LABELS)
        _store_all(store, exam_id, tally)
        with monkeypatch.context() as patched:
            patched.delattr(ExamFolder, "read_track")
            tally.log(store, exam_id)
        _check_log(store.exam_folder(exam_id))


def test_results_that_could_not_be_stored_are_not_in_the_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = ExamFolder.append_track

    def fail_once(folder: ExamFolder, second: TrackSecond) -> None:
        if second.second == 2:
            raise StorageError("The disk is full.")
        append(folder, second)

    with open_store(tmp_path / "store") as store:
        exam_id = store.begin_exam(
            Patient(), source="phantom", model="made up", model_sha256="0" * 64
        ).exam_id
        tally = ExamTally(LABELS)
        monkeypatch.setattr(ExamFolder, "append_track", fail_once)
        _store_all(store, exam_id, tally)
        tally.log(store, exam_id)
        folder = store.exam_folder(exam_id)
        assert len(folder.read_frames()) == (_SECONDS - 1) * RATE_HZ
        _check_log(folder)
