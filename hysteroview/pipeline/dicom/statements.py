"""What the AI said of pictures and recordings, as statements of a structured report."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from pydicom.dataset import Dataset

from hysteroview.core.origin import Origin
from hysteroview.core.record import FrameRecord
from hysteroview.core.review.places import Place
from hysteroview.core.states import AssessmentState, PictureState, Reason
from hysteroview.core.wording import moment
from hysteroview.export.dicom.objects import codes
from hysteroview.export.dicom.objects.codes import Code
from hysteroview.export.dicom.objects.result import Algorithm, Statement
from hysteroview.pipeline.dicom.study import StudyObjects
from hysteroview.pipeline.dicom.videos import WrittenVideo
from hysteroview.pipeline.exports.content import KeptSnapshot

_MOST_SPANS: Final = 500  # of a recording
_SLACK_NS: Final = 5_000_000  # by which times in a file differ from those of results


@dataclass(frozen=True, slots=True)
class _Said:
    """What was said at a moment."""

    state: Code
    reason: Code | None = None
    finding: Code | None = None
    certainty: float | None = None
    figures: tuple[tuple[Code, float], ...] = ()


def of_snapshot(
    snapshot: KeptSnapshot, source: Dataset, study: StudyObjects, place: Place | None
) -> Statement:
    """Return what the AI said of a snapshot, or that and why it said nothing."""
    analysis: Mapping[str, Any] = snapshot.fields.get("analysis") or {}
    state = AssessmentState(analysis.get("state", AssessmentState.OFF.value))
    said = _said_at(state, snapshot.result)
    if snapshot.result is None and snapshot.origin is None:
        said = _Said(codes.NOT_ANALYZED)
    remarks = [codes.AI_HIDDEN] if snapshot.is_ai_hidden else []
    picture = snapshot.fields.get("picture") or {}
    live = PictureState.LIVE.value
    if picture.get("state", live) != live or picture.get("is_standing"):
        remarks.append(codes.NOT_LIVE)
    return Statement(
        title=f"Picture {snapshot.number}", uid=study.uid(f"tracking/{snapshot.item}"),
        source=source, state=said.state, reason=said.reason, finding=said.finding,
        certainty=said.certainty, figures=said.figures, remarks=tuple(remarks),
        algorithm=None if snapshot.origin is None else algorithm_of(snapshot.origin),
        site=codes.CERVIX if place is Place.CERVICAL_CANAL else codes.UTERUS,
    )  # fmt: skip


def of_recording(
    name: str, records: Sequence[FrameRecord], first_ns: int, videos: Sequence[WrittenVideo],
    study: StudyObjects,
) -> Iterator[Statement]:  # fmt: skip
    """Yield what the AI said of a recording: one statement for each span in which it said the same.

    The figures of a span are those of the frame in which its class is most probable. Frames that
    are not in the objects are left out; so are spans after the first 500.

    Parameters
    ----------
    first_ns
        Timestamp of the first frame of the recording, on the clock of the records.
    """
    spans = 0
    for _, group in groupby(records, _alike):
        span = list(group)
        for number, video in enumerate(videos, 1):
            placed = [(each, _frame_of(each, first_ns, video)) for each in span]
            inside = [(each, frame) for each, frame in placed if frame is not None]
            if not inside or spans >= _MOST_SPANS:
                continue
            spans += 1
            peak, peak_frame = max(inside, key=lambda each: _certainty(each[0]))
            said = _said_of(peak)
            frames = sorted({inside[0][1], peak_frame, inside[-1][1]})
            begin, end = (moment(each[0].pts_ns - first_ns) for each in (inside[0], inside[-1]))
            yield Statement(
                title=f"{name}, {begin}-{end}",
                uid=study.uid(f"tracking/{name}/{number}/{inside[0][1]}"),
                source=video.header, frames=tuple(frames), state=said.state, reason=said.reason,
                finding=said.finding, certainty=said.certainty, figures=said.figures,
                algorithm=None if peak.origin is None else algorithm_of(peak.origin),
            )  # fmt: skip


def algorithm_of(origin: Origin) -> Algorithm:
    """Return the model that results came from."""
    remarks = ["calibrated" if origin.is_calibrated else "uncalibrated probabilities"]
    if origin.is_phantom_trained:
        remarks.append("trained on synthetic pictures only")
    if origin.runtime:
        remarks.append(f"runtime: {origin.runtime}")
    return Algorithm(name=origin.model, sha256=origin.model_sha256, remarks=tuple(remarks))


def _said_at(state: AssessmentState, result: FrameRecord | None) -> _Said:
    """Return what was on the screen: only an active AI has a result, never one that is too old."""
    if state is not AssessmentState.ACTIVE:
        reason = None if result is None else result.light[1]
        is_of_frame = state is AssessmentState.NOT_ASSESSABLE
        return _Said(codes.STATES[state], _reason(reason if is_of_frame else None))
    return _Said(codes.NOT_ANALYZED) if result is None else _said_of(result)


def _said_of(record: FrameRecord) -> _Said:
    """Return what the decision at a frame showed, or else the frame itself."""
    state, reason = record.light
    decision, origin = record.decision, record.origin
    shares, grave = record.probabilities, record.premalignant_or_malignant
    if decision is not None and decision.state is not None:
        shares = decision.probabilities if decision.is_result else ()
        grave = decision.premalignant_or_malignant
    if state is not AssessmentState.ACTIVE:
        return _Said(codes.STATES[state], _reason(reason))
    if not shares or origin is None:
        return _Said(codes.NOT_ANALYZED)
    names = {each.code: each.name for each in origin.labels}
    figures = [
        (codes.probability_code(label.code, label.name), 100 * share)
        for label, share in zip(origin.labels, shares, strict=True)
    ]
    if grave is not None:
        figures.append((codes.GRAVE_PROBABILITY, 100 * grave))
    code = record.shown if decision is not None and decision.state is not None else record.label
    if code is None or code not in names:
        return _Said(codes.STATES[state], None, codes.NO_CLEAR_CLASS, None, tuple(figures))
    certainty = 100 * shares[origin.labels.codes.index(code)]
    finding = codes.class_code(code, names[code])
    return _Said(codes.STATES[state], None, finding, certainty, tuple(figures))


def _reason(reason: Reason | None) -> Code | None:
    return None if reason is None else codes.REASONS[reason]


def _alike(record: FrameRecord) -> tuple[object, ...]:
    said = _said_of(record)
    return said.state, said.reason, said.finding, record.origin


def _certainty(record: FrameRecord) -> float:
    return _said_of(record).certainty or 0.0


def _frame_of(record: FrameRecord, first_ns: int, video: WrittenVideo) -> int | None:
    """Return the number of the frame, from 1, of a record; None if it is not in this part."""
    part = video.part
    time_ns, times = record.pts_ns - first_ns - part.start_ns, part.times_ns
    if not -1 <= time_ns <= part.duration_ns or not times:
        return None
    place = bisect_left(times, time_ns)
    near = min(
        (each for each in (place - 1, place) if 0 <= each < len(times)),
        key=lambda each: abs(times[each] - time_ns),
    )
    is_there = abs(times[near] - time_ns) <= _SLACK_NS and near < video.frames
    return near + 1 if is_there else None
