"""The AI track of a clip: what the model said and when, as JSON lines and as subtitles."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from hysteroview.core.types import NS_PER_S, Analysis, AssessmentState

SCHEMA = "hysteroview.clip"
SCHEMA_VERSION = 1
_SUBTITLE_HOLDS_NS = NS_PER_S  # a result says nothing about the picture of a second later
_LEAST_SUBTITLE_NS = NS_PER_S // 2  # faster ones cannot be read


@dataclass(frozen=True, slots=True)
class AiEntry:
    """One result on the track.

    Attributes
    ----------
    pts_ns
        Of the frame that was analyzed, on the source's clock.
    reason
        Why it is not assessable; empty if it was assessed.
    probabilities
        Code of the class and its probability, in the model's order; empty if not assessed.
    """

    pts_ns: int
    state: AssessmentState
    reason: str
    probabilities: tuple[tuple[str, float], ...]
    premalignant_or_malignant: float | None

    @classmethod
    def of(cls, analysis: Analysis) -> AiEntry:
        """Keep of an analysis what the track tells."""
        values = () if analysis.probabilities is None else analysis.probabilities.tolist()
        return cls(
            analysis.pts_ns,
            analysis.state,
            analysis.reason.value if analysis.reason else "",
            tuple(zip(analysis.labels.codes, values, strict=False)),
            analysis.premalignant_or_malignant,
        )

    def line(self, first_pts_ns: int) -> str:
        """Return the line of the track in a clip that begins at `first_pts_ns`."""
        return to_line(
            {
                "pts_ns": self.pts_ns,
                "time_s": round((self.pts_ns - first_pts_ns) / NS_PER_S, 6),
                "state": self.state.value,
                "reason": self.reason or None,
                "probabilities": {code: round(value, 5) for code, value in self.probabilities},
                "premalignant_or_malignant": self.premalignant_or_malignant
                and round(self.premalignant_or_malignant, 5),
            }
        )


def to_line(fields: dict[str, Any]) -> str:
    """Write one object as one line."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")) + "\n"


def read_lines(text: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of a track up to the first line that is not whole."""
    for line in text.splitlines():
        try:
            fields = json.loads(line)
        except json.JSONDecodeError:
            return
        if not isinstance(fields, dict):
            return
        yield fields


def subtitles(lines: Iterable[dict[str, Any]], duration_ns: int) -> str:
    """Write the results of a track as SubRip subtitles.

    A subtitle ends when the next begins, at the latest a second after its picture: where
    nothing is said, nothing is to be read into it.
    """
    entries = [fields for fields in lines if "time_s" in fields and "state" in fields]
    shown: list[tuple[int, str]] = []
    for fields in entries:
        start_ns = round(fields["time_s"] * NS_PER_S)
        if start_ns < 0 or (shown and start_ns - shown[-1][0] < _LEAST_SUBTITLE_NS):
            continue
        shown.append((start_ns, _words(fields)))
    ends_ns = [start_ns for start_ns, _ in shown[1:]] + [duration_ns]
    blocks: list[str] = []
    for (start_ns, words), next_ns in zip(shown, ends_ns, strict=False):
        end_ns = min(next_ns, start_ns + _SUBTITLE_HOLDS_NS)
        if end_ns > start_ns:
            blocks.append(
                f"{len(blocks) + 1}\n{_stamp(start_ns)} --> {_stamp(end_ns)}\n"
                f"{words}\nResearch use only\n"
            )
    return "\n".join(blocks)


def _words(fields: dict[str, Any]) -> str:
    probabilities: dict[str, float] = fields.get("probabilities") or {}
    if fields["state"] != AssessmentState.ACTIVE.value or not probabilities:
        return f"AI: not assessed ({fields.get('reason') or fields['state'].lower()})"
    code = max(probabilities, key=lambda name: probabilities[name])
    return f"AI: {code} {probabilities[code]:.0%}"


def _stamp(time_ns: int) -> str:
    milliseconds = time_ns // 1_000_000
    seconds, milliseconds = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d},{milliseconds:03d}"
