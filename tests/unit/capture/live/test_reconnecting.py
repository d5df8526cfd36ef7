"""Reconnection, tested without a network, with controlled sources."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hysteroview.capture.live.clock import LiveClock
from hysteroview.capture.live.reconnecting import ReconnectingSource, ReconnectPolicy
from hysteroview.capture.source import SignalSource, SourceInfo
from hysteroview.core.errors import SourceError
from hysteroview.core.types import NS_PER_S, Frame
from patience import PATIENCE_S, wait_until

QUICK = ReconnectPolicy(open_s=PATIENCE_S, stall_s=1.0, first_delay_s=0.01, longest_delay_s=0.02)


class Connection:
    """Gives some frames, and then ends, fails or hangs."""

    def __init__(self, width_px: int, count: int, end: str) -> None:
        self.info = SourceInfo(
            name="device", width_px=width_px, height_px=16, fps=Fraction(25), frame_count=None,
            duration_s=None, codec="none", is_live=True,
        )  # fmt: skip
        self.damage: str | None = None
        self._left, self._end, self._index = count, end, 0
        self._closed = threading.Event()
        self.may_go_on = threading.Event()  # after the first frame
        self.may_go_on.set()

    def read(self) -> Frame | None:
        if self._index:
            self.may_go_on.wait(PATIENCE_S)
        if self._left == 0:
            if self._end == "hangs":
                self._closed.wait(2.0)  # a driver that comes back late
            if self._end == "fails":
                raise SourceError("It was unplugged.")
            return None
        self._left -= 1
        self._index += 1
        pixels = np.zeros((16, self.info.width_px, 4), np.uint8)
        return Frame(self._index - 1, 7 * NS_PER_S, time.monotonic_ns(), pixels)

    def close(self) -> None:
        self._closed.set()


def connecting(*connections: Connection | SourceError) -> ReconnectingSource:
    waiting = iter(connections)

    def connect() -> Connection:
        connection = next(waiting, None) or SourceError("It is not there.")
        if isinstance(connection, SourceError):
            raise connection
        return connection

    return ReconnectingSource(connect, "camera 0", QUICK)


@pytest.mark.parametrize("end", ["ends", "fails", "hangs"])
def test_frames_go_on_over_connections(end: str) -> None:
    source = connecting(
        Connection(32, 3, end), SourceError("busy"), Connection(64, 0, "ends"),
        Connection(64, 4, "fails"),
    )  # fmt: skip
    assert isinstance(source, SignalSource)
    frames = [source.read() for _ in range(7)]
    assert [frame.index for frame in frames if frame] == list(range(7))
    assert [frame.width_px for frame in frames if frame] == [32] * 3 + [64] * 4
    times = [frame.pts_ns for frame in frames if frame]
    assert sorted(set(times)) == times
    assert (source.info.width_px, source.info.name, source.info.is_live) == (64, "camera 0", True)
    assert source.signal.reconnects == 1
    assert source.signal.lost is None
    source.close()
    source.close()
    assert source.read() is None


def test_a_first_connection_that_fails_is_reported_immediately() -> None:
    with pytest.raises(SourceError, match="unplugged"):
        connecting(Connection(32, 0, "fails"))
    with pytest.raises(SourceError, match="is not there"):
        connecting()


def test_the_reason_is_shown_while_the_signal_is_lost() -> None:
    source = connecting(Connection(32, 1, "fails"))
    assert source.read() is not None
    watcher = threading.Thread(target=interrupt_once_lost, args=(source,))
    watcher.start()
    assert source.read() is None  # from the interruption: nothing ever came
    watcher.join()
    assert source.signal.lost is not None
    assert source.signal.lost.startswith(("It was unplugged.", "It is not there."))
    source.close()


def interrupt_once_lost(source: ReconnectingSource) -> None:
    wait_until(lambda: source.signal.lost is not None)
    source.interrupt()


def test_delays_grow_to_a_limit() -> None:
    policy = ReconnectPolicy()
    delays = [policy.delay_s(attempt, 0.5) for attempt in range(40)]
    assert delays[:6] == [0.5, 1.0, 2.0, 4.0, 8.0, 10.0]
    assert delays[-1] == 10.0
    assert policy.delay_s(0, 0.0) == pytest.approx(0.4)
    assert policy.delay_s(50, 0.999) <= 12.0


def test_a_reader_that_is_too_slow_loses_old_frames_which_is_reported() -> None:
    connection = Connection(32, 30, "hangs")
    connection.may_go_on.clear()
    source = connecting(connection)  # takes the first frame
    connection.may_go_on.set()
    wait_until(lambda: "faster than could be processed" in (source.damage or ""))
    frames = [source.read() for _ in range(2)]
    assert frames[0] is not None
    assert frames[1] is not None
    assert frames[1].index > frames[0].index + 1  # the gap is counted by who records
    assert "faster than could be processed" in (source.damage or "")
    source.close()


steps = st.tuples(
    st.integers(-(2**62), 2**62),
    st.integers(0, 20 * NS_PER_S),
    st.booleans(),
)


@given(st.lists(steps, max_size=40))
def test_the_clock_always_continues_and_follows_wall_time(
    moments: list[tuple[int, int, bool]],
) -> None:
    clock, wall_ns, last_ns = LiveClock(), 5, -1
    began_ns = wall_ns + moments[0][1] if moments else 0
    for sent_ns, passed_ns, is_new in moments:
        wall_ns += passed_ns
        if is_new:
            clock.reset()
        told_ns = clock.next_ns(sent_ns, wall_ns)
        assert told_ns > last_ns
        assert told_ns >= wall_ns - began_ns - NS_PER_S
        last_ns = told_ns


def wrap_around() -> Iterator[int]:
    """MPEG-TS counts 33 bits of 90 kHz: 26.5 hours."""
    for index in range(100):
        yield ((2**33 - 50 * 3600 + index * 3600) % 2**33) * NS_PER_S // 90_000


def test_a_clock_that_wraps_around_continues_evenly() -> None:
    clock = LiveClock()
    times = [
        clock.next_ns(sent_ns, index * NS_PER_S // 25)
        for index, sent_ns in enumerate(wrap_around())
    ]
    steps_ns = np.diff(times)
    assert steps_ns.min() > 0.9 * NS_PER_S / 25
    assert steps_ns.max() < 1.1 * NS_PER_S / 25
