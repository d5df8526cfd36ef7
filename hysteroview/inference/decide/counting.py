"""Counting: which episodes a person would count as one, and which were too brief to be findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from hysteroview.core.types import NS_PER_S


class Shown(Protocol):
    """A time span during which one class was shown; all that counting needs of it.

    Attributes
    ----------
    code
        Code of the class.
    start_ns, end_ns
        Timestamps of the first and the last frame.
    supporting_frames
        Number of frames whose own most probable class it was.
    """

    @property
    def code(self) -> str: ...
    @property
    def start_ns(self) -> int: ...
    @property
    def end_ns(self) -> int: ...
    @property
    def supporting_frames(self) -> int: ...


S = TypeVar("S", bound=Shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingRules:
    """How spans are counted as episodes; docs/time.md gives the reasons and what they cost.

    Attributes
    ----------
    joined_s
        Spans of one class with at most this time between them are one episode, whatever was shown
        in between; None joins none.
    least_s, least_frames
        Time for which the class must have been shown in all its spans together, and number of
        supporting frames. An episode with less was shown only briefly and is no finding.
    """

    joined_s: float | None = 2.0
    least_s: float = 0.4
    least_frames: int = 3


FIRST_RULES = CountingRules(joined_s=None, least_s=0.0, least_frames=1)  # of earlier versions


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted(Generic[S]):
    """One episode as a person would count it.

    Attributes
    ----------
    code
        Code of the class.
    spans
        In order of time, at least one.
    is_brief
        Whether it was shown too briefly to be a finding.
    """

    code: str
    spans: tuple[S, ...]
    is_brief: bool

    @property
    def start_ns(self) -> int:
        """Timestamp of its first frame."""
        return self.spans[0].start_ns

    @property
    def shown_ns(self) -> int:
        """Time for which the class was shown, without the intervals between the spans."""
        return _shown_ns(self.spans)


def count_episodes(spans: Iterable[S], rules: CountingRules) -> list[Counted[S]]:
    """Return the episodes that a person would count, in order of their beginning.

    Parameters
    ----------
    spans
        Of one exam, those of a class in order of time.
    """
    groups: list[list[S]] = []
    latest: dict[str, list[S]] = {}  # the last group of each class
    for span in spans:
        group = latest.get(span.code)
        if group is not None and _is_joined(group[-1], span, rules.joined_s):
            group.append(span)
        else:
            groups.append([span])
            latest[span.code] = groups[-1]
    return [
        Counted(code=group[0].code, spans=tuple(group), is_brief=not _is_enough(group, rules))
        for group in groups
    ]


def _is_joined(before: Shown, after: Shown, joined_s: float | None) -> bool:
    if joined_s is None:
        return False
    # a source that begins again goes back in time
    return 0 <= after.start_ns - before.end_ns <= joined_s * NS_PER_S


def _is_enough(spans: Sequence[Shown], rules: CountingRules) -> bool:
    frames = sum(span.supporting_frames for span in spans)
    return _shown_ns(spans) >= rules.least_s * NS_PER_S and frames >= rules.least_frames


def _shown_ns(spans: Iterable[Shown]) -> int:
    return sum(span.end_ns - span.start_ns for span in spans)
