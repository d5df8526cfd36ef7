"""A stream that stopped is found; a camera that is held still is not taken for one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from hysteroview.capture.opening import open_source
from hysteroview.core.types import NS_PER_S
from hysteroview.imaging.phantom import Lesion, Phantom, PhantomSpec
from hysteroview.imaging.pixels.sampling import halved, thumbnail
from hysteroview.imaging.quality.freeze import FreezeDetector
from network_encoder import FPS, through_encoder

STILL = np.random.default_rng(3).integers(0, 200, (90, 160, 3), dtype=np.uint8)
CLIPS = Path(__file__).resolve().parents[4].parent / "shared" / "data" / "clips"
LIVE = 25  # frames before the stream freezes
LATEST = round(2.4 * FPS)  # frames after that until it is found

Frames = list[np.ndarray]


def states(smalls: Iterable[np.ndarray], fps: float = FPS) -> list[bool]:
    """What the detector says of thumbnails, each at its time."""
    detector = FreezeDetector()
    return [
        detector.update(round(n * NS_PER_S / fps), halved(small)) for n, small in enumerate(smalls)
    ]


def with_noise(frames: Iterable[np.ndarray], sigma: float) -> Frames:
    """Frames with a camera's noise, which is other in each of them."""
    rng = np.random.default_rng(9)
    noisy = []
    for frame in frames:
        noise = rng.normal(0, sigma, (*frame.shape[:2], 1)) + rng.normal(0, sigma / 2, frame.shape)
        noisy.append(np.clip(frame + noise, 0, 255).round().astype(np.uint8))
    return noisy


def panned(picture: np.ndarray, count: int, px: float) -> Frames:
    """A camera that moves by `px` pixels a frame."""
    height, width = picture.shape[:2]
    large = cv2.resize(picture, (width * 5 // 4, height * 5 // 4), interpolation=cv2.INTER_CUBIC)
    return [
        cv2.warpAffine(large, np.array([[1, 0, -20 - px * n], [0, 1, -20 - px * n / 3]]),
                       (width, height))
        for n in range(count)
    ]  # fmt: skip


@cache
def breathing(count: int) -> Frames:
    """A phantom that breathes, before a camera that is held still."""
    phantom = Phantom(PhantomSpec(seed=900_001, lesion=Lesion.EP, width_px=480, height_px=360))
    return [phantom.render(n / FPS).pixels[..., :3] for n in range(count)]


@pytest.fixture(scope="module")
def real() -> Frames:
    """Frames of a real endoscope, moved over them as by a hand; (360, 640, 3) uint8, BGR."""
    path = CLIPS / "pan_720p60_hevc.mkv"
    if not path.is_file():
        pytest.skip("the clips of real endoscopy (shared/data/clips) are not on this machine")
    source = open_source(str(path))
    frames = []
    while len(frames) < 100 and (frame := source.read()) is not None:
        frames.append(cv2.resize(frame.pixels[..., :3], (640, 360), interpolation=cv2.INTER_AREA))
    source.close()
    return frames


def test_the_same_picture_for_a_second_is_frozen_until_it_moves() -> None:
    detector = FreezeDetector(after_s=1.0)
    frozen = [detector.update(index * NS_PER_S // 25, halved(STILL.copy())) for index in range(40)]
    assert frozen == [False] * 25 + [True] * 15
    assert not detector.update(40 * NS_PER_S // 25, halved(STILL[::-1].copy()))


def test_a_camera_held_still_is_not_frozen() -> None:
    rng = np.random.default_rng(5)
    noise = [rng.integers(0, 4, STILL.shape, dtype=np.uint8) for _ in range(60)]
    assert not any(states(STILL + each for each in noise))


def test_a_clock_that_continues_does_not_hide_a_freeze() -> None:
    detector = FreezeDetector()
    frozen = False
    for index in range(60):
        picture = STILL.copy()
        picture[2:4, 2:6] = index
        frozen = detector.update(index * NS_PER_S // 25, halved(picture))
    assert frozen


def test_a_jump_back_in_time_or_another_size_restarts() -> None:
    detector = FreezeDetector()
    detector.update(10 * NS_PER_S, halved(STILL))
    assert not detector.update(0, halved(STILL))
    assert not detector.update(2 * NS_PER_S, halved(STILL[:40]))


@pytest.mark.parametrize(("fps", "each"), [(25, 1), (25, 7), (60, 1), (60, 40)])
@pytest.mark.parametrize("count", [2, 3, 8])
def test_old_pictures_that_alternate_for_ten_seconds_are_frozen(
    count: int, fps: int, each: int
) -> None:
    """A buffer of a capture card that is sent again and again; each picture for some frames."""
    rng = np.random.default_rng(1)
    old = [cv2.add(STILL, rng.integers(0, 4, STILL.shape, np.uint8)) for _ in range(count)]
    frozen = states([old[n // each % count] for n in range(10 * fps)], fps)
    found = frozen.index(True)
    assert found <= 1.1 * fps + count * each
    assert all(frozen[found:])
    assert not FreezeDetector().update(0, halved(old[0]))


@pytest.mark.parametrize(("kbit_s", "key_interval"), [(100, 25), (300, 50), (300, 12), (1000, 50)])
def test_a_frozen_picture_that_is_encoded_anew_at_key_frames_stays_frozen(
    tmp_path: Path, real: Frames, kbit_s: int, key_interval: int
) -> None:
    live = real[:LIVE]
    coded = through_encoder(
        live + [live[-1]] * 100, tmp_path / "s.mp4", kbit_s=kbit_s, key_interval=key_interval
    )
    frozen = states(thumbnail(frame.image) for frame in coded)
    found = frozen.index(True)
    assert LIVE < found <= LIVE + LATEST
    assert all(frozen[found:])


@pytest.mark.parametrize(("each", "other"), [(1, 60), (7, 60), (3, 11)])
def test_alternating_pictures_that_were_encoded_are_frozen(
    tmp_path: Path, real: Frames, each: int, other: int
) -> None:
    """Two pictures that differ much, or a little; over two key frames."""
    frames = [real[0] if n // each % 2 else real[other] for n in range(130)]
    frozen = states(
        thumbnail(frame.image) for frame in through_encoder(frames, tmp_path / "s.mp4", crf=23)
    )
    found = frozen.index(True)
    assert found <= LATEST
    assert all(frozen[found:])


def test_after_a_freeze_the_first_new_pictures_are_live(real: Frames) -> None:
    """Where only the camera's noise is new, after the time in which there may be a key frame."""
    smalls = [thumbnail(each) for each in with_noise([real[0]] * 50, 1.0)]
    frozen = states([smalls[0]] * 40 + smalls)
    assert all(frozen[26:41])
    assert not any(frozen[50:])


LIVE_VIEWS: dict[str, Callable[[Frames], Frames]] = {
    "still view": lambda real: with_noise([real[0]] * 60, 1.0),
    "still view, little noise": lambda real: with_noise([real[0]] * 60, 0.5),
    "slow pan without noise": lambda real: panned(real[0], 75, 0.2),
    "pan": lambda real: panned(real[0], 60, 1.0),
    "hand": lambda real: real,
    "breathing": lambda _: breathing(60),
}  # fmt: skip


@pytest.mark.parametrize("view", LIVE_VIEWS)
def test_a_live_view_is_not_frozen(real: Frames, view: str) -> None:
    assert not any(states(thumbnail(frame) for frame in LIVE_VIEWS[view](real)))


@pytest.mark.parametrize("content_fps", [5, 3])
def test_a_slow_camera_whose_frames_are_repeated_is_not_frozen(
    real: Frames, content_fps: int
) -> None:
    smalls = [thumbnail(each) for each in with_noise([real[0]] * 15, 1.0)]
    assert not any(states(smalls[n * content_fps // FPS] for n in range(3 * FPS)))


@pytest.mark.parametrize("kbit_s", [150, 500])
@pytest.mark.parametrize("view", ["slow pan without noise", "hand", "breathing"])
def test_a_live_view_that_was_encoded_at_a_low_rate_is_not_frozen(
    tmp_path: Path, real: Frames, view: str, kbit_s: int
) -> None:
    coded = through_encoder(LIVE_VIEWS[view](real), tmp_path / "s.mp4", kbit_s=kbit_s)
    assert not any(states(thumbnail(frame.image) for frame in coded))
