"""Quality limits follow the losses of the model, and stop few of the pictures experts selected."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hysteroview.core.types import Frame, Reason
from hysteroview.imaging.phantom import Lesion, Phantom, PhantomSpec
from hysteroview.inference.decide.analyzer import Analyzer
from hysteroview.inference.model.card import load_card
from hysteroview.lab.calibrate.quality_limits import (
    MOST_STOPPED,
    NEVER,
    REASONS,
    GateMaterial,
    Views,
    choose_limits,
    limits_table,
    loses_from,
    relax,
)

NOTHING = Views(np.zeros(0), np.zeros(0, np.bool_), np.zeros(0, np.bool_))


def views(wrong_from: float, count: int = 400) -> Views:
    """Pictures of every measure, which the model recognizes below a measure."""
    measures = np.linspace(0, 1, count)
    right = np.ones(count, np.bool_)
    return Views(measures, right & (measures < wrong_from), right)


@pytest.mark.parametrize("wrong_from", [0.3, 0.4, 0.7])
def test_the_limit_is_the_least_measure_from_which_on_accuracy_is_lost(wrong_from: float) -> None:
    assert loses_from(views(wrong_from)) == pytest.approx(wrong_from, abs=0.01)


def test_no_limit_is_so_low_that_another_light_reaches_it() -> None:
    assert loses_from(views(0.05)) == pytest.approx(0.25, abs=0.002)


def test_a_loss_below_pictures_that_are_right_again_is_no_limit() -> None:
    some = views(2.0)
    right = some.right.copy()
    right[(some.measures > 0.3) & (some.measures < 0.4)] = False
    assert loses_from(Views(some.measures, right, some.right_without)) is None
    right[some.measures > 0.8] = False
    found = loses_from(Views(some.measures, right, some.right_without))
    assert found == pytest.approx(0.8, abs=0.01)


def test_pictures_that_were_wrong_without_the_fault_are_no_loss() -> None:
    some = views(0.4)
    assert loses_from(Views(some.measures, some.right, some.right)) is None


@pytest.mark.parametrize("seed", range(5))
def test_limits_never_stop_more_than_5_percent_of_the_selected_pictures(seed: int) -> None:
    rng = np.random.default_rng(seed)
    selected = np.clip(rng.beta(0.5, 2.0, (300, len(REASONS))), 0, 1)
    material = GateMaterial(
        selected, np.arange(300) >= 200, {reason: views(0.3) for reason in REASONS}
    )
    choice = choose_limits(material)
    limits = np.array([choice.limits.of(reason) for reason in REASONS])
    assert (selected >= limits).any(axis=1).mean() == choice.stopped <= MOST_STOPPED
    assert (limits >= 0.3 - 0.01).all()
    assert choice.stopped > 0.04  # and not many less
    assert 0 <= choice.stopped_held_out < 0.15
    assert "| blurred | 0.30" in limits_table(choice)


def test_a_reason_that_stops_many_clear_pictures_is_switched_off() -> None:
    selected = np.zeros((40, len(REASONS)))
    column = REASONS.index(Reason.OUTSIDE_BODY)
    selected[:10, column] = 1.0
    raised = relax([0.5] * len(REASONS), selected)
    assert raised[column] == NEVER
    assert raised[:column] + raised[column + 1 :] == [0.5] * (len(REASONS) - 1)


def test_a_reason_that_costs_no_accuracy_keeps_its_default() -> None:
    material = GateMaterial(
        np.zeros((0, len(REASONS))), np.zeros(0, np.bool_), dict.fromkeys(REASONS, NOTHING)
    )
    choice = choose_limits(material)
    assert str(choice.limits).endswith("(default)")
    assert math.isnan(choice.stopped_held_out)
    assert all(math.isfinite(value) for value in choice.figures.values())
    assert "| blurred | never | 0.500 | 0 |" in limits_table(choice)


def test_the_analyzer_uses_the_limits_of_the_card(
    make_bundle: Callable[..., Path], tmp_path: Path
) -> None:
    spec = PhantomSpec(seed=11, lesion=Lesion.EP, width_px=200, height_px=200)
    pixels = (Phantom(spec).render_view(0).pixels * 0.4).astype(np.uint8)
    frame = Frame(0, 0, 0, np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)]))
    found = {}
    for limit in (0.2, 1.0):
        folder = make_bundle()
        text = (folder / "card.toml").read_text().replace("dark = 2.0", f"dark = {limit}")
        (folder / "card.toml").write_text(text)
        found[limit] = Analyzer(load_card(folder), is_video=False).prepare(frame).reason
    assert found == {0.2: Reason.DARK, 1.0: None}
