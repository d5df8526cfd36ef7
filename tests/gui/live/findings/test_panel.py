"""What is not an assessment never looks like one, least of all like a benign one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from analyses import decide_alone
from gui.wall import STATUS
from holders import observed
from hysteroview.capture.source import SourceInfo
from hysteroview.core.assessment import AssessmentCounts
from hysteroview.core.gate import INSTRUMENT, Cause, GateAction, cause_of
from hysteroview.core.types import Analysis, AssessmentState, Reason, TwoClass
from hysteroview.exam.store.records import Patient
from hysteroview.gui.actions.bindings import Bindings
from hysteroview.gui.live.controls.status_strip import StatusStrip
from hysteroview.gui.live.findings.panel import FindingsPanel, no_result, two_class_words
from hysteroview.gui.live.page import LivePage
from hysteroview.gui.look.language import install_language
from hysteroview.gui.look.shapes import Shape
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.main_window import MainWindow
from hysteroview.gui.session.status import LiveStatus
from hysteroview.gui.widgets.class_bars import NOTHING
from hysteroview.gui.widgets.status_light import look_of
from hysteroview.inference.model.card import ModelCard
from hysteroview.settings.choices import Language
from hysteroview.settings.keys import parse_keys

SOURCE = SourceInfo(
    name="a film with a very long name that does not fit into its line.mp4",
    width_px=1920,
    height_px=1080,
    fps=Fraction(30000, 1001),
    frame_count=None,
    duration_s=None,
    codec="h264",
)
SILENT = [state for state in AssessmentState if state is not AssessmentState.ACTIVE]


def analysis_of(card: ModelCard, *probabilities: float) -> Analysis:
    return Analysis(
        frame_index=0,
        pts_ns=0,
        captured_ns=0,
        state=AssessmentState.ACTIVE,
        origin=card.origin,
        probabilities=np.array(probabilities),
        decision=decide_alone(np.array(probabilities), card.labels),
    )


def status_of(state: AssessmentState, analysis: Analysis | None = None) -> LiveStatus:
    return replace(STATUS, session=replace(STATUS.session, state=state), analysis=analysis)


def test_what_a_model_lacks_is_shown(qtbot: QtBot, card: ModelCard) -> None:
    panel = FindingsPanel(card, SOURCE)
    qtbot.addWidget(panel)
    told = next(each for each in panel.findChildren(QLabel) if "incomplete" in each.text())
    assert told.toolTip().splitlines() == list(card.missing)
    assert "uncalibrated probabilities" in card.missing


@pytest.fixture
def panel(qtbot: QtBot, card: ModelCard) -> FindingsPanel:
    panel = FindingsPanel(card, SOURCE)
    qtbot.addWidget(panel)
    panel.resize(328, 690)
    return panel


def test_a_result_is_shown_in_code_words_numbers_and_shape(
    panel: FindingsPanel, card: ModelCard
) -> None:
    polyp = analysis_of(card, 0.02, 0.01, 0.02, 0.93, 0.02)
    panel.show_status(status_of(AssessmentState.ACTIVE, polyp))
    assert "EP 93 % Endometrial polyp Uncalibrated" in panel.text
    assert "Benign class" in panel.text
    assert "Premalignant or malignant: 3 %" in panel.text
    assert panel.traffic_light.shape is Shape.DISC
    # two classes that share the suspicion outweigh the most probable one
    shared = analysis_of(card, 0.01, 0.3, 0.3, 0.38, 0.01)
    panel.show_status(status_of(AssessmentState.ACTIVE, shared))
    assert "No clear class" in panel.text
    assert "Premalignant or malignant 60 %, uncalibrated" in panel.text
    assert panel.traffic_light.shape is Shape.TRIANGLE


def test_the_operating_point_decides_what_the_two_class_result_says(
    panel: FindingsPanel, card: ModelCard
) -> None:
    shares = np.array([0.02, 0.1, 0.1, 0.76, 0.02])
    polyp = analysis_of(card, *shares)
    sensitive = replace(polyp, decision=decide_alone(shares, card.labels, 0.15))
    panel.show_status(status_of(AssessmentState.ACTIVE, sensitive))
    assert "EP 76 %" in panel.text
    assert "Malignancy not excluded" in panel.text
    assert "enign" not in panel.text
    cancer = np.array([0.02, 0.1, 0.7, 0.16, 0.02])
    specific = replace(polyp, decision=decide_alone(cancer, card.labels, 0.95))
    panel.show_status(status_of(AssessmentState.ACTIVE, specific))
    assert "EC 70 %" in panel.text
    assert "Undecided" in panel.text
    assert "enign" not in panel.text


def test_the_decision_is_shown_not_the_single_frame(panel: FindingsPanel, card: ModelCard) -> None:
    frame = analysis_of(card, 0.9, 0.02, 0.02, 0.04, 0.02)
    decision = decide_alone(np.array([0.02, 0.02, 0.04, 0.9, 0.02]), card.labels)
    panel.show_status(status_of(AssessmentState.ACTIVE, replace(frame, decision=decision)))
    assert "EP 90 %" in panel.text
    assert panel.bars.figures() == ["2 %", "2 %", "4 %", "90 %", "2 %"]


@pytest.mark.parametrize("state", SILENT)
def test_without_an_assessment_there_is_no_number_and_nothing_benign(
    panel: FindingsPanel, card: ModelCard, state: AssessmentState
) -> None:
    polyp = analysis_of(card, 0.02, 0.01, 0.02, 0.93, 0.02)
    panel.show_status(status_of(AssessmentState.ACTIVE, polyp))
    panel.show_status(status_of(state, polyp))  # even if it were handed one
    assert not re.search(r"\d", panel.text)
    assert "enign" not in panel.text
    assert panel.bars.figures() == [NOTHING] * 5
    assert panel.traffic_light.shape is Shape.DASH
    assert look_of(state).title in panel.status_light.text
    assert not re.search(r"\d", panel.bars.accessibleDescription())


def test_a_paused_panel_names_the_assigned_keys(qtbot: QtBot, card: ModelCard) -> None:
    panel = FindingsPanel(card, SOURCE)
    qtbot.addWidget(panel)
    paused = status_of(AssessmentState.PAUSED, None)
    panel.show_bindings(
        Bindings(parse_keys({"pause_ai": ["J"]}), parse_keys({"pause_ai": ["F16"]}))
    )
    panel.show_status(paused)
    assert "Press J, F16 to resume." in panel.status_light.text
    panel.show_bindings(Bindings(parse_keys({"pause_ai": []})))
    panel.show_status(paused)
    assert "Resume AI" in panel.status_light.text
    assert "Press" not in panel.status_light.text


def test_no_two_states_look_or_read_alike() -> None:
    looks = [look_of(state) for state in AssessmentState]
    assert len({(look.shape, look.ink) for look in looks}) == len(looks)
    assert len({look.title for look in looks}) == len(looks)
    assert len({no_result(state) for state in AssessmentState}) == len(looks)


def test_the_reason_is_shown(panel: FindingsPanel) -> None:
    session = replace(
        STATUS.session,
        state=AssessmentState.NOT_ASSESSABLE,
        detail=Reason.NO_PICTURE.value,
    )
    panel.show_status(replace(STATUS, session=session))
    assert Reason.NO_PICTURE.value[1:] in panel.status_light.text


def test_the_strip_tells_how_much_was_not_assessed_and_why(qtbot: QtBot) -> None:
    strip = StatusStrip()
    qtbot.addWidget(strip)
    assert strip.values["not_assessed"].text() == NOTHING
    abstained = Cause(AssessmentState.ABSTAINED)
    counts = AssessmentCounts(analyzed=201, missed={abstained: 1})
    status = replace(STATUS, session=replace(STATUS.session, counts=counts))
    strip.show_status(status)
    assert strip.values["not_assessed"].text() == "< 1 %"  # and not 0 before there are none
    counts = AssessmentCounts(
        analyzed=1000,
        missed={cause_of(Reason.BLUR): 299, abstained: 100, cause_of(Reason.DARK): 1},
        warned={cause_of(Reason.BUBBLES): 20},
        warned_frames=20,
        gate=((cause_of(Reason.BUBBLES), GateAction.WARN),),
    )
    strip.show_status(replace(STATUS, session=replace(STATUS.session, counts=counts)))
    assert strip.values["not_assessed"].text() == "40 %"
    assert strip.values["not_assessed"].toolTip().splitlines() == [
        "Not assessed: 40 % of 1000 analyzed frames: blurred 30 %, not recognized 10 %, too dark < 1 %",  # noqa: E501
        "2 % with a warning beside the result: bubbles hide the view 2 %",
        "Quality gate, warn only: bubbles hide the view",
    ]
    strip.show_status(replace(status, is_ai_hidden=True))
    assert strip.values["not_assessed"].toolTip() == ""
    all_of_them = replace(STATUS.session, counts=AssessmentCounts(analyzed=7))
    strip.show_status(replace(STATUS, session=all_of_them))
    assert strip.values["not_assessed"].text() == "0 %"
    assert strip.values["not_assessed"].toolTip() == "All 7 analyzed frames were assessed."


def test_a_warning_is_shown_beside_the_result_and_in_the_light(
    panel: FindingsPanel, card: ModelCard
) -> None:
    analysis = analysis_of(card, 0.1, 0.1, 0.1, 0.6, 0.1)
    assert analysis.decision is not None
    panel.show_status(status_of(AssessmentState.ACTIVE, analysis))
    assert "probability" in panel.text
    causes = (cause_of(Reason.BLUR), INSTRUMENT)
    warned = replace(analysis, decision=replace(analysis.decision, warnings=causes))
    panel.show_status(status_of(AssessmentState.ACTIVE, warned))
    assert "EP" in panel.text
    assert "Warning: blurred, instrument" in panel.text
    assert "probability" not in panel.text  # it was calibrated without such pictures
    assert "Warning: blurred, instrument in view" in panel.status_light.text
    panel.show_status(replace(status_of(AssessmentState.ACTIVE, warned), is_ai_hidden=True))
    assert "arning" not in panel.text + panel.status_light.text
    panel.show_status(status_of(AssessmentState.ACTIVE, analysis))
    assert "arning" not in panel.text + panel.status_light.text
    assert "probability" in panel.text


def shown_page(card: ModelCard) -> tuple[MainWindow, LivePage]:
    window, page = MainWindow(), LivePage(card, SOURCE, observed())
    window.show_page(page)
    return window, page


def test_the_name_of_the_source_has_room_beside_its_button(
    qtbot: QtBot, qapp: QApplication, card: ModelCard
) -> None:
    apply_theme(qapp)
    spec = replace(
        SOURCE, name="phantom EC, seed 3", width_px=1280, height_px=720, fps=Fraction(30)
    )
    window, page = MainWindow(), LivePage(card, spec, observed())
    page.findings.setup.show()
    window.show_page(page)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    source = page.findings.source
    assert source.fontMetrics().horizontalAdvance(source.text()) <= source.width()
    assert source.text().endswith("fps")


def test_numbers_change_and_nothing_moves(qtbot: QtBot, card: ModelCard) -> None:
    window, page = shown_page(card)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    seen = set()
    results = [
        status_of(AssessmentState.ACTIVE, analysis_of(card, 0.2, 0.2, 0.2, 0.2, 0.2)),
        status_of(AssessmentState.ACTIVE, analysis_of(card, 1.0, 0.0, 0.0, 0.0, 0.0)),
        status_of(AssessmentState.ACTIVE, analysis_of(card, 0.0, 0.5, 0.5, 0.0, 0.0)),
        *(status_of(state) for state in SILENT),
        replace(
            STATUS,
            session=replace(
                STATUS.session, captured_hz=120.0, latency_ms=4321.0, dropped_before_analysis=98765
            ),
        ),
    ]
    parts = [page.video, page.findings, page.controls, page.strip, page.findings.bars]
    for status in results:
        page.show_status(status)
        page.notice.show_success("Snapshot 1 saved")
        qtbot.wait(1)
        seen.add(tuple(part.geometry().getRect() for part in parts))
        page.notice.clear()
    assert len(seen) == 1


def test_gloved_hands_find_the_buttons(qtbot: QtBot, card: ModelCard) -> None:
    window, page = shown_page(card)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    controls = page.controls
    for part in (
        *page.rail.buttons.values(),
        controls.heatmap,
        controls.analysis,
        controls.rate,
        controls.opacity,
    ):
        assert part.height() >= 44
        assert part.width() >= 44
        assert part.accessibleName()


@pytest.mark.parametrize(
    ("width", "height"), [(1260, 672), (1280, 720), (1920, 1080), (3840, 2160)]
)
def test_the_picture_is_the_largest_thing(
    qtbot: QtBot, card: ModelCard, width: int, height: int
) -> None:
    window, page = shown_page(card)
    qtbot.addWidget(window)
    page.findings.figures.click()
    window.resize(width, height)
    window.show()
    qtbot.waitExposed(window)
    assert (window.width(), window.height()) == (width, height)
    video = page.video.width() * page.video.height()
    assert video > 0.5 * width * height
    assert page.video.height() >= page.video.width() * 9 / 16  # nothing takes from its height
    assert page.findings.minimumSizeHint().height() <= page.findings.height()
    assert page.controls.minimumSizeHint().width() <= page.controls.width()
    assert page.strip.minimumSizeHint().width() <= page.strip.width()


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (3840, 2160)])
def test_no_name_is_cut_off(qtbot: QtBot, card: ModelCard, size: tuple[int, int]) -> None:
    window, page = shown_page(card)
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    qtbot.waitExposed(window)
    name = page.findings.findChild(QLabel, "name")
    verdict = page.findings.findChild(QLabel, "verdict")
    names = [label.name for label in card.labels] + [no_result(state) for state in AssessmentState]
    names.append("No clear class")
    for label, texts in (
        (name, names),
        (verdict, [two_class_words(result) for result in TwoClass]),
    ):
        for text in texts:
            label.setText(text)
            assert label.heightForWidth(label.width()) <= label.height() + 2, text


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.CHINESE])
@pytest.mark.parametrize("size", [(1260, 672), (1280, 720), (1920, 1080)])
def test_nothing_is_clipped_during_an_exam(
    qtbot: QtBot, card: ModelCard, language: Language, size: tuple[int, int]
) -> None:
    install_language(language)
    window, page = shown_page(card)
    qtbot.addWidget(window)
    page.show_recording("0123456789abcdef")
    page.findings.figures.click()
    page.findings.show_patient(Patient(identifier="4711", name="Weiss^Anna"))
    window.resize(*size)
    window.show()
    qtbot.waitExposed(window)
    page.set_scale(window.scale)
    qtbot.waitUntil(lambda: page.findings.height() > 0.9 * size[1])
    for part in (page.findings, page.controls, page.strip, page.recording):
        assert part is not None
        assert part.minimumSizeHint().height() <= part.height(), part.objectName()
        assert part.minimumSizeHint().width() <= part.width(), part.objectName()
    title = page.findings.findChild(QLabel, "stateTitle")
    for state in AssessmentState:
        text = look_of(state).title
        assert title.fontMetrics().horizontalAdvance(text) <= title.width(), text


@pytest.fixture(autouse=True)
def _english_afterwards(qapp: QApplication) -> Iterator[None]:
    yield
    install_language(Language.ENGLISH)


def test_one_headline_says_why_there_is_no_result(panel: FindingsPanel) -> None:
    """State, class and two-class result used to say the same in three places."""
    for state in SILENT:
        panel.show_status(status_of(state))
        shown = [each for each in panel.findChildren(QLabel) if each.text()]
        title = look_of(state).title
        assert [each.objectName() for each in shown if each.text() == title] == ["stateTitle"]
        for name in ("name", "verdict"):
            assert not panel.findChild(QLabel, name).text()


def test_the_class_comes_first_and_the_two_class_result_below_in_the_same_size(
    qtbot: QtBot, qapp: QApplication, card: ModelCard
) -> None:
    apply_theme(qapp)
    window, page = shown_page(card)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    panel = page.findings
    panel.show_status(
        status_of(AssessmentState.ACTIVE, analysis_of(card, 0.02, 0.01, 0.02, 0.93, 0.02))
    )
    qapp.processEvents()
    name, verdict = panel.findChild(QLabel, "name"), panel.findChild(QLabel, "verdict")
    code = panel.findChild(QLabel, "code")
    assert name.font().pixelSize() == verdict.font().pixelSize()
    assert name.font().weight() == verdict.font().weight()
    tops = [each.mapTo(panel, each.rect().topLeft()).y() for each in (name, verdict, code)]
    assert tops == sorted(tops)


def test_the_figures_are_behind_one_dot(qtbot: QtBot, card: ModelCard) -> None:
    window, page = shown_page(card)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    assert not page.strip.isVisible()
    qtbot.mouseClick(page.findings.figures, Qt.MouseButton.LeftButton)
    assert page.strip.isVisible()
    page.findings.figures.setFocus()
    qtbot.keyClick(page.findings.figures, Qt.Key.Key_Return)
    assert not page.strip.isVisible()
