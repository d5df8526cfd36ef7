"""A medium that fails while a recording is read: what came before is kept, and said why it ends."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from hysteroview.capture.files.container import VideoFile, file_on_disk, open_video
from hysteroview.capture.files.pyav import PyavSource, open_file
from hysteroview.core.errors import SeekError, SourceError
from hysteroview.core.types import Frame
from hysteroview.exam.files.sealed_file import seal
from hysteroview.exam.files.sealed_frames import LARGEST
from hysteroview.exam.files.sealed_medium import SealedMedium
from numbered import Recipe, read_number, write_numbered

KEY = bytes(range(32))
FRAMES = 60
B_FRAMES = Recipe(
    frames=FRAMES, size=(256, 192),
    options={"g": "12", "bf": "3", "qp": "1", "x264-params": "scenecut=0:log-level=none"},
)  # fmt: skip
RECIPES = {
    "film.ts": B_FRAMES,
    "film.mkv": B_FRAMES,
    "film.avi": B_FRAMES,
    "film.mp4": replace(B_FRAMES, muxing={"movflags": "faststart"}),
    "fragments.mp4": replace(B_FRAMES, muxing={"movflags": "frag_keyframe+empty_moov"}),
    "film.mpg": replace(
        B_FRAMES, codec="mpeg2video", options={"g": "12", "qmin": "1", "qmax": "1"}
    ),
}


class PulledIn(io.BytesIO):
    """A file on a disk that is pulled out, or has a place that cannot be read."""

    def __init__(self, content: bytes, fails_at: int, until: int) -> None:
        super().__init__(content)
        self._fails_at, self._until = fails_at, until

    def read(self, size: int | None = -1, /) -> bytes:
        at, size = self.tell(), len(self.getbuffer()) if size is None or size < 0 else size
        if at < self._until and at + size > self._fails_at:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return super().read(size)


@dataclass(frozen=True)
class Whole:
    """A recording, and what is read of it by number."""

    content: bytes
    frames: dict[int, Frame]


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Whole]:
    folder = tmp_path_factory.mktemp("recordings")

    @cache
    def make(name: str) -> Whole:
        write_numbered(folder / name, RECIPES[name])
        content = (folder / name).read_bytes()
        frames = read_all(open_file(VideoFile(name, lambda: io.BytesIO(content))))
        whole = {read_number(frame.pixels): frame for frame in frames}
        assert [*whole] == [*range(FRAMES)]
        return Whole(content, whole)

    return make


def pulled(name: str, content: bytes, part: float, until: float = 1.0) -> VideoFile:
    places = round(len(content) * part), round(len(content) * until)
    return VideoFile(name, lambda: PulledIn(content, *places))


def read_all(source: PyavSource) -> list[Frame]:
    try:
        return list(iter(source.read, None))
    finally:
        source.close()


def assert_right(frames: list[Frame], whole: Whole) -> None:
    """The frames are those of the whole recording, each with its own time."""
    for frame in frames:
        if not frame.is_suspect:
            expected = whole.frames[read_number(frame.pixels)]
            assert frame.pts_ns == expected.pts_ns
            assert np.array_equal(frame.pixels, expected.pixels)
    assert sum(not frame.is_suspect for frame in frames) >= FRAMES // 5


@pytest.mark.parametrize("name", RECIPES)
def test_a_disk_pulled_in_mid_read_keeps_the_pictures_before_with_their_times(
    name: str, recording: Callable[[str], Whole]
) -> None:
    whole = recording(name)
    source = open_file(pulled(name, whole.content, 0.6, until=0.9))
    frames = read_all(source)
    assert len(frames) < FRAMES
    assert_right(frames, whole)
    assert source.damage is not None
    assert "cannot be read: input/output error." in source.damage


def test_a_disk_that_fails_before_the_first_picture_is_a_source_error(
    recording: Callable[[str], Whole],
) -> None:
    content = recording("film.mp4").content
    with pytest.raises(SourceError, match=r"film\.mp4 cannot be read: input/output") as failed:
        open_file(pulled("film.mp4", content, 0.0))
    assert "disk" in failed.value.remedy


def test_a_disk_that_fails_during_a_seek_is_a_seek_error(recording: Callable[[str], Whole]) -> None:
    content = recording("film.mkv").content
    is_pulled = False

    def open_content() -> io.BytesIO:
        if is_pulled:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return io.BytesIO(content)

    source = open_file(VideoFile("film.mkv", open_content))
    is_pulled = True
    with pytest.raises(SeekError, match="cannot be read"):
        source.seek(3_000_000_000)
    source.close()


@pytest.fixture
def sealed(tmp_path: Path, recording: Callable[[str], Whole]) -> Callable[[str, float], VideoFile]:
    """Seal a recording in which one byte was changed at a part of its length."""

    def make(name: str, part: float) -> VideoFile:
        content = recording(name).content
        assert len(content) > 4 * LARGEST, "in several sealed frames"
        damaged = bytearray(seal(content, KEY))
        damaged[round(len(damaged) * part)] ^= 1
        path = tmp_path / f"sealed {name}"
        path.write_bytes(damaged)
        medium = SealedMedium(KEY, KEY)
        return VideoFile(path.name, lambda: medium.open(path))

    return make


@pytest.mark.parametrize("name", ["film.ts", "film.mp4", "fragments.mp4", "film.mkv"])
def test_an_encrypted_clip_with_a_damaged_frame_keeps_the_pictures_before_it(
    name: str, sealed: Callable[[str, float], VideoFile], recording: Callable[[str], Whole]
) -> None:
    source = open_file(sealed(name, 0.6))
    frames = read_all(source)
    assert len(frames) < FRAMES
    assert_right(frames, recording(name))
    assert source.damage is not None
    assert "cannot be read: the file was changed or is damaged." in source.damage


def test_an_encrypted_clip_that_is_damaged_at_its_start_is_a_source_error(
    sealed: Callable[[str, float], VideoFile],
) -> None:
    with pytest.raises(SourceError, match="cannot be decrypted") as failed:
        open_file(sealed("film.ts", 0.01))
    assert "exam verify" in failed.value.remedy


def test_what_fails_for_one_file_is_not_raised_for_another(
    recording: Callable[[str], Whole],
) -> None:
    """PyAV keeps an error of a function for more bytes, and raises it at its next call."""
    content = recording("film.ts").content
    source = open_file(pulled("film.ts", content, 0.5))
    read_all(source)
    other = open_video(VideoFile("film.ts", lambda: io.BytesIO(content)))
    packets = sum(packet.size > 0 for packet in other.container.demux(other.stream))
    assert packets == FRAMES
    assert other.failure is None
    other.close()


def test_a_file_that_gets_another_name_is_still_read_to_its_end(
    recording: Callable[[str], Whole], tmp_path: Path
) -> None:
    (tmp_path / "film.ts").write_bytes(recording("film.ts").content)
    source = open_file(file_on_disk(tmp_path / "film.ts"))
    (tmp_path / "film.ts").rename(tmp_path / "other.ts")
    assert len(read_all(source)) == FRAMES
    assert source.damage is None
