"""What `hysteroview exam` says about findings and events of an exam."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hysteroview.core.recordings.parts import moment_words
from hysteroview.core.types import NS_PER_S
from hysteroview.core.wording import NO_RESULT, duration_words, moment, percent, shown_words
from hysteroview.inference.decide.counting import Counted
from hysteroview.pipeline.review.stored_findings import StoredSpan, found_codes, stored_episodes

if TYPE_CHECKING:
    from hysteroview.core.record import FrameRecord
    from hysteroview.core.recordings.parts import Part
    from hysteroview.core.review.lesions import Lesion
    from hysteroview.exam.store.events import (
        ExamEvents,
        KeptMark,
        OwnCall,
        RuntimeFault,
        SignalLoss,
    )
    from hysteroview.exam.store.records import Exam


def findings_words(exam: Exam) -> str:
    """Return the findings of an exam in a few words, for a list."""
    codes = found_codes(exam)
    if codes is None:
        return "not evaluated"
    words = ", ".join(codes.found) or "no result"
    return f"{words} (briefly {', '.join(codes.brief)})" if codes.brief else words


def findings_lines(exam: Exam, log: Sequence[FrameRecord], parts: Sequence[Part] = ()) -> list[str]:
    """Return the findings of an exam with their figures, as the window shows them.

    Parameters
    ----------
    log
        AI result of each frame; may be empty if it cannot be read.
    parts
        Of a source in several files.
    """
    from hysteroview.cli.summary import verdict_lines
    from hysteroview.inference.decide.verdict import verdict_of

    origin = next((record.origin for record in log if record.origin is not None), None)
    if origin is None:  # written by an earlier version, which did not store the classes
        return _stored_lines(exam)
    calibration = "calibrated" if origin.is_calibrated else "uncalibrated"
    return verdict_lines(verdict_of(log, origin.labels), origin.labels, calibration, parts)


def decision_lines(exam: Exam) -> list[str]:
    """Return what was decided about findings in review."""
    from hysteroview.core.review.findings import FindingState

    words = {FindingState.ACCEPTED: "accepted", FindingState.REJECTED: "rejected"}
    lines = []
    for each in exam.findings:
        span = f"{moment(each.start_ns)} to {moment(each.end_ns)}"
        text = f"{each.code}, in the recording at {span}"
        if each.ai_code is None:
            text += ", added by the operator"
        elif each.ai_code != each.code:
            text += f", the AI showed {each.ai_code}"
        lines.append(f"{words[each.state]:<13} {text}{f': {each.note}' if each.note else ''}")
    return lines


def lesion_lines(exam: Exam) -> list[str]:
    """Return the lesions of an exam with their pathology."""
    return [f"{'lesion':<13} {each.number}: {_lesion_words(each)}" for each in exam.lesions]


def _lesion_words(lesion: Lesion) -> str:
    parts = [
        lesion.code or "not named",
        "" if lesion.place is None else lesion.place.value,
        "" if lesion.size_mm is None else f"{lesion.size_mm:g} mm",
        "biopsy" if lesion.is_biopsied else "no biopsy",
    ]
    words = ", ".join(filter(None, parts))
    words += f" in jar {lesion.jar}" if lesion.jar else ""
    words += f" ({lesion.note})" if lesion.note else ""
    result = lesion.pathology
    if result is None:
        return f"{words}; pathology pending" if lesion.is_biopsied else words
    side = {None: "", True: ", premalignant or malignant", False: ", benign"}
    when = f" of {result.date}" if result.date else ""
    found = f"{result.result}{side[result.premalignant_or_malignant]}"
    return f"{words}; pathology{when}: {found}{f' ({result.text})' if result.text else ''}"


def picture_lines(exam: Exam) -> dict[str, str]:
    """Return what is said about each picture, by name of its record."""
    from hysteroview.core.review.drawing import ShapeKind, measure_words
    from hysteroview.core.review.pictures import place_words
    from hysteroview.core.wording import counted

    lines = {}
    for each in exam.pictures:
        parts = [place_words(each)]
        if each.rank is not None:
            parts.append(f"picture {each.rank} of the report")
        shapes = () if each.drawing is None else each.drawing.shapes
        if shapes:
            parts.append(f"drawing of {counted(len(shapes), 'shape', 'shapes')}")
        whole = each.drawing is None or each.drawing.view.is_whole
        unit = "picture" if whole else "view"
        parts += [
            f"measured {measure_words(shape)} of the {unit}"
            for shape in shapes
            if shape.kind is ShapeKind.MEASURE
        ]
        parts += [f"“{shape.text}”" for shape in shapes if shape.text]
        lines[each.item] = ", ".join(filter(None, parts))
    return lines


def event_lines(exam: Exam, events: ExamEvents) -> list[str]:
    """Return losses of signal, broken runtimes, marks and own assessments as lines."""
    begun_ns = exam.started_wall_ns
    lines = [
        ("signal lost", f"at {moment(loss.start_wall_ns - begun_ns)}, {_how_long(loss)}")
        for loss in events.signal_losses
    ]
    lines += [("AI runtime", _fault_words(fault, begun_ns)) for fault in events.runtime_faults]
    lines += [
        ("mark", f"{mark.number} at {moment(mark.wall_ns - begun_ns)}{_place(mark, events)}")
        for mark in events.marks
    ]
    lines += [
        ("own call", f"at {moment(call.wall_ns - begun_ns)}: {_call_words(call)}")
        for call in events.own_calls
    ]
    return [f"{title:<13} {text}" for title, text in lines]


def _place(mark: KeptMark, events: ExamEvents) -> str:
    """Return where a mark is in a source in several files: its time there, and in the part."""
    if mark.pts_ns is None or not events.parts:
        return ""
    return f", in the recording at {moment_words(events.parts, mark.pts_ns)}"


def _how_long(loss: SignalLoss) -> str:
    if loss.end_wall_ns is None:
        return "until the end of the exam"
    return f"for {duration_words((loss.end_wall_ns - loss.start_wall_ns) / NS_PER_S)}"


def _fault_words(fault: RuntimeFault, begun_ns: int) -> str:
    at, reason = moment(fault.wall_ns - begun_ns), fault.reason.rstrip(".")
    return f"{fault.broken} failed at {at} ({reason}), continued with {fault.used}"


def _call_words(call: OwnCall) -> str:
    own = call.call or "none before the AI was shown"
    words, reason = shown_words(call.ai_state, call.ai_result)
    return f"own {own}, AI {words}{f': {reason}' if reason else ''}"


def _stored_lines(exam: Exam) -> list[str]:
    episodes = stored_episodes(exam)
    lines = [
        f"  {each.code} at {moment(each.start_ns)}, shown for {_shown(each)}, "
        f"peak {percent(max(span.peak for span in each.spans))}"
        for each in episodes
        if not each.is_brief
    ]
    head = "AI findings, by episode" if lines else f"AI findings   {NO_RESULT}"
    brief = [each for each in episodes if each.is_brief]
    return [
        head,
        *lines,
        *(
            f"  shown briefly: {each.code} {_shown(each)}, at {moment(each.start_ns)}"
            for each in brief
        ),
    ]


def _shown(episode: Counted[StoredSpan]) -> str:
    return duration_words(episode.shown_ns / NS_PER_S)
