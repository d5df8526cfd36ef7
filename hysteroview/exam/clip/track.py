"""The AI track of a clip: what the model said and when, as JSON lines and as subtitles."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from hysteroview.core.freshness import FRESHNESS
from hysteroview.core.types import NS_PER_S, Analysis, AssessmentState

SCHEMA = "hysteroview.clip"
SCHEMA_VERSION = 1
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

    def fields(self, first_pts_ns: int) -> dict[str, Any]:
        """Return what the track of a clip that begins at `first_pts_ns` says of it."""
        return {
            "pts_ns": self.pts_ns,
            "time_s": round((self.pts_ns - first_pts_ns) / NS_PER_S, 6),
            "state": self.state.value,
            "reason": self.reason or None,
            "probabilities": {code: round(value, 5) for code, value in self.probabilities},
            "premalignant_or_malignant": self.premalignant_or_malignant
            and round(self.premalignant_or_malignant, 5),
        }


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


@dataclass(frozen=True, slots=True)
class Subtitle:
    """Some words and when they are shown, from the beginning of the clip."""

    start_ns: int
    end_ns: int
    words: str


class SubtitleMaker:
    """Make subtitles of the results as they come.

    A subtitle ends when the next begins, at the latest when the newest result is stale (see
    `FRESHNESS`): where there is no result, none is shown.
    """

    def __init__(self) -> None:
        self._shown: tuple[int, str] | None = None
        self._newest_ns = 0  # of the results, those included that came too fast to be read

    def add(self, fields: dict[str, Any]) -> Subtitle | None:
        """Take a line of the track; return the subtitle that it ends, if it does."""
        if "time_s" not in fields or "state" not in fields:
            return None
        start_ns = round(fields["time_s"] * NS_PER_S)
        if start_ns < 0:
            return None
        if self._shown and start_ns - self._shown[0] < _LEAST_SUBTITLE_NS:
            self._newest_ns = start_ns
            return None
        ended = self.end(start_ns)
        self._newest_ns = start_ns
        self._shown = (start_ns, f"{_words(fields)}\nResearch use only")
        return ended

    def end(self, time_ns: int) -> Subtitle | None:
        """Return the subtitle that is shown, to end at this time or before."""
        if self._shown is None:
            return None
        (start_ns, words), self._shown = self._shown, None
        end_ns = min(time_ns, self._newest_ns + FRESHNESS.result_ns)
        return Subtitle(start_ns, end_ns, words) if end_ns > start_ns else None


def subtitles(lines: Iterable[dict[str, Any]], duration_ns: int) -> str:
    """Write the results of a track as SubRip subtitles."""
    maker = SubtitleMaker()
    made = [maker.add(fields) for fields in lines]
    made.append(maker.end(duration_ns))
    return "\n".join(
        f"{number}\n{_stamp(each.start_ns)} --> {_stamp(each.end_ns)}\n{each.words}\n"
        for number, each in enumerate((each for each in made if each is not None), 1)
    )


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
