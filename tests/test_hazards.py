"""The ten hazards that every release is tested against, one test each, by name."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from analyses import LABEL_SET, ORIGIN, make_analysis, make_frame, make_unassessed, origin_of
from gui.wall import STATUS, ColorSource
from holders import observed
from hysteroview.core.errors import StorageError
from hysteroview.core.freshness import FRESHNESS
from hysteroview.core.origin import Provenance
from hysteroview.core.types import (
    NS_PER_S,
    AssessmentState,
    Decision,
    Frame,
    Label,
    LabelSet,
    Outputs,
    Reason,
    TwoClass,
)
from hysteroview.core.wording import state_words
from hysteroview.exam.snapshot.snapshot import Moment, write_snapshot
from hysteroview.export.tables import open_table
from hysteroview.gui.live.findings.panel import FindingsPanel, no_result
from hysteroview.gui.picture.video_view import VideoView
from hysteroview.gui.session.status import LiveStatus, PictureState, judge_picture
from hysteroview.gui.widgets.class_bars import NOTHING
from hysteroview.imaging.overlay.heatmap import blend, heatmap_layer
from hysteroview.imaging.phantom import Lesion, Phantom, PhantomSpec
from hysteroview.inference.decide.analyzer import Analyzer
from hysteroview.inference.decide.decision import Decider, Observation, Threshold
from hysteroview.inference.model.card import ModelCard, find_model, load_card, load_reference
from hysteroview.settings.choices import Layout
from hysteroview.settings.table import LiveSettings
from network_encoder import through_encoder
from trials import trials

ACTIVE = AssessmentState.ACTIVE
POLYP = np.array([0.02, 0.01, 0.02, 0.93, 0.02])


def panel_for(qtbot: QtBot, bundle: Path) -> FindingsPanel:
    panel = FindingsPanel(load_card(bundle), ColorSource().info)
    qtbot.addWidget(panel)
    return panel


def status_with(state: AssessmentState, analysis: object = None) -> LiveStatus:
    return replace(STATUS, session=replace(STATUS.session, state=state), analysis=analysis)


def test_hazard_1_a_frozen_frame_shown_as_live() -> None:
    """A camera that stops sending is reported within a second."""
    last = make_frame(5)
    soon, late = (judge_picture(STATUS.session, last, s * NS_PER_S, is_live=True) for s in (0, 2))
    assert (soon, late) == (PictureState.LIVE, PictureState.NO_SIGNAL)


def test_hazard_1_a_frozen_frame_that_is_repeated() -> None:
    """A console that repeats its last picture is reported within 1.5 s, and its label ends."""
    card = load_card(find_model(None))
    analyzer, known = Analyzer(card), polyp_outputs(card)
    spec = PhantomSpec(seed=900_001, lesion=Lesion.EP, width_px=480, height_px=360)
    good = Phantom(spec).render(0.0).pixels
    decisions, reasons = [], []
    for index in range(100):
        rng = np.random.default_rng(min(index, 49))  # from the 50th on it is the same picture
        moved = np.roll(good, min(index, 49) % 4, axis=(0, 1))
        noisy = cv2.add(moved, rng.integers(0, 4, good.shape, np.uint8))
        frame = Frame(index, index * 40_000_000, 0, cv2.cvtColor(noisy, cv2.COLOR_BGR2BGRA))
        prepared = analyzer.prepare(frame)
        outputs = known if prepared.crop is not None else None
        analysis = analyzer.conclude(frame, prepared, outputs)
        assert analysis.decision is not None
        decisions.append(analysis.decision)
        reasons.append(analysis.reason)
    assert set(reasons[:50]) == {None}
    assert decisions[49].label is not None
    assert reasons[50 + 37] is Reason.FROZEN
    assert (decisions[-1].state, decisions[-1].label) == (AssessmentState.NOT_ASSESSABLE, None)


def decisions_of(frames: Iterable[Frame]) -> list[Decision]:
    """Decisions of an analyzer whose network sees a polyp in every frame that reaches it."""
    card = load_card(find_model(None))
    analyzer, known, decisions = Analyzer(card), polyp_outputs(card), []
    for frame in frames:
        prepared = analyzer.prepare(frame)
        outputs = known if prepared.crop is not None else None
        decision = analyzer.conclude(frame, prepared, outputs).decision
        assert decision is not None
        decisions.append(decision)
    return decisions


def live_views(count: int) -> list[np.ndarray]:
    """A polyp before a moving, noisy camera; (360, 480, 3) uint8, BGR."""
    spec = PhantomSpec(seed=900_001, lesion=Lesion.EP, width_px=480, height_px=360)
    good = np.ascontiguousarray(Phantom(spec).render(0.0).pixels[..., :3])
    rng = np.random.default_rng(2)
    return [
        cv2.add(np.roll(good, n % 4, axis=(0, 1)), rng.integers(0, 4, good.shape, np.uint8))
        for n in range(count)
    ]


def test_hazard_1_two_old_frames_that_alternate() -> None:
    """A buffer that is sent again and again for ten seconds: found within 1.5 s, no label after."""
    live = live_views(20)
    shown = live + [live[-1 - n % 2] for n in range(250)]
    decisions = decisions_of(
        Frame(n, n * NS_PER_S // 25, 0, cv2.cvtColor(pixels, cv2.COLOR_BGR2BGRA))
        for n, pixels in enumerate(shown)
    )
    assert decisions[19].label is not None
    after = decisions[20 + 38 :]
    assert {decision.reason for decision in after} == {Reason.FROZEN}
    assert {decision.label for decision in after[25:]} == {None}


@pytest.mark.parametrize(("kbit_s", "key_interval"), [(100, 25), (400, 50)])
def test_hazard_1_a_frozen_picture_that_a_network_encoder_sends_anew(
    tmp_path: Path, kbit_s: int, key_interval: int
) -> None:
    """The slight change of all pixels at a key frame does not bring the label back."""
    live = live_views(25)
    coded = through_encoder(
        live + [live[-1]] * 150, tmp_path / "s.mp4", kbit_s=kbit_s, key_interval=key_interval
    )
    decisions = decisions_of(coded)
    assert decisions[24].label is not None
    after = decisions[25 + 70 :]
    assert {decision.reason for decision in after} == {Reason.FROZEN}
    assert {decision.label for decision in after} == {None}


def test_hazard_2_a_stale_heatmap_on_a_new_frame(qtbot: QtBot) -> None:
    """A heatmap goes with its age, and with the first frame that was not assessed."""
    view = VideoView(observed())
    qtbot.addWidget(view)
    frame = make_frame(0)
    view.show_status(STATUS)
    view.show_frame(frame)
    view.show_analysis(make_analysis(frame))
    view.show_time(20_000_000)
    seen = view.shown()
    assert seen is not None
    assert seen.heatmap is not None
    assert seen.heatmap.frame_index == 0
    view.show_time(FRESHNESS.result_ns)
    aged = view.shown()
    assert aged is not None
    assert aged.heatmap is None
    view.show_time(20_000_000)
    view.show_analysis(make_unassessed(make_frame(1)))
    gated = view.shown()
    assert gated is not None
    assert gated.heatmap is None


@pytest.mark.parametrize("state", [AssessmentState.ABSTAINED, AssessmentState.NOT_ASSESSABLE])
def test_hazard_2_no_heatmap_beside_a_panel_without_a_result(
    qtbot: QtBot, state: AssessmentState
) -> None:
    """An assessed frame in a decision that gives no result: on the screen and in files."""
    reason = Reason.BLUR if state is AssessmentState.NOT_ASSESSABLE else None
    frame = make_frame(0)
    analysis = replace(make_analysis(frame), decision=Decision(state, reason))
    view = VideoView(observed())
    qtbot.addWidget(view)
    view.show_status(STATUS)
    view.show_frame(frame)
    view.show_analysis(analysis)
    view.show_label(analysis.labels[1])  # the operator's choice of a class does not help
    view.show_time(20_000_000)
    seen = view.shown()
    assert seen is not None
    assert seen.heatmap is None
    assert analysis.evidence is None


@pytest.mark.parametrize("state", [s for s in AssessmentState if s is not ACTIVE])
@pytest.mark.parametrize("layout", list(Layout))
def test_hazard_2_no_heatmap_while_the_session_has_no_result(
    qtbot: QtBot, state: AssessmentState, layout: Layout
) -> None:
    """The result of the last frame is withdrawn: paused, failed, stale; in every layout."""
    frame = make_frame(0)
    view = VideoView(observed(live=LiveSettings(layout=layout)))
    qtbot.addWidget(view)
    view.resize(960, 540)
    view.show_time(20_000_000)
    view.show_frame(frame)
    view.crop.show(make_analysis(frame), frame)  # the part that both pictures show is no result
    view.show_status(status_with(state, None))
    bare = view.grab().toImage()
    view.show_analysis(make_analysis(frame))
    assert view.grab().toImage() == bare
    seen = view.shown()
    assert seen is not None
    assert seen.heatmap is None
    view.show_status(STATUS)
    assert view.grab().toImage() != bare


def test_hazard_2_a_frozen_picture_with_the_result_of_another_moment(
    qtbot: QtBot, bundle: Path
) -> None:
    """Heatmap and panel of a frozen picture are of one analysis, whatever comes after it."""
    polyp, atypical = (0.02, 0.01, 0.02, 0.93, 0.02), (0.02, 0.93, 0.02, 0.01, 0.02)
    frame = make_frame(0)
    then = make_analysis(frame, polyp)
    view, panel = VideoView(observed()), panel_for(qtbot, bundle)
    qtbot.addWidget(view)
    view.show_time(20_000_000)
    view.show_frame(frame)
    view.show_analysis(then)
    view.show_status(status_with(ACTIVE, then))
    panel.show_status(status_with(ACTIVE, then))
    assert view.freeze()
    assert view.frozen is not None
    panel.show_frozen(view.frozen.status)
    now = make_analysis(make_frame(9), atypical)
    view.show_analysis(now)
    for part in (view, panel):
        part.show_status(status_with(ACTIVE, now))
    seen = view.shown()
    assert seen is not None
    assert seen.heatmap is not None
    assert (seen.heatmap.frame_index, seen.heatmap.label) == (0, "EP")
    assert panel.text.startswith("EP ")
    panel.show_frozen(None)
    assert panel.text.startswith("AH ")


def test_hazard_3_a_label_of_another_patient(bundle: Path) -> None:
    """Nothing of one source reaches the next one, nor one exam the next after a break."""
    red, empty = np.array([0.02, 0.9, 0.02, 0.04, 0.02]), np.full(5, 0.2)
    decider = Decider(LABEL_SET)
    for index in range(60):
        seen = Observation(index * 40_000_000, ACTIVE, probabilities=red)
        assert decider.decide(seen, Threshold()).label is LABEL_SET[1]
    after_a_break = Observation(60 * NS_PER_S, ACTIVE, probabilities=empty)
    for first in (decider, Decider(LABEL_SET)):
        decision = first.decide(after_a_break, Threshold())
        assert (decision.label, decision.episode) == (None, None)
        assert decision.probabilities == pytest.approx(empty)


def test_hazard_4_a_silent_failure_that_reads_as_benign(qtbot: QtBot, bundle: Path) -> None:
    """Whatever is not an assessment shows no number and nothing benign, after one that did."""
    panel = panel_for(qtbot, bundle)
    polyp = make_analysis(make_frame(0), tuple(POLYP))
    for state in AssessmentState:
        panel.show_status(status_with(ACTIVE, polyp))
        assert "Benign class" in panel.text
        panel.show_status(status_with(state, None if state is ACTIVE else polyp))
        assert "enign" not in panel.text
        said = no_result(state) if state is ACTIVE else state_words(state).title
        assert said in panel.text
        assert panel.bars.figures() == [NOTHING] * 5


def polyp_outputs(card: ModelCard) -> Outputs:
    """Outputs of the network for a polyp of its reference pictures."""
    said = load_reference(card)
    row = said.logits.argmax(axis=1).tolist().index(card.labels.codes.index("EP"))
    return Outputs(said.logits[row], said.class_maps[row], said.embedding[row])


def spoil(pixels: np.ndarray, fault: Reason) -> np.ndarray:
    """Corrupt a good picture; (H, W, 3) uint8, BGR."""
    spoiled = {
        Reason.NO_PICTURE: lambda: np.zeros_like(pixels),
        Reason.BLUR: lambda: cv2.GaussianBlur(pixels, (0, 0), 14),
        Reason.DARK: lambda: (pixels * 0.3).astype(np.uint8),
        Reason.OVEREXPOSED: lambda: cv2.convertScaleAbs(pixels, alpha=6.0, beta=60),
        Reason.RED_OUT: lambda: cv2.addWeighted(
            pixels, 0.06, np.full_like(pixels, (14, 10, 120)), 0.94, 0
        ),
    }[fault]()
    inside = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY) > 20
    return np.where(inside[..., None], spoiled, 0)


@pytest.mark.parametrize("fault", [
    Reason.NO_PICTURE, Reason.BLUR, Reason.DARK, Reason.OVEREXPOSED, Reason.RED_OUT,
])  # fmt: skip
def test_hazard_5_over_confidence_on_blood_blur_or_an_empty_view(fault: Reason) -> None:
    """The model is not run, the reason is shown, and the earlier result ends."""
    card = load_card(find_model(None))
    analyzer = Analyzer(card)
    spec = PhantomSpec(seed=900_001, lesion=Lesion.EP, width_px=480, height_px=360)
    good = Phantom(spec).render(0.0).pixels
    known = polyp_outputs(card)
    shown = []
    for index in range(50):
        rng = np.random.default_rng(index)
        pixels = good if index < 20 else spoil(good, fault)
        moved = np.roll(pixels, index % 4, axis=(0, 1))  # a hand is never still
        noisy = cv2.add(moved, rng.integers(0, 4, pixels.shape, np.uint8))
        frame = Frame(index, index * 40_000_000, 0, cv2.cvtColor(noisy, cv2.COLOR_BGR2BGRA))
        prepared = analyzer.prepare(frame)
        analysis = analyzer.conclude(frame, prepared, known if prepared.crop is not None else None)
        assert analysis.reason is (None if index < 20 else fault)
        assert analysis.decision is not None
        shown.append(analysis.decision)
    assert shown[19].label is not None
    assert shown[19].label.code == "EP"
    assert shown[-1].state is AssessmentState.NOT_ASSESSABLE
    assert (shown[-1].label, shown[-1].probabilities) == (None, None)


def test_hazard_6_an_overlay_that_hides_the_lesion() -> None:
    """The strongest heatmap leaves 40 % of the picture; without evidence not a bit changes."""
    frame = make_frame(0)
    sure = make_analysis(frame, (0.0, 0.0, 0.0, 1.0, 0.0))
    assert sure.evidence is not None
    layer = heatmap_layer(sure.evidence, 0.6)
    assert layer[..., 3].max() <= round(0.6 * 255) + 1
    seen = blend(frame.pixels, layer, sure.evidence.box)
    clear = np.asarray((seen == frame.pixels).all(axis=2))
    assert clear[:, : sure.evidence.box.x].all()
    assert clear.mean() > 0.7
    normal = LabelSet((Label("normal", "Normal", False), Label("EC", "Cancer", True)))
    healthy = replace(
        sure, origin=origin_of(normal), probabilities=np.array([0.9, 0.1]),
        class_maps=sure.class_maps[:2] if sure.class_maps is not None else None, decision=None,
    )  # fmt: skip
    assert healthy.evidence is None


@given(st.lists(st.floats(-60, 60), min_size=5, max_size=5), st.floats(0.01, 0.99))
@settings(max_examples=trials(200, 2000))
def test_hazard_7_two_results_that_contradict_each_other(
    logits: list[float], threshold: float
) -> None:
    """What reads as benign is neither named malignant nor more likely malignant than not."""
    probabilities = np.exp(np.array(logits) - max(logits))
    probabilities /= probabilities.sum()
    seen = Observation(0, ACTIVE, probabilities=probabilities)
    decision = Decider(LABEL_SET).decide(seen, Threshold(share=threshold))
    share = LABEL_SET.share_of(probabilities)
    assert share == pytest.approx(probabilities[1] + probabilities[2], abs=1e-12)
    named = decision.label is not None and decision.label.premalignant_or_malignant
    if decision.two_class is TwoClass.BENIGN:
        assert not named
        assert share < 0.5 + 1e-9
        assert share < threshold + 1e-9
    if decision.two_class is TwoClass.PREMALIGNANT_OR_MALIGNANT:
        assert named or decision.label is None
        assert share >= threshold - 1e-9


def test_hazard_8_a_snapshot_that_is_not_what_the_operator_saw(tmp_path: Path) -> None:
    """The record holds the decision on the screen beside what the single frame said."""
    frame = make_frame(7)
    on_screen = make_analysis(frame, tuple(POLYP)).decision
    analysis = replace(make_analysis(frame, (0.9, 0.02, 0.02, 0.04, 0.02)), decision=on_screen)
    moment = Moment(
        frame=frame, pressed_ns=1, wall_ns=1_767_225_600 * NS_PER_S, state=ACTIVE, detail="",
        analysis=analysis, heatmap=None, runtime="",
    )  # fmt: skip
    provenance = Provenance(source="x", source_is_phantom=True, warning="w", origin=ORIGIN)
    kept = json.loads(write_snapshot(tmp_path, moment, provenance, 1).record.read_text())
    result = kept["analysis"]["result"]
    assert result["label"] == "EH"
    assert result["decision"]["label"] == "EP"
    assert result["decision"]["probabilities"] == POLYP.tolist()
    assert result["decision"]["two_class"] == "BENIGN"


def test_hazard_8_a_snapshot_of_a_lost_signal_that_looks_live(tmp_path: Path) -> None:
    """The kept picture is gray, with words and its age; the record says the same."""
    pixels = np.full((480, 640, 4), (30, 40, 200, 255), np.uint8)
    moment = Moment(
        frame=Frame(7, 0, 0, pixels), pressed_ns=65 * NS_PER_S, wall_ns=1_767_225_600 * NS_PER_S,
        state=AssessmentState.STALE, detail="", analysis=None, heatmap=None, runtime="",
        picture=PictureState.NO_SIGNAL,
    )  # fmt: skip
    provenance = Provenance(source="x", source_is_phantom=True, warning="w", origin=ORIGIN)
    files = write_snapshot(tmp_path, moment, provenance, 1)
    seen = cv2.imread(str(files.overlay)).astype(int)
    assert np.ptp(seen[:100], axis=2).max() == 0
    assert np.ptp(seen, axis=2).max() > 100  # the words
    kept = json.loads(files.record.read_text())
    assert kept["picture"] == {"state": "NO_SIGNAL", "age_s": 65.0, "is_standing": False}
    assert b"NO SIGNAL, Last picture received, 1 min 05 s before" in files.overlay.read_bytes()


def test_hazard_9_a_changed_engine_that_changes_results() -> None:
    """Outputs that differ as runtimes do give the same decision at every frame."""
    rng = np.random.default_rng(4)
    exact, other = Decider(LABEL_SET), Decider(LABEL_SET)
    for index in range(400):
        logits = rng.normal(size=5)
        logits[3 if index // 100 % 2 else 2] += 3
        told = []
        for decider, error in ((exact, 0.0), (other, 1e-4)):
            moved = np.exp(logits + error * rng.normal(size=5))
            seen = Observation(index * 33_000_000, ACTIVE, probabilities=moved / moved.sum())
            told.append(decider.decide(seen, Threshold()))
        first, second = told
        assert (first.label, first.two_class, first.episode) == (
            second.label, second.two_class, second.episode,
        )  # fmt: skip
        assert first.probabilities == pytest.approx(second.probabilities, abs=1e-3)


def test_hazard_10_a_full_disk_that_loses_the_record(
    tmp_path: Path,
) -> None:
    """A table that cannot be written completely is reported and leaves no file."""
    path = tmp_path / "exam.csv"
    with pytest.raises(StorageError, match="cannot be written"), open_table(path, LABEL_SET):
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []
