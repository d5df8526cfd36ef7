"""`hysteroview archive`: killed in the middle, it goes on; nothing is lost or done twice."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

from hysteroview.capture.files.pyav import open_source
from hysteroview.core.record import record_of
from hysteroview.inference.model.card import load_card
from hysteroview.pipeline.archive.ledger.ledger import read_ledgers
from hysteroview.pipeline.archive.track import TRACKS
from hysteroview.pipeline.review.analysis import Review
from hysteroview.pipeline.review.kept.track_file import TrackFile
from tests.patience import PATIENCE_S, wait_until
from tests.recordings_in_parts import closed, transport

RUNTIME = "onnx-cpu-fp32"


def _command(folder: Path, out: Path, bundle: Path) -> list[str]:
    return [
        sys.executable, "-m", "hysteroview", "archive", str(folder), "--out", str(out),
        "--workers", "1", "--part-seconds", "2", "--runtime", RUNTIME, "--model", str(bundle),
    ]  # fmt: skip


def _kept(out: Path) -> int:
    """Return how many parts and recordings are done."""
    with suppress(Exception):
        for ledger in read_ledgers(out):
            counts = ledger.counts()
            return counts.units_done + 3 * counts.done
    return 0


def test_an_archive_survives_a_kill_and_finishes(bundle: Path, tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    paths = [closed(folder), transport(folder)]
    (folder / "broken.mp4").write_bytes(b"\x00" * 2000)
    command = _command(folder, out, bundle)
    killed = subprocess.Popen(
        command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_until(lambda: _kept(out) >= 1 or killed.poll() is not None, every_s=0.1)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(killed.pid, signal.SIGKILL)
        killed.wait(PATIENCE_S)
    done_before = _kept(out)
    assert done_before >= 1

    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert "done          2" in ended.stdout
    assert "set aside     1" in ended.stdout
    assert "Research use only" in ended.stdout
    card = load_card(bundle)
    tracks = sorted((out / TRACKS).glob("*/"))
    assert len(tracks) == 2
    for path in paths:
        with closing(open_source(str(path))) as source:
            review = Review(source, card, runtime=RUNTIME)
            with closing(review.results()) as results:
                records = [record_of(each.analysis) for each in results if each.analysis]
        assert records in [
            [TrackFile(track).record(row) for row in range(len(records))] for track in tracks
        ]
    with (out / "recordings.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {Path(row["file"]).name: row for row in csv.DictReader(file)}
    assert rows["broken.mp4"]["state"] == "set aside"
    assert {rows[path.name]["state"] for path in paths} == {"done"}

    again = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "2 done before" in again.stdout
    shown = subprocess.run(
        [sys.executable, "-m", "hysteroview", "archive", "status", str(out)],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "done        2 of 3" in shown
    assert "broken.mp4" in shown
