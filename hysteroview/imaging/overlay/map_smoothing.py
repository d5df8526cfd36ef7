"""Temporal smoothing of class maps, so that the heatmap does not flicker from frame to frame."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import NS_PER_S, Box, Evidence, FieldOfView

_LONGEST_GAP_NS = NS_PER_S // 2  # after a longer gap, earlier evidence is not used


class MapSmoother:
    """Average the evidence for one class over time, with a time constant in seconds.

    Smoothing restarts when the class or the view changes, after a gap, and when time goes back.

    Parameters
    ----------
    time_constant_s
        Time after which a change has reached 63 %; 0 switches smoothing off.
    """

    def __init__(self, time_constant_s: float = 0.0) -> None:
        self._time_constant_s = time_constant_s
        self._of: tuple[str, FieldOfView, Box] | None = None
        self._map: NDArray[np.float32] | None = None
        self._pts_ns = 0

    def smooth(self, evidence: Evidence, code: str, pts_ns: int) -> Evidence:
        """Return the evidence averaged with that of earlier frames.

        Parameters
        ----------
        code
            Code of the class.
        pts_ns
            Timestamp of the frame on the source's clock.
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
        """Discard earlier evidence."""
        self._of = self._map = None
