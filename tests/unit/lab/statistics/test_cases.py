"""Intervals are those of cases, not of pictures."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("sklearn")

from sklearn.metrics import roc_auc_score

from hysteroview.lab.statistics.cases import Cases


def test_copies_of_a_picture_do_not_narrow_the_interval() -> None:
    rng = np.random.default_rng(1)
    values = (rng.random(40) < 0.3).astype(float)
    single = Cases([str(index) for index in range(40)]).share(values)
    copied = Cases([str(index) for index in range(40) for _ in range(9)]).share(values.repeat(9))
    assert copied == single
    assert 0.1 < single.low < single.value == values.mean() < single.high < 0.5


def test_a_share_without_events_has_the_exact_upper_limit() -> None:
    assert Cases(["a"] * 60 + list("bcdefghij")).share([0] * 69).high == pytest.approx(
        1 - 0.025**0.1
    )
    everything = Cases(list("abcdefghij")).share([1] * 10)
    assert f"{everything:.0%}" == "100% (69% to 100%)"


def test_the_area_is_that_of_pairs_of_pictures() -> None:
    rng = np.random.default_rng(2)
    clean, spoiled = rng.normal(0, 1, 60).round(1), rng.normal(1, 1, 60).round(1)
    found = Cases([str(index // 2) for index in range(60)]).area(clean, spoiled)
    truth = [0] * 60 + [1] * 60
    assert found.value == pytest.approx(roc_auc_score(truth, np.concatenate([clean, spoiled])))
    assert found.low < found.value < found.high
    assert found.high - found.low < 0.25
