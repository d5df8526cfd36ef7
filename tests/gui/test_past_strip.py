"""The strip of the last minute: no silence looks like a result."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.wall import STATUS
from hysteroview.core.types import NS_PER_S, Analysis, AssessmentState, Decision, Reason, TwoClass
from hysteroview.gui.past_strip import PastEvent, PastStrip
from hysteroview.gui.theme import apply_theme, color
from hysteroview.inference.card import ModelCard

NOW_NS = 10**12
QUIET = [state for state in AssessmentState if state is not AssessmentState.ACTIVE]


@pytest.fixture
def strip(qtbot: QtBot, qapp: QApplication) -> PastStrip:
    apply_theme(qapp)
    made = PastStrip(0.5)
    qtbot.addWidget(made)
    made.resize(600, made.height())
    return made


def analysis(card: ModelCard, at_ns: int, share: float) -> Analysis:
    """A benign or malignant picture, of the tiny model's classes."""
    side = [label.premalignant_or_malignant for label in card.labels]
    probabilities = np.where(side, share / sum(side), (1 - share) / (len(side) - sum(side)))
    label = card.labels[int(np.argmax(probabilities))]
    return Analysis(
        frame_index=0,
        pts_ns=0,
        captured_ns=at_ns,
        state=AssessmentState.ACTIVE,
        labels=card.labels,
        probabilities=probabilities,
        decision=Decision(
            AssessmentState.ACTIVE,
            label=label,
            probabilities=probabilities,
            two_class=TwoClass.BENIGN,
            episode=1,
        ),
    )


def told(
    strip: PastStrip,
    state: AssessmentState = AssessmentState.ACTIVE,
    *,
    before_s: float = 0.0,
    is_ai_hidden: bool = False,
) -> None:
    session = replace(STATUS.session, state=state)
    now_ns = NOW_NS - round(before_s * NS_PER_S)
    strip.show_status(replace(STATUS, session=session, is_ai_hidden=is_ai_hidden), now_ns)


def pixels(strip: PastStrip) -> np.ndarray:
    image = strip.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    found = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return found[:, : image.width(), :3].copy()


def test_each_state_without_a_result_looks_unlike_a_result(
    strip: PastStrip, card: ModelCard
) -> None:
    told(strip)
    empty = pixels(strip)
    strip.show_analysis(analysis(card, NOW_NS - NS_PER_S // 2, 0.0))
    told(strip)
    benign = pixels(strip)
    assert (benign != empty).any()
    looks = [empty.tobytes(), benign.tobytes()]
    for state in QUIET:
        other = PastStrip(0.5)
        other.resize(600, other.height())
        if state in (AssessmentState.NOT_ASSESSABLE, AssessmentState.ABSTAINED,
                     AssessmentState.INSTRUMENT):  # fmt: skip
            reason = Reason.BLUR if state is AssessmentState.NOT_ASSESSABLE else None
            other.show_analysis(
                Analysis(
                    frame_index=0,
                    pts_ns=0,
                    captured_ns=NOW_NS - NS_PER_S // 2,
                    state=state,
                    labels=card.labels,
                    reason=reason,
                )
            )
        told(other, state, before_s=0.5)
        told(other, state)
        seen = pixels(other)
        active = color("active")
        lit = (seen == (active.blue(), active.green(), active.red())).all(axis=2)
        assert not lit.any(), state
        looks.append(seen.tobytes())
    assert len(set(looks)) >= len(looks) - 1  # STARTING and OFF may look alike


def test_what_is_hidden_leaves_no_trace_until_it_is_shown(
    strip: PastStrip, card: ModelCard
) -> None:
    told(strip, is_ai_hidden=True)
    before = pixels(strip)
    strip.show_analysis(analysis(card, NOW_NS - NS_PER_S // 2, 0.9))
    told(strip, is_ai_hidden=True)
    assert (pixels(strip) == before).all()
    assert "AH" not in strip.words_at(595)
    told(strip)
    assert (pixels(strip) != before).any()
    assert "AH" in strip.words_at(595)


def test_the_words_say_what_was_when(strip: PastStrip, card: ModelCard) -> None:
    strip.show_analysis(analysis(card, NOW_NS - NS_PER_S // 2, 0.9))
    told(strip)
    assert strip.words_at(0).startswith("60 s ago: no result")
    assert "premalignant or malignant: 90 %" in strip.words_at(595)
    blurred = Analysis(
        frame_index=1,
        pts_ns=0,
        captured_ns=NOW_NS,
        state=AssessmentState.NOT_ASSESSABLE,
        labels=card.labels,
        reason=Reason.BLUR,
    )
    strip.show_analysis(blurred)
    strip.show_status(STATUS, NOW_NS + NS_PER_S // 2)
    assert "Not assessable, blurred" in strip.words_at(599)


def test_snapshots_and_marks_are_seen_and_go_when_taken_back(strip: PastStrip) -> None:
    told(strip)
    before = pixels(strip)
    strip.show_event(PastEvent.MARK, NOW_NS - 30 * NS_PER_S)
    told(strip)
    marked = pixels(strip)
    assert (marked != before)[:, 290:310].any()
    strip.show_event(PastEvent.SNAPSHOT, NOW_NS - 10 * NS_PER_S)
    told(strip)
    assert (pixels(strip) != marked)[:, 490:510].any()
    strip.forget_event(PastEvent.MARK, NOW_NS - 30 * NS_PER_S)
    strip.forget_event(PastEvent.MARK, NOW_NS)  # unknown: nothing happens
    assert (pixels(strip)[:, 290:310] == before[:, 290:310]).all()
