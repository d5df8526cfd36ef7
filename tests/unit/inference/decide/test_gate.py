"""What the operator's settings make of pictures that exceed limits of the quality gate."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from hysteroview.core.gate import INSTRUMENT, Cause, GateAction, cause_of
from hysteroview.core.record import FrameRecord, from_entries, record_of, to_entries
from hysteroview.core.types import Analysis, AssessmentState, Frame, Outputs, Reason
from hysteroview.imaging.quality.limits import QualityLimits
from hysteroview.inference.decide.analyzer import Analyzer, AnalyzerSettings
from hysteroview.inference.decide.gate import WarningFilter, rule
from hysteroview.inference.model.card import ModelCard, load_card
from hysteroview.settings.gate_table import GateSettings

CONTACT, BLUR, DARK = map(cause_of, (Reason.LENS_CONTACT, Reason.BLUR, Reason.DARK))
ROOM, FROZEN = cause_of(Reason.OUTSIDE_BODY), cause_of(Reason.FROZEN)
NEVER = QualityLimits(**dict.fromkeys(QualityLimits.__dataclass_fields__, 1000.0))


@pytest.fixture
def card(bundle: Path) -> ModelCard:
    """A model to which an even picture is a lens on tissue, and nothing else is anything."""
    return replace(load_card(bundle), quality_limits=replace(NEVER, lens_contact=0.5))


def even(index: int = 0) -> Frame:
    pixels = np.full((120, 160, 4), (64, 64, 128, 255), np.uint8)
    return Frame(index, index * 40_000_000, 5, pixels)


def analyze(analyzer: Analyzer, frame: Frame) -> Analysis:
    prepared = analyzer.prepare(frame)
    outputs = Outputs(
        np.array([0, 0, 0, 9, 0], np.float32), np.zeros((5, 4, 4), np.float32),
        np.zeros(3, np.float32),
    )  # fmt: skip
    return analyzer.conclude(frame, prepared, None if prepared.crop is None else outputs)


def analyzer_of(card: ModelCard, *, is_video: bool = False, **gate: GateAction) -> Analyzer:
    settings = AnalyzerSettings(gate=GateSettings(**gate))
    return Analyzer(card, settings, is_video=is_video)


def test_a_reason_that_only_warns_lets_the_model_run_and_is_recorded(card: ModelCard) -> None:
    stopped = analyze(analyzer_of(card), even())
    assert (stopped.state, stopped.reason) == (
        AssessmentState.NOT_ASSESSABLE, Reason.LENS_CONTACT
    )  # fmt: skip
    warned = analyze(analyzer_of(card, lens_contact=GateAction.WARN), even())
    assert warned.state is AssessmentState.ACTIVE
    assert warned.warnings == (CONTACT,)
    assert warned.label is not None
    assert warned.label.code == "EP"
    assert warned.quality == stopped.quality
    record = record_of(warned)
    assert record.warnings == (CONTACT,)
    assert record.decision is not None
    assert record.decision.warnings == (CONTACT,)
    assert record.origin is not None
    assert record.origin.gate == ((CONTACT, GateAction.WARN),)
    assert list(from_entries(to_entries([record]))) == [record]


def test_a_reason_that_is_off_is_neither_shown_nor_part_of_the_quality(card: ModelCard) -> None:
    analysis = analyze(analyzer_of(card, lens_contact=GateAction.OFF), even())
    assert (analysis.state, analysis.warnings) == (AssessmentState.ACTIVE, ())
    assert analysis.quality is not None
    assert analysis.quality > 0.99
    assert analysis.origin.gate == ((CONTACT, GateAction.OFF),)


def test_the_next_reason_still_stops_a_frame_in_which_another_only_warns(card: ModelCard) -> None:
    room = replace(card, quality_limits=replace(card.quality_limits, outside_body=0.5))
    gray = Frame(0, 0, 5, np.full((120, 160, 4), 128, np.uint8))
    assert analyze(analyzer_of(room), gray).warnings == ()
    analysis = analyze(analyzer_of(room, lens_contact=GateAction.WARN), gray)
    assert (analysis.reason, analysis.warnings) == (Reason.OUTSIDE_BODY, (CONTACT,))


@pytest.mark.parametrize("gate", [{}, {"outside_body": GateAction.WARN}])
def test_a_frame_from_outside_the_body_is_known_whatever_is_named_first(
    card: ModelCard, gate: dict[str, GateAction]
) -> None:
    room = replace(card, quality_limits=replace(card.quality_limits, outside_body=0.5, dark=0.1))
    dim = Frame(0, 0, 5, np.full((120, 160, 4), 64, np.uint8))
    analysis = analyze(analyzer_of(room, **gate), dim)
    assert analysis.reason is Reason.DARK
    assert analysis.is_outside_body
    assert analyze(analyzer_of(room, **gate), even()).is_outside_body is False


def test_a_frame_with_lost_data_does_not_say_where_it_was_filmed(card: ModelCard) -> None:
    suspect = replace(even(), is_suspect=True)
    assert analyze(analyzer_of(card), suspect).is_outside_body is None


def test_the_action_changes_with_the_next_frame_and_every_result_says_which(
    card: ModelCard,
) -> None:
    analyzer = analyzer_of(card)
    records: list[FrameRecord] = []
    for index, action in enumerate((GateAction.STOP, GateAction.WARN, GateAction.STOP)):
        analyzer.set_gate(GateSettings(lens_contact=action))
        records.append(record_of(analyze(analyzer, even(index))))
    assert [record.state.value for record in records] == [
        "NOT_ASSESSABLE", "ACTIVE", "NOT_ASSESSABLE"
    ]  # fmt: skip
    assert [bool(record.origin and record.origin.gate) for record in records] == [
        False, True, False
    ]  # fmt: skip
    assert list(from_entries(to_entries(records))) == records


def test_a_frozen_picture_can_warn(card: ModelCard) -> None:
    sound = replace(card, quality_limits=NEVER)
    analyzer = analyzer_of(sound, is_video=True, frozen=GateAction.WARN)
    last = [analyze(analyzer, even(index)) for index in range(40)][-1]
    assert (last.state, last.warnings) == (AssessmentState.ACTIVE, (FROZEN,))


def test_rules_take_the_first_reason_that_stops() -> None:
    gate = GateSettings(blur=GateAction.WARN, dark=GateAction.OFF, instrument=GateAction.WARN)
    assert rule([DARK, BLUR, INSTRUMENT], gate).stopped is None
    assert rule([DARK, BLUR, INSTRUMENT], gate).warnings == (BLUR, INSTRUMENT)
    ruling = rule([BLUR, ROOM, CONTACT], gate)
    assert (ruling.stopped, ruling.warnings) == (ROOM, (BLUR,))
    assert rule([], gate).stopped is None


@pytest.mark.parametrize("name", ["outside_body", "frozen"])
def test_what_protects_the_patient_cannot_be_switched_off(name: str) -> None:
    assert GateSettings(**{name: GateAction.WARN}).exceptions
    with pytest.raises(ValueError, match=name):
        GateSettings(**{name: GateAction.OFF})


def test_without_a_picture_there_is_never_a_result() -> None:
    names = [each.name for each in fields(GateSettings)]
    lenient = GateSettings(**dict.fromkeys(names, GateAction.WARN))
    assert len(lenient.exceptions) == len(names)
    never = (Reason.NO_PICTURE, Reason.DATA_LOST, Reason.INVALID_RESULT)
    nothing = set(map(cause_of, never))
    assert {lenient.action_for(cause) for cause in nothing} == {GateAction.STOP}
    known = {cause for cause, _ in lenient.exceptions}
    assert known == {*map(cause_of, Reason), INSTRUMENT} - nothing


def test_a_warning_of_a_moment_is_not_shown_and_a_lasting_one_stays() -> None:
    shown = WarningFilter(0.25)
    assert shown.show((), math.inf) == ()
    assert shown.show((BLUR,), 0.1) == ()
    assert shown.show((), 0.1) == ()
    assert [shown.show((BLUR,), 0.1) for _ in range(4)] == [(), (), (BLUR,), (BLUR,)]
    assert shown.show((DARK,), 0.1) == (BLUR,)
    assert shown.show((BLUR, DARK), 0.1) == (BLUR,)
    assert shown.show((BLUR, DARK), 0.1) == (BLUR, DARK)
    assert [shown.show((), 0.1) for _ in range(3)] == [(BLUR, DARK), (BLUR, DARK), ()]
    assert shown.show((DARK,), math.inf) == (DARK,)  # after a gap nothing is known of before


def test_causes_are_named_as_in_the_settings_file() -> None:
    with pytest.raises(ValueError, match="NOTHING"):
        Cause.from_name("NOTHING")
