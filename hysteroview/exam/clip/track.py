"""The AI track of a clip as JSON lines: head, results, lost and suspect frames, end.

Suspect frames are those of `Frame.is_suspect`: one line for those of each fragment.

Version 2 contains results in the form of `hysteroview.core.record`. Version 1 had no origin and no
decision, five digits, and reasons as text; it can be read too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from heapq import merge
from typing import Any, Final

from hysteroview.core.foreign.distribution import READ, is_distribution
from hysteroview.core.foreign.fields import conform, whole
from hysteroview.core.foreign.json_text import parse_json
from hysteroview.core.origin import Origin
from hysteroview.core.record import UNKNOWN_FRAME, FrameRecord
from hysteroview.core.types import AssessmentState, Reason

SCHEMA = "hysteroview.clip"
SCHEMA_VERSION = 2
_FIRST_REASONS: Final = {  # texts of version 1
    "no endoscopic picture in the frame": Reason.NO_PICTURE,
    "blurred": Reason.BLUR,
    "too dark": Reason.DARK,
    "over-exposed": Reason.OVEREXPOSED,
    "blood hides the view": Reason.RED_OUT,
    "bubbles hide the view": Reason.BUBBLES,
    "the lens touches tissue": Reason.LENS_CONTACT,
    "outside the body": Reason.OUTSIDE_BODY,
    "the picture is frozen": Reason.FROZEN,
    "a test card, not a camera picture": Reason.TEST_CARD,
    Reason.INVALID_RESULT.value: Reason.INVALID_RESULT,
}


def to_line(fields: Mapping[str, Any]) -> str:
    """Write one object as one line."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")) + "\n"


def read_lines(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Yield the objects of a track up to the first incomplete line."""
    for line in lines:
        try:
            fields = parse_json(line)
        except ValueError:
            return
        if not isinstance(fields, dict):
            return
        yield fields


class SuspectFrames:
    """Count the suspect frames of a clip, and note which they are."""

    def __init__(self) -> None:
        self.count = 0
        self._times_ns: list[int] = []  # that are not in the track yet

    def add(self, pts_ns: int) -> None:
        """Add a frame; for each in the order of presentation."""
        self.count += 1
        self._times_ns.append(pts_ns)

    def take_lines(self) -> list[str]:
        """Return the line for the frames since the last call; none if there were none."""
        times_ns, self._times_ns = self._times_ns, []
        if not times_ns:
            return []
        span = {"suspect": len(times_ns), "from_pts_ns": times_ns[0], "to_pts_ns": times_ns[-1]}
        return [to_line(span)]


def suspect_record(pts_ns: int) -> FrameRecord:
    """Return what subtitles say of a suspect frame, whether or not it was analyzed."""
    return FrameRecord(
        frame_index=UNKNOWN_FRAME,
        pts_ns=pts_ns,
        state=AssessmentState.NOT_ASSESSABLE,
        reason=Reason.DATA_LOST,
    )


def suspects_in(fields: Mapping[str, Any]) -> list[FrameRecord]:
    """Return what a line of a track says of suspect frames: the first and the last of some."""
    if "suspect" not in fields:
        return []
    places = (whole(fields["from_pts_ns"]), whole(fields["to_pts_ns"]))
    return list(map(suspect_record, places))


def with_suspects(lines: Iterable[Mapping[str, Any]]) -> Iterator[FrameRecord]:
    """Yield the results of a track, and between them its suspect frames; see `results_of`."""
    suspects: list[FrameRecord] = []

    def watched() -> Iterator[Mapping[str, Any]]:
        for fields in lines:
            suspects.extend(suspects_in(fields))
            yield fields

    results = list(results_of(watched()))
    yield from merge(results, suspects, key=lambda record: record.pts_ns)


def results_of(lines: Iterable[Mapping[str, Any]]) -> Iterator[FrameRecord]:
    """Yield the results of a track, of this version or the first.

    Raises
    ------
    KeyError, TypeError, ValueError
        A line is invalid, or was written by a newer program.
    """
    origin: Origin | None = None
    for fields in lines:
        if "time_s" in fields:
            yield _first_version(fields)
        elif "origin" in fields:
            origin = Origin.from_dict(fields["origin"])
        elif "state" in fields:
            yield FrameRecord.from_dict(fields, origin)


def _first_version(fields: Mapping[str, Any]) -> FrameRecord:
    probabilities = fields["probabilities"]
    if not isinstance(probabilities, dict):
        raise TypeError("probabilities by class are expected")
    if probabilities and not is_distribution(list(probabilities.values()), READ):
        invalid = {"state": "NOT_ASSESSABLE", "reason": Reason.INVALID_RESULT.value}
        fields = {**fields, **invalid, "premalignant_or_malignant": None}
        probabilities = {}
    probabilities = conform(dict[str, float], probabilities)
    return FrameRecord(
        frame_index=UNKNOWN_FRAME,
        pts_ns=whole(fields["pts_ns"]),
        state=AssessmentState(fields["state"]),
        reason=_FIRST_REASONS[fields["reason"]] if fields["reason"] else None,
        label=max(probabilities, key=lambda code: probabilities[code]) if probabilities else None,
        probabilities=tuple(probabilities.values()),
        premalignant_or_malignant=conform(float | None, fields["premalignant_or_malignant"]),
    )
