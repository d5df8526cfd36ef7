"""Enumerations used in window, tables and records: states, reasons, two-class results."""

from __future__ import annotations

from enum import Enum, StrEnum


class AssessmentState(StrEnum):
    """State of the AI; any state other than ACTIVE must never read as "benign".

    The first four apply to a frame; the others only to a session.
    """

    ACTIVE = "ACTIVE"
    NOT_ASSESSABLE = "NOT_ASSESSABLE"
    ABSTAINED = "ABSTAINED"  # the picture is good, but outside what the model knows
    INSTRUMENT = "INSTRUMENT"  # an instrument covers too much of the view
    PAUSED = "PAUSED"
    STALE = "STALE"
    STARTING = "STARTING"
    RESTARTING = "RESTARTING"
    OFF = "OFF"
    ERROR = "ERROR"
    SKIPPED = "SKIPPED"  # a quick pass did not look at the frame closely


FRAME_STATES = (
    AssessmentState.ACTIVE,
    AssessmentState.NOT_ASSESSABLE,
    AssessmentState.ABSTAINED,
    AssessmentState.INSTRUMENT,
)


class PictureState(StrEnum):
    """State of the picture on the screen; only LIVE may look live."""

    STARTING = "STARTING"
    LIVE = "LIVE"
    NO_SIGNAL = "NO_SIGNAL"
    ENDED = "ENDED"  # the recording was played to its end


class Reason(Enum):
    """Why a frame is not assessable; the value is the text shown to the operator."""

    __hash__ = object.__hash__  # members are compared by identity; Enum's own is slow

    NO_PICTURE = "no endoscopic picture in the frame"
    BLUR = "blurred"
    DARK = "too dark"
    OVEREXPOSED = "over-exposed"
    RED_OUT = "blood hides the view"
    BUBBLES = "bubbles hide the view"
    LENS_CONTACT = "the lens touches tissue"
    OUTSIDE_BODY = "outside the body"
    FROZEN = "the picture is frozen"
    DATA_LOST = "video data was lost"
    TEST_CARD = "a test card, not a camera picture"
    INVALID_RESULT = "the model gave no valid result"


class TwoClass(Enum):
    """The two-class result of a decision; it never contradicts the label.

    The value is what people read.
    """

    PREMALIGNANT_OR_MALIGNANT = "Premalignant or malignant"
    NOT_EXCLUDED = "Malignancy not excluded"
    UNDECIDED = "Undecided at this operating point"
    BENIGN = "Benign class"
