"""Exams with pictures and recordings of all kinds that become DICOM objects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from analyses import ORIGIN
from exported import OPERATOR, PROVENANCE, WHO, console_picture
from hysteroview.core.types import NS_PER_S, AssessmentState, Frame, Reason
from hysteroview.exam.clip.writer import ClipWriter
from hysteroview.exam.snapshot.snapshot import Moment, write_snapshot
from hysteroview.exam.store.records import Patient, TrackSecond
from hysteroview.exam.store.store import open_store
from hysteroview.pipeline.exports.place import ExamPlace
from kept_exams import BEGUN_NS, Span, frame_of, log_of
from recordings import at_rate, encoded, plan

SIZE = (192, 96)
RATE_HZ = 25
STATES = (
    AssessmentState.ACTIVE, AssessmentState.STALE, AssessmentState.ERROR,
    AssessmentState.ABSTAINED, AssessmentState.NOT_ASSESSABLE, AssessmentState.OFF,
)  # fmt: skip


def keep_whole_exam(
    store: Path, *, states: Sequence[AssessmentState] = STATES[:1], recorded: int = 75,
    gap_s: float = 0.0, size: tuple[int, int] = SIZE, patient: Patient = WHO, note: str = "",
    outside: str = "", key: object = None,
) -> ExamPlace:  # fmt: skip
    """Keep an exam with one picture for each state and one recording.

    Parameters
    ----------
    recorded
        Number of frames of the recording; 0 for none.
    gap_s
        In the middle of it.
    outside
        Text beside the endoscopic picture.
    """
    now_ns = BEGUN_NS
    with open_store(store, clock_ns=lambda: now_ns, key=key) as opened:  # type: ignore[arg-type]
        exam = opened.begin_exam(
            patient, source="camera", model="colors", model_sha256=ORIGIN.model_sha256,
            operator=OPERATOR, indication=note, accession_number="ACC-2026/17",
        )  # fmt: skip
        folder = opened.exam_folder(exam.exam_id)
        for number, state in enumerate(states, 1):
            saved = write_snapshot(
                folder.snapshots, _moment(number, state, outside), PROVENANCE, number, folder.medium
            )
            opened.add_media(exam.exam_id, saved.record)
        if recorded:
            half = recorded // 2
            times = at_rate(RATE_HZ, half)
            begin_ns = round(half * NS_PER_S / RATE_HZ + gap_s * NS_PER_S)
            times += at_rate(RATE_HZ, recorded - half, begin_ns)
            encoder, pictures = encoded(times, size)
            changes = {"medium": folder.medium, "wall_offset_ns": BEGUN_NS}
            writer = ClipWriter(plan(folder.clips, encoder, **changes), pictures[0])
            for picture in pictures:
                writer.write(picture)
            records = log_of([Span("EP", 0.0, frames=10)])
            failed = replace(
                records[-1], pts_ns=records[-1].pts_ns + NS_PER_S // RATE_HZ, label=None,
                state=AssessmentState.NOT_ASSESSABLE, reason=Reason.BLUR, probabilities=(),
                premalignant_or_malignant=None, decision=None,
            )  # fmt: skip
            for record in (*records, failed):
                writer.note(record)
            opened.add_media(exam.exam_id, writer.finish().track)
            opened.add_track(exam.exam_id, TrackSecond.of(0, now_ns, records))
        opened.add_event(exam.exam_id, "note", {"text": note} if note else {})
        now_ns = BEGUN_NS + 120 * NS_PER_S
        opened.end_exam(exam.exam_id)
    return ExamPlace(store, exam.exam_id, key)  # type: ignore[arg-type]


def _moment(number: int, state: AssessmentState, outside: str) -> Moment:
    picture = console_picture(outside, seed=number)
    result = frame_of(Span("EP", 1.0), 1, 5)
    is_active = state in (AssessmentState.ACTIVE, AssessmentState.STALE)
    return Moment(
        frame=Frame(30 + number, (1 + number) * NS_PER_S, 0, picture), pressed_ns=0,
        wall_ns=BEGUN_NS + number * NS_PER_S, state=state, detail="", analysis=None,
        heatmap=None, runtime="", stored_result=result if is_active else None,
    )  # fmt: skip
