"""A closed file leaves no decoder behind: with it, all of its buffers would stay in memory."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import av
import pytest

from hysteroview.capture.decode.picture import OrientationReader
from hysteroview.capture.files.pyav import open_source
from hysteroview.core.types import NS_PER_S
from numbered import Recipe, write_numbered


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    write_numbered(path, Recipe(frames=60, options={"g": "20"}))
    return path


@pytest.fixture
def without_collector() -> Iterator[None]:
    """Objects that refer to each other in a circle then stay."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("without_collector")
def test_a_closed_file_frees_its_decoder_without_the_garbage_collector(film: Path) -> None:
    source = open_source(str(film))
    source.seek(NS_PER_S)
    assert source.read() is not None
    decoder = weakref.ref(source._frames.decoder)
    source.close()
    del source
    assert decoder() is None


@pytest.mark.usefixtures("without_collector")
def test_reading_how_a_frame_is_turned_keeps_no_frame(film: Path) -> None:
    before = _large_frames()  # of other tests
    with av.open(str(film)) as container:
        frames = list(container.decode(video=0))
    for frame in frames:
        OrientationReader().read(frame)
    assert _large_frames() == before + len(frames)
    frame = None
    frames.clear()
    assert _large_frames() == before


def _large_frames() -> int:
    return sum(isinstance(each, av.VideoFrame) and each.width > 16 for each in gc.get_objects())
