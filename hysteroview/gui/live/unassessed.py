"""Notices when nothing of a source is assessed for a while, which its set-up may cause."""

from __future__ import annotations

from hysteroview.core.states import AssessmentState, PictureState, Reason
from hysteroview.core.types import NS_PER_S
from hysteroview.gui.session.status import LiveStatus

PATIENCE_NS = 10 * NS_PER_S
_LEAST_ANALYZED = 20
_STANDING_STILL = (AssessmentState.PAUSED, AssessmentState.OFF, AssessmentState.ERROR)
_IN_VAIN = (AssessmentState.NOT_ASSESSABLE, AssessmentState.ABSTAINED)
# what these say is the cause, and neither colors nor aspect nor field of view
_EXPLAINED = (Reason.OUTSIDE_BODY, Reason.FROZEN)


class UnassessedWatch:
    """Watch the counts of analyzed frames for a time in which none of them was assessed.

    Frames outside the body and a frozen picture are no reason to doubt the set-up: they do not
    count. A test card is one: a picture with wrong colors may be taken for it. The watch begins
    anew with each frame that is assessed or shows an instrument, and while there is no live picture
    or no analysis.

    Attributes
    ----------
    is_reported
        Nothing was assessed for that time, nor since.
    is_test_card
        Most of these frames were taken for a test card.
    """

    def __init__(self) -> None:
        # time, ns, and counts of frames in vain and of test cards
        self._began: tuple[int, int, int] | None = None
        self._assessed = 0
        self.is_reported = self.is_test_card = False

    def look(self, status: LiveStatus, now_ns: int) -> bool:
        """Return True once when nothing was assessed for `PATIENCE_NS`; again after a success.

        Parameters
        ----------
        now_ns
            On any clock that does not stand still.
        """
        counts = status.session.counts
        in_vain = sum(counts.of_state(state) for state in _IN_VAIN)
        assessed = counts.analyzed - in_vain
        in_vain -= sum(n for cause, n in counts.missed.items() if cause.reason in _EXPLAINED)
        cards = sum(n for cause, n in counts.missed.items() if cause.reason is Reason.TEST_CARD)
        if assessed != self._assessed:
            self._assessed, self._began, self.is_reported = assessed, None, False
        state = status.session.state
        if status.picture is not PictureState.LIVE or state in _STANDING_STILL:
            self._began = None
        if self._began is None and state not in _IN_VAIN:
            return False
        if self._began is None:
            self._began = now_ns, in_vain, cards
        began_ns, before, cards_before = self._began
        if (
            self.is_reported
            or now_ns - began_ns < PATIENCE_NS
            or in_vain - before < _LEAST_ANALYZED
        ):
            return False
        self.is_reported = True
        self.is_test_card = 2 * (cards - cards_before) > in_vain - before
        return True

    def restart(self) -> None:
        """Begin anew: the set-up was changed."""
        self._began, self.is_reported = None, False
