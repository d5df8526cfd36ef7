"""The verdict of a saved exam is recomputed from its record, bit for bit."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from analyses import LABEL_SET, ORIGIN
from clips import RED, write_clip
from hysteroview.capture.loop import LoopingSource
from hysteroview.capture.opening import open_source
from hysteroview.cli.main import hysteroview
from hysteroview.core.assessment import counts_of
from hysteroview.core.assessment_words import not_assessed_words
from hysteroview.core.origin import Provenance
from hysteroview.core.record import FrameRecord, record_of
from hysteroview.core.types import Analysis, AssessmentState, Reason
from hysteroview.exam.store.audit import Entry, read_chain
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.records import Patient
from hysteroview.exam.store.store import open_store
from hysteroview.inference.decide.decision import Decider, Observation, Threshold
from hysteroview.inference.decide.verdict import verdict_of
from hysteroview.inference.model.card import ModelCard, load_card
from hysteroview.pipeline.live.exam_keeper import ExamKeeper
from hysteroview.pipeline.live.exam_tally import NOT_ASSESSED, VERDICT
from hysteroview.pipeline.live.recorder import Recorder
from hysteroview.pipeline.live.session import LiveSession
from hysteroview.pipeline.live.sinks import ScreenSlots
from hysteroview.settings.live import CurrentSettings
from hysteroview.settings.table import RecordingSettings

FRAME_NS = 33_366_667


@pytest.fixture
def card(bundle: Path) -> ModelCard:
    return load_card(bundle)


def keeper_in(store: Path, card: ModelCard) -> ExamKeeper:
    details = {"source": "camera", "model": str(card.folder), "model_sha256": card.sha256}
    return ExamKeeper(store, card.labels, Patient(), details)


def analyses(frames: int) -> Iterator[Analysis]:
    """Alternating classes, some blood, and numbers with all digits."""
    rng, decider = np.random.default_rng(5), Decider(LABEL_SET)
    for index in range(frames):
        logits = rng.normal(size=5)
        logits[(3, 2, 4)[index // 90 % 3]] += 4
        shares = np.exp(logits) / np.exp(logits).sum()
        is_blood = index % 90 > 80
        state = AssessmentState.NOT_ASSESSABLE if is_blood else AssessmentState.ACTIVE
        seen = Observation(
            index * FRAME_NS, state, Reason.RED_OUT if is_blood else None,
            None if is_blood else shares,
        )  # fmt: skip
        yield Analysis(
            index, seen.pts_ns, time.monotonic_ns() + seen.pts_ns, state, ORIGIN, seen.reason,
            seen.probabilities, quality=float(rng.uniform()),
            decision=decider.decide(seen, Threshold()),
        )  # fmt: skip


def keep(store: Path, card: ModelCard, frames: int = 400) -> tuple[str, list[FrameRecord]]:
    keeper = keeper_in(store, card)
    keeper.start()
    records = []
    for analysis in analyses(frames):
        keeper.note(analysis)
        records.append(record_of(analysis))
    assert keeper.close()
    assert keeper.failure is None
    return keeper.folder.exam_id, records


def log_of(store: Path, exam_id: str, kind: str) -> list[Entry]:
    path = store / "exams" / exam_id / "audit.jsonl"
    return [entry for entry in read_chain(path, exam_id)[0] if entry.kind == kind]


def test_the_verdict_of_a_kept_exam_is_computed_again_to_the_same_bits(
    tmp_path: Path, card: ModelCard
) -> None:
    store = tmp_path / "store"
    exam_id, records = keep(store, card)
    with open_store(store, read_only=True) as opened:
        assert opened.exam_folder(exam_id).read_frames() == records
        assert not [part for part in verify(opened, exam_id) if part.fault]
    expected = verdict_of(records, card.labels).as_dict()
    assert log_of(store, exam_id, VERDICT)[0].content == json.loads(json.dumps(expected))
    told = CliRunner().invoke(hysteroview, ["verdict", exam_id, "--store", str(store)])
    assert told.exit_code == 0, told.output
    assert "It is identical" in told.output
    assert "not assessed" in told.output
    printed = CliRunner().invoke(hysteroview, ["verdict", exam_id, f"--store={store}", "--json"])
    assert json.loads(printed.stdout) == json.loads(json.dumps(expected))
    shown = CliRunner().invoke(hysteroview, ["exam", f"--store={store}", "show", exam_id])
    assert "not assessed  " in shown.output
    line = f"not assessed  {not_assessed_words(counts_of(records))}"
    assert line.endswith(f"blood hides the view {line.split()[2]} %")
    assert line in shown.output
    assert line in told.output
    assert log_of(store, exam_id, NOT_ASSESSED)[0].content == counts_of(records).as_dict()
    exported = CliRunner().invoke(
        hysteroview, ["exam", f"--store={store}", "export", exam_id, str(tmp_path)]
    )
    assert exported.exit_code == 0, exported.output
    document = json.loads((tmp_path / exam_id / "export.json").read_text(encoding="utf-8"))
    assert document["not_assessed"] == counts_of(records).as_dict()


def test_a_changed_record_gives_another_verdict_and_says_so(
    tmp_path: Path, card: ModelCard
) -> None:
    store = tmp_path / "store"
    exam_id, _ = keep(store, card, frames=120)
    track = store / "exams" / exam_id / "track.jsonl"
    track.write_text("".join(track.read_text().splitlines(keepends=True)[:-1]))
    told = CliRunner().invoke(hysteroview, ["verdict", exam_id, "--store", str(store)])
    assert told.exit_code == 1
    assert "DIFFERS" in told.output


def test_an_exam_that_was_interrupted_is_judged_from_what_was_kept(
    tmp_path: Path, card: ModelCard
) -> None:
    store = tmp_path / "store"
    with open_store(store) as opened:
        begun = opened.begin_exam(
            Patient(), source="camera", model=str(card.folder), model_sha256=card.sha256
        )
    told = CliRunner().invoke(hysteroview, ["verdict", begun.exam_id, "--store", str(store)])
    assert told.exit_code == 0, told.output
    assert "was interrupted" in told.output
    assert "does not mean benign" in told.output


def test_a_change_of_the_operating_point_is_an_event_of_the_exam(
    tmp_path: Path, card: ModelCard
) -> None:
    """With the frame from which it applies; the initial one too."""
    write_clip(tmp_path / "a.mkv", color=RED, frames=60, codec="ffv1", pix_fmt="bgr0")
    store = tmp_path / "store"
    keeper = keeper_in(store, card)
    keeper.start()
    again = partial(open_source, str(tmp_path / "a.mkv"))
    with closing(LoopingSource(again(), again)) as source:  # it never ends before the model starts
        settings = CurrentSettings()
        session = LiveSession(source, card, settings)
        provenance = Provenance(
            source="a", source_is_phantom=False, warning="w", origin=card.origin
        )
        recorder = Recorder(
            RecordingSettings(preroll_s=0.0), provenance, rate=source.info.fps, pixelates=False
        )
        screen = ScreenSlots()
        for sink in (screen, recorder, keeper):
            session.add_sink(sink)
        session.start()
        seen: list[Analysis] = []
        while (analysis := screen.analyses.take(20.0)) is not None:
            seen.append(analysis)
            if len(seen) == 5:
                settings.change("live", operating_point="specific")
            if len(seen) == 10:
                break
        session.close()
    recorder.close()
    assert keeper.close()
    events = [entry.content for entry in log_of(store, keeper.folder.exam_id, "operating_point")]
    assert [event["chosen"] for event in events] == ["balanced", "specific"]
    assert events[0]["frame"] <= seen[0].frame_index
    assert events[1]["frame"] > seen[4].frame_index
