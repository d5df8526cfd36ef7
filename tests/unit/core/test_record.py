"""The one result is written without loss, and what earlier programs wrote is read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyses import LABEL_SET, ORIGIN, make_analysis, make_frame, make_unassessed
from hysteroview.core.decision_record import DecisionRecord
from hysteroview.core.origin import SCHEMA_VERSION, Origin, Provenance
from hysteroview.core.record import FrameRecord, from_entries, record_of, to_entries
from hysteroview.core.types import AssessmentState, Reason, TwoClass

OLD_FILES = Path(__file__).parents[2] / "old_files"
finite = st.floats(0, 1)
weights = st.lists(st.floats(0, 1), min_size=5, max_size=5).filter(lambda each: sum(each) > 0.01)
shares = weights.map(lambda each: tuple(weight / sum(each) for weight in each))
decisions = st.builds(
    DecisionRecord,
    state=st.sampled_from(AssessmentState) | st.none(),
    reason=st.sampled_from(Reason) | st.none(),
    label=st.sampled_from(LABEL_SET.codes) | st.none(),
    probabilities=shares | st.just(()),
    premalignant_or_malignant=finite | st.none(),
    two_class=st.sampled_from(TwoClass) | st.none(),
    episode=st.integers(1, 2**31) | st.none(),
    operating_point=st.sampled_from(["", "balanced"]),
)
records = st.builds(
    FrameRecord,
    frame_index=st.integers(0, 2**31),
    pts_ns=st.integers(-(2**63) + 1, 2**63 - 1),
    state=st.just(AssessmentState.ACTIVE),
    label=st.sampled_from(LABEL_SET.codes),
    probabilities=shares,
    premalignant_or_malignant=finite,
    quality=finite | st.none(),
    open_set_score=st.floats(allow_nan=False) | st.none(),
    decision=decisions | st.none(),
    origin=st.sampled_from([None, ORIGIN, replace(ORIGIN, runtime="OpenVINO · CPU · bf16")]),
)


def written(kept: list[FrameRecord]) -> list[FrameRecord]:
    """What is read after JSON."""
    return list(from_entries(json.loads(json.dumps(list(to_entries(kept))))))


@given(record=records)
def test_what_is_written_is_read_to_the_last_bit(record: FrameRecord) -> None:
    assert written([record]) == [record]


def test_an_analysis_is_kept_whole() -> None:
    analysis = make_analysis(make_frame(3), (0.05, 0.3, 0.5, 0.1, 0.05))
    analysis = replace(analysis, quality=0.5, open_set_score=-1.25)
    record = record_of(analysis)
    assert (record.frame_index, record.pts_ns, record.label) == (3, analysis.pts_ns, "EC")
    assert np.array_equal(record.probabilities, analysis.probabilities)
    assert (record.quality, record.open_set_score) == (0.5, -1.25)
    decision = analysis.decision
    assert decision is not None
    assert record.decision == DecisionRecord.of(decision, LABEL_SET)
    assert np.array_equal(record.decision.probabilities, decision.probabilities)
    assert record.decision.premalignant_or_malignant == pytest.approx(0.8)
    assert record.decision.two_class is TwoClass.PREMALIGNANT_OR_MALIGNANT
    assert (record.shown, record.episode, record.origin) == (None, None, ORIGIN)


def test_what_the_light_showed_is_of_the_decision_if_there_is_one() -> None:
    alone = record_of(replace(make_unassessed(make_frame()), decision=None))
    assert alone.light == (AssessmentState.NOT_ASSESSABLE, Reason.NO_PICTURE)
    shown = record_of(make_analysis(make_frame()))
    moved = replace(shown, state=AssessmentState.ABSTAINED, probabilities=(), label=None)
    assert moved.light == (AssessmentState.ACTIVE, None)
    assert moved.shown_label is not None
    assert moved.shown_label[0] == LABEL_SET[3]
    assert moved.shown_label[1] == pytest.approx(0.6)
    assert alone.shown_label is None


def test_the_origin_is_written_once_and_where_it_changes() -> None:
    first = record_of(make_analysis(make_frame(0)))
    other = replace(ORIGIN, runtime="OpenVINO · CPU · bf16")
    kept = [first, first, replace(first, origin=other), replace(first, origin=other), first]
    entries = list(to_entries(kept))
    assert [index for index, entry in enumerate(entries) if "origin" in entry] == [0, 3, 6]
    assert written(kept) == kept
    assert list(to_entries([first], before=ORIGIN)) == [first.as_dict()]


def test_an_origin_names_model_labels_and_runtime() -> None:
    fields = json.loads(json.dumps(ORIGIN.as_dict()))
    assert fields["schema_version"] == SCHEMA_VERSION
    assert [label["code"] for label in fields["labels"]] == list(LABEL_SET.codes)
    assert Origin.from_dict(fields) == ORIGIN
    provenance = Provenance(source="a", source_is_phantom=True, warning="w", origin=ORIGIN)
    assert provenance.as_dict()["origin"] == ORIGIN.as_dict()


@pytest.mark.parametrize(
    "change", [{"schema": "other"}, {"schema_version": SCHEMA_VERSION + 1}, {"labels": []},
               {"unknown": 1}],
)  # fmt: skip
def test_an_origin_of_something_else_or_a_newer_program_is_refused(
    change: dict[str, object],
) -> None:
    with pytest.raises((TypeError, ValueError)):
        list(from_entries([{"origin": ORIGIN.as_dict() | change}]))


def test_a_record_that_contradicts_itself_is_refused() -> None:
    record = record_of(make_analysis(make_frame()))
    with pytest.raises(ValueError, match="exactly if"):
        replace(record, probabilities=())
    with pytest.raises(ValueError, match="exactly if"):
        replace(record, state=AssessmentState.ABSTAINED)
    with pytest.raises(ValueError, match="one probability"):
        replace(record, probabilities=(0.5, 0.5))
    assert record.decision is not None
    with pytest.raises(ValueError, match="one probability"):
        replace(record, decision=replace(record.decision, probabilities=(1.0,)))


def test_results_of_the_first_version_are_read() -> None:
    second = json.loads((OLD_FILES / "track.jsonl").read_text(encoding="utf-8"))
    kept = list(from_entries(second["frames"]))
    assert [record.state.value for record in kept] == [
        "ACTIVE", "ACTIVE", "NOT_ASSESSABLE", "ABSTAINED", "ACTIVE"
    ]  # fmt: skip
    assert [(record.shown, record.episode) for record in kept] == [("EP", 1)] * 5
    assert list(kept[1].probabilities) == second["frames"][1]["probabilities"]
    assert kept[2].reason is Reason.RED_OUT
    assert all(record.origin is None for record in kept)
    assert written(kept) == kept  # in the present form
    without = {**second["frames"][0], "shown": None, "episode": None}
    assert FrameRecord.from_dict(without).decision is None


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), 0.9])
def test_probabilities_that_are_none_are_read_as_not_assessed(wrong: float) -> None:
    """Earlier versions wrote NaN and called it benign."""
    fields = record_of(make_analysis(make_frame())).as_dict()
    spoiled = (wrong, *fields["probabilities"][1:])
    decision = fields["decision"] | {"probabilities": spoiled, "two_class": "BENIGN", "label": "EH"}
    entry = json.loads(json.dumps(fields | {"probabilities": spoiled, "decision": decision}))
    (record,) = from_entries([{"origin": ORIGIN.as_dict()}, entry])
    invalid = (AssessmentState.NOT_ASSESSABLE, Reason.INVALID_RESULT)
    assert (record.state, record.reason) == record.light == invalid
    assert (record.label, record.probabilities, record.shown, record.episode) == (
        None, (), None, None
    )  # fmt: skip
    assert record.decision is not None
    assert (record.decision.two_class, record.decision.is_result) == (None, False)
    assert written([record]) == [record]
