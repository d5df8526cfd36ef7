"""Gives out the work of an archive, keeps what comes back, and joins it into tracks."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from hysteroview.core.errors import HysteroViewError, SourceError, StorageError
from hysteroview.core.record import FrameRecord, record_of
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.archive.dispatch import Dispatch, Ended
from hysteroview.pipeline.archive.joining import Joining
from hysteroview.pipeline.archive.ledger.entries import Entry, RecordingState
from hysteroview.pipeline.archive.ledger.ledger import Ledger
from hysteroview.pipeline.archive.local_jobs import LocalAnalyses, local_job
from hysteroview.pipeline.archive.quick.joining import write_quick, write_quick_track
from hysteroview.pipeline.archive.quick.unit import QuickResult
from hysteroview.pipeline.archive.streaming.content import StreamedFile, StreamError
from hysteroview.pipeline.archive.tasks import (
    PlannedRecording,
    PlanTask,
    UnitTask,
    WholeTask,
    plan_recording,
)
from hysteroview.pipeline.archive.track import TRACK, TRACKS, Facts, TrackWriter
from hysteroview.pipeline.archive.unit import NotDivisibleError, Unit
from hysteroview.pipeline.archive.unit_result import (
    LostUnitError,
    UnitResult,
    read_unit,
    write_unit,
)
from hysteroview.pipeline.archive.work import Work, open_network
from hysteroview.pipeline.archive.workers import (
    Job,
    UnfitWorkerError,
    Workers,
    WorkersLostError,
)
from hysteroview.pipeline.inference.process import InferenceProcess
from hysteroview.pipeline.review.kept.key import track_key
from hysteroview.pipeline.review.kept.track_file import TrackFile

log = logging.getLogger(__name__)


_MOST_ATTEMPTS = 3
_UNITS = "units"


@dataclass(slots=True)
class Progress:
    """How far the work is since the start of this run.

    Attributes
    ----------
    analyzed_s
        Length of the recordings that were completed, s.
    workers
        How many there were lately.
    notes
        Sentences on what happened that a person should know, in their order.
    """

    done: int = 0
    set_aside: int = 0
    waiting: int = 0
    units: int = 0
    analyzed_s: float = 0.0
    workers: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Active:
    """A recording that is being analyzed."""

    entry: Entry
    plan: PlannedRecording | None = None
    done: set[int] = field(default_factory=set)
    is_joining: bool = False
    attempts: int = 0  # of its plan, or its analysis as a whole


@dataclass(frozen=True, slots=True)
class _Task:
    """Something to be computed for a recording; `unit` is None for its plan, or all of it."""

    active: _Active
    submit: Callable[[], Job]
    take: Callable[[Any], None]
    unit: Unit | None = None
    is_apart: bool = False  # no worker computes it


class Coordinator:
    """Analyzes all recordings of a ledger that wait.

    To be used by one thread. It can be killed at any time: what was kept is found again.

    Parameters
    ----------
    folder
        Folder of the results.
    stream
        Offers a recording to workers that do not see it; None if all see them. Those that cannot be
        divided are then analyzed by this program.
    """

    def __init__(
        self, ledger: Ledger, folder: Path, work: Work, card: ModelCard, workers: Workers,
        *, stream: Callable[[Path], StreamedFile] | None = None,
    ) -> None:  # fmt: skip
        self._ledger, self._folder, self._work, self._card = ledger, folder, work, card
        self.progress = Progress()
        self._workers, self._stream = workers, stream
        self._dispatch: Dispatch[_Task] = Dispatch(workers, self.progress.notes.append)
        self._active: dict[str, _Active] = {}
        self._joiner, self._reader = ThreadPoolExecutor(1, "join"), ThreadPoolExecutor(1, "read")
        self._analyses = LocalAnalyses()
        self._network: InferenceProcess | None = None

    def run(self, show: Callable[[Progress], None]) -> None:
        """Analyze until nothing waits.

        Parameters
        ----------
        show
            Called after each step, and at least twice a second.

        Raises
        ------
        StorageError
            The disk is full or failed.
        UnfitWorkerError
            No worker has the same program and model, and sees the recordings.
        WorkersLostError
            The scheduler has ended and does not come back, or there are no workers.
        """
        waiting = self._ledger.entries(RecordingState.WAITING)
        self.progress.waiting = self._ledger.counts().waiting
        (self._folder / _UNITS).mkdir(mode=0o700, exist_ok=True)
        try:
            while self._dispatch.fill(lambda: self._next_plan(waiting)) or len(self._dispatch):
                self.progress.workers = self._dispatch.workers
                show(self.progress)
                if (ended := self._dispatch.next()) is not None:
                    self._take(ended)
            show(self.progress)
        finally:
            self._dispatch.end()
            self._analyses.close()
            self._joiner.shutdown()
            self._reader.shutdown()
            if self._network is not None:
                self._network.close()

    def _next_plan(self, waiting: Iterator[Entry]) -> _Task | None:
        """Return the planning of the next recording; None if there is none."""
        entry = next(waiting, None)
        if entry is None:
            return None
        active = self._active[entry.content] = _Active(entry)
        plan = partial(self._workers.submit, PlanTask(self._work, entry.path))
        if self._stream is not None:
            plan = partial(local_job, self._reader, plan_recording, entry.path, self._work.unit_s)
        return _Task(active, plan, partial(self._planned, active))

    def _take(self, ended: Ended[_Task]) -> None:
        """Take what a worker returns."""
        task = ended.task
        if self._active.get(task.active.entry.content) is not task.active:
            return  # it was set aside meanwhile, or is analyzed as a whole
        try:
            task.take(ended.result())
        except NotDivisibleError as error:
            log.info("a recording is analyzed as a whole: %s", error.detail)
            self._analyze_whole(task.active)
        except LostUnitError as error:
            self._compute_again(task.active, error.path)
        except (StorageError, WorkersLostError):
            raise
        except (SourceError, StreamError, UnfitWorkerError) as error:
            if not task.active.entry.path.exists():
                self._forget(task.active)  # a share is lost: it waits for the next run
            elif isinstance(error, UnfitWorkerError):
                self._dispatch.leave_out(ended, error)
            elif isinstance(error, StreamError):
                self._failed(task, str(error))
            else:
                self._set_aside(task.active, str(error))
        except HysteroViewError as error:
            self._failed(task, str(error))

    def _failed(self, task: _Task, reason: str) -> None:
        """Try it again, for a limited number of times."""
        active = task.active
        if task.unit is None:
            active.attempts += 1
            attempts = active.attempts
        else:
            attempts = self._ledger.unit_failed(active.entry.content, task.unit.number)
        if attempts < _MOST_ATTEMPTS and task.is_apart:
            self._dispatch.start(task, is_apart=True)
        elif attempts < _MOST_ATTEMPTS:
            self._dispatch.put(task)
        else:
            self._set_aside(active, reason)

    def _set_aside(self, active: _Active, reason: str) -> None:
        self._ledger.set_aside(active.entry.content, reason)
        self._forget(active)
        self.progress.set_aside += 1

    def _planned(self, active: _Active, plan: PlannedRecording) -> None:
        if plan.recording is None:
            self._analyze_whole(active)
            return
        if self._stream is not None:
            try:
                streamed = self._stream(active.entry.path)
            except OSError as error:
                raise _gone(active.entry.path) from error
            plan = replace(plan, recording=replace(plan.recording, streamed=streamed))
        active.plan = plan
        done = self._ledger.begin(active.entry.content, len(plan.units))
        for number in done:
            if self._file(active, number).is_file():
                active.done.add(number)
            else:
                self._ledger.unit_lost(active.entry.content, number)
        if 0 in active.done or self._work.is_quick:
            self._give_out_rest(active)
        else:
            self._give_out(active, plan.units[0])

    def _give_out(self, active: _Active, unit: Unit) -> None:
        assert active.plan is not None, "a recording that is analyzed in units has a plan"
        assert active.plan.recording is not None, "it is analyzed in units"
        self._dispatch.put(
            _Task(
                active,
                partial(self._workers.submit, UnitTask(self._work, active.plan.recording, unit)),
                partial(self._keep_unit, active, unit),
                unit,
            )
        )

    def _give_out_rest(self, active: _Active) -> None:
        """Give out all other units, in the view in which the first one was seen.

        Units of a quick pass do not depend on each other.
        """
        assert active.plan is not None, "a recording that is analyzed in units has a plan"
        expected = None
        if not self._work.is_quick:
            views = read_unit(self._file(active, 0)).facts.views
            expected = views[0] if views else None
        for unit in active.plan.units:
            if unit.number not in active.done:
                self._give_out(active, replace(unit, expected=expected))
        self._join_if_complete(active)

    def _keep_unit(self, active: _Active, unit: Unit, result: UnitResult | QuickResult) -> None:
        path = self._file(active, unit.number)
        if isinstance(result, QuickResult):
            write_quick(path, result)
        else:
            write_unit(path, result)
        self._ledger.unit_done(active.entry.content, unit.number)
        active.done.add(unit.number)
        self.progress.units += 1
        if unit.number == 0 and not self._work.is_quick:
            self._give_out_rest(active)
        else:
            self._join_if_complete(active)

    def _compute_again(self, active: _Active, path: Path) -> None:
        """Compute a unit again, whose file is missing or damaged."""
        assert active.plan is not None, "a recording that is analyzed in units has a plan"
        active.is_joining = False
        for unit in active.plan.units:
            if self._file(active, unit.number) == path:
                self._ledger.unit_lost(active.entry.content, unit.number)
                active.done.discard(unit.number)
                path.unlink(missing_ok=True)
                self._give_out(active, unit)

    def _join_if_complete(self, active: _Active) -> None:
        if active.plan is None or len(active.done) < len(active.plan.units) or active.is_joining:
            return
        active.is_joining = True
        function = self._join_quick if self._work.is_quick else self._join
        join = partial(local_job, self._joiner, function, active)
        self._dispatch.start(_Task(active, join, partial(self._finish, active)))

    def _join(self, active: _Active) -> dict[str, Any]:
        """Join the units; runs in a thread of its own."""
        plan = active.plan
        assert plan is not None, "a recording that is joined has a plan"
        assert plan.recording is not None, "a recording that is joined has a plan"
        joining = Joining(
            plan.recording, self._card, self._work.settings, self._start_network, plan.batch_frames
        )
        damage: list[str] = []

        def units() -> Iterator[UnitResult]:
            for number in range(len(plan.units)):
                result = read_unit(self._file(active, number))
                damage.append(result.facts.damage)
                yield result

        writer = TrackWriter(self._track(active), self._card.labels)
        writer.write(record_of(each) for each in joining.results(units()))
        return writer.summary(
            Facts(len(plan.units), joining.frames_again, " ".join(filter(None, damage)))
        )

    def _join_quick(self, active: _Active) -> dict[str, Any]:
        """Join the units of a quick pass; runs in a thread of its own."""
        plan = active.plan
        assert plan is not None, "a recording that is joined has a plan"
        assert plan.recording is not None, "a recording that is joined has a plan"
        paths = [self._file(active, unit.number) for unit in plan.units]
        return write_quick_track(
            plan.recording, paths, TrackWriter(self._track(active), self._card.labels)
        )

    def _start_network(self) -> InferenceProcess:
        """Return the network of this process, for what must be computed again."""
        if self._network is None:
            self._network = open_network(self._work, self._card)
            self._network.start()
        return self._network

    def _analyze_whole(self, divided: _Active) -> None:
        """Analyze a recording as a whole; what comes back of its parts is not used anymore."""
        active = self._active[divided.entry.content] = _Active(divided.entry)
        active.plan = PlannedRecording(None)
        whole = WholeTask(self._work, active.entry.path)
        keep = partial(self._keep_whole, active)
        if self._stream is not None:
            analyze = partial(self._analyses.submit, whole)
            self._dispatch.start(_Task(active, analyze, keep, is_apart=True), is_apart=True)
        else:
            self._dispatch.put(_Task(active, partial(self._workers.submit, whole), keep))

    def _keep_whole(self, active: _Active, result: tuple[list[FrameRecord], str]) -> None:
        records, damage = result
        writer = TrackWriter(self._track(active), self._card.labels)
        writer.write(records)
        self._finish(active, writer.summary(Facts(1, damage=damage)))

    def _finish(self, active: _Active, summary: dict[str, Any]) -> None:
        track = self._track(active).folder.name
        self._ledger.finish(active.entry.content, summary | {TRACK: track})
        self._forget(active)
        self.progress.done += 1
        self.progress.analyzed_s += summary["duration_s"]

    def _forget(self, active: _Active) -> None:
        """Remove the units of a recording that is over."""
        for path in (self._folder / _UNITS).glob(f"{self._name(active)}-*.npz"):
            path.unlink(missing_ok=True)
        del self._active[active.entry.content]
        self.progress.waiting -= 1

    def _name(self, active: _Active) -> str:
        return f"{active.entry.content[:24]}-{self._work.run}"

    def _file(self, active: _Active, number: int) -> Path:
        return self._folder / _UNITS / f"{self._name(active)}-{number:05}.npz"

    def _track(self, active: _Active) -> TrackFile:
        key = track_key(str(active.entry.path), (), self._card, self._work.settings)
        if key is None:
            raise _gone(active.entry.path)
        track = TrackFile(self._folder / TRACKS / key)
        is_divided = active.plan is not None and active.plan.recording is not None
        return track.quick if self._work.is_quick and is_divided else track


def _gone(path: Path) -> SourceError:
    return SourceError(
        f"{path.name} cannot be read anymore.",
        remedy="Check that the disk is connected; then run the same command again.",
    )
