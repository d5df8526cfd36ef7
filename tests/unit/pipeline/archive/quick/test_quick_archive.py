"""A quick pass over a folder: its own run, its own track, and what it left out is not assessed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from hysteroview.core.states import AssessmentState
from hysteroview.pipeline.archive.ledger.entries import RecordingState
from hysteroview.pipeline.archive.results.rows import finding_rows, recording_row
from hysteroview.pipeline.archive.track import TRACKS
from hysteroview.pipeline.archive.work import end_worker
from hysteroview.pipeline.archive.workers import WorkerTask
from hysteroview.pipeline.review.kept.track_file import QUICK
from tests.recordings_in_parts import closed, damaged
from tests.unit.pipeline.archive.test_coordinator import Archive


@pytest.fixture
def archive(bundle: Path, tmp_path: Path) -> Iterator[Archive]:
    made = Archive(tmp_path, bundle)
    made.work = replace(made.work, is_quick=True, unit_s=4)
    yield made
    end_worker()


def test_a_quick_run_is_another_run_than_one_of_all_frames(archive: Archive) -> None:
    dense = replace(archive.work, is_quick=False)
    assert archive.work.run != dense.run
    assert dense.run == replace(dense, unit_s=60).run


def test_each_frame_of_a_quick_track_has_a_state_and_results_say_quick(archive: Archive) -> None:
    path, lost = closed(archive.folder), damaged(archive.folder)
    with closing(archive.run()) as ledger:
        done = {each.path.name: each for each in ledger.entries(RecordingState.DONE)}
    entry = done[path.name]
    assert entry.summary["quick"] is True
    assert entry.summary["frames"] == 90
    assert entry.summary["samples"] >= 12  # of 11 s
    track = archive.track(path).quick
    assert not archive.track(path).is_complete, "it is not the track of an analysis of all frames"
    assert track.folder == archive.out / TRACKS / f"{archive.track(path).folder.name}{QUICK}"
    complete = track.read_complete()
    assert complete is not None
    assert len(complete[0]) == 90
    analyzed = archive.analyzed(path)
    for row, whole in enumerate(analyzed):
        kept = track.record(row)
        assert kept is not None
        assert (kept.frame_index, kept.pts_ns) == (whole.frame_index, whole.pts_ns)
        assert kept.state is AssessmentState.SKIPPED or kept.decision is not None
    assert recording_row(entry, archive.work.run).is_quick
    assert all(row.is_quick for row in finding_rows(entry, archive.work.run))
    whole = done[lost.name]  # data is lost: all of its frames are looked at
    assert "quick" not in whole.summary
    assert not recording_row(whole, archive.work.run).is_quick
    assert archive.track(lost).is_complete


class Stopped(Exception):  # noqa: N818 - the program is killed
    """The program ends."""


def test_an_interrupted_quick_pass_repeats_only_what_was_under_way(archive: Archive) -> None:
    path = closed(archive.folder)
    started = 0

    def stop(task: WorkerTask) -> None:
        nonlocal started
        started += not task.is_small
        if started > 1:
            raise Stopped

    with pytest.raises(Stopped):
        archive.run(stop)
    assert len(list((archive.out / "units").iterdir())) == 1
    archive.tasks.clear()
    archive.run().close()
    units = archive.units()
    archive.tasks.clear()
    assert archive.track(path).quick.is_complete
    assert units == 1
    archive.run().close()
    assert archive.tasks == []
