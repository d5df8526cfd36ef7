"""A folder of recordings to their tracks, with workers that are threads of the test."""

from __future__ import annotations

import csv
import os
import shlex
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
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
from hysteroview.pipeline.archive.coordinator import Coordinator, Progress
from hysteroview.pipeline.archive.ledger.entries import RecordingState
from hysteroview.pipeline.archive.ledger.ledger import Ledger
from hysteroview.pipeline.archive.ledger.listing import recordings_under
from hysteroview.pipeline.archive.opening import take_tracks
from hysteroview.pipeline.archive.streaming.content import NoStreamError, StreamedFile
from hysteroview.pipeline.archive.streaming.ranges import RangeServer
from hysteroview.pipeline.archive.tables import write_summaries
from hysteroview.pipeline.archive.tasks import NoShareError, PlanTask, UnitTask, WholeTask
from hysteroview.pipeline.archive.track import TRACKS
from hysteroview.pipeline.archive.work import OtherVersionError, Work, end_worker
from hysteroview.pipeline.archive.workers import HungWorkerError, Job, WorkerTask
from hysteroview.pipeline.review.analysis import Review
from hysteroview.pipeline.review.kept.key import track_key
from hysteroview.pipeline.review.kept.track_file import TrackFile
from tests.disks import small_disk
from tests.patience import PATIENCE_S, wait_until
from tests.recordings_in_parts import closed, damaged, transport


class ThreadJob:
    """A task of a thread; `change` is called before it begins, and may raise."""

    def __init__(self, future: Future[Any]) -> None:
        self.add_done_callback = future.add_done_callback
        self.result, self.cancel = future.result, future.cancel

    def hangs(self) -> HungWorkerError | None:
        return None


# called with each task before it begins; may raise, in its thread
Change = Callable[[WorkerTask], None]


class ThreadWorkers:
    """One worker that is a thread."""

    def __init__(self, pool: ThreadPoolExecutor, tasks: list[WorkerTask], change: Change) -> None:
        self._pool, self._tasks, self._change = pool, tasks, change
        self._count = 1

    def submit(self, task: WorkerTask) -> Job:
        def run() -> Any:
            self._change(task)
            task.prepare()
            return task.run()

        self._tasks.append(task)
        return ThreadJob(self._pool.submit(run))

    def count(self) -> int:
        return self._count

    def restart(self, job: Job) -> None:
        raise AssertionError(f"no thread hangs: {job}")

    def leave_out(self, job: Job) -> bool:
        assert job is not None
        self._count = 0
        return True

    def reconnect(self) -> None:
        raise AssertionError("threads are not lost")


def nothing(_task: WorkerTask) -> None:
    """Change nothing."""


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
        self.tasks: list[WorkerTask] = []

    def units(self) -> int:
        """Return how many units were given out."""
        return sum(isinstance(task, UnitTask) for task in self.tasks)

    def run(
        self, change: Change = nothing, stream: Callable[[Path], StreamedFile] | None = None,
        show: Callable[[Progress], None] = lambda _: None,
    ) -> Ledger:  # fmt: skip
        """Run until nothing waits; the caller closes the ledger."""
        ledger = Ledger(self.out, self.work.run)
        ledger.list_files(recordings_under(self.folder, self.out), fingerprint)
        with ThreadPoolExecutor(1) as pool:
            try:
                workers = ThreadWorkers(pool, self.tasks, change)
                Coordinator(ledger, self.out, self.work, self.card, workers, stream=stream).run(
                    show
                )
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


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hysteroview.pipeline.archive.streaming.content._PAUSES_S", (0.0, 0.1))


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


def test_a_short_recording_is_one_part_and_starts_no_network_of_its_own(archive: Archive) -> None:
    """Its track is that of a single analysis all the same."""
    path = closed(archive.folder)
    archive.work = replace(archive.work, unit_s=60.0)
    archive.run().close()
    assert [type(task) for task in archive.tasks] == [PlanTask, UnitTask]
    records, track = archive.analyzed(path), archive.track(path)
    assert [track.record(row) for row in range(len(records))] == records


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

    def ends_at_the_second(task: WorkerTask) -> None:
        if isinstance(task, UnitTask) and task.unit.number == 1:
            raise _Stopped

    with pytest.raises(_Stopped):
        archive.run(ends_at_the_second)
    archive.tasks.clear()
    archive.run().close()
    assert archive.units() == 2, "of three, the first was kept"
    records = archive.analyzed(path)
    track = archive.track(path)
    assert [track.record(row) for row in range(len(records))] == records


def test_a_kept_part_that_is_damaged_is_computed_again(archive: Archive) -> None:
    path = closed(archive.folder)

    def damages_the_second(task: WorkerTask) -> None:
        if isinstance(task, UnitTask) and task.unit.number == 2:
            wait_until(lambda: any((archive.out / "units").glob("*-00001.npz")))
            (file,) = (archive.out / "units").glob("*-00001.npz")
            file.write_bytes(b"nothing")

    archive.run(damages_the_second).close()
    assert archive.units() == 4
    records, track = archive.analyzed(path), archive.track(path)
    assert [track.record(row) for row in range(len(records))] == records


def test_a_recording_that_is_gone_waits_for_the_next_run(archive: Archive) -> None:
    path = closed(archive.folder)
    with closing(archive.run(lambda _: path.unlink(missing_ok=True))) as ledger:
        (entry,) = ledger.entries()
    assert entry.state is RecordingState.WAITING


def test_a_share_that_is_lost_in_the_middle_waits_and_goes_on(archive: Archive) -> None:
    """The first part is kept; the folder is away at the second one, and back in the next run."""
    path = closed(archive.folder)
    away = archive.folder.with_name("away")

    def unmounts(task: WorkerTask) -> None:
        if isinstance(task, UnitTask) and task.unit.number == 1:
            archive.folder.rename(away)

    with closing(archive.run(unmounts)) as ledger:
        (entry,) = ledger.entries()
    assert entry.state is RecordingState.WAITING
    away.rename(archive.folder)
    archive.tasks.clear()
    with closing(archive.run()) as ledger:
        (entry,) = ledger.entries()
    assert entry.state is RecordingState.DONE
    assert archive.units() == 3
    records, track = archive.analyzed(path), archive.track(path)
    assert [track.record(row) for row in range(len(records))] == records


def test_a_full_disk_ends_the_run_and_nothing_is_lost(archive: Archive, tmp_path: Path) -> None:
    """A real disk that is full in the middle; with space the rest is done."""
    path = closed(archive.folder)
    with small_disk(tmp_path / "disk", 8_000) as disk:
        archive.out = disk / "out"
        archive.out.mkdir()
        stuffing = disk / "stuffing"

        def fills(task: WorkerTask) -> None:
            if isinstance(task, UnitTask) and task.unit.number == 1:
                with suppress(OSError), stuffing.open("wb", buffering=0) as file:
                    while file.write(b"\0" * 4096):
                        pass

        with pytest.raises(StorageError, match=r"space|full"):
            archive.run(fills)
        stuffing.unlink()
        archive.tasks.clear()
        with closing(archive.run()) as ledger:
            (entry,) = ledger.entries()
        assert entry.state is RecordingState.DONE
        assert archive.units() == 2, "the first part was kept"
        records, track = archive.analyzed(path), archive.track(path)
        assert [track.record(row) for row in range(len(records))] == records


def test_a_part_that_fails_again_and_again_sets_its_recording_aside(archive: Archive) -> None:
    closed(archive.folder)
    failed = []

    def fails(task: WorkerTask) -> None:
        if isinstance(task, UnitTask) and task.unit.number == 2:
            failed.append(task)
            raise InferenceError("The analysis process ended unexpectedly.")

    with closing(archive.run(fails)) as ledger:
        (entry,) = ledger.entries()
    assert entry.state is RecordingState.SET_ASIDE
    assert "ended unexpectedly" in entry.reason
    assert len(failed) == 3


def test_a_worker_with_another_program_or_model_is_refused(archive: Archive) -> None:
    path = closed(archive.folder)
    for other in (
        replace(archive.work, version="0.0.1"),
        replace(archive.work, card_sha256="0" * 64),
    ):
        with pytest.raises(OtherVersionError):
            PlanTask(other, path).prepare()


def test_a_run_in_which_no_worker_is_fit_ends_with_the_reason(archive: Archive) -> None:
    closed(archive.folder)

    def is_blind(_task: WorkerTask) -> None:
        raise NoShareError("A worker does not see the recordings.")

    with pytest.raises(NoShareError):
        archive.run(is_blind)
    with closing(Ledger(archive.out, archive.work.run)) as ledger:
        (entry,) = ledger.entries()
    assert entry.state is RecordingState.WAITING, "it is no fault of the recording"


def test_a_network_that_is_away_sets_no_streamed_recording_aside(archive: Archive) -> None:
    """The workers are left out, and the run ends; the next one goes on."""
    closed(archive.folder)

    def has_no_network(task: WorkerTask) -> None:
        if isinstance(task, UnitTask):
            assert task.recording.streamed is not None
            server.close()

    server = RangeServer("127.0.0.1")
    with closing(server), pytest.raises(NoStreamError, match="cannot read recordings from 127"):
        archive.run(has_no_network, server.offer)
    with closing(Ledger(archive.out, archive.work.run)) as ledger:
        (entry,) = ledger.entries()
    assert entry.state is RecordingState.WAITING, "it is no fault of the recording"


def test_a_streamed_recording_that_is_gone_after_planning_waits(archive: Archive) -> None:
    closed(archive.folder)
    with closing(RangeServer("127.0.0.1")) as server:

        def offer(path: Path) -> StreamedFile:
            path.unlink()
            return server.offer(path)

        with closing(archive.run(stream=offer)) as ledger:
            (entry,) = ledger.entries()
    assert entry.state is RecordingState.WAITING


def test_one_that_cannot_be_divided_keeps_no_worker_from_streamed_ones(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others are planned and analyzed meanwhile; at the end of the program it is aborted."""
    whole = damaged(archive.folder)
    (archive.folder / "a").mkdir()
    closed(archive.folder / "a")
    begun, aborted = threading.Event(), threading.Event()

    class Endless:
        def abort(self) -> None:
            aborted.set()

    def run(task: WholeTask, begin: Callable[[Any], None]) -> Any:
        assert task.path == whole
        begin(Endless())
        begun.set()
        assert aborted.wait(PATIENCE_S)
        raise InferenceError("The analysis was closed.")

    def interrupt(progress: Progress) -> None:
        if progress.done and begun.is_set():
            raise KeyboardInterrupt

    monkeypatch.setattr(WholeTask, "run", run)
    with closing(RangeServer("127.0.0.1")) as server, pytest.raises(KeyboardInterrupt):
        archive.run(stream=server.offer, show=interrupt)
    assert aborted.is_set()
