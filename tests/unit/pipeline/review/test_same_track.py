"""Live and batch give the same track, bit for bit, for the same frames."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from clips import BLUE, GREEN, RED, write_clip
from hysteroview.capture.opening import open_source
from hysteroview.core.record import FrameRecord, record_of
from hysteroview.core.types import Analysis, Frame
from hysteroview.imaging.pixels.preprocess import to_input
from hysteroview.inference.decide.analyzer import Analyzer, Prepared
from hysteroview.inference.decide.verdict import verdict_of
from hysteroview.inference.model.card import ModelCard, load_card
from hysteroview.inference.runtimes.backend import Backend
from hysteroview.inference.runtimes.choosing import open_backend
from hysteroview.pipeline.inference.messages import Request
from hysteroview.pipeline.inference.process import InferenceProcess
from hysteroview.pipeline.review.analysis import Review


def frames_of(path: Path, most: int) -> Iterator[Frame]:
    with closing(open_source(str(path))) as source:
        while (frame := source.read()) is not None and frame.index < most:
            yield frame


def live_track(card: ModelCard, path: Path, most: int) -> list[FrameRecord]:
    """As the live session does it: one frame after the other, through the child process."""
    analyzer = Analyzer(card)
    track = []
    with InferenceProcess(card.folder, card.labels, request=Request("onnx")) as inference:
        for frame in frames_of(path, most):
            prepared = analyzer.prepare(frame)
            outputs = None if prepared.crop is None else inference.infer(prepared.crop)
            analyzer.set_runtime(str(inference.info))
            track.append(record_of(analyzer.conclude(frame, prepared, outputs)))
    return track


def conclude(
    analyzer: Analyzer, card: ModelCard, backend: Backend, frame: Frame, prepared: Prepared
) -> Analysis:
    outputs = None
    if prepared.crop is not None:
        outputs = backend.run(to_input(prepared.crop[None], card.input))[0]
    return analyzer.conclude(frame, prepared, outputs)


def pipelined_track(card: ModelCard, path: Path, most: int) -> list[FrameRecord]:
    """Some frames are prepared before the ones ahead of them are concluded."""
    analyzer, track = Analyzer(card), []
    in_flight: deque[tuple[Frame, Prepared]] = deque()
    with closing(open_backend(card, "onnx")) as backend:
        analyzer.set_runtime(str(backend.info))
        for frame in frames_of(path, most):
            in_flight.append((frame, analyzer.prepare(frame)))
            if len(in_flight) > 3:
                track.append(record_of(conclude(analyzer, card, backend, *in_flight.popleft())))
        while in_flight:
            track.append(record_of(conclude(analyzer, card, backend, *in_flight.popleft())))
    return track


def batch_track(card: ModelCard, path: Path, most: int) -> list[FrameRecord]:
    track = []
    with (
        closing(open_source(str(path))) as source,
        closing(Review(source, card, runtime="onnx").results()) as results,
    ):
        for reviewed in results:
            if reviewed.frame.index >= most:
                break
            assert reviewed.analysis is not None
            track.append(record_of(reviewed.analysis))
    return track


def assert_same(card: ModelCard, path: Path, most: int = 10**9) -> list[FrameRecord]:
    batch = batch_track(card, path, most)
    assert live_track(card, path, most) == batch
    assert pipelined_track(card, path, most) == batch
    assert verdict_of(batch, card.labels) == verdict_of(list(batch), card.labels)
    return batch


def test_colored_clip(bundle: Path, tmp_path: Path) -> None:
    for color, name in ((RED, "a"), (GREEN, "b"), (BLUE, "c")):
        write_clip(tmp_path / f"{name}.mkv", color=color, frames=20, codec="ffv1", pix_fmt="bgr0")
        track = assert_same(load_card(bundle), tmp_path / f"{name}.mkv")
        assert len(track) == 20


@pytest.mark.parametrize("name", ["pan_480p15_mjpeg.avi"])
def test_real_clip(bundle: Path, real_data: Path, name: str) -> None:
    track = assert_same(load_card(bundle), real_data / "clips" / name, most=60)
    assert len(track) == 60
