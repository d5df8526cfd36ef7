"""Tests of the analysis in the background and of the tracks that it keeps."""

from __future__ import annotations

import dataclasses
import os
import shutil
import stat
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from filelock import FileLock

from clips import RED, write_clip
from hysteroview.capture.opening import open_source
from hysteroview.capture.source import VideoSource
from hysteroview.core.record import FrameRecord, record_of
from hysteroview.core.types import Frame
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import ModelCard, load_card
from hysteroview.pipeline.inference.process import InferenceProcess
from hysteroview.pipeline.review import analysis as analysis_module
from hysteroview.pipeline.review.analysis import Review
from hysteroview.pipeline.review.kept.analysis import AnalysisState, RecordingAnalysis
from hysteroview.pipeline.review.kept.key import track_key
from hysteroview.pipeline.review.kept.track_file import BLOCK_FRAMES, DECISIONS, TrackFile, trim
from hysteroview.pipeline.review.proposals import proposals_of
from hysteroview.pipeline.review.track_columns import columns_of
from patience import wait_until

FRAMES = 3 * BLOCK_FRAMES + 7


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clip") / "Weiss^Anna.mkv"
    write_clip(path, color=RED, frames=FRAMES, codec="ffv1", pix_fmt="bgr0")
    return path


@pytest.fixture(scope="module")
def card(bundle: Path) -> ModelCard:
    return load_card(bundle)


@pytest.fixture(scope="module")
def analyzed(clip: Path, card: ModelCard) -> list[FrameRecord]:
    """As `hysteroview analyze` does."""
    with (
        closing(open_source(str(clip))) as source,
        closing(Review(source, card, runtime="onnx").results()) as results,
    ):
        return [record_of(each.analysis) for each in results if each.analysis is not None]


class Cut:
    """A source that ends the analysis at a frame, as a closed program does."""

    def __init__(self, source: VideoSource, at: int, act: object) -> None:
        self._source, self._at, self._act = source, at, act
        self.info, self.damage = source.info, source.damage

    def read(self) -> Frame | None:
        frame = self._source.read()
        if frame is not None and frame.index == self._at:
            self._act()  # type: ignore[operator]
        return frame

    def close(self) -> None:
        self._source.close()


def _run(clip: Path, card: ModelCard, kept: TrackFile) -> RecordingAnalysis:
    analysis = RecordingAnalysis(lambda: open_source(str(clip)), card, kept, runtime="onnx")
    analysis.start()
    wait_until(lambda: analysis.status.state in (AnalysisState.COMPLETE, AnalysisState.FAILED))
    assert analysis.close()
    assert analysis.failure is None
    return analysis


@pytest.fixture
def kept(clip: Path, card: ModelCard, analyzed: list[FrameRecord], tmp_path: Path) -> TrackFile:
    """A complete track, written as the analysis does."""
    made = TrackFile(tmp_path / "cache" / "key")
    for first in range(0, FRAMES, BLOCK_FRAMES):
        made.append(analyzed[first : first + BLOCK_FRAMES])
    made.complete(columns_of(analyzed, card.labels.codes), proposals_of(analyzed, card.labels))
    return TrackFile(made.folder)


def _records(kept: TrackFile) -> list[FrameRecord | None]:
    return [kept.record(row) for row in range(FRAMES)]


def test_kept_track_is_that_of_analyze_bit_for_bit_and_there_at_once(
    clip: Path, card: ModelCard, analyzed: list[FrameRecord], tmp_path: Path
) -> None:
    kept = TrackFile(tmp_path / "cache" / "key")
    first = _run(clip, card, kept)
    assert first.status.share == 1.0
    assert _records(TrackFile(kept.folder)) == analyzed
    again = RecordingAnalysis(pytest.fail, card, TrackFile(kept.folder))  # opens nothing
    again.start()
    assert again.status.state is AnalysisState.COMPLETE
    assert again.proposed == first.proposed
    for name in ("pts_ns", "cause", "probabilities", "episode"):
        both = (getattr(each.columns, name) for each in (again, first))
        assert np.array_equal(*both, equal_nan=name == "probabilities")
    assert again.close()


def test_interrupted_analysis_goes_on_to_the_same_bits(
    clip: Path, card: ModelCard, analyzed: list[FrameRecord], tmp_path: Path
) -> None:
    kept = TrackFile(tmp_path / "key")
    analysis = RecordingAnalysis(
        lambda: Cut(open_source(str(clip)), 2 * BLOCK_FRAMES + 30, analysis.pause),
        card, kept, runtime="onnx",
    )  # fmt: skip
    analysis.start()
    wait_until(lambda: analysis.status.state is AnalysisState.PAUSED)
    assert analysis.close()
    assert analysis.failure is None
    half = len(TrackFile(kept.folder).read())
    assert half % BLOCK_FRAMES == 0
    _run(clip, card, TrackFile(kept.folder))
    assert _records(TrackFile(kept.folder)) == analyzed


def test_write_that_was_interrupted_is_done_again(
    clip: Path, card: ModelCard, analyzed: list[FrameRecord], kept: TrackFile
) -> None:
    (kept.folder / "end.json").unlink()
    records = kept.folder / "records"
    records.write_bytes(records.read_bytes()[:-10])
    assert len(kept.read()) == 3 * BLOCK_FRAMES
    _run(clip, card, kept)
    assert _records(TrackFile(kept.folder)) == analyzed


def test_track_of_another_recording_is_made_anew(
    clip: Path, card: ModelCard, analyzed: list[FrameRecord], tmp_path: Path
) -> None:
    kept = TrackFile(tmp_path / "key")
    other = [dataclasses.replace(each, pts_ns=each.pts_ns + 1) for each in analyzed]
    kept.append(other[:BLOCK_FRAMES])
    _run(clip, card, kept)
    assert _records(TrackFile(kept.folder)) == analyzed


def test_failure_says_from_where_nothing_is_known(
    clip: Path, card: ModelCard, tmp_path: Path
) -> None:
    def broken() -> VideoSource:
        return open_source(str(tmp_path / "missing.mkv"))

    analysis = RecordingAnalysis(broken, card, TrackFile(tmp_path / "key"), runtime="onnx")
    analysis.start()
    wait_until(lambda: analysis.status.state is AnalysisState.FAILED)
    assert analysis.close()
    assert analysis.status.failure is not None
    assert analysis.status.share != 1.0
    assert not TrackFile(tmp_path / "key").is_complete


def test_paused_analysis_goes_on(clip: Path, card: ModelCard, tmp_path: Path) -> None:
    analysis = RecordingAnalysis(
        lambda: open_source(str(clip)), card, TrackFile(tmp_path / "key"), runtime="onnx"
    )
    analysis.pause()
    analysis.start()
    wait_until(lambda: analysis.status.total is not None)
    assert analysis.status.state is AnalysisState.PAUSED
    assert analysis.status.frames == 0
    analysis.resume()
    wait_until(lambda: analysis.status.state is AnalysisState.COMPLETE)
    assert analysis.close()
    assert len(analysis.columns) == FRAMES


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_others_cannot_read_a_kept_track_and_it_has_no_name(kept: TrackFile) -> None:
    assert stat.S_IMODE(kept.folder.stat().st_mode) == 0o700
    for path in kept.folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert b"Weiss" not in path.read_bytes()
    assert not any("Weiss" in str(kept.record(row)) for row in (0, FRAMES - 1))


def test_key_depends_on_content_model_and_settings_but_not_on_the_name(
    clip: Path, card: ModelCard, tmp_path: Path
) -> None:
    settings = AnalyzerSettings()
    clip = Path(shutil.copy(clip, tmp_path))
    key = track_key(str(clip), (), card, settings)
    renamed = shutil.copy(clip, tmp_path / "other.mkv")
    assert key == track_key(str(renamed), (), card, settings)
    assert key is not None
    assert "Weiss" not in key
    others = {
        track_key(f"{clip}#color=bt709", (), card, settings),
        track_key(str(clip), (), dataclasses.replace(card, sha256="0" * 64), settings),
        track_key(str(clip), (), card, AnalyzerSettings(most_instrument=0.2)),
    }
    with clip.open("ab") as file:
        file.write(b"more")
    others.add(track_key(str(clip), (), card, settings))
    assert len(others | {key}) == 5
    assert track_key(str(tmp_path / "missing.mkv"), (), card, settings) is None


def test_tracks_have_a_bound_but_decisions_are_never_removed(tmp_path: Path) -> None:
    for number in range(4):
        folder = tmp_path / f"key{number}"
        folder.mkdir()
        (folder / "records").write_bytes(bytes(1000))
        os.utime(folder, ns=(number * 10**9, number * 10**9))
    (tmp_path / "key0" / DECISIONS).write_text("{}\n")
    os.utime(tmp_path / "key0", ns=(0, 0))
    trim(tmp_path, 2500)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["key0", "key2", "key3"]
    assert [path.name for path in (tmp_path / "key0").iterdir()] == [DECISIONS]


@pytest.mark.parametrize("name", ["end.json", "columns.npz", "records"])
def test_damaged_file_is_not_read(kept: TrackFile, name: str) -> None:
    path = kept.folder / name
    path.write_bytes(path.read_bytes()[:-20] + bytes(20))
    if name == "records":
        assert kept.record(FRAMES - 1) is None
        assert kept.record(0) is not None
    else:
        assert kept.read_complete() is None


@pytest.mark.parametrize("content", ["[" * 99_999, "7", '{"codes": [[]]}', None])
def test_a_kept_track_of_any_content_is_as_if_there_were_none(
    tmp_path: Path, content: str | None
) -> None:
    if content is None:
        os.mkfifo(tmp_path / "end.json")
    else:
        (tmp_path / "end.json").write_text(content)
    assert TrackFile(tmp_path).read_complete() is None


def test_two_windows_do_not_analyze_one_recording_at_once(
    clip: Path, card: ModelCard, tmp_path: Path
) -> None:
    with FileLock(tmp_path / "key.lock"):  # as another program holds it
        second = _run(clip, card, TrackFile(tmp_path / "key"))
        failure = second.status.failure
        assert "another window" in str(failure)
        second.close()
    again = _run(clip, card, TrackFile(tmp_path / "key"))
    assert again.status.state is AnalysisState.COMPLETE
    again.close()


def test_an_analysis_waits_for_one_in_this_program_that_ends(
    clip: Path, card: ModelCard, tmp_path: Path
) -> None:
    """A review that is closed and opened again at once."""
    kept = TrackFile(tmp_path / "key")
    with kept.locked():
        second = RecordingAnalysis(
            lambda: open_source(str(clip)), card, TrackFile(kept.folder), runtime="onnx"
        )
        second.start()
        wait_until(lambda: second.is_alive)
        assert second.status.state is AnalysisState.RUNNING
    wait_until(lambda: second.status.state is not AnalysisState.RUNNING)
    assert second.status.state is AnalysisState.COMPLETE
    second.close()


def test_an_analysis_that_was_ended_before_it_began_does_not_begin(
    clip: Path, card: ModelCard, tmp_path: Path
) -> None:
    analysis = RecordingAnalysis(lambda: open_source(str(clip)), card, TrackFile(tmp_path / "key"))
    analysis.end()
    analysis.start()
    assert not analysis.is_alive


def _never_ready(connection: Connection, *_: object) -> None:
    """Main function of a child whose start takes for ever, as on a very busy machine."""
    connection.poll(None)


def test_an_analysis_ends_at_once_while_its_inference_process_starts(
    clip: Path, card: ModelCard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window waited 20 s for it when the program was closed then."""
    made: list[InferenceProcess] = []

    def make(*arguments: Any, **options: Any) -> InferenceProcess:
        made.append(InferenceProcess(*arguments, main=_never_ready, **options))
        return made[0]

    monkeypatch.setattr(analysis_module, "InferenceProcess", make)
    kept = TrackFile(tmp_path / "cache" / "key")
    analysis = RecordingAnalysis(lambda: open_source(str(clip)), card, kept, runtime="onnx")
    analysis.start()
    wait_until(lambda: bool(made) and made[0].pid is not None)
    assert analysis.close()
    assert analysis.failure is None
    assert analysis.status.state is AnalysisState.RUNNING  # no failure is shown
    assert not kept.is_complete
