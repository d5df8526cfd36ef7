"""From a frame to an analysis: same frame, same answer; no picture, no answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hysteroview.core.record import FrameRecord, record_of
from hysteroview.core.types import Analysis, AssessmentState, Frame, Outputs, Reason, TwoClass
from hysteroview.core.wording import no_result_words, result_words
from hysteroview.exam.clip.subtitles import subtitles
from hysteroview.inference.decide.analyzer import Analyzer
from hysteroview.inference.model.card import load_card
from hysteroview.inference.model.probabilities import softmax


def frame(level: int, index: int = 0) -> Frame:
    pixels = np.full((120, 160, 4), (level // 2, level // 2, level, 255), np.uint8)
    return Frame(index, index * 40_000_000, 5, pixels)


def outputs() -> Outputs:
    return Outputs(
        np.array([0, 1, 2, 3, 4], np.float32),
        np.zeros((5, 4, 4), np.float32),
        np.zeros(3, np.float32),
    )


def test_softmax_survives_huge_logits() -> None:
    assert softmax(np.array([1e30, 0], np.float32)).tolist() == [1, 0]


def test_a_picture_is_prepared_and_concluded(bundle: Path) -> None:
    analyzer = Analyzer(load_card(bundle))
    seen = frame(128)
    prepared = analyzer.prepare(seen)
    assert prepared.crop is not None
    assert prepared.crop.shape == (64, 64, 3)
    analysis = analyzer.conclude(seen, prepared, outputs())
    assert analysis.state is AssessmentState.ACTIVE
    assert (analysis.frame_index, analysis.captured_ns) == (0, 5)
    assert analysis.probabilities == pytest.approx(softmax(outputs().logits))
    assert analysis.model_box == prepared.box


def test_black_is_not_assessed(bundle: Path) -> None:
    analyzer = Analyzer(load_card(bundle))
    dark = frame(0)
    prepared = analyzer.prepare(dark)
    assert prepared.crop is None
    analysis = analyzer.conclude(dark, prepared, None)
    assert analysis.state is AssessmentState.NOT_ASSESSABLE
    assert analysis.reason is Reason.NO_PICTURE
    assert analysis.probabilities is None


def test_a_picture_after_lost_data_is_not_assessed_and_says_so(bundle: Path) -> None:
    analyzer = Analyzer(load_card(bundle))
    suspect = replace(frame(128), is_suspect=True)
    prepared = analyzer.prepare(suspect)
    assert prepared.crop is None
    analysis = analyzer.conclude(suspect, prepared, None)
    assert analysis.state is AssessmentState.NOT_ASSESSABLE
    assert analysis.reason is Reason.DATA_LOST
    record = record_of(analysis)
    assert record.as_dict()["reason"] == "DATA_LOST"
    assert FrameRecord.from_dict(record.as_dict(), record.origin) == record
    words = "Not assessed: video data was lost"
    assert words in subtitles([record], 0, 40_000_000)
    assert no_result_words(record.state, record.reason) == words


def conclude(analyzer: Analyzer, index: int, given: Outputs) -> Analysis:
    seen = frame(128, index)
    return analyzer.conclude(seen, analyzer.prepare(seen), given)


def test_what_the_model_does_not_know_is_abstained_from(make_bundle: Callable[..., Path]) -> None:
    card = load_card(make_bundle(calibrated=True))
    analyzer = Analyzer(card, is_video=False)
    known = conclude(analyzer, 0, outputs())
    assert known.open_set_score == -4  # minus the greatest logit; higher is stranger
    assert card.calibration is not None
    assert known.probabilities == pytest.approx(softmax(outputs().logits / 2))
    strange = conclude(analyzer, 1, replace(outputs(), logits=np.zeros(5, np.float32)))
    assert strange.state is AssessmentState.ABSTAINED
    assert strange.open_set_score == 0
    assert (strange.probabilities, strange.class_maps, strange.reason) == (None, None, None)
    assert strange.evidence is None
    assert strange.decision is not None
    assert strange.origin.is_calibrated
    assert strange.decision.probabilities == pytest.approx(known.probabilities)


def test_a_card_without_these_parts_judges_every_picture_uncalibrated(bundle: Path) -> None:
    analysis = conclude(Analyzer(load_card(bundle), is_video=False), 0, outputs())
    assert analysis.open_set_score is None
    assert analysis.decision is not None
    assert (analysis.origin.is_calibrated, analysis.decision.operating_point) == (False, "")


def test_the_operating_point_takes_effect_with_the_next_frame(
    make_bundle: Callable[..., Path],
) -> None:
    analyzer = Analyzer(load_card(make_bundle(calibrated=True)), is_video=False)
    told = []
    for index, name in enumerate(("", "sensitive", "specific", "unknown")):
        analyzer.set_operating_point(name)
        decision = conclude(analyzer, index, outputs()).decision
        assert decision is not None
        told.append((decision.operating_point, decision.two_class))
    assert told == [
        ("", TwoClass.BENIGN), ("sensitive", TwoClass.NOT_EXCLUDED),
        ("specific", TwoClass.BENIGN), ("", TwoClass.BENIGN),
    ]  # fmt: skip


def test_a_frame_that_stands_still_is_not_assessed_in_a_video(bundle: Path) -> None:
    rng = np.random.default_rng(0)
    moving = np.full((120, 160, 4), 255, np.uint8)
    for is_video in (True, False):
        analyzer = Analyzer(load_card(bundle), is_video=is_video)
        reasons = []
        for index in range(75):
            if index < 10:
                moving[..., :3] = rng.integers(60, 200, (120, 160, 3))
            seen = Frame(index, index * 40_000_000, 5, moving.copy())
            prepared = analyzer.prepare(seen)
            given = outputs() if prepared.crop is not None else None
            reasons.append(analyzer.conclude(seen, prepared, given).reason)
        assert (reasons[-1] is Reason.FROZEN) is is_video
        assert set(reasons[:10]) == {None}


@pytest.mark.parametrize("wrong", [np.nan, np.inf], ids=["nan", "infinity"])
@pytest.mark.parametrize("calibrated", [False, True])
def test_outputs_that_are_no_numbers_are_not_assessed_and_never_benign(
    make_bundle: Callable[..., Path], wrong: float, calibrated: bool
) -> None:
    card = replace(load_card(make_bundle(calibrated=calibrated)), open_set=None)
    analyzer = Analyzer(card, is_video=False)
    for index, position in enumerate((0, 1, 4)):
        given = outputs()
        given.logits[position] = wrong
        with np.errstate(invalid="ignore"):
            analysis = conclude(analyzer, index, given)
        assert analysis.state is AssessmentState.NOT_ASSESSABLE
        assert analysis.reason is Reason.INVALID_RESULT
        assert (analysis.probabilities, analysis.label) == (None, None)
        assert analysis.decision is not None
        assert (analysis.decision.two_class, analysis.decision.probabilities) == (None, None)
        record = record_of(analysis)
        assert (record.label, record.probabilities) == (None, ())
        assert result_words(record) == "Not assessed: the model gave no valid result"
