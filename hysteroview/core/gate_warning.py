"""Warning about the set-up if the quality gate stops far too many frames, or hardly any.

The limits are counted over a whole exam so far. Nothing is said before `LEAST_FRAMES` frames in
`LEAST_SECONDS` different seconds were analyzed:

- If none of 300 independent frames was stopped, the share is below 1 % with 95 % confidence (rule
  of three: 3 / n). Fewer frames cannot show a share of less than 1 %.
- Frames of one second show almost the same picture. With 60 independent seconds, a share near 60 %
  is known to ± 12 percentage points (95 %); and an exam begins outside the body, with white balance
  and insertion, which alone would exceed the limit in its first seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hysteroview.core.assessment import AssessmentCounts
from hysteroview.core.assessment_words import cause_words
from hysteroview.core.gate import INSTRUMENT, Cause, cause_of
from hysteroview.core.states import Reason
from hysteroview.core.wording import counted_percent

LEAST_FRAMES: Final = 300
LEAST_SECONDS: Final = 60
MOST_STOPPED: Final = 0.60  # share of the analyzed frames
LEAST_FOUND: Final = 0.01  # share of the analyzed frames, including those with a warning


_REMEDIES: Final = {
    cause_of(Reason.NO_PICTURE): "Check that the right input is selected, and set the field of "
    "view.",
    cause_of(Reason.BLUR): "Focus the camera, and clean the lens and the eyepiece.",
    cause_of(Reason.DARK): "Raise the light, and check the light cable.",
    cause_of(Reason.OVEREXPOSED): "Lower the light or the gain of the camera.",
    cause_of(Reason.RED_OUT): "Rinse the cavity, and repeat the white balance.",
    cause_of(Reason.BUBBLES): "Remove the air from the tubes, and rinse the cavity.",
    cause_of(Reason.LENS_CONTACT): "Check focus and distension, and clean the lens.",
    cause_of(Reason.OUTSIDE_BODY): "Repeat the white balance, and switch special light or color "
    "filters off.",
    cause_of(Reason.FROZEN): "Check the camera, the capture device and the cable between them.",
    cause_of(Reason.DATA_LOST): "Check the network and its cables, and the load of this computer.",
    cause_of(Reason.TEST_CARD): "Connect the camera to the capture device.",
    cause_of(Reason.INVALID_RESULT): "Choose another runtime or model, and report this.",
    INSTRUMENT: "Check the field of view: gray parts of its surroundings must lie outside.",
}
_ALL_CLEAR: Final = (
    "If the view was clear all the time, nothing has to be done. Otherwise some of its reasons may "
    "be off, or its limits too loose for this scope: they can be calibrated."
)
_CALIBRATE: Final = (
    "If the picture is good enough, the limit does not suit this scope: have it calibrated, or set "
    "this reason to “Warn only” in the settings."
)
_OTHER_REMEDY: Final = "Check the picture and the field of view."
_WITHOUT_LIMIT: Final = tuple(
    cause_of(reason)
    for reason in (
        Reason.NO_PICTURE,
        Reason.FROZEN,
        Reason.DATA_LOST,
        Reason.TEST_CARD,
        Reason.INVALID_RESULT,
    )
)


@dataclass(frozen=True, slots=True)
class GateWarning:
    """The gate stops an unusual share of the frames.

    Attributes
    ----------
    cause
        The leading cause of too many stops; None if hardly anything was found.
    why
        Text of the cause; empty without one.
    stopped, leading
        Shares of the frames that were stopped, and that were stopped for the leading cause, for
        display.
    analyzed
        Number of frames.
    """

    cause: Cause | None
    why: str
    stopped: str
    leading: str
    analyzed: int

    @property
    def text(self) -> str:
        """What is unusual, as a sentence."""
        if self.cause is None:
            return f"The quality gate has stopped {self.stopped} of {self.analyzed} frames."
        return (
            f"The quality gate stops {self.stopped} of the frames, most often: {self.why} "
            f"({self.leading})."
        )

    @property
    def remedy(self) -> str:
        """What to do about it, as sentences."""
        if self.cause is None:
            return _ALL_CLEAR
        return _REMEDIES.get(self.cause, _OTHER_REMEDY)

    @property
    def advice(self) -> str:
        """What else may be done about a limit that stops good pictures; empty if nothing."""
        return "" if self.cause is None or self.cause in _WITHOUT_LIMIT else _CALIBRATE


def judge_gate(counts: AssessmentCounts) -> GateWarning | None:
    """Return a warning about the set-up; None if there is no cause for it, or too few frames."""
    if counts.analyzed < LEAST_FRAMES or counts.seconds < LEAST_SECONDS:
        return None
    stopped = sum(counts.stopped.values())
    share = counted_percent(stopped, counts.analyzed)
    if stopped > MOST_STOPPED * counts.analyzed:
        cause, count = next(iter(counts.stopped.items()))
        leading = counted_percent(count, counts.analyzed)
        return GateWarning(cause, cause_words(cause), share, leading, counts.analyzed)
    if stopped + counts.warned_frames < LEAST_FOUND * counts.analyzed:
        return GateWarning(None, "", share, "", counts.analyzed)
    return None
