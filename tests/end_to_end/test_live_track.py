"""The track of a live exam is complete at its end, and the review uses it as it is."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from pathlib import Path

from clips import RED, write_clip
from hysteroview.capture.opening import open_source
from hysteroview.capture.source import SourceInfo, VideoSource
from hysteroview.core.record import record_of
from hysteroview.core.types import Frame
from hysteroview.exam.store.records import Patient
from hysteroview.exam.store.store import open_store
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import load_card
from hysteroview.pipeline.live.exam_keeper import ExamKeeper
from hysteroview.pipeline.live.session import LiveSession
from hysteroview.pipeline.review.analysis import Review
from hysteroview.pipeline.review.exam_track import read_exam_track
from hysteroview.settings.live import CurrentSettings
from patience import PATIENCE_S, wait_until

FRAMES = 60


class PatientSource:
    """A recording that goes on when the frame before was analyzed, so that none is left out."""

    def __init__(self, source: VideoSource) -> None:
        self._source = source
        self._goes_on, self._is_closed = threading.Semaphore(0), False

    @property
    def info(self) -> SourceInfo:
        return self._source.info

    @property
    def damage(self) -> str | None:
        return self._source.damage

    def go_on(self) -> None:
        self._goes_on.release()

    def read(self) -> Frame | None:
        self._goes_on.acquire(timeout=PATIENCE_S)
        return None if self._is_closed else self._source.read()

    def close(self) -> None:
        self._is_closed = True
        self._goes_on.release()
        self._source.close()


def test_the_track_of_a_live_exam_is_complete_at_its_end_and_that_of_analyze_to_the_bit(
    bundle: Path, tmp_path: Path
) -> None:
    """It is there within 2 s of processor time after the last frame, whatever else runs."""
    card, film, settings = load_card(bundle), tmp_path / "film.mkv", CurrentSettings()
    write_clip(film, color=RED, frames=FRAMES, codec="ffv1", pix_fmt="bgr0")
    details = {"source": "film", "model": str(card.folder), "model_sha256": card.sha256}
    keeper = ExamKeeper(tmp_path / "store", card.labels, Patient(), details)
    keeper.start()
    source = PatientSource(open_source(str(film)))
    session = LiveSession(source, card, settings, runtime="onnx")
    session.add_sink(keeper)
    session.start()
    wait_until(lambda: session.status().runtime is not None)
    for count in range(1, FRAMES + 1):
        source.go_on()
        wait_until(lambda count=count: session.status().analyzed == count)
    began_s = time.process_time()
    session.close()
    assert keeper.close()
    with open_store(tmp_path / "store", read_only=True) as store:
        track = read_exam_track(store, keeper.folder.exam_id)
    assert time.process_time() - began_s < 2
    analyzer = AnalyzerSettings(
        operating_point=settings.now.live.operating_point, gate=settings.now.gate
    )
    with (
        closing(open_source(str(film))) as again,
        closing(Review(again, card, runtime="onnx", settings=analyzer).results()) as results,
    ):
        batch = [record_of(each.analysis) for each in results if each.analysis is not None]
    assert len(track.frames) == FRAMES
    assert list(track.frames) == batch
