"""Where a file declares one duration for all, sound that is longer is not a missing end."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from hysteroview.capture.files.pyav import open_source

FRAMES, RATE_HZ = 25, 44100
CODECS = {".flv": ("flv1", "aac"), ".wmv": ("wmv2", "wmav2")}


def write(path: Path, sound_s: float) -> None:
    """Write 1 s of video with sound of another length."""
    codec, sound_codec = CODECS[path.suffix]
    with av.open(str(path), "w") as container:
        video = container.add_stream(codec, rate=25)
        video.width, video.height, video.pix_fmt = 96, 64, "yuv420p"
        sound = container.add_stream(sound_codec, rate=RATE_HZ)
        sound.codec_context.bit_rate = 64000
        for index in range(FRAMES):
            frame = av.VideoFrame.from_ndarray(np.full((96, 96), 4 * index, np.uint8), "yuv420p")
            frame.pts = index
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        samples = sound.codec_context.frame_size or 1024
        for index in range(round(sound_s * RATE_HZ / samples)):
            silence = av.AudioFrame.from_ndarray(
                np.zeros((2, samples), np.float32), format="fltp", layout="stereo"
            )
            silence.sample_rate, silence.pts = RATE_HZ, index * samples
            silence.time_base = Fraction(1, RATE_HZ)
            container.mux(sound.encode(silence))
        container.mux(sound.encode(None))


def damage_of(path: Path) -> tuple[int, str | None]:
    source = open_source(str(path))
    frames = len(list(iter(source.read, None)))
    source.close()
    return frames, source.damage


@pytest.mark.parametrize("suffix", CODECS)
@pytest.mark.parametrize("sound_s", [1.0, 4.0])
def test_a_whole_recording_has_no_missing_end(suffix: str, sound_s: float, tmp_path: Path) -> None:
    path = tmp_path / f"film{suffix}"
    write(path, sound_s)
    assert damage_of(path) == (FRAMES, None)


def test_a_recording_whose_sound_breaks_off_too_has_a_missing_end(tmp_path: Path) -> None:
    path = tmp_path / "film.flv"
    write(path, 4.0)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 3 // 4])
    frames, damage = damage_of(path)
    assert frames <= FRAMES
    assert damage is not None
    assert "ends early" in damage
