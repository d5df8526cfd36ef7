"""`hysteroview bench review`: how fast a recording is opened, stepped through and searched."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hysteroview.cli.figures import JSON_OPTION, percentiles, report

if TYPE_CHECKING:
    from hysteroview.capture.source import SeekableSource
    from hysteroview.pipeline.review.player import Player
    from hysteroview.pipeline.review.player_status import PlayerStatus
    from hysteroview.pipeline.review.track_columns import TrackColumns

_GOALS = {
    "review.first_picture_ms": "≤ 1000",
    "review.step_ms.p95": "≤ 16 where frames are at hand",
    "review.back_over_forward": "≤ 1.2 where frames are at hand",
    "review.seek_exact_ms.p95": "≤ 80 own recordings, ≤ 700 GOPs of 250",
    "review.key_frame_ms.p95": "≤ 50",
    "review.drag_ms.p95": "≤ 16",
    "review.release_ms.p95": "≤ 150",
    "review.flick_ms.p95": "≤ 700 GOPs of 250",
    "review.first_thumbnails_s": "≤ 2 for 100",
    "review.thumbnails_s_per_h": "≤ 20",
    "review.frame_change_growth_ms": "≤ 1",
}
_TIMEOUT_S = 60.0
_LOOK_S = 0.0005
_NEAR, _FAR = 20, 300  # frames: at hand around the present one; behind what is kept at 1080p
_SHORT_ROWS, _LONG_ROWS = 100, 1_000_000
_MOVE_S = 0.016  # between two positions of a slider that is dragged
_HAND_S, _REST_S, _FLICK_S = 0.8, 0.15, 0.16
_MOST_DRAGS = 20
_FAR_NS = 1 << 62
_DECODED = 540  # frames, to measure decoding alone


@click.command()
@click.argument("video", type=click.Path(exists=True, path_type=Path))
@click.option("--seeks", default=60, show_default=True, type=click.IntRange(min=2))
@click.option(
    "--openings",
    default=10,
    show_default=True,
    type=click.IntRange(min=3),
    help="How often VIDEO is opened in a row, to see whether memory is freed.",
)
@JSON_OPTION
def review(video: Path, seeks: int, openings: int, json_path: Path | None) -> None:
    """Play VIDEO as the review page does, and time steps, seeks, drags and thumbnails.

    Times end when the pixels of the picture are there; the window paints them at its next refresh.
    """
    from hysteroview.bench.review_rates import decode_fps
    from hysteroview.capture.opening import open_source
    from hysteroview.capture.source import seekable
    from hysteroview.pipeline.review.player import Player

    def open_it() -> SeekableSource:
        return seekable(open_source(str(video)))

    figures: dict[str, float] = {}
    player = Player(open_it)
    began_s = time.perf_counter()
    player.start()
    try:
        first = _settled(player)
        figures["review.first_picture_ms"] = (time.perf_counter() - began_s) * 1e3
        assert first.frame is not None
        length_ns = round((0.0 if first.info is None else first.info.duration_s or 0.0) * 1e9)
        chance = random.Random(1)  # noqa: S311 - a fair sample
        moments = [first.frame.pts_ns + chance.randrange(max(length_ns, 1)) for _ in range(seeks)]
        figures |= _steps(player, moments[: max(seeks // 10, 2)])
        figures |= _long_run(player, first.frame.pts_ns + length_ns // 3)
        waits = [_timed(player, partial(player.seek, moment)) for moment in moments]
        figures |= percentiles("review.seek_exact_ms", waits, 50, 95)
        figures |= _thumbnails(open_it, moments, length_ns)
        figures |= _drags(player, open_it, moments)
    finally:
        player.close()
    figures["review.decode_250_ms"] = 250e3 / decode_fps(video, _DECODED)
    figures |= _openings(open_it, openings)
    figures["review.frame_change_growth_ms"] = _row_ms(_LONG_ROWS) - _row_ms(_SHORT_ROWS)
    report(figures, _GOALS, json_path)


def _settled(player: Player) -> PlayerStatus:
    """Wait until what was asked for can be painted."""
    pause, end_s = threading.Event(), time.perf_counter() + _TIMEOUT_S
    while time.perf_counter() < end_s:
        status = player.look(time.monotonic_ns())
        if status.failure is not None:
            raise status.failure
        if status.frame is not None and not status.is_waiting:
            _ = status.frame.pixels
            return status
        pause.wait(_LOOK_S)
    raise click.ClickException("A picture was not shown within a minute.")


def _timed(player: Player, request: Callable[[], None]) -> float:
    """Return the time from a request to the picture, ms."""
    began_s = time.perf_counter()
    request()
    _settled(player)
    return (time.perf_counter() - began_s) * 1e3


def _steps(player: Player, moments: list[int]) -> dict[str, float]:
    """Time single steps where the frames around are decoded."""
    forward: list[float] = []
    back: list[float] = []
    for moment in moments:
        player.seek(moment)
        _settled(player)
        for way in (1, -1):  # so that they are at hand
            player.step(way * _NEAR)
            _settled(player)
        forward += [_timed(player, partial(player.step, 1)) for _ in range(_NEAR)]
        back += [_timed(player, partial(player.step, -1)) for _ in range(_NEAR)]
    return {
        **percentiles("review.step_ms", forward + back, 50, 95),
        "review.back_over_forward": sum(back) / sum(forward),
    }


def _long_run(player: Player, moment: int) -> dict[str, float]:
    """Time steps that leave what is kept, without pauses: limited by the decoder."""
    player.seek(moment)
    _settled(player)
    times = []
    for way in (1, -1):
        began_s = time.perf_counter()
        for _ in range(_FAR):
            player.step(way)
            _settled(player)
        times.append((time.perf_counter() - began_s) * 1e3 / _FAR)
        player.seek(moment + (1 if way > 0 else 0))
        _settled(player)
    return {"review.far_step_ms": times[0], "review.far_step_back_ms": times[1]}


def _thumbnails(
    open_it: Callable[[], SeekableSource], moments: list[int], length_ns: int
) -> dict[str, float]:
    """Time key frames, one by one and all."""
    from hysteroview.capture.files.in_time import FilesInTime
    from hysteroview.capture.files.key_pictures import KeyPictures
    from hysteroview.pipeline.review.thumbnails import FIRST, HEIGHT_PX, WIDTH_PX, Thumbnails

    with closing(open_it()) as source:
        if not isinstance(source, FilesInTime):
            return {}
        stretch = source.stretches[0]
    waits = []
    with closing(KeyPictures(stretch.file, width_px=WIDTH_PX, height_px=HEIGHT_PX)) as pictures:
        for moment in moments:
            began_s = time.perf_counter()
            pictures.at(moment)
            waits.append((time.perf_counter() - began_s) * 1e3)
    thumbnails = Thumbnails(open_it)
    pause, began_s = threading.Event(), time.perf_counter()
    first_s: float | None = None
    thumbnails.start()
    try:
        while not thumbnails.is_complete and thumbnails.failure is None:
            if first_s is None and thumbnails.made >= FIRST:
                first_s = time.perf_counter() - began_s
            pause.wait(_LOOK_S)
        all_s = time.perf_counter() - began_s
    finally:
        thumbnails.close()
    return {
        **percentiles("review.key_frame_ms", waits, 50, 95),
        "review.first_thumbnails_s": all_s if first_s is None else first_s,
        "review.thumbnails_s_per_h": all_s / (length_ns / 3600e9) if length_ns else float("nan"),
        "review.thumbnails_mb_per_h": thumbnails.grid.size_bytes / 1e6 / (length_ns / 3600e9)
        if length_ns
        else float("nan"),
    }


def _drags(
    player: Player, open_it: Callable[[], SeekableSource], moments: list[int]
) -> dict[str, float]:
    """Drag from one moment to the next, and let go; thumbnails are there.

    As a hand does it, the drag slows down and rests before the button is released: with the least
    jerk (Flash and Hogan 1985, doi 10.1523/JNEUROSCI.05-07-01688.1985). A flick does not.
    """
    from hysteroview.pipeline.review.thumbnails import Thumbnails

    thumbnails = Thumbnails(open_it)
    pause = threading.Event()
    thumbnails.start()
    try:
        while not thumbnails.is_complete and thumbnails.failure is None:
            pause.wait(_LOOK_S)
        near: list[float] = []
        release: list[float] = []
        flick: list[float] = []
        for begin, end in pairwise(moments[: _MOST_DRAGS + 1]):
            for length_s, waits in ((_HAND_S, release), (_FLICK_S, flick)):
                for moment in _hand(begin, end, round(length_s / _MOVE_S)):
                    began_s = time.perf_counter()
                    player.seek(moment)
                    found = thumbnails.near(moment)
                    if found is not None:
                        found.pixels()
                    near.append((time.perf_counter() - began_s) * 1e3)
                    pause.wait(_MOVE_S)
                pause.wait(_REST_S if waits is release else 0)
                waits.append(_timed(player, partial(player.seek, end)))
                player.seek(begin)
                _settled(player)
    finally:
        thumbnails.close()
    return {
        **percentiles("review.drag_ms", near, 50, 95),
        **percentiles("review.release_ms", release, 50, 95),
        **percentiles("review.flick_ms", flick, 50, 95),
    }


def _hand(begin_ns: int, end_ns: int, moves: int) -> list[int]:
    """Return where a hand is on its way, with the least jerk."""
    shares = [move / moves for move in range(1, moves + 1)]
    way = [10 * share**3 - 15 * share**4 + 6 * share**5 for share in shares]
    return [begin_ns + round((end_ns - begin_ns) * each) for each in way]


def _openings(open_it: Callable[[], SeekableSource], count: int) -> dict[str, float]:
    """Open the recording again and again, look at its end, and close it; measure the memory."""
    import psutil

    from hysteroview.pipeline.review.player import Player
    from hysteroview.pipeline.review.thumbnails import Thumbnails

    used_mb: list[float] = []
    for _ in range(count):
        player, thumbnails = Player(open_it), Thumbnails(open_it)
        player.start()
        thumbnails.start()
        try:
            _settled(player)
            _timed(player, partial(player.seek, _FAR_NS))
        finally:
            player.close()
            thumbnails.close()
        used_mb.append(psutil.Process().memory_info().rss / 1e6)
    return {
        "review.memory_mb": used_mb[-1],
        "review.memory_growth_mb": used_mb[-1] - used_mb[1],  # since the second opening
    }


def _row_ms(rows: int) -> float:
    """Return the time to find the result of a frame in a track of this length, ms."""
    track = _track(rows)
    chance = random.Random(2)  # noqa: S311 - a fair sample
    moments = [chance.randrange(rows * 40_000_000) for _ in range(2000)]
    began_s = time.perf_counter()
    for moment in moments:
        track.row_at(moment)
    return (time.perf_counter() - began_s) * 1e3 / len(moments)


def _track(rows: int) -> TrackColumns:
    import numpy as np

    from hysteroview.pipeline.review.track_columns import TrackColumns

    flat = np.zeros(rows, np.float32)
    return TrackColumns(
        codes=("BE",),
        pts_ns=np.arange(rows, dtype=np.int64) * 40_000_000,
        frame_index=np.arange(rows, dtype=np.int64),
        cause=np.zeros(rows, np.int8),
        probabilities=flat[np.newaxis],
        share=flat,
        two_class=np.zeros(rows, np.int8),
        label=np.zeros(rows, np.int8),
        episode=np.zeros(rows, np.int32),
        quality=flat,
    )
