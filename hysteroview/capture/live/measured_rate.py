"""The rate at which a camera really sends frames, which may be less than its driver declares."""

from __future__ import annotations

from fractions import Fraction

from hysteroview.core.types import NS_PER_S

_LEAST_S, _LEAST_FRAMES = 3.0, 12
_SKIPPED_S = 0.5  # some cameras start slowly, or deliver at once what the driver has buffered
_TOLERANCE = 0.1  # of the declared rate


class MeasuredRate:
    """Measures the rate over the first 3 s, and again over every 3 s after them.

    Many cameras halve their rate in the dark, so a rate that was right at first may not remain so.

    Parameters
    ----------
    declared
        Rate from the driver, frames per second; None if it does not declare one.
    """

    def __init__(self, declared: Fraction | None) -> None:
        self._declared = declared
        self._measured_hz: float | None = None
        self._first_ns: int | None = None
        self._begin_ns: int | None = None
        self._frames = 0

    def add(self, received_ns: int) -> bool:
        """Count a frame that was received at a time; True if that completes a measurement."""
        if self._first_ns is None:
            self._first_ns = received_ns
        if self._begin_ns is None:
            if received_ns - self._first_ns >= _SKIPPED_S * NS_PER_S:
                self._begin_ns = received_ns
            return False
        self._frames += 1
        passed_s = (received_ns - self._begin_ns) / NS_PER_S
        if passed_s < _LEAST_S or self._frames < _LEAST_FRAMES:
            return False
        self._measured_hz = self._frames / passed_s
        self._begin_ns, self._frames = received_ns, 0
        return True

    @property
    def actual(self) -> Fraction | None:
        """The rate, frames per second: the declared one if it was measured within 10 %.

        Otherwise the measured one in tenths; the declared one before the first measurement.
        """
        measured, declared = self._measured_hz, self._declared
        if measured is None:
            return declared
        if declared is not None and abs(measured - declared) <= _TOLERANCE * declared:
            return declared
        return Fraction(round(measured * 10), 10)

    @property
    def notice(self) -> str:
        """A sentence if clearly fewer frames are received than declared; empty otherwise."""
        actual, declared = self.actual, self._declared
        if actual is None or declared is None or actual >= declared:
            return ""
        return (
            f"The camera sends {float(actual):.3g} frames per second, not {float(declared):.4g} "
            "as its driver declares."
        )
