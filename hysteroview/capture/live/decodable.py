"""Whether the packets of a stream can still be decoded."""

from __future__ import annotations

import time
from collections.abc import Callable

_BLIND_S = 1.5
_PAUSE_S = 0.3  # a longer wait for a packet is the sender's, whatever the format is


class DecodableWatch:
    """Notices that packets arrive and none of them gives a whole picture.

    The format then differs from the announced one: an H.264 decoder turns MPEG-2 into gray noise
    and reports it as damaged. A sender that stops for a while proves nothing about its format: time
    without packets does not count.

    Parameters
    ----------
    clock_s
        A monotonic clock, s.
    """

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._clock_s = clock_s
        self._last_s = clock_s()
        self._blind_s = 0.0

    def arrive(self) -> bool:
        """Count a packet that arrives; False if the format has changed."""
        now_s = self._clock_s()
        self._blind_s += min(now_s - self._last_s, _PAUSE_S)
        self._last_s = now_s
        return self._blind_s <= _BLIND_S

    def decode(self) -> None:
        """Count a picture that is whole."""
        self._blind_s = 0.0
