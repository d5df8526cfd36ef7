"""Phantom clips with known episodes, analyzed by a model frame by frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from hysteroview.core.types import NS_PER_S, Analysis, Frame
from hysteroview.imaging.phantom import LOOP_S, Lesion, Phantom, PhantomFrame, PhantomSpec
from hysteroview.imaging.pixels.preprocess import to_input
from hysteroview.inference.decide.analyzer import Analyzer
from hysteroview.inference.decide.decision import Observation
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.runtimes.backend import Backend
from hysteroview.lab.data.truth_tracks import NOTHING, Exam

_BEGIN_S = 0.6 * LOOP_S  # the camera sees the lesion, turns away and returns
_LENGTH_S = 0.8 * LOOP_S
_LEAST_SHARE = 0.03  # share of the view, below which a lesion does not count
_ARTIFACTS = ("", "blood", "bubbles", "instrument")


def phantom_specs(seeds: Sequence[int]) -> Iterator[PhantomSpec]:
    """Yield one clip for each seed and lesion, with alternating artifacts."""
    lesions = [lesion for lesion in Lesion if lesion is not Lesion.NONE]
    for number, seed in enumerate(seeds):
        for place, lesion in enumerate(lesions):
            artifact = _ARTIFACTS[(number + place) % len(_ARTIFACTS)]
            yield PhantomSpec(
                seed=seed,
                lesion=lesion,
                width_px=480,
                height_px=360,
                blood=artifact == "blood",
                bubbles=artifact == "bubbles",
                instrument=artifact == "instrument",
            )


def phantom_exam(card: ModelCard, backend: Backend, spec: PhantomSpec, rate_hz: float) -> Exam:
    """Run a clip through all steps up to the decision."""
    analyzer, phantom = Analyzer(card), Phantom(spec)
    truth, frames = [], []
    for index in range(round(_LENGTH_S * rate_hz)):
        rendered = phantom.render(_BEGIN_S + index / rate_hz)
        is_seen = rendered.truth.lesion_share >= _LEAST_SHARE
        truth.append(card.labels.codes.index(spec.lesion.value) if is_seen else NOTHING)
        analysis = _analyze(analyzer, card, backend, _frame(rendered, index, rate_hz))
        frames.append(
            Observation(analysis.pts_ns, analysis.state, analysis.reason, analysis.probabilities)
        )
    return Exam(np.array(truth), frames)


def _frame(rendered: PhantomFrame, index: int, rate_hz: float) -> Frame:
    pixels = np.asarray(cv2.cvtColor(rendered.pixels, cv2.COLOR_BGR2BGRA), np.uint8)
    return Frame(index, round(index * NS_PER_S / rate_hz), 0, pixels)


def _analyze(analyzer: Analyzer, card: ModelCard, backend: Backend, frame: Frame) -> Analysis:
    prepared = analyzer.prepare(frame)
    outputs = None
    if prepared.crop is not None:
        outputs = backend.run(to_input(prepared.crop[None], card.input))[0]
    return analyzer.conclude(frame, prepared, outputs)
