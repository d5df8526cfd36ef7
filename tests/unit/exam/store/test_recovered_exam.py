"""An exam that was interrupted: what its record says after the next start."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyses import LABEL_SET
from hysteroview.core.episodes import episodes_of
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.store.folder import TRACK_FILE
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.records import Episode
from hysteroview.exam.store.store import ExamStore, open_store
from kept_exams import BEGUN_NS, Event, Span, keep_exam, log_of
from recordings import at_rate, write_all

SPANS = (Span("EP", 1), Span("EC", 8))
WEEKEND_NS = 60 * 3600 * NS_PER_S


@pytest.fixture
def interrupted(tmp_path: Path) -> str:
    """An exam of 120 s without its end."""
    return keep_exam(tmp_path, SPANS, [Event(3, "state")], ends=False)


def recover(folder: Path) -> ExamStore:
    """Open the store after a weekend."""
    return open_store(folder, clock_ns=lambda: BEGUN_NS + WEEKEND_NS)


def test_an_interrupted_exam_ends_when_the_last_of_it_was_saved(
    tmp_path: Path, interrupted: str
) -> None:
    with recover(tmp_path) as store:
        assert store.recovered == (interrupted,)
        exam = store.exam(interrupted)
        assert exam.ended_wall_ns == BEGUN_NS + 120 * NS_PER_S
        assert store.exam_folder(interrupted).read_exam() == exam


def test_an_exam_interrupted_in_a_recording_ends_with_its_last_frame(tmp_path: Path) -> None:
    exam_id = keep_exam(tmp_path, ends=False)
    with open_store(tmp_path, read_only=True) as store:
        folder = store.exam_folder(exam_id)
    write_all(folder.clips, at_rate(30, 90), wall_offset_ns=BEGUN_NS + 500 * NS_PER_S)
    with recover(tmp_path) as store:
        ended_ns = store.exam(exam_id).ended_wall_ns
        assert ended_ns is not None
        assert 500 < (ended_ns - BEGUN_NS) / NS_PER_S <= 503
        assert [item.kind for item in store.media(exam_id)] == ["track", "clip"]


def test_the_findings_of_an_interrupted_exam_are_those_of_its_track(
    tmp_path: Path, interrupted: str
) -> None:
    expected = tuple(map(Episode.of, episodes_of(log_of(SPANS), LABEL_SET)))
    assert len(expected) == 2
    with recover(tmp_path) as store:
        assert store.exam(interrupted).episodes == expected
        assert [exam.exam_id for exam in store.search(Search(finding="EC"))] == [interrupted]
        assert not [part for part in verify(store, interrupted) if part.fault]


def test_a_damaged_track_is_reported_and_the_exam_is_completed(
    tmp_path: Path, interrupted: str
) -> None:
    with open_store(tmp_path, read_only=True) as store:
        track = store.exam_folder(interrupted).path / TRACK_FILE
    track.write_text('{"second": 0}\n')
    with recover(tmp_path) as store:
        exam = store.exam(interrupted)
        assert (exam.episodes, exam.ended_wall_ns) == ((), BEGUN_NS + 3 * NS_PER_S)
        assert "findings of exam" in store.notices[0]
