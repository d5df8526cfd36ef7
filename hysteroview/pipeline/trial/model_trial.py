"""A model that was imported, run on this machine: its reference pictures, then phantoms."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

import cv2
import numpy as np

from hysteroview.core.errors import InferenceError, ModelError
from hysteroview.core.types import AssessmentState, Frame
from hysteroview.imaging.phantom import Lesion, Phantom, PhantomSpec
from hysteroview.inference.decide.analyzer import Analyzer
from hysteroview.inference.model.card import ModelCard, load_reference
from hysteroview.inference.model.probabilities import softmax
from hysteroview.inference.runtimes.table import AUTO
from hysteroview.pipeline.inference.messages import Request
from hysteroview.pipeline.inference.process import InferenceProcess

_SIDE_PX: Final = 360  # of a phantom
_LESIONS: Final = (Lesion.NONE, Lesion.EP, Lesion.EC)
_VIEWS: Final = 2  # of each phantom
_MOST_REFERENCES: Final = 20
_ANSWER_TIMEOUT_S = 180.0  # the first pictures of a network on a busy machine

Report = Callable[[str], None]
Wanted = Callable[[], bool]


class TrialCanceledError(ModelError):
    """A trial was ended by the operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialReport:
    """What a trial has measured.

    Attributes
    ----------
    runtime
        The runtime that agreed with the reference outputs and was used.
    references
        Number of reference pictures.
    probability, class_map
        Greatest differences from the reference: of a probability, and of a class map relative to
        its greatest value.
    states
        Number of phantom pictures in each state.
    median_ms
        Median time for one phantom picture in the network, ms, the way to the child process
        included.
    """

    runtime: str
    references: int
    probability: float
    class_map: float
    states: Mapping[str, int]
    median_ms: float

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for a log."""
        return {
            "runtime": self.runtime, "references": self.references,
            "probability_difference": round(self.probability, 6),
            "class_map_difference": round(self.class_map, 6),
            "phantoms": dict(self.states), "median_ms": round(self.median_ms, 2),
        }  # fmt: skip


def try_model(
    card: ModelCard, *, runtime: str = AUTO, report: Report, is_wanted: Wanted = lambda: True
) -> TrialReport:
    """Run a model in a process of its own, so that nothing else suffers if it is broken.

    The process refuses runtimes that do not agree with the reference outputs of the bundle; the
    trial fails if none is left. Then phantoms go the way of live pictures.

    Parameters
    ----------
    report
        Takes sentences about the progress.
    is_wanted
        Asked between pictures; False ends the trial.

    Raises
    ------
    BackendUnavailable, InferenceError, ModelError
        The model cannot be used here; the message says why.
    TrialCanceledError
        It is not wanted any more.
    """
    request = Request(choice=runtime, card_sha256=card.sha256)
    report("The runtimes of this computer are compared with the reference outputs.")
    with InferenceProcess(
        card.folder, card.labels, request=request, answer_timeout_s=_ANSWER_TIMEOUT_S
    ) as process:
        count, probability, class_map = _compare(card, process, is_wanted)
        report("Phantoms go through the whole analysis.")
        states, times_ms = _phantoms(card, process, is_wanted)
        if process.restarts:
            raise InferenceError("The model crashed in the trial.", remedy="Do not use it here.")
        return TrialReport(
            runtime=str(process.info), references=count, probability=probability,
            class_map=class_map, states=states, median_ms=median(times_ms) if times_ms else 0.0,
        )  # fmt: skip


def _compare(
    card: ModelCard, process: InferenceProcess, is_wanted: Wanted
) -> tuple[int, float, float]:
    """Return number of reference pictures, and the greatest differences on them."""
    reference = load_reference(card)
    count = min(len(reference.crops), _MOST_REFERENCES)
    probability, class_map = 0.0, 0.0
    for index in range(count):
        _check(is_wanted)
        outputs = process.infer(reference.crops[index])
        gap = np.abs(softmax(outputs.logits) - softmax(reference.logits[index])).max()
        maps = reference.class_maps[index]
        scale = max(float(np.abs(maps).max()), 1e-12)
        probability = float(np.maximum(probability, gap))
        class_map = float(np.maximum(class_map, np.abs(outputs.class_maps - maps).max() / scale))
    return count, probability, class_map


def _phantoms(
    card: ModelCard, process: InferenceProcess, is_wanted: Wanted
) -> tuple[dict[str, int], list[float]]:
    """Return how many phantom pictures are in each state, and the times of the network, ms."""
    states: Counter[str] = Counter()
    times_ms: list[float] = []
    for lesion in _LESIONS:
        phantom = Phantom(PhantomSpec(lesion=lesion, width_px=_SIDE_PX, height_px=_SIDE_PX))
        for view in range(_VIEWS):
            _check(is_wanted)
            pixels = cv2.cvtColor(phantom.render(float(view)).pixels, cv2.COLOR_BGR2BGRA)
            frame = Frame(0, 0, time.monotonic_ns(), np.asarray(pixels, np.uint8))
            analyzer = Analyzer(card, is_video=False)
            prepared = analyzer.prepare(frame)
            outputs = None
            if prepared.crop is not None:
                begin = time.perf_counter()
                outputs = process.infer(prepared.crop)
                times_ms.append((time.perf_counter() - begin) * 1000)
            states[analyzer.conclude(frame, prepared, outputs).state.value] += 1
    if not times_ms:
        raise ModelError(
            "No phantom reached the model: its quality limits stop every picture.",
            remedy="Export the model again with other quality limits.",
        )
    return {state.value: states[state.value] for state in AssessmentState if states[state.value]}, (
        times_ms
    )


def _check(is_wanted: Wanted) -> None:
    if not is_wanted():
        raise TrialCanceledError("The trial was canceled. The model is not used.")
