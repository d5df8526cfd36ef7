"""The trial of counting rules: its own figures are right, and the chosen rules are worth it."""

from __future__ import annotations

import numpy as np
from click.testing import CliRunner

from hysteroview.cli.lab.commands import lab
from hysteroview.core.episodes import Episode
from hysteroview.core.types import AssessmentState
from hysteroview.inference.decide.counting import FIRST_RULES, CountingRules
from hysteroview.inference.decide.decision import Observation
from hysteroview.lab.data.truth_tracks import (
    FIVE,
    NOTHING,
    Exam,
    NoiseSettings,
    TrackSettings,
    draw_exam,
)
from hysteroview.lab.trials.counting import (
    CountingFigures,
    View,
    measure_counting,
    rules_to_compare,
    spans_shown,
    views_of,
)


def span(code: str, start_s: float, end_s: float, frames: int = 20) -> Episode:
    start_ns, end_ns = round(start_s * 1e9), round(end_s * 1e9)
    return Episode(
        number=1, code=code, start_ns=start_ns, end_ns=end_ns, peak=0.9, peak_frame=0,
        peak_ns=start_ns, frames=frames, supporting_frames=frames, support=frames,
        probabilities=(0.2,) * 5,
    )  # fmt: skip


def view(code: str, start_s: float, end_s: float) -> View:
    return View(code=code, start_ns=round(start_s * 1e9), end_ns=round(end_s * 1e9))


def test_figures_of_an_exam_that_can_be_counted_by_hand() -> None:
    views = [view("EP", 0, 5), view("EP", 20, 21), view("EC", 30, 30.2), view("SM", 40, 45)]
    spans = [
        span("EP", 0.1, 2), span("EP", 3, 5),  # one view
        span("EH", 10, 12),  # false
        span("EC", 30.1, 30.2),  # brief
        span("SM", 40, 41), span("SM", 44, 45),  # two episodes of one view
    ]  # fmt: skip
    assert measure_counting([(views, spans)], CountingRules()) == CountingFigures(
        views=4,
        episodes=4,
        brief=1,
        false=1,
        missed=2,
        unseen=1,
        missed_median_s=0.6,
        repeated=1,
        joined=0,
    )


def test_two_views_shortly_after_one_another_are_one_episode() -> None:
    exam = [view("EP", 0, 5), view("EP", 6, 8)], [span("EP", 0, 5), span("EP", 6, 8)]
    figures = measure_counting([exam], CountingRules())
    assert (figures.episodes, figures.joined, figures.missed) == (1, 1, 0)


def test_views_are_the_runs_of_a_class() -> None:
    truth = np.array([NOTHING, 3, 3, 3, NOTHING, 1])
    frames = [Observation(index * 10**9, AssessmentState.ABSTAINED) for index in range(6)]
    assert views_of(Exam(truth, frames), FIVE) == [view("EP", 1, 3), view("AH", 5, 5)]


def test_the_chosen_rules_are_worth_what_they_cost() -> None:
    """Four of five false findings go, few views are only brief, and none is counted again."""
    exams = [draw_exam(FIVE, TrackSettings(), NoiseSettings(), seed) for seed in range(40, 44)]
    shown = [(views_of(exam, FIVE), spans_shown(exam, FIVE)) for exam in exams]
    every = measure_counting(shown, FIRST_RULES)
    chosen = measure_counting(shown, CountingRules())
    assert chosen.false <= every.false / 4
    assert chosen.missed - every.missed <= 0.05 * chosen.views
    assert chosen.repeated == 0
    assert CountingRules() in [rules for _, rules in rules_to_compare()]


def test_the_command_prints_the_table() -> None:
    done = CliRunner().invoke(lab, ["counting", "--exams", "1", "--rate", "10"])
    assert done.exit_code == 0, done.output
    assert done.output.count("**") == 2
    assert "| every span |" in done.output
