"""Times of snapshots on the clock of the exam's source."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hysteroview.core.types import NS_PER_S
from hysteroview.exam.snapshot.snapshot import write_snapshot
from hysteroview.exam.store.store import open_store
from hysteroview.pipeline.review.snapshot_times import snapshot_times
from kept_exams import Span
from moments import PROVENANCE, moment
from reviewed_exams import keep_recorded


def test_a_snapshot_of_a_review_has_its_time_in_the_exam(tmp_path: Path) -> None:
    """Its record has the time of the recording, which was taken for that of the source."""
    exam_id = keep_recorded(tmp_path, [Span("EP", 10.0)], [(9.0, 12.0)])
    with open_store(tmp_path) as store:
        folder = store.exam_folder(exam_id)
        (track,) = {each.item for each in store.media(exam_id) if each.kind == "clip"}
        live = moment()
        shown = replace(live.frame, pts_ns=2 * NS_PER_S)
        reviewed = replace(live, frame=shown, reviewed=track)
        for number, each in enumerate((live, reviewed), 1):
            saved = write_snapshot(folder.snapshots, each, PROVENANCE, number, folder.medium)
            store.add_media(exam_id, saved.record)
        items = [each.item for each in store.media(exam_id) if each.kind == "snapshot"]
        times = snapshot_times(folder, list(dict.fromkeys(items)))
    assert list(times.values()) == [live.frame.pts_ns, 11 * NS_PER_S]


def test_a_damaged_record_is_left_out(tmp_path: Path) -> None:
    exam_id = keep_recorded(tmp_path, [], [])
    with open_store(tmp_path) as store:
        folder = store.exam_folder(exam_id)
        (folder.snapshots / "a.json").write_text("{")
        assert snapshot_times(folder, ["a.json", "b.json"]) == {}


def test_a_snapshot_of_a_recording_outside_the_exam_has_the_time_of_that_recording(
    tmp_path: Path,
) -> None:
    exam_id = keep_recorded(tmp_path, [], [])
    with open_store(tmp_path) as store:
        folder = store.exam_folder(exam_id)
        live = moment()
        outside = replace(
            live, frame=replace(live.frame, pts_ns=2 * NS_PER_S), reviewed="content 0a1b"
        )
        saved = write_snapshot(folder.snapshots, outside, PROVENANCE, 1, folder.medium)
        item = saved.record.name
        assert snapshot_times(folder, [item], of_outside=True) == {item: 2 * NS_PER_S}
        assert not snapshot_times(folder, [item])
