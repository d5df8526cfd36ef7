"""A live source that reconnects automatically when its signal is lost."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from hysteroview.capture.live.clock import LiveClock
from hysteroview.capture.live.feed import Arrival, Feed
from hysteroview.capture.source import Signal, SourceInfo, VideoSource
from hysteroview.core.errors import SourceError
from hysteroview.core.types import Frame

log = logging.getLogger(__name__)

_JOIN_TIMEOUT_S = 1.0
_JITTER = 0.2  # so that several windows do not all reconnect to a sender at the same time


@dataclass(frozen=True, slots=True)
class ReconnectPolicy:
    """Timeouts and delays of reconnection.

    Attributes
    ----------
    open_s
        Timeout for the first frame of a connection.
    stall_s
        Timeout for the next frame. Sources have shorter timeouts themselves; this one is for a
        driver that hangs.
    first_delay_s, longest_delay_s
        Delay before the next attempt: doubled with every attempt, within these limits.
    """

    open_s: float = 10.0
    stall_s: float = 4.0
    first_delay_s: float = 0.5
    longest_delay_s: float = 10.0

    def delay_s(self, attempt: int, chance: float) -> float:
        """Return the delay before an attempt, counted from 0; `chance` is in [0, 1)."""
        doubled = self.first_delay_s * 2.0 ** min(attempt, 30)
        return min(doubled, self.longest_delay_s) * (1 + _JITTER * (2 * chance - 1))


class ReconnectingSource:
    """Combine consecutive connections into one continuous source.

    Indices continue, with a gap for each dropped frame; timestamps continue by wall time.

    Parameters
    ----------
    connect
        Function that opens the source, with its own timeout; called in the thread of each
        connection.
    name
        Name for display, constant over all connections.

    Raises
    ------
    SourceError
        No frame is received over the first connection.
    """

    def __init__(
        self,
        connect: Callable[[], VideoSource],
        name: str,
        policy: ReconnectPolicy | None = None,
    ) -> None:
        self._connect, self._name = connect, name
        self._policy = policy or ReconnectPolicy()
        self._interrupted = threading.Event()
        self._signal = Signal()
        self._clock = LiveClock()
        self._next_index, self._first_index = 0, 0
        self._dropped = 0  # frames dropped in earlier connections
        self._attempt = 0
        self._feed: Feed | None = Feed(connect)
        self._has_pictures = False  # whether the current connection has sent frames
        try:
            arrival = self._feed.take(self._policy.open_s)
        except SourceError:
            self._drop_feed(self._feed)
            raise
        if arrival is None:
            self._drop_feed(self._feed)
            raise SourceError(
                f"No picture is received from {name}.",
                remedy="Check that it is switched on and sending.",
            )
        self._info, self._damage = arrival.info, arrival.damage
        self._pending: Frame | None = self._continue_frame(arrival)

    @property
    def info(self) -> SourceInfo:
        """Properties at the newest frame; see `SignalSource`."""
        return self._info

    @property
    def damage(self) -> str | None:
        """Frames lost by the current connection, or because this machine was too slow."""
        feed = self._feed
        dropped = self._dropped + (feed.dropped if feed is not None else 0)
        sentences = [self._damage] if self._damage else []
        if dropped:
            sentences.append(
                f"{dropped} frame{'s' * (dropped > 1)} arrived faster than could be processed."
            )
        return " ".join(sentences) or None

    @property
    def signal(self) -> Signal:
        """Present state of the signal."""
        return self._signal

    def read(self) -> Frame | None:
        """Return the next frame, without a timeout; None once interrupted or closed."""
        frame, self._pending = self._pending, None
        while frame is None and not self._interrupted.is_set():
            if self._feed is None:
                self._connect_again()
            else:
                frame = self._take(self._feed)
        return None if self._interrupted.is_set() else frame

    def interrupt(self) -> None:
        """Make waiting and later `read` calls return None."""
        self._interrupted.set()
        feed = self._feed
        if feed is not None:
            feed.stop()

    def close(self) -> None:
        """End the connection; may be called twice."""
        self.interrupt()
        self._pending = None
        if self._feed is not None:
            self._drop_feed(self._feed)

    def _take(self, feed: Feed) -> Frame | None:
        policy = self._policy
        try:
            arrival = feed.take(policy.stall_s if self._has_pictures else policy.open_s)
        except SourceError as error:
            self._mark_lost(feed, error.message)
            return None
        if arrival is None:
            if not self._interrupted.is_set():
                self._mark_lost(feed, "No picture is received.")
            return None
        return self._continue_frame(arrival)

    def _continue_frame(self, arrival: Arrival) -> Frame:
        """Continue indices and timestamps across connections."""
        frame = arrival.frame
        if not self._has_pictures:
            self._has_pictures = True
            self._first_index = self._next_index - frame.index
            self._clock.reset()
        if self._signal.lost is not None:
            self._signal = Signal(reconnects=self._signal.reconnects + 1)
            log.info("the signal is back after %d attempts", self._attempt)
        self._attempt = 0
        self._info = replace(arrival.info, name=self._name, is_live=True)
        self._damage = arrival.damage
        index = self._first_index + frame.index
        self._next_index = index + 1
        return replace(
            frame, index=index, pts_ns=self._clock.next_ns(frame.pts_ns, frame.captured_ns)
        )

    def _mark_lost(self, feed: Feed, reason: str) -> None:
        self._dropped += feed.dropped
        self._drop_feed(feed)
        self._has_pictures = False
        if self._signal.lost is None:
            log.warning("the signal of a live source is lost")  # the reason may contain an address
        lost = f"{reason} The program reconnects as soon as the signal is back."
        self._signal = replace(self._signal, lost=lost)

    def _connect_again(self) -> None:
        delay_s = self._policy.delay_s(self._attempt, random.random())  # noqa: S311 - no secret
        self._attempt += 1
        if self._interrupted.wait(delay_s):
            return
        self._feed = Feed(self._connect)
        if self._interrupted.is_set():  # by a call that found no feed to stop
            self._feed.stop()

    def _drop_feed(self, feed: Feed) -> None:
        self._feed = None
        feed.stop()
        feed.join(_JOIN_TIMEOUT_S)
