"""Display texts of results: states, probabilities, shares, counts and times, in English.

The window translates these texts; all other outputs use them unchanged. Records contain the numbers
without rounding (`hysteroview.core.record`).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import Final

from hysteroview.core.record import FrameRecord
from hysteroview.core.states import AssessmentState, PictureState, Reason
from hysteroview.core.types import NS_PER_S

_SLACK: Final = 1e-6  # a sum of probabilities may exceed 1 by rounding
NO_CLEAR_CLASS: Final = "No clear class"
NO_RESULT: Final = "No result. This does not mean benign."
_TENTH_NS: Final = NS_PER_S // 10


@dataclass(frozen=True, slots=True)
class StateWords:
    """Description of a state.

    Attributes
    ----------
    title
        Name of the state.
    no_result
        Text in place of a result, which cannot be read as "benign".
    why
        Reason or explanation; empty if the title is sufficient.
    """

    title: str
    no_result: str
    why: str = ""


_STATES: Final = {
    AssessmentState.ACTIVE: StateWords("AI is active", "Waiting for a result"),
    AssessmentState.NOT_ASSESSABLE: StateWords("Not assessable", "Not assessed"),
    AssessmentState.ABSTAINED: StateWords(
        "Not recognized",
        "Outside what the model knows: no result",
        "The picture is outside what the model knows.",
    ),
    AssessmentState.INSTRUMENT: StateWords(
        "Instrument in view",
        "Not assessed: instrument in view",
        "The AI waits until the view is clear.",
    ),
    AssessmentState.PAUSED: StateWords("AI is paused", "Not assessed: AI is paused"),
    AssessmentState.STALE: StateWords("Result is too old", "No current result"),
    AssessmentState.STARTING: StateWords(
        "AI is starting", "No result yet", "The model is being loaded."
    ),
    AssessmentState.RESTARTING: StateWords(
        "AI is restarting", "No result: AI is restarting", "The picture is live."
    ),
    AssessmentState.OFF: StateWords("AI is off", "Not assessed: AI is off"),
    AssessmentState.ERROR: StateWords("AI has failed", "No result: AI has failed"),
    AssessmentState.SKIPPED: StateWords(
        "Quick pass",
        "Not assessed: quick pass",
        "A quick pass did not look at this time closely.",
    ),
}


def state_words(state: AssessmentState, reason: Reason | None = None) -> StateWords:
    """Describe a state, with the reason why a frame is not assessable."""
    words = _STATES[state]
    return words if reason is None else replace(words, why=reason.value)


def no_result_words(state: AssessmentState, reason: Reason | None = None) -> str:
    """Return one line that there is no result, and why."""
    words = state_words(state, reason)
    return words.no_result if reason is None else f"{words.no_result}: {words.why}"


def result_words(record: FrameRecord) -> str:
    """Return a result in one line: of the decision if there is one, or else of the frame."""
    state, reason = record.light
    decision = record.decision
    if decision is None or decision.state is None:
        if record.label is not None:
            return f"{record.label} {percent(max(record.probabilities))}"
    elif decision.is_result:
        shown = record.shown_label
        return f"{shown[0].code} {percent(shown[1])}" if shown is not None else NO_CLEAR_CLASS
    return no_result_words(state, reason)


def picture_words(state: PictureState, age_s: float) -> tuple[str, str]:
    """Return a title and a line for a picture that is not live.

    Parameters
    ----------
    age_s
        Time from the picture to the moment at which it was shown, s.
    """
    since = f"{duration_words(age_s)} before this snapshot"
    if state is PictureState.ENDED:
        return "RECORDING ENDED", f"Last picture of the recording, reached {since}"
    return "NO SIGNAL", f"Last picture received, {since}"


STANDING_WORDS = "FROZEN AT THE SOURCE: NOT LIVE"
"""For a picture that the source repeats instead of sending live ones."""


def duration_words(seconds: float) -> str:
    """Format a duration: 0.8 s, 12 s, 3 min 05 s; < 0.1 s for a moment, such as a single frame."""
    if seconds < 0.05:
        return "< 0.1 s"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def shown_words(state: AssessmentState, record: FrameRecord | None) -> tuple[str, str]:
    """Return what the AI said at a moment, without a figure: a code, or why there was none.

    Parameters
    ----------
    state
        State of the AI at that moment.
    record
        Its last result; None if there was none.

    Returns
    -------
    The text, and the reason if a frame was not assessable, which is empty otherwise.
    """
    decision = None if record is None else record.decision
    if state is not AssessmentState.ACTIVE or decision is None:
        return no_result_words(state), ""
    if decision.is_result:
        return decision.label or NO_CLEAR_CLASS, ""
    reason = decision.reason.value if decision.reason is not None else ""
    return no_result_words(decision.state or state), reason


def percent(probability: float) -> str:
    """Format a probability in percent; never as 0 % or 100 %, which would claim certainty.

    What is no number, or not between 0 and 1, is a dash.
    """
    if not -_SLACK <= probability <= 1 + _SLACK:
        return "–"
    if probability < 0.01:
        return "< 1 %"
    return "> 99 %" if probability > 0.99 else f"{100 * probability:.0f} %"


def share_percent(share: float) -> str:
    """Format a measured share: unlike a probability 0 % for nothing, and 100 % for everything."""
    return counted_percent(int(share), 1) if share in (0, 1) else percent(share)


def counted_percent(count: int, whole: int) -> str:
    """Format a counted share: unlike a probability 0 % if nothing, 100 % if everything counts."""
    if not whole:
        return "–"
    return f"{100 * count // whole} %" if count in (0, whole) else percent(count / whole)


def interval_words(low: float, high: float, *, pooled: int, episodes: int) -> str:
    """Say between what a share lies, and over what.

    Parameters
    ----------
    pooled, episodes
        Number of episodes from which the interval was computed, and of all.
    """
    over = counted(episodes, "episode", "episodes")
    if pooled < episodes:
        over = f"the {pooled} best-supported of {over}"
    return f"95 % interval over {over}: {percent(low)} to {percent(high)}"


def counted(count: int, one: str, several: str) -> str:
    """Return a count with its noun in the right number."""
    return f"{count} {one if count == 1 else several}"


def moment(time_ns: int) -> str:
    """Format a time since the beginning as minutes, seconds and tenths, such as 0:12.3."""
    sign = "-" if time_ns <= -_TENTH_NS // 2 else ""
    minutes, tenths = divmod(round(abs(time_ns) / _TENTH_NS), 600)
    return f"{sign}{minutes}:{tenths // 10:02d}.{tenths % 10}"


def printable(text: str) -> str:
    """Return a text from elsewhere with a mark in place of what controls a terminal or the display.

    Such are control characters, changes of the direction of writing, and bytes that are no text.
    """
    return "".join(
        each if each.isprintable() or unicodedata.category(each) == "Zs" else "\ufffd"
        for each in text
    )
