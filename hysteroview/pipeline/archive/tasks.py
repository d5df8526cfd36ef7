"""What a worker of an archive does: plan a recording, analyze a unit, analyze a whole recording."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from ssl import SSLContext

from hysteroview.capture.files.pyav import PyavSource
from hysteroview.capture.opening import open_source
from hysteroview.core.errors import HysteroViewError, SourceError
from hysteroview.core.record import FrameRecord, record_of
from hysteroview.core.types import NS_PER_S
from hysteroview.pipeline.archive.quick.unit import QuickResult
from hysteroview.pipeline.archive.streaming.content import StreamReading
from hysteroview.pipeline.archive.unit import Recording, Unit
from hysteroview.pipeline.archive.unit_result import UnitResult
from hysteroview.pipeline.archive.work import LEAST_BOUND_S, Work, open_network, worker_for
from hysteroview.pipeline.archive.workers import UnfitWorkerError
from hysteroview.pipeline.review.analysis import Review, batch_frames
from hysteroview.pipeline.review.segments import boundaries

_BOUND_PER_S = 30.0  # for each second of video: slow machines analyze 1080p at a tenth of its rate
_SLOWEST_SHARE = 1e6  # bytes per second
_SLOWEST_ANALYSIS = 5e4  # bytes per second: 0.4 Mbit/s


class NoShareError(UnfitWorkerError):
    """A worker does not see the recordings."""


@dataclass(frozen=True, slots=True)
class PlannedRecording:
    """How a recording is analyzed.

    Attributes
    ----------
    recording
        None if it is analyzed as a whole.
    units
        In their order; empty if it is analyzed as a whole.
    batch_frames
        How many of its frames make a batch of the network.
    """

    recording: Recording | None
    units: tuple[Unit, ...] = ()
    batch_frames: int = 1


@dataclass(frozen=True, slots=True)
class PlanTask:
    """Divides a recording at key frames; see `WorkerTask`."""

    work: Work
    path: Path

    @property
    def bound_s(self) -> float:
        """Time for all packets, from a share too."""
        return LEAST_BOUND_S + _size_bytes(self.path) / _SLOWEST_SHARE

    @property
    def is_small(self) -> bool:
        """No network is needed."""
        return True

    def prepare(self) -> None:
        """Check that the worker is fit.

        Raises
        ------
        OtherVersionError, NoShareError
            It is not.
        """
        self.work.card()
        _check_share(self.path)

    def run(self) -> PlannedRecording:
        """Return how it is analyzed.

        Raises
        ------
        SourceError
            It cannot be read.
        """
        with _share_of(self.path):
            return plan_recording(self.path, self.work.unit_s)


@dataclass(frozen=True, slots=True)
class UnitTask:
    """Analyzes one unit; see `WorkerTask`."""

    work: Work
    recording: Recording
    unit: Unit

    @property
    def bound_s(self) -> float:
        """In proportion to its length, for slow machines."""
        begin_ns, end_ns = self.unit.begin_ns or 0, self.unit.end_ns
        # the last one is as long as the others, or a little longer
        length_s = 2 * self.work.unit_s if end_ns is None else (end_ns - begin_ns) / NS_PER_S
        return self.work.least_bound_s + max(length_s, 0.0) * _BOUND_PER_S

    @property
    def is_small(self) -> bool:
        """The network is needed."""
        return False

    def prepare(self) -> None:
        """Start the network; see `PlanTask.prepare`."""
        worker_for(self.work)
        if self.recording.streamed is None:
            _check_share(self.recording.path)

    def run(self) -> UnitResult | QuickResult:
        """See `UnitAnalysis.analyze` and `QuickAnalysis.analyze`.

        Raises
        ------
        StreamError, NoStreamError
            Bytes of the recording do not arrive.
        """
        worker = worker_for(self.work)
        units = worker.quick if self.work.is_quick else worker.units
        if self.recording.streamed is None:
            with _share_of(self.recording.path):
                return units.analyze(self.recording, self.unit)
        reading = StreamReading(self.recording.streamed, _context_of_worker())
        try:
            result: UnitResult | QuickResult = units.analyze(
                self.recording, self.unit, reading.video_file(self.work.threads)
            )
        except HysteroViewError as error:
            if (failure := reading.error()) is not None:  # for the decoder, the file ended there
                raise failure from error
            raise
        finally:
            reading.close()
        if (failure := reading.error()) is not None:
            raise failure
        return result


@dataclass(frozen=True, slots=True)
class WholeTask:
    """Analyzes a recording from its start to its end; see `WorkerTask`."""

    work: Work
    path: Path

    @property
    def bound_s(self) -> float:
        """By the size of the file, whose length may not be known."""
        return self.work.least_bound_s + _size_bytes(self.path) / _SLOWEST_ANALYSIS

    @property
    def is_small(self) -> bool:
        """The network is needed."""
        return False

    def prepare(self) -> None:
        """See `PlanTask.prepare`."""
        self.work.card()
        _check_share(self.path)

    def run(self, begin: Callable[[Review], None] | None = None) -> tuple[list[FrameRecord], str]:
        """Return its results and what was lost.

        Parameters
        ----------
        begin
            Called with the analysis before it begins, so that it can be aborted.
        """
        card = self.work.card()
        with _share_of(self.path), closing(open_source(str(self.path))) as source:
            inference = open_network(self.work, card)
            review = Review(
                source, card, settings=self.work.settings, inference=inference, keeps_pictures=False
            )
            if begin is not None:
                begin(review)
            with closing(review.results()) as results:
                records = [
                    record_of(each.analysis) for each in results if each.analysis is not None
                ]
            return records, source.damage or ""


def plan_recording(path: Path, unit_s: float) -> PlannedRecording:
    """Divide a recording at key frames, which lie a unit apart.

    Raises
    ------
    SourceError
        It cannot be read.
    """
    with closing(open_source(str(path))) as source:
        if not isinstance(source, PyavSource) or source.file.path is None:
            return PlannedRecording(None)
        index = source.whole_index()
        # a short one is a single unit: it needs no network of its own
        edges = [None, *_spaced(boundaries(index, source.time_base), unit_s), None]
        units = [Unit(number, *edge) for number, edge in enumerate(pairwise(edges))]
        recording = Recording(source.file.path, source.correction, index)
        return PlannedRecording(recording, tuple(units), batch_frames(source.info))


def _spaced(bounds: list[int], unit_s: float) -> list[int]:
    """Return those bounds that lie at least a unit apart."""
    kept: list[int] = []
    for bound in bounds:
        if bound - (kept[-1] if kept else 0) >= unit_s * NS_PER_S:
            kept.append(bound)
    return kept


def _check_share(path: Path) -> None:
    if not path.exists():
        raise NoShareError(
            f"A worker does not see {path}.",
            remedy="Connect the share on all machines under the same path, or use --stream.",
            detail=socket.gethostname(),
        )


@contextmanager
def _share_of(path: Path) -> Iterator[None]:
    """Say that the share is lost, if that is why a recording cannot be read."""
    try:
        yield
    except SourceError:
        _check_share(path)
        raise


def _context_of_worker() -> SSLContext | None:
    """Return the certificates of this worker; None without."""
    from distributed import get_worker  # noqa: PLC0415 - an extra

    try:
        security = get_worker().security
    except ValueError:  # it is a thread of this program
        return None
    arguments = security.get_connection_args("worker")  # type: ignore[no-untyped-call]
    found: SSLContext | None = arguments["ssl_context"]
    return found


def _size_bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
