"""Clips keep number, times, size, aspect and colors, and appear when they are complete."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from clips import picture, times_of
from hysteroview.core.errors import StorageError
from hysteroview.core.types import NS_PER_S
from hysteroview.export.video import ClipSpec, open_clip

RATES = [24, 25, 30, 50, 60, Fraction(24000, 1001), Fraction(30000, 1001), Fraction(60000, 1001)]


def write(path: Path, times_ns: list[int], size: tuple[int, int] = (96, 64), **spec: object) -> int:
    with open_clip(path, ClipSpec(width_px=size[0], height_px=size[1], **spec)) as clip:  # type: ignore[arg-type]
        for index, time_ns in enumerate(times_ns):
            clip.write(np.ascontiguousarray(picture(index, *size)[..., ::-1]), time_ns)
        return clip.shift_ns


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_usual_rates_are_exact(rate: Fraction | int, tmp_path: Path) -> None:
    times_ns = [round(n * NS_PER_S / rate) for n in range(20)]
    write(tmp_path / "clip.mp4", times_ns)
    exact = [float(n / Fraction(rate)) for n in range(20)]
    assert times_of(tmp_path / "clip.mp4") == pytest.approx(exact, abs=1e-9)


def test_variable_rate_and_late_start_are_kept(tmp_path: Path) -> None:
    times_ns = [540_000_000, 541_234_567, 900_000_000, 12_345_678_901, 12_400_000_000]
    assert write(tmp_path / "clip.mp4", times_ns) == 0
    wanted = [time_ns / NS_PER_S for time_ns in times_ns]
    assert times_of(tmp_path / "clip.mp4") == pytest.approx(wanted, abs=1.4e-6)


@pytest.mark.parametrize("start_ns", [-40_000_000, 36_000 * NS_PER_S])
def test_a_clip_that_would_begin_far_off_begins_at_zero(start_ns: int, tmp_path: Path) -> None:
    times_ns = [start_ns, start_ns + 40_000_000]
    assert write(tmp_path / "clip.mp4", times_ns) == -start_ns
    assert times_of(tmp_path / "clip.mp4") == pytest.approx([0, 0.04])


@pytest.mark.parametrize("size", [(1, 1), (33, 17), (96, 64), (1281, 721)])
def test_odd_sizes_get_a_black_border(size: tuple[int, int], tmp_path: Path) -> None:
    write(tmp_path / "clip.mp4", [0, 40_000_000, 80_000_000], size)
    with av.open(str(tmp_path / "clip.mp4")) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert frames[0].shape == (size[1] + size[1] % 2, size[0] + size[0] % 2, 3)
    if size == (33, 17):
        assert frames[0][4, 4].tolist() == pytest.approx([40, 40, 200], abs=12)
        assert frames[0][4, -1].max() < 90


def test_it_is_what_a_browser_plays(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    write(
        path, [n * 40_000_000 for n in range(12)],
        pixel_aspect=Fraction(16, 15), metadata={"comment": "Research use only."},
    )  # fmt: skip
    with av.open(str(path)) as container:
        (stream,) = container.streams
        assert stream.type == "video"
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert stream.sample_aspect_ratio == Fraction(16, 15)
        assert container.metadata["comment"] == "Research use only."
        frame = next(container.decode(stream))
        assert frame.to_ndarray(format="rgb24")[50, 80].tolist() == pytest.approx(
            [200, 40, 40], abs=4
        )
    content = path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")  # so that it plays while it loads


def test_a_frame_of_another_size_is_fitted(tmp_path: Path) -> None:
    with open_clip(tmp_path / "clip.mp4", ClipSpec(width_px=96, height_px=64)) as clip:
        clip.write(np.full((64, 96, 4), 200, np.uint8), 0)
        clip.write(np.full((128, 128, 4), 200, np.uint8), 40_000_000)
    with av.open(str(tmp_path / "clip.mp4")) as container:
        frames = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    assert frames[1].shape == (64, 96)
    assert frames[1][32, 48] > 150
    assert frames[1][32, 4] < 40


def test_nothing_is_left_of_a_clip_that_failed(tmp_path: Path) -> None:
    spec = ClipSpec(width_px=96, height_px=64)
    with pytest.raises(KeyboardInterrupt), open_clip(tmp_path / "clip.mp4", spec) as clip:  # noqa: PT012
        clip.write(np.zeros((64, 96, 4), np.uint8), 0)
        raise KeyboardInterrupt
    with pytest.raises(StorageError, match="no frame"), open_clip(tmp_path / "clip.mp4", spec):
        pass
    assert list(tmp_path.iterdir()) == []
