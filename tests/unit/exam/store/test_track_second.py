"""The exam's AI track holds each result without loss, and tracks of earlier programs are read."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

from analyses import LABEL_SET, ORIGIN, make_analysis, make_frame, make_unassessed
from hysteroview.core.assessment_words import not_assessed_words
from hysteroview.core.record import record_of
from hysteroview.exam.store.assessed import assessed_in
from hysteroview.exam.store.folder import TRACK_FILE
from hysteroview.exam.store.records import Patient, TrackSecond
from hysteroview.exam.store.store import open_store
from hysteroview.inference.decide.verdict import is_reproduced

OLD_FILES = Path(__file__).parents[3] / "old_files"


def test_a_second_is_gathered_from_its_results_and_read_to_the_last_bit() -> None:
    shares = (1 / 3, 0.1, 0.2, 0.3, 1 - 1 / 3 - 0.6)
    first = record_of(make_analysis(make_frame(0), shares))
    other = replace(first, origin=replace(ORIGIN, runtime="OpenVINO · CPU · bf16"))
    second = TrackSecond.of(7, 5, [first, record_of(make_unassessed(make_frame(1))), other])
    assert second.probabilities == shares
    assert second.states == {"ACTIVE": 2, "NOT_ASSESSABLE": 1}
    kept = json.loads(json.dumps(second.as_dict()))
    assert [entry["origin"]["runtime"] for entry in kept["frames"] if "origin" in entry] == [
        ORIGIN.runtime, "OpenVINO · CPU · bf16"
    ]  # fmt: skip
    assert TrackSecond.from_dict(kept) == second
    nothing = TrackSecond.of(8, 6, [record_of(make_unassessed(make_frame(1)))])
    assert nothing.probabilities == ()


def test_an_earlier_exam_gives_what_it_can_of_what_was_not_assessed(tmp_path: Path) -> None:
    with open_store(tmp_path / "store") as store:
        exam_id = store.begin_exam(
            Patient(), source="camera", model="colors", model_sha256="ab"
        ).exam_id
        assert not_assessed_words(assessed_in(store, exam_id)) == "no frame was analyzed"
        for number in range(2):  # as before results of frames were stored
            states = {"ACTIVE": 20, "NOT_ASSESSABLE": 4, "INSTRUMENT": 1}
            second = TrackSecond(second=number, wall_ns=5, probabilities=(), states=states)
            store.add_track(exam_id, second)
        assert not_assessed_words(assessed_in(store, exam_id)) == (
            "20 % of 50 frames: reason not recorded 16 %, instrument in view 4 %"
        )
        folder = store.exam_folder(exam_id)
        shutil.copy(OLD_FILES / "track.jsonl", folder.path / TRACK_FILE)
        words = not_assessed_words(assessed_in(store, exam_id))
        assert words.startswith("40 % of 5 frames: ")
        assert "not recognized 20 %" in words
        assert "not recorded" not in words


def test_an_exam_of_an_earlier_program_gives_the_same_verdict(tmp_path: Path) -> None:
    with open_store(tmp_path / "store") as store:
        exam_id = store.begin_exam(
            Patient(), source="camera", model="colors", model_sha256="ab"
        ).exam_id
        folder = store.exam_folder(exam_id)
        shutil.copy(OLD_FILES / "track.jsonl", folder.path / TRACK_FILE)
        records = folder.read_frames()
    expected = json.loads((OLD_FILES / "verdict.json").read_text(encoding="utf-8"))
    assert is_reproduced(expected, records, LABEL_SET)
    (tmp_path / "store" / "exams.sqlite").unlink()  # and the index is made from it
    with open_store(tmp_path / "store") as store:
        (second,) = store.track(exam_id)
        assert (second.second, second.frames) == (5, ())
        assert second.states == {"ACTIVE": 3, "NOT_ASSESSABLE": 1, "ABSTAINED": 1}
