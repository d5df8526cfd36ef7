"""Interrupted clips are completed at the next start and can be played."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyses import make_analysis, make_frame
from hysteroview.capture.opening import open_source
from hysteroview.core.record import record_of
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.clip.disk import Ballast
from hysteroview.exam.clip.files import ClipFiles
from hysteroview.exam.clip.fragments import whole_boxes
from hysteroview.exam.clip.recovery import NEVER_BEGUN, recover_clips
from recordings import at_rate, ffprobe_frames, shown_in, write_all
from trials import trials

FRAMES = 150
OLD_TRACK = Path(__file__).parents[3] / "old_files" / "clip.jsonl"


@pytest.fixture(scope="module")
def unfinished(tmp_path_factory: pytest.TempPathFactory) -> ClipFiles:
    """A clip as a killed program leaves it."""
    folder = tmp_path_factory.mktemp("killed")
    writer = write_all(folder, at_rate(30, FRAMES, 5 * NS_PER_S), writes_subtitles=True)
    writer.note(record_of(make_analysis(make_frame(time_s=7))))
    return writer.files


def broken_off(files: ClipFiles, folder: Path, video_bytes: int, track_bytes: int) -> ClipFiles:
    copy = ClipFiles(folder, files.stem)
    folder.mkdir(parents=True)
    copy.unfinished_video.write_bytes(files.unfinished_video.read_bytes()[:video_bytes])
    copy.unfinished_track.write_bytes(files.unfinished_track.read_bytes()[:track_bytes])
    return copy


def test_a_killed_recording_is_closed_where_it_ended(unfinished: ClipFiles, tmp_path: Path) -> None:
    copy = broken_off(unfinished, tmp_path / "exam", 10**9, 10**9)
    recovered = recover_clips(tmp_path)
    (record,) = recovered.clips
    assert recovered.failures == ()
    assert record.is_recovered
    assert "interrupted" in record.note
    assert FRAMES - record.frames <= 13  # 0.4 s and the frame that ends the fragment
    assert [number for number, _ in shown_in(record.path)] == list(range(record.frames))
    assert ffprobe_frames(record.path) in (record.frames, None)
    assert (record.first_pts_ns, record.part) == (5 * NS_PER_S, 1)
    wanted_ns = at_rate(30, FRAMES, 5 * NS_PER_S)[record.frames - 1]
    assert record.last_pts_ns == pytest.approx(wanted_ns, abs=3000)
    assert (record.path, record.track, record.subtitles) == (
        copy.video, copy.track, copy.subtitles
    )  # fmt: skip
    last = json.loads(record.track.read_text().splitlines()[-1])["end"]
    assert (last["is_recovered"], last["sha256"]) == (True, record.sha256)
    with closing(open_source(str(record.path))) as source:  # as `analyze` reads it
        assert source.info.frame_count == record.frames
        assert sum(1 for _ in iter(source.read, None)) == record.frames
        assert source.damage is None
    assert recover_clips(tmp_path).clips == ()


@settings(max_examples=trials(20, 200), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 1), track_share=st.floats(0, 1))
def test_wherever_it_is_interrupted_all_whole_fragments_play(
    share: float, track_share: float, unfinished: ClipFiles, tmp_path: Path
) -> None:
    folder = tmp_path / "exam"
    shutil.rmtree(folder, ignore_errors=True)
    size = unfinished.unfinished_video.stat().st_size
    video_bytes = round(share * size)
    track_bytes = round(track_share * unfinished.unfinished_track.stat().st_size)
    ends = [box.end for box in whole_boxes(unfinished.unfinished_video) if box.kind == b"mdat"]
    broken_off(unfinished, folder, video_bytes, track_bytes)
    recovered = recover_clips(folder)
    if video_bytes < ends[0]:
        assert recovered.clips == ()
        assert recovered.failures == (NEVER_BEGUN.format(name=unfinished.video.name),)
        assert {path.suffixes[0] for path in folder.iterdir()} == {".damaged"}
        assert recover_clips(folder) == type(recovered)((), ())
        return
    (record,) = recovered.clips
    assert record.size_bytes == max(end for end in ends if end <= video_bytes)
    shown = shown_in(record.path)
    assert [number for number, _ in shown] == list(range(record.frames))


def test_a_clip_that_was_only_not_renamed_stays_as_it_is(tmp_path: Path) -> None:
    record = write_all(tmp_path, at_rate(30, 40)).finish()
    content = record.path.read_bytes()
    files = ClipFiles(tmp_path, record.path.stem)
    record.path.rename(files.unfinished_video)
    (again,) = recover_clips(tmp_path).clips
    assert again.path.read_bytes() == content
    assert (again.frames, again.sha256) == (40, record.sha256)
    assert again.track.read_text().count('"end"') == 1


def test_death_while_the_index_is_written(tmp_path: Path) -> None:
    record = write_all(tmp_path / "whole", at_rate(30, 40)).finish()
    boxes = list(whole_boxes(record.path))
    assert [box.kind for box in boxes] == [b"ftyp", b"free", b"mdat", b"moov"]
    content = bytearray(record.path.read_bytes())
    start = boxes[1].end  # what hides the fragments in one box is written last of all
    content[start : start + 8] = (36).to_bytes(4) + b"free"
    index_bytes = boxes[3].end - boxes[2].end
    for cut in (0, 1, 50, index_bytes - 1):
        folder = tmp_path / f"cut{cut}"
        folder.mkdir()
        files = ClipFiles(folder, record.path.stem)
        files.unfinished_video.write_bytes(content[: len(content) - cut])
        shutil.copy(record.track, files.unfinished_track)
        (again,) = recover_clips(folder).clips
        assert [number for number, _ in shown_in(again.path)] == list(range(40))


def test_pictures_that_cannot_be_read_are_not_said_never_to_have_been_written(
    unfinished: ClipFiles, tmp_path: Path
) -> None:
    copy = broken_off(unfinished, tmp_path / "exam", 10**9, 10**9)
    content = bytearray(copy.unfinished_video.read_bytes())
    (described,) = [place for place in range(len(content)) if content[place:].startswith(b"moov")]
    content[described : described + 4] = b"free"
    copy.unfinished_video.write_bytes(content)
    recovered = recover_clips(tmp_path)
    assert recovered.clips == ()
    (failure,) = recovered.failures
    assert failure.startswith(f"{copy.unfinished_video.name} contains no complete frame")


def test_a_recording_of_an_earlier_program_is_closed_with_its_subtitles(
    unfinished: ClipFiles, tmp_path: Path
) -> None:
    copy = broken_off(unfinished, tmp_path / "exam", 10**9, 10**9)
    shutil.copy(OLD_TRACK, copy.unfinished_track)
    (record,) = recover_clips(tmp_path).clips
    assert record.first_pts_ns == 5 * NS_PER_S
    assert record.subtitles is not None
    assert "AI: EP 78 %" in record.subtitles.read_text(encoding="utf-8")


def test_a_track_that_cannot_be_read_costs_the_subtitles_only(
    unfinished: ClipFiles, tmp_path: Path
) -> None:
    copy = broken_off(unfinished, tmp_path / "exam", 10**9, 10**9)
    head = copy.unfinished_track.read_text(encoding="utf-8").splitlines()[0]
    copy.unfinished_track.write_text(f'{head}\n{{"state":"HAPPY"}}\n', encoding="utf-8")
    (record,) = recover_clips(tmp_path).clips
    assert (record.is_recovered, record.subtitles) == (True, None)


def test_an_empty_folder_and_none_have_nothing_to_recover(tmp_path: Path) -> None:
    assert recover_clips(tmp_path).clips == ()
    assert recover_clips(tmp_path / "none").clips == ()


def test_what_a_killed_program_held_back_is_given_back(tmp_path: Path) -> None:
    Ballast(tmp_path)
    recover_clips(tmp_path)
    assert list(tmp_path.iterdir()) == []
