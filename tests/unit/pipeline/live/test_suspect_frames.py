"""A clip says which of its frames may be wrong because the source lost video data."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import pytest

from hysteroview.capture.files.pyav import open_source
from hysteroview.core.types import NS_PER_S, Frame
from hysteroview.exam.clip.record import ClipRecord
from hysteroview.exam.clip.recovery import recover_clips
from hysteroview.pipeline.live.recorder import Recorder
from hysteroview.settings.table import RecordingSettings
from numbered import Recipe, read_number, write_numbered
from recordings import PROVENANCE

WITH_SUBTITLES = RecordingSettings(preroll_s=0, subtitles=True)
IN_ORDER = {"g": "20", "bf": "0", "tune": "zerolatency", "x264-params": "scenecut=0:log-level=none"}
LOST = "AI: Not assessed: video data was lost"


def write_source(path: Path) -> list[Frame]:
    """Write 80 numbered pictures, lose one transport packet, and return the frames."""
    write_numbered(path, Recipe(frames=80, options=IN_ORDER))
    content = path.read_bytes()
    video = [at for at in range(0, len(content), 188) if content[at + 1 : at + 3] == b"\x01\x00"]
    lost = video[len(video) // 3]
    path.write_bytes(content[:lost] + content[lost + 188 :])
    with closing(open_source(str(path))) as source:
        frames = list(iter(source.read, None))
    suspect = [frame.index for frame in frames if frame.is_suspect]
    assert 3 < len(suspect) < 25
    assert suspect == [*range(suspect[0], suspect[-1] + 1)]
    return frames


def record(frames: list[Frame], folder: Path, settings: RecordingSettings) -> ClipRecord:
    recorder = Recorder(settings, PROVENANCE)
    recorder.start()
    try:
        recorder.start_clip(folder)
        for frame in frames:
            recorder.offer(frame)
        recorder.stop_clip()
    finally:
        assert recorder.close()
    (clip,) = recorder.take_finished()
    return clip


def lines_of(track: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in track.read_text().splitlines()]


def suspects_in(track: Path, frames: list[Frame]) -> list[int]:
    """Return the numbers of the pictures that a track marks."""
    spans = [line for line in lines_of(track) if "suspect" in line]
    marked = [
        frame
        for frame in frames
        if any(span["from_pts_ns"] <= frame.pts_ns <= span["to_pts_ns"] for span in spans)
    ]
    assert sum(span["suspect"] for span in spans) == len(marked)
    return [read_number(frame.pixels) for frame in marked]


@pytest.mark.parametrize("copies", [True, False], ids=["copied", "encoded"])
def test_the_track_names_the_very_frames_that_the_source_suspects(
    tmp_path: Path, *, copies: bool
) -> None:
    """The AI is not running: nothing else says anything of these frames."""
    frames = write_source(tmp_path / "source.ts")
    clip = record(frames, tmp_path / "clips", replace(WITH_SUBTITLES, copies=copies))
    assert clip.frames == 80
    suspect = [frame for frame in frames if frame.is_suspect]
    assert suspects_in(clip.track, frames) == [read_number(frame.pixels) for frame in suspect]
    assert clip.frames_suspect == len(suspect)
    assert lines_of(clip.track)[-1]["end"]["frames_suspect"] == len(suspect)


def test_subtitles_say_that_suspect_frames_are_not_assessed(tmp_path: Path) -> None:
    frames = write_source(tmp_path / "source.ts")
    clip = record(frames, tmp_path / "clips", WITH_SUBTITLES)
    first, *_, last = (frame.pts_ns - frames[0].pts_ns for frame in frames if frame.is_suspect)
    assert clip.subtitles is not None
    assert LOST in clip.subtitles.read_text()
    with av.open(str(clip.path)) as container:
        stream = container.streams.subtitles[0]
        shown = [
            (packet.pts * packet.time_base, packet.duration * packet.time_base, bytes(packet)[2:])
            for packet in container.demux(stream)
            if packet.size > 2 and packet.pts is not None and packet.duration
        ]
    texts = [(begin, begin + length) for begin, length, text in shown if LOST.encode() in text]
    assert float(texts[0][0]) == pytest.approx(first / NS_PER_S, abs=0.002)
    assert last / NS_PER_S <= float(texts[-1][1]) <= last / NS_PER_S + 0.51


def test_a_clip_that_is_completed_after_a_crash_keeps_the_count(tmp_path: Path) -> None:
    frames = write_source(tmp_path / "source.ts")
    clip = record(frames, tmp_path / "clips", WITH_SUBTITLES)
    lines = clip.track.read_text().splitlines(keepends=True)[:-1]
    clip.track.with_suffix(".recording.jsonl").write_text("".join(lines))
    clip.track.unlink()
    clip.path.rename(clip.path.with_suffix(".recording.mp4"))
    (recovered,) = recover_clips(tmp_path / "clips").clips
    assert recovered.is_recovered
    assert recovered.frames_suspect == clip.frames_suspect > 0


def test_a_clip_without_loss_says_nothing_of_suspect_frames(tmp_path: Path) -> None:
    frames = [replace(frame, is_suspect=False) for frame in write_source(tmp_path / "source.ts")]
    clip = record(frames, tmp_path / "clips", WITH_SUBTITLES)
    assert not any("suspect" in line for line in lines_of(clip.track))
    assert clip.frames_suspect == 0
