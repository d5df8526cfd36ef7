"""The player shows exactly the frame that was asked for, by the number painted in its picture."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from conformance.test_seeking import Seen, open_seekable, read_all, shown_at
from hysteroview.core.types import NS_PER_S
from hysteroview.pipeline.review.player import Player
from hysteroview.pipeline.review.player_status import PlayerStatus, PlayRange
from numbered import Recipe, read_number, write_numbered
from patience import wait_until
from trials import trials

FEW_BYTES = 400_000  # about 50 of these small frames, so that the window is left again and again


def settled(player: Player) -> PlayerStatus:
    """Wait until what was asked for is shown."""

    def is_there() -> bool:
        status = player.look(0)
        assert status.failure is None
        return status.frame is not None and not status.is_waiting

    wait_until(is_there, every_s=0.0005)
    return player.look(0)


def check(status: PlayerStatus, expected: Seen) -> None:
    frame = status.frame
    assert frame is not None
    seen = (frame.index, frame.pts_ns, read_number(frame.pixels))
    assert seen == (expected.index, expected.pts_ns, expected.number)


def test_random_seeks_and_steps_show_the_true_frame(clip: Path) -> None:
    source = open_seekable(str(clip))
    straight = read_all(source)
    source.close()
    chance = random.Random(5)
    player = Player(lambda: open_seekable(str(clip)), cache_bytes=FEW_BYTES)
    player.start()
    try:
        check(settled(player), straight[0])
        at = 0
        for _ in range(trials(12, 250)):
            kind = chance.choice(("seek", "seek", "step", "steps", "index"))
            if kind == "seek":
                pts_ns = chance.choice(straight).pts_ns + chance.choice((0, 0, 1, -1))
                at = shown_at(straight, pts_ns)
                player.seek(pts_ns)
            elif kind == "index":
                at = chance.randrange(len(straight))
                player.go_to_index(at)
            else:
                for _ in range(1 if kind == "step" else 3):
                    by = chance.choice((-25, -5, -1, 1, 5, 25))
                    player.step(by)
                    settled(player)
                    at = min(max(at + by, 0), len(straight) - 1)
            check(settled(player), straight[at])
    finally:
        player.close()


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    write_numbered(path, Recipe(frames=150, options={"g": "40", "bf": "2"}))
    return path


@pytest.fixture
def player(film: Path) -> Iterator[Player]:
    player = Player(lambda: open_seekable(str(film)), cache_bytes=FEW_BYTES)
    player.start()
    settled(player)
    yield player
    player.close()


def play(player: Player, seconds: float) -> list[int]:
    """Look at the display's rate for a time of its clock, waiting where decoding takes longer."""
    shown, now_ns, end_ns = [], 0, round(seconds * NS_PER_S)
    while now_ns < end_ns:
        frame = player.look(now_ns).frame
        assert frame is not None
        assert read_number(frame.pixels) == frame.index
        shown.append(frame.index)
        time.sleep(0.002)
        now_ns += NS_PER_S // 60
    return shown


def test_it_plays_forward_each_frame_in_order(player: Player) -> None:
    player.play(1.0)
    shown = play(player, 2.0)
    assert shown == sorted(shown)
    steps = {after - before for before, after in pairwise(shown)}
    assert steps <= {0, 1}
    assert 40 <= shown[-1] <= 50


def test_it_plays_backward_and_stops_at_the_first_frame(player: Player) -> None:
    player.seek(100 * NS_PER_S // 25)
    settled(player)
    player.play(-2.0)
    shown = play(player, 3.5)
    assert shown == sorted(shown, reverse=True)
    assert shown[-1] == 0
    status = player.look(0)
    assert (status.speed, status.is_first) == (0.0, True)


def test_a_part_without_an_end_is_repeated_from_its_beginning(player: Player) -> None:
    player.seek(140 * NS_PER_S // 25)
    settled(player)
    player.loop(PlayRange(140 * NS_PER_S // 25, 1 << 62))
    player.play(4.0)
    shown = play(player, 1.5)
    assert set(shown) <= set(range(140, 150))
    assert sum(after < before for before, after in pairwise(shown)) >= 2
    assert player.look(0).speed == 4.0


def test_at_eight_times_the_speed_it_ends_at_the_last_frame(player: Player) -> None:
    player.play(8.0)
    shown = play(player, 4.0)
    assert shown[-1] == 149
    assert player.look(0).is_last
    player.step(5)
    status = settled(player)
    assert status.frame is not None
    assert status.frame.index == 149


def test_a_slow_decoder_makes_the_clock_wait_and_no_frame_is_lost(player: Player) -> None:
    player.play(1.0)
    player.look(0)
    frame = player.look(60 * NS_PER_S).frame  # nobody looked for a minute
    assert frame is not None
    assert frame.index < 60
    assert player.look(60 * NS_PER_S).speed == 1.0


def test_steps_add_up_while_they_are_decoded(player: Player) -> None:
    for _ in range(30):
        player.step(1)
    for _ in range(4):
        player.step(25)
    status = settled(player)
    assert status.frame is not None
    assert status.frame.index == 130


def test_a_recording_that_cannot_be_opened_is_a_failure_and_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(b"not a video")
    player = Player(lambda: open_seekable(str(tmp_path / "film.mp4")))
    player.start()
    wait_until(lambda: player.look(0).failure is not None)
    player.step(1)
    player.seek(0)
    player.close()


def test_a_file_that_is_cut_while_it_is_shown_ends_in_a_failure_or_a_frame(
    player: Player, film: Path
) -> None:
    film.write_bytes(film.read_bytes()[:2000])
    player.seek(140 * NS_PER_S // 25)
    wait_until(lambda: player.look(0).failure is not None or not player.look(0).is_waiting)
    assert player.look(0).frame is not None
