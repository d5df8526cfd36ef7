"""Policy for stale results and lost signals.

Time is passed in, as an age in ns; no clock is read here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hysteroview.core.types import NS_PER_S


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshnessPolicy:
    """Maximum ages of a result and of a picture; the whole program uses `FRESHNESS`.

    Attributes
    ----------
    result_s
        Maximum age of a result. With an older one the state is STALE, the heatmap is hidden, and
        strip, subtitles and annotated videos show no result.
    heatmap_fades_from_s
        Age from which a heatmap fades, until `result_s`.
    signal_s
        Time without a frame after which a live source has no signal, so that this is shown within 1
        s of the last frame.
    file_picture_s
        The same for a recording, which may show one frame for a while.
    """

    result_s: float = 0.5
    heatmap_fades_from_s: float = 0.15
    signal_s: float = 0.75
    file_picture_s: float = 3.0

    def __post_init__(self) -> None:
        if not 0 < self.heatmap_fades_from_s < self.result_s:
            raise ValueError("a heatmap fades before its result is too old")
        if min(self.signal_s, self.file_picture_s) <= 0:
            raise ValueError("times must be positive")

    @property
    def result_ns(self) -> int:
        """`result_s` in ns."""
        return round(self.result_s * NS_PER_S)

    def is_stale(self, age_ns: int, *, period_s: float = 0.0) -> bool:
        """Whether a result of this age is too old for the picture on the screen.

        Parameters
        ----------
        age_ns
            Time since the analyzed frame was captured.
        period_s
            Interval between results, if the operator has chosen a slower analysis; it is added to
            the maximum age.
        """
        return age_ns > self.result_ns + round(period_s * NS_PER_S)

    def heatmap_strength(self, age_ns: int) -> float:
        """Return the strength of a heatmap at this age: 1 when fresh, falling smoothly to 0.

        It does not depend on the rate of the analysis, because the tissue moves under the heatmap.
        """
        fades_from_ns = round(self.heatmap_fades_from_s * NS_PER_S)
        if age_ns <= fades_from_ns:
            return 1.0
        if age_ns >= self.result_ns:
            return 0.0
        left = (self.result_ns - age_ns) / (self.result_ns - fades_from_ns)
        return left * left * (3 - 2 * left)

    def has_signal(self, age_ns: int, *, is_live: bool) -> bool:
        """Whether frames are still received if the newest one has this age."""
        patience_s = self.signal_s if is_live else self.file_picture_s
        return age_ns <= round(patience_s * NS_PER_S)


FRESHNESS: Final = FreshnessPolicy()
