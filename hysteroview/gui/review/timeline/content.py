"""What a timeline shows, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from hysteroview.core.labels import LabelSet
from hysteroview.pipeline.review.track_bins import TrackBins


class EpisodeState(Enum):
    """What was decided about an episode."""

    OPEN = auto()
    ACCEPTED = auto()
    REJECTED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeSpan:
    """An episode, or a finding of the operator.

    Attributes
    ----------
    code
        Code of the class.
    is_grave
        Whether the class is premalignant or malignant.
    """

    code: str
    from_ns: int
    to_ns: int
    is_grave: bool
    state: EpisodeState = EpisodeState.OPEN
    name: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done or happened at a moment; `text` is shown when it is pointed at."""

    pts_ns: int
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """Something that lasted; `text` is shown when it is pointed at."""

    from_ns: int
    to_ns: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TimelineContent:
    """Everything that a timeline shows of one recording; all times on the recording's clock.

    Attributes
    ----------
    from_ns, to_ns
        The whole recording.
    labels
        Classes of the model that made the track; None without one.
    bins
        The results; None if the recording was not analyzed.
    analyzed_to_ns
        Up to which time it has been analyzed, while this goes on; None if it is complete.
    threshold
        Of the two-class result; None if it is not known.
    episodes
        In order of time.
    places
        Stretches in which the operator marked a place for the photo plan.
    losses
        Losses of signal.
    failed
        Where the analysis failed.
    """

    from_ns: int
    to_ns: int
    labels: LabelSet | None = None
    bins: TrackBins | None = None
    analyzed_to_ns: int | None = None
    threshold: float | None = None
    episodes: tuple[EpisodeSpan, ...] = ()
    snapshots: tuple[Event, ...] = ()
    marks: tuple[Event, ...] = ()
    own_calls: tuple[Event, ...] = ()
    places: tuple[Span, ...] = ()
    losses: tuple[Span, ...] = ()
    failed: tuple[Span, ...] = ()
