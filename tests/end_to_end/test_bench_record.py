"""`bench record` counts every frame that the source gave."""

from __future__ import annotations

import json
import re
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from hysteroview.bench.faulty_source import FaultySource
from hysteroview.bench.record import record
from hysteroview.bench.record_faults import RandomPresses, account_of
from hysteroview.exam.clip.fragments import read_content
from hysteroview.exam.clip.record import ClipKind
from hysteroview.pipeline.live.recorder import Recorder
from hysteroview.settings.table import RecordingSettings
from recordings import PROVENANCE, numbered
from trials import trials


def test_every_frame_is_in_the_file_or_counted(bundle: Path, tmp_path: Path) -> None:
    arguments = ["--minutes", "0.06", "--size", "160x96", "--fps", "10", "--model", str(bundle)]
    figures = tmp_path / "figures.json"
    arguments += ["--output", str(tmp_path), "--json", str(figures)]
    result = CliRunner().invoke(record, arguments)
    assert result.exit_code == 0, result.output
    found = re.search(
        r"(\d+) offered, (\d+) decoded from the files, (\d+) lost \((\d+) by", result.output
    )
    assert found is not None, result.output
    offered, in_files, lost, missing = map(int, found.groups())
    assert offered == in_files + lost
    assert lost == missing
    (video,) = tmp_path.glob("*.mp4")
    assert read_content(video).frames == in_files > 0
    written = json.loads(figures.read_text())["figures"]
    assert (written["frames_offered"], written["frames_lost"]) == (offered, lost)
    assert written["frames_decoded_from_files"] == in_files


def test_with_losses_new_formats_and_presses_every_frame_is_accounted_for(
    bundle: Path, tmp_path: Path
) -> None:
    figures = tmp_path / "figures.json"
    arguments = ["--faults", "3", "--minutes", "0.08", "--rate", "2", "--model", str(bundle)]
    result = CliRunner().invoke(record, [*arguments, "--json", str(figures)])
    assert result.exit_code == 0, result.output
    written = json.loads(figures.read_text())["figures"]
    lost = written["lost_before_encoding"] + written["lost_before_writing"]
    assert written["delivered"] == written["recorded"] + lost + written["not_recorded"]
    assert written["recorded"] > 0


@pytest.mark.parametrize("seed", range(trials(2, 20)))
def test_frames_for_which_there_was_no_room_are_counted_and_others_are_in_the_files(
    seed: int, tmp_path: Path
) -> None:
    source = FaultySource(seed)
    settings = RecordingSettings(preroll_s=10)
    recorder = Recorder(settings, PROVENANCE, rate=source.info.fps, queue_bytes=4_000_000)
    presses = RandomPresses(recorder, tmp_path, seed)
    recorder.start()
    with closing(source):
        for _ in range(700):
            frame = source.read()
            assert frame is not None
            presses.offer(frame)
            recorder.offer(frame)
    presses.finish()
    assert recorder.close()
    presses.count()
    records = recorder.take_finished()
    account = account_of(presses.presses, records, presses.times_ns)
    assert account.faults == []
    lost = account.lost_before_encoding + account.lost_before_writing
    assert account.delivered == 700 == account.recorded + lost + account.not_recorded
    assert source.suspect > 0
    recorded = [clip for clip in records if clip.kind is ClipKind.RECORDING]
    without = [clip for clip in records if clip is not recorded[0]]
    assert account_of(presses.presses, without, presses.times_ns).faults != []


def test_frames_that_are_as_near_as_timestamps_can_be_are_shown_apart(tmp_path: Path) -> None:
    """A timestamp that went back is 100 µs after the one before it."""
    times_ns = [number * 40_000_000 for number in range(12)]
    times_ns.insert(8, times_ns[7] + 100_000)
    recorder = Recorder(RecordingSettings(preroll_s=10), PROVENANCE)
    presses = RandomPresses(recorder, tmp_path, 1)
    recorder.start()
    for index, time_ns in enumerate(times_ns):
        frame = numbered(index, time_ns)
        presses.offer(frame)
        recorder.offer(frame)
    presses.finish()
    assert recorder.close()
    records = recorder.take_finished()
    account = account_of(presses.presses, records, presses.times_ns)
    assert account.faults == []
    assert (account.recorded, account.not_recorded) == (8, 5)
