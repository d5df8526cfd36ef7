"""A folder of recordings to their tracks, with workers that are threads of the test."""

from __future__ import annotations

import csv
import os
import shlex
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hysteroview.capture.files.fingerprint import fingerprint
from hysteroview.capture.files.pyav import open_source
from hysteroview.core.errors import InferenceError, StorageError
from hysteroview.core.record import record_of
from hysteroview.export.dataset.writing import TableFormat
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import load_card
from hysteroview.pipeline.archive.coordinator import Coordinator, Submit
from hysteroview.pipeline.archive.ledger.entries import RecordingState
from hysteroview.pipeline.archive.ledger.ledger import Ledger
from hysteroview.pipeline.archive.ledger.listing import recordings_under
from hysteroview.pipeline.archive.opening import take_tracks
from hysteroview.pipeline.archive.tables import write_summaries
from hysteroview.pipeline.archive.tasks import (
    OtherVersionError,
    Work,
    analyze_unit,
    end_worker,
    plan_recording,
)
from hysteroview.pipeline.archive.track import TRACKS
from hysteroview.pipeline.review.analysis import Review
from hysteroview.pipeline.review.kept.key import track_key
from hysteroview.pipeline.review.kept.track_file import TrackFile
from tests.recordings_in_parts import closed, damaged, transport


class Archive:
    """A folder of recordings and one of results."""

    def __init__(self, folder: Path, bundle: Path) -> None:
        self.folder, self.out = folder / "in", folder / "out"
        self.folder.mkdir()
        self.out.mkdir()
        self.card = load_card(bundle)
        self.work = Work(
            str(bundle), self.card.sha256, AnalyzerSettings(), "onnx-cpu-fp32", unit_s=2
        )
        self.tasks: list[str] = []

    def run(self, change: Callable[[Submit], Submit] = lambda submit: submit) -> Ledger:
        """Run until nothing waits; the caller closes the ledger."""
        ledger = Ledger(self.out, self.work.run)
        ledger.list_files(recordings_under(self.folder, self.out), fingerprint)
        with ThreadPoolExecutor(1) as pool:

            def submit(function: Callable[..., Any], *arguments: Any) -> Future[Any]:
                self.tasks.append(function.__name__)
                return pool.submit(function, *arguments)

            try:
                coordinator = Coordinator(
                    ledger, self.out, self.work, self.card, submit=change(submit), at_once=3
                )
                coordinator.run(lambda _: None)
            except BaseException:
                ledger.close()
                raise
            finally:
                pool.submit(end_worker).result()
        return ledger

    def track(self, path: Path) -> TrackFile:
        key = track_key(str(path), (), self.card, self.work.settings)
        assert key is not None
        return TrackFile(self.out / TRACKS / key)

    def analyzed(self, path: Path) -> list[Any]:
        with closing(open_source(str(path))) as source:
            review = Review(source, self.card, runtime=self.work.runtime)
            with closing(review.results()) as results:
                return [record_of(each.analysis) for each in results if each.analysis is not None]


@pytest.fixture
def archive(bundle: Path, tmp_path: Path) -> Iterator[Archive]:
    yield Archive(tmp_path, bundle)
    end_worker()


def test_tracks_are_those_of_single_analyses_and_broken_files_are_set_aside(
    archive: Archive,
) -> None:
    whole, lost = closed(archive.folder), damaged(archive.folder)
    (archive.folder / "broken.mp4").write_bytes(os.urandom(4000))
    with closing(archive.run()) as ledger:
        done = {entry.path.name: entry.summary for entry in ledger.entries(RecordingState.DONE)}
        aside = [entry.path.name for entry in ledger.entries(RecordingState.SET_ASIDE)]
        files = write_summaries(ledger, archive.out, [TableFormat.CSV])
    assert aside == ["broken.mp4"]
    assert done["closed.mp4"]["units"] == 3
    assert done["damaged.ts"]["units"] == 1
    assert done["damaged.ts"]["damage"]
    for path in (whole, lost):
        track = archive.track(path)
        assert track.is_complete
        records = archive.analyzed(path)
        assert [track.record(row) for row in range(len(records))] == records
    assert not list((archive.out / "units").iterdir())
    table = files[0].read_text("utf-8-sig").splitlines()
    assert len(table) == 4
    assert "broken.mp4" in table[1]
    for row in csv.DictReader(files[1].read_text("utf-8-sig").splitlines()):
        assert shlex.split(row["review"])[:2] == ["hysteroview", "review"]
        assert f"--results {archive.out}" in row["review"]
    assert "set aside" in table[1]


def test_the_review_takes_the_track_of_the_archive(archive: Archive, tmp_path: Path) -> None:
    path = closed(archive.folder)
    archive.run().close()
    into = tmp_path / "cache" / "tracks"
    assert take_tracks(archive.out, path, into) == 1
    assert take_tracks(archive.out, path, into) == 0, "it is there already"
    key = track_key(str(path), (), archive.card, AnalyzerSettings())
    assert key is not None
    assert TrackFile(into / key).is_complete
    with pytest.raises(StorageError, match=r"no results of .*\.ts"):
        take_tracks(archive.out, transport(archive.folder), into)
    with pytest.raises(StorageError, match="not a folder of results"):
        take_tracks(tmp_path, path, into)


def test_nothing_is_computed_again_after_files_have_moved(archive: Archive) -> None:
    path = closed(archive.folder)
    archive.run().close()
    archive.tasks.clear()
    (archive.folder / "new").mkdir()
    path.rename(archive.folder / "new" / "other name.mp4")
    with closing(archive.run()) as ledger:
        assert [entry.path.name for entry in ledger.entries()] == ["other name.mp4"]
    assert archive.tasks == []


class _Stopped(Exception):  # noqa: N818 - the program is killed
    """The program ends."""


def test_after_an_interruption_only_what_was_under_way_is_computed_again(archive: Archive) -> None:
    path = transport(archive.folder)

    def ends_after_two(submit: Submit) -> Submit:
        def submit_until(function: Callable[..., Any], *arguments: Any) -> Any:
            if function is analyze_unit and archive.tasks.count("analyze_unit") == 2:
                raise _Stopped
            return submit(function, *arguments)

        return submit_until

    with pytest.raises(_Stopped):
        archive.run(ends_after_two)
    archive.tasks.clear()
    archive.run().close()
    assert archive.tasks.count("analyze_unit") <= 2, "of three, at least one was kept"
    records = archive.analyzed(path)
    track = archive.track(path)
    assert [track.record(row) for row in range(len(records))] == records


def test_a_kept_part_that_is_damaged_is_computed_again(archive: Archive) -> None:
    path = closed(archive.folder)

    def damages_the_second(submit: Submit) -> Submit:
        def submit_and_damage(function: Callable[..., Any], *arguments: Any) -> Any:
            for file in (archive.out / "units").glob("*-00001.npz"):
                if archive.tasks.count("analyze_unit") == 3:
                    file.write_bytes(b"nothing")
            return submit(function, *arguments)

        return submit_and_damage

    archive.run(damages_the_second).close()
    records, track = archive.analyzed(path), archive.track(path)
    assert [track.record(row) for row in range(len(records))] == records


def test_a_recording_that_is_gone_waits_for_the_next_run(archive: Archive) -> None:
    path = closed(archive.folder)

    def unplugs(submit: Submit) -> Submit:
        def submit_without(function: Callable[..., Any], *arguments: Any) -> Any:
            path.unlink(missing_ok=True)
            return submit(function, *arguments)

        return submit_without

    with closing(archive.run(unplugs)) as ledger:
        (entry,) = ledger.entries()
    assert entry.state is RecordingState.WAITING


def test_a_part_that_fails_again_and_again_sets_its_recording_aside(archive: Archive) -> None:
    closed(archive.folder)

    def fails(submit: Submit) -> Submit:
        def fail() -> None:
            raise InferenceError("The analysis process ended unexpectedly.")

        def submit_or_fail(function: Callable[..., Any], *arguments: Any) -> Any:
            is_last = function is analyze_unit and arguments[-1].number == 2
            return submit(fail) if is_last else submit(function, *arguments)

        return submit_or_fail

    with closing(archive.run(fails)) as ledger:
        (entry,) = ledger.entries()
    assert entry.state is RecordingState.SET_ASIDE
    assert "ended unexpectedly" in entry.reason
    assert archive.tasks.count("fail") == 3


def test_a_worker_with_another_program_or_model_is_refused(archive: Archive) -> None:
    path = closed(archive.folder)
    plan = plan_recording(archive.work, path)
    for other in (
        replace(archive.work, version="0.0.1"),
        replace(archive.work, card_sha256="0" * 64),
    ):
        with pytest.raises(OtherVersionError):
            analyze_unit(other, plan.recording, plan.units[0])  # type: ignore[arg-type]
