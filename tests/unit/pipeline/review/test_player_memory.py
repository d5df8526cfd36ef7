"""What the player keeps has a bound, and is free when it is closed."""

from __future__ import annotations

import gc
import time
import weakref
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from hysteroview.capture.opening import open_source
from hysteroview.capture.source import SeekableSource, seekable
from hysteroview.core.types import Frame
from hysteroview.pipeline.review.frame_window import FrameWindow, size_bytes
from hysteroview.pipeline.review.player import Player
from hysteroview.pipeline.worker import Worker
from numbered import Recipe, write_numbered
from patience import wait_until
from recordings import numbered


@pytest.fixture
def without_collector() -> Iterator[None]:
    """Objects that refer to each other in a circle then stay."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("without_collector")
def test_a_closed_player_leaves_no_frame_and_not_itself(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    write_numbered(path, Recipe(frames=80, options={"g": "40"}))

    def open_it() -> SeekableSource:
        return seekable(open_source(str(path)))

    gone = weakref.ref(_played(Player(open_it)))
    assert gone() is None


def _played(player: Player) -> Player:
    """Return a player that was used and closed."""
    earlier = _frames()  # of tests before this one; held, so that their identities are theirs
    player.start()
    wait_until(lambda: player.look(time.monotonic_ns()).frame is not None)
    for request in (partial(player.go_to_index, 60), partial(player.step, -30)):
        request()
        wait_until(lambda: not player.look(time.monotonic_ns()).is_waiting)
    assert player.close()
    assert {id(each) for each in _frames()} <= {id(each) for each in earlier}
    return player


def _frames() -> list[Frame]:
    """Return all frames in the memory of this process."""
    return [each for each in gc.get_objects() if isinstance(each, Frame)]


def test_a_worker_that_has_ended_lets_go_of_its_owner() -> None:
    class Owner:
        def __init__(self) -> None:
            self.worker = Worker("short", self.work)

        def work(self) -> None:
            pass

    gc.disable()
    owner = Owner()
    owner.worker.start()
    assert owner.worker.join(60)
    gone = weakref.ref(owner)
    del owner
    assert gone() is None
    gc.enable()


def test_a_window_makes_room_before_frames_are_decoded() -> None:
    frames = [numbered(index) for index in range(20)]
    window = FrameWindow(10 * size_bytes(frames[0]))
    window.restart(frames[10], is_first=False)
    for frame in frames[11:]:
        window.append(frame)
    window.make_room(4)
    assert [window.first.index, window.last.index] == [10, 15]
    window.prepend(frames[6:10])
    assert [window.first.index, window.last.index, window.current.index] == [6, 15, 10]
