"""Thumbnails are near the time that is asked for, bounded, kept privately, and never a failure."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from hysteroview.capture.files.container import VideoFile, file_on_disk
from hysteroview.capture.files.key_pictures import KeyPictures
from hysteroview.capture.files.pyav import open_file
from hysteroview.capture.opening import open_source
from hysteroview.capture.source import SeekableSource, seekable
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.files.sealed_file import seal
from hysteroview.exam.files.sealed_medium import SealedMedium
from hysteroview.pipeline.review import thumbnail_cache
from hysteroview.pipeline.review.thumbnail_grid import Thumbnail, ThumbnailGrid, thumbnail_of
from hysteroview.pipeline.review.thumbnails import FIRST, Thumbnails, spread
from numbered import Recipe, read_number, write_numbered
from parts import SPLITS, write_parts
from patience import wait_until

KEYS = {"g": "10", "bf": "2", "x264-params": "scenecut=0:log-level=none"}
FRAMES = 300


def opener(path: Path) -> Callable[[], SeekableSource]:
    return lambda: seekable(open_source(str(path)))


@contextmanager
def complete(
    open_it: Callable[[], SeekableSource], folder: Path | None = None
) -> Iterator[Thumbnails]:
    thumbnails = Thumbnails(open_it, folder=folder)
    thumbnails.start()
    try:
        wait_until(lambda: thumbnails.is_complete)
        assert thumbnails.failure is None
        yield thumbnails
    finally:
        thumbnails.close()


def number_in(thumbnail: Thumbnail) -> int:
    pixels = thumbnail.pixels()
    assert pixels is not None
    return read_number(np.dstack((pixels, np.zeros(pixels.shape[:2], np.uint8))))


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    write_numbered(path, Recipe(frames=FRAMES, options=KEYS))
    return path


def test_each_thumbnail_shows_the_key_frame_of_its_time(film: Path) -> None:
    with closing(KeyPictures(file_on_disk(film), width_px=256, height_px=144)) as pictures:
        times = [each.pts_ns for each in pictures.all()]
    assert times == [number * NS_PER_S // 25 for number in range(0, FRAMES, 10)]
    with complete(opener(film)) as thumbnails:
        found = thumbnails.grid.pictures
        assert len(found) == FRAMES // 10
        for each in found:
            assert number_in(each) == round(each.pts_ns * 25 / NS_PER_S)
        near = thumbnails.near(round(123 / 25 * NS_PER_S))
        assert near is not None
        assert number_in(near) == 120


def test_a_key_frame_is_decoded_once(film: Path) -> None:
    """Of a short recording many times have the same key frame."""
    with complete(opener(film)) as thumbnails:
        assert thumbnails.made == FRAMES // 10


def test_of_many_key_frames_only_as_many_are_decoded_as_thumbnails_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So it takes as long for a recording of which each frame is a key frame."""
    most, path = 50, tmp_path / "long.mp4"
    monkeypatch.setattr("hysteroview.pipeline.review.thumbnails.MOST", most)
    write_numbered(path, Recipe(frames=400, fps=Fraction(1, 2), options={"g": "1"}))
    with complete(opener(path)) as thumbnails:
        assert thumbnails.made <= most + FIRST
        times = [each.pts_ns for each in thumbnails.grid.pictures]
    assert len(times) == thumbnails.made
    assert max(after - before for before, after in pairwise(times)) <= 800 * NS_PER_S // most


@pytest.mark.parametrize(
    ("name", "recipe"),
    [
        ("open gop.ts", Recipe(options={**KEYS, "x264-params": "scenecut=0:open-gop=1"})),
        ("hevc.mkv", Recipe("libx265", "yuv420p10le", options={"x265-params": "keyint=10"})),
        ("mjpeg.avi", Recipe("mjpeg", "yuvj422p")),
        ("mpeg2.mpg", Recipe("mpeg2video", options={"g": "10"})),
        ("late.mkv", Recipe(options=KEYS, times_s=[5 + index / 25 for index in range(60)])),
    ],
)
def test_kinds_of_files_have_thumbnails_of_true_times(
    tmp_path: Path, name: str, recipe: Recipe
) -> None:
    path = tmp_path / name
    write_numbered(path, recipe)
    source = opener(path)()
    first = source.read()
    source.close()
    assert first is not None
    with complete(opener(path)) as thumbnails:
        assert len(thumbnails.grid) >= 2
        for each in thumbnails.grid.pictures:
            assert number_in(each) == round((each.pts_ns - first.pts_ns) * 25 / NS_PER_S)


def test_parts_of_a_recording_are_on_its_timeline(tmp_path: Path) -> None:
    name = next(iter(SPLITS))
    path = tmp_path / "parts" / name
    paths = write_parts(path, SPLITS[name])
    with complete(opener(path)) as thumbnails:
        times = [each.pts_ns for each in thumbnails.grid.pictures]
        assert times == sorted(times)
    source = opener(path)()
    info = source.info
    source.close()
    assert len(paths) > 1
    assert info.duration_s is not None
    assert times[-1] - times[0] > info.duration_s * NS_PER_S / len(paths)


def test_an_encrypted_recording_has_thumbnails_in_memory_only(tmp_path: Path, film: Path) -> None:
    key = bytes(range(32))
    sealed, medium = tmp_path / "sealed.mp4", SealedMedium(key, key)
    sealed.write_bytes(seal(film.read_bytes(), key))
    file = VideoFile("sealed.mp4", lambda: medium.open(sealed))
    with complete(lambda: open_file(file), tmp_path / "cache") as thumbnails:
        assert len(thumbnails.grid) == FRAMES // 10
    assert not (tmp_path / "cache").exists()


def test_they_are_kept_for_their_owner_only_and_not_made_again(film: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    with complete(opener(film), folder) as thumbnails:
        first = thumbnails.grid.pictures
    (kept,) = folder.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    renamed = film.with_name("another name.mp4")
    film.rename(renamed)
    with complete(opener(renamed), folder) as thumbnails:
        assert thumbnails.made == 0
        assert thumbnails.grid.pictures == first


@pytest.mark.parametrize(
    "change", [lambda whole: whole[:-1], lambda _: b"", lambda _: b"\xff" * 99]
)
def test_a_damaged_cache_is_made_again(
    film: Path, tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    folder = tmp_path / "cache"
    with complete(opener(film), folder) as thumbnails:
        first = thumbnails.grid.pictures
    (kept,) = folder.iterdir()
    kept.write_bytes(change(kept.read_bytes()))
    with complete(opener(film), folder) as thumbnails:
        assert thumbnails.grid.pictures == first
    assert thumbnail_cache.load(kept) == first


def test_the_cache_has_a_bound_and_keeps_what_was_used_last(tmp_path: Path) -> None:
    picture = Thumbnail(0, b"x" * 1000)
    for name in "abc":
        thumbnail_cache.save(tmp_path / f"{name}.thumbnails", [picture], most_bytes=2500)
    assert {path.stem for path in tmp_path.iterdir()} == {"b", "c"}


def test_the_grid_has_a_bound() -> None:
    pixels = np.zeros((144, 256, 3), np.uint8)
    one = thumbnail_of(0, pixels)
    grid = ThumbnailGrid(2 * len(one.jpeg))
    assert grid.near(5) is None
    assert [grid.add(thumbnail_of(pts, pixels)) for pts in (0, 10, 20)] == [True, True, False]
    assert [grid.near(pts) for pts in (-5, 4, 6, 99)] == [
        *2 * [grid.pictures[0]], *2 * [grid.pictures[1]],
    ]  # fmt: skip


def test_what_cannot_be_opened_has_no_thumbnails_and_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(b"not a video")
    thumbnails = Thumbnails(opener(tmp_path / "film.mp4"))
    thumbnails.start()
    thumbnails.close()
    assert thumbnails.failure is None
    assert thumbnails.near(0) is None


def test_the_first_ones_are_far_from_each_other() -> None:
    order = list(spread(100))
    assert sorted(order) == list(range(100))
    assert order[:2] == [0, 64]
