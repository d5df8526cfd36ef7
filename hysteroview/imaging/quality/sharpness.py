"""Sharpness of one source: what its scope can resolve, and what a picture has lost of it."""

from __future__ import annotations

from collections import deque

from hysteroview.core.types import NS_PER_S

_INTERVAL_NS = NS_PER_S // 2
_SAMPLES = 240  # two minutes
_LEAST_SAMPLES = 10  # five seconds
_RANK = 0.2  # share of the samples that are sharper than the reference

# Loss of sharpness from which a picture counts as blurred, at a reference of 4 (a sharp scope): the
# softer the scope, the less a given blur adds. See docs/quality.md.
_LOSS, _LOSS_SLOPE, _SHARP = 1.6, 0.4, 4.0
_LEAST_LOSS, _MOST_LOSS = 0.65, 1.9


class SharpnessReference:
    """Softness of the sharpest pictures of the last two minutes of one source.

    Scopes and processors differ in softness by more than slight blur adds, so that a still can be
    compared with nothing but the average scope. In a video, a picture can be compared with what the
    same scope has shown: the reference is the 20th percentile of the softness, sampled twice a
    second of the stream's time. It is not known for the first five seconds.
    """

    def __init__(self) -> None:
        self._samples: deque[float] = deque(maxlen=_SAMPLES)
        self._sampled_ns: int | None = None
        self._value: float | None = None

    @property
    def value(self) -> float | None:
        """Softness of the sharpest pictures; None while it is not known."""
        return self._value

    def add(self, pts_ns: int, softness: float) -> None:
        """Add the softness of a picture without other faults; a jump back in time starts anew."""
        last = self._sampled_ns
        if last is not None and pts_ns < last:
            self.reset()
        elif last is not None and pts_ns - last < _INTERVAL_NS:
            return
        self._sampled_ns = pts_ns
        self._samples.append(softness)
        if len(self._samples) >= _LEAST_SAMPLES:
            self._value = sorted(self._samples)[int(_RANK * len(self._samples))]

    def reset(self) -> None:
        """Forget everything: another scope or zoom."""
        self._samples.clear()
        self._sampled_ns = None
        self._value = None


def lost_sharpness(softness: float, sharpest: float) -> float:
    """Return the loss of sharpness against a reference: 0 for none, 0.5 at the default limit.

    Parameters
    ----------
    softness, sharpest
        Softness of the picture, and of the sharpest pictures of the same source.

    Returns
    -------
    0 to 1.
    """
    worth = min(max(_LOSS - _LOSS_SLOPE * (sharpest - _SHARP), _LEAST_LOSS), _MOST_LOSS)
    return min(max(0.5 * (softness - sharpest) / worth, 0.0), 1.0)
