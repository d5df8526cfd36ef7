"""What a worker of an archive does: plan a recording, analyze a unit, analyze a whole recording."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from dataclasses import asdict, dataclass
from enum import Enum
from itertools import pairwise
from pathlib import Path
from typing import Final

import cv2

from hysteroview import __version__
from hysteroview.capture.files.pyav import PyavSource
from hysteroview.capture.opening import open_source
from hysteroview.core.errors import HysteroViewError
from hysteroview.core.record import FrameRecord, record_of
from hysteroview.core.types import NS_PER_S
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import ModelCard, find_model, load_card
from hysteroview.inference.runtimes.backend import Plan
from hysteroview.pipeline.archive.unit import Recording, Unit, UnitAnalysis
from hysteroview.pipeline.archive.unit_result import UnitResult
from hysteroview.pipeline.inference.link import BATCH_TIMEOUT_S
from hysteroview.pipeline.inference.messages import Request
from hysteroview.pipeline.inference.process import InferenceProcess
from hysteroview.pipeline.review.analysis import Review, batch_frames
from hysteroview.pipeline.review.kept.key import ANALYSIS_VERSION
from hysteroview.pipeline.review.segments import boundaries

UNIT_S: Final = 60.0


class OtherVersionError(HysteroViewError):
    """A worker has another program or another model."""


@dataclass(frozen=True, slots=True)
class Work:
    """How all recordings of an archive are analyzed.

    Attributes
    ----------
    model
        Name or folder of the bundle, on each worker.
    card_sha256
        Hash of its card: a worker with another model is refused.
    threads
        Of the network, and of the decoder, on each worker.
    version
        Of the program that gives out the work.
    """

    model: str | None
    card_sha256: str
    settings: AnalyzerSettings
    runtime: str
    threads: int = 1
    unit_s: float = UNIT_S
    version: str = __version__

    @property
    def run(self) -> str:
        """Key of everything on which the results depend, but for the recordings."""
        facts = {
            "version": ANALYSIS_VERSION,
            "model": self.card_sha256,
            "settings": asdict(self.settings),
        }
        text = json.dumps(facts, sort_keys=True, default=_plain)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def card(self) -> ModelCard:
        """Load the card of the model, and check that it is the same.

        Raises
        ------
        OtherVersionError
            This program, or its model, is another one.
        """
        if self.version != __version__:
            raise OtherVersionError(
                f"A worker has version {__version__} of the program, not {self.version}.",
                remedy="Install the same version on all machines.",
            )
        card = load_card(find_model(self.model))
        if card.sha256 != self.card_sha256:
            raise OtherVersionError(
                f"A worker has another model under the name {card.title}.",
                remedy="Copy the same bundle to all machines.",
            )
        return card


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


def plan_recording(work: Work, path: Path) -> PlannedRecording:
    """Divide a recording at key frames.

    Raises
    ------
    SourceError
        It cannot be read.
    """
    with closing(open_source(str(path))) as source:
        if not isinstance(source, PyavSource) or source.file.path is None:
            return PlannedRecording(None)
        index = source.whole_index()
        edges = [None, *_spaced(boundaries(index, source.time_base), work.unit_s), None]
        if len(edges) < 3:
            return PlannedRecording(None)
        units = [Unit(number, *edge) for number, edge in enumerate(pairwise(edges))]
        recording = Recording(source.file.path, source.correction, index)
        return PlannedRecording(recording, tuple(units), batch_frames(source.info))


def analyze_unit(work: Work, recording: Recording, unit: Unit) -> UnitResult:
    """Analyze one unit; see `UnitAnalysis.analyze`."""
    return _worker(work).units.analyze(recording, unit)


def analyze_whole(work: Work, path: Path) -> tuple[list[FrameRecord], str]:
    """Analyze a recording from its start to its end; return its results and what was lost."""
    card = work.card()
    with closing(open_source(str(path))) as source:
        inference = open_network(work, card)
        review = Review(
            source, card, settings=work.settings, inference=inference, keeps_pictures=False
        )
        with closing(review.results()) as results:
            records = [record_of(each.analysis) for each in results if each.analysis is not None]
        return records, source.damage or ""


class _Worker:
    """The running network of a process, for all units that it gets."""

    def __init__(self, work: Work) -> None:
        cv2.setNumThreads(1)
        self.work, card = work, work.card()
        self.inference = open_network(work, card)
        self.inference.start()
        self.units = UnitAnalysis(card, work.settings, self.inference, threads=work.threads)


_WORKERS: Final[list[_Worker]] = []  # at most one: a process works for one archive at a time


def _worker(work: Work) -> _Worker:
    if _WORKERS and _WORKERS[0].work != work:
        end_worker()
    if not _WORKERS:
        _WORKERS.append(_Worker(work))
    return _WORKERS[0]


def end_worker() -> None:
    """End the network of this process; safe to call twice."""
    while _WORKERS:
        _WORKERS.pop().inference.close()


def open_network(work: Work, card: ModelCard) -> InferenceProcess:
    """Return the network as a process, which is not started yet."""
    plan = Plan(threads=work.threads, in_flight=work.threads)
    request = Request(work.runtime, plan, card.sha256)
    return InferenceProcess(
        card.folder, card.labels, request=request, answer_timeout_s=BATCH_TIMEOUT_S
    )


def _spaced(bounds: list[int], unit_s: float) -> list[int]:
    """Return those bounds that lie at least a unit apart."""
    kept: list[int] = []
    for bound in bounds:
        if bound - (kept[-1] if kept else 0) >= unit_s * NS_PER_S:
            kept.append(bound)
    return kept


def _plain(value: object) -> str:
    return str(value.value) if isinstance(value, Enum) else str(value)
