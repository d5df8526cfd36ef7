"""`hysteroview demo --exam` keeps a whole exam in the store, with the patient that was named."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from hysteroview.exam.store.index import Search
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.store import open_store
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.player.keeping import keep_reviewed
from hysteroview.gui.review.player.target import review_of_exam


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hysteroview", "demo", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)


def test_an_exam_with_snapshot_and_recording_is_kept(tmp_path: Path) -> None:
    store, output = tmp_path / "store", tmp_path / "out"
    done = run(
        "--exam", "--seconds=6", f"--output={output}", f"--store={store}",
        "--patient-id=007", "--patient-name=Weiss^Anna",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with open_store(store, read_only=True) as opened:
        (exam,) = opened.search(Search())
        kinds = sorted(media.kind for media in opened.media(exam.exam_id))
        assert not [part for part in verify(opened, exam.exam_id) if part.fault]
    review = review_of_exam(ExamAccess(store), exam.exam_id)
    assert review.title == "Weiss, Anna"
    (recording,) = review.recordings
    assert recording.results is not None
    assert len(recording.events) == 1  # the snapshot
    with closing(recording.open_it()) as source:
        seen = source.read()
    assert seen is not None
    assert keep_reviewed(ExamAccess(store), exam.exam_id, recording, seen) == 2
    with open_store(store, read_only=True) as opened:
        assert not [part for part in verify(opened, exam.exam_id) if part.fault]
        items = [m.name for m in opened.media(exam.exam_id) if m.name.endswith("_record.json")]
        folder = opened.exam_folder(exam.exam_id)
    (kept,) = [
        record
        for record in (json.loads((folder.path / item).read_text()) for item in items)
        if "review" in record
    ]
    assert kept["review"] == {"recording": recording.item}
    assert kept["frame"]["index"] == seen.index
    assert kept["source"]["is_phantom"]
    source = recording.open_it()
    source.seek(recording.events[0])
    frame = source.read()
    source.close()
    assert frame is not None
    assert abs(frame.pts_ns - recording.events[0]) < 10**9
    assert (exam.patient.identifier, exam.patient.name) == ("007", "Weiss^Anna")
    assert not exam.is_emergency
    assert "clip" in kinds
    assert "snapshot" in kinds
    assert exam.exam_id in done.stdout
    assert [path.name for path in output.iterdir()] == ["window.png"]


def test_a_patient_needs_an_exam(tmp_path: Path) -> None:
    refused = run(f"--output={tmp_path / 'out'}", "--patient-id=007")
    assert refused.returncode == 2
    assert "need --exam" in refused.stderr
    assert not (tmp_path / "out").exists()
