"""The decision follows the frames in seconds, does not flicker, and ends when nothing comes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyses import LABEL_SET
from hysteroview.core.types import (
    NS_PER_S,
    AssessmentState,
    Decision,
    Label,
    LabelSet,
    Reason,
    TwoClass,
)
from hysteroview.inference.decide.decision import (
    Decider,
    DecisionSettings,
    Observation,
    Threshold,
    _medians,
)
from trials import trials

ACTIVE = AssessmentState.ACTIVE
RATES_HZ = (10, 15, 25, 30, 60)


def shares(code: str, share: float = 0.92) -> np.ndarray:
    """(5,) probabilities: `share` for one class, the rest equally for the others."""
    result = np.full(5, (1 - share) / 4)
    result[LABEL_SET.codes.index(code)] = share
    return result


def seen(time_s: float, code: str | None, share: float = 0.92) -> Observation:
    """A frame of a class; None is a frame that was not assessed."""
    pts_ns = round(time_s * NS_PER_S)
    if code is None:
        return Observation(pts_ns, AssessmentState.NOT_ASSESSABLE, Reason.RED_OUT)
    return Observation(pts_ns, ACTIVE, probabilities=shares(code, share))


def play(
    script: list[tuple[float, str | None]], rate_hz: float = 30, **changes: float
) -> list[tuple[float, Decision]]:
    """Decide over a script of (seconds, class), sampled at a rate."""
    decider = Decider(LABEL_SET, DecisionSettings(**changes))
    ends = np.cumsum([lasts_s for lasts_s, _ in script])
    result = []
    for index in range(int(ends[-1] * rate_hz)):
        time_s = index / rate_hz
        code = script[int(np.searchsorted(ends, time_s, side="right"))][1]
        result.append((time_s, decider.decide(seen(time_s, code), Threshold())))
    return result


def code_of(decision: Decision) -> str | None:
    return decision.label.code if decision.label else None


def test_the_first_frame_stands_alone() -> None:
    decision = Decider(LABEL_SET).decide(seen(0, "EP"), Threshold())
    assert code_of(decision) == "EP"
    assert decision.probabilities == pytest.approx(shares("EP"))
    assert (decision.state, decision.episode) == (ACTIVE, 1)


def test_a_slow_analysis_is_followed_frame_by_frame() -> None:
    decider = Decider(LABEL_SET)
    for index, code in enumerate(("EP", "EC", "SM", "EP")):
        assert code_of(decider.decide(seen(index, code), Threshold())) == code


def test_single_wrong_frames_change_nothing() -> None:
    decider = Decider(LABEL_SET)
    told = set()
    for index in range(300):
        code = "EC" if index % 7 == 5 else "EP"
        told.add(code_of(decider.decide(seen(index / 30, code, 0.99), Threshold())))
    assert told == {"EP"}


def test_a_new_class_is_shown_within_a_third_of_a_second() -> None:
    for rate_hz in RATES_HZ:
        track = play([(2, "EP"), (2, "SM")], rate_hz)
        onset_s = next(time_s for time_s, each in track if code_of(each) == "SM")
        assert 0.1 < onset_s - 2 < 0.34
        assert [each.episode for _, each in track][-1] == 2


def test_what_is_not_assessed_never_reaches_the_probabilities() -> None:
    steady = play([(1, "EP")])[-1][1].probabilities
    track = play([(1, "EP"), (0.4, None)])
    assert track[-1][1].probabilities == pytest.approx(steady)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_a_decision_bridges_a_short_gap_and_expires_in_a_long_one(rate_hz: float) -> None:
    bridged = play([(1, "EP"), (0.4, None), (1, "EP")], rate_hz)
    assert {each.episode for _, each in bridged} == {1}
    expired = play([(1, "EP"), (2, None), (1, "EP")], rate_hz)
    ends_s = next(time_s for time_s, each in expired if each.label is None)
    assert ends_s - 1 == pytest.approx(0.6, abs=2.1 / rate_hz)
    gone = next(each for _, each in expired if each.label is None)
    assert (gone.probabilities, gone.two_class, gone.episode) == (None, None, None)
    assert expired[-1][1].episode == 2


def test_after_a_long_gap_a_single_frame_is_not_enough() -> None:
    track = play([(1, "EP"), (2, None), (0.06, "EC"), (1, None)])
    assert "EC" not in {code_of(each) for _, each in track}


def test_earlier_frames_are_discarded_after_a_gap_or_a_restart() -> None:
    for later_s in (9.0, -5.0):
        decider = Decider(LABEL_SET)
        for index in range(30):
            decider.decide(seen(index / 30, "EP"), Threshold())
        decision = decider.decide(seen(later_s, "SM"), Threshold())
        assert code_of(decision) == "SM"
        assert decision.probabilities == pytest.approx(shares("SM"))


def test_the_light_does_not_flicker_and_is_not_late() -> None:
    brief = play([(1, "EP"), (0.15, None), (1, "EP")])
    assert {each.state for _, each in brief} == {ACTIVE}
    lasting = play([(1, "EP"), (1, None), (1, "EP")])
    changes = [
        time_s
        for (_, before), (time_s, after) in pairwise(lasting)
        if before.state is not after.state
    ]
    assert changes == pytest.approx([1.25, 2.1], abs=0.05)
    dark = next(each for time_s, each in lasting if time_s > 1.5)
    assert dark.reason is Reason.RED_OUT
    assert all((each.reason is not None) == (each.state is not ACTIVE) for _, each in lasting)


def test_normal_is_shown_and_is_no_episode() -> None:
    labels = LabelSet((Label("normal", "Normal", False), Label("EC", "Cancer", True)))
    decider = Decider(labels)
    healthy = Observation(0, ACTIVE, probabilities=np.array([0.97, 0.03]))
    decision = decider.decide(healthy, Threshold())
    assert decision.label is labels[0]
    assert decision.episode is None
    assert decision.two_class is TwoClass.BENIGN
    for index in range(1, 30):
        cancer = Observation(index * 33_000_000, ACTIVE, probabilities=np.array([0.05, 0.95]))
        decision = decider.decide(cancer, Threshold())
    assert (code_of(decision), decision.episode) == ("EC", 1)


def two_class(probabilities: list[float], threshold: float) -> tuple[str | None, TwoClass | None]:
    one = Observation(0, ACTIVE, probabilities=np.array(probabilities))
    decision = Decider(LABEL_SET).decide(one, Threshold("chosen", threshold))
    assert decision.operating_point == "chosen"
    return code_of(decision), decision.two_class


def test_the_operating_point_moves_the_two_class_result_and_never_contradicts() -> None:
    polyp, cancer, spread = (
        [0.05, 0.1, 0.1, 0.7, 0.05],
        [0, 0.1, 0.8, 0.1, 0],
        [0.1, 0.3, 0.3, 0.3, 0],
    )
    assert two_class(polyp, 0.5) == ("EP", TwoClass.BENIGN)
    assert two_class(polyp, 0.15) == ("EP", TwoClass.NOT_EXCLUDED)
    assert two_class(cancer, 0.5) == ("EC", TwoClass.PREMALIGNANT_OR_MALIGNANT)
    assert two_class(cancer, 0.95) == ("EC", TwoClass.UNDECIDED)
    assert two_class(spread, 0.5) == (None, TwoClass.PREMALIGNANT_OR_MALIGNANT)
    assert two_class(spread, 0.7) == (None, TwoClass.UNDECIDED)


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.booleans()), min_size=1, max_size=60),
    st.floats(0.01, 0.99),
)
@settings(max_examples=trials(100, 1000))
def test_label_and_two_class_result_never_contradict(
    steps: list[tuple[float, float, bool]], threshold: float
) -> None:
    """Whatever comes, what reads as benign is neither named nor likely to be malignant."""
    decider, rng, now_ns = Decider(LABEL_SET), np.random.default_rng(0), 0
    for gap, sharpness, is_assessed in steps:
        now_ns += round(gap * NS_PER_S)
        one = seen(0, None)
        if is_assessed:
            logits = rng.normal(size=5) * sharpness * 20
            probabilities = np.exp(logits - logits.max())
            one = Observation(now_ns, ACTIVE, probabilities=probabilities / probabilities.sum())
        decision = decider.decide(
            Observation(now_ns, one.state, one.reason, one.probabilities), Threshold("", threshold)
        )
        label, smoothed = decision.label, decision.probabilities
        assert (smoothed is None) == (decision.two_class is None)
        if smoothed is None:
            assert (label, decision.episode) == (None, None)
            continue
        assert smoothed.sum() == pytest.approx(1)
        assert (label is None) == (decision.episode is None)
        if decision.two_class is TwoClass.BENIGN:
            assert LABEL_SET.share_of(smoothed) < 0.5
            assert label is None or not label.premalignant_or_malignant
        if decision.two_class is TwoClass.PREMALIGNANT_OR_MALIGNANT:
            assert label is None or label.premalignant_or_malignant


SCRIPTS = st.lists(
    st.tuples(st.floats(0.6, 1.5), st.sampled_from(["EH", "AH", "EC", "EP", "SM", None])),
    min_size=1,
    max_size=4,
)


@given(SCRIPTS)
@settings(max_examples=trials(15, 100))
def test_the_frame_rate_does_not_change_the_decision(
    script: list[tuple[float, str | None]],
) -> None:
    """At every rate the same is shown, but for a few frames around each change of the truth."""
    total_s = sum(lasts_s for lasts_s, _ in script)
    fine = play(script, 120)
    for rate_hz in RATES_HZ:
        coarse = play(script, rate_hz)
        differs = sum(
            code_of(each) != code_of(coarse[min(int(time_s * rate_hz + 1e-6), len(coarse) - 1)][1])
            for time_s, each in fine
            if time_s < total_s - 1 / rate_hz
        )
        assert differs / 120 <= 2 * len(script) * (2.5 / rate_hz)
        steady = {code_of(each) for time_s, each in coarse}
        assert {code for _, code in script if code} <= steady


def test_settings_that_make_no_sense_are_refused() -> None:
    for changes in (
        {"onset": 0.5}, {"release": 0.7}, {"support": 1.0}, {"time_constant_s": 0.0},
        {"median_s": -1.0},
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r"must|≤"):
            DecisionSettings(**changes)


@pytest.mark.parametrize(
    "probabilities",
    [[np.nan] * 5, [0.2, 0.2, np.nan, 0.2, 0.2], [np.inf, 0, 0, 0, 0], [0.0] * 5, [0.5] * 5,
     [1.5, -0.5, 0, 0, 0]],
)  # fmt: skip
def test_what_is_no_distribution_never_reaches_a_comparison(probabilities: list[float]) -> None:
    with pytest.raises(ValueError, match="sum to 1"):
        Observation(0, ACTIVE, probabilities=np.array(probabilities))


@pytest.mark.parametrize("name", ["time_constant_s", "onset", "support", "expiry_s", "leave_s"])
@pytest.mark.parametrize("wrong", [float("nan"), float("inf")])
def test_a_constant_that_is_no_number_is_refused(name: str, wrong: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        DecisionSettings(**{name: wrong})


@given(st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_the_median_of_probabilities_is_that_of_numpy(count: int, seed: int) -> None:
    values = np.random.default_rng(seed).random((count, 5))
    assert np.array_equal(_medians(values.tolist()), np.median(values, axis=0))
