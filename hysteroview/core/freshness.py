"""When a result is too old for the picture on the screen, and when there is no picture any more.

Time is passed in, as an age in ns; nothing here looks at a clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hysteroview.core.types import NS_PER_S


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshnessPolicy:
    """How long a result and a picture hold; the whole program uses `FRESHNESS`.

    Attributes
    ----------
    result_s
        A result that is older says nothing about the picture on the screen: the state is STALE,
        its heatmap is gone, and strip, subtitles and annotated videos show no result.
    heatmap_fades_from_s
        A heatmap that is younger looks fresh; an older one fades until `result_s`.
    signal_s
        A live source without a picture for longer has no signal: so that this is on the screen
        within 1 s of the last picture.
    file_picture_s
        The same for a recording: at its own pace it may hold one picture for a while.
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
        """Whether a result of that age is too old for the picture on the screen.

        Parameters
        ----------
        age_ns
            Since the analyzed picture was captured.
        period_s
            Between two results, if the operator has chosen a slower analysis: the newest one
            holds for so much longer.
        """
        return age_ns > self.result_ns + round(period_s * NS_PER_S)

    def heatmap_strength(self, age_ns: int) -> float:
        """How much of a heatmap is left at that age: 1 when fresh, falling smoothly to 0.

        A slower analysis does not help it: the tissue has moved away from under it.
        """
        fades_from_ns = round(self.heatmap_fades_from_s * NS_PER_S)
        if age_ns <= fades_from_ns:
            return 1.0
        if age_ns >= self.result_ns:
            return 0.0
        left = (self.result_ns - age_ns) / (self.result_ns - fades_from_ns)
        return left * left * (3 - 2 * left)

    def has_signal(self, age_ns: int, *, is_live: bool) -> bool:
        """Whether pictures still come if the newest one was captured so long ago."""
        patience_s = self.signal_s if is_live else self.file_picture_s
        return age_ns <= round(patience_s * NS_PER_S)


FRESHNESS: Final = FreshnessPolicy()
