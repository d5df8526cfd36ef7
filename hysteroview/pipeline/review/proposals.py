"""The episodes of a track as findings that nobody has decided on yet."""

from __future__ import annotations

from collections.abc import Iterable

from hysteroview.core.episodes import Episode, episodes_of, joined
from hysteroview.core.labels import LabelSet
from hysteroview.core.record import FrameRecord
from hysteroview.core.review.findings import ReviewFinding
from hysteroview.inference.decide.counting import CountingRules, count_episodes


def proposals_of(records: Iterable[FrameRecord], labels: LabelSet) -> tuple[ReviewFinding, ...]:
    """Return the episodes of a track as a person would count them, without brief ones."""
    return proposals_from(episodes_of(records, labels))


def proposals_from(spans: Iterable[Episode]) -> tuple[ReviewFinding, ...]:
    """Return the proposals from the spans of a track, in order of time."""
    counted = count_episodes(spans, CountingRules())
    whole = [joined(each.spans) for each in counted if not each.is_brief]
    return tuple(
        ReviewFinding(
            key=f"ai-{each.number}",
            code=each.code,
            ai_code=each.code,
            start_ns=each.start_ns,
            end_ns=each.end_ns,
            best_ns=each.peak_ns,
            peak=each.peak,
            support=each.support,
        )
        for each in whole
    )
