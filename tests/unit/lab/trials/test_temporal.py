"""The study of the decision over time: its own figures are right, and the goals are met."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from hysteroview.cli.lab.commands import lab
from hysteroview.core.types import AssessmentState
from hysteroview.imaging.phantom import Lesion, PhantomSpec
from hysteroview.inference.decide.decision import DecisionSettings, Observation
from hysteroview.inference.model.card import find_model, load_card
from hysteroview.inference.runtimes.choosing import open_backend
from hysteroview.lab.data.phantom_tracks import phantom_exam
from hysteroview.lab.data.truth_tracks import (
    FIVE,
    NOTHING,
    Exam,
    NoiseSettings,
    TrackSettings,
    draw_exam,
    draw_truth,
)
from hysteroview.lab.trials.temporal import (
    NOT_ASSESSED,
    across_rates,
    decided,
    measure,
    shown_raw,
    withheld,
)


@pytest.fixture(scope="module")
def exams() -> list[Exam]:
    return [draw_exam(FIVE, TrackSettings(), NoiseSettings(), seed) for seed in range(20, 26)]


def test_figures_of_a_track_that_can_be_counted_by_hand() -> None:
    truth = np.array([NOTHING] * 5 + [3] * 10 + [NOTHING] * 5 + [1] * 5)
    shown = np.array(
        [NOT_ASSESSED] * 4 + [2] + [2, NOTHING, 3, 3, NOT_ASSESSED, 3, 2, 3, 3, 3] + [3]
        + [NOTHING] * 9
    )  # fmt: skip
    frames = [Observation(index * 100_000_000, AssessmentState.ABSTAINED) for index in range(25)]
    figures = measure([Exam(truth, frames)], lambda _: shown)
    # in the span of class 3: 2 to nothing, to 3, to 2, to 3 are four changes, one is allowed
    assert figures.flips_per_1000 == pytest.approx(1000 * 3 / 25)
    assert figures.true_episodes == 2
    assert figures.lost == 0.5
    assert figures.onset_median_ms == 200
    assert figures.false_episodes == 2
    assert figures.right == pytest.approx((4 + 6 + 4) / 25)


def test_withholding_waits_for_frames_in_a_row() -> None:
    frames = [
        Observation(index, AssessmentState.ACTIVE, probabilities=np.eye(5)[label])
        for index, label in enumerate([0, 0, 1, 1, 1, 1])
    ]
    assert withheld(3)(frames).tolist() == [NOTHING] * 4 + [1, 1]
    assert shown_raw(frames).tolist() == [0, 0, 1, 1, 1, 1]


def test_the_same_seed_gives_the_same_exam_and_the_same_moments_at_every_rate() -> None:
    settings = TrackSettings(exam_s=20)
    first, again = (draw_exam(FIVE, settings, NoiseSettings(), 5) for _ in range(2))
    assert (first.truth == again.truth).all()
    assert all(
        np.array_equal(one.probabilities, other.probabilities)
        for one, other in zip(first.frames, again.frames, strict=True)
        if one.probabilities is not None
    )
    slow = draw_truth(FIVE, TrackSettings(exam_s=20, rate_hz=10), 5)
    fast = draw_truth(FIVE, TrackSettings(exam_s=20, rate_hz=60), 5)
    assert (fast[3::6] == slow).mean() > 0.95


def test_the_chosen_settings_meet_the_goals_on_noisy_frames(exams: list[Exam]) -> None:
    raw = measure(exams, shown_raw)
    chosen = measure(exams, decided(FIVE, DecisionSettings()))
    assert raw.flips_per_1000 > 100  # the noise is what it claims to be
    assert chosen.flips_per_1000 <= 10
    assert chosen.onset_median_ms <= 300
    assert chosen.onset_p95_ms <= 600
    assert chosen.lost <= raw.lost + 0.02
    assert chosen.false_episodes < 0.05 * raw.false_episodes
    assert chosen.right > raw.right


def test_the_rate_does_not_change_how_late_it_is() -> None:
    medians = [
        row.figures.onset_median_ms for row in across_rates(FIVE, NoiseSettings(), range(20, 23))
    ]
    assert max(medians) - min(medians) <= 100  # a frame's time at 10 frames a second


def test_the_chosen_settings_meet_the_goals_on_a_phantom_clip() -> None:
    """The built-in model on a polyp that leaves the view and comes back."""
    card = load_card(find_model(None))
    spec = PhantomSpec(seed=900_001, lesion=Lesion.EP, width_px=320, height_px=240)
    with closing(open_backend(card)) as backend:
        exam = phantom_exam(card, backend, spec, rate_hz=10)
    figures = measure([exam], decided(card.labels, DecisionSettings()))
    assert figures.true_episodes == 2
    assert figures.lost == 0
    assert figures.flips_per_1000 <= 10
    # two onsets, and frames at the rim of the open set, which the last bits decide
    assert figures.onset_p95_ms <= 1000


def test_the_command_prints_both_tables_and_writes_the_figures(tmp_path: Path) -> None:
    target = tmp_path / "sweep.json"
    done = CliRunner().invoke(lab, ["temporal", "--exams", "1", "--json", str(target)])
    assert done.exit_code == 0, done.output
    assert done.output.count("**") == 2
    assert "each frame by itself" in done.output
    document = json.loads(target.read_text(encoding="utf-8"))
    assert sum(row["is_chosen"] for row in document["sweep"]) == 1
    assert len(document["rates"]) == 5
    assert document["chosen"]["time_constant_s"] == DecisionSettings().time_constant_s
