"""The sound of a finding: asked for, rare, and never while the AI is hidden."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gui.wall import STATUS
from hysteroview.core.types import NS_PER_S, Analysis, AssessmentState, Decision
from hysteroview.gui.live.finding_sound import FindingSound
from hysteroview.inference.model.card import ModelCard
from hysteroview.settings.live import CurrentSettings
from hysteroview.settings.sections import Settings
from hysteroview.settings.table import LiveSettings


def analysis(card: ModelCard, at_s: float, code: str | None, episode: int | None) -> Analysis:
    label = next((each for each in card.labels if each.code == code), None)
    probabilities = np.full(len(card.labels), 1 / len(card.labels))
    return Analysis(
        frame_index=0,
        pts_ns=0,
        captured_ns=round(at_s * NS_PER_S),
        state=AssessmentState.ACTIVE,
        origin=card.origin,
        probabilities=probabilities,
        decision=Decision(
            AssessmentState.ACTIVE, label=label, probabilities=probabilities, episode=episode
        ),
    )


@pytest.fixture
def heard() -> list[None]:
    return []


def sound_of(heard: list[None], *, is_on: bool = True) -> FindingSound:
    settings = CurrentSettings(Settings(live=LiveSettings(sound_on=is_on)))
    return FindingSound(settings, sound=lambda: heard.append(None))


def test_it_sounds_once_for_each_finding_and_not_too_often(
    card: ModelCard, heard: list[None]
) -> None:
    sound = sound_of(heard)
    for at_s, code, episode, count in (
        (1, "AH", 1, 1),
        (2, "AH", 1, 1),  # the same
        (3, None, None, 1),
        (4, "EC", 2, 1),  # too soon
        (20, "EC", 3, 2),
        (40, "EP", 4, 2),  # benign
        (60, "AH", None, 2),  # no episode yet
    ):
        sound.show_analysis(analysis(card, at_s, code, episode))
        assert len(heard) == count, at_s


def test_it_is_silent_unless_asked_for_and_while_the_ai_is_hidden(
    card: ModelCard, heard: list[None]
) -> None:
    sound_of(heard, is_on=False).show_analysis(analysis(card, 1, "AH", 1))
    sound = sound_of(heard)
    sound.show_status(replace(STATUS, is_ai_hidden=True))
    sound.show_analysis(analysis(card, 1, "AH", 1))
    assert heard == []
    sound.show_status(STATUS)
    sound.show_analysis(analysis(card, 2, "AH", 1))  # it was there before: not announced late
    assert heard == []
