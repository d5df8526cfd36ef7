"""Display texts of what was not assessed, in English; the window translates their parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hysteroview.core.assessment import AssessmentCounts
from hysteroview.core.gate import Cause, GateAction, GateExceptions
from hysteroview.core.states import AssessmentState
from hysteroview.core.wording import counted_percent, state_words


@dataclass(frozen=True, slots=True)
class ShareWords:
    """A share of the analyzed frames, in all and by cause, rounded for display.

    Attributes
    ----------
    whole
        Share of all frames that count.
    parts
        Each cause with its share, the most frequent first.
    """

    whole: str
    parts: tuple[tuple[Cause, str], ...]


def not_assessed_shares(counts: AssessmentCounts) -> ShareWords:
    """Return the share of the analyzed frames without a result; every summary shows this one."""
    return _shares(counts.not_assessed, counts.missed, counts.analyzed)


def warned_shares(counts: AssessmentCounts) -> ShareWords:
    """Return the share of the analyzed frames that got their result with a warning."""
    return _shares(counts.warned_frames, counts.warned, counts.analyzed)


def _shares(whole: int, parts: Mapping[Cause, int], analyzed: int) -> ShareWords:
    shares = ((cause, counted_percent(count, analyzed)) for cause, count in parts.items())
    return ShareWords(counted_percent(whole, analyzed), tuple(shares))


def cause_words(cause: Cause) -> str:
    """Return why a frame was not assessed, to be used within a sentence."""
    if cause.reason is not None:
        return cause.reason.value
    if cause.state is AssessmentState.NOT_ASSESSABLE:
        return "reason not recorded"
    return state_words(cause.state).title.lower()


def not_assessed_words(counts: AssessmentCounts) -> str:
    """Return in one line how much was not assessed, and why: "31 % of 900 frames: blurred 22 %"."""
    if not counts.analyzed:
        return "no frame was analyzed"
    shares = not_assessed_shares(counts)
    return _line(f"{shares.whole} of {counts.analyzed} frames", shares)


def warned_words(counts: AssessmentCounts) -> str:
    """Return in one line how much got its result with a warning; empty if nothing did."""
    if not counts.warned_frames:
        return ""
    shares = warned_shares(counts)
    return _line(f"{shares.whole} of {counts.analyzed} frames have a result with a warning", shares)


def _line(whole: str, shares: ShareWords) -> str:
    parts = ", ".join(f"{cause_words(cause)} {share}" for cause, share in shares.parts)
    return f"{whole}: {parts}" if parts else whole


def gate_words(gate: GateExceptions) -> str:
    """Return in one line for what the gate stops no frame; empty if it is as usual."""
    named = {
        GateAction.WARN: [cause_words(cause) for cause, each in gate if each is GateAction.WARN],
        GateAction.OFF: [cause_words(cause) for cause, each in gate if each is GateAction.OFF],
    }
    parts = {GateAction.WARN: "warn only", GateAction.OFF: "off"}
    return "; ".join(f"{parts[each]}: {', '.join(names)}" for each, names in named.items() if names)


def warning_words(causes: tuple[Cause, ...]) -> str:
    """Return the warning beside a result; empty if there is none."""
    return f"warning: {', '.join(map(cause_words, causes))}" if causes else ""
