"""A sender that stops is not blamed on its format; one whose format changed is."""

from __future__ import annotations

from hysteroview.capture.live.decodable import DecodableWatch


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def feed(watch: DecodableWatch, clock: Clock, packets: int, *, are_whole: bool) -> bool:
    """Let packets arrive at 25 a second; return whether the format is still right."""
    for _ in range(packets):
        clock.now_s += 0.04
        if not watch.arrive():
            return False
        if are_whole:
            watch.decode()
    return True


def test_packets_that_give_no_whole_picture_are_of_another_format() -> None:
    clock = Clock()
    watch = DecodableWatch(clock)
    assert feed(watch, clock, 200, are_whole=True)
    assert feed(watch, clock, 35, are_whole=False)
    assert not feed(watch, clock, 10, are_whole=False)


def test_a_sender_that_stops_has_not_changed_its_format() -> None:
    clock = Clock()
    watch = DecodableWatch(clock)
    assert feed(watch, clock, 50, are_whole=True)
    clock.now_s += 2.2  # less than the timeout of a connection
    assert feed(watch, clock, 20, are_whole=False), "until the next key frame"
    assert feed(watch, clock, 50, are_whole=True)


def test_slow_streams_are_watched_too() -> None:
    clock = Clock()
    watch = DecodableWatch(clock)
    arrived = []
    for _ in range(8):
        clock.now_s += 1.0
        arrived.append(watch.arrive())
    assert arrived == [True] * 5 + [False] * 3
