"""What was not assessed and what the quality gate does, in the language of the window."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from hysteroview.core.assessment import AssessmentCounts
from hysteroview.core.assessment_words import (
    ShareWords,
    cause_words,
    not_assessed_shares,
    warned_shares,
)
from hysteroview.core.gate import Cause, GateAction, GateExceptions
from hysteroview.core.gate_warning import GateWarning
from hysteroview.core.states import AssessmentState
from hysteroview.core.wording import state_words
from hysteroview.gui.look.language import translated_state
from hysteroview.gui.look.messages import join_sentences, translated_message


def _tr(text: str) -> str:
    return QCoreApplication.translate("Assessment", text)


def cause_text(cause: Cause) -> str:
    """Return why a frame was not assessed, to be used within a sentence."""
    if cause.reason is not None:
        return translated_message(cause_words(cause))
    if cause.state is AssessmentState.NOT_ASSESSABLE:
        return _tr("reason not recorded")
    title = translated_state(state_words(cause.state).title)
    return title[:1].lower() + title[1:]


def listed(causes: Iterable[Cause]) -> str:
    """Return several causes in one line."""
    return _tr(", ").join(map(cause_text, causes))


def not_assessed_text(counts: AssessmentCounts) -> str:
    """Return in one line how much was not assessed, and why."""
    if not counts.analyzed:
        return _tr("No frames were analyzed.")
    shares = not_assessed_shares(counts)
    whole = _tr("{0} of {1} analyzed frames").format(shares.whole, counts.analyzed)
    return _line(whole, shares)


def warned_text(counts: AssessmentCounts) -> str:
    """Return in one line how much got its result with a warning; empty if nothing did."""
    if not counts.warned_frames:
        return ""
    shares = warned_shares(counts)
    return _line(_tr("{0} with a warning beside the result").format(shares.whole), shares)


def gate_text(gate: GateExceptions) -> str:
    """Return in one line for what the gate stops no frame; empty if it is as usual."""
    warned = [cause for cause, action in gate if action is GateAction.WARN]
    unchecked = [cause for cause, action in gate if action is GateAction.OFF]
    lines = []
    if warned:
        lines.append(_tr("warn only: {0}").format(listed(warned)))
    if unchecked:
        lines.append(_tr("off: {0}").format(listed(unchecked)))
    return _tr("Quality gate, {0}").format(_tr("; ").join(lines)) if lines else ""


def warning_text(causes: Iterable[Cause]) -> str:
    """Return the warning beside a result; empty if there is none."""
    text = listed(causes)
    return _tr("Warning: {0}").format(text) if text else ""


def gate_warning_text(warning: GateWarning) -> str:
    """Return what is unusual about the gate, and what to do about it."""
    why = "" if warning.cause is None else cause_text(warning.cause)
    text = replace(warning, why=why).text
    return join_sentences([translated_message(text), translated_message(warning.remedy)])


def gate_advice_text(warning: GateWarning) -> str:
    """Return what else may be done about a limit; empty if there is nothing."""
    return translated_message(warning.advice)


def _line(whole: str, shares: ShareWords) -> str:
    parts = _tr(", ").join(f"{cause_text(cause)} {share}" for cause, share in shares.parts)
    return _tr("{0}: {1}").format(whole, parts) if parts else whole
