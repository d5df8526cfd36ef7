"""How an archive is analyzed, and what a worker keeps running for it."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Final

import cv2

from hysteroview import __version__
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import ModelCard, find_model, load_card
from hysteroview.inference.runtimes.backend import Plan
from hysteroview.pipeline.archive.quick.unit import QuickAnalysis
from hysteroview.pipeline.archive.unit import UnitAnalysis
from hysteroview.pipeline.archive.workers import UnfitWorkerError
from hysteroview.pipeline.inference.link import BATCH_TIMEOUT_S
from hysteroview.pipeline.inference.messages import Request
from hysteroview.pipeline.inference.process import InferenceProcess
from hysteroview.pipeline.review.kept.key import ANALYSIS_VERSION

UNIT_S: Final = 60.0
QUICK_VERSION: Final = 1  # to be increased whenever a quick pass may give another track
LEAST_BOUND_S: Final = 180.0


class OtherVersionError(UnfitWorkerError):
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
    unit_s
        Length of units.
    least_bound_s
        How long the shortest unit may take before its worker counts as hung.
    is_quick
        Whether only a sample of each second is looked at, and all frames where this is due.
    version
        Of the program that gives out the work.
    """

    model: str | None
    card_sha256: str
    settings: AnalyzerSettings
    runtime: str
    threads: int = 1
    unit_s: float = UNIT_S
    least_bound_s: float = LEAST_BOUND_S
    is_quick: bool = False
    version: str = __version__

    @property
    def run(self) -> str:
        """Key of everything on which the results depend, but for the recordings."""
        facts = {
            "version": ANALYSIS_VERSION,
            "model": self.card_sha256,
            "settings": asdict(self.settings),
        } | ({"quick": QUICK_VERSION} if self.is_quick else {})
        text = json.dumps(facts, sort_keys=True, default=_plain)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def card(self) -> ModelCard:
        """Load the card of the model, and check that it is the same.

        Raises
        ------
        OtherVersionError
            This program, or its model, is another one.
        UnfitWorkerError
            This process may not start others.
        """
        if multiprocessing.current_process().daemon:
            raise UnfitWorkerError(
                "A worker may not start the process of the network.",
                remedy="Start it with DASK_DISTRIBUTED__WORKER__DAEMON=False in its environment.",
            )
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


class _Worker:
    """The running network of a process, for all units that it gets."""

    def __init__(self, work: Work) -> None:
        cv2.setNumThreads(1)
        self.work, card = work, work.card()
        self.inference = open_network(work, card)
        self.inference.start()
        self.units = UnitAnalysis(card, work.settings, self.inference, threads=work.threads)
        self.quick = QuickAnalysis(card, work.settings, self.inference, threads=work.threads)


_WORKERS: Final[list[_Worker]] = []  # at most one: a process works for one archive at a time


def worker_for(work: Work) -> _Worker:
    """Return what runs for an archive in this process; it is started if it does not run.

    Raises
    ------
    OtherVersionError
        This program, or its model, is another one.
    BackendUnavailable
        No runtime can load the model.
    """
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


def _plain(value: object) -> str:
    return str(value.value) if isinstance(value, Enum) else str(value)
