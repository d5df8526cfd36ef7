"""The summary of an exam says which snapshots show no live picture; so does `exam show`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from click.testing import CliRunner
from pytestqt.qtbot import QtBot

from hysteroview.cli.main import hysteroview
from hysteroview.core.states import PictureState
from hysteroview.core.types import NS_PER_S, AssessmentState, Frame
from hysteroview.exam.snapshot.snapshot import Moment, write_snapshot
from hysteroview.exam.store.records import Patient
from hysteroview.exam.store.store import open_store
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.summary_page import SummaryPage
from hysteroview.inference.model.card import load_card
from moments import PROVENANCE


def test_snapshots_without_a_live_picture_are_named(
    qtbot: QtBot, bundle: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "store"
    pixels = np.full((48, 64, 4), (30, 40, 200, 255), np.uint8)
    with open_store(folder) as store:
        exam = store.begin_exam(Patient(), source="camera", model="m", model_sha256="ab" * 32)
        files = store.exam_folder(exam.exam_id)
        for number, picture in enumerate([PictureState.LIVE, PictureState.NO_SIGNAL], 1):
            moment = Moment(
                frame=Frame(number, 0, 0, pixels.copy()), pressed_ns=2 * NS_PER_S,
                wall_ns=1_767_225_600 * NS_PER_S, state=AssessmentState.STALE, detail="",
                analysis=None, heatmap=None, runtime="", picture=picture,
            )  # fmt: skip
            saved = write_snapshot(files.snapshots, moment, PROVENANCE, number, files.medium)
            store.add_media(exam.exam_id, saved.record)
        store.end_exam(exam.exam_id, ())
    card = load_card(bundle)
    summary = ExamAccess(folder).read(exam.exam_id, card)
    assert (summary.snapshots, summary.not_live) == (2, 1)
    page = SummaryPage(card)
    qtbot.addWidget(page)
    page.show_summary(summary)
    assert "Snapshots: 2 (1 without a live picture)" in page.text
    (_, live), (_, marked) = summary.thumbnails
    assert np.ptp(live[0, 0, :3].astype(int)) > 100
    assert np.ptp(marked[0, 0, :3].astype(int)) <= 1
    told = CliRunner().invoke(hysteroview, ["exam", f"--store={folder}", "show", exam.exam_id])
    noted = [line for line in told.output.splitlines() if "not of a live picture" in line]
    assert len(noted) == 3
    assert all("_0002_" in line for line in noted)
