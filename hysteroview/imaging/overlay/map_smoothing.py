"""Evidence over time: class maps that do not flicker from frame to frame."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import NS_PER_S, Box, Evidence, FieldOfView

_LONGEST_GAP_NS = NS_PER_S // 2  # after so long, what was there before says nothing


class MapSmoother:
    """Average the evidence for one class with a time constant, in seconds and not in frames.

    It begins anew when the class or the view is another one, after a gap, and when time has
    gone back.

    Parameters
    ----------
    time_constant_s
        After which a change has come through by 63 %; 0 lets everything through at once.
    """

    def __init__(self, time_constant_s: float = 0.0) -> None:
        self._time_constant_s = time_constant_s
        self._of: tuple[str, FieldOfView, Box] | None = None
        self._map: NDArray[np.float32] | None = None
        self._pts_ns = 0

    def smooth(self, evidence: Evidence, code: str, pts_ns: int) -> Evidence:
        """Return the evidence with what was there before it.

        Parameters
        ----------
        code
            Of the class.
        pts_ns
            Of its frame, on the source's clock.
        """
        if self._time_constant_s <= 0:
            return evidence
        of, step_ns = (code, evidence.view, evidence.box), pts_ns - self._pts_ns
        before = self._map if of == self._of and 0 <= step_ns <= _LONGEST_GAP_NS else None
        self._of, self._pts_ns = of, pts_ns
        if before is None or before.shape != evidence.class_map.shape:
            self._map = evidence.class_map
        else:
            share = 1 - math.exp(-step_ns / NS_PER_S / self._time_constant_s)
            self._map = (before + np.float32(share) * (evidence.class_map - before)).astype(
                np.float32
            )
        return replace(evidence, class_map=self._map)

    def reset(self) -> None:
        """Forget what was there."""
        self._of = self._map = None
