"""Figures of an evaluation against those of scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest

metrics = pytest.importorskip("sklearn.metrics", reason='needs the extra "lab"')

from hysteroview.lab.statistics.areas import auc


@pytest.mark.parametrize("digits", [1, 2, 12])  # with many ties, some, and none
def test_the_area_under_the_curve_is_that_of_scikit_learn(digits: int) -> None:
    rng = np.random.default_rng(digits)
    truth = rng.random(300) < 0.3
    score = np.round(rng.normal(truth * 0.8), digits)
    assert auc(truth, score) == pytest.approx(metrics.roc_auc_score(truth, score), abs=1e-12)


def test_one_side_alone_has_no_area() -> None:
    assert np.isnan(auc(np.ones(3, bool), np.arange(3.0)))
    assert np.isnan(auc(np.zeros(3, bool), np.arange(3.0)))
