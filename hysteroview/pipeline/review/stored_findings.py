"""The findings of a stored exam, counted from the episodes in its record, without its track."""

from __future__ import annotations

from dataclasses import dataclass

from hysteroview.exam.store.records import Exam
from hysteroview.inference.decide.counting import Counted, CountingRules, count_episodes


@dataclass(frozen=True, slots=True)
class StoredSpan:
    """A span of `exam.json`, as counting needs it."""

    code: str
    start_ns: int
    end_ns: int
    supporting_frames: int
    peak: float


@dataclass(frozen=True, slots=True)
class FoundCodes:
    """Codes of the classes that were shown in an exam, each once, in the order of their episodes.

    Attributes
    ----------
    found
        Shown long enough to be findings.
    brief
        Shown only briefly.
    """

    found: tuple[str, ...]
    brief: tuple[str, ...]


def stored_episodes(exam: Exam) -> list[Counted[StoredSpan]]:
    """Return the episodes of an exam as a person would count them."""
    spans = [
        StoredSpan(each.label, each.start_pts_ns, each.end_pts_ns, each.frames, each.peak)
        for each in exam.episodes
    ]
    return count_episodes(spans, CountingRules())


def found_codes(exam: Exam) -> FoundCodes | None:
    """Return which classes were found; None if the exam was never evaluated, since it is open."""
    if exam.ended_wall_ns is None:
        return None
    episodes = stored_episodes(exam)
    found = tuple(dict.fromkeys(each.code for each in episodes if not each.is_brief))
    brief = dict.fromkeys(each.code for each in episodes if each.code not in found)
    return FoundCodes(found, tuple(brief))
