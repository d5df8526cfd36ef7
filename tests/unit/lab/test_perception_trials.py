"""The field of view on frames as consoles show them, and the gate on spoiled phantoms."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("sklearn")

from hysteroview.imaging.field_of_view import find_field_of_view
from hysteroview.lab.console_frames import ConsoleFrames, Setting
from hysteroview.lab.corruptions import GRADES
from hysteroview.lab.quality_trials import phantom_samples, quality_table, try_quality
from hysteroview.lab.view_trials import ViewTrial, shared, view_table

STILL_SETTINGS = [setting for setting in Setting if setting is not Setting.GRAY_PANEL]


@pytest.mark.parametrize("setting", STILL_SETTINGS)
def test_the_view_is_found_in_a_still(setting: Setting) -> None:
    frames = ConsoleFrames(setting, 900_001)
    found = shared(find_field_of_view(frames.render(0.0)), frames.truth)
    assert found > 0.95
    assert setting in view_table([ViewTrial(setting, 1, found, found)])


def test_spoiled_phantoms_are_told_from_clean_ones() -> None:
    trial = try_quality("phantoms", list(phantom_samples(range(900_010, 900_014))))
    assert trial.pictures == 8
    assert len(trial.false_stops) <= 1
    for item in trial.reasons:
        assert np.mean(item.auc) >= 0.95, item
        assert item.gated[GRADES.index(1.0)] >= 0.75, item
    assert "phantoms: 8 clean" in quality_table(trial)
