"""The field of view on frames as consoles show them, and the gate on spoiled phantoms."""

from __future__ import annotations

from contextlib import closing

import numpy as np
import pytest

pytest.importorskip("sklearn")

from hysteroview.core.types import Reason
from hysteroview.imaging.pixels.crop_planes import Planes, split_planes
from hysteroview.imaging.quality.gate import assess
from hysteroview.imaging.view.field_of_view import find_field_of_view
from hysteroview.inference.model.card import find_model, load_card
from hysteroview.inference.runtimes.choosing import open_backend
from hysteroview.lab.data.console_frames import ConsoleFrames, Setting
from hysteroview.lab.data.corruptions import GRADES
from hysteroview.lab.statistics.cases import Cases
from hysteroview.lab.trials.instrument import (
    CoverSample,
    cover_rows,
    cover_samples,
    cover_table,
    derive_limit,
)
from hysteroview.lab.trials.quality import (
    flips,
    quality_table,
    renoised,
    try_quality,
    try_reason,
)
from hysteroview.lab.trials.samples import Sample, in_colors_of_hysteroscopy, phantom_samples
from hysteroview.lab.trials.sharpness import blur_table, ideal_auc, try_blur
from hysteroview.lab.trials.view import ViewTrial, shared, view_table
from hysteroview.lab.trials.view_changes import change_table, try_changes

STILL_SETTINGS = [setting for setting in Setting if setting is not Setting.GRAY_PANEL]


@pytest.mark.parametrize("setting", STILL_SETTINGS)
def test_the_view_is_found_in_a_still(setting: Setting) -> None:
    frames = ConsoleFrames(setting, 900_001)
    found = shared(find_field_of_view(frames.render(0.0)), frames.truth)
    assert found > 0.95
    assert setting in view_table([ViewTrial(setting, 1, found, found)])


def test_spoiled_phantoms_are_separated_from_clean_ones() -> None:
    trial = try_quality("phantoms", list(phantom_samples(range(900_010, 900_014))))
    assert trial.pictures == 8
    assert len(trial.false_stops) <= 1
    for item in trial.reasons:
        assert np.mean([auc.value for auc in item.auc]) >= 0.95, item
        # a still of a sharp scope that is blurred looks like a clear one of a soft scope
        least = 0.5 if item.reason is Reason.BLUR else 0.75
        assert item.gated[GRADES.index(1.0)] >= least, item
    assert "phantoms: 8 clean" in quality_table(trial)


@pytest.fixture(scope="module")
def colored() -> list[Sample]:
    phantoms = list(phantom_samples(range(900_020, 900_026)))
    return list(in_colors_of_hysteroscopy(phantoms, copies=4))


def test_the_colors_of_real_hysteroscopy_are_not_taken_for_blood_or_blur(
    colored: list[Sample],
) -> None:
    """Four in five of these pictures were stopped while redness alone decided."""
    looks = [split_planes(sample.crop, sample.mask) for sample in colored]
    assert sum(is_deep_red(planes) for planes in looks) > 0.3 * len(looks)
    stopped = [reason for planes in looks if (reason := assess(planes).reason) is not None]
    assert len(stopped) <= 0.05 * len(looks)
    assert stopped.count(Reason.RED_OUT) <= 0.01 * len(looks)
    assert flips(colored, [assess(planes) for planes in looks]).mean() <= 0.05


def test_noise_does_not_decide_what_is_blurred(colored: list[Sample]) -> None:
    """With equal noise in all pictures, half as many blurred ones were found."""
    trial = try_reason(Reason.BLUR, colored, Cases([each.case for each in colored]), renoised)
    assert trial.auc[1].value >= 0.975, trial
    assert trial.named[1] >= 0.35, trial


def test_a_video_shows_weak_blur_that_a_still_does_not() -> None:
    seeds = range(900_040, 900_043)
    for is_recolored, least in ((False, 0.99), (True, 0.9)):
        trial = try_blur("phantoms", seeds, is_recolored=is_recolored)
        assert trial.auc_video[0] >= least, trial
        assert trial.seen_video[0] > trial.seen_still[0] + 0.2, trial
        assert trial.false_video <= 0.1, trial
    assert "in a video" in blur_table(trial)


def test_no_measure_of_stills_can_separate_weak_blur_from_soft_scopes() -> None:
    """With the exact blur of each picture known, the weakest blur still overlaps with clean."""
    found = ideal_auc(list(phantom_samples(range(900_020, 900_024))))
    assert found[0] < 0.95
    assert found[1] > 0.99
    assert found[2] > 0.99


def is_deep_red(planes: Planes | None) -> bool:
    """Whether half of the view has more than 2.6 times as much red as green and blue."""
    assert planes is not None
    return planes.share(255 * (planes.red > 2.6 * planes.second).astype(np.uint8)) > 0.5


def test_the_limit_of_cover_is_where_answers_are_lost_for_good() -> None:
    """A single bad row below rows that are good again is noise."""

    def looks(estimate: float, right: int) -> list[CoverSample]:
        return [CoverSample(estimate, estimate, 0.0, index < right, True) for index in range(20)]

    some = [*looks(0.01, 20), *looks(0.05, 18), *looks(0.07, 20), *looks(0.12, 15)]
    rows = cover_rows([*some, *looks(0.3, 10)])
    assert [row.views for row in rows] == [20, 20, 20, 20, 20]
    assert derive_limit(rows) == 0.10
    assert derive_limit(cover_rows(looks(0.3, 20))) is None
    assert "from 10% of the view on" in cover_table([*some, *looks(0.3, 10)])


def test_nearer_instruments_cover_more() -> None:
    card = load_card(find_model(None))
    with closing(open_backend(card, "onnx")) as backend:
        seen = list(cover_samples(card, backend, range(600_000, 600_001), 3))
    assert seen
    assert max(each.truth for each in seen) > 3 * min(each.truth for each in seen)


def test_a_zoom_is_noticed_within_a_second() -> None:
    trials = list(try_changes(range(900_001, 900_002)))
    assert all(trial.noticed_s is not None and trial.noticed_s <= 1.0 for trial in trials)
    assert f"{len(trials)} noticed" in change_table(trials)
