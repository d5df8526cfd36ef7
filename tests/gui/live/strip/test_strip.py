"""The strip of the last minute: what is no result never looks or reads like one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from analyses import make_analysis, make_frame, make_unassessed
from gui.wall import STATUS
from hysteroview.core.types import (
    FRAME_STATES,
    NS_PER_S,
    AssessmentState,
    Decision,
    Reason,
    TwoClass,
)
from hysteroview.gui.live.exam.marks import Mark
from hysteroview.gui.live.strip.last_minute import STATES
from hysteroview.gui.live.strip.strip import LastMinuteStrip
from hysteroview.gui.live.window import LiveWindow
from hysteroview.gui.look.state_patterns import pattern_of
from hysteroview.gui.look.theme import apply_theme, color
from hysteroview.gui.session.status import LiveStatus
from hysteroview.gui.widgets.status_light import look_of
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.live.recorder_status import RecorderStatus
from hysteroview.settings.choices import Theme

BEGIN_NS = 1000 * NS_PER_S
MS = 1_000_000
BENIGN, MALIGNANT = (0.02, 0.01, 0.01, 0.94, 0.02), (0.03, 0.9, 0.02, 0.02, 0.03)
FRAME = make_frame()
RECORDER = RecorderStatus(
    is_recording=True, seconds=0, size_bytes=0, frames_written=0,
    lost_before_encoding=0, lost_before_writing=0,
    queue_bytes=0, preroll_s=0, preroll_bytes=0, encoder="", disk=None, failure="",
)  # fmt: skip


@pytest.fixture
def strip(qtbot: QtBot, card: ModelCard) -> LastMinuteStrip:
    made = LastMinuteStrip(card)
    qtbot.addWidget(made)
    made.resize(868, made.height())
    return made


def status_of(state: AssessmentState, *, is_ai_hidden: bool = False) -> LiveStatus:
    session = replace(STATUS.session, state=state)
    return replace(STATUS, session=session, is_ai_hidden=is_ai_hidden)


def live_on(
    strip: LastMinuteStrip, state: AssessmentState, shares: tuple[float, ...] = BENIGN, *,
    from_s: float = 0, until_s: float = 60,
) -> None:  # fmt: skip
    """Let the time go on in this state."""
    for tick in range(round(from_s * 25), round(until_s * 25)):
        now_ns = BEGIN_NS + tick * 40 * MS
        strip.show_time(now_ns)
        if state is AssessmentState.ACTIVE:
            strip.show_analysis(replace(make_analysis(FRAME, shares), captured_ns=now_ns))
        elif state in FRAME_STATES:
            reason = Reason.BLUR if state is AssessmentState.NOT_ASSESSABLE else None
            told = replace(make_unassessed(FRAME), state=state, reason=reason)
            strip.show_analysis(replace(told, captured_ns=now_ns, decision=Decision(state, reason)))
        if tick % 5 == 0:
            strip.show_status(status_of(state))
    strip.show_time(BEGIN_NS + round(until_s * NS_PER_S))


def axis_of(strip: LastMinuteStrip) -> tuple[int, int]:
    """Left end and width of the time axis, px: there every place has words."""
    places = [x for x in range(strip.width()) if strip.words_at(x)]
    return places[0], len(places)


def pixels_of(strip: LastMinuteStrip, first_px: int = 0) -> NDArray[np.uint8]:
    image = strip.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    pixels = rows.reshape(image.height(), image.width(), 4)[..., :3]
    return np.array(pixels[:, first_px:])


@pytest.fixture(params=Theme)
def theme(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Theme]:
    apply_theme(qapp, request.param)
    yield request.param
    apply_theme(qapp)


def test_benign_and_every_state_without_a_result_look_different(
    qtbot: QtBot, card: ModelCard, theme: Theme
) -> None:
    looks: dict[str, NDArray[np.uint8]] = {}
    for name, state, shares in [
        ("benign", AssessmentState.ACTIVE, BENIGN),
        ("malignant", AssessmentState.ACTIVE, MALIGNANT),
        *((state.value, state, BENIGN) for state in STATES if state is not AssessmentState.ACTIVE),
    ]:
        strip = LastMinuteStrip(card)
        qtbot.addWidget(strip)
        strip.resize(868, strip.height())
        live_on(strip, state, shares)
        looks[name] = pixels_of(strip, 84)
    strip = LastMinuteStrip(card)
    qtbot.addWidget(strip)
    strip.resize(868, strip.height())
    strip.show_time(BEGIN_NS + 60 * NS_PER_S)
    looks["nothing"] = pixels_of(strip, 84)
    names = list(looks)
    for index, name in enumerate(names):
        for other in names[index + 1 :]:
            assert (looks[name] != looks[other]).any(), (name, other)
    for name, look in looks.items():  # the row of the curve is empty unless there is a result
        curve = look[27:41]
        has_curve = len(np.unique(curve.reshape(-1, 3), axis=0)) > 2  # more than ground and grid
        assert has_curve is (name in ("benign", "malignant")), name


def test_states_differ_without_their_colors() -> None:
    """In gray, those that share an ink still differ by pattern; all but the two that start do."""
    along = np.arange(420)
    for unit_px in (1, 2, 3):
        for index, state in enumerate(STATES):
            for other in STATES[index + 1 :]:
                one, two = (
                    pattern_of(each, 7 * unit_px, along, unit_px) for each in (state, other)
                )
                assert (one != two).any() or look_of(state).ink != look_of(other).ink
    assessed = pattern_of(AssessmentState.ACTIVE, 7, along, 1)
    assert assessed.all()
    for state in STATES:
        if state is not AssessmentState.ACTIVE:
            assert 0.05 < pattern_of(state, 7, along, 1).mean() < 0.6


def test_time_runs_to_the_left_and_what_nobody_heard_of_is_a_gap(strip: LastMinuteStrip) -> None:
    live_on(strip, AssessmentState.ACTIVE, MALIGNANT, until_s=10)
    strip.show_time(BEGIN_NS + 30 * NS_PER_S)
    left, width = axis_of(strip)
    assert "AH" in strip.words_at(left + width * 0.6)
    assert "90 %" in strip.words_at(left + width * 0.6)
    assert "Premalignant or malignant" in strip.words_at(left + width * 0.6)
    for place in (0.2, 0.8, 0.999):
        assert strip.words_at(left + width * place).endswith("no result")
    assert strip.words_at(left - 1) == ""
    assert strip.words_at(left + width + 1) == ""
    look = pixels_of(strip)
    # between the lines at 20 s and 10 s there is nothing where nothing was heard
    gap = look[:, left + round(width * 0.70) : left + round(width * 0.82)]
    assert (gap == look[0, 0]).all()


def test_what_was_not_assessed_says_why(strip: LastMinuteStrip) -> None:
    live_on(strip, AssessmentState.NOT_ASSESSABLE)
    left, width = axis_of(strip)
    told = strip.words_at(left + width / 2)
    assert "Not assessable: blurred" in told
    assert "enign" not in told
    assert told.startswith("30 s ago")


@pytest.mark.parametrize("state", STATES)
def test_while_the_ai_is_hidden_nothing_of_it_is_drawn_or_told(
    qtbot: QtBot, card: ModelCard, strip: LastMinuteStrip, state: AssessmentState
) -> None:
    """Not even what was said before it was hidden: the strip is that of a mute AI."""
    live_on(strip, state, MALIGNANT)
    seen = pixels_of(strip)
    strip.show_status(status_of(state, is_ai_hidden=True))
    left, width = axis_of(strip)
    told = strip.words_at(left + width / 2)
    if state in FRAME_STATES:
        assert "AI hidden" in told
        mute = LastMinuteStrip(card)
        qtbot.addWidget(mute)
        mute.resize(868, mute.height())
        mute.show_time(BEGIN_NS + 60 * NS_PER_S)
        mute.show_status(status_of(AssessmentState.ACTIVE, is_ai_hidden=True))
        assert (pixels_of(strip) == pixels_of(mute)).all()
    else:
        assert look_of(state).title in told
    assert "AH" not in told
    assert "blurred" not in told
    strip.show_status(status_of(state))
    assert (pixels_of(strip) == seen).all()


def test_snapshots_marks_and_recordings_have_their_places(strip: LastMinuteStrip) -> None:
    strip.show_time(BEGIN_NS)
    empty = pixels_of(strip)
    strip.show_snapshot(7)
    strip.show_mark(Mark(2, 0, 0, BEGIN_NS - 20 * NS_PER_S))
    left, width = axis_of(strip)
    assert "Snapshot 7" in strip.words_at(left + width - 1)
    assert "Mark 2" in strip.words_at(left + width * 2 / 3)
    assert (pixels_of(strip) != empty).any()
    strip.drop_snapshot(7)
    strip.drop_mark(Mark(2, 0, 0, 0))
    assert (pixels_of(strip) == empty).all()
    strip.show_recorder(RECORDER)
    strip.show_time(BEGIN_NS + 10 * NS_PER_S)
    assert "Recorded" in strip.words_at(left + width - 2)
    strip.show_recorder(replace(RECORDER, is_recording=False))
    strip.show_time(BEGIN_NS + 20 * NS_PER_S)
    assert "Recorded" not in strip.words_at(left + width - 2)
    assert "Recorded" in strip.words_at(left + width * 0.75)


def test_marks_stay_while_the_ai_is_hidden(strip: LastMinuteStrip) -> None:
    strip.show_time(BEGIN_NS)
    strip.show_status(status_of(AssessmentState.ACTIVE, is_ai_hidden=True))
    before = pixels_of(strip)
    strip.show_snapshot(1)
    assert (pixels_of(strip) != before).any()


class Counter(QObject):
    """Counts how often a widget is painted."""

    count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is QEvent.Type.Paint
        return False


def test_it_is_painted_five_times_a_second_at_most(
    qtbot: QtBot, qapp: QApplication, strip: LastMinuteStrip
) -> None:
    strip.show()
    qtbot.waitExposed(strip)
    qapp.processEvents()
    counter = Counter()
    strip.installEventFilter(counter)
    for tick in range(400):  # looks at the session for 3.2 s
        strip.show_time(BEGIN_NS + tick * 8 * MS)
        strip.show_status(status_of(AssessmentState.ACTIVE))
        qapp.processEvents()
    assert 14 <= counter.count <= 18


@pytest.mark.qt_log_ignore("does not support raise")
def test_hovering_tells_the_moment(
    qtbot: QtBot, qapp: QApplication, strip: LastMinuteStrip
) -> None:
    live_on(strip, AssessmentState.NOT_ASSESSABLE)
    strip.show()
    qtbot.waitExposed(strip)
    left, width = axis_of(strip)
    place = QPoint(left + width // 2, 30)
    qapp.sendEvent(strip, QHelpEvent(QEvent.Type.ToolTip, place, strip.mapToGlobal(place)))
    assert "blurred" in QToolTip.text()
    strip.show_status(status_of(AssessmentState.ACTIVE, is_ai_hidden=True))
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


@pytest.mark.parametrize("scale", [1.0, 1.5, 3.0])
def test_it_grows_with_the_window_and_stays_thin(strip: LastMinuteStrip, scale: float) -> None:
    strip.set_scale(scale)
    assert strip.height() == pytest.approx(58 * scale, abs=1)
    strip.resize(round(868 * scale), strip.height())
    live_on(strip, AssessmentState.ACTIVE, MALIGNANT)
    assert pixels_of(strip).any()
    strip.resize(1, strip.height())
    assert pixels_of(strip).shape[1] == 1


def test_it_has_a_name_for_those_who_do_not_see_it(strip: LastMinuteStrip) -> None:
    assert strip.accessibleName() == "The last 60 seconds"


def test_the_live_window_feeds_it(qtbot: QtBot, live: LiveWindow) -> None:
    def press(key: Qt.Key) -> None:
        qtbot.wait(60)  # what follows sooner is a contact that bounces
        qtbot.keyClick(live.window, key)

    past = live.page.past
    left, width = axis_of(past)
    qtbot.waitUntil(lambda: "AH" in past.words_at(left + width - 2))
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "Snapshot 1" in past.words_at(left + width - 2))
    press(Qt.Key.Key_A)
    qtbot.waitUntil(lambda: "AI hidden" in past.words_at(left + width - 2))
    press(Qt.Key.Key_A)
    qtbot.waitUntil(lambda: "AH" in past.words_at(left + width - 4))


def test_it_never_contradicts_what_was_decided_nor_tells_it_anew(
    qtbot: QtBot, card: ModelCard
) -> None:
    """What was "not excluded" below the threshold stays in its color, whatever is chosen later."""
    strip = LastMinuteStrip(card)
    qtbot.addWidget(strip)
    strip.resize(868, strip.height())
    strip.show_time(BEGIN_NS)
    decision = make_analysis(FRAME, BENIGN).decision
    assert decision is not None
    for tick in range(1, 100):
        told = replace(decision, two_class=TwoClass.NOT_EXCLUDED, label=None, episode=None)
        at_ns = BEGIN_NS + tick * 40 * MS
        strip.show_analysis(replace(make_analysis(FRAME), captured_ns=at_ns, decision=told))
    strip.show_time(BEGIN_NS + 4 * NS_PER_S)
    look = pixels_of(strip, 84)
    amber, blue = (
        (look == [ink.blue(), ink.green(), ink.red()]).all(axis=2).any()
        for ink in (color("caution"), color("accent"))
    )
    assert amber
    assert not blue


def test_a_curve_at_its_highest_is_not_hidden_by_its_episode(
    strip: LastMinuteStrip, card: ModelCard
) -> None:
    live_on(strip, AssessmentState.ACTIVE, (0.0, 1.0, 0.0, 0.0, 0.0))
    ink = color("caution")
    is_amber = (pixels_of(strip)[:, 400] == [ink.blue(), ink.green(), ink.red()]).all(axis=1)
    rows = np.flatnonzero(is_amber)
    assert np.count_nonzero(np.diff(rows) > 1) >= 1  # the episode, then the line below it
