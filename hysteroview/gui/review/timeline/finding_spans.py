"""Findings as a timeline shows them."""

from __future__ import annotations

from collections.abc import Iterable

from hysteroview.core.labels import LabelSet
from hysteroview.core.review.findings import FindingState, ReviewFinding
from hysteroview.gui.review.timeline.content import EpisodeSpan, EpisodeState

_STATES = {
    FindingState.OPEN: EpisodeState.OPEN,
    FindingState.ACCEPTED: EpisodeState.ACCEPTED,
    FindingState.REJECTED: EpisodeState.REJECTED,
}


def spans_of(
    findings: Iterable[ReviewFinding], labels: LabelSet, *, origin_ns: int = 0
) -> tuple[EpisodeSpan, ...]:
    """Return findings as a timeline shows them, in order of time.

    Parameters
    ----------
    origin_ns
        Subtracted from all times.
    """
    known = {label.code: label for label in labels}
    return tuple(
        EpisodeSpan(
            code=each.code,
            name=known[each.code].name if each.code in known else "",
            from_ns=each.start_ns - origin_ns,
            to_ns=each.end_ns - origin_ns,
            is_grave=each.code in known and known[each.code].premalignant_or_malignant,
            state=_STATES[each.state],
        )
        for each in sorted(findings, key=lambda each: each.start_ns)
    )
