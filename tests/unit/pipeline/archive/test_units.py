"""A recording in units gives what an analysis from the start to the end gives, to the bit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from hysteroview.capture.files.pyav import PyavSource, open_source
from hysteroview.core.errors import SourceError
from hysteroview.core.record import FrameRecord, record_of
from hysteroview.core.types import Frame
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import ModelCard, load_card
from hysteroview.inference.runtimes.backend import Plan
from hysteroview.pipeline.archive import unit as unit_module
from hysteroview.pipeline.archive.joining import Joining
from hysteroview.pipeline.archive.quick import unit as quick_module
from hysteroview.pipeline.archive.quick.unit import QuickAnalysis
from hysteroview.pipeline.archive.unit import NotDivisibleError, Recording, Unit, UnitAnalysis
from hysteroview.pipeline.archive.unit_result import (
    LostUnitError,
    UnitResult,
    read_unit,
    write_unit,
)
from hysteroview.pipeline.inference.messages import Request
from hysteroview.pipeline.inference.process import InferenceProcess
from hysteroview.pipeline.review.analysis import Review, batch_frames
from hysteroview.pipeline.review.segments import boundaries
from tests.recordings_in_parts import KINDS, damaged, truncated

SETTINGS = AnalyzerSettings()
RUNTIME = "onnx-cpu-fp32"


@pytest.fixture(scope="module")
def card(bundle: Path) -> ModelCard:
    return load_card(bundle)


@pytest.fixture
def inference(card: ModelCard) -> Iterator[InferenceProcess]:
    request = Request(RUNTIME, Plan(threads=1, in_flight=1), card.sha256)
    with InferenceProcess(card.folder, card.labels, request=request) as process:
        yield process


def whole(path: Path, card: ModelCard) -> list[FrameRecord]:
    with closing(open_source(str(path))) as source:
        review = Review(source, card, runtime=RUNTIME, settings=SETTINGS)
        with closing(review.results()) as results:
            return [record_of(each.analysis) for each in results if each.analysis is not None]


class Parts:
    """A recording, its units, and how many frames of it make a batch."""

    def __init__(self, path: Path) -> None:
        with closing(open_source(str(path))) as source:
            self.recording = Recording(path, source.correction, source.whole_index())
            edges = [None, *boundaries(self.recording.index, source.time_base), None]
            self.batch_frames = batch_frames(source.info)
        self.units = [Unit(number, *edge) for number, edge in enumerate(pairwise(edges))]

    def results(self, card: ModelCard, inference: InferenceProcess) -> list[UnitResult]:
        """Analyze all units, the last one first, in the view in which the first began."""
        analysis = UnitAnalysis(card, SETTINGS, inference)
        first = analysis.analyze(self.recording, self.units[0])
        view = first.facts.views[0]
        rest = [
            analysis.analyze(self.recording, replace(unit, expected=view))
            for unit in reversed(self.units[1:])
        ]
        return [first, *reversed(rest)]

    def joined(
        self, results: list[UnitResult], card: ModelCard, inference: InferenceProcess
    ) -> tuple[list[FrameRecord], int]:
        joining = Joining(self.recording, card, SETTINGS, lambda: inference, self.batch_frames)
        return [record_of(each) for each in joining.results(results)], joining.frames_again


@pytest.mark.parametrize("make", KINDS, ids=lambda make: make.__name__)
def test_units_give_the_track_of_the_whole(
    make: Callable[[Path], Path], card: ModelCard, inference: InferenceProcess, tmp_path: Path
) -> None:
    path = make(tmp_path)
    parts = Parts(path)
    assert len(parts.units) > 2
    if make is damaged:
        with pytest.raises(NotDivisibleError):
            parts.results(card, inference)
        return
    results = parts.results(card, inference)
    assert bool(results[-1].facts.damage) is (make is truncated)
    records, _ = parts.joined(results, card, inference)
    assert records == whole(path, card)


def test_kept_units_are_the_same_and_damaged_ones_are_refused(
    card: ModelCard, inference: InferenceProcess, tmp_path: Path
) -> None:
    path = KINDS[0](tmp_path)
    parts = Parts(path)
    results = parts.results(card, inference)
    files = [tmp_path / f"{number}.npz" for number in range(len(results))]
    for file, result in zip(files, results, strict=True):
        write_unit(file, result)
    again = [read_unit(file) for file in files]
    assert parts.joined(again, card, inference) == parts.joined(results, card, inference)
    files[0].write_bytes(files[0].read_bytes()[:-400])
    with pytest.raises(LostUnitError, match="missing or damaged"):
        read_unit(files[0])


def test_units_that_do_not_fit_together_are_refused(
    card: ModelCard, inference: InferenceProcess, tmp_path: Path
) -> None:
    parts = Parts(KINDS[0](tmp_path))
    first, _, last = parts.results(card, inference)
    for wrong in ([first, last], [first], [last]):
        with pytest.raises(NotDivisibleError):
            parts.joined(wrong, card, inference)


def test_a_unit_that_fails_leaves_no_outputs_for_the_next_one(
    card: ModelCard, inference: InferenceProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file cannot be read anymore, while batches are under way in the network."""
    parts = Parts(KINDS[0](tmp_path))
    analysis = UnitAnalysis(card, SETTINGS, inference)
    last = parts.units[-1]
    expected = analysis.analyze(parts.recording, last)
    frames = unit_module._frames

    def breaks_off(source: PyavSource) -> Iterator[Frame]:
        for frame in frames(source):
            if frame.index == 70:
                raise SourceError("The disk was disconnected.")
            yield frame

    with monkeypatch.context() as patch:
        patch.setattr(unit_module, "_frames", breaks_off)
        with pytest.raises(SourceError):
            analysis.analyze(parts.recording, Unit(0, None, None))
    assert np.array_equal(analysis.analyze(parts.recording, last).logits, expected.logits)


def test_a_quick_unit_that_fails_leaves_no_outputs_for_the_next_one(
    card: ModelCard, inference: InferenceProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = Parts(KINDS[0](tmp_path))
    analysis = QuickAnalysis(card, SETTINGS, inference)
    monkeypatch.setattr(quick_module, "LARGEST_BATCH", 4)
    last = parts.units[-1]
    expected = analysis.analyze(parts.recording, last)
    checked = quick_module._checked

    def is_wrong(frame: Frame, times: np.ndarray) -> Frame:
        if frame.pts_ns > 7_000_000_000:
            raise NotDivisibleError("a frame may be wrong")
        return checked(frame, times)

    with monkeypatch.context() as patch:
        patch.setattr(quick_module, "_checked", is_wrong)
        with pytest.raises(NotDivisibleError):
            analysis.analyze(parts.recording, Unit(0, None, None))
    assert analysis.analyze(parts.recording, last).records == expected.records
