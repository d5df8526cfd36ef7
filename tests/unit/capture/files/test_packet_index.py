"""The index of packets: what it knows of key frames without decoding, and what it does not."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import av

from hysteroview.capture.files.packet_index import PacketIndex

KEY, P, B = "IPB"  # kinds of frames, for the tables below
Row = tuple[str, int | None]


def make_packet(kind: str, pts: int | None, dts: int | None, size: int = 40) -> av.Packet:
    packet = av.Packet(bytes(size))
    packet.pts, packet.dts, packet.time_base = pts, dts, Fraction(1, 25)
    packet.is_keyframe = kind == KEY
    return packet


def fill(rows: Sequence[Row], *, uses_dts: bool = False) -> PacketIndex:
    index = PacketIndex(uses_dts=uses_dts)
    for number, (kind, pts) in enumerate(rows):
        index.add(make_packet(kind, pts, number - 2, 100 + number))
    return index


def gop(start: int, length: int = 10, *, leading: int = 0) -> list[Row]:
    """A key frame, the frames before it that follow it in the file, and the rest in order."""
    before = [(B, start + number) for number in range(leading)]
    rest = [(P, start + number) for number in range(leading + 1, length)]
    return [(KEY, start + leading), *before, *rest]


def test_a_key_frame_knows_how_many_frames_are_shown_before_it() -> None:
    index = fill([*gop(0), *gop(10, leading=3), *gop(20)])
    keys = [index.key(place) for place in range(index.keys)]
    assert [(key.number, key.pts, key.index, key.is_clear) for key in keys] == [
        (0, 0, 0, True), (10, 13, 13, True), (20, 20, 20, True),
    ]  # fmt: skip
    assert [key.size_bytes for key in keys] == [100, 110, 120]
    assert index.size_of(11) == 111
    assert index.time_of(11) == 10
    assert len(index) == 30


def test_the_last_key_frame_before_a_time_is_found() -> None:
    index = fill([*gop(0), *gop(10, leading=3), *gop(20)])
    assert [index.find(time) for time in (-1, 0, 12, 13, 19, 20, 10**6)] == [-1, 0, 0, 1, 1, 2, 2]
    assert index.reaches(19)
    assert not index.reaches(20)
    index.is_complete = True
    assert index.reaches(10**9)


def test_key_frames_that_follow_closely_are_thinned_out() -> None:
    index = fill([(KEY, number) for number in range(100)])
    assert index.keys == 13
    assert [index.key(place).index for place in range(3)] == [0, 8, 16]


def test_a_flag_puts_its_packet_and_the_next_in_doubt() -> None:
    index = PacketIndex(uses_dts=False)
    for number, (kind, pts) in enumerate([*gop(0), *gop(10)]):
        packet = make_packet(kind, pts, number)
        packet.is_corrupt = number == 4
        index.add(packet)
    assert [number for number in range(20) if index.is_in_doubt(number)] == [4, 5]
    assert index.key(1).index == 10


def test_a_missing_time_makes_key_frames_unclear() -> None:
    rows = [*gop(0), *gop(10), *gop(20), *gop(30)]
    rows[7] = (P, None)  # before the second
    rows[31] = (B, None)  # right after the fourth: it may lead
    index = fill(rows)
    assert [index.key(place).is_clear for place in range(4)] == [True, False, True, False]
    assert index.trusted == 4


def test_a_repeated_time_makes_the_next_key_frame_unclear() -> None:
    rows = [*gop(0), *gop(10), *gop(20)]
    rows[8] = (P, 7)
    index = fill(rows)
    assert [index.key(place).is_clear for place in range(3)] == [True, False, True]


def test_what_begins_anew_is_not_trusted() -> None:
    index = fill([*gop(0), *gop(10), *gop(20), *gop(0), *gop(10), *gop(20), *gop(40)])
    assert index.keys == 7
    assert index.trusted == 3
    assert index.find(100) == 2


def test_without_any_times_nothing_is_trusted() -> None:
    index = PacketIndex(uses_dts=False)
    for kind, _ in [*gop(0), *gop(10)]:
        index.add(make_packet(kind, None, None))
    assert index.trusted == 0
    assert index.find(100) == -1


def test_times_of_decoding_do_not_say_which_frames_lead() -> None:
    index = fill([*gop(0), *gop(10, leading=2)], uses_dts=True)
    key = index.key(1)
    assert (key.index, key.dts, key.pts, key.is_clear) == (10, 8, None, False)
    assert index.time_of(11) == 9


def test_corrections_hold_from_their_packet_on() -> None:
    index = fill([*gop(0), *gop(10), *gop(20), *gop(30)])
    index.correct(20, -1)
    index.correct(10, -2)
    assert [index.key(place).index for place in range(4)] == [0, 8, 17, 27]
    index.correct(0, 1)
    assert [index.key(place).index for place in range(4)] == [1, 9, 18, 28]


def test_distrust_is_for_all() -> None:
    index = fill([*gop(0), *gop(10)])
    index.distrust()
    assert index.find(100) == -1
