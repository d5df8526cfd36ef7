"""A seek may be given up at any frame, and one on a long way leaves frames out: none is wrong."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from conformance.test_seeking import (
    FAR_NS,
    FIELDS,
    KINDS,
    Seen,
    check_seek,
    open_seekable,
    read_all,
    shown_at,
)  # fmt: skip
from hysteroview.capture.files.pyav import PyavSource
from hysteroview.capture.source import SeekableSource
from numbered import Recipe, write_numbered
from parts import SPLITS, write_parts
from trials import trials

LONG = "scenecut=0:log-level=none:keyint=100:min-keyint=100"
FILMS = {
    "pyramid.mp4": Recipe(frames=240, options={"bf": "3", "x264-params": f"{LONG}:ref=4"}),
    "pyramid open gop.ts": Recipe(
        frames=240, options={"bf": "3", "x264-params": f"{LONG}:open-gop=1:b-pyramid=2"}
    ),
    "no pyramid.mkv": Recipe(frames=240, options={"bf": "5", "x264-params": f"{LONG}:b-pyramid=0"}),
    "no b frames.mp4": Recipe(frames=240, options={"bf": "0", "x264-params": LONG}),
    "fields.ts": Recipe(frames=120, options={**FIELDS, "g": "100"}),
    "variable rate.mkv": replace(
        KINDS["variable rate.mkv"],
        frames=240,
        options={"bf": "3", "x264-params": LONG},
        times_s=[index / 25 + 0.3 * (index // 7) + 0.004 * (index % 3) for index in range(240)],
    ),
    "hevc.mkv": Recipe(
        "libx265", frames=120, options={"x265-params": "keyint=100:scenecut=0:log-level=none"}
    ),
}


def until(count: int) -> Callable[[], bool]:
    """Return a question that is answered with yes so many times."""
    left = iter(range(count))
    return lambda: next(left, None) is not None


@pytest.fixture(params=[*FILMS, "parts"])
def film(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / request.param
    if request.param == "parts":
        path = tmp_path / "continues_001.ts"
        write_parts(path, SPLITS["continues_001.ts"])
    else:
        write_numbered(path, FILMS[request.param])
    return path


def test_after_seeks_that_were_given_up_each_frame_is_right(film: Path) -> None:
    source = open_seekable(str(film))
    straight = read_all(source)
    source.close()
    source = open_seekable(str(film))
    chance = random.Random(11)
    for _ in range(trials(40, 400)):
        at_ns = chance.choice(straight).pts_ns
        for _ in range(chance.randrange(4)):  # as a slider is dragged
            at_ns += chance.randrange(-400, 400) * 10_000_000
            source.seek(at_ns, is_wanted=until(chance.choice((0, 1, 2, 5, 30))))
        at_ns += chance.choice((-1, 0, 1, 40_000_000, 600_000_000))
        check_seek(source, straight, at_ns, chance.choice((0, 1, 5)))
    source.close()


def decoded(source: SeekableSource, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that gets an entry for each packet that is decoded."""
    assert isinstance(source, PyavSource)
    packets: list[int] = []
    decoder = source._frames.decoder
    plain = decoder._from_whole_one
    monkeypatch.setattr(
        decoder, "_from_whole_one", lambda frames: packets.append(1) or plain(frames)
    )
    return packets


def test_frames_that_no_other_depends_on_are_not_decoded_on_a_long_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "film.mp4"
    write_numbered(path, FILMS["no pyramid.mkv"])
    source = open_seekable(str(path))
    packets = decoded(source, monkeypatch)
    source.seek(90 * 40_000_000)
    assert len(packets) < 60
    source.close()


def test_what_was_decoded_for_a_seek_that_was_given_up_is_of_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "film.mp4"
    write_numbered(path, FILMS["no b frames.mp4"])
    source = open_seekable(str(path))
    packets = decoded(source, monkeypatch)
    source.seek(FAR_NS)  # so that all packets are known
    packets.clear()
    assert not source.seek(80 * 40_000_000, is_wanted=until(60))
    assert len(packets) >= 60
    packets.clear()
    assert source.seek(90 * 40_000_000)
    assert len(packets) < 60
    frame = source.read()
    assert frame is not None
    assert frame.index == 90
    source.close()


def test_a_damaged_long_way_is_decoded_from_its_key_frame(tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    write_numbered(path, FILMS["no pyramid.mkv"])
    content = bytearray(path.read_bytes())
    middle = len(content) // 5
    content[middle : middle + 300] = np.random.default_rng(2).bytes(300)
    path.write_bytes(content)
    source = open_seekable(str(path))
    straight = read_all(source)
    source.close()
    for number in (60, 80, 95, 150, 190):
        source = open_seekable(str(path))
        at = shown_at(straight, number * 40_000_000)
        source.seek(number * 40_000_000)
        frame = source.read()
        assert frame is not None
        seen = Seen.of(frame)
        assert (seen.pts_ns, seen.number) == (straight[at].pts_ns, straight[at].number)
        source.close()
