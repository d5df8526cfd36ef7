"""A clip has every frame at its time, its track beside it, and is complete when finished."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from fractions import Fraction
from pathlib import Path

import av
import pytest

from analyses import ORIGIN, make_analysis, make_frame, make_unassessed
from hysteroview.core.record import record_of
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.clip.series import ClipSeries, SplitRule
from hysteroview.exam.clip.track import results_of
from hysteroview.exam.clip.writer import ClipWriter
from recordings import at_rate, encoded, ffprobe_frames, numbered, plan, shown_in, write_all

ODD_RATES = [
    Fraction(25), Fraction(50), Fraction(30000, 1001), Fraction(60000, 1001), Fraction(24000, 1001),
    Fraction(15), Fraction(120),
]  # fmt: skip


def lines_of(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("rate", ODD_RATES, ids=str)
def test_times_are_exact_at_the_usual_rates(rate: Fraction, tmp_path: Path) -> None:
    writer = write_all(tmp_path, at_rate(rate, 100, start_ns=3_600 * NS_PER_S))
    record = writer.finish()
    shown = shown_in(record.path)
    assert [number for number, _ in shown] == list(range(100))
    assert [time for _, time in shown] == pytest.approx(
        [float(n / rate) for n in range(100)], abs=1e-9
    )
    assert record.first_pts_ns == 3_600 * NS_PER_S
    assert record.last_pts_ns == at_rate(rate, 100, 3_600 * NS_PER_S)[-1]
    assert (record.frames, record.frames_lost) == (100, 0)


def test_a_variable_rate_and_long_gaps_are_kept(tmp_path: Path) -> None:
    times_ns = [7, 40_000_007, 41_234_567, 5_500_000_000, 5_533_333_333, 30_000_000_000,
                30_016_683_350, 30_040_000_000]  # fmt: skip
    record = write_all(tmp_path, times_ns).finish()
    shown = shown_in(record.path)
    wanted = [(time_ns - times_ns[0]) / NS_PER_S for time_ns in times_ns]
    assert [number for number, _ in shown] == list(range(8))
    assert [time for _, time in shown] == pytest.approx(wanted, abs=2.8e-6)  # two roundings


def test_the_files_are_private_whole_and_known_by_their_hash(tmp_path: Path) -> None:
    folder = tmp_path / "exam"
    writer = write_all(folder, at_rate(30, 45), writes_subtitles=True)
    assert sorted(path.name for path in folder.iterdir()) == [
        f"{writer.files.stem}.recording.jsonl", f"{writer.files.stem}.recording.mp4"
    ]  # fmt: skip
    record = writer.finish()
    assert record.subtitles is not None
    assert sorted(folder.iterdir()) == sorted([record.path, record.track, record.subtitles])
    assert record.sha256 == hashlib.sha256(record.path.read_bytes()).hexdigest()
    assert record.track_sha256 == hashlib.sha256(record.track.read_bytes()).hexdigest()
    assert record.size_bytes == record.path.stat().st_size
    assert ffprobe_frames(record.path) in (45, None)
    if os.name != "nt":
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_names_contain_no_patient_data_and_nothing_is_overwritten(tmp_path: Path) -> None:
    first = write_all(tmp_path, at_rate(30, 3)).finish()
    second = write_all(tmp_path, at_rate(30, 3)).finish()
    assert first.path != second.path
    assert first.path.exists()
    assert second.path.exists()


def test_the_track_shows_what_the_model_said_and_when(tmp_path: Path) -> None:
    start_ns = 10 * NS_PER_S
    encoder, pictures = encoded(at_rate(30, 60, start_ns))
    writer = ClipWriter(plan(tmp_path, encoder, writes_subtitles=True), pictures[0])
    for picture in pictures:
        writer.write(picture)
    said = [
        record_of(make_analysis(make_frame(time_s=10.5))),
        record_of(make_unassessed(make_frame(time_s=11.5))),
    ]
    for result in said:
        writer.note(result)
    record = writer.finish()
    header, origin, *entries, last = lines_of(record.track)
    assert header["schema"] == "hysteroview.clip"
    assert header["research_use_only"] is True
    assert header["first_pts_ns"] == start_ns
    assert header["started_wall_ns"] == start_ns + 1_700_000_000 * NS_PER_S
    assert header["provenance"]["origin"] == origin["origin"] == ORIGIN.as_dict()
    assert list(results_of(lines_of(record.track))) == said
    assert [entry["reason"] for entry in entries] == [None, "NO_PICTURE"]
    assert last["end"]["sha256"] == record.sha256
    assert last["end"]["frames"] == 60
    assert record.subtitles is not None
    assert record.subtitles.read_text() == (
        "1\n00:00:00,500 --> 00:00:01,000\nAI: EP 60 %\nResearch use only\n"
        "\n2\n00:00:01,500 --> 00:00:01,966\n"
        "AI: Not assessed: no endoscopic picture in the frame\nResearch use only\n"
    )


def test_a_gap_in_the_numbers_is_lost_and_reported(tmp_path: Path) -> None:
    encoder, pictures = encoded(at_rate(30, 40))
    writer = ClipWriter(plan(tmp_path, encoder), pictures[0])
    kept = [*pictures[:10], *pictures[30:35]]  # 30 is a keyframe
    for picture in kept:
        writer.write(picture)
    record = writer.finish(last_index=39)
    assert (record.frames, record.frames_lost) == (15, 20 + 5)
    assert [number for number, _ in shown_in(record.path)] == [*range(10), *range(30, 35)]
    assert [line["lost"] for line in lines_of(record.track) if "lost" in line] == [20, 5]


def test_frames_before_the_first_keyframe_are_counted_as_lost(tmp_path: Path) -> None:
    encoder, pictures = encoded(at_rate(30, 60))
    series = ClipSeries(plan(tmp_path, encoder), SplitRule())
    records = [record for picture in pictures[5:] for record in series.write(picture)]
    records += series.finish()
    (record,) = records
    assert [number for number, _ in shown_in(record.path)] == list(range(30, 60))
    assert (series.skipped, record.frames_lost) == (25, 25)
    assert {"lost": 25, "before_pts_ns": NS_PER_S} in lines_of(record.track)


def test_after_a_pause_of_hours_a_recording_continues_in_another_file(tmp_path: Path) -> None:
    """MP4 cannot hold it: the pictures after it would be at the time of those before."""
    times_ns = [*at_rate(30, 10), *at_rate(30, 10, 7000 * NS_PER_S)]
    encoder, pictures = encoded(times_ns)
    series = ClipSeries(plan(tmp_path, encoder), SplitRule())
    records = [record for picture in pictures for record in series.write(picture)]
    records += series.finish()
    assert [[number for number, _ in shown_in(record.path)] for record in records] == [
        list(range(10)), list(range(10, 20)),
    ]  # fmt: skip
    assert [record.first_pts_ns for record in records] == [0, 7000 * NS_PER_S]
    assert [record.frames_lost for record in records] == [0, 0]


@pytest.mark.parametrize("rule", [SplitRule(seconds=2), SplitRule(size_bytes=3_000)], ids=str)
def test_split_files_join_without_a_gap(rule: SplitRule, tmp_path: Path) -> None:
    times_ns = at_rate(30, 200)
    encoder, pictures = encoded(times_ns)
    series = ClipSeries(plan(tmp_path, encoder), rule)
    records = [record for picture in pictures for record in series.write(picture)]
    records += series.finish(199)
    assert len(records) >= 3
    assert [record.part for record in records] == list(range(1, len(records) + 1))
    shown = [
        (number, record.first_pts_ns + round(time * NS_PER_S))
        for record in records
        for number, time in shown_in(record.path)
    ]
    assert [number for number, _ in shown] == list(range(200))
    assert [time_ns for _, time_ns in shown] == pytest.approx(times_ns, abs=3000)
    assert sum(record.frames for record in records) == 200
    assert sum(record.frames_lost for record in records) == 0
    assert series.frames == 200
    assert len(list(tmp_path.iterdir())) == 2 * len(records)  # no ballast is left


def test_the_shape_of_a_pixel_is_kept(tmp_path: Path) -> None:
    import av

    encoder, pictures = encoded(at_rate(25, 5), (720, 576), Fraction(16, 15))
    writer = ClipWriter(plan(tmp_path, encoder), pictures[0])
    for picture in pictures:
        writer.write(picture)
    record = writer.finish()
    with av.open(str(record.path)) as container:
        stream = container.streams.video[0]
        assert stream.sample_aspect_ratio == Fraction(16, 15)
        assert (stream.width, stream.height) == (720, 576)
        assert "title" in container.metadata


def test_the_ai_track_is_a_subtitle_track_of_the_video_too(tmp_path: Path) -> None:
    encoder, pictures = encoded(at_rate(30, 90))
    writer = ClipWriter(plan(tmp_path, encoder, writes_subtitles=True), pictures[0])
    for index, picture in enumerate(pictures):
        writer.write(picture)
        if index % 10 == 0:
            writer.note(record_of(make_analysis(numbered(index))))
    record = writer.finish()
    assert record.subtitles is not None
    with av.open(str(record.path)) as container:
        assert [stream.type for stream in container.streams] == ["video", "subtitle"]
        inside = [
            (packet.pts, packet.pts + packet.duration, bytes(packet)[2:].decode())
            for packet in container.demux(subtitles=0)
            if packet.size > 2
        ]
    assert len(inside) >= 5
    assert all("Research use only" in words for _, _, words in inside)
    beside = record.subtitles.read_text()
    assert beside.count("-->") == len(inside)
    assert all(f"{start // 1000:02d},{start % 1000:03d} -->" in beside for start, _, _ in inside)
    assert [number for number, _ in shown_in(record.path)] == list(range(90))
