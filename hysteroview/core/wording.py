"""Display texts of results: states, probabilities and shares, in English.

The window translates these texts; all other outputs use them unchanged. Records contain the numbers
without rounding (`hysteroview.core.record`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from hysteroview.core.record import FrameRecord
from hysteroview.core.states import AssessmentState, PictureState, Reason

NO_CLEAR_CLASS: Final = "No clear class"


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


def duration_words(seconds: float) -> str:
    """Format a duration: 0.8 s, 12 s, 3 min 05 s."""
    if seconds < 9.95:
        return f"{max(seconds, 0.0):.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def percent(probability: float) -> str:
    """Format a probability in percent; never as 0 % or 100 %, which would claim certainty."""
    if probability < 0.01:
        return "< 1 %"
    return "> 99 %" if probability > 0.99 else f"{100 * probability:.0f} %"


def counted_percent(count: int, whole: int) -> str:
    """Format a counted share, which unlike a probability may be 0 % or 100 %."""
    return f"{100 * count / whole:.1f} %" if whole else "–"
