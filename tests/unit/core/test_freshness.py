"""One policy says when a result is too old and when there is no signal."""

from __future__ import annotations

from itertools import pairwise

import pytest

from hysteroview.core.freshness import FRESHNESS, FreshnessPolicy
from hysteroview.core.types import NS_PER_S

MS = 1_000_000


@pytest.mark.parametrize(("age_ms", "period_s", "is_stale"), [
    (0, 0.0, False), (500, 0.0, False), (501, 0.0, True),
    (501, 1.0, False), (1500, 1.0, False), (1501, 1.0, True), (-5, 0.0, False),
])  # fmt: skip
def test_a_result_is_stale_after_half_a_second_and_the_period(
    age_ms: int, period_s: float, *, is_stale: bool
) -> None:
    assert FRESHNESS.is_stale(age_ms * MS, period_s=period_s) is is_stale


def test_a_heatmap_fades_without_a_jump_and_is_gone_with_its_result() -> None:
    values = [FRESHNESS.heatmap_strength(age_ms * MS) for age_ms in range(0, 600, 5)]
    assert values[:31] == [1.0] * 31
    assert values[100:] == [0.0] * 20
    steps = [after - before for before, after in pairwise(values)]
    assert max(steps) <= 0
    assert min(steps) > -0.03
    assert FRESHNESS.heatmap_strength(FRESHNESS.result_ns - 1) > 0
    assert FRESHNESS.heatmap_strength(FRESHNESS.result_ns) == 0


def test_a_live_source_is_lost_sooner_than_a_recording_that_holds_a_picture() -> None:
    live = [FRESHNESS.has_signal(age_ms * MS, is_live=True) for age_ms in (0, 750, 751)]
    file = [FRESHNESS.has_signal(age_ms * MS, is_live=False) for age_ms in (751, 3000, 3001)]
    assert live == file == [True, True, False]


def test_another_policy_has_its_own_limits() -> None:
    policy = FreshnessPolicy(result_s=2.0, heatmap_fades_from_s=1.0)
    assert not policy.is_stale(2 * NS_PER_S)
    assert policy.heatmap_strength(NS_PER_S * 3 // 2) == pytest.approx(0.5)


@pytest.mark.parametrize("limits", [
    {"heatmap_fades_from_s": 0.5}, {"heatmap_fades_from_s": 0.0}, {"signal_s": 0.0},
    {"file_picture_s": -1.0},
])  # fmt: skip
def test_limits_that_contradict_each_other_are_refused(limits: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"fades|positive"):
        FreshnessPolicy(**limits)
